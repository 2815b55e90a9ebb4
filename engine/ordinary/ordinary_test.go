package ordinary

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"testing"
)

func TestRead(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "file")
	if err := os.WriteFile(file, []byte("text"), 0o600); err != nil {
		t.Fatal(err)
	}
	link := filepath.Join(dir, "link")
	if err := os.Symlink(file, link); err != nil {
		t.Fatal(err)
	}
	if data, err := Read(file, 4); err != nil || string(data) != "text" {
		t.Errorf("%q, %v", data, err)
	}
	if data, err := ReadLinked(link, 4); err != nil || string(data) != "text" {
		t.Errorf("through a link: %q, %v", data, err)
	}
	for path, want := range map[string]error{link: ErrNot, dir: ErrNot, os.DevNull: ErrNot, filepath.Join(dir, "none"): fs.ErrNotExist} {
		if data, err := Read(path, 4); !errors.Is(err, want) {
			t.Errorf("%s: %q, %v", path, data, err)
		}
	}
}

// A file that is as long as nothing could hold is not read first.
func TestTooLarge(t *testing.T) {
	path := filepath.Join(t.TempDir(), "big")
	if err := errors.Join(os.WriteFile(path, nil, 0o600), os.Truncate(path, 20<<30)); err != nil {
		t.Fatal(err)
	}
	if data, err := Read(path, 1<<30); !errors.Is(err, ErrTooLarge) {
		t.Errorf("%d bytes, %v", len(data), err)
	}
}

// What the kernel answers is no file, though it looks like one.
func TestKernelFiles(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("only Linux has them")
	}
	for _, path := range []string{"/proc/self/environ", "/proc/version", "/sys/kernel/mm/transparent_hugepage/enabled"} {
		if _, err := os.Stat(path); err != nil {
			continue // not every container has /sys
		}
		if data, err := Read(path, 1<<20); !errors.Is(err, ErrNot) {
			t.Errorf("%s: %d bytes, %v", path, len(data), err)
		}
		if data, err := ReadLinked(path, 1<<20); !errors.Is(err, ErrNot) {
			t.Errorf("%s: %d bytes, %v", path, len(data), err)
		}
	}
}
