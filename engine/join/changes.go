package join

import (
	"cmp"
	"slices"

	"accredit/engine"
)

// WithChanges returns the access that changes make of a, in memory, to look at
// what would be before it is written. It is for changes that add and change, as
// those of recorded drift are (engine/revise): none that drops or renames a
// person, or drops a set or client.
func WithChanges(a *engine.Access, c *engine.Changes) *engine.Access {
	out := *a
	out.Agency.Name, out.Agency.HubID = cmp.Or(c.Agency, a.Agency.Name), cmp.Or(c.HubID, a.Agency.HubID)
	out.Catalogue = cmp.Or(c.Catalogue, a.Catalogue)
	out.Bounds = cmp.Or(c.Bounds, a.Bounds)
	out.Sets = slices.Clone(a.Sets)
	for _, s := range c.Sets {
		out.Sets = put(out.Sets, *s.After, func(x engine.RecordedSet) string { return x.Name })
	}
	added := make([]engine.Person, 0, len(c.People))
	for _, p := range c.People {
		added = append(added, *p.After)
	}
	people, index, _ := addPeople(a.People, added)
	for _, p := range added {
		people = put(people, p, func(x engine.Person) string { return x.Email })
	}
	out.People, out.Clients = people, nil
	out.Clients = addClients(out.Clients, a.Clients, index)
	for i := range out.Clients {
		for j := range out.Clients[i].Gone {
			if j == 0 {
				out.Clients[i].Gone = slices.Clone(out.Clients[i].Gone)
			}
			out.Clients[i].Gone[j].Person = index[out.Clients[i].Gone[j].Person]
		}
	}
	for _, change := range c.Clients {
		putClient(&out, change.After)
	}
	for i := range c.Grants {
		putGrant(&out, &c.Grants[i])
	}
	return &out
}

// put replaces what has the same key, or adds it where it belongs.
func put[T any](list []T, value T, key func(T) string) []T {
	at, found := slices.BinarySearchFunc(list, key(value), func(x T, k string) int { return cmp.Compare(key(x), k) })
	if found {
		list[at] = value
		return list
	}
	return slices.Insert(list, at, value)
}

func putClient(a *engine.Access, row *engine.RecordedClient) {
	at, found := slices.BinarySearchFunc(a.Clients, row.HubID, func(c engine.RecordedClient, id int64) int { return cmp.Compare(c.HubID, id) })
	is := *row
	if found {
		is.Grants, is.Gone = a.Clients[at].Grants, a.Clients[at].Gone
		a.Clients[at] = is
		return
	}
	a.Clients = slices.Insert(a.Clients, at, is)
}

func putGrant(a *engine.Access, g *engine.GrantChange) {
	at, found := slices.BinarySearchFunc(a.Clients, g.HubID, func(c engine.RecordedClient, id int64) int { return cmp.Compare(c.HubID, id) })
	who, known := slices.BinarySearchFunc(a.People, g.Email, func(p engine.Person, email string) int { return cmp.Compare(p.Email, email) })
	if !found || !known {
		return
	}
	c, person := &a.Clients[at], int32(who)
	origin := g.GoneOrigin
	if i := slices.IndexFunc(c.Grants, func(x engine.RecordedGrant) bool { return x.Person == person }); i >= 0 {
		if origin == nil {
			origin = c.Grants[i].Origin
		}
		c.Grants = slices.Delete(c.Grants, i, i+1)
	}
	c.Gone = slices.DeleteFunc(slices.Clone(c.Gone), func(x engine.Gone) bool { return x.Person == person })
	switch {
	case g.After != nil:
		is := *g.After
		is.Person = person
		c.Grants = append(c.Grants, is)
		slices.SortFunc(c.Grants, func(x, y engine.RecordedGrant) int { return int(x.Person - y.Person) })
	case g.GoneOn != 0:
		c.Gone = append(c.Gone, engine.Gone{Person: person, On: g.GoneOn, Origin: origin})
		slices.SortFunc(c.Gone, func(x, y engine.Gone) int { return int(x.Person - y.Person) })
	}
}
