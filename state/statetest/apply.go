package statetest

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"accredit/engine"
	"accredit/state"
)

func testNothingToWrite(t *testing.T, place Place) {
	s := place(t, 0)
	apply(t, s, state.Revision{}, Small())
	for _, c := range []*engine.Changes{nil, {}, {Removals: 3}} {
		if done := apply(t, s, state.Revision{}, c); done.Serial != 0 {
			t.Errorf("nothing to write: %+v", done)
		}
	}
	if a := read(t, s); a.Serial != 1 {
		t.Errorf("serial %d, want 1", a.Serial)
	}
}

// unchanged compares the state with an earlier reading.
func unchanged(t *testing.T, s state.Store, want *engine.Access) {
	t.Helper()
	if diff := Diff(want, read(t, s)); diff != "" {
		t.Errorf("the state changed (-before +after):\n%s", diff)
	}
	sound(t, s)
}

func testRollback(t *testing.T, place Place) {
	s := place(t, 0)
	apply(t, s, state.Revision{}, Small())
	before := read(t, s)
	mine := errors.New("mine")
	_, err := s.Apply(t.Context(), state.Revision{At: noon}, func(a *engine.Access) (*engine.Changes, error) {
		if diff := Diff(before, a); diff != "" {
			t.Errorf("decide got another access (-read +got):\n%s", diff)
		}
		return Named("never"), mine
	})
	if !errors.Is(err, mine) || err.Error() != mine.Error() {
		t.Errorf("error %v, want that of decide as it is", err)
	}
	unchanged(t, s, before)
	apply(t, s, state.Revision{}, Named("later"))
}

func testPanic(t *testing.T, place Place) {
	s := place(t, 0)
	apply(t, s, state.Revision{}, Small())
	before := read(t, s)
	func() {
		defer func() { _ = recover() }() // that of decide
		_, _ = s.Apply(t.Context(), state.Revision{At: noon}, func(*engine.Access) (*engine.Changes, error) { panic("decide") })
	}()
	unchanged(t, s, before)
	apply(t, s, state.Revision{}, Named("later"))
}

func testMismatch(t *testing.T, place Place) {
	s := place(t, 0)
	apply(t, s, state.Revision{}, Small())
	before := read(t, s)
	ann, ben, zoe := &engine.Person{Email: "ann@northwind.example"}, &engine.Person{Email: "ben@northwind.example"}, &engine.Person{Email: "zoe@northwind.example"}
	seven, eight := &engine.RecordedClient{Client: engine.Client{HubID: 7}}, &engine.RecordedClient{Client: engine.Client{HubID: 8}}
	grant := &engine.RecordedGrant{Rights: &engine.RecordedRights{Set: "x"}}
	one := func(c engine.GrantChange) engine.Changes { return engine.Changes{Grants: []engine.GrantChange{c}} }
	for name, c := range map[string]engine.Changes{
		"a person who is there":        {People: []engine.PersonChange{{After: ann}}},
		"a person who is not there":    {People: []engine.PersonChange{{Before: zoe, After: zoe}}},
		"an address that is taken":     {People: []engine.PersonChange{{Before: ann, After: ben}}},
		"a person twice":               {People: []engine.PersonChange{{Before: ann, After: ann}, {Before: ann, After: zoe}}},
		"a client that is there":       {Clients: []engine.ClientChange{{After: seven}}},
		"a client that is not there":   {Clients: []engine.ClientChange{{Before: eight}}},
		"a client that changes its id": {Clients: []engine.ClientChange{{Before: seven, After: eight}}},
		"a set that is not there":      {Sets: []engine.SetChange{{Before: &engine.RecordedSet{Name: "x"}}}},
		"a grant that is there":        one(engine.GrantChange{HubID: 7, Email: ann.Email, After: grant}),
		"a grant that is not there":    one(engine.GrantChange{HubID: 7, Email: ben.Email, Before: grant}),
		"a grant of nobody":            one(engine.GrantChange{HubID: 7, Email: zoe.Email, After: grant}),
		"a grant nowhere":              one(engine.GrantChange{HubID: 8, Email: ben.Email, After: grant}),
		"a grant without rights":       one(engine.GrantChange{HubID: 7, Email: ben.Email, After: &engine.RecordedGrant{}}),
	} {
		if _, err := s.Apply(t.Context(), state.Revision{At: noon}, always(&c)); !errors.Is(err, state.ErrMismatch) {
			t.Errorf("%s: %v, want ErrMismatch", name, err)
		}
	}
	unchanged(t, s, before)
}

func testBadText(t *testing.T, place Place) {
	s := place(t, 0)
	apply(t, s, state.Revision{}, Small())
	before := read(t, s)
	for _, bad := range []string{"\xff", "a\x00b"} {
		origin := Small()
		origin.Grants[0].Before, origin.People, origin.Clients = &engine.RecordedGrant{}, nil, nil
		origin.Grants[0].After.Origin = &engine.Origin{Block: bad}
		for name, c := range map[string]*engine.Changes{
			"agency": Named(bad), "origin": origin,
			"person": {People: []engine.PersonChange{{After: &engine.Person{Email: "x", Labels: map[string]string{"k": bad}}}}},
		} {
			if _, err := s.Apply(t.Context(), state.Revision{At: noon}, always(c)); !errors.Is(err, state.ErrBadText) {
				t.Errorf("%s with %q: %v, want ErrBadText", name, bad, err)
			}
		}
		if _, err := s.Apply(t.Context(), state.Revision{At: noon, Reason: bad}, always(Named("x"))); !errors.Is(err, state.ErrBadText) {
			t.Errorf("reason %q: %v, want ErrBadText", bad, err)
		}
	}
	unchanged(t, s, before)
}

func testApplyOnce(t *testing.T, place Place) {
	s := place(t, 0)
	apply(t, s, state.Revision{ApplyID: "once"}, Small())
	before := read(t, s)
	_, err := s.Apply(t.Context(), state.Revision{At: noon, ApplyID: "once"}, always(Named("again")))
	if !errors.Is(err, state.ErrApplied) {
		t.Errorf("the same apply again: %v, want ErrApplied", err)
	}
	unchanged(t, s, before)
}

// testRivals lets five stores count: nobody's update may be lost, and each
// serial has one winner.
func testRivals(t *testing.T, place Place) {
	apply(t, place(t, 0), state.Revision{}, Small())
	const rivals, each = 5, 8
	var mu sync.Mutex
	var wg sync.WaitGroup
	winners := map[int64]int{}
	for i := range rivals {
		s := place(t, 0)
		wg.Go(func() {
			for range each {
				done, err := insist(t.Context(), s, func(a *engine.Access) (*engine.Changes, error) {
					return &engine.Changes{HubID: a.Agency.HubID + 1}, nil
				})
				if err != nil {
					t.Errorf("rival %d: %v", i, err)
					return
				}
				mu.Lock()
				winners[done.Serial]++
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	s := place(t, 0)
	a := read(t, s)
	if a.Serial != 1+rivals*each || a.Agency.HubID != 1000001+rivals*each {
		t.Errorf("serial %d and count %d after %d applies: an update was lost", a.Serial, a.Agency.HubID-1000001, rivals*each)
	}
	for serial, n := range winners {
		if n != 1 {
			t.Errorf("serial %d has %d winners", serial, n)
		}
	}
	sound(t, s)
}

// insist applies until nobody else holds the state.
func insist(ctx context.Context, s state.Store, decide func(*engine.Access) (*engine.Changes, error)) (state.Revision, error) {
	for {
		done, err := s.Apply(ctx, state.Revision{At: noon}, decide)
		if !errors.Is(err, state.ErrLocked) {
			return done, err
		}
	}
}

// testReadWhileApplying reads a pair that every apply changes together.
func testReadWhileApplying(t *testing.T, place Place) {
	w := place(t, 0)
	apply(t, w, state.Revision{}, Small())
	pair := func(i int) *engine.Changes {
		return &engine.Changes{HubID: int64(100 + i), Clients: []engine.ClientChange{{
			Before: &engine.RecordedClient{Client: engine.Client{HubID: 7}},
			After:  &engine.RecordedClient{Client: engine.Client{HubID: 7, Name: fmt.Sprint(100 + i)}},
		}}}
	}
	apply(t, w, state.Revision{}, pair(0))
	done := make(chan struct{})
	var wg sync.WaitGroup
	for range 2 {
		r := place(t, 0)
		wg.Go(func() {
			for {
				select {
				case <-done:
					return
				default:
				}
				a, err := r.Read(t.Context(), state.ReadOptions{})
				switch {
				case err != nil:
					t.Errorf("read while another applies: %v", err)
					return
				case a.Clients[0].Name != fmt.Sprint(a.Agency.HubID):
					t.Errorf("half an apply was read: %d and %s", a.Agency.HubID, a.Clients[0].Name)
					return
				}
			}
		})
	}
	for i := range 20 {
		if _, err := insist(t.Context(), w, always(pair(i))); err != nil {
			t.Errorf("apply while others read: %v", err)
		}
	}
	close(done)
	wg.Wait()
}

// testCanceled cancels at many moments: the state is before or after, and the
// answer says which.
func testCanceled(t *testing.T, place Place) {
	s := place(t, 0)
	apply(t, s, state.Revision{}, Small())
	canceled, done := 0, 0
	for i := range 40 {
		ctx, cancel := context.WithCancel(t.Context())
		before := read(t, s)
		go func() {
			time.Sleep(time.Duration(i) * 100 * time.Microsecond)
			cancel()
		}()
		rev, err := s.Apply(ctx, state.Revision{At: noon}, always(Named(fmt.Sprint("n", i))))
		after := read(t, s)
		switch {
		case err == nil && after.Serial == rev.Serial && after.Serial == before.Serial+1:
			done++
		case errors.Is(err, context.Canceled) && after.Serial == before.Serial:
			canceled++
		default:
			t.Errorf("canceled: %+v, %v, serial %d, then %d", rev, err, before.Serial, after.Serial)
		}
		cancel()
	}
	if canceled == 0 {
		t.Errorf("no apply was canceled of %d", done)
	}
	sound(t, s)
}

func testBackup(t *testing.T, place Place) {
	s := place(t, 0)
	apply(t, s, state.Revision{}, Small())
	path := filepath.Join(t.TempDir(), "backup")
	if err := s.Backup(t.Context(), path); err != nil {
		t.Fatal(err)
	}
	if err := s.Backup(t.Context(), path); !errors.Is(err, fs.ErrExist) {
		t.Errorf("second backup to the same file: %v, want fs.ErrExist", err)
	}
	apply(t, s, state.Revision{}, Named("later"))
}

// testClosed uses a store that is closed: an error, no panic.
func testClosed(t *testing.T, place Place) {
	s := place(t, 0)
	apply(t, s, state.Revision{}, Small())
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Read(t.Context(), state.ReadOptions{}); err == nil {
		t.Error("a closed store was read")
	}
	if _, err := s.Apply(t.Context(), state.Revision{At: noon}, always(Named("x"))); err == nil {
		t.Error("a closed store was written")
	}
	apply(t, place(t, 0), state.Revision{}, Named("later"))
}

func testCloseTwice(t *testing.T, place Place) {
	s := place(t, 0)
	for range 2 {
		if err := s.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	}
}
