package table

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// Bounds of one table.
const (
	maxRows        = 1_000_000
	maxRecordBytes = 1 << 20 // of one row: an unclosed quote ends here
	maxColumns     = 1_000
)

// Table reads the rows of a table, one after the other.
type Table struct {
	header []string
	csv    *csv.Reader
	limit  *recordLimit
	rows   int
	line   int // where the last row begins
	tail   int // length of the text's last line
}

// BadRow is the error of a row that cannot be read. Those after it can.
type BadRow struct{ error }

// ErrEmpty is the error of a text without a header line.
var ErrEmpty = errors.New("there is nothing in it, not even a line that names the columns")

var errRecordTooLong = errors.New("too long")

// New reads the header line of a text.
func New(text string) (*Table, error) {
	text, comma := namedSeparator(text)
	if comma == 0 {
		comma = separator(text)
	}
	limit := &recordLimit{r: strings.NewReader(text), size: int64(len(text))}
	t := &Table{csv: csv.NewReader(limit), limit: limit, tail: lastLine(text)}
	t.csv.Comma = comma
	t.csv.FieldsPerRecord = -1
	t.csv.ReuseRecord = true
	header, err := t.read()
	switch {
	case errors.Is(err, io.EOF):
		return nil, ErrEmpty
	case err != nil:
		return nil, fmt.Errorf("the header line cannot be read: %w", err)
	case len(header) > maxColumns:
		return nil, fmt.Errorf("the header line has %d columns, more than %d", len(header), maxColumns)
	}
	t.header = append([]string{}, header...)
	for i, name := range header {
		if !utf8.ValidString(name) {
			return nil, fmt.Errorf("the name of column %d is not UTF-8: export the file again, or save it as CSV in UTF-8", i+1)
		}
	}
	return t, nil
}

// Header returns the cells of the header line, as they stand there.
func (t *Table) Header() []string { return t.header }

// Line returns the line on which the last row begins, from 1.
func (t *Table) Line() int { return t.line }

// Next returns one row, valid until the one after it is read, with a cell for
// each column. Rows in which nothing stands are passed over. The error is io.EOF
// after the last row, a BadRow, or what makes the rest unreadable.
func (t *Table) Next() ([]string, error) {
	for {
		row, err := t.read()
		switch {
		case err != nil:
			return nil, err
		case isBlank(row):
			continue
		case isConflict(row[0]):
			return nil, BadRow{errors.New("it is a mark of a merge that is not finished: settle the conflict first")}
		case len(row) != len(t.header):
			return nil, BadRow{fmt.Errorf("it has %d cells, and the header line %d: the row may have been cut off", len(row), len(t.header))}
		}
		return row, nil
	}
}

// isConflict reports whether a row begins as git marks what it could not merge.
func isConflict(cell string) bool {
	return strings.HasPrefix(cell, "<<<<<<< ") || strings.HasPrefix(cell, ">>>>>>> ") || cell == "======="
}

func isBlank(row []string) bool {
	for _, cell := range row {
		if strings.TrimSpace(cell) != "" {
			return false
		}
	}
	return true
}

func (t *Table) read() ([]string, error) {
	t.limit.left = maxRecordBytes
	row, err := t.csv.Read()
	if t.rows++; t.rows > maxRows+1 && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("the file has more than %d rows", maxRows)
	}
	var parse *csv.ParseError
	switch {
	case err == nil:
		t.line, _ = t.csv.FieldPos(0)
		return row, nil
	case errors.Is(err, errRecordTooLong):
		return nil, fmt.Errorf("the row that follows line %d is longer than 1 MiB: perhaps a quote is not closed", t.line)
	case !errors.As(err, &parse):
		return nil, err // io.EOF
	}
	t.line = parse.StartLine
	if errors.Is(parse.Err, csv.ErrQuote) && t.csv.InputOffset() >= t.limit.size && parse.Column > t.tail {
		return nil, errors.New("a quoted cell is not closed before the file ends: the file may have been cut off")
	}
	if parse.Line > parse.StartLine {
		return nil, BadRow{fmt.Errorf("a quoted cell goes on to line %d and is not closed as it should be: write \" inside a cell as \"\"", parse.Line)}
	}
	return nil, BadRow{errors.New("a quote stands where none may: quote the whole cell, and write \" inside it as \"\"")}
}

// separators are what may stand between cells. Where the header line has none
// of them, or as many of several, the first counts.
var separators = []rune{',', ';', '\t', '|'}

// namedSeparator returns the separator of a first line such as "sep=;", which
// spreadsheets write and read, and the text with that line empty; zero where
// there is none.
func namedSeparator(text string) (string, rune) {
	line, rest, _ := strings.Cut(text, "\n")
	name := strings.Trim(strings.TrimRight(line, "\r"), `"`)
	if len(name) < len("sep=") || !strings.EqualFold(name[:len("sep=")], "sep=") {
		return text, 0
	}
	for _, c := range separators {
		if name[len("sep="):] == string(c) {
			return "\n" + rest, c
		}
	}
	return text, 0
}

// separator tells the separators apart by the header line, what stands in quotes
// left out.
func separator(text string) rune {
	counts := map[rune]int{}
	quoted, begun := false, false
	for _, c := range text {
		switch {
		case c == '"':
			quoted = !quoted
		case c == '\n' && !quoted && begun:
			return mostFrequent(counts)
		case !quoted:
			counts[c]++
		}
		begun = begun || c != '\n' && c != '\r'
	}
	return mostFrequent(counts)
}

func mostFrequent(counts map[rune]int) rune {
	best := separators[0]
	for _, c := range separators {
		if counts[c] > counts[best] {
			best = c
		}
	}
	return best
}

// lastLine returns the length of the last line, without its end.
func lastLine(text string) int {
	text = strings.TrimSuffix(strings.TrimSuffix(text, "\n"), "\r")
	return len(text) - 1 - strings.LastIndexByte(text, '\n')
}

// recordLimit ends a record that is too long, so that no quote and no row of
// commas takes memory without bound.
type recordLimit struct {
	r    io.Reader
	left int
	size int64 // of the whole
}

func (l *recordLimit) Read(p []byte) (int, error) {
	if l.left <= 0 {
		return 0, errRecordTooLong
	}
	n, err := l.r.Read(p)
	l.left -= n
	return n, err
}
