package sqlite

import (
	"cmp"
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"accredit/engine"
)

// batchRows is how many rows one statement writes: more does not pay.
const batchRows = 500

// mostPatterns is how many statements a batch keeps prepared.
const mostPatterns = 8

// batch writes many rows with few statements. A full statement is prepared
// once; what is left over is written with a shorter one. What all rows of a
// statement have in common stands in its text: of a million grants nearly all
// are active, begin at once and never end, and binding a value takes as long as
// writing it. The placeholders have no names: SQLite looks for one with a name
// as long as there are values.
//
// Statements are run on the driver's own connection, since database/sql copies
// every value once more, and beside: while one is run, the rows of the next are
// added.
type batch struct {
	conn           conn
	prefix, suffix string
	columns        int
	values         []driver.Value // of the rows to write
	spare          []driver.Value // for the rows after those that are being written
	running        chan error     // nil: nothing is being written

	// of the statement that is run
	bound []driver.NamedValue // what its text does not have
	full  map[string]prepared // by the pattern of their rows
}

// prepared is what modernc.org/sqlite prepares.
type prepared interface {
	driver.Stmt
	driver.StmtExecContext
}

// newBatch starts a batch for a table. suffix is what follows the values.
func newBatch(c conn, table, columns, suffix string) *batch {
	return &batch{
		conn: c, prefix: "INSERT INTO " + table + " (" + columns + ") VALUES ", suffix: suffix,
		columns: strings.Count(columns, ",") + 1, full: map[string]prepared{},
	}
}

// Add implements sqlstore.Rows.
func (b *batch) Add(ctx context.Context, values ...any) error {
	for _, v := range values {
		switch n := v.(type) {
		case int:
			v = int64(n)
		case int64, string, float64:
		default:
			return fmt.Errorf("%s: a column cannot be %T", b.prefix, v)
		}
		b.values = append(b.values, v)
	}
	if len(b.values) < batchRows*b.columns {
		return nil
	}
	if err := b.wait(); err != nil {
		return err
	}
	rows := b.values
	b.values, b.spare = b.spare[:0], rows
	done := make(chan error, 1)
	b.running = done
	go func() { done <- engine.Caught(func() error { return b.write(ctx, rows) }) }()
	return nil
}

// wait waits for the rows that are being written, and says whether all were.
func (b *batch) wait() error {
	if b.running == nil {
		return nil
	}
	err := <-b.running
	b.running = nil
	return err
}

// Close implements sqlstore.Rows.
func (b *batch) Close(ctx context.Context) error {
	err := b.wait()
	closed := b.conn.Raw(func(any) error { return b.closeStatements() })
	return cmp.Or(err, closed, b.conn.writing(func(c any) error { return b.writeRest(ctx, c) }))
}

func (b *batch) closeStatements() (err error) {
	for _, stmt := range b.full {
		err = errors.Join(err, stmt.Close())
	}
	clear(b.full)
	return err
}

// writeRest writes what is left.
func (b *batch) writeRest(ctx context.Context, c any) error {
	if len(b.values) == 0 {
		return nil
	}
	text, common := b.allBound()
	stmt, err := b.prepare(ctx, c, text, len(b.values)/b.columns)
	if err != nil {
		return err
	}
	err = b.run(ctx, stmt, b.values, common)
	b.values = b.values[:0]
	return errors.Join(err, stmt.Close())
}

// write writes a full statement's rows.
func (b *batch) write(ctx context.Context, rows []driver.Value) error {
	text, common := b.pattern(rows)
	stmt, ok := b.full[text]
	if !ok && len(b.full) >= mostPatterns {
		text, common = b.allBound()
		stmt, ok = b.full[text]
	}
	return b.conn.writing(func(c any) error {
		if !ok {
			var err error
			if stmt, err = b.prepare(ctx, c, text, batchRows); err != nil {
				return err
			}
			b.full[text] = stmt
		}
		return b.run(ctx, stmt, rows, common)
	})
}

// pattern is a row as the text of a statement has it: the values that all rows
// have in common, and a placeholder for each of the others.
func (b *batch) pattern(rows []driver.Value) (text string, common []bool) {
	common = make([]bool, b.columns)
	row := make([]string, b.columns)
	for i := range row {
		row[i] = "?"
		if literal, ok := literalOf(rows[i]); ok && b.isCommon(rows, i) {
			row[i], common[i] = literal, true
		}
	}
	return "(" + strings.Join(row, ", ") + ")", common
}

// allBound is the pattern that every row fits.
func (b *batch) allBound() (text string, common []bool) {
	return "(?" + strings.Repeat(", ?", b.columns-1) + ")", make([]bool, b.columns)
}

// isCommon reports whether all rows have the same value in a column.
func (b *batch) isCommon(rows []driver.Value, column int) bool {
	for i := column + b.columns; i < len(rows); i += b.columns {
		if rows[i] != rows[column] {
			return false
		}
	}
	return true
}

// literalOf writes a number, or the empty text, as SQL has it. Nothing else
// comes into the text of a statement.
func literalOf(value any) (string, bool) {
	switch v := value.(type) {
	case int64:
		return strconv.FormatInt(v, 10), true
	case string:
		return "''", v == ""
	}
	return "", false
}

func (b *batch) prepare(ctx context.Context, c any, pattern string, rows int) (prepared, error) {
	text := b.prefix + pattern + strings.Repeat(", "+pattern, rows-1) + b.suffix
	stmt, err := c.(driver.ConnPrepareContext).PrepareContext(ctx, text)
	if err != nil {
		return nil, err
	}
	return stmt.(prepared), nil
}

// run writes rows with a statement.
func (b *batch) run(ctx context.Context, stmt prepared, rows []driver.Value, common []bool) error {
	b.bound = b.bound[:0]
	for i, v := range rows {
		if !common[i%b.columns] {
			b.bound = append(b.bound, driver.NamedValue{Ordinal: len(b.bound) + 1, Value: v})
		}
	}
	_, err := stmt.ExecContext(ctx, b.bound)
	return err
}
