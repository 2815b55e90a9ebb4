package sqlite

import (
	"context"
	"errors"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"accredit/state"
)

// code is SQLite's primary result code of an error; 0: it is not SQLite's.
func code(err error) int {
	var e *sqlite.Error
	if !errors.As(err, &e) {
		return 0
	}
	return e.Code() & 0xff
}

func isBusy(err error) bool {
	c := code(err)
	return c == sqlite3.SQLITE_BUSY || c == sqlite3.SQLITE_LOCKED
}

// isMoved reports whether the file no longer has its name: a restore put
// another in its place.
func isMoved(err error) bool {
	var e *sqlite.Error
	return errors.As(err, &e) && e.Code() == sqlite3.SQLITE_READONLY_DBMOVED
}

// translate makes an error of SQLite one of package state. Everything else,
// and what is translated already, passes as it is.
func (s *Store) translate(ctx context.Context, err error) error {
	var file *state.FileError
	var locked *state.LockedError
	if err == nil || errors.As(err, &file) || errors.As(err, &locked) {
		return err
	}
	if errors.Is(err, state.ErrDamaged) {
		return s.damaged(err)
	}
	switch code(err) {
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
		return s.locked(err)
	case sqlite3.SQLITE_CORRUPT:
		return s.damaged(err)
	case sqlite3.SQLITE_NOTADB:
		return s.fault(state.ErrForeign, "it is not a SQLite database", "If it was one, it is damaged: put a backup in its place", err)
	case sqlite3.SQLITE_READONLY:
		if isMoved(err) {
			return s.fault(state.ErrReadOnly, "another file took its place while it was open", "Run it again", err)
		}
		return s.fault(state.ErrReadOnly, "it cannot be written", "Check who may write to the file and its directory", err)
	case sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH:
		return s.fault(state.ErrNoAccess, "it cannot be opened", "Check who may read and write the file and its directory", err)
	case sqlite3.SQLITE_INTERRUPT:
		if ctx.Err() != nil {
			return errors.Join(ctx.Err(), err)
		}
	}
	return err
}

func (s *Store) damaged(err error) error {
	return s.fault(state.ErrDamaged, "it is damaged ("+err.Error()+")", "Put a backup in its place", err)
}
