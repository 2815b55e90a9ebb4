package planfile

import (
	"fmt"
	"strings"
)

// Mistake is one thing that is wrong in a state document, and where.
type Mistake struct {
	Path         string // clients[2].grants[0].email; empty: the document
	Line, Column int    // from 1; the column counts bytes
	Message      string
}

// String writes line:column, path and message.
func (m Mistake) String() string {
	place := ""
	if m.Line > 0 {
		place = fmt.Sprintf("%d:%d: ", m.Line, m.Column)
	}
	if m.Path != "" {
		place += m.Path + ": "
	}
	return place + m.Message
}

// Mistakes are all that was found, in the order of the document as far as
// they concern one value, then those between values. It is an error.
type Mistakes []Mistake

// Error writes a mistake a line.
func (ms Mistakes) Error() string {
	lines := make([]string, len(ms))
	for i, m := range ms {
		lines[i] = m.String()
	}
	return strings.Join(lines, "\n")
}

// maxMistakes is how many are collected before reading stops.
const maxMistakes = 100
