package enginetest

import (
	"slices"

	"accredit/engine"
)

// Held is access for tests that only ask who has which set: for each client,
// the set of each person by e-mail.
type Held []map[string]string

// Access makes recorded access of it, with sets of unknown contents.
func (h Held) Access() *engine.Access {
	a := &engine.Access{}
	var emails, sets []string
	for _, client := range h {
		for email, set := range client {
			emails, sets = append(emails, email), append(sets, set)
		}
	}
	slices.Sort(emails)
	slices.Sort(sets)
	emails, sets = slices.Compact(emails), slices.Compact(sets)
	for _, email := range emails {
		a.People = append(a.People, engine.Person{Email: email})
	}
	rights := map[string]*engine.RecordedRights{}
	for _, set := range sets {
		rights[set] = engine.NewRecordedRights(set, !engine.IsBuiltinSet(set), nil, nil)
		if !engine.IsBuiltinSet(set) {
			a.Sets = append(a.Sets, engine.RecordedSet{Name: set, Unknown: true})
		}
	}
	for i, client := range h {
		c := engine.RecordedClient{Client: engine.Client{HubID: int64(i + 1)}}
		for p, email := range emails {
			if set := client[email]; set != "" {
				c.Grants = append(c.Grants, engine.RecordedGrant{Person: int32(p), Rights: rights[set]})
			}
		}
		a.Clients = append(a.Clients, c)
	}
	return a
}
