package join

import (
	"cmp"
	"slices"
	"strings"

	"accredit/engine"
)

// Imported returns the access that a becomes when observed is imported: the
// clients in observed replace those in a, people and sets are merged. Who has
// gone is as in a. It shares memory with both, and changes neither.
func Imported(a, observed *engine.Access) *engine.Access {
	out := *a
	if out.Agency.HubID == 0 {
		out.Agency = observed.Agency
	}
	out.Sets = mergeSets(a.Sets, observed.Sets)
	people, ofA, ofObserved := mergePeople(a.People, observed.People)
	out.People, out.Clients = people, nil
	at := make(map[int64]int, len(observed.Clients))
	for i := range observed.Clients {
		at[observed.Clients[i].HubID] = len(out.Clients)
		out.Clients = append(out.Clients, observed.Clients[i])
		out.Clients[i].Grants = grantsOf(observed.Clients[i].Grants, ofObserved)
		out.Clients[i].Gone = nil
	}
	for i := range a.Clients {
		k, replaced := at[a.Clients[i].HubID]
		if !replaced {
			k = len(out.Clients)
			out.Clients = append(out.Clients, a.Clients[i])
			out.Clients[k].Grants = grantsOf(a.Clients[i].Grants, ofA)
		}
		out.Clients[k].Gone = goneOf(a.Clients[i].Gone, ofA)
	}
	slices.SortFunc(out.Clients, func(x, y engine.RecordedClient) int { return cmp.Compare(x.HubID, y.HubID) })
	return &out
}

func mergeSets(a, observed []engine.RecordedSet) []engine.RecordedSet {
	byName := make(map[string]bool, len(observed))
	out := slices.Clone(observed)
	for i := range observed {
		byName[observed[i].Name] = true
	}
	for i := range a {
		if !byName[a[i].Name] {
			out = append(out, a[i])
		}
	}
	slices.SortFunc(out, func(x, y engine.RecordedSet) int { return strings.Compare(x.Name, y.Name) })
	return out
}

// mergePeople gives everybody, and for both lists where they stand there.
func mergePeople(a, observed []engine.Person) (people []engine.Person, ofA, ofObserved []int32) {
	ofA, ofObserved = make([]int32, len(a)), make([]int32, len(observed))
	i, j := 0, 0
	for i < len(a) || j < len(observed) {
		at := int32(len(people))
		switch {
		case j == len(observed) || i < len(a) && a[i].Email < observed[j].Email:
			people = append(people, a[i])
			ofA[i] = at
			i++
		case i == len(a) || observed[j].Email < a[i].Email:
			people = append(people, observed[j])
			ofObserved[j] = at
			j++
		default:
			people = append(people, engine.MergePerson(&a[i], &observed[j]))
			ofA[i], ofObserved[j] = at, at
			i, j = i+1, j+1
		}
	}
	return people, ofA, ofObserved
}

// grantsOf gives grants with their people numbered anew.
func grantsOf(grants []engine.RecordedGrant, of []int32) []engine.RecordedGrant {
	out := slices.Clone(grants)
	for i := range out {
		out[i].Person = of[out[i].Person]
	}
	return out
}

func goneOf(gone []engine.Gone, of []int32) []engine.Gone {
	out := slices.Clone(gone)
	for i := range out {
		out[i].Person = of[out[i].Person]
	}
	return out
}
