package cli

import (
	"encoding/json"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"accredit/engine"
	"accredit/engine/hubspot/fakehub"
)

// replay goes once through the fake's own log, with what was known of everybody at
// every request. It shares nothing with accredit: who was changed stands in the log.
type replay struct {
	o       *office
	steps   []stepAt
	ids     map[string]string  // e-mails by user id
	shown   map[whom]look      // the last that an answer said of somebody
	writes  map[string][]write // of a step, by id
	process int
}

// stepAt is a step of a run, with its client.
type stepAt struct {
	hubID int64
	*engine.RunStep
}

type whom struct {
	hubID int64
	email string
}

// look is what an answer said of somebody; nil: that nobody is there.
type look struct {
	at   time.Time
	n    int
	user *fakehub.UserView
}

// write is a request that changes somebody.
type write struct {
	n      int
	at     time.Time
	method string
	status int
	fault  string
	before look   // what was known when it left
	since  []look // what was said of them after it
}

// isWrite reports whether a request changes users of an account.
func isWrite(e *fakehub.Entry) bool {
	path, _, _ := strings.Cut(e.Path, "?")
	switch e.Method {
	case http.MethodPut, http.MethodDelete:
		return true
	case http.MethodPost:
		return strings.HasPrefix(path, "/settings/")
	}
	return false
}

// newReplay begins with the world as it was served first.
func newReplay(o *office, parts []engine.RunPart) *replay {
	r := &replay{o: o, ids: map[string]string{}, shown: map[whom]look{}, writes: map[string][]write{}}
	for i := range parts {
		for j := range parts[i].Steps {
			r.steps = append(r.steps, stepAt{parts[i].HubID, &parts[i].Steps[j]})
		}
	}
	for i := range o.began.Accounts {
		for _, u := range o.began.Accounts[i].Users {
			r.ids[u.ID] = u.Email
		}
	}
	return r
}

// run goes through the log and calls judge with every request, before it counts.
func (r *replay) run(judge func(e *fakehub.Entry)) {
	log := r.o.log()
	for i := range log {
		e := &log[i]
		for r.process < len(r.o.ends) && e.N > r.o.ends[r.process] {
			r.process++
			clear(r.shown) // another process knows nothing of what this one saw
		}
		judge(e)
		r.take(e)
	}
}

// take counts a request in.
func (r *replay) take(e *fakehub.Entry) {
	answered := e.Fault == "" || e.Fault == "delay" || e.Fault == "slow"
	if e.Method == http.MethodGet && answered {
		for i := range e.Shown {
			r.note(e, e.Shown[i].Email, &e.Shown[i])
		}
		if e.Absent != "" {
			r.note(e, r.emailOf(e.Absent), nil)
		}
	}
	for _, c := range e.Changes {
		if c.After != nil {
			r.ids[c.After.ID] = c.Email
		}
	}
	if isWrite(e) && e.KeyAccount != 0 {
		if s := r.stepOf(e); s != nil {
			who := whom{e.KeyAccount, r.target(e)}
			r.writes[s.ID()] = append(r.writes[s.ID()], write{n: e.N, at: e.At, method: e.Method, status: e.Status, fault: e.Fault, before: r.shown[who]})
		}
	}
}

func (r *replay) note(e *fakehub.Entry, email string, u *fakehub.UserView) {
	l := look{at: e.At, n: e.N, user: u}
	r.shown[whom{e.KeyAccount, email}] = l
	for _, s := range r.steps {
		if s.hubID != e.KeyAccount || s.Email != email {
			continue
		}
		if list := r.writes[s.ID()]; len(list) > 0 {
			list[len(list)-1].since = append(list[len(list)-1].since, l)
		}
	}
}

// emailOf is whom an id or an e-mail in a path means.
func (r *replay) emailOf(text string) string {
	if email := r.ids[text]; email != "" {
		return email
	}
	return text
}

// target is whom a request changes.
func (r *replay) target(e *fakehub.Entry) string {
	if e.Method == http.MethodPost {
		var body struct{ Email string }
		if json.Unmarshal([]byte(e.Body), &body) != nil {
			return ""
		}
		return body.Email
	}
	path, _, _ := strings.Cut(e.Path, "?")
	last, err := url.PathUnescape(path[strings.LastIndex(path, "/")+1:])
	if err != nil {
		return ""
	}
	return r.emailOf(last)
}

// stepOf is the step whose request a changing request is: the one of that person
// that was written down as sent last before it.
func (r *replay) stepOf(e *fakehub.Entry) *stepAt {
	var found *stepAt
	var latest time.Time
	for i, s := range r.steps {
		if s.hubID != e.KeyAccount || s.Email != r.target(e) {
			continue
		}
		for _, ev := range s.Events {
			if ev.Kind == engine.StepSent.String() && !ev.At.After(e.At) && !ev.At.Before(latest) {
				found, latest = &r.steps[i], ev.At
			}
		}
	}
	return found
}

// people are the addresses of the agency's people, declared or recorded.
func (o *office) people() map[string]bool {
	list := map[string]bool{}
	for _, p := range slices.Concat(o.desired().People, o.access().People) {
		list[p.Email] = true
	}
	return list
}

// keyOwners are who made the key of each account.
func (o *office) keyOwners() map[int64]string {
	owners := map[int64]string{}
	for _, a := range o.began.Accounts {
		for _, k := range a.Keys {
			owners[a.HubID] = k.Owner
		}
	}
	return maps.Clone(owners)
}
