package hubspot

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"accredit/engine"
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
	text, err := readText(f)
	if err != nil {
		return err
	}
	t, headers, err := newTable(text)
	if err != nil {
		return err
	}
	l, err := readLayout(headers, clientColumnNames, []column{columnHubID})
	if err != nil {
		return err
	}
	for {
		row, err := t.next()
		var bad badRow
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case errors.As(err, &bad):
			r.problem(t.line, bad.error)
			continue
		case err != nil:
			return err
		}
		r.row(&cells{layout: l, row: row}, t.line)
	}
}

func (r *clientList) row(c *cells, line int) {
	if !slices.ContainsFunc(c.row, func(cell string) bool { return strings.TrimSpace(cell) != "" }) {
		return
	}
	if len(c.row) != len(c.headers) {
		r.problem(line, fmt.Errorf("it has %d cells, and the header line %d", len(c.row), len(c.headers)))
		return
	}
	row := ClientRow{Name: c.text(columnName), Line: line}
	var err error
	if row.HubID, err = engine.ParseHubID(c.text(columnHubID)); err != nil {
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
