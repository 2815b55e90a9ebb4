package render

import (
	"bufio"
	"fmt"
	"strings"
)

// contextLines stand before and after each change of a unified diff.
const contextLines = 3

// hunks writes a unified diff from a stream of equal, deleted and inserted
// lines. It keeps one hunk in memory.
type hunks struct {
	out              *bufio.Writer
	fromName, toName string
	begun            bool // the names are written

	from, to         int // lines passed, the open hunk and gap included
	lines            []string
	fromAt, toAt     int // where the open hunk begins
	fromLen, toLen   int
	gap              int      // equal lines since the last change
	gapHead, gapTail []string // its first 2×context and last context lines
}

func newHunks(out *bufio.Writer, fromName, toName string) *hunks {
	return &hunks{out: out, fromName: fromName, toName: toName}
}

// compare passes two lists of lines.
func (h *hunks) compare(from, to []string) {
	i, j := 0, 0
	for _, m := range append(matches(from, to), match{len(from), len(to)}) {
		for ; i < m.from; i++ {
			h.change('-', from[i])
		}
		for ; j < m.to; j++ {
			h.change('+', to[j])
		}
		if i < len(from) && j < len(to) {
			h.equal(1, func(int) string { return from[m.from] })
			i, j = i+1, j+1
		}
	}
}

// equal passes n lines that did not change; only those that may be printed
// are asked for.
func (h *hunks) equal(n int, line func(int) string) {
	for i := 0; i < n && h.gap+i < 2*contextLines; i++ {
		h.gapHead = append(h.gapHead, line(i))
	}
	for i := max(0, n-contextLines); i < n; i++ {
		h.gapTail = append(h.gapTail, line(i))
	}
	h.gapTail = h.gapTail[max(0, len(h.gapTail)-contextLines):]
	h.gap += n
	h.from += n
	h.to += n
}

// change passes one line that is only on one side.
func (h *hunks) change(sign byte, line string) {
	switch {
	case h.open() && h.gap <= 2*contextLines:
		h.context(h.gapHead)
	case h.open():
		h.context(h.gapHead[:contextLines])
		h.flush()
		fallthrough
	default:
		h.fromAt, h.toAt = h.from-len(h.gapTail), h.to-len(h.gapTail)
		h.context(h.gapTail)
	}
	h.gap, h.gapHead, h.gapTail = 0, nil, nil
	h.add(sign, line)
	if sign == '-' {
		h.from++
		h.fromLen++
	} else {
		h.to++
		h.toLen++
	}
}

// end writes what is left.
func (h *hunks) end() {
	if h.open() {
		h.context(h.gapHead[:min(contextLines, len(h.gapHead))])
		h.flush()
	}
}

func (h *hunks) open() bool { return len(h.lines) > 0 }

func (h *hunks) context(lines []string) {
	for _, line := range lines {
		h.add(' ', line)
	}
	h.fromLen += len(lines)
	h.toLen += len(lines)
}

func (h *hunks) add(sign byte, line string) {
	h.lines = append(h.lines, string(sign)+line)
}

// flush writes the open hunk. A side without lines names the line before.
func (h *hunks) flush() {
	if !h.begun {
		h.put(fmt.Sprintf("--- %s\n+++ %s\n", Terminal(h.fromName), Terminal(h.toName)))
		h.begun = true
	}
	h.put(fmt.Sprintf("@@ -%s +%s @@\n", span(h.fromAt, h.fromLen), span(h.toAt, h.toLen)))
	for _, line := range h.lines {
		h.put(line)
		if !strings.HasSuffix(line, "\n") {
			h.put("\n\\ No newline at end of file\n")
		}
	}
	h.lines, h.fromLen, h.toLen = h.lines[:0], 0, 0
}

// put writes text; the buffered writer keeps the error for Flush.
func (h *hunks) put(s string) { _, _ = h.out.WriteString(s) }

func span(at, n int) string {
	if n == 0 {
		return fmt.Sprintf("%d,0", at)
	}
	return fmt.Sprintf("%d,%d", at+1, n)
}
