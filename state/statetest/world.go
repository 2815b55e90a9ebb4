package statetest

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"time"

	"accredit/engine"
)

// generator makes random changes that fit a model. Equal seeds make equal
// changes.
type generator struct {
	*rand.Rand
	rights  []*engine.RecordedRights
	details []*engine.Details
	next    int
}

func newGenerator(seed uint64) *generator {
	g := &generator{Rand: rand.New(rand.NewPCG(seed, 1))}
	for i, level := range []string{"own", "team", "all"} {
		g.rights = append(g.rights, &engine.RecordedRights{Set: fmt.Sprintf("set_%d", i),
			Levels: engine.Levels{{Permission: "crm.contacts.edit", Level: level}, {Permission: "reports.access", Level: "on"}}})
	}
	g.rights = append(g.rights, &engine.RecordedRights{Set: "mystery", Unknown: true}, &engine.RecordedRights{Set: engine.SetPartnerAdmin})
	g.details = []*engine.Details{
		nil, {}, {Reason: "SOW-118; \"quoted\" <b> 5:x ümlaut\n\x1b[31m"}, {AssetsKnown: true},
		{Teams: []string{"north", "south"}, Assets: []engine.Asset{{Kind: "contact", Count: 14}, {Kind: "workflow", Name: "Ä: 1", Count: 1}}, AssetsKnown: true},
	}
	return g
}

func (g *generator) pick(list []string) string { return list[g.IntN(len(list))] }

func (g *generator) date() engine.Date { return engine.Date(g.IntN(3) * (730000 + g.IntN(9000))) }

// changes makes a few changes of every kind.
func (g *generator) changes(m *Model) *engine.Changes {
	c := &engine.Changes{Removals: g.IntN(3)}
	if m.Agency == "" || g.IntN(5) == 0 {
		g.next++
		c.Agency, c.HubID, c.Catalogue = fmt.Sprintf("Northwind %d", g.next), int64(1000+g.next), fmt.Sprintf("2026.%d", g.next)
	}
	if g.IntN(3) == 0 {
		c.Bounds = g.bounds()
	}
	c.Sets = g.sets(m)
	after := m.Clone()
	c.People = g.people(after)
	after.Apply(&engine.Changes{People: c.People})
	c.Clients = g.clients(after)
	after.Apply(&engine.Changes{Clients: slices.DeleteFunc(slices.Clone(c.Clients), func(c engine.ClientChange) bool { return c.After == nil })})
	c.Grants = g.grants(after)
	c.Ignored = g.ignored(m)
	c.Parts = g.parts(m, after)
	return c
}

// bounds are now and then the usual ones again.
func (g *generator) bounds() *engine.Bounds {
	b := engine.DefaultBounds()
	if g.IntN(3) > 0 {
		b = engine.Bounds{MaxRemovals: engine.Limit{Value: 1 + g.IntN(40), Percent: g.IntN(2) == 0}, MinPartnerAdmins: g.IntN(3), MaxSuperAdmins: g.IntN(4)}
	}
	return &b
}

func (g *generator) sets(m *Model) []engine.SetChange {
	var list []engine.SetChange
	for _, name := range []string{"junior", "ünïque", "Zenior"} {
		if g.IntN(3) > 0 {
			continue
		}
		g.next++
		c := engine.SetChange{After: &engine.RecordedSet{Name: name, Unknown: g.IntN(2) == 0, Definition: fmt.Sprint(g.next),
			Levels: engine.Levels{{Permission: "a", Level: "on"}}}}
		if before, ok := m.Sets[name]; ok {
			c.Before = &before
			if g.IntN(2) == 0 {
				c.After = nil
			}
		}
		list = append(list, c)
	}
	return list
}

func (g *generator) person(email string) *engine.Person {
	g.next++
	return &engine.Person{
		Email: email, Address: fmt.Sprintf("employee.p%d", g.next), Name: fmt.Sprintf("Ålice \"%d\"", g.next),
		Kind: engine.PersonKind(g.IntN(3)), Status: engine.PersonStatus(g.IntN(3)), Roles: engine.Roles(g.IntN(4)),
		UserID: []string{"", "102"}[g.IntN(2)], Protected: g.IntN(2) == 0, FormerEmails: []string{"old@x.example"}[:g.IntN(2)], Labels: map[string]string{"team": "<b>", "n": fmt.Sprint(g.next)},
	}
}

func (g *generator) people(m *Model) []engine.PersonChange {
	var list []engine.PersonChange
	emails := slices.Sorted(maps.Keys(m.People))
	for range 1 + g.IntN(3) {
		g.next++
		list = append(list, engine.PersonChange{After: g.person(fmt.Sprintf("%c%d@northwind.example", 'a'+rune(g.IntN(26)), g.next))})
	}
	g.Shuffle(len(emails), func(i, j int) { emails[i], emails[j] = emails[j], emails[i] })
	if len(emails) >= 5 {
		a, b := m.People[emails[0]], m.People[emails[1]]
		list = append(list, g.renamed(a, b.Email), g.renamed(b, a.Email)) // they exchange addresses
		c, d := m.People[emails[2]], m.People[emails[3]]
		g.next++
		list = append(list, g.renamed(c, fmt.Sprintf("new%d@northwind.example", g.next)), engine.PersonChange{Before: &d, After: g.person(d.Email)})
	}
	for _, email := range emails[min(4, len(emails)):] {
		free := true
		for at := range m.Grants {
			free = free && at.Email != email
		}
		if p := m.People[email]; free {
			return append(list, engine.PersonChange{Before: &p})
		}
	}
	return list
}

func (g *generator) renamed(p engine.Person, email string) engine.PersonChange {
	after := g.person(email)
	after.FormerEmails = []string{p.Email}
	return engine.PersonChange{Before: &p, After: after}
}

func (g *generator) client(hubID int64) *engine.RecordedClient {
	g.next++
	c := &engine.RecordedClient{
		Client: engine.Client{
			Address: fmt.Sprintf("client.c%d", g.next), Name: fmt.Sprintf("Größe & Co %d", g.next), HubID: hubID, Domain: "acme.example",
			AccountType: g.pick(engine.AccountTypes), Mode: engine.Mode(g.IntN(3)), SuperAdmins: []string{"owner@acme.example"},
			LastActivity: g.date(), ManagedMRR: g.Float64() * 1e6, Labels: map[string]string{"tier": fmt.Sprint(g.next)},
			Links: []engine.Link{{Admin: "a@x.example", ApprovedBy: "o@acme.example", ApprovedOn: g.date(), EndedOn: g.date()}, {Admin: "b@x.example"}},
		},
		DeclaredSuperAdmins: []string{"owner@acme.example", "two@acme.example"}[:g.IntN(3)], Applied: g.IntN(2) == 0,
		EndsOn: g.date(),
		Begins: []engine.BeginApproval{{Email: "a@x.example", Starts: 740000, Expires: g.date(), Digest: "d"}}[:g.IntN(2)],
	}
	c.Execution = engine.Execution(g.IntN(2))
	if g.IntN(3) == 0 {
		c.Client = engine.Client{HubID: hubID}
	}
	return c
}

func (g *generator) clients(m *Model) []engine.ClientChange {
	var list []engine.ClientChange
	for range 1 + g.IntN(2) {
		g.next++
		list = append(list, engine.ClientChange{After: g.client(int64(1_000_000 - g.next))})
	}
	for _, hubID := range slices.Sorted(maps.Keys(m.Clients)) {
		before := m.Clients[hubID]
		switch g.IntN(6) {
		case 0:
			list = append(list, engine.ClientChange{Before: &before, After: g.client(hubID)})
		case 1:
			list = append(list, engine.ClientChange{Before: &before})
		}
	}
	return list
}

func (g *generator) grant(hubID int64) *engine.RecordedGrant {
	r := &engine.RecordedGrant{
		Person: engine.Nobody, Rights: g.rights[g.IntN(len(g.rights))], Status: engine.Status(g.IntN(3)), Seat: engine.Seat(g.IntN(2)),
		Unlinked: g.IntN(2) == 0, Starts: g.date(), Expires: g.date(), RecordedOn: g.date(), Details: g.details[g.IntN(len(g.details))],
	}
	if g.IntN(3) == 0 {
		r.Evidence = g.evidence()
		if r.Details == g.details[1] {
			r.Details = nil // beside evidence, empty details are none
		}
	}
	switch g.IntN(3) {
	case 0:
		r.Origin = &engine.Origin{Block: fmt.Sprintf("client.c%d.access", hubID), Definition: "def"}
	case 1:
		g.next++
		r.Origin = &engine.Origin{Block: fmt.Sprintf("client.c%d.access.é%d", hubID, g.next), Team: "team.x", Definition: "1:2 ", Wish: fmt.Sprint(g.next), Observed: g.next%2 == 0}
	}
	if g.IntN(4) == 0 { // equal, not shared
		rights := *r.Rights
		r.Rights = &rights
	}
	return r
}

func (g *generator) moment() time.Time {
	return time.Unix(1_790_000_000+int64(g.IntN(1_000_000)), 0).UTC()
}

func (g *generator) evidence() *engine.Evidence {
	return &engine.Evidence{Kind: engine.EvidenceKind(1 + g.IntN(3)), At: g.moment(), By: g.pick([]string{"", "a@x.example"}),
		EnteredBy: g.pick([]string{"", "b@x.example"}), Source: g.pick([]string{"", "7_2026-11-21.csv"}),
		ToldOf: []string{engine.ShowsMember, engine.ShowsSet}[:g.IntN(3)], Step: g.pick([]string{"", "7.12"})}
}

// parts opens runs, goes on with them and closes them; of a client at most one
// is open.
func (g *generator) parts(before, after *Model) []engine.RunPartChange {
	var list []engine.RunPartChange
	run := before.LastRun + 1
	for _, hubID := range slices.Sorted(maps.Keys(after.Clients)) {
		was, isOpen := before.Parts[hubID]
		if isOpen && g.IntN(2) == 0 {
			is := was.Clone()
			for i := range is.Steps {
				is.Steps[i].State = engine.StepState(g.IntN(6))
				is.Steps[i].Events = append(slices.Clone(is.Steps[i].Events), engine.StepEvent{At: g.moment(), Kind: engine.EventSaid, By: "ü@x.example", Because: "<b>"})
			}
			list = append(list, engine.RunPartChange{Before: &was, After: is})
			isOpen = is.IsOpen()
		}
		if !isOpen && g.IntN(3) == 0 {
			list = append(list, engine.RunPartChange{After: g.part(run, hubID)})
		}
	}
	return list
}

func (g *generator) part(run, hubID int64) *engine.RunPart {
	p := &engine.RunPart{Run: engine.Run{Number: run, Plan: "sha256:x", Serial: 3, At: g.moment(), By: "w", Reason: "r", GitCommit: "abc-dirty"}, HubID: hubID,
		SubsetRule: engine.SubsetRule(g.IntN(2)), Admins: engine.AdminBounds{Partners: g.IntN(3), Supers: 1, Active: 4},
		Sets: []engine.RecordedSet{{Name: "reader", Levels: engine.Levels{{Permission: "a", Level: "on"}}}}}
	for i := range 1 + g.IntN(3) {
		step := engine.RunStep{Run: run, Seq: int32(i + 1), Mark: "3fa9", Action: engine.ActionChange, Effect: engine.Both, Cause: engine.CauseConfig,
			Via: engine.ViaClientAccount, Email: "a@x.example", Actor: "b@x.example", Before: g.grant(hubID), After: g.grant(hubID)}
		if g.IntN(2) == 0 {
			step.Wanted, step.Record = engine.Levels{{Permission: "a", Level: "on"}}, g.grant(hubID)
		}
		p.Steps = append(p.Steps, step)
	}
	return p
}

var steps = []engine.StepInfo{
	{Action: engine.ActionAdd, Effect: engine.Expands, Cause: engine.CauseConfig, Actor: "maria@northwind.example", Via: engine.ViaClientAccessManager},
	{Action: engine.ActionRecord}, {Action: engine.ActionChange, Effect: engine.Both, Cause: engine.CauseTeam, Actor: "x@y.example", Via: engine.ViaClientAccount},
}

// grants changes some cells, some of them twice; model already has the new
// people and clients.
func (g *generator) grants(m *Model) []engine.GrantChange {
	var list []engine.GrantChange
	for _, hubID := range slices.Sorted(maps.Keys(m.Clients)) {
		for _, email := range slices.Sorted(maps.Keys(m.People)) {
			for g.IntN(3) == 0 {
				list = append(list, g.grantChange(m, Cell{hubID, email}))
				m.grant(list[len(list)-1])
			}
		}
	}
	return list
}

func (g *generator) grantChange(m *Model, at Cell) engine.GrantChange {
	c := engine.GrantChange{HubID: at.HubID, Email: at.Email, Step: steps[g.IntN(len(steps))]}
	if before, ok := m.Grants[at]; ok {
		c.Before = &before
	}
	switch g.IntN(4) {
	case 0:
		c.GoneOn = 740000 + engine.Date(g.IntN(100))
	case 1: // forgotten
	default:
		c.After = g.grant(at.HubID)
	}
	return c
}
