package runs

import (
	"slices"

	"accredit/engine"
)

const whyGone = "the account shows nobody there: the removal was seen"

// SeeGone notes which removals that somebody told, or that HubSpot answered, were
// seen since: who was removed is not in the account any more. A removal leaves no
// grant whose evidence could rise, so that it is noted with its step.
func (b *Book) SeeGone(o *engine.Observation, hubIDs []int64, declared []engine.Person, who string) []Settled {
	var list []Settled
	for i := range b.all {
		in, how := o.Account(b.all[i].HubID)
		if in == nil || how.At.IsZero() || !slices.Contains(hubIDs, in.HubID) {
			continue
		}
		sight := newSight(b.a, o, in, how, declared)
		for j := range b.all[i].Steps {
			if !sight.isGone(&b.all[i].Steps[j]) {
				continue
			}
			p := b.copyOf(&b.all[i])
			s := &p.Steps[j]
			list = append(list, Settled{engine.Unsettled{HubID: p.HubID, Step: s, Event: s.Settling()}, whyGone, how.Source})
			s.Events = append(slices.Clone(s.Events), engine.StepEvent{At: how.At, Kind: engine.EventSettled, By: who, Because: whyGone, Evidence: engine.EvidenceSeen, Source: how.Source})
			b.touch(p)
		}
	}
	return list
}

// isGone reports whether what was seen shows a removal that is done, and that nobody
// has seen so far.
func (s *sight) isGone(step *engine.RunStep) bool {
	done := step.Settling()
	if step.State != engine.StepDone || step.After != nil || done == nil || seenIn(step) != nil || !isLater(s.how.At, done.At) {
		return false
	}
	emails := s.emails(step.Email)
	if s.recorded(emails) != nil || slices.ContainsFunc(s.how.Later.People, func(email string) bool { return slices.Contains(emails, email) }) {
		return false
	}
	_, why := s.prove(step)
	return why == ""
}

// seenIn is the event that says that a step which is done was seen; nil: there is
// none.
func seenIn(s *engine.RunStep) *engine.StepEvent {
	for i := len(s.Events) - 1; i >= 0 && s.State == engine.StepDone; i-- {
		switch e := &s.Events[i]; {
		case e.Evidence == engine.EvidenceSeen:
			return e
		case e.Kind == engine.StepDone.String():
			return nil
		}
	}
	return nil
}
