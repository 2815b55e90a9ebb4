package hubspot

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
)

// Bounds of one file.
const (
	maxFileBytes   = 64 << 20
	maxRows        = 1_000_000
	maxRecordBytes = 1 << 20 // of one row: an unclosed quote ends here
	maxColumns     = 1_000
)

// table reads the rows of a CSV file, one after the other.
type table struct {
	csv   *csv.Reader
	limit *recordLimit
	rows  int
	line  int // where the last row begins
	tail  int // length of the file's last line
}

// badRow is a row that cannot be read; those after it can.
type badRow struct{ error }

var errRecordTooLong = errors.New("too long")

// newTable reads the header: cells as they stand there.
func newTable(text string) (*table, []string, error) {
	limit := &recordLimit{r: strings.NewReader(text), size: int64(len(text))}
	t := &table{csv: csv.NewReader(limit), limit: limit, tail: lastLine(text)}
	t.csv.Comma = separator(text)
	t.csv.FieldsPerRecord = -1
	t.csv.ReuseRecord = true
	header, err := t.next()
	switch {
	case errors.Is(err, io.EOF):
		return nil, nil, errNoUser
	case err != nil:
		return nil, nil, fmt.Errorf("the header line cannot be read: %w", err)
	case len(header) > maxColumns:
		return nil, nil, fmt.Errorf("the header line has %d columns, more than %d", len(header), maxColumns)
	}
	return t, append([]string{}, header...), nil
}

// next reads one row, valid until the one after it is read. The error is io.EOF
// after the last one, a badRow, or what makes the rest unreadable.
func (t *table) next() ([]string, error) {
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
		return nil, badRow{fmt.Errorf("a quoted cell goes on to line %d and is not closed as it should be: write \" inside a cell as \"\"", parse.Line)}
	}
	return nil, badRow{errors.New("a quote stands where none may: quote the whole cell, and write \" inside it as \"\"")}
}

// separator tells comma, semicolon and tab apart by the header line, what
// stands in quotes left out; a comma where there is none of them.
func separator(text string) rune {
	counts := map[rune]int{}
	quoted := false
	for _, c := range text {
		switch {
		case c == '"':
			quoted = !quoted
		case c == '\n' && !quoted:
			return mostFrequent(counts)
		case !quoted:
			counts[c]++
		}
	}
	return mostFrequent(counts)
}

func mostFrequent(counts map[rune]int) rune {
	best := ','
	for _, c := range []rune{';', '\t'} {
		if counts[c] > counts[best] {
			best = c
		}
	}
	return best
}

// lastLine gives the length of the last line, without its end.
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
