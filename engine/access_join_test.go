package engine

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// Two parts joined have every client and person of both, once, in order, and
// everybody's access stays theirs. What both have is that of the first.
func TestJoin(t *testing.T) {
	for seed := range uint64(500) {
		rng := rand.New(rand.NewPCG(seed, 3))
		a, b := randomPart(rng, "first"), randomPart(rng, "second")
		want := accessOf(b)
		for name, text := range accessOf(a) {
			want[name] = text
		}
		lineage := a.Lineage
		got := Join(a, b)
		if is := accessOf(got); fmt.Sprint(is) != fmt.Sprint(want) || got.Lineage != lineage {
			t.Fatalf("seed %d:\n%v\nwant\n%v", seed, is, want)
		}
		if !slices.IsSortedFunc(got.People, func(x, y Person) int { return strings.Compare(x.Email, y.Email) }) ||
			!slices.IsSortedFunc(got.Clients, func(x, y RecordedClient) int { return int(x.HubID - y.HubID) }) {
			t.Fatalf("seed %d: not in order", seed)
		}
		for _, c := range got.Clients {
			if !slices.IsSortedFunc(c.Grants, func(x, y RecordedGrant) int { return int(x.Person - y.Person) }) {
				t.Fatalf("seed %d: grants are not in the order of people", seed)
			}
		}
	}
}

func randomPart(rng *rand.Rand, of string) *Access {
	a := &Access{Lineage: of}
	for i := range 8 {
		if rng.IntN(2) == 0 {
			a.People = append(a.People, Person{Email: fmt.Sprint("p", i), Name: of})
		}
	}
	for id := range int64(6) {
		if rng.IntN(2) == 0 {
			continue
		}
		c := RecordedClient{Client: Client{HubID: id, Name: of}}
		for i := range a.People {
			if rng.IntN(2) == 0 {
				c.Grants = append(c.Grants, RecordedGrant{Person: int32(i)})
			} else if rng.IntN(2) == 0 {
				c.Gone = append(c.Gone, Gone{Person: int32(i)})
			}
		}
		a.Clients = append(a.Clients, c)
	}
	return a
}

// accessOf writes each person and client by what names them.
func accessOf(a *Access) map[string]string {
	is := map[string]string{}
	for _, p := range a.People {
		is[p.Email] = p.Name
	}
	for _, c := range a.Clients {
		text := c.Name
		for _, g := range c.Grants {
			text += " " + a.People[g.Person].Email
		}
		for _, g := range c.Gone {
			text += " -" + a.People[g.Person].Email
		}
		is[fmt.Sprint("client ", c.HubID)] = text
	}
	return is
}
