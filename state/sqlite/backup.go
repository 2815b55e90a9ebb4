package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"accredit/state"
	"accredit/state/internal/sqlstore"
)

// Backup writes a checked copy to a new file at path, of mode 0600.
func (s *Store) Backup(ctx context.Context, path string) error {
	absolute, err := filepath.Abs(path)
	if err != nil {
		return err
	}
	db, err := s.connect(writing)
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }() // only read from: the copy has files of its own
	err = s.patiently(ctx, func() error { return copyTo(ctx, db, absolute, s.checkContent) })
	return s.translate(ctx, err)
}

// copyTo copies a database into a new file, checks the copy and only then
// gives it its name.
func copyTo(ctx context.Context, db *sql.DB, path string, check func(context.Context, *sql.Conn) error) error {
	if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) {
		return &fs.PathError{Op: "back up to", Path: path, Err: fs.ErrExist}
	}
	temporary, err := createBeside(path)
	if fault := (*fs.PathError)(nil); errors.As(err, &fault) {
		return &fs.PathError{Op: "back up to", Path: path, Err: fault.Err} // nobody named the temporary file
	}
	if err != nil {
		return err
	}
	if _, err = db.ExecContext(ctx, "VACUUM INTO $1", temporary); err == nil {
		err = checkCopy(ctx, temporary, check)
	}
	if err != nil {
		return errors.Join(err, os.Remove(temporary))
	}
	return publish(temporary, path)
}

// checkCopy makes a copy durable and looks at all of it.
func checkCopy(ctx context.Context, path string, check func(context.Context, *sql.Conn) error) error {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	if err := errors.Join(f.Sync(), f.Close()); err != nil {
		return err
	}
	db, err := connectTo(path, reading)
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }() // read only: nothing to lose
	c, err := db.Conn(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = c.Close() }() // goes back to a pool that is closed next
	if err := check(ctx, c); err != nil {
		return fmt.Errorf("the copy is not sound: %w", err)
	}
	return nil
}

// checkFile looks at a file of any schema version.
func checkFile(ctx context.Context, c *sql.Conn) error {
	return errors.Join(sound(ctx, c, "integrity_check"), references(ctx, c))
}

// checkContent looks at a file and what is recorded in it.
func (s *Store) checkContent(ctx context.Context, c *sql.Conn) error {
	if err := checkFile(ctx, c); err != nil {
		return err
	}
	if err := s.demandLatest(ctx, c); err != nil {
		return err
	}
	problems, err := sqlstore.Check(ctx, newConn(c))
	for _, p := range problems {
		err = errors.Join(err, fmt.Errorf("%w: %s", state.ErrDamaged, p))
	}
	return err
}

// references finds rows that name what is not there.
func references(ctx context.Context, c *sql.Conn) error {
	var table, parent string
	var row, number any
	err := c.QueryRowContext(ctx, "PRAGMA foreign_key_check").Scan(&table, &row, &parent, &number)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err != nil {
		return err
	}
	return fmt.Errorf("%w: a row of %s names one of %s that is not there", state.ErrDamaged, table, parent)
}
