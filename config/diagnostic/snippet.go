package diagnostic

import (
	"bytes"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/width"
)

// Bounds of a snippet. Bytes are cut before they are escaped, so that a line
// of half a megabyte costs no more than another.
const (
	snippetColumns = 200
	contextColumns = 40 // before the subject, where the line is cut
	snippetBytes   = 800
	tabWidth       = 4
	ellipsis       = "…"
)

// byteOrderMark may begin a file, and is no column of its first line.
const byteOrderMark = "\uFEFF"

// snippets finds lines in the sources. It remembers where the lines of a file
// begin, since a file seldom has one mistake only.
type snippets struct {
	source func(file string) []byte
	files  map[string]*sourceLines
}

type sourceLines struct {
	text    []byte
	starts  []int
	margins []int // lines at the left margin, once they are asked for
}

// snippet is a line with a stretch in it.
type snippet struct {
	text       string
	start, end int    // of the stretch, in bytes
	block      string // header of the block around the line; empty at the top
}

// line finds the line on which r begins.
func (s *snippets) line(r Range) (snippet, bool) {
	lines := s.open(r.File)
	if r.Line < 1 || r.Line > len(lines.starts) {
		return snippet{}, false
	}
	text := lines.at(r.Line - 1)
	begin := lines.starts[r.Line-1]
	start, end := r.Byte-begin, len(text)
	if start < 0 || start > len(text) {
		start = min(max(r.Column-1, 0), len(text))
	}
	if r.EndLine <= r.Line {
		end = min(max(r.EndByte-begin, start), len(text))
	}
	return snippet{text: string(text), start: start, end: end, block: lines.blockAround(r.Line - 1)}, true
}

func (s *snippets) open(file string) *sourceLines {
	if lines := s.files[file]; lines != nil {
		return lines
	}
	lines := &sourceLines{}
	if s.source != nil {
		lines.text = s.source(file)
	}
	if len(lines.text) > 0 {
		lines.starts = append(lines.starts, 0)
	}
	for i, c := range lines.text {
		if c == '\n' {
			lines.starts = append(lines.starts, i+1)
		}
	}
	if s.files == nil {
		s.files = map[string]*sourceLines{}
	}
	s.files[file] = lines
	return lines
}

// at gives a line, counted from 0, without its line break.
func (l *sourceLines) at(i int) []byte {
	end := len(l.text)
	if i+1 < len(l.starts) {
		end = l.starts[i+1] - 1
	}
	return bytes.TrimSuffix(l.text[l.starts[i]:end], []byte("\r"))
}

// blockAround finds the header of the block that a line stands in: the last
// line before it that begins at the margin, if it opens one. That goes by the
// layout, since there may be no syntax tree of a file with mistakes.
func (l *sourceLines) blockAround(line int) string {
	if first := l.at(line); len(first) > 0 && first[0] > ' ' {
		return ""
	}
	if l.margins == nil {
		l.findMargins()
	}
	i, _ := slices.BinarySearch(l.margins, line)
	if i == 0 {
		return ""
	}
	header, opens := bytes.CutSuffix(bytes.TrimRight(l.at(l.margins[i-1]), " \t"), []byte("{"))
	if !opens || len(header) > snippetColumns || bytes.ContainsAny(header, "={") {
		return ""
	}
	return string(bytes.TrimSpace(header))
}

// findMargins finds the lines that begin at the margin, without comments.
func (l *sourceLines) findMargins() {
	l.margins = []int{}
	for i := range l.starts {
		if text := l.at(i); len(text) > 0 && text[0] > ' ' && text[0] != '#' {
			l.margins = append(l.margins, i)
		}
	}
}

// cut gives what is before, in and after the stretch, made safe by escape and
// shortened to 200 columns, mostly of what is far from the stretch.
func (s snippet) cut(escape func(string) string) (before, subject, after string) {
	clean := func(text string) string { return escape(spaced(text)) }
	var cutBefore, cutSubject, cutAfter bool
	before, cutBefore = lastBytes(strings.TrimPrefix(s.text[:s.start], byteOrderMark))
	subject, cutSubject = firstBytes(s.text[s.start:s.end])
	after, cutAfter = firstBytes(s.text[s.end:])
	before, subject, after = clean(before), clean(subject), clean(after)
	if columns(before)+columns(subject)+columns(after) > snippetColumns || cutBefore || cutSubject || cutAfter {
		if keep := contextColumns; columns(before) > keep {
			before = ellipsis + lastColumns(before, keep)
		}
		subject, cutSubject = firstColumns(subject, snippetColumns-contextColumns, cutSubject)
		left := max(0, snippetColumns-columns(before)-columns(subject))
		if cutSubject {
			left = 0
		}
		after, _ = firstColumns(after, left, cutAfter || cutSubject && after != "")
	}
	return before, subject, after
}

// spaced shows tabs as spaces and bytes that are no UTF-8 as U+FFFD.
func spaced(text string) string {
	return strings.ReplaceAll(strings.ToValidUTF8(text, "\uFFFD"), "\t", strings.Repeat(" ", tabWidth))
}

func firstBytes(s string) (string, bool) {
	if len(s) <= snippetBytes {
		return s, false
	}
	end := snippetBytes
	for end > 0 && !utf8.RuneStart(s[end]) {
		end--
	}
	return s[:end], true
}

func lastBytes(s string) (string, bool) {
	if len(s) <= snippetBytes {
		return s, false
	}
	start := len(s) - snippetBytes
	for start < len(s) && !utf8.RuneStart(s[start]) {
		start++
	}
	return s[start:], true
}

// firstColumns keeps the first n columns, with an ellipsis where something is
// left out, here or before.
func firstColumns(s string, n int, cut bool) (string, bool) {
	used := 0
	for i, r := range s {
		if used += runeColumns(r); used > n {
			return s[:i] + ellipsis, true
		}
	}
	if cut {
		s += ellipsis
	}
	return s, cut
}

// lastColumns keeps the last n columns.
func lastColumns(s string, n int) string {
	over := columns(s) - n
	for start, r := range s {
		if over <= 0 {
			return s[start:]
		}
		over -= runeColumns(r)
	}
	return ""
}

// columns is the width of a text on a terminal.
func columns(s string) int {
	n := 0
	for _, r := range s {
		n += runeColumns(r)
	}
	return n
}

func runeColumns(r rune) int {
	switch {
	case r < 0x300:
		return 1
	case unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf):
		return 0
	}
	switch width.LookupRune(r).Kind() {
	case width.EastAsianWide, width.EastAsianFullwidth:
		return 2
	}
	return 1
}

// wrap breaks a line between words so that it fits; 0 leaves it whole. A word
// that is too long stands alone.
func wrap(line string, limit int) []string {
	if limit <= 0 || columns(line) <= limit {
		return []string{line}
	}
	var lines []string
	var b strings.Builder
	used := 0
	for word := range strings.SplitSeq(line, " ") {
		n := columns(word)
		if used > 0 && used+1+n > limit {
			lines = append(lines, b.String())
			b.Reset()
			used = 0
		} else if used > 0 {
			b.WriteByte(' ')
			used++
		}
		b.WriteString(word)
		used += n
	}
	return append(lines, b.String())
}
