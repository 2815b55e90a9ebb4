package sqlite

import (
	"path/filepath"
	"testing"
	"time"

	"accredit/state"
	"accredit/state/statetest"
)

func TestConformance(t *testing.T) {
	statetest.Run(t, func(t testing.TB) statetest.Place {
		path := filepath.Join(t.TempDir(), "accredit.db")
		return func(t testing.TB, wait time.Duration) state.Store {
			s, err := Open(t.Context(), path, Options{Mode: Create, Wait: wait})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { s.Close() })
			return s
		}
	})
}

// open opens a state and closes it when the test is over.
func open(t testing.TB, path string, mode Mode) *Store {
	t.Helper()
	s, err := Open(t.Context(), path, Options{Mode: mode})
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
