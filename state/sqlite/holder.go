package sqlite

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
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

// locked says who holds the state, as far as a note tells.
func (s *Store) locked(err error) error {
	e := &state.LockedError{Path: s.path, Waited: max(0, s.opts.Wait), Err: err}
	var h state.Holder
	if note, err := readNote(s.holderPath()); err == nil && json.Unmarshal(note, &h) == nil {
		h.Who, h.Host, h.Command = printable(h.Who), printable(h.Host), printable(h.Command)
		e.Holder = &h
	}
	return e
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

// printable keeps what a note says from controlling a terminal.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r >= 0x7f && r < 0xa0 {
			return '?'
		}
		return r
	}, s)
}
