package planfile

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
)

// reader walks a JSON document and collects what is wrong with it. Names of
// fields are taken exactly as written, and once; after a syntax error, which
// ends the walk, every method returns at once with a zero value.
type reader struct {
	data     []byte
	json     *json.Decoder
	path     []segment
	mistakes Mistakes
	stopped  bool
}

func newReader(data []byte) *reader {
	r := &reader{data: data, json: json.NewDecoder(bytes.NewReader(data))}
	r.json.UseNumber()
	return r
}

// offset is where the next value begins.
func (r *reader) offset() int {
	at := int(r.json.InputOffset())
	for ; at < len(r.data); at++ {
		switch r.data[at] {
		case ' ', '\t', '\r', '\n', ':', ',':
		default:
			return at
		}
	}
	return at
}

// mistake notes what is wrong at an offset with the value being read.
func (r *reader) mistake(offset int, format string, args ...any) {
	r.mistakeAt(r.where(), offset, format, args...)
}

// mistakeAt notes what is wrong with a value read before.
func (r *reader) mistakeAt(path string, offset int, format string, args ...any) {
	if len(r.mistakes) == maxMistakes {
		return
	}
	offset = min(offset, len(r.data))
	line := 1 + bytes.Count(r.data[:offset], []byte("\n"))
	column := offset - bytes.LastIndexByte(r.data[:offset], '\n')
	r.mistakes = append(r.mistakes, Mistake{path, line, column, fmt.Sprintf(format, args...)})
	r.stopped = r.stopped || len(r.mistakes) == maxMistakes
}

// where writes the path of the value being read.
func (r *reader) where() string {
	text := ""
	for _, s := range r.path {
		text += s.String()
	}
	if len(text) > 0 && text[0] == '.' {
		return text[1:]
	}
	return text
}

// token reads one token; nil after the end or an error.
func (r *reader) token() json.Token {
	if r.stopped {
		return nil
	}
	at := r.offset()
	token, err := r.json.Token()
	switch {
	case err == nil:
		return token
	case errors.Is(err, io.EOF):
		err = errors.New("the document ends too early")
	}
	if syntax := (*json.SyntaxError)(nil); errors.As(err, &syntax) {
		at = max(at, int(syntax.Offset)-1)
	}
	r.mistake(at, "not JSON: %v", err)
	r.stopped = true
	return nil
}

// more reports whether the list or object being read has another element.
func (r *reader) more() bool { return !r.stopped && r.json.More() }

// skip reads to the end of a value whose first token was read.
func (r *reader) skip(token json.Token) {
	depth := 0
	for {
		switch token {
		case json.Delim('{'), json.Delim('['):
			depth++
		case json.Delim('}'), json.Delim(']'):
			depth--
		}
		if depth <= 0 || r.stopped {
			return
		}
		token = r.token()
	}
}

// opened reads the bracket that a list or object begins with.
func (r *reader) opened(bracket json.Delim, what string) bool {
	at := r.offset()
	token := r.token()
	if token == bracket {
		return true
	}
	r.unexpected(token, at, what)
	return false
}

// unexpected notes a value of the wrong type and passes over it.
func (r *reader) unexpected(token json.Token, at int, want string) {
	if r.stopped {
		return
	}
	r.mistake(at, "want %s", want)
	r.skip(token)
}

// object reads an object; field reads the value of one of its fields, or
// reports false for one that does not exist. Required fields must be there.
func (r *reader) object(field func(name string) bool, required ...string) {
	start := r.offset()
	if !r.opened('{', "an object") {
		return
	}
	var seen []string
	for r.more() {
		at := r.offset()
		name, _ := r.token().(string)
		if r.stopped {
			return
		}
		r.path = append(r.path, segment{name: name})
		switch {
		case slices.Contains(seen, name):
			r.mistake(at, "the field stands there twice")
			r.skip(r.token())
		case !field(name):
			r.mistake(at, "unknown field")
			r.skip(r.token())
		}
		r.path = r.path[:len(r.path)-1]
		seen = append(seen, name)
	}
	r.token()
	for _, name := range required {
		if !r.stopped && !slices.Contains(seen, name) {
			r.mistake(start, "the field %q is missing", name)
		}
	}
}

// segment is a step of a path: into a field, or into an element of a list.
// Its text is made only where there is a mistake to place.
type segment struct {
	name    string
	element int // from 1 on; 0: the field
}

// String writes a field's name, quoted where it is no plain one, or a number.
func (s segment) String() string {
	if s.element > 0 {
		return "[" + strconv.Itoa(s.element-1) + "]"
	}
	name := s.name
	plain := func(c rune) bool {
		return c == '_' || c == '.' || '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
	}
	if name == "" || strings.ContainsFunc(name, func(c rune) bool { return !plain(c) }) {
		return "[" + strconv.QuoteToASCII(name) + "]"
	}
	return "." + name
}

// list reads a list; element reads one element.
func (r *reader) list(element func()) {
	if !r.opened('[', "a list") {
		return
	}
	for i := 1; r.more(); i++ {
		r.path = append(r.path, segment{element: i})
		element()
		r.path = r.path[:len(r.path)-1]
	}
	r.token()
}
