package sqlite

import (
	"bytes"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"accredit/state"
)

// holderLimit is the size in bytes of the largest note that is read.
const holderLimit = 4096

// hold leaves a note that says who has the lock and returns what removes it.
// The note is a courtesy: where it cannot be written, nobody is told.
func (s *Store) hold(rev *state.Revision) (release func()) {
	host, _ := os.Hostname()
	note, err := json.Marshal(state.Holder{
		Who: rev.Who, Host: host, PID: os.Getpid(), Command: rev.Command, Since: time.Now().UTC().Truncate(time.Millisecond),
	})
	if err != nil {
		return func() {}
	}
	path := s.holderPath()
	s.note.Store(&note)
	temporary, err := createBeside(path)
	if err != nil {
		return func() {}
	}
	if err := os.WriteFile(temporary, note, 0o600); err != nil || os.Rename(temporary, path) != nil {
		_ = os.Remove(temporary) // a courtesy like the note
		return func() {}
	}
	return func() {
		// Whoever got the lock since may have left theirs.
		if now, err := readNote(path); err == nil && string(now) == string(note) {
			_ = os.Remove(path) // what stays behind names a process that is gone
		}
	}
}

func (s *Store) holderPath() string { return s.path + ".holder" }

// locked says who holds the state, as far as a note tells: not this store,
// which waits for somebody else, and nobody who is gone.
func (s *Store) locked(err error) error {
	e := &state.LockedError{Path: s.path, Waited: max(0, s.opts.Wait), Err: err}
	var h state.Holder
	if note, err := readNote(s.holderPath()); err == nil && json.Unmarshal(note, &h) == nil {
		if own := s.note.Load(); (own == nil || !bytes.Equal(*own, note)) && !isGone(&h) {
			e.Holder = &h
		}
	}
	e.Other = e.Holder == nil
	return e
}

// isGone reports whether a holder on this host is known to have ended without
// taking its note away.
func isGone(h *state.Holder) bool {
	if host, err := os.Hostname(); err != nil || h.Host != host || h.PID <= 0 {
		return false
	}
	p, err := os.FindProcess(h.PID)
	if err != nil {
		return true
	}
	defer func() { _ = p.Release() }()
	return errors.Is(p.Signal(syscall.Signal(0)), os.ErrProcessDone) // tells, and does nothing
}

func readNote(path string) ([]byte, error) {
	info, err := os.Lstat(path)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() || info.Size() > holderLimit {
		return nil, &fs.PathError{Op: "read", Path: filepath.Base(path), Err: errors.New("not a note")}
	}
	return os.ReadFile(path)
}
