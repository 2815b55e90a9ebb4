package statetest

import (
	"slices"
	"testing"
	"time"

	"accredit/engine"
	"accredit/state"
)

// testHistory goes back to every serial, and finds in history what was applied.
func testHistory(t *testing.T, place Place) {
	s := place(t, 0)
	m, g := NewModel(), newGenerator(2)
	var then []*engine.Access
	var applied []*engine.Changes
	for i := range 20 {
		c := g.changes(m)
		apply(t, s, state.Revision{At: noon.Add(time.Duration(i) * 5 * time.Hour)}, c)
		m.Apply(c)
		then, applied = append(then, read(t, s)), append(applied, c)
	}
	for i, want := range then {
		got, err := s.ReadAt(t.Context(), int64(i+1))
		if err != nil {
			t.Fatal(err)
		}
		if diff := Diff(want, got); diff != "" {
			t.Fatalf("serial %d, read later (-then +now):\n%s", i+1, diff)
		}
	}
	serial := int64(len(applied))
	for e, err := range s.History(t.Context(), state.Filter{}) {
		if err != nil || e.Revision.Serial != serial {
			t.Fatalf("history: %+v, %v, want serial %d", e.Revision, err, serial)
		}
		compareChanges(t, applied[serial-1], e.Changes)
		serial--
	}
	if serial != 0 {
		t.Errorf("history ends with revision %d", serial+1)
	}
	sound(t, s)
}

// compareChanges looks for what was applied; forgotten cells come on top.
func compareChanges(t *testing.T, want, got *engine.Changes) {
	t.Helper()
	w, g := *want, *got
	w.Grants, g.Grants = nil, nil
	if d := diff(w, g); d != "" {
		t.Fatalf("changes (-applied +history):\n%s", d)
	}
	by := map[Cell][]engine.GrantChange{}
	for _, c := range got.Grants {
		at := Cell{c.HubID, c.Email}
		by[at] = append(by[at], c)
	}
	for _, c := range want.Grants {
		at := Cell{c.HubID, c.Email}
		if len(by[at]) == 0 {
			t.Fatalf("history misses the change of %v", at)
		}
		if d := diff(anonymous(c), by[at][0]); d != "" {
			t.Fatalf("change of %v (-applied +history):\n%s", at, d)
		}
		by[at] = by[at][1:]
	}
	for at, rest := range by {
		for _, c := range rest {
			if c.Step.Action != engine.ActionForget || c.After != nil {
				t.Fatalf("history has a change of %v that nobody made: %+v", at, c)
			}
		}
	}
}

// anonymous is the change with nobody's index, as history gives it.
func anonymous(c engine.GrantChange) engine.GrantChange {
	for _, g := range []**engine.RecordedGrant{&c.Before, &c.After} {
		if *g != nil {
			nobody := **g
			nobody.Person = engine.Nobody
			*g = &nobody
		}
	}
	return c
}

func serials(t *testing.T, s state.Store, f state.Filter) []int64 {
	t.Helper()
	list := []int64{}
	for e, err := range s.History(t.Context(), f) {
		if err != nil {
			t.Fatal(err)
		}
		if (e.Changes == nil) != f.RevisionsOnly {
			t.Errorf("changes of revision %d: %v", e.Revision.Serial, e.Changes)
		}
		list = append(list, e.Revision.Serial)
	}
	return list
}

func testFilters(t *testing.T, place Place) {
	s := place(t, 0)
	rights := &engine.RecordedRights{Set: "x"}
	ben := func(hubID int64) *engine.Changes {
		return &engine.Changes{Grants: []engine.GrantChange{{HubID: hubID, Email: "ben@northwind.example", After: &engine.RecordedGrant{Rights: rights}}}}
	}
	eight := ben(8)
	eight.Clients = []engine.ClientChange{{After: &engine.RecordedClient{Client: engine.Client{HubID: 8}}}}
	for i, c := range []*engine.Changes{Small(), eight, Named("x"), ben(7)} {
		apply(t, s, state.Revision{At: noon.Add(time.Duration(i) * time.Hour), ApplyID: string(rune('a' + i))}, c)
	}
	ann, bens := []string{"ann@northwind.example"}, []string{"ben@northwind.example"}
	for name, c := range map[string]struct {
		filter state.Filter
		want   []int64
	}{
		"all":           {state.Filter{}, []int64{4, 3, 2, 1}},
		"client":        {state.Filter{HubIDs: []int64{8}}, []int64{2}},
		"clients":       {state.Filter{HubIDs: []int64{7, 8}}, []int64{4, 2, 1}},
		"person":        {state.Filter{Emails: bens}, []int64{4, 2, 1}},
		"both":          {state.Filter{Emails: bens, HubIDs: []int64{7}}, []int64{4}},
		"both headline": {state.Filter{Emails: ann, HubIDs: []int64{7}, RevisionsOnly: true}, []int64{1}},
		"range":         {state.Filter{From: 2, To: 3}, []int64{3, 2}},
		"since":         {state.Filter{Since: noon.Add(2 * time.Hour)}, []int64{4, 3}},
		"until":         {state.Filter{Until: noon.Add(time.Hour)}, []int64{2, 1}},
		"as of":         {state.Filter{Until: noon.Add(150 * time.Minute), Limit: 1, RevisionsOnly: true}, []int64{3}},
		"apply":         {state.Filter{ApplyID: "b"}, []int64{2}},
		"limit":         {state.Filter{Limit: 2, RevisionsOnly: true}, []int64{4, 3}},
		"nothing":       {state.Filter{HubIDs: []int64{99}}, []int64{}},
	} {
		if got := serials(t, s, c.filter); !slices.Equal(got, c.want) {
			t.Errorf("%s: serials %v, want %v", name, got, c.want)
		}
	}
	for e := range s.History(t.Context(), state.Filter{HubIDs: []int64{7}, To: 1}) {
		if len(e.Changes.Grants) != 1 || len(e.Changes.Clients) != 1 || len(e.Changes.People) != 0 {
			t.Errorf("changes of client 7: %+v", e.Changes)
		}
	}
	for e := range s.History(t.Context(), state.Filter{Emails: bens, To: 1}) {
		if len(e.Changes.Grants) != 0 || len(e.Changes.Clients) != 0 || len(e.Changes.People) != 1 {
			t.Errorf("changes of ben: %+v", e.Changes)
		}
	}
}

func testRecent(t *testing.T, place Place) {
	s := place(t, 0)
	for i, h := range []int{0, 1, 30, 31, 50} {
		c := Named(string(rune('a' + i)))
		if i == 0 {
			c = Small()
		}
		c.Removals = i
		apply(t, s, state.Revision{At: noon.Add(time.Duration(h) * time.Hour)}, c)
	}
	for _, c := range []struct {
		now  time.Duration
		want []int64
	}{
		{0, []int64{1, 2, 3, 4, 5}}, {25 * time.Hour, []int64{1, 2, 3, 4, 5}}, {26 * time.Hour, []int64{2, 3, 4, 5}},
		{54 * time.Hour, []int64{2, 3, 4, 5}}, {55 * time.Hour, []int64{3, 4, 5}}, {100 * time.Hour, []int64{5}},
	} {
		a, err := s.Read(t.Context(), state.ReadOptions{Now: noon.Add(c.now)})
		if err != nil {
			t.Fatal(err)
		}
		got := []int64{}
		for _, r := range a.Recent {
			got = append(got, r.Serial)
			if r.Removals != int(r.Serial-1) || r.Grants != 1 {
				t.Errorf("recent: %+v", r)
			}
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("recent at +%v: %v, want %v", c.now, got, c.want)
		}
	}
	if a := read(t, s); len(a.Recent) != 4 || !a.Recent[3].At.Equal(noon.Add(50*time.Hour)) {
		t.Errorf("recent at the latest revision: %+v", a.Recent)
	}
}

func testAnchors(t *testing.T, place Place) {
	s := place(t, 0)
	first := apply(t, s, state.Revision{}, Small())
	second := apply(t, s, state.Revision{}, Named("x"))
	anchor := func(r state.Revision) state.Anchor {
		return state.Anchor{Lineage: r.Lineage, Serial: r.Serial, Hash: r.Hash}
	}
	if problems, err := s.VerifyHistory(t.Context(), anchor(first), anchor(second)); err != nil || len(problems) > 0 {
		t.Errorf("true anchors: %v, %v", problems, err)
	}
	later, other, foreign := anchor(second), anchor(second), anchor(second)
	later.Serial, other.Hash, foreign.Lineage = 3, first.Hash, "another"
	for _, a := range []state.Anchor{later, other, foreign} {
		if problems, err := s.VerifyHistory(t.Context(), a); err != nil || len(problems) != 1 {
			t.Errorf("anchor %+v: %v, %v, want one problem", a, problems, err)
		}
	}
}
