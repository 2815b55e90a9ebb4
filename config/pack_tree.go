package config

import (
	"github.com/zclconf/go-cty/cty"
)

// repack gives a block with what is nested in it packed, where that can be;
// else as it is.
func (p *blockPacker) repack(file int32, b *block) *block {
	if len(b.blocks) == 0 {
		return b
	}
	p.start()
	if !packTree(p, b) {
		return b
	}
	if list, ok := unpackFile(file, p.finish()); ok {
		return list[0]
	}
	return b
}

// packTree packs a block that was read through the syntax tree. It is false
// where something in it must be evaluated: then the block stays as it is.
func packTree(p *blockPacker, b *block) bool {
	outer := p.level().schemas
	h := head{start: b.at.start(), end: b.at.end(), line: int(b.line), column: int(b.column)}
	for h.schema = 0; h.schema < len(outer) && outer[h.schema] != b.schema; {
		h.schema++
	}
	if b.schema.free || b.incomplete || h.schema == len(outer) || h.start < p.level().blockAt {
		return false
	}
	if b.label != "" {
		h.label = p.wordOf(b.label)
	}
	p.enter(b.schema.blocks, h.start, h.line)
	terms := 0
	for i := range b.args {
		p.level().begin(int(b.args[i].arg))
		n, ok := p.term(&b.args[i], plainNesting)
		if !ok {
			return false
		}
		terms += n
	}
	for _, inner := range b.blocks {
		if !packTree(p, inner) {
			return false
		}
	}
	p.leave(h, terms)
	return true
}

func (p *blockPacker) wordOf(s string) uint64 {
	if n, ok := p.known[s]; ok {
		return n
	}
	return p.newWord(s)
}

// term packs a term, and counts it with those in its lists.
func (p *blockPacker) term(t *term, depth int) (terms int, ok bool) {
	l := p.level()
	if depth == 0 || t.at.start() < l.argAt || t.kind == termExpression || t.kind == termBroken {
		return 0, false
	}
	if t.kind == termList || t.kind == termObject {
		return p.bracket(t, depth)
	}
	l.place(t.kind, t.root, t.at.start(), t.at.end())
	switch t.kind {
	case termBool:
		on := byte(0)
		if t.on {
			on = 1
		}
		l.args = append(l.args, on)
	case termText, termElement:
		l.number(p.wordOf(t.text))
	case termNumber:
		value := t.more.(cty.Value).AsBigFloat()
		text := value.Text('f', -1) // as it is written, where it is short
		if len(text) > plainDigits {
			text = value.Text('p', 0)
		}
		if len(text) > plainDigits {
			return 0, false
		}
		l.number(p.wordOf(text))
	case termReference:
		l.number(p.wordOf(t.text))
		return 1, p.path(t)
	case termLookup:
		label := uint64(0)
		if t.text != "" {
			label = p.wordOf(t.text)
		}
		l.number(label)
		_, ok := p.term(t.more.(*refPath).lookup, depth-1)
		return 1, ok
	}
	return 1, true
}

// bracket packs a list or an object.
func (p *blockPacker) bracket(t *term, depth int) (terms int, ok bool) {
	p.level().open(t.kind, t.root, t.at.start())
	if t.kind == termList {
		terms, ok = p.list(t, depth)
	} else {
		terms, ok = 1, p.object(t, depth)
	}
	p.level().close(t.at.start(), t.at.end())
	return terms, ok
}

func (p *blockPacker) path(t *term) bool {
	l := p.level()
	path, _ := t.more.(*refPath)
	has := byte(0)
	if path != nil && path.key != cty.NilVal {
		if path.key.Type() != cty.String || path.key.IsNull() {
			return false
		}
		has |= pathKey
	}
	if path != nil && path.access != "" {
		has |= pathAccess
	}
	l.args = append(l.args, has)
	if has&pathKey != 0 {
		l.number(p.wordOf(path.key.AsString()))
	}
	if has&pathAccess != 0 {
		l.number(p.wordOf(path.access))
	}
	return true
}

func (p *blockPacker) list(t *term, depth int) (terms int, ok bool) {
	p.level().number(uint64(len(t.list)))
	terms = 1
	for i := range t.list {
		n, ok := p.term(&t.list[i], depth-1)
		if !ok {
			return 0, false
		}
		terms += n
	}
	return terms, true
}

func (p *blockPacker) object(t *term, depth int) bool {
	l := p.level()
	entries := t.more.([]entry)
	l.number(uint64(len(entries)))
	for i := range entries {
		e := &entries[i]
		if e.at.start() < l.argAt {
			return false
		}
		l.key(p.wordOf(e.key), e.at.start(), e.at.end())
		if _, ok := p.term(&e.value, depth-1); !ok {
			return false
		}
	}
	return true
}
