package sqlite

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	"accredit/state/internal/sqlstore"
)

// conn is a connection as sqlstore wants it, for one transaction.
type conn struct {
	*sql.Conn
	fault *firstFault
}

// firstFault is the error of the first statement of rows that failed. After
// some, such as a disk that is full, SQLite rolls the transaction back by itself:
// what other rows wrote afterwards would stay.
type firstFault struct{ err error } // guarded by the lock of the driver's connection

func newConn(c *sql.Conn) conn { return conn{c, &firstFault{}} }

// writing runs f on the driver's own connection, unless a statement there
// failed before.
func (c conn) writing(f func(driverConn any) error) error {
	return c.Raw(func(driverConn any) error {
		if c.fault.err == nil {
			c.fault.err = f(driverConn)
		}
		return c.fault.err
	})
}

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

// Interleaves implements sqlstore.Conn: each statement writes whole rows, and
// database/sql runs one at a time.
func (c conn) Interleaves() bool { return true }

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
