package engine

import "strings"

// Rights is a level for every permission of a catalogue, one byte a
// permission in the catalogue's order. It is immutable and comparable, so
// that a million grants share a few hundred of them (see Interner). The empty
// string is no rights at all, in every catalogue.
type Rights string

// Level returns the level of the permission with index i.
func (r Rights) Level(i int) Level {
	if i >= len(r) {
		return 0
	}
	return Level(r[i])
}

// IsEmpty reports whether every level is the lowest.
func (r Rights) IsEmpty() bool {
	for i := range len(r) {
		if r[i] != 0 {
			return false
		}
	}
	return true
}

// AtMost reports whether no level of r is above that of s: r ≤ s.
func (r Rights) AtMost(s Rights) bool {
	if r == s {
		return true
	}
	i := 0
	for n := min(len(r), len(s)); i+8 <= n; i += 8 {
		if !eightAtMost(r.eight(i), s.eight(i)) {
			return false
		}
	}
	for ; i < len(r); i++ {
		if r.Level(i) > s.Level(i) {
			return false
		}
	}
	return true
}

// eight gives the levels of eight permissions from i on, a byte each.
func (r Rights) eight(i int) uint64 {
	_ = r[i+7]
	return uint64(r[i]) | uint64(r[i+1])<<8 | uint64(r[i+2])<<16 | uint64(r[i+3])<<24 |
		uint64(r[i+4])<<32 | uint64(r[i+5])<<40 | uint64(r[i+6])<<48 | uint64(r[i+7])<<56
}

// eightAtMost compares eight levels at once. A level is far below 128, so that
// the highest bit of each byte is free: set in b, it is left where nothing has
// to be borrowed.
func eightAtMost(a, b uint64) bool {
	const free = 0x8080808080808080
	return ((b|free)-a)&free == free
}

// Equal reports whether r and s give the same level everywhere.
func (r Rights) Equal(s Rights) bool {
	if len(r) == len(s) {
		return r == s
	}
	return r.AtMost(s) && s.AtMost(r)
}

// Join gives, for each permission, the higher of the two levels.
func (r Rights) Join(s Rights) Rights {
	switch {
	case r.AtMost(s):
		return s
	case s.AtMost(r):
		return r
	}
	return combine(r, s, func(a, b Level) Level { return max(a, b) })
}

// Meet gives, for each permission, the lower of the two levels.
func (r Rights) Meet(s Rights) Rights {
	switch {
	case r.AtMost(s):
		return r
	case s.AtMost(r):
		return s
	}
	return combine(r, s, func(a, b Level) Level { return min(a, b) })
}

// Minus is the difference: the levels of r where they are above those of s,
// else the lowest.
func (r Rights) Minus(s Rights) Rights {
	return combine(r, s, func(a, b Level) Level {
		if a > b {
			return a
		}
		return 0
	})
}

// With returns r with the level of permission i set to l.
func (r Rights) With(i int, l Level) Rights {
	if r.Level(i) == l {
		return r
	}
	b := make([]byte, max(len(r), i+1))
	copy(b, r)
	b[i] = byte(l)
	return Rights(b)
}

func combine(r, s Rights, f func(a, b Level) Level) Rights {
	var b strings.Builder
	n := max(len(r), len(s))
	b.Grow(n)
	for i := range n {
		b.WriteByte(byte(f(r.Level(i), s.Level(i))))
	}
	return Rights(b.String())
}

// Interner makes equal rights share their memory. It is not safe for use by
// several goroutines.
type Interner struct{ seen map[Rights]Rights }

// Intern returns the first rights seen that equal r.
func (in *Interner) Intern(r Rights) Rights {
	if known, ok := in.seen[r]; ok {
		return known
	}
	if in.seen == nil {
		in.seen = map[Rights]Rights{}
	}
	in.seen[r] = r
	return r
}
