package sqlstore

import (
	"errors"
	"strconv"
	"strings"
	"unicode/utf8"
)

// A packed value is a list of numbers and texts: a number is followed by a
// space, a text preceded by its length in bytes and a colon and followed by a
// space. Every list can be packed in one way only, so that it can be hashed,
// and SQL can write it: concat_ws(' ', a, b) || ' '.

// rowPacker writes packed values.
type rowPacker struct {
	b   []byte
	bad bool // some text is not valid UTF-8 or has a NUL, which no backend keeps
}

func (p *rowPacker) reset() { p.b = p.b[:0] }

func (p *rowPacker) int(n int64) {
	p.b = strconv.AppendInt(p.b, n, 10)
	p.b = append(p.b, ' ')
}

func (p *rowPacker) flag(b bool) {
	if b {
		p.b = append(p.b, '1', ' ')
	} else {
		p.b = append(p.b, '0', ' ')
	}
}

func (p *rowPacker) text(s string) {
	p.bad = p.bad || !storable(s)
	p.b = strconv.AppendInt(p.b, int64(len(s)), 10)
	p.b = append(p.b, ':')
	p.b = append(p.b, s...)
	p.b = append(p.b, ' ')
}

func (p *rowPacker) texts(list []string) {
	p.int(int64(len(list)))
	for _, s := range list {
		p.text(s)
	}
}

// storable reports whether every backend keeps s as it is. It looks at eight
// bytes at once as long as all are ASCII and none is NUL.
func storable(s string) bool {
	const low, high = 0x0101010101010101, 0x8080808080808080
	for len(s) >= 8 {
		word := uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 |
			uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
		if (word|(word-low))&high != 0 {
			break
		}
		s = s[8:]
	}
	for i := range len(s) {
		switch c := s[i]; {
		case c == 0:
			return false
		case c >= utf8.RuneSelf:
			return utf8.ValidString(s[i:]) && !hasNUL(s[i:])
		}
	}
	return true
}

func hasNUL(s string) bool { return strings.IndexByte(s, 0) >= 0 }

// document writes a JSON document; toJSON has made escapes of what cannot be
// stored.
func (p *rowPacker) document(text string) {
	p.text(text)
	p.bad = p.bad || hasEscape(text, `\ufffd`) || hasEscape(text, `\u0000`)
}

// hasEscape reports whether the JSON text has that escape, and not the same
// letters after a backslash that is escaped itself.
func hasEscape(text, escape string) bool {
	for {
		i := strings.Index(text, escape)
		if i < 0 {
			return false
		}
		before := i
		for before > 0 && text[before-1] == '\\' {
			before--
		}
		if (i-before)%2 == 0 {
			return true
		}
		text = text[i+len(escape):]
	}
}

var errPacked = errors.New("a packed value is damaged")

// rowUnpacker reads packed values. After the first fault it gives zeros, and err
// says so.
type rowUnpacker struct {
	s   string
	err error
}

func (u *rowUnpacker) more() bool { return u.err == nil && len(u.s) > 0 }

func (u *rowUnpacker) fail() {
	u.err = errPacked
	u.s = ""
}

// number reads digits up to the byte end.
func (u *rowUnpacker) number(end byte) int64 {
	s, i, n, negative := u.s, 0, int64(0), false
	if len(s) > 0 && s[0] == '-' {
		negative, i = true, 1
	}
	start := i
	for ; i < len(s) && s[i] >= '0' && s[i] <= '9'; i++ {
		n = n*10 + int64(s[i]-'0')
	}
	if i == start || i-start > 19 || i >= len(s) || s[i] != end {
		u.fail()
		return 0
	}
	u.s = s[i+1:]
	if negative {
		return -n
	}
	return n
}

func (u *rowUnpacker) int() int64 { return u.number(' ') }

func (u *rowUnpacker) flag() bool { return u.int() != 0 }

func (u *rowUnpacker) text() string {
	n := u.number(':')
	if u.err != nil || n < 0 || n >= int64(len(u.s)) || u.s[n] != ' ' {
		u.fail()
		return ""
	}
	s := u.s[:n]
	u.s = u.s[n+1:]
	return s
}

// scan reads texts, as the columns of a row.
func (u *rowUnpacker) scan(targets ...any) error {
	for _, target := range targets {
		*target.(*string) = u.text()
	}
	return u.err
}

// count reads the length of a list, which cannot be longer than what is left.
func (u *rowUnpacker) count() int {
	n := u.int()
	if n < 0 || n > int64(len(u.s)) {
		u.fail()
		return 0
	}
	return int(n)
}
