//go:build unix

package ordinary

import (
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// A pipe is refused at once: nobody waits for its other end.
func TestPipe(t *testing.T) {
	pipe := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	if data, err := Read(pipe, 4); !errors.Is(err, ErrNot) {
		t.Errorf("%q, %v", data, err)
	}
}

func TestOpenToOthers(t *testing.T) {
	path := filepath.Join(t.TempDir(), "file")
	for mode, want := range map[os.FileMode]bool{0o600: false, 0o400: false, 0o640: true, 0o604: true, 0o666: true} {
		if err := errors.Join(os.WriteFile(path, nil, 0o600), os.Chmod(path, mode)); err != nil {
			t.Fatal(err)
		}
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		if got := OpenToOthers(info); got != want {
			t.Errorf("%04o: %v, want %v", mode, got, want)
		}
	}
}
