package render

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/width"
)

// maxMarks is how many combining marks one character may bear: enough for
// every script, too few to paint over the lines above and below.
const maxMarks = 3

// Terminal makes text from outside safe to print on one line of a terminal.
// Printable characters stay; a tab, a line feed and every kind of space
// becomes a space; control, format, bidi, invisible, private and unassigned
// characters, piled up marks and bytes that are no UTF-8 become visible
// escapes such as \u{202e}.
func Terminal(s string) string {
	if isPlain(s) {
		return s
	}
	var b strings.Builder
	marks := maxMarks // a mark needs something to stand on
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == utf8.RuneError && size == 1:
			fmt.Fprintf(&b, `\x{%02x}`, s[i])
			marks = 0
		case r == '\n' || r == '\t' || unicode.Is(unicode.Zs, r):
			b.WriteByte(' ')
			marks = 0
		case isInvisible(r):
			fmt.Fprintf(&b, `\u{%x}`, r)
			marks = 0
		case !isMark(r):
			b.WriteRune(r)
			marks = 0
		case marks < maxMarks:
			b.WriteRune(r)
			marks++
		default:
			fmt.Fprintf(&b, `\u{%x}`, r)
		}
		i += size
	}
	return b.String()
}

// isPlain reports whether s is printable ASCII. It looks at eight bytes at once:
// the top bit of one is set, or would be after adding one or taking a space's
// worth away, where it is no such character.
func isPlain(s string) bool {
	const ones, spaces, tops = 0x0101010101010101, 0x2020202020202020, 0x8080808080808080
	for ; len(s) >= 8; s = s[8:] {
		word := uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 |
			uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
		if (word|(word+ones)|(word-spaces))&tops != 0 {
			return false
		}
	}
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}

// isInvisible reports whether a terminal shows nothing, or anything, for r.
func isInvisible(r rune) bool {
	return !unicode.IsPrint(r) || r == '\u2800' || // a Braille cell without dots
		unicode.In(r, unicode.Variation_Selector, unicode.Other_Default_Ignorable_Code_Point)
}

func isMark(r rune) bool { return unicode.In(r, unicode.Mn, unicode.Me) }

// textWidth is how many columns safe text takes. Tables of the Unicode
// standard decide, not the locale: the same plan has the same lines anywhere.
func textWidth(s string) int {
	if isPlain(s) {
		return len(s)
	}
	n := 0
	for _, r := range s {
		n += runeWidth(r)
	}
	return n
}

func runeWidth(r rune) int {
	if r < utf8.RuneSelf {
		return 1
	}
	if isMark(r) {
		return 0
	}
	switch width.LookupRune(r).Kind() {
	case width.EastAsianWide, width.EastAsianFullwidth:
		return 2
	default:
		return 1
	}
}

// pad fills safe text with spaces up to n columns.
func pad(s string, n int) string {
	return s + strings.Repeat(" ", max(0, n-textWidth(s)))
}

// appendPadded is pad for a line that is put together.
func appendPadded(line []byte, s string, n int) []byte {
	line = append(line, s...)
	for range n - textWidth(s) {
		line = append(line, ' ')
	}
	return line
}

// cut splits safe text after at most n columns, and at least one character,
// not between a character and its marks.
func cut(s string, n int) (head, tail string) {
	columns := 0
	for i, r := range s {
		columns += runeWidth(r)
		if columns > n && i > 0 && !isMark(r) {
			return s[:i], s[i:]
		}
	}
	return s, ""
}

// shorten keeps the beginning of safe text.
func shorten(s string, n int) string {
	if textWidth(s) <= n {
		return s
	}
	head, _ := cut(s, max(1, n-1))
	return head + "…"
}

// shortenLeft keeps the end of safe text, which of a path is the file.
func shortenLeft(s string, n int) string {
	excess := textWidth(s) - n
	if excess <= 0 {
		return s
	}
	columns := 0
	for i, r := range s {
		if columns > excess && !isMark(r) {
			return "…" + s[i:]
		}
		columns += runeWidth(r)
	}
	return "…"
}

// wrap breaks safe text into lines, the first at most first columns wide, the
// others rest: after a space where there is one, else anywhere.
func wrap(s string, first, rest int) []string {
	var lines []string
	for n := first; ; n = rest {
		head, tail := cut(s, n)
		if tail == "" {
			return append(lines, head)
		}
		if at := strings.LastIndexByte(head, ' '); at > 0 && tail[0] != ' ' {
			if trimmed := strings.TrimRight(s[:at], " "); trimmed != "" {
				head, tail = trimmed, s[at:]
			}
		}
		lines = append(lines, strings.TrimRight(head, " "))
		s = strings.TrimLeft(tail, " ")
	}
}
