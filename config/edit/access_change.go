package edit

import (
	"cmp"
	"errors"
	"slices"

	"accredit/config"
	"accredit/engine"
)

// Asked is what somebody asks for one person in one client. Both are declared:
// who asks has found them by their words.
type Asked struct {
	Email  string
	HubID  int64
	Set    string      // name of the permission set; only to give
	Until  engine.Date // the last day; zero: no end, or the one that there is
	Reason string      // empty: none, or the one that there is
}

// AccessChange is the smallest edit after which a configuration declares what
// was asked for.
type AccessChange struct {
	Files         []config.File // to write, by name; none: it is declared already
	Was           []config.File // the same files as they were read; a new one has no content
	Before, After *engine.Grant // what the person has there today; nil: nothing
	Result        *config.Result
}

// Refused says why no edit was found, and what to do instead.
type Refused struct{ Why, WayOut string }

func (r *Refused) Error() string { return r.Why }

// GiveAccess finds the edit that gives a person a permission set in a client.
// What they have there now is replaced; where the set is given until a day, it
// comes back afterwards. Nothing is written. The edit is proved: the edited
// configuration is loaded, declares just that on every day from today on, and
// differs from the one before in nothing else. An error that is Refused says
// why there is none; any other is a failure to read.
func GiveAccess(dir string, o config.Options, asked Asked) (*AccessChange, error) {
	return changeAccess(dir, o, asked, (*accessEditor).give)
}

// TakeAccess finds the edit after which a person has no access in a client, on
// no day from today on. Otherwise it is as GiveAccess.
func TakeAccess(dir string, o config.Options, asked Asked) (*AccessChange, error) {
	return changeAccess(dir, o, asked, (*accessEditor).take)
}

// ExtendAccess finds the edit that moves the end of what a person has in a
// client to a later day. Otherwise it is as GiveAccess.
func ExtendAccess(dir string, o config.Options, asked Asked) (*AccessChange, error) {
	return changeAccess(dir, o, asked, (*accessEditor).extend)
}

// RequestAccess finds the edit for what somebody asks others for: that a person
// has a permission set in a client until a day. Who has it longer keeps it; who
// has it until an earlier day has it extended; otherwise it is as GiveAccess.
func RequestAccess(dir string, o config.Options, asked Asked) (*AccessChange, error) {
	return changeAccess(dir, o, asked, (*accessEditor).request)
}

// accessEditor looks for the edit of one person's access in one client.
type accessEditor struct {
	adopter
	asked  Asked
	before *config.Result
}

func changeAccess(dir string, o config.Options, asked Asked, find func(*accessEditor) error) (*AccessChange, error) {
	o.Instead, o.Progress, o.Compared = nil, nil, true
	res, err := config.Load(dir, o)
	if err != nil {
		return nil, err
	}
	if res.Diagnostics.HasErrors() {
		return nil, errors.New("the configuration has mistakes")
	}
	e := &accessEditor{adopter: adopter{options: o, draft: newDraft(dir), res: res}, asked: asked, before: res}
	out := &AccessChange{Before: e.grant()}
	if err := find(e); err != nil {
		return nil, err
	}
	out.Files, out.Result, out.After = e.draft.list(), e.res, e.grant()
	for _, f := range out.Files {
		out.Was = append(out.Was, config.File{Name: f.Name, Content: e.draft.was[f.Name]})
	}
	return out, nil
}

func (e *accessEditor) client() *engine.DesiredClient { return clientIn(e.res.Desired, e.asked.HubID) }

func (e *accessEditor) person() *engine.Person { return personIn(e.res.Desired, e.asked.Email) }

// grant is what the person has today.
func (e *accessEditor) grant() *engine.Grant {
	return grantIn(e.res.Desired, e.client(), e.asked.Email)
}

// try takes the first of several edits that means what is wanted, and says why
// there is none where each of them does not. An attempt that is Refused is the
// last one: another would only go around what somebody meant.
func (e *accessEditor) try(means func(*config.Result) bool, attempts ...attempt) error {
	var refused, stop *Refused
	for _, attempt := range attempts {
		d := e.draft.clone()
		if err := attempt(d); errors.As(err, &stop) {
			return stop
		} else if err != nil {
			refused = moreTelling(refused, err)
			continue
		}
		o := e.options
		o.Instead = d.list()
		res, err := config.Load(d.dir, o)
		if err != nil {
			return err
		}
		if why := e.wrongWith(res, means); why != nil {
			refused = moreTelling(refused, why)
			continue
		}
		e.draft, e.res = d, res
		return nil
	}
	return cmp.Or(refused, noSmallEdit)
}

var noSmallEdit = &Refused{errNotHere.Error(), "See where it comes from: accredit explain."}

// moreTelling keeps the first reason that says more than that an edit does not
// fit.
func moreTelling(known *Refused, err error) *Refused {
	switch refused := (*Refused)(nil); {
	case known != nil || errors.Is(err, errNotHere):
		return known
	case errors.As(err, &refused):
		return refused
	}
	return &Refused{Why: err.Error()}
}

// wrongWith says what is wrong with an edited configuration; nil: nothing.
func (e *accessEditor) wrongWith(res *config.Result, means func(*config.Result) bool) error {
	for i := range res.Diagnostics {
		if d := &res.Diagnostics[i]; d.Severity == engine.Error {
			return &Refused{"the edited configuration has a mistake: " + d.Summary + ": " + d.Detail, d.Hint}
		}
	}
	if !means(res) {
		return errNotHere
	}
	if other := changedBeside(e.res.Desired, res.Desired, &engine.DriftItem{HubID: e.asked.HubID, Email: e.asked.Email}); other != "" {
		return &Refused{Why: "the edit would change " + other + ", too"}
	}
	return nil
}

// dated is what somebody has in a client on some days.
type dated struct {
	engine.Period
	grant *engine.Grant
}

// days lists what the person has from today on, by day.
func (e *accessEditor) days(res *config.Result) []dated {
	d := res.Desired
	c, p := clientIn(d, e.asked.HubID), personIn(d, e.asked.Email)
	if c == nil || p == nil {
		return nil
	}
	var list []dated
	add := func(g *engine.Grant) {
		if &d.People[g.Person] == p {
			list = append(list, dated{engine.Period{From: max(g.Starts, d.Day()), To: g.Expires}, g})
		}
	}
	for i := range c.Schedule {
		add(&c.Schedule[i])
	}
	if len(list) > 0 {
		return list
	}
	for i := range c.Grants {
		add(&c.Grants[i])
	}
	return list
}

// on is what somebody has on a day.
func on(list []dated, day engine.Date) *engine.Grant {
	for _, d := range list {
		if d.Contains(day) {
			return d.grant
		}
	}
	return nil
}

// turns lists the days on which one of several lists can change.
func turns(lists ...[]dated) []engine.Date {
	var days []engine.Date
	for _, d := range slices.Concat(lists...) {
		days = append(days, d.From)
		if d.To != 0 {
			days = append(days, d.To+1)
		}
	}
	return days
}

// sameAfter reports whether the person has, after a day, what they had there
// before the edit. Without a day there is nothing after it.
func (e *accessEditor) sameAfter(res *config.Result, last engine.Date) bool {
	if last == 0 {
		return true
	}
	was, is := e.days(e.before), e.days(res)
	for _, day := range append(turns(was, is), last+1) {
		if day > last && !sameAccess(on(was, day), on(is, day)) {
			return false
		}
	}
	return true
}

// sameAccess reports whether two grants let somebody do the same.
func sameAccess(x, y *engine.Grant) bool {
	if x == nil || y == nil {
		return x == y
	}
	return x.Set == y.Set && x.Rights.Equal(y.Rights) && x.Unknown == y.Unknown && x.Status == y.Status &&
		x.KeepBilling == y.KeepBilling && slices.Equal(x.More().Teams, y.More().Teams)
}
