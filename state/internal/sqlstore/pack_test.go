package sqlstore

import (
	"strings"
	"testing"
	"unicode/utf8"
)

// What cannot be stored is found wherever it stands in a text: storable looks
// at eight bytes at once.
func TestStorable(t *testing.T) {
	for _, part := range []string{"\x00", "\x01", "\x7f", "\x80", "\x81", "\xff", "é", "é\x00", "日本", "\xc3", "a"} {
		for before := range 20 {
			for after := range 20 {
				s := strings.Repeat("a", before) + part + strings.Repeat("b", after)
				want := utf8.ValidString(s) && !strings.Contains(s, "\x00")
				if got := storable(s); got != want {
					t.Fatalf("storable(%q) = %t", s, got)
				}
			}
		}
	}
}
