package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
)

// batchRows is how many rows one statement writes: more does not pay.
const batchRows = 500

// batch writes many rows with few statements. A full statement is prepared
// once; what is left over is written with a shorter one.
type batch struct {
	conn           Conn
	prefix, suffix string
	columns        int
	args           []any
	full           *sql.Stmt
}

// insert starts a batch for a table. suffix is what follows the values.
func insert(c Conn, table, columns, suffix string) *batch {
	return &batch{
		conn: c, prefix: "INSERT INTO " + table + " (" + columns + ") VALUES ", suffix: suffix,
		columns: strings.Count(columns, ",") + 1,
	}
}

// upsert starts a batch that replaces rows with the same key.
func upsert(c Conn, table, keys, columns string) *batch {
	var set []string
	for _, name := range strings.Split(columns, ",") {
		name = strings.TrimSpace(name)
		set = append(set, name+" = excluded."+name)
	}
	return insert(c, table, keys+", "+columns, " ON CONFLICT ("+keys+") DO UPDATE SET "+strings.Join(set, ", "))
}

// add takes the values of a row, one for each column.
func (b *batch) add(ctx context.Context, values ...any) error {
	b.args = append(b.args, values...)
	if len(b.args) < batchRows*b.columns {
		return nil
	}
	if b.full == nil {
		var err error
		if b.full, err = b.conn.PrepareContext(ctx, b.statement(batchRows)); err != nil {
			return err
		}
	}
	_, err := b.full.ExecContext(ctx, b.args...)
	b.args = b.args[:0]
	return err
}

// close writes what is left.
func (b *batch) close(ctx context.Context) (err error) {
	if b.full != nil {
		defer func() { err = errors.Join(err, b.full.Close()) }()
	}
	if len(b.args) == 0 {
		return nil
	}
	_, err = b.conn.ExecContext(ctx, b.statement(len(b.args)/b.columns), b.args...)
	b.args = b.args[:0]
	return err
}

func (b *batch) statement(rows int) string {
	var s strings.Builder
	s.Grow(len(b.prefix) + len(b.suffix) + rows*b.columns*6)
	s.WriteString(b.prefix)
	for i := range rows * b.columns {
		switch {
		case i == 0:
			s.WriteString("(")
		case i%b.columns == 0:
			s.WriteString("), (")
		default:
			s.WriteString(", ")
		}
		s.WriteString(b.conn.Mark(i + 1))
	}
	s.WriteString(")")
	s.WriteString(b.suffix)
	return s.String()
}

// write adds every row of a list to a batch and closes it.
func write[T any](ctx context.Context, b *batch, list []T, values func(T) []any) error {
	for _, row := range list {
		if err := b.add(ctx, values(row)...); err != nil {
			return err
		}
	}
	return b.close(ctx)
}

// deleteAll deletes rows one by one with a prepared statement.
func deleteAll[T any](ctx context.Context, c Conn, query string, list []T, args func(T) []any) (err error) {
	if len(list) == 0 {
		return nil
	}
	stmt, err := c.PrepareContext(ctx, query)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, stmt.Close()) }()
	for _, row := range list {
		result, err := stmt.ExecContext(ctx, args(row)...)
		if err != nil {
			return err
		}
		if n, err := result.RowsAffected(); err != nil || n == 0 {
			return fmt.Errorf("%s: no such row: %v", query, args(row))
		}
	}
	return nil
}
