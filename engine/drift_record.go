package engine

import (
	"cmp"
	"maps"
	"slices"
)

// RecordSeen lists what recording the observed side of these items writes, as
// fact, like an import: no rule is applied, and nobody else in these clients
// is touched. What HubSpot does not know of a grant stays as recorded: reason,
// dates, assets. A grant of a client that a plan was applied to is marked as
// changed outside, so that the next plan can call it drift. Items that nobody
// looked at are recorded already and write nothing.
func RecordSeen(a *Access, d *Desired, items []*DriftItem) *Changes {
	r := newDriftRecorder(a, d)
	for _, it := range items {
		if it.Seen && it.Class != DriftNotApplied {
			r.seen(it)
		}
	}
	return r.done()
}

// RecordAdopted lists what recording these items writes now that the
// configuration d declares them: the declared grants, as if they had been
// applied, since they are there already. d must declare what was seen.
func RecordAdopted(a *Access, d *Desired, items []*DriftItem) *Changes {
	r := newDriftRecorder(a, d)
	for _, it := range items {
		if it.Class != DriftNotApplied {
			r.adopted(it)
		}
	}
	return r.done()
}

type driftRecorder struct {
	a       *Access
	d       *Desired
	roster  *roster
	day     Date
	clients map[int64]*ClientChange
	people  map[string]PersonChange
	sets    map[string]SetChange
	out     *Changes
}

func newDriftRecorder(a *Access, d *Desired) *driftRecorder {
	return &driftRecorder{
		a: a, d: d, roster: newRoster(d, a), day: d.Day(), out: &Changes{},
		clients: map[int64]*ClientChange{}, people: map[string]PersonChange{}, sets: map[string]SetChange{},
	}
}

func (r *driftRecorder) done() *Changes {
	for _, hubID := range slices.Sorted(maps.Keys(r.clients)) {
		if c := r.clients[hubID]; c.Before == nil || !sameClientRow(c.Before, c.After) || !slices.Equal(c.Before.DeclaredSuperAdmins, c.After.DeclaredSuperAdmins) {
			r.out.Clients = append(r.out.Clients, *c)
		}
	}
	for _, email := range slices.Sorted(maps.Keys(r.people)) {
		r.out.People = append(r.out.People, r.people[email])
	}
	for _, name := range slices.Sorted(maps.Keys(r.sets)) {
		r.out.Sets = append(r.out.Sets, r.sets[name])
	}
	slices.SortStableFunc(r.out.Grants, func(a, b GrantChange) int {
		return cmp.Or(cmp.Compare(a.HubID, b.HubID), cmp.Compare(a.Email, b.Email))
	})
	if r.a.Agency.HubID == 0 {
		r.out.Agency, r.out.HubID = r.d.Agency.Name, r.d.Agency.HubID
	}
	if r.a.Catalogue == "" {
		r.out.Catalogue = r.d.Catalogue.Version
	}
	return r.out
}

// client gives the row that is written of a client, with what is declared
// where nothing is recorded yet.
func (r *driftRecorder) client(hubID int64) *ClientChange {
	if c := r.clients[hubID]; c != nil {
		return c
	}
	c := &ClientChange{}
	for i := range r.a.Clients {
		if r.a.Clients[i].HubID == hubID {
			c.Before = &r.a.Clients[i]
			after := r.a.Clients[i]
			after.Grants, after.Gone = nil, nil
			after.SuperAdmins, after.Links = slices.Clone(after.SuperAdmins), slices.Clone(after.Links)
			c.After = &after
		}
	}
	if c.Before == nil {
		after := &RecordedClient{Client: Client{HubID: hubID}}
		if declared := r.declaredClient(hubID); declared != nil {
			after.Client = declared.Client
			after.SuperAdmins, after.Links = slices.Clone(declared.SuperAdmins), nil
			after.DeclaredSuperAdmins = declared.SuperAdmins
		}
		c.After = after
	}
	r.clients[hubID] = c
	return c
}

func (r *driftRecorder) declaredClient(hubID int64) *DesiredClient {
	i, found := slices.BinarySearchFunc(r.d.Clients, hubID, func(c DesiredClient, id int64) int { return cmp.Compare(c.HubID, id) })
	if !found {
		return nil
	}
	return &r.d.Clients[i]
}

// recorded finds what is recorded of a person in a client, under whichever
// address, and the address that state knows them by.
func (r *driftRecorder) recorded(c *ClientChange, email string) (before *RecordedGrant, gone *Origin, address string) {
	address = email
	person := r.roster.find(email)
	if person != Nobody && r.roster.recorded[person] != Nobody {
		address = r.a.People[r.roster.recorded[person]].Email
	} else if person == Nobody || r.roster.recorded[person] == Nobody {
		r.addPerson(email)
	}
	if c.Before == nil {
		return nil, nil, address
	}
	for i := range c.Before.Grants {
		if g := &c.Before.Grants[i]; r.a.People[g.Person].Email == address {
			before = g
		}
	}
	for i := range c.Before.Gone {
		if g := &c.Before.Gone[i]; r.a.People[g.Person].Email == address {
			gone = g.Origin
		}
	}
	return before, gone, address
}

// addPerson writes somebody whom state does not know.
func (r *driftRecorder) addPerson(email string) {
	p := Person{Email: email}
	for i := range r.d.People {
		if r.d.People[i].Email == email {
			p = r.d.People[i]
			p.Pos = Pos{}
		}
	}
	r.people[email] = PersonChange{After: &p}
}

// addSet writes a set that state does not know.
func (r *driftRecorder) addSet(rights *RecordedRights) {
	known := slices.ContainsFunc(r.a.Sets, func(s RecordedSet) bool { return s.Name == rights.Set })
	if known || IsBuiltinSet(rights.Set) {
		return
	}
	set := RecordedSet{Name: rights.Set, Unknown: rights.Unknown, Levels: rights.Levels}
	for i := range r.d.Sets {
		if s := &r.d.Sets[i]; s.Name == rights.Set {
			set = RecordedSet{Name: s.Name, Unknown: s.Unknown, Levels: LevelsOf(r.d.Catalogue, s.Rights), Definition: s.Definition}
		}
	}
	r.sets[set.Name] = SetChange{After: &set}
}

func (r *driftRecorder) rightsOf(g *Grant) *RecordedRights {
	rec := &RecordedRights{Set: g.Set, Unknown: g.Unknown}
	switch {
	case g.Unknown:
	case FollowsCatalogue(g.Set):
		for i := range r.d.Sets {
			if r.d.Sets[i].Name == g.Set {
				rec.Levels = DeviationsOf(r.d.Catalogue, g.Rights, r.d.Sets[i].Rights)
			}
		}
	default:
		rec.Levels = LevelsOf(r.d.Catalogue, g.Rights)
	}
	return rec
}
