package render

import (
	"bufio"
	"io"
)

// CSVTable writes a header and rows as CSV, each cell so that no spreadsheet takes
// it for a formula.
func CSVTable(w io.Writer, header []string, rows [][]string) error {
	out := &CSVHistory{bufio.NewWriter(w)}
	out.row(header)
	for _, row := range rows {
		out.row(row)
	}
	return out.w.Flush()
}
