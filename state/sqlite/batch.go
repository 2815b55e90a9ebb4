package sqlite

import (
	"context"
	"database/sql/driver"
	"errors"
	"strconv"
	"strings"
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
// every value once more.
type batch struct {
	conn           conn
	prefix, suffix string
	columns        int
	values         []driver.Value      // of the rows to write
	bound          []driver.NamedValue // those of them that the text does not have
	full           map[string]prepared // by the pattern of their rows
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
		if n, ok := v.(int); ok {
			v = int64(n)
		}
		b.values = append(b.values, v)
	}
	if len(b.values) < batchRows*b.columns {
		return nil
	}
	return b.write(ctx)
}

// write writes a full statement.
func (b *batch) write(ctx context.Context) error {
	pattern, common := b.pattern()
	stmt, ok := b.full[pattern]
	if !ok && len(b.full) >= mostPatterns {
		pattern, common = b.allBound()
		stmt, ok = b.full[pattern]
	}
	return b.conn.Raw(func(c any) error {
		if !ok {
			var err error
			if stmt, err = b.prepare(ctx, c, pattern, batchRows); err != nil {
				return err
			}
			b.full[pattern] = stmt
		}
		return b.run(ctx, stmt, common)
	})
}

// Close implements sqlstore.Rows.
func (b *batch) Close(ctx context.Context) error {
	return b.conn.Raw(func(c any) (err error) {
		for _, stmt := range b.full {
			err = errors.Join(err, stmt.Close())
		}
		clear(b.full)
		if len(b.values) == 0 || err != nil {
			return err
		}
		pattern, common := b.allBound()
		stmt, err := b.prepare(ctx, c, pattern, len(b.values)/b.columns)
		if err != nil {
			return err
		}
		return errors.Join(b.run(ctx, stmt, common), stmt.Close())
	})
}

// pattern is a row as the text of a statement has it: the values that all rows
// have in common, and a placeholder for each of the others.
func (b *batch) pattern() (text string, common []bool) {
	common = make([]bool, b.columns)
	row := make([]string, b.columns)
	for i := range row {
		row[i] = "?"
		if literal, ok := literalOf(b.values[i]); ok && b.isCommon(i) {
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
func (b *batch) isCommon(column int) bool {
	for i := column + b.columns; i < len(b.values); i += b.columns {
		if b.values[i] != b.values[column] {
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

// run writes the rows at hand.
func (b *batch) run(ctx context.Context, stmt prepared, common []bool) error {
	b.bound = b.bound[:0]
	for i, v := range b.values {
		if !common[i%b.columns] {
			b.bound = append(b.bound, driver.NamedValue{Ordinal: len(b.bound) + 1, Value: v})
		}
	}
	_, err := stmt.ExecContext(ctx, b.bound)
	b.values = b.values[:0]
	return err
}
