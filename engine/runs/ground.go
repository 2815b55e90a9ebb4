package runs

import (
	"slices"
	"time"

	"accredit/engine"
	"accredit/engine/verify"
)

// ground is what the steps of one part stand on: what is recorded now.
type ground struct {
	a         *engine.Access
	part      *engine.RunPart
	catalogue *engine.Catalogue
	people    []engine.Person // as the steps' persons are numbered
	client    *engine.RecordedClient
	replay    *verify.Replay
	day       engine.Date
	now       time.Time
}

// newGround returns nil where the client is not recorded any more.
func newGround(a *engine.Access, c *engine.Catalogue, part *engine.RunPart, now time.Time) *ground {
	g := &ground{a: a, part: part, catalogue: c, day: engine.DateOf(now), now: now}
	for i := range a.Clients {
		if a.Clients[i].HubID == part.HubID {
			g.client = &a.Clients[i]
		}
	}
	if g.client == nil {
		return nil
	}
	g.people = slices.Clone(a.People)
	for i := range part.Steps {
		if s := &part.Steps[i]; s.Leaving {
			if at := g.person(s.Actor); at != engine.Nobody {
				g.people[at].Status, g.people[at].Roles = engine.PersonActive, s.LeavingRoles
			}
		}
	}
	plan := &engine.Plan{
		AsOf: now, Catalogue: c, Lineage: a.Lineage, Serial: a.Serial, People: g.people, Sets: engine.BuiltinSets(c),
		Clients: []engine.PlanClient{{Client: g.client.Client, SubsetRule: part.SubsetRule}},
	}
	g.replay = verify.NewReplay(a, plan, 0)
	return g
}

// person finds somebody by an e-mail that they have or had.
func (g *ground) person(email string) int32 {
	former := engine.Nobody
	for i := range g.people {
		p := &g.people[i]
		switch {
		case p.Email == email:
			return int32(i)
		case slices.Contains(p.FormerEmails, email):
			former = int32(i)
		}
	}
	return former
}

// email is the present e-mail of somebody whom a step names.
func (g *ground) email(of string) string {
	if i := g.person(of); i != engine.Nobody {
		return g.people[i].Email
	}
	return of
}

// step is a step of the part as the checker knows it.
func (g *ground) step(s *engine.RunStep) engine.Step {
	person := g.person(s.Email)
	st := engine.Step{
		Person: person, Actor: engine.Nobody, Action: s.Action, Effect: s.Effect, Cause: s.Cause, Via: s.Via,
		Before: g.catalogue.Grant(s.Before, person), After: g.catalogue.Grant(s.After, person),
	}
	if s.Actor != "" {
		st.Actor = g.person(s.Actor)
	}
	return st
}

// try makes a step, by whatever way: through what the actor acts is found anew,
// and never makes a step unready.
func (g *ground) try(r *verify.Replay, s *engine.RunStep) (via engine.Via, reason string) {
	st := g.step(s)
	switch {
	case st.Person == engine.Nobody:
		return s.Via, "nobody with the e-mail " + s.Email + " is recorded"
	case st.Actor == engine.Nobody:
		return s.Via, "nobody with the e-mail " + s.Actor + " is recorded"
	}
	for i, way := range waysOf(s) {
		st.Via = way
		switch why := r.Make(&st); {
		case why == "":
			if s.Record != nil {
				r.Set(st.Person, g.catalogue.Grant(s.Record, st.Person))
			}
			return way, ""
		case i == 0 || s.Via == engine.ViaAPI && i == 1:
			reason = why
		}
	}
	return s.Via, reason
}

// waysOf lists through what a step may be made, the planned one first.
func waysOf(s *engine.RunStep) []engine.Via {
	switch {
	case byAPI(s):
		return []engine.Via{engine.ViaAPI, engine.ViaClientAccessManager, engine.ViaClientAccount}
	case s.Via == engine.ViaClientAccount:
		return []engine.Via{engine.ViaClientAccount, engine.ViaClientAccessManager}
	}
	return []engine.Via{engine.ViaClientAccessManager, engine.ViaClientAccount}
}

// byHand is through what a person makes a step that HubSpot's API could make.
func (g *ground) byHand(s *engine.RunStep) engine.Via {
	hand := *s
	hand.Via = engine.ViaClientAccessManager
	via, _ := g.try(g.replay.Clone(), &hand)
	return via
}

// expandsFor is how long a step that lets somebody in may wait after it was
// approved.
const expandsFor = 30

// stale says why a step has lapsed, or nothing. What only reduces never lapses.
func (g *ground) stale(s *engine.RunStep) string {
	switch {
	case s.Effect&engine.Expands == 0:
		return ""
	case s.After != nil && s.After.Expires != 0 && s.After.Expires < g.day && s.After.Expires >= engine.DateOf(g.part.At):
		return "the access has ended on " + s.After.Expires.String()
	case g.day > engine.DateOf(g.part.At)+expandsFor:
		return "it was approved on " + engine.DateOf(g.part.At).String() + ", more than 30 days ago"
	}
	return ""
}
