package join

import (
	"cmp"
	"fmt"
	"slices"

	"accredit/engine"
)

// AddObserved adds observed accounts to what was seen so far, how telling how
// each client of access was read.
// An account that is there already is an error: nobody knows which counts.
func AddObserved(o *engine.Observation, access *engine.Access, how []engine.Observed) error {
	if o.Access == nil {
		o.Access = &engine.Access{}
	}
	for i := range access.Clients {
		if _, twice := o.Account(access.Clients[i].HubID); twice != nil {
			return fmt.Errorf("account %d is in %s and in %s: which of them counts?", access.Clients[i].HubID, twice.Source, how[i].Source)
		}
	}
	people, here, there := addPeople(o.Access.People, access.People)
	merged := &engine.Access{People: people, Sets: o.Access.Sets}
	for i := range access.Sets {
		known := func(s engine.RecordedSet) bool { return s.Name == access.Sets[i].Name }
		if !slices.ContainsFunc(merged.Sets, known) {
			merged.Sets = append(merged.Sets, access.Sets[i])
		}
	}
	slices.SortFunc(merged.Sets, func(a, b engine.RecordedSet) int { return cmp.Compare(a.Name, b.Name) })
	merged.Clients = addClients(nil, o.Access.Clients, here)
	merged.Clients = addClients(merged.Clients, access.Clients, there)
	order := make([]int, len(merged.Clients))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Compare(merged.Clients[a].HubID, merged.Clients[b].HubID) })
	all := slices.Concat(o.Accounts, how)
	sorted := &engine.Access{People: merged.People, Sets: merged.Sets}
	o.Accounts = nil
	for _, i := range order {
		sorted.Clients = append(sorted.Clients, merged.Clients[i])
		o.Accounts = append(o.Accounts, all[i])
	}
	o.Access = sorted
	return nil
}

// addClients adds clients to a list, with the people of their grants numbered
// anew.
func addClients(list, clients []engine.RecordedClient, index []int32) []engine.RecordedClient {
	for _, c := range clients {
		c.Grants = slices.Clone(c.Grants)
		for i := range c.Grants {
			c.Grants[i].Person = index[c.Grants[i].Person]
		}
		list = append(list, c)
	}
	return list
}

// addPeople gives everybody of both lists, by e-mail, and for both where they
// stand there. Of somebody in both the first with a name counts.
func addPeople(a, b []engine.Person) (people []engine.Person, ofA, ofB []int32) {
	people = slices.Clone(a)
	at := map[string]int{}
	for i := range people {
		at[people[i].Email] = i
	}
	for i := range b {
		if j, known := at[b[i].Email]; !known {
			at[b[i].Email] = len(people)
			people = append(people, b[i])
		} else if people[j].Name == "" {
			people[j] = b[i]
		}
	}
	slices.SortFunc(people, func(x, y engine.Person) int { return cmp.Compare(x.Email, y.Email) })
	where := map[string]int32{}
	for i := range people {
		where[people[i].Email] = int32(i)
	}
	index := func(list []engine.Person) []int32 {
		out := make([]int32, len(list))
		for i := range list {
			out[i] = where[list[i].Email]
		}
		return out
	}
	return people, index(a), index(b)
}
