package cli

import (
	"context"
	"errors"

	"accredit/config"
	"accredit/engine"
	"accredit/state"
)

// readings are both sides of a plan, read whole or in part.
type readings struct {
	res    *config.Result
	access *engine.Access
	path   string // of the state

	part *partReading // not nil: of a part
}

// mayPlanPart reports whether a plan can do with a part of the book: neither
// the command nor its flags ask about the rest.
func (o *planFlags) mayPlanPart() bool {
	return o.partial && o.as == "" && len(o.clients)+len(o.people)+len(o.overrides) == 0 && !o.skipBlocked && !o.clampAll &&
		o.format != "html" && o.format != "diff" // which show recorded access, too
}

// readForPlan reads configuration and state: what changed since the plan that
// the cache remembers, or everything.
func (a *app) readForPlan(ctx context.Context, dir string, o *planFlags) (*readings, error) {
	if !o.mayPlanPart() {
		return a.readAll(ctx, dir, nil)
	}
	cache := a.cache(dir)
	if cache != nil {
		if at, ok := cache.Anchor(); ok {
			r, err := a.readSince(ctx, dir, cache, state.Anchor(at))
			if r != nil || err != nil {
				return r, err
			}
			cache.Forget()
		}
	}
	return a.readAll(ctx, dir, cache)
}

// readAll reads everything.
func (a *app) readAll(ctx context.Context, dir string, cache *config.Cache) (*readings, error) {
	options, err := a.configOptions()
	if err != nil {
		return nil, err
	}
	options.Cache = cache
	res, err := a.loadWith(dir, options)
	if err != nil {
		return nil, err
	}
	access, path, err := a.readState(ctx, dir, res.Desired.AsOf)
	return &readings{res: res, access: access, path: path}, err
}

// readSince reads what changed since the plan that the cache remembers. Nil:
// that cannot be told, and everything has to be read. What there is to say of a
// part is not said yet: the plan may show that everything has to be read.
func (a *app) readSince(ctx context.Context, dir string, cache *config.Cache, at state.Anchor) (r *readings, err error) {
	s, path, err := a.openState(ctx, dir)
	if err != nil || s == nil {
		return nil, nil // it is reported when everything is read
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	changed, err := s.ChangedSince(ctx, at)
	if err != nil || changed.Beyond {
		return nil, ctx.Err()
	}
	options, err := a.configOptions()
	if err != nil {
		return nil, err
	}
	part := newPartReading(ctx, s, options.Now)
	defer part.end()
	options.Cache, options.Recheck, options.Joined, options.Reading = cache, changed.Clients, changed.Joined, part.begin
	res, err := a.readWith(dir, options)
	if err == nil && res.Subset == nil {
		err = a.saidOf(dir, res)
	}
	if err != nil {
		return nil, err
	}
	access, err := part.finish(res)
	if err != nil {
		return nil, err
	}
	if res.Subset != nil {
		cameBetween := access.Lineage != changed.Now.Lineage || access.Serial != changed.Now.Serial // another run
		if cameBetween {
			part.collectAsUsual()
			return nil, nil
		}
		res.Include(emails(access))
	}
	a.log().Debug("State", "serial", access.Serial, "lineage", access.Lineage, "clients", len(access.Clients), "people", len(access.People))
	r = &readings{res: res, access: access, path: path}
	if res.Subset != nil {
		r.part = part
	}
	return r, nil
}

// emails lists everybody recorded, and the admins of recorded links.
func emails(access *engine.Access) []string {
	var list []string
	for i := range access.People {
		list = append(list, access.People[i].Email)
	}
	for i := range access.Clients {
		for _, l := range access.Clients[i].Links {
			list = append(list, l.Admin)
		}
	}
	return list
}

// remember keeps in the cache what a whole plan proved.
func (a *app) remember(ctx context.Context, dir string, r *readings, plan *engine.Plan) {
	if r.res.Notes == nil || ctx.Err() != nil {
		return
	}
	left, ok := engine.FindUnchanged(plan, r.res.Desired, r.access)
	if !ok {
		return
	}
	s, _, err := a.openState(ctx, dir)
	if err != nil || s == nil {
		return
	}
	defer func() { _ = s.Close() }() // it was only read
	at := state.Anchor{Lineage: plan.Lineage, Serial: plan.Serial}
	is, err := s.ChangedSince(ctx, at)
	if err != nil || is.Now.Lineage != at.Lineage || is.Now.Serial != at.Serial {
		return
	}
	if err := r.res.Notes.Keep(config.Anchor(is.Now), left); err != nil {
		a.log().Debug("The cache is not written", "why", err)
	}
}
