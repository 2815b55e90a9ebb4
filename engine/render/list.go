package render

import (
	"bufio"
	"io"
	"slices"
	"strings"
)

// Column is one column of a List.
type Column struct {
	Title string // as people read it
	Name  string // as spreadsheets and programs know it, which is also its field in JSON

	// A column that is Quiet is left out of text and Markdown where it says
	// nothing of anybody: every cell is empty or 0.
	Quiet bool
	Right bool // aligned to the right
}

// List is a list of things, one a row. Cells may hold anything: each form makes
// them safe.
type List struct {
	Columns  []Column
	Rows     [][]string
	Optional []string // names of columns that a narrow terminal may leave out, the first of them first
	Empty    string   // what to say where there is no row; empty: the header
}

// Text writes it for people to read.
func (l *List) Text(w io.Writer, o TableOptions) error {
	if len(l.Rows) == 0 && l.Empty != "" {
		_, err := io.WriteString(w, l.Empty+"\n")
		return err
	}
	columns, rows := l.spoken()
	header := make([]string, len(columns))
	for i, c := range columns {
		header[i] = c.Title
		if c.Right {
			o.Right = append(o.Right, i)
		}
	}
	for _, name := range l.Optional {
		if i := slices.IndexFunc(columns, func(c Column) bool { return c.Name == name }); i >= 0 {
			o.Optional = append(o.Optional, i)
		}
	}
	return Table(w, header, rows, o)
}

// spoken leaves out the quiet columns that say nothing.
func (l *List) spoken() ([]Column, [][]string) {
	says := func(i int) bool {
		return !l.Columns[i].Quiet || slices.ContainsFunc(l.Rows, func(row []string) bool { return row[i] != "" && row[i] != "0" })
	}
	var columns []Column
	rows := make([][]string, len(l.Rows))
	for i, c := range l.Columns {
		if !says(i) {
			continue
		}
		columns = append(columns, c)
		for n, row := range l.Rows {
			rows[n] = append(rows[n], row[i])
		}
	}
	return columns, rows
}

// CSV writes every column for spreadsheets: each cell quoted, and none of them a
// formula.
func (l *List) CSV(w io.Writer) error {
	out := &CSVHistory{bufio.NewWriter(w)}
	names := make([]string, len(l.Columns))
	for i, c := range l.Columns {
		names[i] = c.Name
	}
	out.row(names)
	for _, row := range l.Rows {
		out.row(row)
	}
	return out.Close()
}

// Markdown writes a table in which nothing is markup.
func (l *List) Markdown(w io.Writer) error {
	if len(l.Rows) == 0 && l.Empty != "" {
		_, err := io.WriteString(w, l.Empty+"\n")
		return err
	}
	out := bufio.NewWriter(w)
	columns, rows := l.spoken()
	head, rule := "|", "|"
	for _, c := range columns {
		head += " " + c.Title + " |"
		if c.Right {
			rule += "---:|"
		} else {
			rule += "---|"
		}
	}
	_, _ = out.WriteString(head + "\n" + rule + "\n") // Flush reports the error
	for _, row := range rows {
		cells := make([]string, len(row))
		for i, cell := range row {
			cells[i] = markdownText(cell)
		}
		_, _ = out.WriteString("| " + strings.Join(cells, " | ") + " |\n") // as above
	}
	return out.Flush()
}

// Without takes a column out.
func (l *List) Without(name string) {
	i := slices.IndexFunc(l.Columns, func(c Column) bool { return c.Name == name })
	if i < 0 {
		return
	}
	l.Columns = slices.Delete(l.Columns, i, i+1)
	for n := range l.Rows {
		l.Rows[n] = slices.Delete(l.Rows[n], i, i+1)
	}
}
