package revise

import (
	"cmp"
	"maps"
	"slices"

	"accredit/engine"
)

// Seen lists what recording the observed side of these items writes, as
// fact, like an import: no rule is applied, and nobody else in these clients
// is touched. What HubSpot does not know of a grant stays as recorded: reason,
// dates, assets. A grant of a client that a plan was applied to is marked as
// changed outside, so that the next plan can call it drift. Items that nobody
// looked at are recorded already and write nothing.
func Seen(a *engine.Access, d *engine.Desired, items []*engine.DriftItem) *engine.Changes {
	r := newDriftRecorder(a, d)
	for _, it := range items {
		if it.Seen && it.Class != engine.DriftNotApplied {
			r.seen(it)
		}
	}
	return r.done()
}

// Adopted lists what recording these items writes now that the
// configuration d declares them: the declared grants, as if they had been
// applied, since they are there already. d must declare what was seen.
func Adopted(a *engine.Access, d *engine.Desired, items []*engine.DriftItem) *engine.Changes {
	r := newDriftRecorder(a, d)
	for _, it := range items {
		if it.Class != engine.DriftNotApplied {
			r.adopted(it)
		}
	}
	return r.done()
}

type driftRecorder struct {
	a          *engine.Access
	d          *engine.Desired
	recordedAs func(email string) int32
	day        engine.Date
	clients    map[int64]*engine.ClientChange
	people     map[string]engine.PersonChange
	sets       map[string]engine.SetChange
	out        *engine.Changes
}

func newDriftRecorder(a *engine.Access, d *engine.Desired) *driftRecorder {
	return &driftRecorder{
		a: a, d: d, recordedAs: engine.RecordedAs(d, a), day: d.Day(), out: &engine.Changes{},
		clients: map[int64]*engine.ClientChange{}, people: map[string]engine.PersonChange{}, sets: map[string]engine.SetChange{},
	}
}

func (r *driftRecorder) done() *engine.Changes {
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
	slices.SortStableFunc(r.out.Grants, func(a, b engine.GrantChange) int {
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
func (r *driftRecorder) client(hubID int64) *engine.ClientChange {
	if c := r.clients[hubID]; c != nil {
		return c
	}
	c := &engine.ClientChange{}
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
		after := &engine.RecordedClient{Client: engine.Client{HubID: hubID}}
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

func (r *driftRecorder) declaredClient(hubID int64) *engine.DesiredClient {
	i, found := slices.BinarySearchFunc(r.d.Clients, hubID, func(c engine.DesiredClient, id int64) int { return cmp.Compare(c.HubID, id) })
	if !found {
		return nil
	}
	return &r.d.Clients[i]
}

// recorded finds what is recorded of a person in a client, under whichever
// address, and the address that state knows them by.
func (r *driftRecorder) recorded(c *engine.ClientChange, email string) (before *engine.RecordedGrant, gone *engine.Origin, address string) {
	address = email
	if at := r.recordedAs(email); at != engine.Nobody {
		address = r.a.People[at].Email
	} else {
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
	p := engine.Person{Email: email}
	for i := range r.d.People {
		if r.d.People[i].Email == email {
			p = r.d.People[i]
			p.Pos = engine.Pos{}
		}
	}
	r.people[email] = engine.PersonChange{After: &p}
}

// addSet writes a set that state does not know.
func (r *driftRecorder) addSet(rights *engine.RecordedRights) {
	known := slices.ContainsFunc(r.a.Sets, func(s engine.RecordedSet) bool { return s.Name == rights.Set })
	if known || engine.IsBuiltinSet(rights.Set) {
		return
	}
	set := engine.RecordedSet{Name: rights.Set, Unknown: rights.Unknown, Levels: rights.Levels}
	for i := range r.d.Sets {
		if s := &r.d.Sets[i]; s.Name == rights.Set {
			set = engine.RecordedSet{Name: s.Name, Unknown: s.Unknown, Levels: engine.LevelsOf(r.d.Catalogue, s.Rights), Definition: s.Definition}
		}
	}
	r.sets[set.Name] = engine.SetChange{After: &set}
}

func (r *driftRecorder) rightsOf(g *engine.Grant) *engine.RecordedRights {
	rec := &engine.RecordedRights{Set: g.Set, Unknown: g.Unknown}
	switch {
	case g.Unknown:
	case engine.FollowsCatalogue(g.Set):
		for i := range r.d.Sets {
			if r.d.Sets[i].Name == g.Set {
				rec.Levels = engine.DeviationsOf(r.d.Catalogue, g.Rights, r.d.Sets[i].Rights)
			}
		}
	default:
		rec.Levels = engine.LevelsOf(r.d.Catalogue, g.Rights)
	}
	return rec
}
