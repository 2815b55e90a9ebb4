package cli

import (
	"context"
	"errors"
	"fmt"

	"accredit/state"
)

// Exit codes (docs/interface.md).
const (
	exitOK          = 0
	exitError       = 1
	exitChanges     = 2
	exitBlocked     = 3
	exitStale       = 4
	exitHeld        = 5
	exitInterrupted = 130
)

// exitError is an error that knows its exit code. An empty message means that
// everything worth saying has been said.
type exitErr struct {
	code int
	err  error
}

func (e *exitErr) Error() string {
	if e.err == nil {
		return ""
	}
	return e.err.Error()
}

func (e *exitErr) Unwrap() error { return e.err }

// ExitCode is the code that the process ends with.
func (e *exitErr) ExitCode() int { return e.code }

// exit ends the command with a code and nothing more to say.
func exit(code int) error {
	if code == exitOK {
		return nil
	}
	return &exitErr{code: code}
}

// fail ends the command with a code and a sentence.
func fail(code int, format string, args ...any) error {
	return &exitErr{code, fmt.Errorf(format, args...)}
}

// hinted is an error with the way out on a line of its own.
type hinted struct {
	err  error
	hint string
}

func (h *hinted) Error() string { return h.err.Error() + "\n" + h.hint }

func (h *hinted) Unwrap() error { return h.err }

// withHint adds the way out to an error.
func withHint(err error, format string, args ...any) error {
	return &hinted{err, fmt.Sprintf(format, args...)}
}

// exitCode finds the code of an error.
func exitCode(ctx context.Context, err error) int {
	var coded interface{ ExitCode() int }
	switch {
	case err == nil:
		return exitOK
	case errors.As(err, &coded):
		return coded.ExitCode()
	case ctx.Err() != nil || errors.Is(err, context.Canceled):
		return exitInterrupted
	case errors.Is(err, state.ErrLocked):
		return exitHeld
	}
	return exitError
}
