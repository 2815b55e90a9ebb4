package postgres

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"fmt"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
)

// Limits of what a transaction may take: a run that hangs must not hold the
// state for ever. The server ends it.
const (
	statementTimeout = 10 * time.Minute // of one statement
	idleTimeout      = 10 * time.Minute // between two, while a plan is checked
	watchInterval    = time.Second      // in which a client that is gone is noticed
)

// begin begins a transaction and makes its settings, which end with it. The
// settings must not depend on what the server, the role or the pooler has:
// search_path ends with pg_temp, so that no temporary table stands before a
// real one; row_security off makes a policy that hides rows an error; a commit
// that is not flushed would be a promise that is not kept.
func (s *Store) begin(ctx context.Context, c *sql.Conn, mode string, lockTimeout time.Duration) error {
	if err := run(ctx, c, "BEGIN ISOLATION LEVEL "+mode); err != nil {
		return err
	}
	watch := "0"
	if s.watched {
		watch = milliseconds(watchInterval)
	}
	_, err := c.ExecContext(ctx, `SELECT set_config('search_path', $1, true), set_config('lock_timeout', $2, true),
		set_config('statement_timeout', $3, true), set_config('idle_in_transaction_session_timeout', $4, true),
		CASE WHEN current_setting('synchronous_commit') = 'off' THEN set_config('synchronous_commit', 'on', true) END,
		set_config('row_security', 'off', true), set_config('extra_float_digits', '1', true), set_config('jit', 'off', true),
		set_config('tcp_keepalives_idle', '10', true), set_config('tcp_keepalives_interval', '5', true), set_config('tcp_keepalives_count', '3', true),
		CASE WHEN $5 <> '0' THEN set_config('client_connection_check_interval', $5, true) END`,
		pgx.Identifier{s.address.schema}.Sanitize()+", pg_temp", milliseconds(lockTimeout), milliseconds(statementTimeout), milliseconds(idleTimeout), watch)
	return err
}

func milliseconds(d time.Duration) string {
	return strconv.FormatInt(max(1, d.Milliseconds()), 10)
}

// reading runs f in a transaction that reads: one snapshot.
func (s *Store) reading(ctx context.Context, f func(*sql.Conn) error) error {
	return s.with(ctx, func(c *sql.Conn) error {
		if err := s.begin(ctx, c, "REPEATABLE READ, READ ONLY", max(s.opts.Wait, time.Second)); err != nil {
			return err
		}
		if err := f(c); err != nil {
			return err
		}
		return run(ctx, c, "ROLLBACK")
	})
}

// with runs f with a connection from the pool. When f fails, or panics, the
// connection is thrown away: whatever happened to its transaction, it ends.
func (s *Store) with(ctx context.Context, f func(*sql.Conn) error) error {
	c, err := s.db.Conn(ctx)
	if err != nil {
		return err
	}
	fine := false
	defer func() {
		if !fine {
			drop(ctx, c)
		}
		_ = c.Close() // after drop it is closed already; else it goes back to the pool
	}()
	if err := f(c); err != nil {
		return err
	}
	fine = true
	return nil
}

// drop rolls back and throws the connection away. Where the server cannot be
// told, closing the connection rolls back.
func drop(ctx context.Context, c *sql.Conn) {
	calm, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
	defer cancel()
	_ = run(calm, c, "ROLLBACK")
	_ = c.Raw(func(any) error { return driver.ErrBadConn }) // returns what it is given
}

func run(ctx context.Context, c *sql.Conn, statement string) error {
	_, err := c.ExecContext(ctx, statement)
	return err
}

// commit ends the transaction. Nothing that happens to ctx interrupts it: it
// is made, it is not, or its answer is lost (isLost). A server that rolled
// back because of an earlier error says so instead of failing.
func commit(ctx context.Context, c *sql.Conn) error {
	calm, cancel := context.WithTimeout(context.WithoutCancel(ctx), commitTimeout)
	defer cancel()
	return c.Raw(func(driverConn any) error {
		tag, err := driverConn.(*stdlib.Conn).Conn().Exec(calm, "COMMIT")
		if err == nil && tag.String() != "COMMIT" {
			err = fmt.Errorf("the server answered COMMIT with %s", tag)
		}
		return err
	})
}

// commitTimeout is how long the answer to a COMMIT is waited for: a server
// that waits for its standby can take long.
const commitTimeout = 30 * time.Second
