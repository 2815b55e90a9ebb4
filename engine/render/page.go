package render

import (
	"bufio"
	"io"
	"strings"

	"github.com/jedib0t/go-pretty/v6/text"
)

// minWidth is the narrowest page that lines are laid out for; pipeWidth is
// where places are aligned where there is no width.
const (
	minWidth  = 30
	pipeWidth = 100
)

// bufferSize is how much text is handed on at once.
const bufferSize = 64 << 10

// page writes lines of a given width; without one, as for a pipe, no line is
// broken, so that one thing is on one line. What it is given is safe already.
// The first error sticks in the buffered writer and comes out of Flush.
type page struct {
	*bufio.Writer
	width   int
	endless bool
	color   bool
}

func newPage(w io.Writer, width int, color bool) *page {
	p := &page{Writer: bufio.NewWriterSize(w, bufferSize), width: max(width, minWidth), color: color}
	if width == 0 {
		p.width, p.endless = pipeWidth, true
	}
	return p
}

// another is a page that looks the same, with a buffer of so many bytes.
func (p *page) another(w io.Writer, buffer int) *page {
	out := *p
	out.Writer = bufio.NewWriterSize(w, buffer)
	return &out
}

// put writes text; Flush reports the error.
func (p *page) put(s string) { _, _ = p.WriteString(s) }

func (p *page) blank() { p.put("\n") }

// paint colours text where colours are wanted. go-pretty's own switch for the
// whole process is not asked.
func (p *page) paint(s string, color text.Color) string {
	if !p.color || color == text.Reset || s == "" {
		return s
	}
	return color.EscapeSeq() + s + text.Reset.EscapeSeq()
}

// row is one logical line: a margin, a coloured mark, text that is wrapped
// under itself, and a place in the configuration at the right. The mark is a
// few columns wide.
type row struct {
	margin int
	mark   string
	color  text.Color // of the mark; zero: none
	text   string
	place  string

	written string // not empty: whole lines that were laid out before, and all there is
}

// print writes the row; only its first line begins at the margin.
func (p *page) print(r row) {
	if r.written != "" {
		p.put(r.written)
		return
	}
	used := r.margin
	p.put(strings.Repeat(" ", r.margin))
	if r.mark != "" {
		p.put(p.paint(r.mark, r.color))
		used += textWidth(r.mark)
		if r.text != "" {
			p.put(" ")
			used++
		}
	}
	hang := min(r.margin+4, p.width/2)
	lines := []string{r.text}
	if !p.endless {
		lines = wrap(r.text, p.width-used, p.width-hang)
	}
	for i, line := range lines {
		if i > 0 {
			p.put("\n" + strings.Repeat(" ", hang))
			used = hang
		}
		p.put(line)
		used += textWidth(line)
	}
	p.place(used, r.place)
}

// place ends a line on which some columns are used: with the place at its
// right, or on a line of its own where there is no room.
func (p *page) place(used int, place string) {
	if place == "" {
		p.blank()
		return
	}
	taken := textWidth(place) + missingDigits(place)
	switch room := p.width - used - taken; {
	case used == 0 || room >= 2:
	case p.endless:
		used = p.width - 2 - taken
	default:
		p.blank()
		used = 0
	}
	if !p.endless {
		place = shortenLeft(place, p.width-2)
	}
	p.put(strings.Repeat(" ", max(0, p.width-used-textWidth(place)-missingDigits(place))))
	p.put(p.paint(place, text.Faint))
	p.blank()
}

// lineDigits is for how many digits of a line number there is room: the places
// in one file stand below each other.
const lineDigits = 3

// missingDigits is how many digits the line number of a place has less than
// there is room for.
func missingDigits(place string) int {
	line := place[strings.LastIndexByte(place, ':')+1:]
	if line == place || strings.Trim(line, "0123456789") != "" {
		return 0
	}
	return max(0, lineDigits-len(line))
}
