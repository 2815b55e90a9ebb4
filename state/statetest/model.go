package statetest

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"accredit/engine"
)

// Model is what a state should hold, kept in maps by e-mail and hub id: the
// simplest thing that can be right.
type Model struct {
	Agency, Catalogue string
	Bounds            *engine.Bounds
	HubID             int64
	Sets              map[string]engine.RecordedSet
	People            map[string]engine.Person
	Clients           map[int64]engine.RecordedClient
	Grants            map[Cell]engine.RecordedGrant
	Gone              map[Cell]engine.Gone
	Ignored           map[engine.Ignored]engine.Ignored // by what names one
	Parts             map[int64]engine.RunPart          // open ones, by hub id
	LastRun           int64
}

// Cell is a person in a client.
type Cell struct {
	HubID int64
	Email string
}

// NewModel is a state with nothing in it.
func NewModel() *Model {
	return &Model{
		Sets: map[string]engine.RecordedSet{}, People: map[string]engine.Person{}, Clients: map[int64]engine.RecordedClient{},
		Grants: map[Cell]engine.RecordedGrant{}, Gone: map[Cell]engine.Gone{}, Ignored: map[engine.Ignored]engine.Ignored{},
		Parts: map[int64]engine.RunPart{},
	}
}

// ModelOf is the model of what an access holds.
func ModelOf(a *engine.Access) *Model {
	m := NewModel()
	m.Agency, m.Catalogue, m.HubID, m.Bounds = a.Agency.Name, a.Catalogue, a.Agency.HubID, a.Bounds
	for _, s := range a.Sets {
		m.Sets[s.Name] = s
	}
	for _, p := range a.People {
		m.People[p.Email] = p
	}
	for _, c := range a.Clients {
		m.Clients[c.HubID] = c
		for _, g := range c.Grants {
			m.Grants[Cell{c.HubID, a.People[g.Person].Email}] = g
		}
		for _, g := range c.Gone {
			m.Gone[Cell{c.HubID, a.People[g.Person].Email}] = g
		}
	}
	for _, ig := range a.Ignored {
		m.Ignored[nameOfIgnored(&ig)] = ig
	}
	for _, p := range a.Parts {
		m.Parts[p.HubID] = p
	}
	m.LastRun = a.LastRun
	return m
}

// nameOfIgnored is what names an ignored difference, and nothing else of it.
func nameOfIgnored(ig *engine.Ignored) engine.Ignored {
	return engine.Ignored{HubID: ig.HubID, Email: ig.Email, Digest: ig.Digest}
}

// Clone copies the model.
func (m *Model) Clone() *Model {
	c := *m
	c.Sets, c.People, c.Clients = maps.Clone(m.Sets), maps.Clone(m.People), maps.Clone(m.Clients)
	c.Grants, c.Gone, c.Ignored = maps.Clone(m.Grants), maps.Clone(m.Gone), maps.Clone(m.Ignored)
	c.Parts = maps.Clone(m.Parts)
	return &c
}

// Apply makes the changes.
func (m *Model) Apply(c *engine.Changes) {
	m.Agency, m.Catalogue, m.HubID = cmp.Or(c.Agency, m.Agency), cmp.Or(c.Catalogue, m.Catalogue), cmp.Or(c.HubID, m.HubID)
	if m.Bounds = cmp.Or(c.Bounds, m.Bounds); m.Bounds != nil && *m.Bounds == engine.DefaultBounds() {
		m.Bounds = nil
	}
	for _, s := range c.Sets {
		if s.After != nil {
			m.Sets[s.After.Name] = *s.After
		} else {
			delete(m.Sets, s.Before.Name)
		}
	}
	m.rename(c.People)
	for _, p := range c.People {
		if p.After != nil {
			m.People[p.After.Email] = *p.After
		}
	}
	for _, x := range c.Clients {
		if x.After != nil {
			m.Clients[x.After.HubID] = *x.After
		}
	}
	for _, g := range c.Grants {
		m.grant(g)
	}
	for _, ig := range c.Ignored {
		if ig.After != nil {
			m.Ignored[nameOfIgnored(ig.After)] = *ig.After
		} else {
			delete(m.Ignored, nameOfIgnored(ig.Before))
		}
	}
	for _, p := range c.Parts {
		m.LastRun = max(m.LastRun, p.After.Number)
		if p.After.IsOpen() {
			m.Parts[p.After.HubID] = *p.After
		} else if m.Parts[p.After.HubID].Number == p.After.Number {
			delete(m.Parts, p.After.HubID)
		}
	}
	for _, x := range c.Clients {
		if x.After == nil {
			delete(m.Clients, x.Before.HubID)
			m.forget(func(at Cell) bool { return at.HubID == x.Before.HubID })
		}
	}
	for _, p := range c.People {
		if p.After == nil {
			delete(m.People, p.Before.Email)
			m.forget(func(at Cell) bool { return at.Email == p.Before.Email })
		}
	}
}

func (m *Model) grant(g engine.GrantChange) {
	at := Cell{g.HubID, g.Email}
	had, gone := m.Grants[at], m.Gone[at]
	delete(m.Grants, at)
	delete(m.Gone, at)
	switch {
	case g.After != nil:
		m.Grants[at] = *g.After
	case g.GoneOn != 0 && g.GoneOrigin != nil:
		m.Gone[at] = engine.Gone{On: g.GoneOn, Origin: g.GoneOrigin}
	case g.GoneOn != 0 && g.Before != nil:
		m.Gone[at] = engine.Gone{On: g.GoneOn, Origin: had.Origin}
	case g.GoneOn != 0:
		m.Gone[at] = engine.Gone{On: g.GoneOn, Origin: gone.Origin}
	}
}

func (m *Model) rename(changes []engine.PersonChange) {
	to := map[string]string{}
	for _, p := range changes {
		if p.Before != nil && p.After != nil {
			to[p.Before.Email] = p.After.Email
		}
	}
	for email := range to {
		delete(m.People, email)
	}
	m.Grants, m.Gone = moved(m.Grants, to), moved(m.Gone, to)
}

func moved[V any](cells map[Cell]V, to map[string]string) map[Cell]V {
	result := make(map[Cell]V, len(cells))
	for at, v := range cells {
		if email, ok := to[at.Email]; ok {
			at.Email = email
		}
		result[at] = v
	}
	return result
}

func (m *Model) forget(match func(Cell) bool) {
	maps.DeleteFunc(m.Grants, func(at Cell, _ engine.RecordedGrant) bool { return match(at) })
	maps.DeleteFunc(m.Gone, func(at Cell, _ engine.Gone) bool { return match(at) })
}

// Access writes the model down as the engine knows it, without lineage,
// serial and recent revisions.
func (m *Model) Access() *engine.Access {
	a := &engine.Access{Catalogue: m.Catalogue, Bounds: m.Bounds}
	a.Agency.Name, a.Agency.HubID = m.Agency, m.HubID
	for _, name := range slices.Sorted(maps.Keys(m.Sets)) {
		a.Sets = append(a.Sets, m.Sets[name])
	}
	index := map[string]int32{}
	for i, email := range slices.Sorted(maps.Keys(m.People)) {
		index[email] = int32(i)
		a.People = append(a.People, m.People[email])
	}
	for _, hubID := range slices.Sorted(maps.Keys(m.Clients)) {
		c := m.Clients[hubID]
		c.Grants, c.Gone = nil, nil
		for at, g := range m.Grants {
			if at.HubID == hubID {
				g.Person = index[at.Email]
				c.Grants = append(c.Grants, g)
			}
		}
		for at, g := range m.Gone {
			if at.HubID == hubID {
				g.Person = index[at.Email]
				c.Gone = append(c.Gone, g)
			}
		}
		slices.SortFunc(c.Grants, func(x, y engine.RecordedGrant) int { return cmp.Compare(x.Person, y.Person) })
		slices.SortFunc(c.Gone, func(x, y engine.Gone) int { return cmp.Compare(x.Person, y.Person) })
		a.Clients = append(a.Clients, c)
	}
	a.Ignored = slices.SortedFunc(maps.Values(m.Ignored), engine.CompareIgnored)
	for _, hubID := range slices.Sorted(maps.Keys(m.Parts)) {
		a.Parts = append(a.Parts, m.Parts[hubID])
	}
	a.LastRun = m.LastRun
	return a
}

// String counts what the model holds.
func (m *Model) String() string {
	return fmt.Sprintf("%d people, %d clients, %d grants, %d gone", len(m.People), len(m.Clients), len(m.Grants), len(m.Gone))
}
