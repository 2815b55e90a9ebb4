package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"accredit/state/internal/sqlstore"
)

// conn is a connection as sqlstore wants it.
type conn struct{ *sql.Conn }

// Insert implements sqlstore.Conn.
func (c conn) Insert(table, columns string) sqlstore.Rows { return newBatch(c, table, columns, "") }

// Upsert implements sqlstore.Conn.
func (c conn) Upsert(table, keys, columns string) sqlstore.Rows {
	var set []string
	for _, name := range strings.Split(columns, ",") {
		name = strings.TrimSpace(name)
		set = append(set, name+" = excluded."+name)
	}
	return newBatch(c, table, keys+", "+columns, " ON CONFLICT ("+keys+") DO UPDATE SET "+strings.Join(set, ", "))
}

// Delete implements sqlstore.Conn.
func (c conn) Delete(table, keys string) sqlstore.Rows {
	where := strings.Join(strings.Split(keys, ","), " = ? AND ")
	return &deletion{conn: c, query: "DELETE FROM " + table + " WHERE " + where + " = ?"}
}

// batchRows is how many rows one statement writes: more does not pay.
const batchRows = 500

// batch writes many rows with few statements. A full statement is prepared
// once; what is left over is written with a shorter one. The placeholders
// have no names: SQLite looks for one with a name as long as there are values.
type batch struct {
	conn           conn
	prefix, suffix string
	columns        int
	args           []any
	full           *sql.Stmt
}

// newBatch starts a batch for a table. suffix is what follows the values.
func newBatch(c conn, table, columns, suffix string) *batch {
	return &batch{
		conn: c, prefix: "INSERT INTO " + table + " (" + columns + ") VALUES ", suffix: suffix,
		columns: strings.Count(columns, ",") + 1,
	}
}

// Add implements sqlstore.Rows.
func (b *batch) Add(ctx context.Context, values ...any) error {
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

// Close implements sqlstore.Rows.
func (b *batch) Close(ctx context.Context) (err error) {
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
	row := "(?" + strings.Repeat(", ?", b.columns-1) + ")"
	return b.prefix + row + strings.Repeat(", "+row, rows-1) + b.suffix
}

// deletion deletes rows one by one with a prepared statement.
type deletion struct {
	conn  conn
	query string
	stmt  *sql.Stmt
}

// Add implements sqlstore.Rows.
func (d *deletion) Add(ctx context.Context, values ...any) error {
	if d.stmt == nil {
		var err error
		if d.stmt, err = d.conn.PrepareContext(ctx, d.query); err != nil {
			return err
		}
	}
	result, err := d.stmt.ExecContext(ctx, values...)
	if err != nil {
		return err
	}
	if n, err := result.RowsAffected(); err != nil || n == 0 {
		return fmt.Errorf("%s: no such row: %v", d.query, values)
	}
	return nil
}

// Close implements sqlstore.Rows.
func (d *deletion) Close(context.Context) error {
	if d.stmt == nil {
		return nil
	}
	return d.stmt.Close()
}
