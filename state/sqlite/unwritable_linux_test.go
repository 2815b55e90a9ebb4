package sqlite

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"syscall"
	"testing"

	"accredit/state"
	"accredit/state/statetest"
)

// asNobody makes this test's thread nobody to the file system where the
// tests are run by root, whom no mode stops.
func asNobody(t *testing.T, dirs ...string) {
	t.Helper()
	if os.Geteuid() != 0 {
		return
	}
	const nobody = 65534
	for _, dir := range dirs {
		if err := os.Chown(dir, nobody, nobody); err != nil {
			t.Fatal(err)
		}
	}
	runtime.LockOSThread() // never unlocked: the thread ends with the test
	if err := syscall.Setfsuid(nobody); err != nil {
		t.Fatal(err)
	}
}

func TestUnwritable(t *testing.T) {
	for _, c := range []struct {
		name      string
		dir, file os.FileMode
		want      error // of opening for writing
		readable  bool
	}{
		{"all is well", 0o700, 0o600, nil, true},
		{"file", 0o700, 0o400, state.ErrReadOnly, true},
		{"directory", 0o500, 0o600, state.ErrReadOnly, true},
		{"both", 0o500, 0o400, state.ErrReadOnly, true},
		{"unreadable", 0o700, 0o000, state.ErrNoAccess, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			path := filepath.Join(dir, "accredit.db")
			fill(t, path)
			asNobody(t, filepath.Dir(dir), dir, path)
			if err := errors.Join(os.Chmod(path, c.file), os.Chmod(dir, c.dir)); err != nil {
				t.Fatal(err)
			}
			defer os.Chmod(dir, 0o700)
			s, err := Open(t.Context(), path, Options{Mode: Create})
			if !errors.Is(err, c.want) {
				t.Errorf("open for writing: %v, want %v", err, c.want)
			}
			if err == nil {
				_, err = s.Apply(t.Context(), state.Revision{}, always(statetest.Named("x")))
				if err := errors.Join(err, s.Close()); err != nil {
					t.Error(err)
				}
			}
			s, err = Open(t.Context(), path, Options{Mode: ReadOnly})
			if err == nil {
				_, err = s.Read(t.Context(), state.ReadOptions{})
				s.Close()
			}
			if (err == nil) != c.readable {
				t.Errorf("read: %v, want readable %t", err, c.readable)
			}
		})
	}
	t.Run("create", func(t *testing.T) {
		dir := t.TempDir()
		asNobody(t, filepath.Dir(dir), dir)
		if err := os.Chmod(dir, 0o500); err != nil {
			t.Fatal(err)
		}
		defer os.Chmod(dir, 0o700)
		if _, err := Open(t.Context(), filepath.Join(dir, "accredit.db"), Options{Mode: Create}); !errors.Is(err, state.ErrReadOnly) {
			t.Errorf("create: %v, want ErrReadOnly", err)
		}
	})
}
