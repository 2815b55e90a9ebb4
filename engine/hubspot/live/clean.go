package live

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Bounds of a text from outside, in bytes: what is looked at, and what is shown.
const (
	maxLooked = 64 << 10
	maxShown  = 500
)

// fragment is how many bytes in a row of a secret are taken for a part of it.
const fragment = 8

// clean returns a text from outside as it may be shown: without characters that
// cannot be seen or that change how the text around them is shown, without the
// secret or a part of it, and cut. It is cleaned first, so that nothing hides a
// secret from the search, and cut last, so that no half of one is left.
func clean(text, secret string) string {
	text = strings.ToValidUTF8(text[:min(len(text), maxLooked)], "")
	text = strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\r' || r == '\t':
			return ' '
		case unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp) || r == utf8.RuneError:
			return -1
		}
		return r
	}, text)
	return cut(withoutSecret(strings.Join(strings.Fields(text), " "), secret))
}

// cut shortens a text to what is shown of it.
func cut(text string) string {
	if len(text) <= maxShown {
		return text
	}
	const more = "..."
	end := maxShown - len(more)
	for end > 0 && !utf8.RuneStart(text[end]) {
		end--
	}
	return text[:end] + more
}

// withoutSecret replaces every run of bytes that stands in the secret, too, and is
// too long to be there by chance.
func withoutSecret(text, secret string) string {
	if len(secret) < fragment {
		return text
	}
	folded, secret := lower(text), lower(secret)
	parts := map[string]bool{}
	for i := range len(secret) - fragment + 1 {
		parts[secret[i:i+fragment]] = true
	}
	var b strings.Builder
	for i := 0; i < len(text); {
		end := i
		for j := i; j+fragment <= len(text) && parts[folded[j:j+fragment]]; j++ {
			end = j + fragment
		}
		if end == i {
			b.WriteByte(text[i])
			i++
			continue
		}
		b.WriteString(shownKey)
		i = end
	}
	return b.String()
}

// lower lowers A to Z alone, which keeps every byte at its place.
func lower(s string) string {
	b := []byte(s)
	for i, c := range b {
		if c >= 'A' && c <= 'Z' {
			b[i] = c + 'a' - 'A'
		}
	}
	return string(b)
}
