package engine

import (
	"slices"
	"strings"
)

// SameInCell reports whether two lists of names read the same in one cell of a
// table, where a separator may stand between names and within one: "Sales, EMEA"
// is one team or two, and the cell cannot say which.
func SameInCell(a, b []string) bool {
	return slices.Equal(a, b) || slices.Equal(inCell(a), inCell(b))
}

// inCell splits names at whatever may stand between them in a cell.
func inCell(names []string) []string {
	var parts []string
	for _, name := range names {
		for part := range strings.FieldsFuncSeq(name, func(c rune) bool { return c == ',' || c == ';' || c == '|' }) {
			parts = append(parts, strings.TrimSpace(part))
		}
	}
	slices.Sort(parts)
	return slices.Compact(parts)
}
