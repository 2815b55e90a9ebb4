package engine

import "strconv"

// Pos is a place in the configuration: a file relative to the configuration
// directory, with slashes, and a line and column counted from 1. The zero
// value means that nothing in the configuration asked for it.
type Pos struct {
	File         string
	Line, Column int32
}

// IsZero reports whether p points nowhere.
func (p Pos) IsZero() bool { return p.File == "" }

// String gives file:line, or nothing for the zero value.
func (p Pos) String() string {
	if p.IsZero() {
		return ""
	}
	return p.File + ":" + strconv.Itoa(int(p.Line))
}

// Compare orders positions by file, line and column.
func (p Pos) Compare(q Pos) int {
	switch {
	case p.File != q.File:
		if p.File < q.File {
			return -1
		}
		return 1
	case p.Line != q.Line:
		return int(p.Line - q.Line)
	}
	return int(p.Column - q.Column)
}
