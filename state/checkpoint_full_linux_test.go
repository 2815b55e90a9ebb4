package state_test

import (
	"bytes"
	"os/signal"
	"path/filepath"
	"syscall"
	"testing"

	"accredit/state"
)

// TestCheckpointDoesNotFit: where a file may not grow, as on a full disk, a
// part of the note is written, and taken away again.
func TestCheckpointDoesNotFit(t *testing.T) {
	s := newSigner(t, "one")
	path := filepath.Join(t.TempDir(), "checkpoints.txt")
	if _, err := state.AppendCheckpoint(path, checkpoint(1), s); err != nil {
		t.Fatal(err)
	}
	before := read(t, path)
	signal.Ignore(syscall.SIGXFSZ)
	defer signal.Reset(syscall.SIGXFSZ)
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &limit); err != nil {
		t.Fatal(err)
	}
	small := limit
	small.Cur = uint64(len(before) + 50)
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &small); err != nil {
		t.Fatal(err)
	}
	added, err := state.AppendCheckpoint(path, checkpoint(2), s)
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &limit); err != nil {
		t.Fatal(err)
	}
	if added || err == nil {
		t.Errorf("%t, %v", added, err)
	}
	if !bytes.Equal(read(t, path), before) {
		t.Errorf("left: %q", read(t, path))
	}
	if added, err := state.AppendCheckpoint(path, checkpoint(2), s); !added || err != nil {
		t.Errorf("afterwards: %t, %v", added, err)
	}
}
