package engine

import (
	"errors"
	"fmt"
	"strings"
	"unicode"
)

// asciiDomain writes a domain that has letters beyond ASCII in the form that
// mail and DNS use, xn--mnchen-3ya.example for münchen.example, so that both
// forms are one domain. It takes letters and digits only. A letter that has
// several spellings (a mark of its own, a wide form) is refused, since without
// the tables of IDNA it would become another domain than a browser makes of it.
func asciiDomain(domain string) (string, error) {
	labels := strings.Split(domain, ".")
	for i, label := range labels {
		if isASCII(label) {
			continue
		}
		var letters []rune
		for _, r := range label {
			lower := unicode.ToLower(r)
			if r != '-' && !isDomainLetter(r, lower) {
				return "", fmt.Errorf("%q cannot be read as part of a domain: write its form that begins with xn--", label)
			}
			letters = append(letters, lower)
		}
		encoded, err := punycode(letters)
		if err != nil {
			return "", err
		}
		labels[i] = "xn--" + encoded
	}
	return strings.Join(labels, "."), nil
}

func isASCII(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return r >= unicode.MaxASCII }) < 0
}

// isDomainLetter reports whether a letter has one spelling in a domain.
func isDomainLetter(r, lower rune) bool {
	if r < unicode.MaxASCII {
		return unicode.IsLetter(r) || unicode.IsDigit(r)
	}
	return (unicode.IsLetter(r) || unicode.Is(unicode.Nd, r)) && !unicode.Is(otherSpellings, r) && lower > unicode.MaxASCII
}

// otherSpellings are letters that IDNA writes as others: small raised ones,
// digraphs, parts of syllables, and forms that exist for old character sets.
var otherSpellings = &unicode.RangeTable{
	R16: []unicode.Range16{
		{0xAA, 0xAA, 1}, {0xBA, 0xBA, 1}, {0x132, 0x133, 1}, {0x13F, 0x140, 1}, {0x149, 0x149, 1}, {0x17F, 0x17F, 1},
		{0x1C4, 0x1CC, 1}, {0x1F1, 0x1F3, 1}, {0x2B0, 0x2B8, 1}, {0x2E0, 0x2E4, 1}, {0x587, 0x587, 1}, {0x1100, 0x11FF, 1},
		{0x1D2C, 0x1D6A, 1}, {0x1D78, 0x1D78, 1}, {0x1D9B, 0x1DBF, 1}, {0x1E9A, 0x1E9B, 1}, {0x2000, 0x2BFF, 1}, {0x3131, 0x318E, 1},
		{0xF900, 0xFFFF, 1},
	},
	R32:         []unicode.Range32{{0x1D400, 0x1D7FF, 1}, {0x1EE00, 0x1EEFF, 1}, {0x2F800, 0x2FA1F, 1}},
	LatinOffset: 2,
}

// Parameters of punycode (RFC 3492, section 5).
const (
	punyBase    = 36
	punyTMin    = 1
	punyTMax    = 26
	punySkew    = 38
	punyDamp    = 700
	punyBias    = 72
	punyInitial = 128
)

// punycode encodes the letters of a label (RFC 3492, section 6.3).
func punycode(letters []rune) (string, error) {
	if len(letters) > maxDomainPart {
		return "", errors.New("a part of the domain is too long")
	}
	var out strings.Builder
	for _, r := range letters {
		if r < punyInitial {
			out.WriteRune(r)
		}
	}
	basic := out.Len()
	if basic > 0 {
		out.WriteByte('-')
	}
	next, delta, bias := rune(punyInitial), 0, punyBias
	for handled := basic; handled < len(letters); {
		least := unicode.MaxRune
		for _, r := range letters {
			if r >= next {
				least = min(least, r)
			}
		}
		delta += int(least-next) * (handled + 1)
		for _, r := range letters {
			if r < least {
				delta++
			}
			if r == least {
				punyNumber(&out, delta, bias)
				bias = punyAdapt(delta, handled+1, handled == basic)
				delta = 0
				handled++
			}
		}
		next, delta = least+1, delta+1
	}
	return out.String(), nil
}

// punyNumber writes a number in the digits of punycode, lowest first.
func punyNumber(out *strings.Builder, n, bias int) {
	const digits = "abcdefghijklmnopqrstuvwxyz0123456789"
	for k := punyBase; ; k += punyBase {
		t := min(max(k-bias, punyTMin), punyTMax)
		if n < t {
			out.WriteByte(digits[n])
			return
		}
		out.WriteByte(digits[t+(n-t)%(punyBase-t)])
		n = (n - t) / (punyBase - t)
	}
}

func punyAdapt(delta, count int, first bool) int {
	if first {
		delta /= punyDamp
	} else {
		delta /= 2
	}
	delta += delta / count
	k := 0
	for delta > (punyBase-punyTMin)*punyTMax/2 {
		delta /= punyBase - punyTMin
		k += punyBase
	}
	return k + (punyBase-punyTMin+1)*delta/(delta+punySkew)
}
