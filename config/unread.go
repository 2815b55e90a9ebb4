package config

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// words are those of the files that could not be read whole.
type words struct {
	seen map[string]bool
	any  bool // a file's text is not known, so that every word may stand there
}

// mayStandUnread reports whether a name that nothing declares may be declared
// in a file that could not be read whole: its text has the name as a word.
// Such a name is not reported, since it is likely to be there once the file is
// repaired. A name that is no identifier counts as its words.
func (l *loader) mayStandUnread(name string) bool {
	if len(l.registry.unread) == 0 {
		return false
	}
	if l.unread == nil {
		l.unread = &words{seen: map[string]bool{}}
		for _, file := range l.registry.unread {
			l.unread.enter(l.source(file))
		}
	}
	return l.unread.have(name)
}

// enter takes the words of a text. One that is cut off, or no UTF-8, may have
// any.
func (w *words) enter(src []byte) {
	if len(src) > sourceLimit || !utf8.Valid(src) {
		w.any = true
		return
	}
	for _, word := range wordsOf(string(src)) {
		w.seen[word] = true
	}
}

func (w *words) have(name string) bool {
	if w.any {
		return true
	}
	for _, word := range wordsOf(name) {
		if !w.seen[word] {
			return false
		}
	}
	return true
}

// wordsOf cuts a text where no identifier goes on.
func wordsOf(text string) []string {
	return strings.FieldsFunc(norm.NFC.String(text), func(c rune) bool {
		return c != '_' && c != '-' && !unicode.In(c, unicode.Letter, unicode.Digit, unicode.Mark)
	})
}
