package statetest

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"accredit/engine"
	"accredit/state"
)

// restrict keeps of an access the clients with some hub ids, with everybody
// who has or had access there or is the admin of a link, and the people with
// some e-mails.
func restrict(a *engine.Access, hubIDs []int64, emails []string) *engine.Access {
	keep := make([]bool, len(a.People))
	for i := range a.People {
		keep[i] = slices.Contains(emails, a.People[i].Email)
	}
	r := *a
	r.Clients = nil
	for _, c := range a.Clients {
		if !slices.Contains(hubIDs, c.HubID) {
			continue
		}
		c.Grants, c.Gone = slices.Clone(c.Grants), slices.Clone(c.Gone)
		for i := range c.Grants {
			keep[c.Grants[i].Person] = true
		}
		for i := range a.People {
			keep[i] = keep[i] || slices.ContainsFunc(c.Links, func(l engine.Link) bool { return l.Admin == a.People[i].Email })
		}
		for i := range c.Gone {
			keep[c.Gone[i].Person] = true
		}
		r.Clients = append(r.Clients, c)
	}
	r.Parts = slices.DeleteFunc(slices.Clone(a.Parts), func(p engine.RunPart) bool { return !slices.Contains(hubIDs, p.HubID) })
	r.People = nil
	index := make([]int32, len(a.People))
	for i := range a.People {
		if keep[i] {
			index[i] = int32(len(r.People))
			r.People = append(r.People, a.People[i])
		}
	}
	for i := range r.Clients {
		for j := range r.Clients[i].Grants {
			r.Clients[i].Grants[j].Person = index[r.Clients[i].Grants[j].Person]
		}
		for j := range r.Clients[i].Gone {
			r.Clients[i].Gone[j].Person = index[r.Clients[i].Gone[j].Person]
		}
	}
	return &r
}

// live makes one random revision.
func live(t *testing.T, s state.Store, g *generator, m *Model) state.Revision {
	t.Helper()
	c := g.changes(m)
	rev := apply(t, s, state.Revision{}, c)
	m.Apply(c)
	return rev
}

// lived gives a state with some revisions.
func lived(t *testing.T, place Place, seed uint64) state.Store {
	t.Helper()
	s, g, m := place(t, 0), newGenerator(seed), NewModel()
	for range 12 {
		live(t, s, g, m)
	}
	return s
}

// testPart reads every set of clients of a small state, and some people, and
// compares with what is left of the whole.
func testPart(t *testing.T, place Place) {
	s := lived(t, place, 11)
	whole := read(t, s)
	asked := []string{"nobody@northwind.example"}
	for i := range whole.People {
		if i%3 == 0 {
			asked = append(asked, whole.People[i].Email)
		}
	}
	for set := range 1 << min(len(whole.Clients), 6) {
		hubIDs := []int64{999_999}
		for i := range whole.Clients {
			if set&(1<<i) != 0 {
				hubIDs = append(hubIDs, whole.Clients[i].HubID)
			}
		}
		for _, people := range []func() []string{nil, func() []string { return asked }} {
			var emails []string
			if people != nil {
				emails = people()
			}
			got, err := s.Read(t.Context(), state.ReadOptions{Only: &state.Part{Clients: hubIDs, People: people}})
			if err != nil {
				t.Fatal(err)
			}
			if diff := Diff(restrict(whole, hubIDs, emails), got); diff != "" {
				t.Fatalf("clients %v, people %v (-want +got):\n%s", hubIDs, emails, diff)
			}
		}
	}
}

// testWithoutGrants compares a state read without grants with what is left of
// the whole.
func testWithoutGrants(t *testing.T, place Place) {
	s := lived(t, place, 13)
	want := read(t, s)
	want.Ignored, want.Parts, want.LastRun = nil, nil, 0
	for i := range want.Clients {
		want.Clients[i].Grants, want.Clients[i].Gone = nil, nil
	}
	got, err := s.Read(t.Context(), state.ReadOptions{WithoutGrants: true})
	if err != nil {
		t.Fatal(err)
	}
	if diff := Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// testChangedSince asks, after every revision, what changed since each earlier
// one, and compares with what the two accesses say.
func testChangedSince(t *testing.T, place Place) {
	s := place(t, 0)
	if _, err := s.ChangedSince(t.Context(), state.Anchor{}); !errors.Is(err, state.ErrNone) {
		t.Errorf("nothing recorded: %v", err)
	}
	g, m := newGenerator(12), NewModel()
	var anchors []state.Anchor
	var were []*engine.Access
	for range 14 {
		rev := live(t, s, g, m)
		if rev.Serial == 0 {
			continue
		}
		anchors = append(anchors, state.Anchor{Lineage: rev.Lineage, Serial: rev.Serial, Hash: rev.Hash})
		were = append(were, read(t, s))
		now := were[len(were)-1]
		for i, at := range anchors {
			is, err := s.ChangedSince(t.Context(), at)
			if err != nil || is.Now != anchors[len(anchors)-1] {
				t.Fatalf("since %d: %+v, %v", at.Serial, is, err)
			}
			if problem := tellsOf(were[i], now, &is); problem != "" {
				t.Errorf("from serial %d to %d: %s", at.Serial, is.Now.Serial, problem)
			}
		}
	}
	last := anchors[len(anchors)-1]
	for name, other := range map[string]state.Anchor{
		"another state":    {Lineage: "other", Serial: last.Serial, Hash: last.Hash},
		"another revision": {Lineage: last.Lineage, Serial: last.Serial, Hash: anchors[0].Hash},
		"to come":          {Lineage: last.Lineage, Serial: last.Serial + 1, Hash: last.Hash},
		"nothing":          {Lineage: last.Lineage},
	} {
		if is, err := s.ChangedSince(t.Context(), other); err != nil || !is.Beyond {
			t.Errorf("%s: %+v, %v", name, is, err)
		}
	}
}

// tellsOf says what a Changed leaves unsaid of the difference of two accesses.
func tellsOf(was, now *engine.Access, is *state.Changed) string {
	if is.Beyond {
		return ""
	}
	a, b := *was, *now
	kept := func(list []engine.RecordedClient) []engine.RecordedClient {
		return slices.DeleteFunc(slices.Clone(list), func(c engine.RecordedClient) bool { return slices.Contains(is.Clients, c.HubID) })
	}
	a.Clients, b.Clients = kept(a.Clients), kept(b.Clients)
	elsewhere := func(list []engine.RunPart) []engine.RunPart {
		return slices.DeleteFunc(slices.Clone(list), func(p engine.RunPart) bool { return slices.Contains(is.Clients, p.HubID) })
	}
	a.Parts, b.Parts, a.LastRun = elsewhere(a.Parts), elsewhere(b.Parts), b.LastRun
	for i := range is.Joined {
		at := slices.IndexFunc(b.People, func(p engine.Person) bool { return p.Email == is.Joined[i] })
		if at < 0 || slices.ContainsFunc(a.People, func(p engine.Person) bool { return p.Email == is.Joined[i] }) {
			return is.Joined[i] + " is said to have joined"
		}
	}
	if len(is.Joined) > 0 { // people are told of by their numbers
		a.People, a.Clients = byNumbersOf(&b, &a)
	}
	a.Serial, a.Hash, a.Recent, a.Ignored = b.Serial, b.Hash, b.Recent, b.Ignored
	if diff := Diff(&a, &b); diff != "" {
		return fmt.Sprintf("clients %v are said to have changed, and (-was +is):\n%s", is.Clients, diff)
	}
	return ""
}

// byNumbersOf gives the people of an access together with those of a later one
// who are new, and its clients with their numbers.
func byNumbersOf(later, a *engine.Access) ([]engine.Person, []engine.RecordedClient) {
	people := slices.Clone(a.People)
	for _, p := range later.People {
		if !slices.ContainsFunc(a.People, func(q engine.Person) bool { return q.Email == p.Email }) {
			people = append(people, p)
		}
	}
	slices.SortFunc(people, func(p, q engine.Person) int { return strings.Compare(p.Email, q.Email) })
	number := func(person int32) int32 {
		return int32(slices.IndexFunc(people, func(p engine.Person) bool { return p.Email == a.People[person].Email }))
	}
	clients := slices.Clone(a.Clients)
	for i := range clients {
		c := &clients[i]
		c.Grants, c.Gone = slices.Clone(c.Grants), slices.Clone(c.Gone)
		for j := range c.Grants {
			c.Grants[j].Person = number(c.Grants[j].Person)
		}
		for j := range c.Gone {
			c.Gone[j].Person = number(c.Gone[j].Person)
		}
	}
	return people, clients
}

// testApplyPart makes the same changes to two states, to one of them having
// read a part; and refuses what is beyond the part.
func testApplyPart(t *testing.T, whole, part state.Store) {
	for _, s := range []state.Store{whole, part} {
		apply(t, s, state.Revision{Lineage: "same", ApplyID: "first"}, Small())
	}
	change := func(a *engine.Access) *engine.Changes {
		c := &a.Clients[0]
		after := *c
		after.Name = "Renamed"
		gone := c.Grants[0]
		zoe := &engine.Person{Email: "zoe@northwind.example", Name: "Zoe", Kind: engine.Employee}
		added := c.Grants[0]
		return &engine.Changes{
			People:  []engine.PersonChange{{After: zoe}, {After: &engine.Person{Email: "abe@northwind.example"}}},
			Clients: []engine.ClientChange{{Before: c, After: &after}},
			Grants: []engine.GrantChange{
				{HubID: c.HubID, Email: a.People[gone.Person].Email, Before: &gone}, {HubID: c.HubID, Email: zoe.Email, After: &added},
			},
		}
	}
	decide := func(a *engine.Access) (*engine.Changes, error) { return change(a), nil }
	hubID := read(t, whole).Clients[0].HubID
	of := &state.Part{Clients: []int64{hubID}, People: func() []string {
		return []string{"abe@northwind.example", "zoe@northwind.example", read(t, whole).People[0].Email}
	}}
	rev := state.Revision{At: noon, ApplyID: "second"}
	a, err := whole.Apply(t.Context(), rev, decide)
	if err != nil {
		t.Fatal(err)
	}
	b, err := part.ApplyPart(t.Context(), rev, of, decide)
	if err != nil {
		t.Fatal(err)
	}
	if a.Hash != b.Hash || a.ContentHash != b.ContentHash || a.Grants != b.Grants {
		t.Errorf("whole %+v\npart %+v", a, b)
	}
	if diff := Diff(read(t, whole), read(t, part)); diff != "" {
		t.Error(diff)
	}
	sound(t, part)
	before := read(t, part)
	zoe, yan := &engine.Person{Email: "zoe@northwind.example"}, &engine.Person{Email: "yan@northwind.example"}
	someone := &before.People[0]
	other := &engine.RecordedClient{Client: engine.Client{HubID: hubID + 1}}
	for name, c := range map[string]*engine.Changes{
		"a person that was not asked for": {People: []engine.PersonChange{{After: yan}}},
		"a person who is recorded":        {People: []engine.PersonChange{{After: zoe}}},
		"a person who changes":            {People: []engine.PersonChange{{Before: someone, After: someone}}},
		"a person who goes":               {People: []engine.PersonChange{{Before: someone}}},
		"another client":                  {Clients: []engine.ClientChange{{After: other}}},
		"a grant beyond":                  {Grants: []engine.GrantChange{{HubID: hubID + 1, Email: zoe.Email}}},
	} {
		if _, err := part.ApplyPart(t.Context(), state.Revision{At: noon}, of, always(c)); !errors.Is(err, state.ErrMismatch) {
			t.Errorf("%s: %v", name, err)
		}
	}
	unchanged(t, part, before)
}
