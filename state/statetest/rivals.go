package statetest

import (
	"context"
	"errors"
	"os"
	"sync"
	"testing"
	"time"

	"accredit/engine"
	"accredit/state"
)

// testOneWinner lets five stores make the first revision, and then the same
// change of it: each time one does, and the others see that.
func testOneWinner(t *testing.T, place Place) {
	const rivals = 5
	stores := make([]state.Store, rivals)
	for i := range stores {
		stores[i] = place(t, 0)
	}
	for serial := range int64(3) {
		var wg sync.WaitGroup
		won := make([]int, rivals)
		for i, s := range stores {
			wg.Go(func() {
				done, err := insist(t.Context(), s, func(a *engine.Access) (*engine.Changes, error) {
					switch {
					case a.Serial != serial:
						return nil, nil
					case serial == 0:
						return Small(), nil
					}
					return &engine.Changes{HubID: a.Agency.HubID + 1}, nil
				})
				if err != nil {
					t.Errorf("rival %d: %v", i, err)
				}
				won[i] = int(done.Serial)
			})
		}
		wg.Wait()
		winners := 0
		for _, n := range won {
			if n != 0 {
				winners++
			}
		}
		if winners != 1 {
			t.Errorf("revision %d has %d winners: %v", serial+1, winners, won)
		}
	}
	if a := read(t, stores[0]); a.Serial != 3 || a.Agency.HubID != 1000003 {
		t.Errorf("serial %d and count %d", a.Serial, a.Agency.HubID)
	}
	sound(t, stores[0])
}

// testHeld says who holds the state, and that it can be read meanwhile.
func testHeld(t *testing.T, place Place) {
	s, impatient := place(t, 0), place(t, -1)
	apply(t, s, state.Revision{}, Small())
	start := time.Now()
	_, err := s.Apply(t.Context(), state.Revision{At: noon, Who: "maria", Command: "accredit apply\x1b[2J"}, func(*engine.Access) (*engine.Changes, error) {
		_, err := impatient.Apply(t.Context(), state.Revision{At: noon, Who: "waiting"}, always(Named("never")))
		var locked *state.LockedError
		if !errors.As(err, &locked) || !errors.Is(err, state.ErrLocked) {
			t.Fatalf("apply while another applies: %v, want LockedError", err)
		}
		host, _ := os.Hostname()
		h := locked.Holder
		if h == nil || h.Who != "maria" || h.PID != os.Getpid() || h.Host != host || h.Since.Before(start.Add(-time.Minute)) || h.Since.After(time.Now().Add(time.Minute)) {
			t.Errorf("holder %+v in %v", h, err)
		}
		for _, r := range err.Error() {
			if r < ' ' {
				t.Errorf("a control character in %q", err)
			}
		}
		if a := read(t, impatient); a.Serial != 1 {
			t.Errorf("read while another applies: %v", a)
		}
		return Named("mine"), nil
	})
	if err != nil {
		t.Fatal(err)
	}
	apply(t, impatient, state.Revision{}, Named("later"))
	sound(t, s)
}

func testWaitIsCutShort(t *testing.T, place Place) {
	s, waiting := place(t, 0), place(t, time.Hour)
	apply(t, s, state.Revision{}, Small())
	_, err := s.Apply(t.Context(), state.Revision{At: noon}, func(*engine.Access) (*engine.Changes, error) {
		ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
		defer cancel()
		if _, err := waiting.Apply(ctx, state.Revision{At: noon}, always(Named("never"))); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("apply: %v, want DeadlineExceeded", err)
		}
		return nil, nil
	})
	if err != nil {
		t.Error(err)
	}
	apply(t, waiting, state.Revision{}, Named("later"))
}

// testCanceledMidway cancels while decide runs: nothing is written.
func testCanceledMidway(t *testing.T, place Place) {
	s := place(t, 0)
	apply(t, s, state.Revision{}, Small())
	before := read(t, s)
	ctx, cancel := context.WithCancel(t.Context())
	_, err := s.Apply(ctx, state.Revision{At: noon}, func(*engine.Access) (*engine.Changes, error) {
		cancel()
		return Agency(500, false), nil
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("apply: %v, want Canceled", err)
	}
	unchanged(t, s, before)
	apply(t, place(t, 0), state.Revision{}, Named("later"))
}

// testExchange lets two people exchange their addresses, and drops a client
// while another comes.
func testExchange(t *testing.T, place Place) {
	s := place(t, 0)
	m := NewModel()
	ann, ben := &engine.Person{Email: "ann@northwind.example"}, &engine.Person{Email: "ben@northwind.example"}
	for _, c := range []*engine.Changes{Small(), {
		People: []engine.PersonChange{{Before: ann, After: ben}, {Before: ben, After: ann}},
		Clients: []engine.ClientChange{
			{Before: &engine.RecordedClient{Client: engine.Client{HubID: 7}}},
			{After: &engine.RecordedClient{Client: engine.Client{HubID: 8, ManagedMRR: 1234.56789012345678}}},
		},
	}} {
		apply(t, s, state.Revision{}, c)
		m.Apply(c)
		same(t, read(t, s), m)
	}
	sound(t, s)
}
