package render

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestTerminal(t *testing.T) {
	for in, want := range map[string]string{
		"Acme Corp":                 "Acme Corp",
		"Søren Åkesson, 北京, José":   "Søren Åkesson, 北京, José",
		"\x1b[31mred":               `\u{1b}[31mred`,
		"a\u202eb":                  `a\u{202e}b`,
		"a\nb\tc\r":                 `a b c\u{d}`,
		"\xffok":                    `\x{ff}ok`,
		"e\u0301":                   "e\u0301",
		"\u0301":                    `\u{301}`,
		"e\u0301\u0301\u0301\u0301": "e\u0301\u0301\u0301" + `\u{301}`,
		"\u3000":                    " ",
		"\ufe0f":                    `\u{fe0f}`,
	} {
		if got := Terminal(in); got != want {
			t.Errorf("Terminal(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestTextWidth(t *testing.T) {
	for s, want := range map[string]int{"": 0, "abc": 3, "北京": 4, "e\u0301": 1, "ＡＢ": 4, "→": 1, "😀": 2} {
		if got := textWidth(s); got != want {
			t.Errorf("textWidth(%q) = %d, want %d", s, got, want)
		}
	}
}

// TestTerminalLaws: safe text is printable and stays as it is.
func TestTerminalLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := string(rapid.SliceOf(rapid.Byte()).Draw(t, "bytes")) + rapid.String().Draw(t, "s")
		safe := Terminal(s)
		if again := Terminal(safe); again != safe {
			t.Fatalf("%q becomes %q, then %q", s, safe, again)
		}
	})
}

// TestWrapLaws: no line is too wide, and nothing but spaces is lost.
func TestWrapLaws(t *testing.T) {
	bare := func(s string) string { return strings.ReplaceAll(s, " ", "") }
	rapid.Check(t, func(t *rapid.T) {
		s := Terminal(rapid.OneOf(rapid.String(), rapid.StringMatching(`[ a北é]{0,80}`)).Draw(t, "s"))
		first, rest := rapid.IntRange(2, 20).Draw(t, "first"), rapid.IntRange(2, 20).Draw(t, "rest")
		lines := wrap(s, first, rest)
		for i, line := range lines {
			if limit := map[bool]int{true: first, false: rest}[i == 0]; textWidth(line) > limit {
				t.Fatalf("line %d of %q is wider than %d: %q", i, s, limit, line)
			}
		}
		if got := strings.Join(lines, ""); bare(got) != bare(s) {
			t.Fatalf("%q became %q", s, lines)
		}
	})
}

// TestShortenLaws: what is shortened fits.
func TestShortenLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := Terminal(rapid.OneOf(rapid.String(), rapid.StringMatching(`[a北é]{0,40}`)).Draw(t, "s"))
		n := rapid.IntRange(3, 30).Draw(t, "n")
		for _, got := range []string{shorten(s, n), shortenLeft(s, n)} {
			if textWidth(got) > n {
				t.Fatalf("%q shortened to %d is %q", s, n, got)
			}
			if textWidth(s) <= n && got != s {
				t.Fatalf("%q fits in %d and became %q", s, n, got)
			}
		}
	})
}

func FuzzTerminal(f *testing.F) {
	for _, s := range hostileStrings(f) {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) { checkPrintable(t, Terminal(s)) })
}

// Every byte, wherever it stands.
func TestTerminalEveryByte(t *testing.T) {
	for size := 1; size <= 17; size++ {
		for at := range size {
			for c := range 256 {
				text := []byte(strings.Repeat("x", size))
				text[at] = byte(c)
				isSafe := c >= ' ' && c <= '~'
				if got := Terminal(string(text)); (got == string(text)) != isSafe {
					t.Fatalf("%#x at %d of %d becomes %q", c, at, size, got)
				}
			}
		}
	}
}
