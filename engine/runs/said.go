package runs

import (
	"slices"

	"accredit/engine"
)

// Settled is what somebody said, what was refused, and about which an observation
// has decided.
type Settled struct {
	engine.Unsettled
	Why    string
	Source string
}

// Why something that was said is settled.
const (
	whySaidNotSo  = "the account does not show it"
	whySaidStands = "the account shows it, and it is recorded"
)

// SettleSaid notes which refused claims an observation decides about: it shows
// that they are not so, or it shows what is recorded. What it shows and nobody has
// recorded goes on being warned of.
func (b *Book) SettleSaid(o *engine.Observation, hubIDs []int64, declared []engine.Person, who string) []Settled {
	var list []Settled
	for _, u := range engine.UnsettledClaims(b.a, b.all) {
		in, how := o.Account(u.HubID)
		if in == nil || !slices.Contains(hubIDs, u.HubID) || how.At.IsZero() || !isLater(how.At, u.Event.At) {
			continue
		}
		p, s, err := b.locate(engine.StepID{Run: u.Step.Run, Seq: u.Step.Seq})
		if err != nil || s.State == engine.StepDone {
			continue // done just now: that settles it
		}
		why := newSight(b.a, o, in, how, declared).decides(s)
		if why == "" {
			continue
		}
		list = append(list, Settled{u, why, how.Source})
		s.Events = append(slices.Clone(s.Events), engine.StepEvent{At: how.At, Kind: engine.EventSettled, By: who, Because: why, Source: how.Source})
		b.touch(p)
	}
	return list
}

// decides says how what was seen decides about a step that somebody claims, or
// nothing.
func (s *sight) decides(step *engine.RunStep) string {
	emails := s.emails(step.Email)
	if slices.ContainsFunc(s.how.Later.People, func(email string) bool { return slices.Contains(emails, email) }) {
		return ""
	}
	shown, why := s.prove(step)
	switch {
	case why == WhyNotDone:
		return whySaidNotSo
	case len(shown) > 0 && sameAccess(s.recorded(emails), step.After):
		return whySaidStands
	}
	return ""
}
