//go:build unix

package sqlite

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"accredit/state"
)

func TestPipe(t *testing.T) {
	path := filepath.Join(t.TempDir(), "accredit.db")
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, mode := range []Mode{ReadOnly, Create} {
		if s, err := Open(t.Context(), path, Options{Mode: mode}); !errors.Is(err, state.ErrNotFile) {
			t.Errorf("%v: %v, %v, want ErrNotFile", mode, s, err)
		}
	}
}

func TestMode(t *testing.T) {
	for _, umask := range []int{0, 0o022, 0o077} {
		t.Run(fmt.Sprintf("%03o", umask), func(t *testing.T) {
			dir := t.TempDir()
			defer syscall.Umask(syscall.Umask(umask))
			fill(t, filepath.Join(dir, "accredit.db"))
			s := open(t, filepath.Join(dir, "accredit.db"), Create)
			if err := s.Backup(t.Context(), filepath.Join(dir, "backup.db")); err != nil {
				t.Fatal(err)
			}
			if list, err := os.ReadDir(dir); len(list) != 2 || err != nil {
				t.Errorf("files left: %v, %v", list, err)
			}
			for _, name := range []string{"accredit.db", "backup.db"} {
				if info, err := os.Stat(filepath.Join(dir, name)); err != nil || info.Mode() != 0o600 {
					t.Errorf("%s: %v, %v, want mode 0600", name, info.Mode(), err)
				}
			}
			if err := os.Chmod(filepath.Join(dir, "accredit.db"), 0o644); err != nil {
				t.Fatal(err)
			}
			if problems, err := s.Check(t.Context()); err != nil || len(problems) != 1 {
				t.Errorf("check of a file that others can read: %v, %v", problems, err)
			}
		})
	}
}
