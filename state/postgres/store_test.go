//go:build unix

package postgres

import (
	"context"
	"os"
	"testing"
	"time"

	"accredit/engine"
	"accredit/state"
	"accredit/state/postgres/pgtest"
	"accredit/state/statetest"
)

func TestMain(m *testing.M) {
	if place := os.Getenv(countPlace); place != "" {
		count(place)
	}
	statetest.Main(m, func(ctx context.Context, place string) (state.Store, error) {
		return Open(ctx, place, Options{Mode: Create})
	})
}

func TestConformance(t *testing.T) {
	server := pgtest.Start(t)
	statetest.Run(t, func(t testing.TB) statetest.Place {
		place := server.URL(t)
		return func(t testing.TB, wait time.Duration) state.Store {
			return open(t, place, Options{Mode: Create, Wait: wait})
		}
	})
}

func TestTampering(t *testing.T) {
	server := pgtest.Start(t)
	statetest.Tampering(t, func(t testing.TB) (statetest.Place, func(...string)) {
		place := server.URL(t)
		return func(t testing.TB, _ time.Duration) state.Store { return open(t, place, Options{Mode: Create}) },
			func(statements ...string) {
				server.Exec(t, append([]string{"SET search_path TO " + pgtest.Schema(place)}, statements...)...)
			}
	})
}

// TestPooler: everything works where each transaction has another connection.
// Nothing is canceled here: PgBouncer before 1.21, which Debian has, crashes
// when many clients cancel (its issues 822, 847 and 904).
func TestPooler(t *testing.T) {
	pooler := pgtest.StartOwn(t).Pooler(t)
	statetest.Run(t, func(t testing.TB) statetest.Place {
		place := pooler.URL(t)
		return func(t testing.TB, wait time.Duration) state.Store {
			return open(t, place, Options{Mode: Create, Wait: wait})
		}
	}, "Canceled", "CanceledMidway", "WaitIsCutShort")
}

// TestKill: the server drops what a killed run held by itself.
func TestKill(t *testing.T) {
	place := pgtest.Start(t).URL(t)
	statetest.Kill(t, place, func(t testing.TB, round int) state.Store {
		return open(t, place, Options{Mode: Mode(round % 2), Wait: time.Minute})
	}, func() {})
}

// open opens a state and closes it when the test is over.
func open(t testing.TB, place string, opts Options) *Store {
	t.Helper()
	s, err := Open(t.Context(), place, opts)
	if err != nil {
		t.Fatalf("open: %v", err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return s
}

func always(c *engine.Changes) func(*engine.Access) (*engine.Changes, error) {
	return func(*engine.Access) (*engine.Changes, error) { return c, nil }
}
