package sqlite

import (
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"accredit/engine"
	"accredit/state"
	"accredit/state/statetest"
)

// fill makes a state with one revision and closes it.
func fill(t testing.TB, path string) state.Revision {
	t.Helper()
	s, err := Open(t.Context(), path, Options{Mode: Create})
	if err != nil {
		t.Fatal(err)
	}
	rev, err := s.Apply(t.Context(), state.Revision{Who: "maria"}, always(statetest.Small()))
	if err := errors.Join(err, s.Close()); err != nil {
		t.Fatal(err)
	}
	return rev
}

func modify(t testing.TB, path string, statements ...string) {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, s := range statements {
		if _, err := db.Exec(s); err != nil {
			t.Fatalf("%s: %v", s, err)
		}
	}
}

// damage overwrites everything after the first page.
func damage(t testing.TB, path string) {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for i := 4096; i < len(b); i++ {
		b[i] = 0x55
	}
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestBadFiles(t *testing.T) {
	for _, c := range []struct {
		name string
		make func(t *testing.T, path string) error
		want error
	}{
		{"directory", func(t *testing.T, p string) error { return os.Mkdir(p, 0o700) }, state.ErrNotFile},
		{"symlink", func(t *testing.T, p string) error { fill(t, p+".real"); return os.Symlink(p+".real", p) }, state.ErrSymlink},
		{"dangling symlink", func(t *testing.T, p string) error { return os.Symlink(p+".none", p) }, state.ErrSymlink},
		{"text", func(t *testing.T, p string) error {
			return os.WriteFile(p, []byte(strings.Repeat("agency {}\n", 500)), 0o600)
		}, state.ErrForeign},
		{"short text", func(t *testing.T, p string) error { return os.WriteFile(p, []byte("x"), 0o600) }, state.ErrForeign},
		{"another program", func(t *testing.T, p string) error { modify(t, p, "CREATE TABLE t (a)"); return nil }, state.ErrForeign},
		{"another id", func(t *testing.T, p string) error { modify(t, p, "PRAGMA application_id = 5"); return nil }, state.ErrForeign},
		{"damaged", func(t *testing.T, p string) error { fill(t, p); damage(t, p); return nil }, state.ErrDamaged},
		{"cut off", func(t *testing.T, p string) error { fill(t, p); return os.Truncate(p, 20000) }, state.ErrDamaged},
		{"newer", func(t *testing.T, p string) error { fill(t, p); modify(t, p, "PRAGMA user_version = 99"); return nil }, state.ErrNewer},
		{"below a file", func(t *testing.T, p string) error { return os.WriteFile(filepath.Dir(p), nil, 0o600) }, state.ErrNoAccess},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "accredit.db")
			if c.name == "below a file" {
				path = filepath.Join(filepath.Dir(path), "file", "accredit.db")
			}
			if err := c.make(t, path); err != nil {
				t.Fatal(err)
			}
			for _, mode := range []Mode{ReadOnly, Create} {
				s, err := Open(t.Context(), path, Options{Mode: mode})
				if err == nil { // damage may be found when reading
					_, err = s.Read(t.Context(), state.ReadOptions{})
					s.Close()
				}
				if !errors.Is(err, c.want) {
					t.Errorf("mode %d: %v, want %v", mode, err, c.want)
				} else if !strings.Contains(err.Error(), path) {
					t.Errorf("mode %d: %q does not name the file", mode, err)
				}
			}
		})
	}
}

func TestNothingThere(t *testing.T) {
	dir := t.TempDir()
	empty := filepath.Join(dir, "empty.db")
	if err := os.WriteFile(empty, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{filepath.Join(dir, "accredit.db"), filepath.Join(dir, "no", "accredit.db"), empty} {
		if _, err := Open(t.Context(), path, Options{}); !errors.Is(err, state.ErrNone) {
			t.Errorf("%s: %v, want ErrNone", path, err)
		}
	}
	if list, _ := os.ReadDir(dir); len(list) != 1 {
		t.Errorf("reading made files: %v", list)
	}
	fill(t, empty)
	if _, err := Open(t.Context(), filepath.Join(dir, "no", "accredit.db"), Options{Mode: Create}); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("create in a missing directory: %v, want fs.ErrNotExist", err)
	}
	open(t, filepath.Join(dir, "made.db"), Create)
	if _, err := Open(t.Context(), filepath.Join(dir, "made.db"), Options{Mode: ReadOnly}); err != nil {
		t.Errorf("a state without a revision: %v", err)
	}
}

func TestReadOnlyRefusesApply(t *testing.T) {
	path := filepath.Join(t.TempDir(), "accredit.db")
	fill(t, path)
	s := open(t, path, ReadOnly)
	if _, err := s.Apply(t.Context(), state.Revision{}, always(statetest.Named("x"))); !errors.Is(err, state.ErrReadOnly) {
		t.Errorf("apply: %v, want ErrReadOnly", err)
	}
	if a, err := s.Read(t.Context(), state.ReadOptions{}); err != nil || a.Serial != 1 {
		t.Errorf("read: %v, %v", a, err)
	}
}

func TestSettings(t *testing.T) {
	s := open(t, filepath.Join(t.TempDir(), "accredit.db"), Create)
	for pragma, want := range map[string]string{
		"synchronous": "3", "foreign_keys": "1", "trusted_schema": "0", "journal_mode": "delete", "application_id": fmt.Sprint(applicationID), "user_version": "4",
	} {
		for name, db := range map[string]*sql.DB{"read": s.read, "write": s.write} {
			var got string
			if err := db.QueryRow("PRAGMA " + pragma).Scan(&got); err != nil || got != want {
				t.Errorf("%s, %s: %q, %v, want %q", name, pragma, got, err, want)
			}
		}
	}
	if _, err := s.read.Exec("DELETE FROM revisions"); err == nil {
		t.Error("a connection for reading can write")
	}
}

// TestNotes: a note that was left holds nobody up, and is believed only while
// whoever left it can still be there.
func TestNotes(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "accredit.db")
	fill(t, path)
	s := open(t, path, Create)
	impatient, err := Open(t.Context(), path, Options{Mode: Create, Wait: -1})
	if err != nil {
		t.Fatal(err)
	}
	defer impatient.Close()
	gone := exec.Command("true")
	if err := gone.Run(); err != nil {
		t.Fatal(err)
	}
	host, _ := os.Hostname()
	note := func(host string, pid int) string {
		return fmt.Sprintf(`{"who":"ghost","host":%q,"pid":%d,"command":"accredit apply","since":"2026-11-21T12:00:00Z"}`, host, pid)
	}
	for _, c := range []struct {
		name, note string
		believed   bool
	}{
		{"another host", note("elsewhere", gone.Process.Pid), true},
		{"alive", note(host, os.Getppid()), true},
		{"gone", note(host, gone.Process.Pid), false},
		{"rubbish", "{", false},
	} {
		_, err := s.Apply(t.Context(), state.Revision{}, func(*engine.Access) (*engine.Changes, error) {
			if err := os.WriteFile(path+".holder", []byte(c.note), 0o600); err != nil {
				t.Fatal(err)
			}
			_, err := impatient.Apply(t.Context(), state.Revision{}, always(nil))
			var locked *state.LockedError
			if !errors.As(err, &locked) || (locked.Holder != nil) != c.believed {
				t.Errorf("%s: %v", c.name, err)
			}
			return nil, nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := impatient.Apply(t.Context(), state.Revision{}, always(statetest.Named(c.name))); err != nil {
			t.Errorf("apply with an old note: %v", err)
		}
	}
}

// TestOwnNote: a run that waits for others to have read, when it commits, does
// not take itself for the one that holds the state.
func TestOwnNote(t *testing.T) {
	path := filepath.Join(t.TempDir(), "accredit.db")
	fill(t, path)
	s, err := Open(t.Context(), path, Options{Mode: Create, Wait: 20 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	reader := open(t, path, ReadOnly)
	err = reader.reading(t.Context(), func(*sql.Conn) error {
		_, err := s.Apply(t.Context(), state.Revision{Who: "maria"}, always(statetest.Named("x")))
		var locked *state.LockedError
		if !errors.As(err, &locked) || locked.Holder != nil || !locked.Other || strings.Contains(err.Error(), "another run holds") {
			t.Errorf("apply while somebody reads: %v, want LockedError of another program", err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Lstat(path + ".holder"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the note is still there: %v", err)
	}
}

func TestBackupIsAState(t *testing.T) {
	dir := t.TempDir()
	fill(t, filepath.Join(dir, "accredit.db"))
	s := open(t, filepath.Join(dir, "accredit.db"), ReadOnly)
	target := filepath.Join(dir, "it's 100% a #backup?.db")
	if err := s.Backup(t.Context(), target); err != nil {
		t.Fatal(err)
	}
	want, err := s.Read(t.Context(), state.ReadOptions{})
	if err != nil {
		t.Fatal(err)
	}
	copied := open(t, target, Create)
	got, err := copied.Read(t.Context(), state.ReadOptions{})
	if diff := statetest.Diff(want, got); err != nil || diff != "" {
		t.Errorf("backup: %v (-state +backup):\n%s", err, diff)
	}
	// A state that is not what its last revision said is not backed up.
	modify(t, filepath.Join(dir, "accredit.db"), "UPDATE grants SET status = 1")
	if err := s.Backup(t.Context(), filepath.Join(dir, "second.db")); !errors.Is(err, state.ErrDamaged) {
		t.Errorf("backup of an edited state: %v, want ErrDamaged", err)
	}
	if list, _ := filepath.Glob(filepath.Join(dir, "second*")); len(list) != 0 {
		t.Errorf("left behind: %v", list)
	}
}
