package gitfiles

import (
	"errors"
	"fmt"
	"strings"
)

// Error is what a user can mend, with the way out.
type Error struct{ Message, Hint string }

// Error returns the message and, on a line of its own, the hint.
func (e *Error) Error() string {
	if e.Hint == "" {
		return e.Message
	}
	return e.Message + "\n" + e.Hint
}

// ErrNone is wrapped by the error of Find and Open where the directory is in
// no git repository at all.
var ErrNone = errors.New("no git repository")

// none is an Error that says that there is no repository.
type none struct{ text Error }

func (n *none) Error() string { return n.text.Error() }

func (n *none) Unwrap() []error { return []error{ErrNone, &n.text} }

// failure is an error that git reported. It is not exec.ExitError: that one
// has an exit code, which is not the program's.
type failure struct{ stderr string }

func (f *failure) Error() string {
	line, _, _ := strings.Cut(strings.TrimSpace(f.stderr), "\n")
	return "git: " + line
}

func isExit(err error) bool {
	var failed *failure
	return errors.As(err, &failed)
}

// unreadable is the error where git lacks objects of a commit.
func unreadable(commit string) error {
	return &Error{fmt.Sprintf("objects of revision %s are not in this clone", short(commit)), "Fetch them first: accredit never fetches by itself."}
}

// short is a commit as messages name it.
func short(commit string) string {
	if len(commit) > 12 {
		return commit[:12]
	}
	return commit
}
