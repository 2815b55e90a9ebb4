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

	// known are the steps that were asked for before, while nothing is written.
	known map[*engine.RunStep]knownStep
}

// knownStep is a step of the part as the checker knows it, and what is recorded
// with it.
type knownStep struct {
	step   engine.Step
	record *engine.Grant
}

// grounds makes the ground of each part. What all of them share is made once.
type grounds struct {
	a    *engine.Access
	c    *engine.Catalogue
	now  time.Time
	base *verify.Base
}

func newGrounds(a *engine.Access, c *engine.Catalogue, now time.Time) *grounds {
	gs := &grounds{a: a, c: c, now: now}
	gs.base = gs.baseOf(a.People)
	return gs
}

func (gs *grounds) baseOf(people []engine.Person) *verify.Base {
	return verify.NewBase(gs.a, &engine.Plan{
		AsOf: gs.now, Catalogue: gs.c, Lineage: gs.a.Lineage, Serial: gs.a.Serial, People: people, Sets: engine.BuiltinSets(gs.c),
	})
}

// of returns nil where the client is not recorded any more.
func (gs *grounds) of(part *engine.RunPart) *ground {
	g := &ground{a: gs.a, part: part, catalogue: gs.c, people: gs.a.People, day: engine.DateOf(gs.now), now: gs.now, client: gs.a.Client(part.HubID)}
	if g.client == nil {
		return nil
	}
	base := gs.base
	if g.restoreLeaving() {
		base = gs.baseOf(g.people)
	}
	g.replay = base.Replay(&engine.PlanClient{Client: g.client.Client, SubsetRule: part.SubsetRule})
	return g
}

// restoreLeaving lets those who leave with a step act in it as who they were.
func (g *ground) restoreLeaving() (changed bool) {
	for i := range g.part.Steps {
		s := &g.part.Steps[i]
		if !s.Leaving {
			continue
		}
		if at := g.person(s.Actor); at != engine.Nobody {
			if !changed {
				g.people, changed = slices.Clone(g.people), true
			}
			g.people[at].Status, g.people[at].Roles = engine.PersonActive, s.LeavingRoles
		}
	}
	return changed
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
	is, ok := g.known[s]
	if !ok {
		is = knownStep{g.step(s), g.catalogue.Grant(s.Record, g.person(s.Email))}
		if g.known != nil {
			g.known[s] = is
		}
	}
	st := is.step
	switch {
	case st.Person == engine.Nobody:
		return s.Via, "nobody with the e-mail " + s.Email + " is recorded"
	case st.Actor == engine.Nobody:
		return s.Via, "nobody with the e-mail " + s.Actor + " is recorded"
	}
	if reason = makeAny(r, &st, waysOf(s)); reason != "" {
		return s.Via, reason
	}
	if record := is.record; record != nil {
		if now := r.Now(st.Person); now != nil && now.Status == engine.Invited && record.Status == engine.Active {
			record = invitedGrant(record)
		}
		r.Set(st.Person, record)
	}
	return st.Via, ""
}

// makeAny makes a step by the first of the ways by which it can be made, which it
// names then. The reason why there is none is that of the first way by hand.
func makeAny(r *verify.Replay, st *engine.Step, ways []engine.Via) (reason string) {
	invite(r, st)
	for i, way := range ways {
		st.Via = way
		switch why := r.Make(st); {
		case why == "":
			return ""
		case i == 0 || ways[i-1] == engine.ViaAPI:
			reason = why
		}
	}
	st.Via = ways[0]
	return reason
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
