package sqlite

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"accredit/state"
	"accredit/state/statetest"
)

func TestMain(m *testing.M) {
	if path := os.Getenv(migratorVariable); path != "" {
		migrator(path)
	}
	statetest.Main(m, func(ctx context.Context, path string) (state.Store, error) {
		return Open(ctx, path, Options{Mode: Create})
	})
}

// TestKill: nothing that a killed run leaves holds the next one up, whether it
// reads or writes.
func TestKill(t *testing.T) {
	path := filepath.Join(t.TempDir(), "accredit.db")
	hot := 0
	statetest.Kill(t, path, func(t testing.TB, round int) state.Store {
		s, err := Open(t.Context(), path, Options{Mode: Mode(round % 2), Wait: -1})
		if err != nil {
			t.Fatalf("open after the kill: %v", err)
		}
		return s
	}, func() {
		if _, err := os.Lstat(path + "-journal"); err == nil {
			hot++
		}
	})
	t.Logf("%d kills left a journal to roll back", hot)
}
