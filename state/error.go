package state

import (
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode"
)

// What can be wrong with a state. Backends wrap these, so use errors.Is.
var (
	ErrNone     = errors.New("no state yet")
	ErrLocked   = errors.New("another run holds the state")                // *LockedError
	ErrNewer    = errors.New("the state was written by a newer version")   // *NewerError
	ErrSymlink  = errors.New("the state is a symbolic link")               // *FileError
	ErrNotFile  = errors.New("the state is not a regular file")            // *FileError
	ErrForeign  = errors.New("the file is not a state of accredit")        // *FileError
	ErrDamaged  = errors.New("the state is damaged")                       // *FileError
	ErrReadOnly = errors.New("the state cannot be written")                // *FileError
	ErrNoAccess = errors.New("the state cannot be opened")                 // *FileError
	ErrMismatch = errors.New("the changes do not fit the recorded state")  // wrapped with what
	ErrMoved    = errors.New("a run was written since it was read")        // wrapped with which
	ErrApplied  = errors.New("this apply was done already")                // wrapped with the serial
	ErrExists   = errors.New("there is a state already")                   // of a copy's target
	ErrUnknown  = errors.New("whether it was recorded is not known")       // *UnknownError
	ErrBadURL   = errors.New("the state's URL is not understood")          // *FileError
	ErrNoServer = errors.New("the server of the state does not answer")    // *FileError
	ErrOld      = errors.New("the server of the state is too old")         // *FileError
	ErrOlder    = errors.New("the state was written by an older version")  // *FileError
	ErrBadText  = errors.New("text is not valid UTF-8 or has a NUL in it") // wrapped with where
)

// FileError says what is wrong with a state at a place, and the way out.
type FileError struct {
	Path string
	Kind error  // one of the errors above
	What string // what was found, a part of a sentence
	Hint string // what to do, a sentence; may be empty
	Err  error  // the cause, may be nil
}

// Error returns a sentence with the place, what is wrong and the way out.
func (e *FileError) Error() string {
	text := fmt.Sprintf("state at %s: %s", e.Path, e.What)
	if e.What == "" {
		text = fmt.Sprintf("state at %s: %v", e.Path, e.Kind)
	}
	if e.Hint != "" {
		text += ". " + e.Hint
	}
	return text
}

// Unwrap makes errors.Is find the kind and the cause.
func (e *FileError) Unwrap() []error { return compact(e.Kind, e.Err) }

// Holder is a run that changes the state.
type Holder struct {
	Who     string    `json:"who"`
	Host    string    `json:"host"`
	PID     int       `json:"pid"`
	Command string    `json:"command"`
	Since   time.Time `json:"since"`
}

// LockedError says that another run holds the state, and which.
type LockedError struct {
	Path   string
	Waited time.Duration
	Holder *Holder // nil: not known, somebody who reads perhaps
	Other  bool    // no run of accredit says that it holds it
	Err    error   // the cause, may be nil
}

// Error returns a sentence that says who holds the state.
func (e *LockedError) Error() string {
	if e.Other {
		return fmt.Sprintf("state at %s: another program holds it, such as a database browser or a backup: no run of accredit says that it does. Waited %s; close that program and try again",
			e.Path, e.Waited.Round(100*time.Millisecond))
	}
	text := fmt.Sprintf("state at %s: another run holds it", e.Path)
	if h := e.Holder; h != nil {
		text += fmt.Sprintf(": %s on %s (process %d, %s) since %s", printable(h.Who), printable(h.Host), h.PID,
			printable(h.Command), h.Since.UTC().Format(time.RFC3339))
	}
	return text + fmt.Sprintf(". Waited %s; try again when it is done", e.Waited.Round(100*time.Millisecond))
}

// Unwrap makes errors.Is find ErrLocked and the cause.
func (e *LockedError) Unwrap() []error { return compact(ErrLocked, e.Err) }

// NewerError says that a newer version of accredit wrote the state.
type NewerError struct {
	Path         string
	Found, Known int64 // schema versions
}

// Error says which versions met.
func (e *NewerError) Error() string {
	return fmt.Sprintf("state at %s: it has schema version %d, this accredit knows versions up to %d. Use a newer accredit; it was not touched",
		e.Path, e.Found, e.Known)
}

// Unwrap makes errors.Is find ErrNewer.
func (e *NewerError) Unwrap() error { return ErrNewer }

// UnknownError says that the answer to a commit was lost, and that nobody
// could be asked what became of it.
type UnknownError struct {
	Path    string
	ApplyID string
	Look    string // a statement that finds out
	Err     error  // the cause
}

// Error says how to look.
func (e *UnknownError) Error() string {
	return fmt.Sprintf("state at %s: the connection was lost while committing, and the server does not say what became of apply %s. "+
		"It is recorded whole or not at all. When the server answers again, look with: %s", e.Path, e.ApplyID, e.Look)
}

// Unwrap makes errors.Is find ErrUnknown and the cause.
func (e *UnknownError) Unwrap() []error { return compact(ErrUnknown, e.Err) }

// printable keeps what another run says of itself from controlling a
// terminal.
func printable(s string) string {
	if s == "" {
		return "unknown"
	}
	return strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return '?'
		}
		return r
	}, s)
}

func compact(errs ...error) []error {
	kept := errs[:0]
	for _, err := range errs {
		if err != nil {
			kept = append(kept, err)
		}
	}
	return kept
}
