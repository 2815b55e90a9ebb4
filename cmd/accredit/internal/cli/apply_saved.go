package cli

import (
	"context"
	"errors"
	"slices"

	"accredit/config"
	"accredit/engine"
	"accredit/engine/planfile"
	"accredit/state"
)

// savedPlan is a saved plan that is to be run.
type savedPlan struct {
	plan    *engine.Plan
	stamp   *planfile.Stamp
	signers []string
	res     *config.Result // nil: no configuration was named
	dir     string
}

// applyOnNow runs a saved plan on what is recorded now. It is stale only by what
// it touches (docs/runs.md, "The next plan").
func (a *app) applyOnNow(ctx context.Context, saved *savedPlan, o *applyOptions, show bool) error {
	access, plan, joined, err := a.broughtUp(ctx, saved)
	if err != nil {
		return err
	}
	now, err := a.moment()
	if err != nil {
		return err
	}
	if now.Before(saved.plan.AsOf) { // planned on another machine, whose clock is a little ahead
		now = saved.plan.AsOf
	}
	if err := demandLater(now, access); err != nil {
		return err
	}
	if saved.res != nil {
		if err := a.planAgain(saved, access, joined); err != nil {
			return err
		}
	}
	on := &planned{plan: plan, access: access, signers: saved.signers}
	if show {
		if err := a.show(on, &o.planFlags); err != nil {
			return err
		}
	}
	if err := a.refuseBlocked(plan, o); err != nil {
		return err
	}
	if saved.res == nil {
		if on.plan, err = judgedByState(plan, access); err != nil {
			return err
		}
	}
	return a.record(ctx, saved.dir, on, o)
}

// broughtUp reads what is recorded now, and returns the plan as one that was made
// from it, where nothing that it touches has changed. Others may have recorded
// people meanwhile, by e-mail.
func (a *app) broughtUp(ctx context.Context, saved *savedPlan) (_ *engine.Access, _ *engine.Plan, joined []string, err error) {
	p := saved.plan
	s, _, err := a.openState(ctx, saved.dir)
	if err != nil {
		return nil, nil, nil, err
	}
	if s == nil {
		none := &engine.Access{}
		return none, p, nil, staleState(p, none)
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	access, err := s.Read(ctx, state.ReadOptions{Now: p.AsOf})
	if errors.Is(err, state.ErrNone) {
		access, err = &engine.Access{}, nil
	}
	if err != nil {
		return nil, nil, nil, err
	}
	switch err := staleState(p, access); {
	case !errors.Is(err, errMoved):
		return access, p, nil, err
	case p.StateHash == "": // saved by a version that did not know it
		return nil, nil, nil, stale("%v: it was made from serial %d, state is at serial %d", errMoved, p.Serial, access.Serial)
	}
	changed, err := s.ChangedSince(ctx, state.Anchor{Lineage: p.Lineage, Serial: p.Serial, Hash: p.StateHash})
	if err != nil {
		return nil, nil, nil, err
	}
	if err := touches(p, access, &changed); err != nil {
		return nil, nil, nil, err
	}
	now := *p
	now.Serial, now.StateHash = access.Serial, access.Hash
	return access, &now, changed.Joined, nil
}

// touches refuses a plan of which something has changed since it was made.
func touches(p *engine.Plan, access *engine.Access, changed *state.Changed) error {
	if changed.Beyond {
		return stale("people, permission sets or the agency have changed since it was made from serial %d, or that revision is not of this state", p.Serial)
	}
	for i := range p.Clients {
		if c := &p.Clients[i]; slices.Contains(changed.Clients, c.HubID) {
			return stale("%s has changed since it was made from serial %d", c.Label(), p.Serial)
		}
	}
	for i := range access.People {
		if who := &access.People[i]; who.Roles != 0 && slices.Contains(changed.Joined, who.Email) {
			return stale("%s was recorded since, with roles in the partner account", who.Email)
		}
	}
	return nil
}
