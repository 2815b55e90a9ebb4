package hubspot

import (
	"errors"
	"fmt"
	"io"

	"accredit/engine"
	"accredit/engine/table"
)

// ClientRow is a line of a list of clients: what an export of users does not
// say of its account. Name and domain may be empty.
type ClientRow struct {
	HubID        int64
	Name, Domain string
	Line         int
}

// ReadClients reads a list of clients, CSV with the columns hub id, name and
// domain, of which only the first is needed. Rows are as in the file. All
// problems are collected; the list has the rows without one.
func ReadClients(f File) ([]ClientRow, []Problem) {
	r := &clientList{file: f.Name, lines: map[int64]int{}}
	if err := r.read(f); err != nil {
		r.problem(0, err)
		return nil, r.problems
	}
	return r.rows, r.problems
}

type clientList struct {
	file     string
	rows     []ClientRow
	lines    map[int64]int // of each hub id
	problems []Problem
}

func (r *clientList) problem(line int, err error) {
	r.problems = append(r.problems, Problem{File: r.file, Line: line, Text: err.Error()})
}

func (r *clientList) read(f File) error {
	t, err := openTable(f)
	if err != nil {
		return err
	}
	l, err := readLayout(t.Header(), clientColumnNames, []column{columnHubID})
	if err != nil {
		return err
	}
	return eachRow(t, r.problem, func(row []string, line int) { r.row(&cells{layout: l, row: row}, line) })
}

// eachRow hands every row on, and every row that cannot be read. The error is
// what makes the rest unreadable.
func eachRow(t *table.Table, bad func(line int, err error), good func(row []string, line int)) error {
	for {
		row, err := t.Next()
		var unreadable table.BadRow
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case errors.As(err, &unreadable):
			bad(t.Line(), err)
		case err != nil:
			return err
		default:
			good(row, t.Line())
		}
	}
}

func (r *clientList) row(c *cells, line int) {
	row := ClientRow{Name: c.title(), Line: line}
	var err error
	if row.HubID, err = parseHubID(c.text(columnHubID)); err != nil {
		c.problems = append(c.problems, err)
	}
	if len(row.Name) > maxName {
		c.problems = append(c.problems, fmt.Errorf("the name %s is longer than %d bytes", quote(row.Name), maxName))
	}
	if domain := c.text(columnDomain); domain != "" {
		if row.Domain, err = engine.ParseDomain(domain); err != nil {
			c.problems = append(c.problems, err)
		}
	}
	if other := r.lines[row.HubID]; other != 0 && row.HubID != 0 {
		c.problems = append(c.problems, fmt.Errorf("hub id %d stands on line %d, too", row.HubID, other))
	}
	for _, err := range c.problems {
		r.problem(line, err)
	}
	if len(c.problems) == 0 {
		r.lines[row.HubID] = line
		r.rows = append(r.rows, row)
	}
}

// title returns the name of a client, which stands in our own list, so that a
// mistake in it can be mended. Joiners are left out of it.
func (r *cells) title() string {
	if len(r.at[columnName]) == 0 {
		return ""
	}
	i := r.at[columnName][0]
	text, err := cleanJoined(r.row[i])
	if err != nil {
		r.problems = append(r.problems, fmt.Errorf("%s %s: %w", quote(r.headers[i]), quote(r.row[i]), err))
	}
	return withoutHidden(text)
}
