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
}

// gutter is the space between two columns of a table.
const gutter = 2

// Table writes rows under a header in aligned columns. Cells may hold
// anything: they are made safe here. A table wider than the page is narrowed
// at its widest columns, whose cells go on below themselves; nothing is cut.
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
	widths := columnWidths(safe)
	if !p.endless {
		narrow(widths, p.width)
	}
	right := make([]bool, len(header))
	for _, i := range o.Right {
		right[i] = true
	}
	for i, cells := range safe {
		color := text.Reset
		if i == 0 {
			color = text.Bold
		}
		p.cells(cells, widths, right, color)
	}
	return p.Flush()
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

// narrow takes from the widest column until all fit, or are 2 wide.
func narrow(widths []int, page int) {
	total := gutter * (len(widths) - 1)
	for _, n := range widths {
		total += n
	}
	for total > page {
		widest := 0
		for i, n := range widths {
			if n > widths[widest] {
				widest = i
			}
		}
		if widths[widest] <= 2 {
			break
		}
		second := 2
		for i, n := range widths {
			if i != widest {
				second = max(second, n)
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
