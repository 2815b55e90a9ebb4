package config

import (
	"encoding/binary"
	"math/big"
	"slices"

	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"
)

// blockUnpacker reads the packed form. It believes nothing: whatever the bytes are,
// it ends, takes memory in proportion to their number, and tells whether they
// were what a packer writes.
type blockUnpacker struct {
	file  int32
	data  []byte
	words []string
	at    int    // in data
	bad   bool   // it is not the packed form
	terms []term // still unused ones of those that the blocks share
	argAt int    // last position read
}

// unpackFile reads the blocks of a file. What is nested in clients stays
// packed, see nested.
func unpackFile(file int32, p packedFile) ([]*block, bool) {
	u := &blockUnpacker{file: file, data: p.data, words: p.words}
	n := u.count()
	blocks := make([]*block, n)
	u.blocks(make([]block, n), blocks, topLevel, 0, 0)
	if u.bad || u.at != len(u.data) {
		return nil, false
	}
	return blocks, true
}

// nested gives the blocks in a block. Those of a client are made anew each
// time.
func (b *block) nested() []*block { return new(nestedReader).read(b) }

// nestedReader reads what is nested in clients, one after the other, each time
// into the same memory.
type nestedReader struct {
	blocks []block
	list   []*block
	terms  []term
}

// read gives the blocks in a block. They hold until the next call.
func (n *nestedReader) read(b *block) []*block {
	if b.packed == nil {
		return b.blocks
	}
	n.terms = slices.Grow(n.terms[:0], b.packed.terms)
	n.blocks = slices.Grow(n.blocks[:0], b.packed.count)
	n.list = slices.Grow(n.list[:0], b.packed.count)
	u := &blockUnpacker{file: b.at.file(), data: b.packed.data, words: b.packed.words, terms: n.terms[:b.packed.terms]}
	clear(u.terms)
	n.blocks, n.list = n.blocks[:b.packed.count], n.list[:b.packed.count]
	clear(n.blocks)
	u.blocks(n.blocks, n.list, b.schema.blocks, b.at.start(), int(b.line))
	if u.bad {
		return nil
	}
	return n.list
}

// packedBody is what is nested in a block, packed.
type packedBody struct {
	packedFile
	count  int // blocks
	terms  int
	labels []string // of the access blocks
}

func (u *blockUnpacker) fail() { u.bad, u.at = true, len(u.data) }

func (u *blockUnpacker) number() int {
	n, size := binary.Uvarint(u.data[u.at:])
	if size <= 0 || n > 1<<40 {
		u.fail()
		return 0
	}
	u.at += size
	return int(n)
}

// count reads the number of things of which each takes a byte at least.
func (u *blockUnpacker) count() int {
	n := u.number()
	if n > len(u.data)-u.at {
		u.fail()
		return 0
	}
	return n
}

func (u *blockUnpacker) byte() byte {
	if u.at >= len(u.data) {
		u.fail()
		return 0
	}
	u.at++
	return u.data[u.at-1]
}

func (u *blockUnpacker) word() string {
	n := u.number()
	if n < 1 || n > len(u.words) {
		u.fail()
		return ""
	}
	return u.words[n-1]
}

// span reads where something stands.
func (u *blockUnpacker) span() span { return u.close(u.open()) }

// open reads where something begins.
func (u *blockUnpacker) open() int {
	u.argAt += u.number()
	return u.argAt
}

// close reads where it ends.
func (u *blockUnpacker) close(start int) span {
	end := start + u.number()
	if end >= 1<<offsetBits {
		u.fail()
		return 0
	}
	return newSpan(u.file, hcl.Range{Start: hcl.Pos{Byte: start}, End: hcl.Pos{Byte: end}})
}

// blocks reads as many blocks as there is room for, which stand after a
// position and line.
func (u *blockUnpacker) blocks(all []block, list []*block, schemas []*blockSchema, at, line int) {
	for i := range all {
		list[i] = &all[i]
		u.argAt = at
		u.block(&all[i], schemas, line)
		at, line = all[i].at.start(), int(all[i].line)
	}
}

func (u *blockUnpacker) block(b *block, schemas []*blockSchema, line int) {
	which := int(u.byte())
	if which >= len(schemas) {
		u.fail()
		return
	}
	b.schema = schemas[which]
	if n := u.number(); n > 0 && n <= len(u.words) {
		b.label = u.words[n-1]
	} else if n > 0 {
		u.fail()
	}
	b.at = u.span()
	b.line, b.column = int32(line+u.number()), int32(u.number())
	b.args = u.take(u.count())
	for i := range b.args {
		argument := u.byte()
		if int(argument) >= len(b.schema.args) {
			u.fail()
			return
		}
		u.term(&b.args[i], plainNesting)
		b.args[i].arg = argument
	}
	if n := u.count(); n > 0 {
		u.body(b, n)
	}
}

// body reads what is nested in a block, or sets it aside where it is a client's.
func (u *blockUnpacker) body(b *block, n int) {
	p := &packedBody{count: n}
	for range u.count() {
		p.labels = append(p.labels, u.word())
	}
	p.terms = u.count()
	size := u.count()
	if u.bad {
		return
	}
	p.packedFile = packedFile{u.data[u.at : u.at+size : u.at+size], u.words}
	u.at += size
	b.packed = p
	if b.schema != clientSchema {
		b.blocks, b.packed = b.nested(), nil
	}
}

// take gives terms that nothing else uses.
func (u *blockUnpacker) take(n int) []term {
	if n > len(u.terms) {
		return make([]term, n)
	}
	some := u.terms[:n:n]
	u.terms = u.terms[n:]
	return some
}

// term reads a term; depth is how deep it may go from here.
func (u *blockUnpacker) term(t *term, depth int) {
	tag := u.byte()
	t.kind, t.root = termKind(tag&(1<<rootShift-1)), kind(tag>>rootShift)
	if depth == 0 || t.root >= kinds {
		u.fail()
		return
	}
	start := u.open()
	if t.kind != termList && t.kind != termObject {
		t.at = u.close(start)
	}
	switch t.kind {
	case termNull:
	case termBool:
		t.on = u.byte() == 1
	case termText, termElement:
		t.text = u.word()
	case termNumber:
		t.more = u.decimal()
	case termReference:
		t.text = u.word()
		u.path(t)
	case termLookup:
		u.lookup(t, depth)
	case termList:
		t.list = u.take(u.count())
		for i := range t.list {
			u.term(&t.list[i], depth-1)
		}
		t.at = u.close(start)
	case termObject:
		u.object(t, depth)
		t.at = u.close(start)
	default:
		u.fail()
	}
}

func (u *blockUnpacker) lookup(t *term, depth int) {
	if n := u.number(); n > 0 && n <= len(u.words) {
		t.text = u.words[n-1]
	}
	key := &term{}
	u.term(key, depth-1)
	t.more = &refPath{lookup: key}
}

func (u *blockUnpacker) object(t *term, depth int) {
	entries := make([]entry, u.count())
	for i := range entries {
		entries[i].key, entries[i].at = u.word(), u.span()
		u.term(&entries[i].value, depth-1)
	}
	t.more = entries
}

// What follows the label of a reference, as bits.
const (
	pathKey = 1 << iota
	pathAccess
)

func (u *blockUnpacker) path(t *term) {
	has := u.byte()
	if has == 0 {
		return
	}
	p := &refPath{}
	if has&pathKey != 0 {
		p.key = cty.StringVal(u.word())
	}
	if has&pathAccess != 0 {
		p.access = u.word()
	}
	t.more = p
}

// decimal reads a number, written as in a file or, exactly, as big.Float does.
func (u *blockUnpacker) decimal() cty.Value {
	text := u.word()
	if len(text) > plainDigits {
		u.fail()
		return cty.Zero
	}
	if v, err := cty.ParseNumberVal(text); err == nil {
		return v
	}
	f, _, err := big.ParseFloat(text, 0, 512, big.ToNearestEven)
	if err != nil {
		u.fail()
		return cty.Zero
	}
	return cty.NumberVal(f)
}
