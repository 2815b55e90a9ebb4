package statetest

import (
	"errors"
	"testing"
	"time"

	"accredit/engine"
	"accredit/state"
)

// testCompared keeps when clients were compared with their accounts: alone, which
// is no revision, and with what the comparison showed, or not at all.
func testCompared(t *testing.T, place Place) {
	s := place(t, 0)
	apply(t, s, state.Revision{}, Small())
	is := func(want time.Time) {
		t.Helper()
		if got := read(t, s).Clients[0].ComparedAt; !got.Equal(want) {
			t.Errorf("compared at %v, want %v", got, want)
		}
	}
	is(time.Time{})
	for _, c := range []struct{ noted, want time.Time }{{noon, noon}, {noon.Add(-time.Hour), noon}, {noon.Add(time.Hour), noon.Add(time.Hour)}} {
		if err := s.NoteCompared(t.Context(), map[int64]time.Time{7: c.noted, 8: c.noted}); err != nil {
			t.Fatal(err)
		}
		is(c.want)
	}
	with := func(name string, hours int) *engine.Changes {
		c := Named(name)
		c.Compared = map[int64]time.Time{7: noon.Add(time.Duration(hours) * time.Hour)}
		return c
	}
	apply(t, s, state.Revision{}, with("seen", 2))
	is(noon.Add(2 * time.Hour))
	mine := errors.New("mine")
	if _, err := s.Apply(t.Context(), state.Revision{At: noon}, func(*engine.Access) (*engine.Changes, error) { return with("never", 3), mine }); !errors.Is(err, mine) {
		t.Errorf("error %v, want that of decide", err)
	}
	bad := with("never", 3)
	bad.Grants = []engine.GrantChange{{HubID: 7, Email: "zoe@northwind.example", Before: &engine.RecordedGrant{}}}
	if _, err := s.Apply(t.Context(), state.Revision{At: noon}, always(bad)); !errors.Is(err, state.ErrMismatch) {
		t.Errorf("%v, want ErrMismatch", err)
	}
	is(noon.Add(2 * time.Hour))
	if a := read(t, s); a.Serial != 2 {
		t.Errorf("serial %d, want 2", a.Serial)
	}
	sound(t, s)
}
