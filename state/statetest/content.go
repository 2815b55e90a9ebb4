package statetest

import (
	"errors"
	"fmt"
	"testing"

	"accredit/engine"
	"accredit/state"
)

func testEmpty(t *testing.T, place Place) {
	s := place(t, 0)
	if _, err := s.Read(t.Context(), state.ReadOptions{}); !errors.Is(err, state.ErrNone) {
		t.Errorf("Read of nothing: %v, want ErrNone", err)
	}
	if _, err := s.ReadAt(t.Context(), 1); !errors.Is(err, state.ErrNone) {
		t.Errorf("ReadAt of nothing: %v, want ErrNone", err)
	}
	for range s.History(t.Context(), state.Filter{}) {
		t.Error("History of nothing has an entry")
	}
	sound(t, s)
}

func testFirstRevision(t *testing.T, place Place) {
	s := place(t, 0)
	rev := state.Revision{
		Lineage: "given", At: noon, Kind: state.KindImport, Who: "maria@northwind.example", Command: "accredit import x", Reason: "because \"é\"",
		ConfigDigest: "sha256:1", GitCommit: "abc", Overrides: []string{"protected", "max-removals"}, Signers: []string{"maria", "bob"}, Skipped: []int64{9, 3}, ApplyID: "one",
	}
	c := Small()
	c.Removals = 4
	done, err := s.Apply(t.Context(), rev, func(a *engine.Access) (*engine.Changes, error) {
		if a == nil || a.Serial != 0 || len(a.People) != 0 {
			t.Errorf("decide got %+v, want an empty access", a)
		}
		return c, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	want := rev
	want.Serial, want.Catalogue, want.Removals, want.Grants = 1, "2026.11", 4, 1
	want.Overrides, want.Signers, want.Skipped = []string{"max-removals", "protected"}, []string{"bob", "maria"}, []int64{3, 9}
	want.ContentHash, want.Hash = done.ContentHash, done.Hash
	if diff := diffRevisions(want, done); diff != "" || done.Hash == "" || done.ContentHash == "" {
		t.Errorf("revision (-want +got):\n%s", diff)
	}
	second := apply(t, s, state.Revision{Lineage: "ignored"}, Named("New"))
	if second.Lineage != "given" || second.Serial != 2 || second.Parent != done.Hash || second.Grants != 1 || second.Catalogue != "2026.11" {
		t.Errorf("second revision: %+v", second)
	}
	for e, err := range place(t, 0).History(t.Context(), state.Filter{To: 1}) {
		if diff := diffRevisions(done, e.Revision); err != nil || diff != "" {
			t.Errorf("revision in history: %v (-want +got):\n%s", err, diff)
		}
	}
	if a := read(t, s); a.Lineage != "given" || a.Serial != 2 || a.Agency.Name != "New" || a.Agency.HubID != 1000001 {
		t.Errorf("access: %+v", a)
	}
}

// testRoundTrip makes random changes and compares with the model after each.
func testRoundTrip(t *testing.T, place Place) {
	s := place(t, 0)
	m, g := NewModel(), newGenerator(1)
	for i := range 25 {
		c := g.changes(m)
		done := apply(t, s, state.Revision{}, c)
		m.Apply(c)
		if done.Serial != int64(i+1) || done.Grants != len(m.Grants) {
			t.Fatalf("revision %d: %+v, model has %v", i+1, done, m)
		}
		same(t, read(t, s), m)
	}
	same(t, read(t, place(t, 0)), m)
	sound(t, s)
	if len(m.Grants) < 20 || len(m.Gone) < 5 {
		t.Fatalf("the test became too small: %v", m)
	}
}

func testShared(t *testing.T, place Place) {
	s := place(t, 0)
	c := Small()
	rights, origin, details := &engine.RecordedRights{Set: "x"}, &engine.Origin{Block: "b"}, &engine.Details{Reason: "r"}
	c.Grants = nil
	for i := range 3 {
		email := fmt.Sprintf("p%d@northwind.example", i)
		c.People = append(c.People, engine.PersonChange{After: &engine.Person{Email: email}})
		c.Grants = append(c.Grants, engine.GrantChange{HubID: 7, Email: email, After: &engine.RecordedGrant{Rights: rights, Origin: origin, Details: details}})
	}
	apply(t, s, state.Revision{}, c)
	g := read(t, s).Clients[0].Grants
	if len(g) != 3 {
		t.Fatalf("%d grants, want 3", len(g))
	}
	for i := range g {
		if g[i].Rights != g[0].Rights || g[i].Origin != g[0].Origin || g[i].Details != g[0].Details || g[i].Origin == nil || g[i].Details == nil {
			t.Errorf("grant %d does not share what is equal: %+v", i, g[i])
		}
	}
}

func testRename(t *testing.T, place Place) {
	s := place(t, 0)
	apply(t, s, state.Revision{}, Small())
	c := &engine.Changes{People: []engine.PersonChange{{
		Before: &engine.Person{Email: "ann@northwind.example"},
		After:  &engine.Person{Email: "zoe@northwind.example", FormerEmails: []string{"ann@northwind.example"}},
	}}}
	apply(t, s, state.Revision{}, c)
	a := read(t, s)
	if len(a.Clients[0].Grants) != 1 || a.People[a.Clients[0].Grants[0].Person].Email != "zoe@northwind.example" {
		t.Errorf("the grant was not kept: %+v", a)
	}
	sound(t, s)
}

func testDropClient(t *testing.T, place Place) {
	s := place(t, 0)
	m := NewModel()
	remove := &engine.Changes{Grants: []engine.GrantChange{{HubID: 7, Email: "ben@northwind.example", GoneOn: 740001}}}
	drop := &engine.Changes{Clients: []engine.ClientChange{{Before: &engine.RecordedClient{Client: engine.Client{HubID: 7}}}}}
	for _, c := range []*engine.Changes{Small(), remove, drop} {
		apply(t, s, state.Revision{}, c)
		m.Apply(c)
		same(t, read(t, s), m)
	}
	for e, err := range s.History(t.Context(), state.Filter{From: 3}) {
		if err != nil || len(e.Changes.Grants) != 2 || e.Changes.Grants[0].Step.Action != engine.ActionForget || e.Changes.Grants[0].Before == nil {
			t.Errorf("history of the dropped client: %+v, %v", e, err)
		}
	}
	a, err := s.ReadAt(t.Context(), 2)
	if err != nil || len(a.Clients) != 1 || len(a.Clients[0].Grants) != 1 || len(a.Clients[0].Gone) != 1 {
		t.Errorf("before the drop: %+v, %v", a, err)
	}
	sound(t, s)
}

func testDropPerson(t *testing.T, place Place) {
	s := place(t, 0)
	apply(t, s, state.Revision{}, Small())
	drop := &engine.Changes{People: []engine.PersonChange{{Before: &engine.Person{Email: "ann@northwind.example"}}}}
	if _, err := s.Apply(t.Context(), state.Revision{At: noon}, always(drop)); !errors.Is(err, state.ErrMismatch) {
		t.Fatalf("dropping somebody with access: %v, want ErrMismatch", err)
	}
	drop.Grants = []engine.GrantChange{{HubID: 7, Email: "ann@northwind.example", Before: &engine.RecordedGrant{}, GoneOn: 740001}}
	apply(t, s, state.Revision{}, drop)
	if a := read(t, s); len(a.People) != 1 || len(a.Clients[0].Grants)+len(a.Clients[0].Gone) != 0 {
		t.Errorf("after the drop: %+v", a)
	}
	if a, err := s.ReadAt(t.Context(), 1); err != nil || len(a.Clients[0].Grants) != 1 {
		t.Errorf("before the drop: %+v, %v", a, err)
	}
	sound(t, s)
}
