package postgres

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5/stdlib"

	"accredit/engine"
	"accredit/state/internal/sqlstore"
)

// conn is a connection as sqlstore wants it.
type conn struct{ *sql.Conn }

// Insert implements sqlstore.Conn.
func (c conn) Insert(table, columns string) sqlstore.Rows {
	return &copying{conn: c, statement: "COPY " + table + " (" + columns + ") FROM STDIN"}
}

// Upsert implements sqlstore.Conn.
func (c conn) Upsert(table, keys, columns string) sqlstore.Rows {
	var set []string
	for _, name := range strings.Split(columns, ",") {
		name = strings.TrimSpace(name)
		set = append(set, name+" = excluded."+name)
	}
	return &setwise{conn: c, statement: func(arrays string) string {
		return "INSERT INTO " + table + " (" + keys + ", " + columns + ") SELECT * FROM unnest(" + arrays + ") ON CONFLICT (" + keys + ") DO UPDATE SET " + strings.Join(set, ", ")
	}}
}

// Delete implements sqlstore.Conn.
func (c conn) Delete(table, keys string) sqlstore.Rows {
	return &setwise{conn: c, statement: func(arrays string) string {
		return "DELETE FROM " + table + " WHERE (" + keys + ") IN (SELECT * FROM unnest(" + arrays + "))"
	}}
}

// Interleaves implements sqlstore.Conn: a COPY has the connection.
func (c conn) Interleaves() bool { return false }

// copyBytes is how much is handed on at once: a few messages of the protocol.
const copyBytes = 256 << 10

// copying writes rows with COPY, in its text format. The server reads them
// while the next are worked out: from the first full buffer on the COPY runs
// beside, and has the connection until Close.
type copying struct {
	conn      conn
	statement string
	buffer    []byte
	pipe      *io.PipeWriter // nil: not begun
	done      chan error     // of the COPY
}

// Add implements sqlstore.Rows.
func (w *copying) Add(ctx context.Context, values ...any) error {
	for i, v := range values {
		if i > 0 {
			w.buffer = append(w.buffer, '\t')
		}
		switch v := v.(type) {
		case int64:
			w.buffer = strconv.AppendInt(w.buffer, v, 10)
		case int:
			w.buffer = strconv.AppendInt(w.buffer, int64(v), 10)
		case float64:
			w.buffer = strconv.AppendFloat(w.buffer, v, 'g', -1, 64)
		case string:
			w.buffer = appendText(w.buffer, v)
		default:
			return fmt.Errorf("%s: a column cannot be %T", w.statement, v)
		}
	}
	w.buffer = append(w.buffer, '\n')
	if len(w.buffer) < copyBytes {
		return nil
	}
	if w.pipe == nil {
		w.begin(ctx)
	}
	_, err := w.pipe.Write(w.buffer)
	w.buffer = w.buffer[:0]
	return err
}

func (w *copying) begin(ctx context.Context) {
	var rows *io.PipeReader
	rows, w.pipe = io.Pipe()
	w.done = make(chan error, 1)
	go func() {
		err := engine.Caught(func() error { return w.copy(ctx, rows) })
		_ = rows.CloseWithError(err) // always nil
		w.done <- err
	}()
}

func (w *copying) copy(ctx context.Context, rows io.Reader) error {
	return w.conn.Raw(func(driverConn any) error {
		_, err := driverConn.(*stdlib.Conn).Conn().PgConn().CopyFrom(ctx, rows, w.statement)
		return err
	})
}

// appendText escapes what COPY's text format gives a meaning.
func appendText(b []byte, s string) []byte {
	for {
		i := strings.IndexAny(s, "\\\n\r\t")
		if i < 0 {
			return append(b, s...)
		}
		b = append(b, s[:i]...)
		b = append(b, '\\', map[byte]byte{'\\': '\\', '\n': 'n', '\r': 'r', '\t': 't'}[s[i]])
		s = s[i+1:]
	}
}

// Close implements sqlstore.Rows.
func (w *copying) Close(ctx context.Context) error {
	rest := w.buffer
	w.buffer = nil
	if w.pipe == nil {
		if len(rest) == 0 {
			return nil
		}
		return w.copy(ctx, bytes.NewReader(rest))
	}
	_, _ = w.pipe.Write(rest) // the COPY says what is wrong
	_ = w.pipe.Close()        // always nil
	err := <-w.done
	w.pipe = nil
	return err
}

// setRows is how many rows one statement of setwise takes.
const setRows = 10_000

// setwise gives rows to a statement as arrays, one for each column.
type setwise struct {
	conn      conn
	statement func(arrays string) string
	columns   []any // of *[]int64, *[]string or *[]float64
	rows      int
}

// Add implements sqlstore.Rows.
func (w *setwise) Add(ctx context.Context, values ...any) error {
	if w.columns == nil {
		w.columns = make([]any, len(values))
	}
	for i, v := range values {
		switch v := v.(type) {
		case int64:
			w.columns[i] = appended(w.columns[i], v)
		case int:
			w.columns[i] = appended(w.columns[i], int64(v))
		case float64:
			w.columns[i] = appended(w.columns[i], v)
		case string:
			w.columns[i] = appended(w.columns[i], v)
		default:
			return fmt.Errorf("%s: a column cannot be %T", w.statement("..."), v)
		}
	}
	if w.rows++; w.rows < setRows {
		return nil
	}
	return w.Close(ctx)
}

func appended[T any](column any, v T) []T {
	list, _ := column.([]T) // nil at first
	return append(list, v)
}

// Close implements sqlstore.Rows.
func (w *setwise) Close(ctx context.Context) error {
	if w.rows == 0 {
		return nil
	}
	arrays := make([]string, len(w.columns))
	for i, column := range w.columns {
		kind := map[bool]string{true: "bigint", false: "text"}[isInts(column)]
		if _, ok := column.([]float64); ok {
			kind = "double precision"
		}
		arrays[i] = fmt.Sprintf("$%d::%s[]", i+1, kind)
	}
	query := w.statement(strings.Join(arrays, ", "))
	result, err := w.conn.ExecContext(ctx, query, w.columns...)
	if err != nil {
		return err
	}
	n, err := result.RowsAffected()
	if err == nil && n != int64(w.rows) {
		err = fmt.Errorf("%s: %d of %d rows were there", query, n, w.rows)
	}
	w.columns, w.rows = nil, 0
	return err
}

func isInts(column any) bool {
	_, ok := column.([]int64)
	return ok
}
