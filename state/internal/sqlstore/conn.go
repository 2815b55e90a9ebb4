package sqlstore

import (
	"context"
	"database/sql"
	"fmt"

	"accredit/state"
)

// Conn is a connection inside a transaction: *sql.Conn or *sql.Tx, and Mark.
type Conn interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
	PrepareContext(ctx context.Context, query string) (*sql.Stmt, error)

	// Mark is the placeholder of the n-th value, from 1, in a statement of
	// thousands: SQLite looks for one with a name as long as there are values.
	Mark(n int) string
}

// each runs a query and calls f for every row. What f does not like is damage.
func each(ctx context.Context, c Conn, f func(scan func(...any) error) error, query string, args ...any) error {
	rows, err := c.QueryContext(ctx, query, args...)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }() // rows.Err tells whether all were read
	for rows.Next() {
		if err := f(rows.Scan); err != nil {
			return damaged(err)
		}
	}
	return rows.Err()
}

// damaged says that what is stored makes no sense.
func damaged(err error) error { return fmt.Errorf("%w: %w", state.ErrDamaged, err) }
