package runs

import (
	"slices"
	"time"

	"accredit/engine"
)

// Settle adds to changes what they mean for open steps, where they come from
// elsewhere than from runs: an import, a decision about drift, a link. A step
// whose end is recorded is done, with the evidence that the record has, else
// with that of the client, else as told. Steps of a client or a person that is
// forgotten are canceled. A client whose part changes anyway is left.
func Settle(a *engine.Access, changes *engine.Changes, who string, at time.Time, of func(hubID int64) *engine.Evidence) {
	if changes.IsEmpty() || len(a.Parts) == 0 {
		return
	}
	b := NewBook(a, a.Parts, at)
	for i := range a.Parts {
		hubID := a.Parts[i].HubID
		if slices.ContainsFunc(changes.Parts, func(c engine.RunPartChange) bool { return c.After.HubID == hubID }) {
			continue
		}
		p := b.copyOf(&a.Parts[i])
		b.cancelForgotten(p, changes, engine.StepEvent{At: at, By: who, Because: "no longer managed"})
		g := b.ground(p)
		if g == nil {
			continue
		}
		for j := range changes.Grants {
			if c := &changes.Grants[j]; c.HubID == hubID {
				b.settleChange(g, p, c, who, at, of)
			}
		}
	}
	if made := b.Changes(); made != nil {
		changes.Parts = append(changes.Parts, made.Parts...)
	}
}

// cancelForgotten cancels the steps of a client or a person that is forgotten.
func (b *Book) cancelForgotten(p *engine.RunPart, changes *engine.Changes, e engine.StepEvent) {
	client := slices.ContainsFunc(changes.Clients, func(c engine.ClientChange) bool {
		return c.After == nil && c.Before != nil && c.Before.HubID == p.HubID
	})
	for i := range p.Steps {
		s := &p.Steps[i]
		person := slices.ContainsFunc(changes.People, func(c engine.PersonChange) bool {
			return c.After == nil && c.Before != nil && (c.Before.Email == s.Email || slices.Contains(c.Before.FormerEmails, s.Email))
		})
		if (client || person) && (s.IsPending() || s.State == engine.StepFailed && p.IsOpen()) {
			settle(s, engine.StepCanceled, e)
			b.touch(p)
		}
	}
}

// settleChange settles the step whose end a change records. The latest counts.
// What an observation does not tell of that end, its dates and its reason, is
// recorded as approved.
func (b *Book) settleChange(g *ground, p *engine.RunPart, c *engine.GrantChange, who string, at time.Time, of func(int64) *engine.Evidence) {
	person := g.person(c.Email)
	if person == engine.Nobody {
		return
	}
	for i := range slices.Backward(p.Steps) {
		s := &p.Steps[i]
		open := s.IsPending() || s.State == engine.StepFailed
		if !open || g.person(s.Email) != person || sameAccess(c.Before, c.After) || !sameAccess(s.After, c.After) {
			continue
		}
		e := &engine.Evidence{Kind: engine.EvidenceTold, At: at, By: who}
		if of != nil && of(c.HubID) != nil {
			e = of(c.HubID)
		}
		if c.After != nil {
			if c.After.Evidence != nil {
				e = c.After.Evidence
			}
			c.After = asApproved(s, c.After, e)
		} else {
			c.GoneOrigin = nil
		}
		settle(s, engine.StepDone, engine.StepEvent{At: e.At, By: who, Evidence: e.Kind, Source: e.Source})
		s.Serial = b.serial
		b.touch(p)
		break
	}
	g.replay.Set(person, b.c.Grant(c.After, person))
}

// asApproved is a step's end as it is recorded.
func asApproved(s *engine.RunStep, recorded *engine.RecordedGrant, e *engine.Evidence) *engine.RecordedGrant {
	is := *s.After
	if s.Record != nil {
		is = *s.Record
	}
	evidence := *e
	evidence.Step = s.ID()
	is.Person, is.Status, is.Seat, is.RecordedOn, is.Evidence = recorded.Person, recorded.Status, recorded.Seat, recorded.RecordedOn, &evidence
	return &is
}

// sameAccess reports whether two grants are the same in what an account shows.
func sameAccess(a, b *engine.RecordedGrant) bool {
	if a == nil || b == nil {
		return a == b
	}
	return a.Rights.Set == b.Rights.Set && a.Rights.Unknown == b.Rights.Unknown && slices.Equal(a.Rights.Levels, b.Rights.Levels) &&
		a.Status.Wanted() == b.Status.Wanted() && engine.SameInCell(teamsOf(a), teamsOf(b)) && a.Unlinked == b.Unlinked
}
