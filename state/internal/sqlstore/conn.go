package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"accredit/state"
)

// Conn is a connection inside a transaction: what *sql.Conn has, and the
// backend's fastest way to write many rows. Columns are names with commas
// between them.
type Conn interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row

	// Insert writes rows whose keys are not there.
	Insert(table, columns string) Rows
	// Upsert writes rows and replaces those with the same key.
	Upsert(table, keys, columns string) Rows
	// Delete deletes the rows with these keys. A key that is not there is an
	// error.
	Delete(table, keys string) Rows

	// Interleaves reports whether rows may be added to several tables in turn,
	// and other statements run meanwhile; after one of them failed, none writes
	// any more. Where it does not, nobody else may use the connection before
	// Rows are closed.
	Interleaves() bool
}

// Rows takes the rows that one statement or several write.
type Rows interface {
	// Add takes the values of a row: int64, int, string or float64, one for
	// each column, keys first. It does not keep the slice. What it says may be
	// of rows that were added before.
	Add(ctx context.Context, values ...any) error
	// Close writes what is left. It has to be called.
	Close(ctx context.Context) error
}

// write adds every row of a list and closes.
func write[T any](ctx context.Context, rows Rows, list []T, values func(T) []any) error {
	for _, row := range list {
		if err := rows.Add(ctx, values(row)...); err != nil {
			return errors.Join(err, rows.Close(ctx))
		}
	}
	return rows.Close(ctx)
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
