package engine

import (
	"cmp"
	"fmt"
	"slices"
)

// Add adds observed accounts, how telling how each client of access was read.
// An account that is there already is an error: nobody knows which counts.
func (o *Observation) Add(access *Access, how []Observed) error {
	if o.Access == nil {
		o.Access = &Access{}
	}
	for i := range access.Clients {
		if _, twice := o.account(access.Clients[i].HubID); twice != nil {
			return fmt.Errorf("account %d is in %s and in %s: which of them counts?", access.Clients[i].HubID, twice.Source, how[i].Source)
		}
	}
	people, here, there := addPeople(o.Access.People, access.People)
	merged := &Access{People: people, Sets: o.Access.Sets}
	for i := range access.Sets {
		known := func(s RecordedSet) bool { return s.Name == access.Sets[i].Name }
		if !slices.ContainsFunc(merged.Sets, known) {
			merged.Sets = append(merged.Sets, access.Sets[i])
		}
	}
	slices.SortFunc(merged.Sets, func(a, b RecordedSet) int { return cmp.Compare(a.Name, b.Name) })
	merged.addClients(o.Access.Clients, here)
	merged.addClients(access.Clients, there)
	order := make([]int, len(merged.Clients))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Compare(merged.Clients[a].HubID, merged.Clients[b].HubID) })
	all := slices.Concat(o.Accounts, how)
	sorted := &Access{People: merged.People, Sets: merged.Sets}
	o.Accounts = nil
	for _, i := range order {
		sorted.Clients = append(sorted.Clients, merged.Clients[i])
		o.Accounts = append(o.Accounts, all[i])
	}
	o.Access = sorted
	return nil
}

// addClients adds clients with the people of their grants numbered anew.
func (a *Access) addClients(clients []RecordedClient, index []int32) {
	for _, c := range clients {
		c.Grants = slices.Clone(c.Grants)
		for i := range c.Grants {
			c.Grants[i].Person = index[c.Grants[i].Person]
		}
		a.Clients = append(a.Clients, c)
	}
}

// addPeople gives everybody of both lists, by e-mail, and for both where they
// stand there. Of somebody in both the first with a name counts.
func addPeople(a, b []Person) (people []Person, ofA, ofB []int32) {
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
	slices.SortFunc(people, func(x, y Person) int { return cmp.Compare(x.Email, y.Email) })
	where := map[string]int32{}
	for i := range people {
		where[people[i].Email] = int32(i)
	}
	index := func(list []Person) []int32 {
		out := make([]int32, len(list))
		for i := range list {
			out[i] = where[list[i].Email]
		}
		return out
	}
	return people, index(a), index(b)
}
