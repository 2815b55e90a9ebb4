package config

import (
	"encoding/binary"
	"slices"
	"strings"
)

// The packed form of blocks: what a file says in about a quarter of its bytes,
// without pointers. A million access blocks stay in it until their client is
// resolved, since as trees they would be most of the memory.
//
// A block is: its type, as an index among those that may stand there; its
// label; where its head stands; its arguments, each with its index and a term;
// then, where blocks are nested, their labels, how many blocks and terms they
// are, their size in bytes, and they themselves. Numbers are varints,
// positions differ from the one before, strings are indexes into the words of
// the file.

// packedFile is the packed form of some blocks of one file.
type packedFile struct {
	data  []byte
	words []string
}

// blockPacker writes the packed form of the blocks of a file.
type blockPacker struct {
	known  map[string]uint64 // words of the file
	words  []string
	intern func([]byte) string
	levels []*packedLevel // one for each block that is open; the first is the file
	open   int
}

// packedLevel is a body that is being written.
type packedLevel struct {
	schemas      []*blockSchema // what may stand in it
	args, blocks []byte
	nargs        int
	nblocks      int
	terms        int // in the blocks
	labels       []uint64
	argAt        int // last position written
	blockAt      int
	line         int
}

func newBlockPacker(intern func([]byte) string) *blockPacker {
	return &blockPacker{known: map[string]uint64{}, intern: intern}
}

// start begins a file.
func (p *blockPacker) start() {
	clear(p.known)
	p.words, p.open = p.words[:0], 0
	p.enter(topLevel, 0, 0)
}

// enter begins the body of a block that stands at a position and line.
func (p *blockPacker) enter(schemas []*blockSchema, at, line int) {
	if p.open == len(p.levels) {
		p.levels = append(p.levels, &packedLevel{})
	}
	l := p.levels[p.open]
	*l = packedLevel{schemas: schemas, args: l.args[:0], blocks: l.blocks[:0], labels: l.labels[:0], argAt: at, blockAt: at, line: line}
	p.open++
}

func (p *blockPacker) level() *packedLevel { return p.levels[p.open-1] }

// head is what stands before the body of a block.
type head struct {
	schema       int // index among those that may stand there
	label        uint64
	start, end   int
	line, column int
}

// leave ends the body of a block and writes the block into the body around.
func (p *blockPacker) leave(h head, terms int) {
	l := p.level()
	p.open--
	outer := p.level()
	b := outer.blocks
	b = append(b, byte(h.schema))
	b = binary.AppendUvarint(b, h.label)
	b = binary.AppendUvarint(b, uint64(h.start-outer.blockAt))
	b = binary.AppendUvarint(b, uint64(h.end-h.start))
	b = binary.AppendUvarint(b, uint64(h.line-outer.line))
	b = binary.AppendUvarint(b, uint64(h.column))
	b = binary.AppendUvarint(b, uint64(l.nargs))
	b = append(b, l.args...)
	b = binary.AppendUvarint(b, uint64(l.nblocks))
	if l.nblocks > 0 {
		b = binary.AppendUvarint(b, uint64(len(l.labels)))
		for _, label := range l.labels {
			b = binary.AppendUvarint(b, label)
		}
		b = binary.AppendUvarint(b, uint64(l.terms))
		b = binary.AppendUvarint(b, uint64(len(l.blocks)))
		b = append(b, l.blocks...)
	}
	outer.blocks, outer.blockAt, outer.line = b, h.start, h.line
	outer.nblocks++
	outer.terms += terms + l.terms
	if h.label != 0 && outer.schemas[h.schema] == clientAccessSchema {
		outer.labels = append(outer.labels, h.label)
	}
}

// finish ends the file.
func (p *blockPacker) finish() packedFile {
	l := p.level()
	data := binary.AppendUvarint(make([]byte, 0, len(l.blocks)+4), uint64(l.nblocks))
	return packedFile{data: append(data, l.blocks...), words: slices.Clone(p.words)}
}

// word gives the number of a string, from 1.
func (p *blockPacker) word(s []byte) uint64 {
	if n, ok := p.known[string(s)]; ok {
		return n
	}
	return p.newWord(p.intern(s))
}

func (p *blockPacker) newWord(s string) uint64 {
	p.words = append(p.words, s)
	n := uint64(len(p.words))
	p.known[s] = n
	return n
}

// begin writes an argument's index; its term follows.
func (l *packedLevel) begin(argument int) {
	l.nargs++
	l.args = append(l.args, byte(argument))
}

// place writes the kind of a term and where it stands.
func (l *packedLevel) place(kind termKind, root kind, start, end int) {
	l.open(kind, root, start)
	l.number(uint64(end - start))
}

// open writes the kind of a term and where it begins; where it ends, close
// writes after what is in it.
func (l *packedLevel) open(kind termKind, root kind, start int) {
	l.args = append(l.args, byte(kind)|byte(root)<<rootShift)
	l.number(uint64(start - l.argAt))
	l.argAt = start
}

func (l *packedLevel) close(start, end int) { l.number(uint64(end - start)) }

// key writes the key of an object; its value follows.
func (l *packedLevel) key(word uint64, start, end int) {
	l.number(word)
	l.number(uint64(start - l.argAt))
	l.number(uint64(end - start))
	l.argAt = start
}

const rootShift = 4

// hold leaves room for a count that is not known yet, and fill writes it.
func (l *packedLevel) hold() int {
	l.args = append(l.args, 0)
	return len(l.args)
}

func (l *packedLevel) fill(held, n int) {
	if n < 0x80 {
		l.args[held-1] = byte(n)
		return
	}
	count := binary.AppendUvarint(nil, uint64(n))
	l.args = slices.Replace(l.args, held-1, held, count...)
}

func (l *packedLevel) number(n uint64) { l.args = binary.AppendUvarint(l.args, n) }

// interner makes equal strings of one worker share their memory.
type interner map[string]string

func (in interner) bytes(s []byte) string {
	if known, ok := in[string(s)]; ok {
		return known
	}
	text := string(s)
	in[text] = text
	return text
}

func (in interner) text(s string) string {
	if known, ok := in[s]; ok {
		return known
	}
	s = strings.Clone(s)
	in[s] = s
	return s
}
