package statetest

import (
	"sync"
	"testing"

	"accredit/engine"
	"accredit/engine/enginetest/suite"
	"accredit/state"
)

// TwoAdmins is a client with two super admins.
func TwoAdmins() *engine.Changes {
	rights := &engine.RecordedRights{Set: engine.SetSuperAdmin}
	c := &engine.Changes{
		Agency: "Northwind Growth", HubID: 1000001, Catalogue: "2026.11",
		Clients: []engine.ClientChange{{After: &engine.RecordedClient{Client: engine.Client{HubID: 7, Name: "Acme"}}}},
	}
	for _, email := range []string{"ann@northwind.example", "ben@northwind.example"} {
		c.People = append(c.People, engine.PersonChange{After: &engine.Person{Email: email}})
		c.Grants = append(c.Grants, engine.GrantChange{HubID: 7, Email: email, After: &engine.RecordedGrant{Rights: rights}})
	}
	return c
}

// demote takes super admin from whoever has the index, if another has it.
func demote(person int32) func(*engine.Access) (*engine.Changes, error) {
	return func(a *engine.Access) (*engine.Changes, error) {
		var mine *engine.RecordedGrant
		for i, g := range a.Clients[0].Grants {
			if g.Person == person {
				mine = &a.Clients[0].Grants[i]
			}
		}
		if supers(a) < 2 {
			return nil, nil
		}
		after := *mine
		after.Rights = &engine.RecordedRights{Set: engine.SetPartnerAdmin}
		return &engine.Changes{Grants: []engine.GrantChange{{HubID: 7, Email: a.People[person].Email, Before: mine, After: &after}}}, nil
	}
}

func supers(a *engine.Access) int {
	n := 0
	for _, g := range a.Clients[0].Grants {
		if g.Rights.Set == engine.SetSuperAdmin {
			n++
		}
	}
	return n
}

// testDemoteEachOther lets two admins demote each other at the same moment:
// one of them stays (docs/reliability.md, T9).
func testDemoteEachOther(t *testing.T, place Place) {
	rounds := suite.Sample(200, 20)
	stores := []state.Store{place(t, 0), place(t, 0)}
	if _, err := stores[0].Apply(t.Context(), state.Revision{}, always(TwoAdmins())); err != nil {
		t.Fatal(err)
	}
	for round := range rounds {
		var wg sync.WaitGroup
		for i, s := range stores {
			wg.Go(func() {
				if _, err := s.Apply(t.Context(), state.Revision{}, demote(int32(i))); err != nil {
					t.Errorf("round %d: %v", round, err)
				}
			})
		}
		wg.Wait()
		a, err := stores[0].Read(t.Context(), state.ReadOptions{})
		if err != nil || supers(a) != 1 {
			t.Fatalf("round %d: %d super admins, %v", round, supers(a), err)
		}
		if _, err := stores[0].Apply(t.Context(), state.Revision{}, promote); err != nil {
			t.Fatal(err)
		}
	}
}

// promote makes super admin of whoever is not.
func promote(a *engine.Access) (*engine.Changes, error) {
	c := &engine.Changes{}
	for i := range a.Clients[0].Grants {
		before := &a.Clients[0].Grants[i]
		if before.Rights.Set != engine.SetSuperAdmin {
			after := *before
			after.Rights = &engine.RecordedRights{Set: engine.SetSuperAdmin}
			c.Grants = append(c.Grants, engine.GrantChange{HubID: 7, Email: a.People[before.Person].Email, Before: before, After: &after})
		}
	}
	return c, nil
}
