package live

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"accredit/engine"
)

// Namer makes the function that says which sets the account's permission sets are.
type Namer func(hubID int64, sets []string) func(name string) (set string, known bool)

// Look reads a person, and what the account calls its sets and teams. Whether
// billing may be written is asked only where a set needs it.
func (a *Account) Look(ctx context.Context, email, userID string, names Namer) (Look, error) {
	var l Look
	if err := a.identified(ctx); err != nil {
		return l, err
	}
	var err error
	if l.Roles, _, err = a.roles(ctx); err != nil {
		return l, err
	}
	var called []string
	billing := false
	for _, r := range l.Roles {
		called = append(called, r.Name)
		billing = billing || r.RequiresBillingWrite
	}
	l.Sets = names(a.hubID, called)
	l.Teams, err = a.teams(ctx)
	teams, err := answeredTo(err)
	if err != nil {
		return l, err
	}
	l.TeamsWhy = teams.Why
	if billing {
		_, err = a.seats(ctx)
		can, err := answeredTo(err)
		if err != nil {
			return l, err
		}
		l.Billing = can.Can
	}
	l.User, l.At, err = a.Read(ctx, email, userID) // last, so that it is as fresh as can be
	return l, err
}

// answeredTo makes an answer of the error of a question. Where nobody answered it the
// account was not read: a step that waits is not handed to somebody for that.
func answeredTo(failed error) (Answered, error) {
	is, err := asked(failed)
	if err == nil && is.Can == Unknown {
		return is, failed
	}
	return is, err
}

// Send sends a request, once, and reads what came of it. The request was decided by
// Decide, from a look of this process.
func (a *Account) Send(ctx context.Context, r *Request, names Namer) Answer {
	if why := a.mayWrite(r); why != "" {
		return Answer{Outcome: NotMade, At: a.c.now(), Why: why}
	}
	err := a.do(ctx, a.callOf(r), nil)
	if err != nil {
		if answer := refusal(r.Step.Action, err); answer != nil {
			return a.sinceThere(ctx, r, names, *answer)
		}
	}
	answer := a.confirm(ctx, r, names, err)
	if answer.At.IsZero() {
		answer.At = a.c.now()
	}
	if answer.Stop != "" {
		a.mu.Lock()
		a.closed = answer.Stop
		a.mu.Unlock()
	}
	return answer
}

// sinceThere settles an addition that was refused because somebody else was faster:
// what HubSpot answers then is not known, and may be 400.
func (a *Account) sinceThere(ctx context.Context, r *Request, names Namer, refused Answer) Answer {
	refused.At = a.c.now()
	if r.Step.Action != engine.ActionAdd || refused.Outcome != Refused {
		return refused
	}
	if l, err := a.Look(ctx, r.Step.Email, r.userID, names); err == nil && l.User != nil {
		return Settle(r.Step, r.Terms, refused.At, []Look{l})
	}
	return refused
}

// mayWrite says why a request may not leave; empty: it may. The last guards stand
// here, whatever was decided.
func (a *Account) mayWrite(r *Request) string {
	a.mu.Lock()
	right, closed := a.right, a.closed
	a.mu.Unlock()
	u := r.Before.User
	switch {
	case !right:
		return "the account was not identified by this process"
	case closed != "":
		return closed
	case r.Step.Action == engine.ActionAdd && u != nil, r.Step.Action != engine.ActionAdd && (u == nil || r.userID != u.ID || u.ID == ""):
		return "it is not a request for what the account showed"
	case u != nil && (u.SuperAdmin || u.IsApp() || u.Email != r.Step.Email || u.Email == r.Terms.Owner):
		return "super admins, apps, the owner of the key and other people are not touched"
	case a.c.now().Sub(r.Before.At) > freshness:
		return "the account was looked at too long ago"
	}
	return ""
}

// freshness is how old a look may be from which a request was made.
const freshness = 2 * time.Minute

// callOf is the call of a request.
func (a *Account) callOf(r *Request) call {
	path := "/settings/users/" + a.versionOf(usersArea)
	one := path + "/" + url.PathEscape(r.userID)
	by := url.Values{"idProperty": {byID}}
	switch r.Step.Action {
	case engine.ActionAdd:
		return call{method: http.MethodPost, path: path, body: r.Body, write: true}
	case engine.ActionChange:
		return call{method: http.MethodPut, path: one, query: by, body: r.Body, write: true}
	}
	return call{method: http.MethodDelete, path: one, query: by, write: true, slow: a.removals}
}

// Pauses before an account is read after it was changed: HubSpot may show it late.
var readBack = []time.Duration{0, 2 * time.Second, 5 * time.Second}

// confirm reads what a request brought. sent is what was answered: nil where
// HubSpot says that it did it.
func (a *Account) confirm(ctx context.Context, r *Request, names Namer, sent error) Answer {
	var answer Answer
	absent := false
	for _, pause := range readBack {
		if err := a.c.wait(ctx, pause); err != nil {
			return a.unread(r, sent, err)
		}
		l, err := a.Look(ctx, r.Step.Email, r.userID, names)
		if err != nil {
			return a.unread(r, sent, err)
		}
		absent = l.User == nil
		switch {
		case sent == nil:
			answer = Confirm(r, l)
		case r.Step.Action == engine.ActionAdd && l.User == nil && !isStatus(sent, http.StatusConflict):
			return Answer{Outcome: NotKnown, At: l.At, Why: whyUnclear(sent), Later: a.c.now().Add(absentAfter)}
		default:
			answer = Settle(r.Step, r.Terms, l.At, []Look{l})
		}
		if answer.Outcome == Made {
			return answer
		}
	}
	if sent == nil && r.Step.Action == engine.ActionAdd && absent {
		return answered(r) // somebody who was added is shown late
	}
	if sent != nil && answer.Outcome != Refused { // what was sent may still be under way
		return Answer{Outcome: NotKnown, At: answer.At, Why: whyUnclear(sent)}
	}
	return answer
}

func whyUnclear(err error) string {
	return fmt.Sprintf("whether it was done is not known: %s", err)
}

// unread is a request after which the account could not be read.
func (a *Account) unread(r *Request, sent, err error) Answer {
	if sent == nil {
		return answered(r)
	}
	return Answer{Outcome: NotKnown, Why: whyUnclear(errors.Join(sent, err))}
}

// answered is what HubSpot says that it did, and nobody has read back.
func answered(r *Request) Answer {
	var told []string
	for _, is := range []struct {
		name string
		is   bool
	}{
		{engine.ShowsMember, r.Step.Before == nil || r.Step.After == nil},
		{engine.ShowsSet, r.Body.RoleID != ""},
		{engine.ShowsTeams, touchesTeams(r.Step.Before, r.Step.After) && r.Step.After != nil},
	} {
		if is.is {
			told = append(told, is.name)
		}
	}
	return Answer{Outcome: Made, Evidence: engine.EvidenceAnswered, Seen: told}
}

// Settle reads what came of a request of an earlier process. Somebody who was added
// and is absent is looked for a second time half a minute later.
func (a *Account) Settle(ctx context.Context, s *engine.RunStep, t Terms, names Namer) (Answer, error) {
	var looks []Look
	for {
		l, err := a.Look(ctx, s.Email, t.UserID, names)
		if err != nil {
			return Answer{}, err
		}
		looks = append(looks, l)
		answer := Settle(s, t, s.SentAt(), looks)
		wait := answer.Later.Sub(a.c.now())
		if answer.Outcome != NotKnown || len(looks) > 1 || l.At.Before(s.SentAt().Add(absentAfter)) || wait > absentPause {
			return answer, nil
		}
		if err := a.c.wait(ctx, wait); err != nil {
			return Answer{}, err
		}
	}
}
