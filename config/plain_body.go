package config

import (
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// plainReader reads a file that is plain, which nearly every file of a large
// book is, without HCL's lexer and parser: those take ten times as long, and
// are most of what planning a large book takes.
//
// It knows a part of the language only: blocks, and arguments that are made of
// text without templates, numbers, true, false, null, references, lists and
// objects of these. Where anything else stands, or anything is wrong, it gives
// the file up, and the syntax tree decides. So it never reports a mistake; and
// what it accepts it reads as the syntax tree would be read, which a test
// checks with random texts.
type plainReader struct {
	src       []byte
	at        int
	line      int // of at
	lineStart int // offset of the line's first byte
	*blockPacker
}

// read packs the blocks of a file. False: the file is not plain.
func (r *plainReader) read(src []byte) (packedFile, bool) {
	if len(src) > sourceLimit {
		return packedFile{}, false
	}
	r.src, r.at, r.line, r.lineStart = src, 0, 1, 0
	r.start()
	for {
		r.blanks()
		if r.at == len(r.src) {
			return r.finish(), true
		}
		if !r.block(topLevel, 0) {
			return packedFile{}, false
		}
	}
}

// peek is the next byte, or 0 at the end: no byte of a file that passed the
// guard is 0.
func (r *plainReader) peek() byte {
	if r.at < len(r.src) {
		return r.src[r.at]
	}
	return 0
}

// spaces steps over blanks on the line.
func (r *plainReader) spaces() {
	for r.at < len(r.src) && (r.src[r.at] == ' ' || r.src[r.at] == '\t') {
		r.at++
	}
}

// newline steps over the end of a line, a comment before it included.
func (r *plainReader) newline() bool {
	switch c := r.peek(); {
	case c == '#' || c == '/' && r.at+1 < len(r.src) && r.src[r.at+1] == '/':
		for r.at < len(r.src) && r.src[r.at] != '\n' {
			r.at++
		}
		if r.at == len(r.src) {
			return true
		}
	case c == '\r' && r.at+1 < len(r.src) && r.src[r.at+1] == '\n':
		r.at++
	case c != '\n':
		return false
	}
	r.at++
	r.line, r.lineStart = r.line+1, r.at
	return true
}

// blanks steps over spaces, comments and ends of lines.
func (r *plainReader) blanks() {
	for r.spaces(); r.at < len(r.src) && r.newline(); r.spaces() {
	}
}

// name reads an identifier of ASCII; nil where there is none.
func (r *plainReader) name() []byte {
	from := r.at
	if c := r.peek(); !isLetter(c) {
		return nil
	}
	for r.at++; r.at < len(r.src); r.at++ {
		if c := r.src[r.at]; !isLetter(c) && !isDigit(c) && c != '_' && c != '-' {
			break
		}
	}
	if r.peek() >= utf8.RuneSelf {
		return nil
	}
	return r.src[from:r.at]
}

func isLetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }
func isDigit(c byte) bool  { return '0' <= c && c <= '9' }

// quoted reads text in quotes, without the quotes; in HCL's normal form.
func (r *plainReader) quoted() (text []byte, ok bool) {
	from, ascii := r.at+1, true
	for r.at++; r.at < len(r.src); r.at++ {
		switch c := r.src[r.at]; {
		case c == '"':
			text = r.src[from:r.at]
			r.at++
			if !ascii {
				text = norm.NFC.Bytes(text)
			}
			return text, true
		case c == '\\' || c == '$' || c == '%' || c < ' ':
			return nil, false // an escape, a template, or no text at all
		case c >= utf8.RuneSelf:
			ascii = false
		}
	}
	return nil, false
}

// block reads a block at the beginning of its type.
func (r *plainReader) block(schemas []*blockSchema, depth int) bool {
	h := head{start: r.at, line: r.line, column: r.at - r.lineStart + 1}
	name := r.name()
	if h.schema = indexOfSchema(schemas, name); h.schema < 0 || depth == plainNesting {
		return false
	}
	schema := schemas[h.schema]
	h.end = r.at
	if r.spaces(); !r.label(schema, &h) || r.peek() != '{' || schema.free || schema == policySchema {
		return false
	}
	r.at++
	r.enter(schema.blocks, h.start, h.line)
	terms, ok := r.body(schema, depth)
	if !ok {
		return false
	}
	r.leave(h, terms)
	r.spaces()
	return r.at == len(r.src) || r.newline()
}

func indexOfSchema(schemas []*blockSchema, name []byte) int {
	for i, s := range schemas {
		if s.name == string(name) {
			return i
		}
	}
	return -1
}

// label reads the label of a block and the spaces after it.
func (r *plainReader) label(schema *blockSchema, h *head) bool {
	var text []byte
	switch c := r.peek(); {
	case schema.label == noLabel || c == '{':
		return schema.label == noLabel || schema.label == maybeIdentity
	case c == '"':
		var ok bool
		if text, ok = r.quoted(); !ok || !isPlainLabel(text, schema.label) {
			return false
		}
	default:
		if text = r.name(); text == nil {
			return false
		}
	}
	h.label, h.end = r.word(text), r.at
	r.spaces()
	return true
}

// isPlainLabel reports whether a label is of ASCII, and an identifier where it
// must be one.
func isPlainLabel(text []byte, rule labelRule) bool {
	for i, c := range text {
		if c >= utf8.RuneSelf || rule != anyText && !isLetter(c) && (i == 0 || !isDigit(c) && c != '_' && c != '-') {
			return false
		}
	}
	return len(text) > 0
}

// body reads what stands between the braces of a block, the closing one
// included.
func (r *plainReader) body(schema *blockSchema, depth int) (terms int, ok bool) {
	r.spaces()
	line := r.line
	oneLine := !r.newline()
	var seen, nested uint64
	for first := true; ; first = false {
		if !oneLine {
			r.blanks()
		}
		if r.peek() == '}' {
			r.at++
			return terms, hasRequired(schema, seen) && (!oneLine || r.line == line)
		}
		if oneLine && !first {
			return 0, false
		}
		at := r.at
		name := r.name()
		r.spaces()
		if r.peek() != '=' {
			r.at = at
			if oneLine || !r.inner(schema, name, &nested, depth) {
				return 0, false
			}
			continue
		}
		n, ok := r.argument(schema, name, &seen)
		r.spaces()
		if !ok || !oneLine && !r.newline() {
			return 0, false
		}
		terms += n
	}
}

// inner reads a nested block.
func (r *plainReader) inner(schema *blockSchema, name []byte, nested *uint64, depth int) bool {
	i := indexOfSchema(schema.blocks, name)
	if i < 0 || schema.blocks[i].once && *nested&(1<<i) != 0 {
		return false
	}
	*nested |= 1 << i
	return r.block(schema.blocks, depth+1)
}

// argument reads from the = of an argument to the end of its value.
func (r *plainReader) argument(schema *blockSchema, name []byte, seen *uint64) (terms int, ok bool) {
	i := indexOfName(schema.args, name)
	if i < 0 || *seen&(1<<i) != 0 {
		return 0, false
	}
	*seen |= 1 << i
	r.at++
	r.spaces()
	r.level().begin(i)
	return r.value(0)
}

func indexOfName(names []string, name []byte) int {
	for i := range names {
		if names[i] == string(name) {
			return i
		}
	}
	return -1
}

func hasRequired(schema *blockSchema, seen uint64) bool {
	for _, name := range schema.required {
		if seen&(1<<schema.argument(name)) == 0 {
			return false
		}
	}
	return true
}
