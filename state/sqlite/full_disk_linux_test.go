package sqlite

import (
	"errors"
	"fmt"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"accredit/engine"
	"accredit/engine/enginetest/suite"
	"accredit/state"
	"accredit/state/statetest"
)

// A disk that is full in the middle of an apply leaves what was recorded before,
// and says so: SQLite rolls the transaction back by itself, and nothing may be
// written after that.
func TestFullDiskLeavesWhatWasThere(t *testing.T) {
	signal.Ignore(syscall.SIGXFSZ)
	defer signal.Reset(syscall.SIGXFSZ)
	everything := statetest.Agency(150_000, false) // more than SQLite keeps in memory
	clients := *everything
	clients.Grants = nil
	cases := []struct {
		first *engine.Changes // recorded before; nil: nothing
		kb    uint64          // how large a file may be
	}{{&clients, 5001}, {nil, 1000}, {nil, 20_000}, {&clients, 8001}, {&clients, 12_001}}
	for _, c := range cases[:suite.Sample(len(cases), 1)] {
		t.Run(fmt.Sprintf("recorded %t, %d kB", c.first != nil, c.kb), func(t *testing.T) {
			s, err := Open(t.Context(), filepath.Join(t.TempDir(), "accredit.db"), Options{Mode: Create})
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = s.Close() }()
			whole, before := everything, int64(0)
			if c.first != nil {
				done, err := s.Apply(t.Context(), state.Revision{}, always(c.first))
				if err != nil {
					t.Fatal(err)
				}
				whole, before = &engine.Changes{Grants: everything.Grants}, done.Serial
			}
			err = withFileLimit(t, c.kb<<10, func() error {
				_, err := s.Apply(t.Context(), state.Revision{}, always(whole))
				return err
			})
			if err == nil || strings.Contains(err.Error(), "constraint") {
				t.Error("what failed is not reported:", err)
			}
			left, err := s.Read(t.Context(), state.ReadOptions{})
			switch {
			case c.first == nil && !errors.Is(err, state.ErrNone):
				t.Error("something was recorded:", err)
			case c.first != nil && (err != nil || left.Serial != before || left.Grants() != 0):
				t.Error("something else is recorded:", err)
			}
			for _, rows := range []string{"grants", "origins", "changes WHERE serial > %d", "revisions WHERE serial > %d"} {
				query, n := "SELECT count(*) FROM "+rows, 0
				if strings.Contains(query, "%d") {
					query = fmt.Sprintf(query, before)
				}
				if err := s.read.QueryRow(query).Scan(&n); err != nil || n > 0 {
					t.Errorf("%d rows stayed of %s: %v", n, rows, err)
				}
			}
			few := *whole
			few.Grants = few.Grants[:1000]
			if done, err := s.Apply(t.Context(), state.Revision{}, always(&few)); err != nil || done.Serial != before+1 {
				t.Error("the next apply:", done.Serial, err)
			}
			if problems, err := s.Check(t.Context()); err != nil || len(problems) > 0 {
				t.Error(problems, err)
			}
		})
	}
}

// withFileLimit runs f while no file may grow beyond a number of bytes.
func withFileLimit(t *testing.T, bytes uint64, f func() error) error {
	t.Helper()
	var usual syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &usual); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: bytes, Max: usual.Max}); err != nil {
		t.Fatal(err)
	}
	err := f()
	if restored := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &usual); restored != nil {
		t.Fatal(restored)
	}
	return err
}
