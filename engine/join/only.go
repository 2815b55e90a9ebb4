package join

import (
	"slices"

	"accredit/engine"
)

// Only returns the part of a state that concerns some clients and people: empty
// lists choose all. Of the clients those are left in which one of the people
// has access, and of the people those who have some there. It is for showing:
// imported, it would take away what it leaves out.
func Only(a *engine.Access, hubIDs []int64, emails []string) *engine.Access {
	if len(hubIDs)+len(emails) == 0 {
		return a
	}
	part := *a
	part.Clients, part.People = nil, nil
	kept := map[int32]int32{} // people, old index to new
	for i := range a.People {
		p := &a.People[i]
		if len(emails) == 0 && hasAccessIn(a, int32(i), hubIDs) || slices.Contains(emails, p.Email) {
			kept[int32(i)] = int32(len(part.People))
			part.People = append(part.People, *p)
		}
	}
	for i := range a.Clients {
		c := &a.Clients[i]
		if len(hubIDs) > 0 && !slices.Contains(hubIDs, c.HubID) {
			continue
		}
		one := *c
		one.Grants, one.Gone = nil, nil
		for _, g := range c.Grants {
			if person, ok := kept[g.Person]; ok {
				g.Person = person
				one.Grants = append(one.Grants, g)
			}
		}
		if len(one.Grants) > 0 || len(emails) == 0 {
			part.Clients = append(part.Clients, one)
		}
	}
	return &part
}

func hasAccessIn(a *engine.Access, person int32, hubIDs []int64) bool {
	for i := range a.Clients {
		if slices.Contains(hubIDs, a.Clients[i].HubID) && slices.ContainsFunc(a.Clients[i].Grants, func(g engine.RecordedGrant) bool { return g.Person == person }) {
			return true
		}
	}
	return false
}
