package edit

import (
	"errors"
	"slices"
	"strings"

	"accredit/config"
	"accredit/engine"
)

// Adoption is what taking differences into a configuration came to.
type Adoption struct {
	Files   []config.File // to write: those that change, by name
	Adopted []*engine.DriftItem
	Refused []Refusal
	Result  *config.Result // the configuration with the files
}

// Refusal is a difference that was not taken over, and why.
type Refusal struct {
	Item *engine.DriftItem
	Why  string
}

// Adopt finds the smallest edits after which the configuration declares what
// is there, one difference after the other. Nothing is written. Each edit is
// proved: the edited configuration is loaded, declares what is there, and
// differs from the one before in nothing else. Of several edits that would do
// the first such one is taken; where none does, the difference is refused with
// the reason. o.Progress counts differences, and people tells the names of
// those who have no block yet. The error is a failure to read.
func Adopt(dir string, o config.Options, items []*engine.DriftItem, people []engine.Person) (*Adoption, error) {
	tell := o.Progress
	o.Instead, o.Progress = nil, nil
	res, err := config.Load(dir, o)
	if err != nil {
		return nil, err
	}
	if res.Diagnostics.HasErrors() {
		return nil, errors.New("the configuration has mistakes")
	}
	a := &adopter{options: o, draft: newDraft(dir), res: res, people: people}
	out := &Adoption{}
	for i, it := range items {
		if tell != nil {
			tell(i, len(items))
		}
		if why, err := a.adopt(it); err != nil {
			return nil, err
		} else if why != "" {
			out.Refused = append(out.Refused, Refusal{it, why})
			continue
		}
		out.Adopted = append(out.Adopted, it)
	}
	out.Files, out.Result = a.draft.list(), a.res
	return out, nil
}

type adopter struct {
	options config.Options
	draft   *draft
	res     *config.Result // of the draft
	people  []engine.Person
}

// attempt is one way to edit the draft. An error is the reason why it is none.
type attempt func(*draft) error

// adopt takes one difference over, or says why not.
func (a *adopter) adopt(it *engine.DriftItem) (why string, err error) {
	if a.met(a.res.Desired, it) {
		return "", nil // only the record is behind
	}
	attempts, why := a.attempts(it)
	for _, try := range attempts {
		d := a.draft.clone()
		if err := try(d); err != nil {
			why = err.Error()
			continue
		}
		o := a.options
		o.Instead = d.list()
		res, err := config.Load(d.dir, o)
		if err != nil {
			return "", err
		}
		if why = a.check(res, it); why == "" {
			a.draft, a.res = d, res
			return "", nil
		}
	}
	return why, nil
}

// check says what is wrong with an edited configuration.
func (a *adopter) check(res *config.Result, it *engine.DriftItem) string {
	for _, d := range res.Diagnostics {
		if d.Severity == engine.Error {
			return strings.TrimSpace("the edited configuration has a mistake: " + d.Summary + ": " + d.Detail)
		}
	}
	if !a.met(res.Desired, it) {
		return "no small edit declares just that: write it by hand"
	}
	if other := changedBeside(a.res.Desired, res.Desired, it); other != "" {
		return "the edit would change " + other + ", too"
	}
	return ""
}

// met reports whether a configuration declares what is there.
func (a *adopter) met(d *engine.Desired, it *engine.DriftItem) bool {
	c := clientIn(d, it.HubID)
	if it.Own() {
		return c != nil && slices.Contains(c.SuperAdmins, it.Email) == (it.Class == engine.DriftSuperAdminAppeared)
	}
	return it.IsMetBy(d.Catalogue, grantIn(d, c, it.Email))
}

func clientIn(d *engine.Desired, hubID int64) *engine.DesiredClient {
	for i := range d.Clients {
		if d.Clients[i].HubID == hubID {
			return &d.Clients[i]
		}
	}
	return nil
}

func personIn(d *engine.Desired, email string) *engine.Person {
	for i := range d.People {
		if p := &d.People[i]; p.Email == email || slices.Contains(p.FormerEmails, email) {
			return p
		}
	}
	return nil
}

func grantIn(d *engine.Desired, c *engine.DesiredClient, email string) *engine.Grant {
	p := personIn(d, email)
	if c == nil || p == nil {
		return nil
	}
	for i := range c.Grants {
		if &d.People[c.Grants[i].Person] == p {
			return &c.Grants[i]
		}
	}
	return nil
}
