package runs

import (
	"slices"

	"accredit/engine"
)

// Undo takes back what was told of steps: what stood before is put back. It is
// no step, and counts for no guardrail. changedLater reports whether a later
// revision than that with the serial wrote the person's access in the client.
func (b *Book) Undo(ids []engine.StepID, claim Claim, changedLater func(hubID int64, email string, serial int64) (bool, error)) (already []string, err error) {
	for _, id := range b.whole(ids, claim) {
		p, s, err := b.locate(id)
		if err != nil {
			return nil, err
		}
		if s.State == engine.StepOpen && s.Settling() != nil && s.Settling().Kind == engine.EventUndone {
			already = append(already, s.ID())
			continue
		}
		if err := b.undo(p, s, claim, changedLater); err != nil {
			return nil, err
		}
	}
	return already, nil
}

func (b *Book) undo(p *engine.RunPart, s *engine.RunStep, claim Claim, changedLater func(int64, string, int64) (bool, error)) error {
	g := b.ground(p)
	if refused := b.authorize(s, claim, true); refused != nil {
		return refused
	}
	if g == nil {
		return &Refusal{ID: s.ID(), Kind: ErrSettled, Reason: "its client is not recorded any more"}
	}
	person := g.person(s.Email)
	email := g.email(s.Email)
	seen := seenIn(s)
	switch {
	case s.State != engine.StepDone:
		return &Refusal{ID: s.ID(), Kind: ErrSettled, Reason: "only what is done can be taken back: " + settledText(s)}
	case seen != nil:
		return &Refusal{ID: s.ID(), Kind: ErrSettled, Reason: "it was seen in the account, not only told: " + seen.Source, Hint: lookHint(p)}
	}
	later, err := changedLater(p.HubID, email, s.Serial)
	if err != nil {
		return err
	}
	if later {
		return &Refusal{ID: s.ID(), Kind: ErrSettled, Reason: "the access of " + email + " there was recorded anew since", Hint: lookHint(p)}
	}
	if g.replay.TakesLastSuper(person, b.c.Grant(s.Before, person)) {
		return &Refusal{ID: s.ID(), Kind: ErrNotReady, Reason: "the client would have no known super admin without it", Hint: lookHint(p)}
	}
	if reason := b.heldUp(g, p, s); reason != "" {
		return &Refusal{ID: s.ID(), Kind: ErrNotReady, Reason: "later steps would not hold without it: " + reason, Hint: lookHint(p)}
	}
	was := b.recorded(g, person, email)
	change := engine.GrantChange{HubID: p.HubID, Email: email, Before: was}
	if s.Before != nil {
		before := *stillInvited(was, s.Before)
		change.After = &before
	}
	b.grants = append(b.grants, change)
	g.replay.Set(person, b.c.Grant(change.After, person))
	event := claim.event(s)
	event.Kind = engine.EventUndone
	open := p.IsOpen()
	if s.State = engine.StepFailed; open {
		s.State = engine.StepOpen
	}
	s.Serial, s.Due = 0, 0
	s.Events = append(slices.Clone(s.Events), event)
	b.touch(p)
	b.relate(g)
	return nil
}

// heldUp replays the later recorded steps of the client without this one, and
// returns the reason why they do not hold, or nothing.
func (b *Book) heldUp(g *ground, p *engine.RunPart, undone *engine.RunStep) string {
	var later []*engine.RunStep
	for i := range b.all {
		if b.all[i].HubID != p.HubID {
			continue
		}
		for j := range b.all[i].Steps {
			if s := &b.all[i].Steps[j]; s.State == engine.StepDone && s.Serial > undone.Serial {
				later = append(later, s)
			}
		}
	}
	slices.SortStableFunc(later, func(x, y *engine.RunStep) int { return int(x.Serial - y.Serial) })
	r := g.replay.Clone()
	for _, s := range slices.Backward(later) {
		person := g.person(s.Email)
		r.Set(person, b.c.Grant(s.Before, person))
	}
	person := g.person(undone.Email)
	r.Set(person, b.c.Grant(undone.Before, person))
	for _, s := range later {
		if _, reason := g.try(r, s); reason != "" {
			return s.ID() + ": " + reason
		}
	}
	return ""
}
