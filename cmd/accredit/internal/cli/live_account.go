package cli

import (
	"context"
	"errors"
	"time"

	"accredit/engine"
	"accredit/engine/hubspot"
	"accredit/engine/hubspot/live"
	"accredit/engine/resume"
	"accredit/engine/runs"
)

// errTooMany is the error where so much fails that nothing more is sent.
var errTooMany = live.ErrStopped

// liveAccount is a connected account as run resume sees it.
type liveAccount struct {
	at    *accountsAt
	c     *connected // nil: it has no connection any more
	names live.Namer
	is    *live.Account
}

// account is the account of a client, whether or not it can be reached.
func (at *accountsAt) account(hubID int64) resume.Account {
	options := shownOptions(at.res.Desired, at.access)
	return &liveAccount{at: at, c: at.find(hubID), names: func(hubID int64, sets []string) func(string) (string, bool) {
		return hubspot.NewNamer(options, hubID, sets).Set
	}}
}

// Check finds the key, and asks whose account it is of.
func (l *liveAccount) Check(ctx context.Context) error {
	if l.c == nil {
		return errors.New("its connection is not in the configuration any more")
	}
	var err error
	if l.is, err = l.at.open(ctx, l.c); err != nil {
		return err
	}
	return l.is.Identify(ctx)
}

// terms are what the configuration and the state say of a step.
func (l *liveAccount) terms(t *runs.Task) live.Terms {
	connection := l.c.c.Connection
	terms := live.Terms{
		Writes: connection.Write, Owner: l.c.owner, EmailDomains: l.at.res.Desired.Agency.EmailDomains, WelcomeEmail: connection.WelcomeEmail,
	}
	for i := range l.at.access.People {
		switch p := &l.at.access.People[i]; p.Email {
		case l.c.owner:
			terms.OwnerID = p.UserID
		case t.Step.Email:
			terms.UserID = p.UserID
		}
	}
	return terms
}

// Decide reads the person of a step, and says what to do.
func (l *liveAccount) Decide(ctx context.Context, t *runs.Task) (resume.Decision, error) {
	terms := l.terms(t)
	look, err := l.is.Look(ctx, t.Step.Email, terms.UserID, l.names)
	if err != nil {
		return resume.Decision{}, err
	}
	d := live.Decide(t.Step, terms, look)
	settled := func(o runs.Outcome) (resume.Decision, error) {
		a := resume.Answer{Outcome: o, At: look.At, Why: d.Why}
		if o == runs.Made {
			a.Evidence, a.ToldOf, a.Source = engine.EvidenceSeen, d.Seen, l.is.Source()
			if look.User != nil {
				a.UserID = look.User.ID
			}
		}
		return resume.Decision{What: resume.Settled, Answer: a}, nil
	}
	switch d.Verdict {
	case live.AlreadyMade:
		return settled(runs.Made)
	case live.Hand:
		return settled(runs.Handed)
	case live.Fail:
		return settled(runs.Refused)
	case live.Send:
		return resume.Decision{What: resume.Send, Request: d.Request}, nil
	}
	return resume.Decision{What: resume.Wait, Why: d.Why}, nil
}

// Send makes the request of a decision, once.
func (l *liveAccount) Send(ctx context.Context, d resume.Decision) resume.Answer {
	return l.answer(l.is.Send(ctx, d.Request.(*live.Request), l.names))
}

// Settle reads what came of a request whose answer is not known.
func (l *liveAccount) Settle(ctx context.Context, t *runs.Task) (resume.Answer, error) {
	a, err := l.is.Settle(ctx, t.Step, l.terms(t), l.names)
	return l.answer(a), err
}

// outcomes are the outcomes of the API as the journal has them.
var outcomes = map[live.Outcome]runs.Outcome{
	live.NotKnown: runs.NotKnown, live.Made: runs.Made, live.NotMade: runs.NotMade, live.Refused: runs.Refused, live.Handed: runs.Handed,
}

func (l *liveAccount) answer(a live.Answer) resume.Answer {
	is := resume.Answer{Outcome: outcomes[a.Outcome], At: a.At, Why: a.Why, Evidence: a.Evidence, ToldOf: a.Seen, UserID: a.UserID, Later: a.Later, Again: a.Again, Stop: a.Stop}
	if is.Evidence != engine.NoEvidence {
		is.Source = l.is.Source()
	}
	return is
}

// clock is the moment of the command, which --now may hold still.
func (a *app) clock() time.Time {
	at, err := a.moment()
	if err != nil {
		return time.Now()
	}
	return at
}
