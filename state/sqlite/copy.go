package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"io/fs"
	"iter"
	"os"
	"path/filepath"

	"accredit/state"
	"accredit/state/internal/sqlstore"
)

// Dump implements state.Store.
func (s *Store) Dump(ctx context.Context) iter.Seq2[state.Row, error] {
	return sqlstore.Dump(ctx, s.reader)
}

// Fill implements state.Store.
func (s *Store) Fill(ctx context.Context, rows iter.Seq2[state.Row, error]) (state.Anchor, error) {
	if s.write == nil {
		return state.Anchor{}, s.fault(state.ErrReadOnly, "it was opened for reading", "", nil)
	}
	var anchor state.Anchor
	release := func() {}
	defer func() { release() }()
	err := s.transaction(ctx, s.write, "BEGIN IMMEDIATE", func(c *sql.Conn) (bool, error) {
		release = s.hold(&state.Revision{Command: "accredit state copy"})
		var err error
		anchor, _, err = sqlstore.Fill(ctx, newConn(c), rows)
		return true, err
	})
	return anchor, s.translate(ctx, s.cannotWrite(err))
}

// WriteCopy writes what Dump of another store gives to a new file at path, of
// mode 0600, which gets its name when it is whole. It refuses to overwrite:
// the error then is fs.ErrExist.
func WriteCopy(ctx context.Context, path string, rows iter.Seq2[state.Row, error]) (anchor state.Anchor, err error) {
	absolute, err := filepath.Abs(path)
	if err != nil {
		return anchor, err
	}
	if _, err := os.Lstat(absolute); !errors.Is(err, fs.ErrNotExist) {
		return anchor, &fs.PathError{Op: "copy to", Path: path, Err: fs.ErrExist}
	}
	temporary, err := createBeside(absolute)
	if err != nil {
		return anchor, err
	}
	s, err := Open(ctx, temporary, Options{Mode: Create})
	if err == nil {
		anchor, err = s.Fill(ctx, rows)
		err = errors.Join(err, s.Close())
	}
	if err != nil {
		return anchor, errors.Join(err, os.Remove(temporary))
	}
	return anchor, publish(temporary, absolute)
}
