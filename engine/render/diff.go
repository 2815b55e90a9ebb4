package render

import (
	"bufio"
	"io"
	"strings"

	"github.com/sergi/go-diff/diffmatchpatch"
)

// Unified writes the difference of two texts as patch(1) takes it, with three
// lines of context, and nothing where they are equal. The lines are written
// as they are: it is for files that were read as safe text before.
func Unified(w io.Writer, fromName, toName, from, to string) error {
	if from == to {
		return nil
	}
	out := bufio.NewWriter(w)
	h := newHunks(out, fromName, toName)
	h.compare(splitLines(from), splitLines(to))
	h.end()
	return out.Flush()
}

// splitLines splits after each line feed.
func splitLines(s string) []string {
	var lines []string
	for line := range strings.Lines(s) {
		lines = append(lines, line)
	}
	return lines
}

// match is a line that both sides have, by index.
type match struct{ from, to int }

// matches aligns two lists of lines. Lines that only one side has are set
// aside first: they cannot match, and many of them would make the search
// quadratic.
func matches(from, to []string) []match {
	ids := map[string]rune{}
	a, b := number(from, ids), number(to, ids)
	a, ai := shared(a, b)
	b, bi := shared(b, a)

	dmp := diffmatchpatch.New()
	dmp.DiffTimeout = 0 // the result shall not depend on the load
	var list []match
	i, j := 0, 0
	for _, d := range dmp.DiffMainRunes(a, b, false) {
		n := len([]rune(d.Text))
		switch d.Type {
		case diffmatchpatch.DiffDelete:
			i += n
		case diffmatchpatch.DiffInsert:
			j += n
		case diffmatchpatch.DiffEqual:
			for k := range n {
				list = append(list, match{ai[i+k], bi[j+k]})
			}
			i, j = i+n, j+n
		}
	}
	return list
}

// surrogates are numbers that are no characters and would not survive.
const (
	surrogates    = 0xD800
	surrogatesEnd = 0xE000
)

// number gives every different line its own character. A file that was read
// has fewer lines than there are characters.
func number(lines []string, ids map[string]rune) []rune {
	runes := make([]rune, len(lines))
	for i, line := range lines {
		id, ok := ids[line]
		if !ok {
			id = rune(len(ids) + 1)
			if id >= surrogates {
				id += surrogatesEnd - surrogates
			}
			ids[line] = id
		}
		runes[i] = id
	}
	return runes
}

// shared keeps what also stands in other, with its index.
func shared(list, other []rune) (kept []rune, at []int) {
	there := make(map[rune]bool, len(other))
	for _, r := range other {
		there[r] = true
	}
	for i, r := range list {
		if there[r] {
			kept = append(kept, r)
			at = append(at, i)
		}
	}
	return kept, at
}
