package join_test

import (
	"fmt"
	"maps"
	"slices"
	"testing"

	"accredit/engine"
	"accredit/engine/enginetest"
	"accredit/engine/join"
	"accredit/engine/revise"
	"accredit/state/statetest"

	"pgregory.net/rapid"
)

// drawHeld draws access of a few people in some of six clients.
func drawHeld(t *rapid.T, name string) *engine.Access {
	h := make(enginetest.Held, 6)
	for i := range h {
		h[i] = map[string]string{}
		for p := range 4 {
			if set := rapid.SampledFrom([]string{"", "x", "y", "partner_admin"}).Draw(t, name); set != "" {
				h[i][fmt.Sprintf("p%d", p)] = set
			}
		}
	}
	a := h.Access()
	a.Clients = slices.DeleteFunc(a.Clients, func(engine.RecordedClient) bool { return rapid.Bool().Draw(t, name+" absent") })
	for i := range a.People {
		a.People[i].Name = rapid.SampledFrom([]string{"", name}).Draw(t, name+" person")
	}
	return a
}

// Merge says what state holds once Import's changes are applied to it.
func TestMergeIsWhatImportLeaves(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		was, observed := drawHeld(t, "was"), drawHeld(t, "observed")
		m := statetest.NewModel()
		m.Apply(revise.Import(&engine.Access{}, was, 1))
		m.Apply(revise.Import(was, observed, 2))
		got := join.Imported(was, observed)

		grants := map[statetest.Cell]string{}
		for i := range got.Clients {
			if i > 0 && got.Clients[i-1].HubID >= got.Clients[i].HubID {
				t.Fatal("clients are not sorted")
			}
			for _, g := range got.Clients[i].Grants {
				grants[statetest.Cell{HubID: got.Clients[i].HubID, Email: got.People[g.Person].Email}] = g.Rights.Set
			}
		}
		want := map[statetest.Cell]string{}
		for cell, g := range m.Grants {
			want[cell] = g.Rights.Set
		}
		if !maps.Equal(grants, want) {
			t.Fatalf("%v, want %v", grants, want)
		}
		if len(got.Clients) != len(m.Clients) || len(got.People) != len(m.People) || len(got.Sets) != len(m.Sets) {
			t.Fatalf("%d clients, %d people, %d sets; want %d, %d, %d", len(got.Clients), len(got.People), len(got.Sets), len(m.Clients), len(m.People), len(m.Sets))
		}
		for _, p := range got.People {
			if m.People[p.Email].Name != p.Name {
				t.Fatalf("%+v, want %+v", p, m.People[p.Email])
			}
		}
	})
}
