package config

import "slices"

// value packs a value, and counts it with those in its lists. False: it is
// not plain.
func (r *plainReader) value(depth int) (terms int, ok bool) {
	if depth == plainNesting {
		return 0, false
	}
	l := r.level()
	start := r.at
	switch c := r.peek(); {
	case c == '"':
		text, ok := r.quoted()
		l.place(termText, noKind, start, r.at)
		l.number(r.word(text))
		return 1, ok
	case c == '[':
		return r.list(depth)
	case c == '{':
		return 1, r.object(depth)
	case isDigit(c):
		return 1, r.digits()
	}
	name := r.name()
	switch string(name) {
	case "", "for":
		return 0, false
	case "true", "false", "null":
		return 1, r.literal(start, name)
	}
	return 1, r.traversal(start, name)
}

// literal packs true, false or null.
func (r *plainReader) literal(start int, name []byte) bool {
	l := r.level()
	switch string(name) {
	case "null":
		l.place(termNull, noKind, start, r.at)
	case "true":
		l.place(termBool, noKind, start, r.at)
		l.args = append(l.args, 1)
	default:
		l.place(termBool, noKind, start, r.at)
		l.args = append(l.args, 0)
	}
	return true
}

// digits packs a number without sign and exponent.
func (r *plainReader) digits() bool {
	start := r.at
	for isDigit(r.peek()) {
		r.at++
	}
	if r.peek() == '.' {
		for r.at++; isDigit(r.peek()); {
			r.at++
		}
		if r.src[r.at-1] == '.' {
			return false
		}
	}
	if c := r.peek(); isLetter(c) || c == '_' || c == '.' || r.at-start >= plainDigits {
		return false
	}
	l := r.level()
	l.place(termNumber, noKind, start, r.at)
	l.number(r.word(r.src[start:r.at]))
	return true
}

// list packs a list. Inside of its brackets the ends of lines mean nothing.
func (r *plainReader) list(depth int) (terms int, ok bool) {
	l := r.level()
	start := r.at
	l.open(termList, noKind, start)
	held := l.hold()
	terms = 1
	for n := 0; ; n++ {
		r.at++ // the bracket, or a comma
		r.blanks()
		if r.peek() != ']' {
			inner, ok := r.value(depth + 1)
			if !ok {
				return 0, false
			}
			terms += inner
			if r.blanks(); r.peek() == ',' {
				continue
			}
			n++
		}
		if r.peek() != ']' {
			return 0, false
		}
		r.at++
		l.fill(held, n)
		l.close(start, r.at)
		return terms, true
	}
}

// object packs an object of which every key is a word or text. A comma or the
// end of the line ends an entry.
func (r *plainReader) object(depth int) bool {
	l := r.level()
	start := r.at
	l.open(termObject, noKind, start)
	held := l.hold()
	r.at++
	keys := make([]uint64, 0, 8)
	for r.blanks(); r.peek() != '}'; r.blanks() {
		at := r.at
		key, ok := r.key()
		if !ok || slices.Contains(keys, key) || len(keys) == maxPlainKeys {
			return false
		}
		keys = append(keys, key)
		l.key(key, at, r.at)
		r.spaces()
		if c := r.peek(); c != '=' && c != ':' {
			return false
		}
		r.at++
		r.spaces()
		if _, ok := r.value(depth + 1); !ok {
			return false
		}
		r.spaces()
		if r.peek() == ',' {
			r.at++
		} else if r.peek() != '}' && !r.newline() {
			return false
		}
	}
	r.at++
	l.fill(held, len(keys))
	l.close(start, r.at)
	return true
}

// maxPlainKeys bounds the search for a key that is written twice.
const maxPlainKeys = 64

// key reads the key of an object.
func (r *plainReader) key() (word uint64, ok bool) {
	if r.peek() == '"' {
		text, ok := r.quoted()
		return r.word(text), ok
	}
	switch name := r.name(); string(name) {
	case "", "for", "true", "false", "null":
		return 0, false
	default:
		return r.word(name), true
	}
}

// traversal packs employee.maria, client.book["acme"], client.acme.access.pod
// and each.value.x; root is read already.
func (r *plainReader) traversal(start int, root []byte) bool {
	first := r.step()
	if first == nil {
		return false
	}
	if string(root) == "each" {
		return r.element(start, first)
	}
	k := kindOf(string(root))
	if k == noKind {
		return false
	}
	label, has := r.word(first), byte(0)
	var key, access uint64
	if r.peek() == '[' {
		r.at++
		if r.peek() != '"' {
			return false
		}
		text, ok := r.quoted()
		if key = r.word(text); !ok || r.peek() != ']' {
			return false
		}
		r.at++
		has |= pathKey
	}
	if r.peek() == '.' {
		if k != clientKind || string(r.step()) != "access" {
			return false
		}
		block := r.step()
		if block == nil {
			return false
		}
		access = r.word(block)
		has |= pathAccess
	}
	if !r.isOver() {
		return false
	}
	l := r.level()
	l.place(termReference, k, start, r.at)
	l.number(label)
	l.args = append(l.args, has)
	if key != 0 {
		l.number(key)
	}
	if access != 0 {
		l.number(access)
	}
	return true
}

// step reads .name; nil where something else follows.
func (r *plainReader) step() []byte {
	if r.peek() != '.' {
		return nil
	}
	r.at++
	return r.name()
}

// isOver reports whether nothing more of a reference follows directly.
func (r *plainReader) isOver() bool {
	switch r.peek() {
	case '.', '[', '(', ':':
		return false
	}
	return true
}

// element packs each.key, each.value and each.value.x.
func (r *plainReader) element(start int, first []byte) bool {
	text := first
	if string(first) == "value" && r.peek() == '.' {
		from := r.at - len(first)
		if r.step() == nil {
			return false
		}
		text = r.src[from:r.at]
	} else if string(first) != "key" && string(first) != "value" {
		return false
	}
	if !r.isOver() {
		return false
	}
	l := r.level()
	l.place(termElement, noKind, start, r.at)
	l.number(r.word(text))
	return true
}
