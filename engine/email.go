package engine

import (
	"errors"
	"fmt"
	"net/mail"
	"strings"
	"unicode/utf8"
)

// Bounds of an address, from RFC 5321.
const (
	maxEmail      = 254
	maxLocalPart  = 64
	maxDomainPart = 63
)

// ParseEmail reads an e-mail address: local@domain and nothing else, no display
// name, comment, quotes or IP address. It returns it in lower case and in
// ASCII, as addresses are compared; letters beyond ASCII may stand in the
// domain only. It is the one rule about addresses: of the
// configuration, of documents and of exports.
func ParseEmail(s string) (string, error) {
	address, err := s, error(nil)
	if local, domain, found := strings.Cut(s, "@"); found && len(s) <= maxEmail && utf8.ValidString(s) && !isASCII(domain) {
		domain, err = asciiDomain(domain)
		address = local + "@" + domain
	}
	if err == nil {
		err = checkEmail(address)
	}
	if err != nil {
		return "", fmt.Errorf("%s is not an e-mail address: %w", shortQuote(s), err)
	}
	return LowerASCII(address), nil
}

// ParseDomain reads an e-mail domain, and returns it in lower case and in ASCII.
func ParseDomain(s string) (string, error) {
	if address, err := ParseEmail("x@" + s); err == nil {
		return strings.TrimPrefix(address, "x@"), nil
	}
	return "", fmt.Errorf("%s is not a domain: write one such as company.example", shortQuote(s))
}

// LowerASCII lowers A to Z and nothing else: strings.ToLower would make one
// address of two, since the Kelvin sign becomes a k.
func LowerASCII(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'A' && r <= 'Z' {
			return r + 'a' - 'A'
		}
		return r
	}, s)
}

func checkEmail(s string) error {
	local, domain, found := strings.Cut(s, "@")
	switch {
	case s == "":
		return errors.New("it is empty")
	case len(s) > maxEmail:
		return fmt.Errorf("it is longer than %d characters", maxEmail)
	case strings.IndexFunc(s, isNotPrintableASCII) >= 0:
		return errors.New("it has a character other than visible ASCII, such as a space or an accented letter")
	case !found || local == "" || domain == "":
		return errors.New("write name@company.example")
	case len(local) > maxLocalPart:
		return fmt.Errorf("what stands before the @ is longer than %d characters", maxLocalPart)
	}
	if !isDotAtom(local) || !isDotAtom(domain) {
		address, err := mail.ParseAddress(s)
		if err != nil || address.Address != s || strings.Contains(local, `"`) {
			return errors.New("write name@company.example, without a display name, comment or quotes")
		}
	}
	return checkDomain(domain)
}

// isDotAtom reports whether s is words of letters, digits, - and _ with one dot
// between each two: of nearly every address both halves are, and then net/mail
// need not be asked (RFC 5322, 3.2.3, has a few more characters).
func isDotAtom(s string) bool {
	word := false // something stands since the last dot
	for i := range len(s) {
		switch c := s[i]; {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9', c == '-', c == '_':
			word = true
		case c != '.' || !word:
			return false
		default:
			word = false
		}
	}
	return word
}

// checkDomain wants at least two labels, the last one not a number.
func checkDomain(domain string) error {
	labels := strings.Split(domain, ".")
	if len(labels) < 2 {
		return fmt.Errorf("%q is not a whole domain", domain)
	}
	for _, label := range labels {
		if len(label) > maxDomainPart || !isDomainLabel(label) {
			return fmt.Errorf("%q is not a domain", domain)
		}
	}
	if last := labels[len(labels)-1]; strings.Trim(last, "0123456789") == "" {
		return fmt.Errorf("%q is not a domain but an IP address", domain)
	}
	return nil
}

// isDomainLabel reports whether s is one part of a domain: letters, digits and
// hyphens, no hyphen at either end.
func isDomainLabel(s string) bool {
	if s == "" || s[0] == '-' || s[len(s)-1] == '-' {
		return false
	}
	return strings.IndexFunc(s, func(r rune) bool {
		return r != '-' && (r < '0' || r > '9') && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z')
	}) < 0
}

func isNotPrintableASCII(r rune) bool { return r <= ' ' || r >= 0x7F }

// shortQuote quotes what somebody wrote, cut to a bearable length.
func shortQuote(s string) string {
	const limit = 80
	if len(s) > limit {
		return fmt.Sprintf("%q...", s[:limit])
	}
	return fmt.Sprintf("%q", s)
}
