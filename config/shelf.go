package config

import (
	"encoding/binary"
	"maps"
	"math"
	"slices"
	"strings"

	"accredit/engine"
)

// The bytes of the cache: tables of records of which each is found by its
// number, so that a run reads those that it needs and no others.

// shelfWriter writes them.
type shelfWriter struct{ b []byte }

func (w *shelfWriter) number(n int) { w.b = binary.AppendUvarint(w.b, uint64(n)) }

func (w *shelfWriter) text(s string) {
	w.number(len(s))
	w.b = append(w.b, s...)
}

func (w *shelfWriter) flag(on bool) {
	n := 0
	if on {
		n = 1
	}
	w.number(n)
}

func (w *shelfWriter) texts(list []string) {
	w.number(len(list))
	for _, s := range list {
		w.text(s)
	}
}

// pairs writes a map, by key.
func (w *shelfWriter) pairs(m map[string]string) {
	w.number(len(m))
	for _, key := range slices.Sorted(maps.Keys(m)) {
		w.text(key)
		w.text(m[key])
	}
}

func (w *shelfWriter) amount(x float64) {
	w.b = binary.BigEndian.AppendUint64(w.b, math.Float64bits(x))
}

// digest writes a digest as it is.
func (w *shelfWriter) digest(d textDigest) { w.b = append(w.b, d[:]...) }

// table writes n records after a list of where each begins, counted from the
// beginning of the table, and where the last one ends.
func (w *shelfWriter) table(n int, record func(i int)) {
	start := len(w.b)
	w.b = binary.LittleEndian.AppendUint32(w.b, uint32(n))
	w.b = append(w.b, make([]byte, 4*n+4)...)
	for i := range n + 1 {
		binary.LittleEndian.PutUint32(w.b[start+4+4*i:], uint32(len(w.b)-start))
		if i < n {
			record(i)
		}
	}
}

// shelfReader reads them. It believes nothing: past the end everything is
// zero, and bad.
type shelfReader struct {
	s   string
	at  int
	bad bool
}

func (r *shelfReader) number() int {
	n, shift := uint64(0), 0
	for ; r.at < len(r.s) && shift < 63; shift += 7 {
		c := r.s[r.at]
		r.at++
		n |= uint64(c&0x7f) << shift
		if c < 0x80 {
			return int(n)
		}
	}
	r.bad = true
	return 0
}

// text reads a string that shares the memory of the whole.
func (r *shelfReader) text() string {
	n := r.number()
	if r.bad || n < 0 || n > len(r.s)-r.at {
		r.bad = true
		return ""
	}
	r.at += n
	return r.s[r.at-n : r.at]
}

// raw reads so many bytes.
func (r *shelfReader) raw(n int) string {
	if n > len(r.s)-r.at {
		r.bad = true
		return strings.Repeat("\x00", n)
	}
	r.at += n
	return r.s[r.at-n : r.at]
}

func (r *shelfReader) amount() float64 {
	return math.Float64frombits(binary.BigEndian.Uint64([]byte(r.raw(8))))
}

func (r *shelfReader) digest() textDigest { return textDigest([]byte(r.raw(len(textDigest{})))) }

func (r *shelfReader) flag() bool { return r.number() == 1 }

func (r *shelfReader) date() engine.Date { return engine.Date(r.number()) }

// count reads the length of a list, which cannot be longer than what is left.
func (r *shelfReader) count() int {
	n := r.number()
	if n < 0 || n > len(r.s)-r.at {
		r.bad = true
		return 0
	}
	return n
}

// texts reads a list; an empty one is nil.
func (r *shelfReader) texts() []string {
	n := r.count()
	if n == 0 {
		return nil
	}
	list := make([]string, n)
	for i := range list {
		list[i] = r.text()
	}
	return list
}

// pairs reads a map; an empty one is nil.
func (r *shelfReader) pairs() map[string]string {
	n := r.count()
	if n == 0 {
		return nil
	}
	m := make(map[string]string, n)
	for range n {
		key := r.text()
		m[key] = r.text()
	}
	return m
}

func (r *shelfReader) fixed(at int) int {
	if at < 0 || at+4 > len(r.s) {
		r.bad = true
		return 0
	}
	return int(r.s[at]) | int(r.s[at+1])<<8 | int(r.s[at+2])<<16 | int(r.s[at+3])<<24
}

// table reads where the records of a table stand, and steps over them.
func (r *shelfReader) table() shelfTable {
	t := shelfTable{s: r.s, start: r.at, n: r.fixed(r.at)}
	if r.bad || t.n > len(r.s)/4 {
		r.bad = true
		return shelfTable{}
	}
	r.at = t.record(t.n).at
	r.bad = r.bad || r.at <= t.start
	return t
}

// shelfTable is a table of records.
type shelfTable struct {
	s        string
	start, n int
}

func (t *shelfTable) record(i int) shelfReader {
	r := shelfReader{s: t.s}
	r.at = t.start + r.fixed(t.start+4+4*i)
	return r
}

// search finds the first record that is not before what is looked for.
func (t *shelfTable) search(isBefore func(r shelfReader) bool) int {
	low, high := 0, t.n
	for low < high {
		middle := int(uint(low+high) >> 1)
		if isBefore(t.record(middle)) {
			low = middle + 1
		} else {
			high = middle
		}
	}
	return low
}

// index writes where n records are found by their hash: slots, of which at
// least half are free, with the number of a record and one.
func (w *shelfWriter) index(n int, hash func(i int) uint64) {
	size := 1
	for size < 2*n {
		size *= 2
	}
	slots := make([]uint32, size)
	for i := range n {
		at := hash(i) & uint64(size-1)
		for slots[at] != 0 {
			at = (at + 1) & uint64(size-1)
		}
		slots[at] = uint32(i + 1)
	}
	w.b = binary.LittleEndian.AppendUint32(w.b, uint32(size))
	for _, slot := range slots {
		w.b = binary.LittleEndian.AppendUint32(w.b, slot)
	}
}

// index steps over an index.
func (r *shelfReader) index() shelfIndex {
	x := shelfIndex{s: r.s, start: r.at + 4, size: r.fixed(r.at)}
	if r.bad || x.size <= 0 || x.size&(x.size-1) != 0 || x.size > (len(r.s)-x.start)/4 {
		r.bad = true
		return shelfIndex{}
	}
	r.at = x.start + 4*x.size
	return x
}

// shelfIndex finds records by their hash.
type shelfIndex struct {
	s           string
	start, size int
}

// find gives the record with a hash that is the right one, or -1.
func (x *shelfIndex) find(hash uint64, isIt func(i int) bool) int {
	r := shelfReader{s: x.s}
	for probe := range x.size {
		slot := r.fixed(x.start + 4*int((hash+uint64(probe))&uint64(x.size-1)))
		if slot == 0 {
			return -1
		}
		if isIt(slot - 1) {
			return slot - 1
		}
	}
	return -1
}

// hashOf is FNV-1a of a kind and a label. Whoever makes labels collide makes a
// plan slower, and no other.
func hashOf(k kind, label string) uint64 {
	const prime = 1099511628211
	h := (uint64(14695981039346656037) ^ uint64(k)) * prime
	for i := range len(label) {
		h = (h ^ uint64(label[i])) * prime
	}
	return h
}
