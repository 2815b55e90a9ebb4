package cli

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"accredit/engine"
	"accredit/state"
	"accredit/state/sqlite"
)

// A state that an older version wrote may hold moments that are out of order:
// 5, 21 and then 8 November. What stands after the 21st was not recorded yet on
// the 10th, whatever it says.
func TestAtOutOfOrder(t *testing.T) {
	dir := t.TempDir()
	s, err := sqlite.Open(t.Context(), filepath.Join(dir, "accredit.db"), sqlite.Options{Mode: sqlite.Create})
	if err != nil {
		t.Fatal(err)
	}
	for i, day := range []int{5, 21, 8} {
		name := []string{"first", "second", "third"}[i]
		rev := state.Revision{At: time.Date(2026, 11, day, 9, 0, 0, 0, time.UTC), Who: "tester"}
		if _, err := s.Apply(t.Context(), rev, func(*engine.Access) (*engine.Changes, error) {
			return &engine.Changes{Agency: name, HubID: 1}, nil
		}); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	d := &desk{t: t, dir: dir}
	for _, c := range []struct {
		at, want string
		warns    bool
	}{
		{"2026-11-05", "agency first", false},
		{"2026-11-08", "agency first", true},
		{"2026-11-10", "agency first", true},
		{"2026-11-20", "agency first", true},
		{"2026-11-21", "agency third", false},
		{"2", "agency second", false},
	} {
		code, out, said := d.run("show", "--at", c.at, "--chdir", dir)
		if warned := strings.Contains(said, "out of order"); code != exitOK || !strings.Contains(out, c.want) || warned != c.warns {
			t.Errorf("--at %s: exit %d, %s%s", c.at, code, out, said)
		}
	}
	if code, _, said := d.run("show", "--at", "2026-11-04", "--chdir", dir); code != exitError || !strings.Contains(said, "nothing was recorded yet") {
		t.Errorf("before everything: exit %d, %s", code, said)
	}
}
