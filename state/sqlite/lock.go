package sqlite

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"math/rand/v2"
	"os"
	"time"

	"accredit/state"
)

// patiently calls f until it is not told that the file is busy, the time to
// wait is over, or ctx is done.
func (s *Store) patiently(ctx context.Context, f func() error) error {
	end := time.Now().Add(s.opts.Wait)
	for pause := time.Millisecond; ; pause = min(2*pause, 50*time.Millisecond) {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		err := f()
		if !isBusy(err) || !time.Now().Add(pause).Before(end) {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(pause/2 + rand.N(pause)):
		}
	}
}

// transaction begins one with begin, runs f and ends it with COMMIT when f
// says so, else with ROLLBACK. Nothing that happens to ctx interrupts the
// commit: it is made, or it is not.
func (s *Store) transaction(ctx context.Context, db *sql.DB, begin string, f func(*sql.Conn) (commit bool, err error)) (err error) {
	c, err := s.connection(ctx, db)
	if err != nil {
		return err
	}
	open := true
	defer func() {
		if open {
			drop(ctx, c)
		}
		_ = c.Close() // after drop it is closed already; else it goes back to the pool
	}()
	calm := context.WithoutCancel(ctx)
	if err := s.patiently(ctx, func() error { return run(calm, c, begin) }); err != nil {
		return err
	}
	commit, err := f(c)
	if err != nil {
		return err
	}
	if !commit {
		err = run(calm, c, "ROLLBACK")
	} else if err = ctx.Err(); err == nil {
		err = s.patiently(ctx, func() error { return run(calm, c, "COMMIT") })
	}
	open = err != nil
	return err
}

// connection takes one from the pool. A new one looks into the file.
func (s *Store) connection(ctx context.Context, db *sql.DB) (*sql.Conn, error) {
	var c *sql.Conn
	err := s.patiently(ctx, func() error {
		var err error
		c, err = db.Conn(ctx)
		return err
	})
	return c, err
}

// reading runs f in a transaction that reads. The first statement takes the
// lock, so that f sees one state and is never told that the file is busy.
func (s *Store) reading(ctx context.Context, f func(*sql.Conn) error) error {
	return s.transaction(ctx, s.read, "BEGIN", func(c *sql.Conn) (bool, error) {
		err := s.patiently(ctx, func() error {
			var n int
			return c.QueryRowContext(ctx, "SELECT count(*) FROM sqlite_schema").Scan(&n)
		})
		if err != nil {
			return false, err
		}
		return false, f(c)
	})
}

// probe fails where the state cannot be written, before anybody is asked
// anything: the file, and the directory, where SQLite makes its journal. A
// file that is busy can be written.
func (s *Store) probe(ctx context.Context) error {
	c, err := s.connection(ctx, s.write)
	if err != nil {
		return err
	}
	defer func() { _ = c.Close() }() // drop has closed it
	defer drop(ctx, c)
	calm := context.WithoutCancel(ctx)
	if err = run(calm, c, "BEGIN IMMEDIATE"); err == nil {
		err = run(calm, c, "UPDATE goose_db_version SET is_applied = is_applied") // rolled back; BEGIN says nothing
	}
	if err != nil && !isBusy(err) {
		return err
	}
	name, err := createBeside(s.path)
	if err != nil {
		return s.fault(state.ErrReadOnly, "nothing can be written beside it: "+reason(err), "Check who may write to the directory", err)
	}
	return os.Remove(name)
}

func run(ctx context.Context, c *sql.Conn, statement string) error {
	_, err := c.ExecContext(ctx, statement)
	return err
}

// drop rolls back and throws the connection away: whatever happened to its
// transaction, it ends.
func drop(ctx context.Context, c *sql.Conn) {
	_ = run(context.WithoutCancel(ctx), c, "ROLLBACK")      // losing the connection rolls back, too
	_ = c.Raw(func(any) error { return driver.ErrBadConn }) // returns what it is given
}
