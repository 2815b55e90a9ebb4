package live

import (
	"fmt"
	"slices"

	"accredit/engine"
)

// Terms are what the configuration and the state say of a step that is to be made.
type Terms struct {
	Writes       []engine.Action // what the connection allows
	Owner        string          // e-mail of who made the key
	OwnerID      string          // their id in HubSpot; empty: not known
	EmailDomains []string        // the agency's
	WelcomeEmail bool
	UserID       string // HubSpot's id of the person, as it was seen before; empty: it was not
}

// Verdict says what is to be done with a step.
type Verdict uint8

// The verdicts. The zero value sends nothing.
const (
	Wait        Verdict = iota // not now: it stays open
	AlreadyMade                // the account shows it: nothing is sent
	Send                       // its request may leave
	Hand                       // the API cannot make it: a person does
	Fail                       // it is not made, and not tried again
)

var verdictNames = [...]string{"wait", "already made", "send", "hand", "fail"}

// String returns the name.
func (v Verdict) String() string { return verdictNames[v] }

// Decision is what is to be done, and why.
type Decision struct {
	Verdict Verdict
	Why     string   // of Wait, Hand and Fail
	Seen    []string // of AlreadyMade: what the account shows
	Request *Request // of Send
}

// Request is one request that changes an account.
type Request struct {
	Step   *engine.RunStep
	Terms  Terms
	Before Look // what the account showed when it was decided
	Body   Body // of add and change
	userID string
}

// Decide says what is to be done with a step, as the account shows it now
// (docs/accounts.md, "Who does what"). It is a function of plain data.
func Decide(s *engine.RunStep, t Terms, l Look) Decision {
	d := deciding{s, t, l}
	for _, ask := range []func() *Decision{d.isSamePerson, d.isMade, d.isAllowed, d.isTouchable, d.isAsBefore} {
		if answer := ask(); answer != nil {
			return *answer
		}
	}
	return d.request()
}

type deciding struct {
	s *engine.RunStep
	t Terms
	l Look
}

func hand(format string, args ...any) *Decision {
	return &Decision{Verdict: Hand, Why: fmt.Sprintf(format, args...)}
}

func fail(format string, args ...any) *Decision {
	return &Decision{Verdict: Fail, Why: fmt.Sprintf(format, args...)}
}

// isSamePerson refuses a user who is not the one that the step is about.
func (d *deciding) isSamePerson() *Decision {
	u := d.l.User
	switch {
	case u == nil:
		return nil
	case u.IsApp():
		return fail("%s is an app, and nobody of the agency's", u.Email)
	case u.Email != d.s.Email:
		return fail("the user is there as %s, and not as %s: somebody has to look whether they are the same", u.Email, d.s.Email)
	case d.t.UserID != "" && u.ID != d.t.UserID:
		return fail("the user %s there has HubSpot's id %s, and had %s before: it is somebody else", u.Email, clean(u.ID, ""), d.t.UserID)
	}
	return nil
}

// isMade finds that the account shows already what is wanted.
func (d *deciding) isMade() *Decision {
	if shown, ok := d.l.shows(d.s.After, d.s.Before); ok {
		return &Decision{Verdict: AlreadyMade, Seen: shown}
	}
	return nil
}

// isAllowed looks whether the owner's key may make the step.
func (d *deciding) isAllowed() *Decision {
	s := d.s
	switch {
	case !slices.Contains(engine.ConnectionWrites, s.Action):
		return hand("HubSpot's API cannot %s anybody", s.Action)
	case !slices.Contains(d.t.Writes, s.Action):
		return hand("the connection does not allow to %s", s.Action)
	case s.Actor != d.t.Owner:
		return hand("%s is to make it, and the key is %s's", s.Actor, d.t.Owner)
	case s.Email == d.t.Owner, d.l.User != nil && d.l.User.ID == d.t.OwnerID:
		return hand("the key is %s's own, and nobody changes themself", s.Email)
	}
	return nil
}

// isTouchable keeps the API from super admins.
func (d *deciding) isTouchable() *Decision {
	if d.l.User != nil && d.l.User.SuperAdmin {
		return hand("%s is super admin there, and the API does not touch those", d.s.Email)
	}
	return nil
}

// isAsBefore looks whether the account shows what the step begins with.
func (d *deciding) isAsBefore() *Decision {
	l, s := &d.l, d.s
	switch {
	case s.Action == engine.ActionAdd && l.User != nil:
		return fail("the account shows %s: they are there already, with something else than was approved", l.text())
	case s.Action == engine.ActionAdd:
		return nil
	case l.User == nil:
		return fail("%s is not there", s.Email)
	case s.Action == engine.ActionRemove:
		return nil // whatever they have goes with them
	case len(l.User.RoleIDs) > 1:
		return hand("%s has several permission sets there (%s), and the API would take all but one away", s.Email, l.text())
	case s.Before == nil || len(l.User.RoleIDs) == 0:
		return hand("%s has no permission set there, so that what they may do cannot be seen", s.Email)
	case l.set() != s.Before.Rights.Set:
		return hand("the account shows %s, and the step begins with %s", l.text(), s.Before.Rights.Set)
	case touchesTeams(s.Before, s.After) && l.TeamsWhy == "" && !l.hasTeams(s.Before):
		return hand("the account shows %s, and the step begins with other teams", l.text())
	}
	return nil
}

// request makes the request, where the account has words for all of it.
func (d *deciding) request() Decision {
	r := &Request{Step: d.s, Terms: d.t, Before: d.l}
	if d.l.User != nil {
		r.userID = d.l.User.ID
	}
	if d.s.Action != engine.ActionRemove {
		if refused := d.body(&r.Body); refused != nil {
			return *refused
		}
	}
	return Decision{Verdict: Send, Request: r}
}
