package statetest

import (
	"errors"
	"iter"
	"slices"
	"testing"

	"accredit/state"
)

// Copied fails unless two stores hold the same state with the same history.
func Copied(t testing.TB, from, to state.Store) {
	t.Helper()
	if diff := Diff(read(t, from), read(t, to)); diff != "" {
		t.Errorf("the copy differs (-from +to):\n%s", diff)
	}
	history := func(s state.Store) (list []state.Entry) {
		for e, err := range s.History(t.Context(), state.Filter{}) {
			if err != nil {
				t.Fatal(err)
			}
			list = append(list, e)
		}
		return list
	}
	want, got := history(from), history(to)
	if diff := diff(want, got); diff != "" || len(want) == 0 {
		t.Errorf("the history of the copy differs (-from +to):\n%s", diff)
	}
	last := want[0].Revision
	anchor := state.Anchor{Lineage: last.Lineage, Serial: last.Serial, Hash: last.Hash}
	if problems, err := to.VerifyHistory(t.Context(), anchor); err != nil || len(problems) > 0 {
		t.Errorf("verify the copy: %v, %v", problems, err)
	}
	sound(t, to)
}

// Lived fills a store, in which Small is recorded or nothing, with some
// revisions of every kind.
func Lived(t testing.TB, s state.Store) {
	t.Helper()
	m, g := NewModel(), newGenerator(3)
	if _, err := s.Read(t.Context(), state.ReadOptions{}); err == nil {
		m.Apply(Small())
	}
	for range 12 {
		c := g.changes(m)
		apply(t, s, state.Revision{Who: "maria", Reason: "a \\ tab\t, \"quotes\", line\nbreaks\r and ümlauts", Skipped: []int64{7}}, c)
		m.Apply(c)
	}
}

func testCopy(t *testing.T, place, other Place) {
	from, to := place(t, 0), other(t, 0)
	for _, err := range slices.Collect(errorsOf(from.Dump(t.Context()))) {
		if !errors.Is(err, state.ErrNone) {
			t.Errorf("dump of nothing: %v, want ErrNone", err)
		}
	}
	if _, err := to.Fill(t.Context(), from.Dump(t.Context())); !errors.Is(err, state.ErrNone) {
		t.Errorf("fill from nothing: %v, want ErrNone", err)
	}
	Lived(t, from)
	anchor, err := to.Fill(t.Context(), from.Dump(t.Context()))
	if a := read(t, from); err != nil || anchor.Serial != a.Serial || anchor.Lineage != a.Lineage {
		t.Fatalf("fill: %+v, %v", anchor, err)
	}
	Copied(t, from, to)
	if _, err := to.Fill(t.Context(), from.Dump(t.Context())); !errors.Is(err, state.ErrExists) {
		t.Errorf("fill what is there: %v, want ErrExists", err)
	}
	// Life goes on in the copy as it would have in the original.
	for _, s := range []state.Store{from, to} {
		apply(t, s, state.Revision{ApplyID: "next"}, Named("next"))
	}
	Copied(t, from, to)
}

func errorsOf(rows iter.Seq2[state.Row, error]) iter.Seq[error] {
	return func(yield func(error) bool) {
		for _, err := range rows {
			if !yield(err) {
				return
			}
		}
	}
}

// testCopyFails breaks a copy off at many rows, and bends one: nothing is left
// of it, and the next one is whole.
func testCopyFails(t *testing.T, place, other Place) {
	from, to := place(t, 0), other(t, 0)
	Lived(t, from)
	var rows []state.Row
	for row, err := range from.Dump(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		rows = append(rows, row)
	}
	mine := errors.New("mine")
	failing := func(at int) iter.Seq2[state.Row, error] {
		return func(yield func(state.Row, error) bool) {
			for _, row := range rows[:at] {
				if !yield(row, nil) {
					return
				}
			}
			yield(state.Row{}, mine)
		}
	}
	for at := 0; at <= len(rows); at += 1 + len(rows)/15 {
		if _, err := to.Fill(t.Context(), failing(at)); !errors.Is(err, mine) {
			t.Fatalf("broken off at row %d: %v", at, err)
		}
		if _, err := to.Read(t.Context(), state.ReadOptions{}); !errors.Is(err, state.ErrNone) {
			t.Fatalf("broken off at row %d: %v, want ErrNone", at, err)
		}
	}
	for _, name := range []string{"people", "grants", "revisions", "changes", "rights"} {
		bent := slices.Clone(rows)
		at := slices.IndexFunc(bent, func(r state.Row) bool { return r.Table == name })
		bent = slices.Delete(bent, at, at+1)
		if _, err := to.Fill(t.Context(), whole(bent)); err == nil {
			t.Errorf("a copy without a row of %s was taken", name)
		}
	}
	if _, err := to.Fill(t.Context(), whole(rows)); err != nil {
		t.Fatal(err)
	}
	Copied(t, from, to)
}

func whole(rows []state.Row) iter.Seq2[state.Row, error] {
	return func(yield func(state.Row, error) bool) {
		for _, row := range rows {
			if !yield(row, nil) {
				return
			}
		}
	}
}
