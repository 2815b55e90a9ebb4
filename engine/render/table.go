package render

import (
	"io"
	"strings"

	"github.com/jedib0t/go-pretty/v6/text"
)

// TableOptions say how a table is laid out.
type TableOptions struct {
	Width int   // columns; zero: as wide as it is, as for a pipe
	Color bool  // with ANSI colours
	Right []int // indexes of the columns that are aligned to the right

	// Optional are the columns that are left out, the first of them first,
	// where there is no room to keep every word of the others whole.
	Optional []int
}

// gutter is the space between two columns of a table.
const gutter = 2

// Table writes rows under a header in aligned columns. Cells may hold
// anything: they are made safe here. A table wider than the page is narrowed
// at its widest columns, whose cells go on below themselves, between words.
// Where that is not enough, optional columns are left out, which the last line
// says; then what is no number or e-mail is broken. Nothing is cut.
func Table(w io.Writer, header []string, rows [][]string, o TableOptions) error {
	p := newPage(w, o.Width, o.Color)
	safe := make([][]string, 0, len(rows)+1)
	for _, cells := range append([][]string{header}, rows...) {
		line := make([]string, len(header))
		for i := range header {
			if i < len(cells) {
				line[i] = Terminal(cells[i])
			}
		}
		safe = append(safe, line)
	}
	right := make([]bool, len(header))
	for _, i := range o.Right {
		right[i] = true
	}
	var left []string
	if !p.endless {
		safe, right, left = leaveOut(safe, right, o.Optional, p.width)
	}
	widths := columnWidths(safe)
	if !p.endless {
		narrow(widths, wordWidths(safe, anyWord), p.width)
		narrow(widths, wordWidths(safe, isName), p.width)
	}
	for i, cells := range safe {
		color := text.Reset
		if i == 0 {
			color = text.Bold
		}
		p.cells(cells, widths, right, color)
	}
	if len(left) > 0 {
		p.blank()
		p.print(row{text: "Left out for want of room: " + strings.Join(left, ", ") + ". A wider terminal, a pipe or --json shows all."})
	}
	return p.Flush()
}

// leaveOut leaves out optional columns until the words of the others fit, and
// gives the headers of those that it left out.
func leaveOut(rows [][]string, right []bool, optional []int, page int) ([][]string, []bool, []string) {
	least := wordWidths(rows, anyWord)
	gone := map[int]bool{}
	var left []string
	for _, i := range optional {
		total := -gutter
		for k, n := range least {
			if !gone[k] {
				total += n + gutter
			}
		}
		if total <= page {
			break
		}
		gone[i] = true
		left = append(left, rows[0][i])
	}
	if len(gone) == 0 {
		return rows, right, nil
	}
	kept := make([][]string, len(rows))
	var alignment []bool
	for k := range least {
		if gone[k] {
			continue
		}
		alignment = append(alignment, right[k])
		for i := range rows {
			kept[i] = append(kept[i], rows[i][k])
		}
	}
	return kept, alignment, left
}

// minColumn is how narrow a column may become, whatever is in it.
const minColumn = 2

// wordWidths gives the width of the longest word of each column that may not
// be broken.
func wordWidths(rows [][]string, whole func(string) bool) []int {
	widths := make([]int, len(rows[0]))
	for _, cells := range rows {
		for i, cell := range cells {
			widths[i] = max(widths[i], minColumn)
			for word := range strings.FieldsSeq(cell) {
				if whole(word) {
					widths[i] = max(widths[i], textWidth(word))
				}
			}
		}
	}
	return widths
}

func anyWord(string) bool { return true }

// isName reports whether a word is of no use in parts: an e-mail, or a number
// such as a hub id or a date.
func isName(word string) bool {
	return strings.Contains(word, "@") || strings.Trim(word, "0123456789-.") == ""
}

func columnWidths(rows [][]string) []int {
	widths := make([]int, len(rows[0]))
	for _, cells := range rows {
		for i, cell := range cells {
			widths[i] = max(widths[i], textWidth(cell))
		}
	}
	return widths
}

// narrow takes from the widest column until all fit, or are as narrow as they
// may be.
func narrow(widths, least []int, page int) {
	total := gutter * (len(widths) - 1)
	for _, n := range widths {
		total += n
	}
	for total > page {
		widest := -1
		for i, n := range widths {
			if n > least[i] && (widest < 0 || n > widths[widest]) {
				widest = i
			}
		}
		if widest < 0 {
			break
		}
		second := least[widest]
		for i, n := range widths {
			if i != widest && n > least[i] {
				second = max(second, min(n, widths[widest]))
			}
		}
		less := max(1, min(total-page, widths[widest]-second))
		widths[widest] -= less
		total -= less
	}
}

// cells writes one row, as many lines as its highest cell has.
func (p *page) cells(cells []string, widths []int, right []bool, color text.Color) {
	wrapped := make([][]string, len(cells))
	height := 1
	for i, cell := range cells {
		wrapped[i] = wrap(cell, max(widths[i], 2), max(widths[i], 2))
		height = max(height, len(wrapped[i]))
	}
	for n := range height {
		var line strings.Builder
		for i := range cells {
			part := ""
			if n < len(wrapped[i]) {
				part = wrapped[i][n]
			}
			if right[i] {
				part = strings.Repeat(" ", max(0, widths[i]-textWidth(part))) + part
			}
			if i > 0 {
				line.WriteString(strings.Repeat(" ", gutter))
			}
			line.WriteString(pad(part, widths[i]))
		}
		p.put(p.paint(strings.TrimRight(line.String(), " "), color))
		p.blank()
	}
}
