package runs

import (
	"slices"
	"time"

	"accredit/engine"
)

// The journal of requests that change something in HubSpot (docs/accounts.md,
// "Crash, rivals, and the request that must not repeat"): that a request leaves is
// written down before it does, and its answer afterwards. Whoever wrote it down
// first sends it; nobody else may.

// unclearAfter is how long a request may be out before its sender is taken for
// dead: its answer is not known then.
const unclearAfter = 10 * time.Minute

// IsUnclear reports whether the answer to the request of a step is not known, and
// nobody is waiting for it any more.
func IsUnclear(s *engine.RunStep, now time.Time) bool {
	return s.State == engine.StepUnclear || s.State == engine.StepSent && now.Sub(s.SentAt()) >= unclearAfter
}

// IsHanded reports whether a step that HubSpot's API was to make was handed to
// the person whom it names.
func IsHanded(s *engine.RunStep) bool {
	return slices.ContainsFunc(s.Events, func(e engine.StepEvent) bool { return e.Kind == engine.EventHanded })
}

// byAPI reports whether run resume would send a step.
func byAPI(s *engine.RunStep) bool { return s.Via == engine.ViaAPI && !IsHanded(s) }

// hold lets every other step of a part wait while a request is out.
func hold(part *engine.RunPart, list []Standing) {
	out := part.Out()
	if out == nil {
		return
	}
	for i := range list {
		is := &list[i]
		if is.Ready = false; is.Step != out && is.Step.IsPending() && is.Blocked == "" {
			is.WaitsFor = []string{out.ID()}
		}
	}
}

// Send writes down that the request of a step leaves now. It refuses a step that
// is not ready, or not of the API, and a client where another request is out.
func (b *Book) Send(id engine.StepID, claim Claim) error {
	p, s, err := b.locate(id)
	if err != nil {
		return err
	}
	if s.State != engine.StepOpen {
		return &Refusal{ID: s.ID(), Kind: ErrSettled, Reason: settledText(s)}
	}
	g := b.ground(p)
	if g == nil {
		return &Refusal{ID: s.ID(), Kind: ErrSettled, Reason: "its client is not recorded any more"}
	}
	if is := find(g.look(p), s.Run, s.Seq); !is.Ready || is.Via != engine.ViaAPI {
		return notReady(is, claim, "")
	}
	settle(s, engine.StepSent, claim.entered(s))
	b.touch(p)
	return nil
}

// entered is the claim as an event of the step's actor, entered by who runs
// accredit.
func (c *Claim) entered(s *engine.RunStep) engine.StepEvent {
	e := engine.StepEvent{At: c.At, By: s.Actor, Because: c.Because, Source: c.Source}
	if c.Who != s.Actor {
		e.EnteredBy = c.Who
	}
	return e
}

// Outcome is what came of a request, or of looking at an account for one.
type Outcome uint8

// Made: the account is as the step wants it. NotMade: nothing was done, and the
// step may be sent again. NotKnown: nobody knows. Refused: it was not made and is
// not tried again. Handed: the person whom the step names makes it.
const (
	Made Outcome = iota
	NotMade
	NotKnown
	Refused
	Handed
)

// Learn writes down what came of a step. Because of the claim says why where it
// is not made; Evidence and ToldOf say how it is known where it is.
func (b *Book) Learn(id engine.StepID, outcome Outcome, claim Claim) error {
	p, s, err := b.locate(id)
	if err != nil {
		return err
	}
	if !s.IsPending() {
		return &Refusal{ID: s.ID(), Kind: ErrSettled, Reason: settledText(s)}
	}
	switch outcome {
	case Made:
		g := b.ground(p)
		if g == nil {
			return &Refusal{ID: s.ID(), Kind: ErrSettled, Reason: "its client is not recorded any more"}
		}
		if s.Action == engine.ActionAdd && s.After.Seat != engine.SeatUnknown {
			after := *s.After // whether HubSpot gives the Partner Seat to users whom its API adds is unconfirmed
			after.Seat = engine.SeatUnknown
			s.After = &after
		}
		b.write(g, p, s, &Standing{Step: s, Via: engine.ViaAPI}, claim)
		return nil
	case NotMade:
		settle(s, engine.StepOpen, claim.entered(s))
	case NotKnown:
		settle(s, engine.StepUnclear, claim.entered(s))
	case Refused:
		settle(s, engine.StepFailed, claim.entered(s))
	case Handed:
		settle(s, engine.StepOpen, claim.entered(s))
		s.Events[len(s.Events)-1].Kind = engine.EventHanded
	}
	b.touch(p)
	return nil
}
