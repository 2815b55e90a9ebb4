package verify

import (
	"maps"

	"accredit/engine"
)

// Replay is one client while steps are tried there, one after the other. Each
// step is checked as Plan checks it; who has which access, roles and status is
// what the access that it began with says.
type Replay struct{ v *verifier }

// Base is what the replays of many clients share.
type Base struct{ v *verifier }

// NewBase takes what is recorded, and of a plan the people, sets and the
// catalogue; its steps say only who is about to get another record.
func NewBase(a *engine.Access, p *engine.Plan) *Base { return &Base{newVerifier(a, p)} }

// Replay begins with what is recorded of a client.
func (b *Base) Replay(c *engine.PlanClient) *Replay {
	v := *b.v
	v.begin(c)
	return &Replay{&v}
}

// NewReplay begins with what is recorded of the client with that index in the
// plan.
func NewReplay(a *engine.Access, p *engine.Plan, client int32) *Replay {
	return NewBase(a, p).Replay(&p.Clients[client])
}

// Clone copies the replay, so that something can be tried.
func (r *Replay) Clone() *Replay {
	v := *r.v
	v.now, v.first = maps.Clone(r.v.now), maps.Clone(r.v.first)
	return &Replay{&v}
}

// Make makes a step, or returns the reason why it may not be made now.
func (r *Replay) Make(st *engine.Step) string {
	if reason := r.v.step(st); reason != "" {
		return reason
	}
	r.v.put(st)
	return ""
}

// Set makes somebody's grant what it is by a fact, without any rule.
func (r *Replay) Set(person int32, g *engine.Grant) {
	if r.v.now[person] = g; g == nil {
		delete(r.v.now, person)
	}
	delete(r.v.first, person)
}

// TakesLastSuper reports whether the client would have no known super admin if
// somebody's grant became another one.
func (r *Replay) TakesLastSuper(person int32, after *engine.Grant) bool {
	return r.v.losesLastSuper(&engine.Step{Person: person, Before: r.v.now[person], After: after})
}

// Now returns somebody's grant; nil: they have none.
func (r *Replay) Now(person int32) *engine.Grant { return r.v.now[person] }

// Grants counts the people with a grant.
func (r *Replay) Grants() int { return len(r.v.now) }

// Bounds counts the admins and the active grants.
func (r *Replay) Bounds() engine.AdminBounds {
	n := r.v.count()
	return engine.AdminBounds{Partners: n.partners, Supers: n.supers, Active: n.active}
}
