package planfile

import (
	"fmt"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// harmless gives JSON text in which every control, format, bidi and
// separator character is written as \uXXXX, so that it does nothing to the
// terminal that it is printed on. Line feeds between values stay: inside a
// string encoding/json has escaped them.
func harmless(text []byte) []byte {
	at := firstHarmful(text)
	if at < 0 {
		return text
	}
	safe := append(make([]byte, 0, len(text)+32), text[:at]...)
	for _, r := range string(text[at:]) {
		switch {
		case !isHarmful(r):
			safe = utf8.AppendRune(safe, r)
		case r > 0xFFFF:
			high, low := utf16.EncodeRune(r)
			safe = fmt.Appendf(safe, `\u%04x\u%04x`, high, low)
		default:
			safe = fmt.Appendf(safe, `\u%04x`, r)
		}
	}
	return safe
}

// firstHarmful finds the first byte of a harmful character, or -1.
func firstHarmful(text []byte) int {
	for i := 0; i < len(text); {
		if c := text[i]; c < utf8.RuneSelf {
			if c == 0x7F {
				return i
			}
			i++
			continue
		}
		r, size := utf8.DecodeRune(text[i:])
		if isHarmful(r) {
			return i
		}
		i += size
	}
	return -1
}

// isHarmful includes U+FFFD, which encoding/json writes escaped where it
// stands for a bad byte and plain elsewhere: there shall be one way.
func isHarmful(r rune) bool {
	return r == utf8.RuneError || r != '\n' && unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp)
}
