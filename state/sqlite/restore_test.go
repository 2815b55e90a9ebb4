package sqlite

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"accredit/engine/enginetest/suite"
	"accredit/state"
	"accredit/state/statetest"
)

func bytesOf(t testing.TB, path string) []byte {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func backup(t testing.TB, path string) string {
	t.Helper()
	s, err := Open(t.Context(), path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	to := filepath.Join(t.TempDir(), "backup.db")
	if err := s.Backup(t.Context(), to); err != nil {
		t.Fatal(err)
	}
	return to
}

func applyNamed(t testing.TB, path, name string) state.Revision {
	t.Helper()
	s, err := Open(t.Context(), path, Options{Mode: Create})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	rev, err := s.Apply(t.Context(), state.Revision{}, always(statetest.Named(name)))
	if err != nil {
		t.Fatal(err)
	}
	return rev
}

// wholeAt fails unless the state is sound, and returns its serial.
func wholeAt(t testing.TB, path string) int64 {
	t.Helper()
	s, err := Open(t.Context(), path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	problems, err := s.Check(t.Context())
	more, err2 := s.VerifyHistory(t.Context())
	if err := errors.Join(err, err2); err != nil || len(problems)+len(more) > 0 {
		t.Fatalf("%v, %v, %v", problems, more, err)
	}
	a, err := s.Read(t.Context(), state.ReadOptions{})
	if err != nil {
		t.Fatal(err)
	}
	return a.Serial
}

func TestRestore(t *testing.T) {
	path := smallHistory(t)
	from := backup(t, path)
	before := bytesOf(t, from)
	applyNamed(t, path, "later")
	replaced := bytesOf(t, path)

	if _, err := Restore(t.Context(), from, path, RestoreOptions{}); !errors.Is(err, ErrReplaceNewer) {
		t.Fatalf("a newer state: %v", err)
	}
	if !bytes.Equal(bytesOf(t, path), replaced) {
		t.Fatal("a refused restore changed the state")
	}
	done, err := Restore(t.Context(), from, path, RestoreOptions{ReplaceNewer: true})
	if err != nil || done.Serial != 6 {
		t.Fatalf("%+v, %v", done, err)
	}
	if wholeAt(t, path) != 6 {
		t.Error("the backup is not in place")
	}
	if !bytes.Equal(bytesOf(t, done.Kept), replaced) || !bytes.Equal(bytesOf(t, from), before) {
		t.Error("what was replaced, or the backup, is not as it was")
	}
	if info, err := os.Stat(path); err != nil || info.Mode() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
	if names := left(t, path); !slices.Equal(names, []string{"accredit.db", "accredit.db.replaced-1"}) {
		t.Errorf("files: %v", names)
	}
	// The kept state is one itself, and can be put back.
	if done, err := Restore(t.Context(), done.Kept, path, RestoreOptions{}); err != nil || done.Serial != 7 {
		t.Errorf("back again: %+v, %v", done, err)
	}
}

func left(t testing.TB, path string) []string {
	t.Helper()
	entries, err := os.ReadDir(filepath.Dir(path))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

func TestRestoreNothingThere(t *testing.T) {
	from := backup(t, smallHistory(t))
	path := filepath.Join(t.TempDir(), "accredit.db")
	// What a killed run left of a state that is gone must not be rolled back into the new one.
	if err := os.WriteFile(path+"-journal", []byte("left over"), 0o600); err != nil {
		t.Fatal(err)
	}
	done, err := Restore(t.Context(), from, path, RestoreOptions{})
	if err != nil || done.Kept != "" || wholeAt(t, path) != 6 {
		t.Errorf("%+v, %v", done, err)
	}
	if names := left(t, path); !slices.Equal(names, []string{"accredit.db", "accredit.db.replaced-1-journal"}) {
		t.Errorf("files: %v", names)
	}
}

// TestRestoreRefuses: what is refused leaves the state byte for byte.
func TestRestoreRefuses(t *testing.T) {
	path := smallHistory(t)
	good := backup(t, path)
	diverged := filepath.Join(t.TempDir(), "diverged.db")
	if _, err := Restore(t.Context(), good, diverged, RestoreOptions{}); err != nil {
		t.Fatal(err)
	}
	applyNamed(t, diverged, "another future")
	applyNamed(t, diverged, "and further")
	applyNamed(t, path, "later")
	foreign := filepath.Join(t.TempDir(), "foreign.db")
	modify(t, foreign, "CREATE TABLE mine (x)")
	text := filepath.Join(t.TempDir(), "text.db")
	if err := os.WriteFile(text, []byte(strings.Repeat("no database ", 100)), 0o600); err != nil {
		t.Fatal(err)
	}
	newer := backup(t, path)
	modify(t, newer, "PRAGMA user_version = 99")
	link := filepath.Join(t.TempDir(), "link.db")
	if err := os.Symlink(good, link); err != nil {
		t.Fatal(err)
	}
	before := bytesOf(t, path)
	for name, c := range map[string]struct {
		from string
		want error
	}{
		"older":           {good, ErrReplaceNewer},
		"diverged, newer": {diverged, ErrReplaceNewer},
		"other lineage":   {smallHistory(t), ErrReplaceOther},
		"itself":          {path, errSameFile},
		"missing":         {path + "-none", state.ErrNone},
		"another program": {foreign, ErrUnsound},
		"text":            {text, ErrUnsound},
		"newer schema":    {newer, state.ErrNewer},
		"link":            {link, state.ErrSymlink},
		"folder":          {t.TempDir(), state.ErrNotFile},
	} {
		if _, err := Restore(t.Context(), c.from, path, RestoreOptions{}); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
		if !bytes.Equal(bytesOf(t, path), before) || len(left(t, path)) != 1 {
			t.Fatalf("%s: the state or its folder changed: %v", name, left(t, path))
		}
	}
	short := filepath.Join(t.TempDir(), "short.txt")
	must(t, os.WriteFile(short, []byte("my notes"), 0o600))
	for name, target := range map[string]string{"another program": foreign, "text": text, "a short text": short} {
		before := bytesOf(t, target)
		if _, err := Restore(t.Context(), good, target, RestoreOptions{ReplaceNewer: true}); !errors.Is(err, ErrReplaceOther) || !bytes.Equal(bytesOf(t, target), before) {
			t.Errorf("over %s: %v", name, err)
		}
		done, err := Restore(t.Context(), good, target, RestoreOptions{ReplaceOther: true})
		if err != nil || wholeAt(t, target) != 6 || !bytes.Equal(bytesOf(t, done.Kept), before) {
			t.Errorf("over %s, as asked for: %v", name, err)
		}
	}
	empty := filepath.Join(t.TempDir(), "empty.db")
	must(t, os.WriteFile(empty, nil, 0o600))
	if _, err := Restore(t.Context(), good, empty, RestoreOptions{}); err != nil || wholeAt(t, empty) != 6 {
		t.Errorf("over an empty file: %v", err)
	}
	if _, err := Restore(t.Context(), smallHistory(t), path, RestoreOptions{ReplaceOther: true}); err != nil {
		t.Errorf("other lineage, as asked for: %v", err)
	}
}

// TestRestoreUnsound: each attack on a backup is found before anything moves.
func TestRestoreUnsound(t *testing.T) {
	path := smallHistory(t)
	from := backup(t, path)
	whole, before := bytesOf(t, from), bytesOf(t, path)
	all := attacks(tables(t, from))
	for i := 0; i < len(all); i += suite.Every(9) {
		at := all[i]
		if strings.HasPrefix(at.name, "add to intents") {
			continue
		}
		if err := os.WriteFile(from, whole, 0o600); err != nil {
			t.Fatal(err)
		}
		if !at.run(t, from) || sameRows(tables(t, path), tablesOrNone(t, from)) {
			continue
		}
		if _, err := Restore(t.Context(), from, path, RestoreOptions{ReplaceNewer: true, ReplaceOther: true}); err == nil {
			t.Fatalf("%s: restored", at.name)
		}
		if !bytes.Equal(bytesOf(t, path), before) || len(left(t, path)) != 1 {
			t.Fatalf("%s: the state or its folder changed", at.name)
		}
	}
}

// TestRestoreAfterUpgrade is the way back to the version of before: the backup
// that the migration made, restored by the old program; and forwards again, a
// backup of an older schema restored by the new one.
func TestRestoreAfterUpgrade(t *testing.T) {
	path := smallHistory(t)
	s, err := Open(t.Context(), path, Options{Mode: Create, migrations: later(t)})
	must(t, err)
	must(t, s.Close())
	older := path + ".backup-4"
	if _, err := Restore(t.Context(), older, path, RestoreOptions{}); !errors.Is(err, ErrReplaceOther) {
		t.Errorf("over a newer schema: %v", err)
	}
	if _, err := Restore(t.Context(), older, path, RestoreOptions{ReplaceOther: true}); err != nil || wholeAt(t, path) != 6 {
		t.Errorf("back: %v", err)
	}
	before := bytesOf(t, older)
	newer, err := newStore(filepath.Join(t.TempDir(), "accredit.db"), Options{migrations: later(t)})
	must(t, err)
	copied, has, err := newer.copyBackup(t.Context(), older)
	if err != nil || has.head.Serial != 6 || schemaOf(t, copied) != 5 || !bytes.Equal(before, bytesOf(t, older)) {
		t.Errorf("forwards: %+v, %v", has, err)
	}
	if names := left(t, copied); len(names) != 1 {
		t.Errorf("files: %v", names)
	}
}

// TestRestoreWhileOpen: who had the state open before a restore does not write
// into the file that was replaced, or is not told that it did.
func TestRestoreWhileOpen(t *testing.T) {
	path := smallHistory(t)
	from := backup(t, path)
	s := open(t, path, Create)
	// Both connections stay open on the file that is replaced.
	if _, err := s.Apply(t.Context(), state.Revision{}, always(statetest.Named("later"))); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Read(t.Context(), state.ReadOptions{}); err != nil {
		t.Fatal(err)
	}
	done, err := Restore(t.Context(), from, path, RestoreOptions{ReplaceNewer: true})
	if err != nil {
		t.Fatal(err)
	}
	kept := bytesOf(t, done.Kept)
	rev, err := s.Apply(t.Context(), state.Revision{}, always(statetest.Named("into the void")))
	if err == nil && wholeAt(t, path) != rev.Serial {
		t.Errorf("revision %d was promised and is not there", rev.Serial)
	}
	if err != nil && !isMoved(err) {
		t.Errorf("apply after the restore: %v", err)
	}
	if !bytes.Equal(kept, bytesOf(t, done.Kept)) {
		t.Error("the replaced state was written to")
	}
	t.Logf("apply says: %v", err)
}

// TestRestoreLocked waits for who holds the state, and gives up in time.
func TestRestoreLocked(t *testing.T) {
	path := smallHistory(t)
	from := backup(t, path)
	s := open(t, path, Create)
	c, err := s.write.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if err := run(t.Context(), c, "BEGIN IMMEDIATE"); err != nil {
		t.Fatal(err)
	}
	before := bytesOf(t, from)
	if _, err := Restore(t.Context(), from, path, RestoreOptions{Wait: -1}); !errors.Is(err, state.ErrLocked) {
		t.Errorf("%v, want ErrLocked", err)
	}
	if !bytes.Equal(before, bytesOf(t, from)) {
		t.Error("the backup changed")
	}
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
