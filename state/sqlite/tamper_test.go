package sqlite

import (
	"path/filepath"
	"testing"
	"time"

	"accredit/state"
	"accredit/state/statetest"
)

func TestTampering(t *testing.T) {
	statetest.Tampering(t, func(t testing.TB) (statetest.Place, func(...string)) {
		path := filepath.Join(t.TempDir(), "accredit.db")
		return func(t testing.TB, _ time.Duration) state.Store { return open(t, path, Create) },
			func(statements ...string) { modify(t, path, statements...) }
	})
}

// TestOlderBackup is found with an anchor, as the past cannot tell by itself.
func TestOlderBackup(t *testing.T) {
	path := filepath.Join(t.TempDir(), "accredit.db")
	fill(t, path)
	s := open(t, path, Create)
	older := filepath.Join(t.TempDir(), "older.db")
	if err := s.Backup(t.Context(), older); err != nil {
		t.Fatal(err)
	}
	rev, err := s.Apply(t.Context(), state.Revision{}, always(statetest.Named("after the backup")))
	if err != nil {
		t.Fatal(err)
	}
	b := open(t, older, Create)
	anchor := state.Anchor{Lineage: rev.Lineage, Serial: rev.Serial, Hash: rev.Hash}
	if problems, err := b.VerifyHistory(t.Context(), anchor); err != nil || len(problems) != 1 {
		t.Errorf("older backup: %v, %v", problems, err)
	}
	if _, err := b.Apply(t.Context(), state.Revision{}, always(statetest.Named("another future"))); err != nil {
		t.Fatal(err)
	}
	if problems, err := b.VerifyHistory(t.Context(), anchor); err != nil || len(problems) != 1 {
		t.Errorf("older backup that went on: %v, %v", problems, err)
	}
}
