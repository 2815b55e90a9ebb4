package config

import (
	"bytes"

	"accredit/config/internal/guard"
)

// Bounds within which a file is plain; each is well below the guard's own.
const (
	plainNesting   = 32
	plainOperators = 500
	plainDigits    = 100
)

// checkSource does what guard.Check does, without its second run of HCL's
// lexer where a look at the bytes shows that there is nothing to find. Lexing
// is two thirds of the cost of reading a configuration.
func checkSource(file string, src []byte) Diagnostics {
	if len(src) <= sourceLimit && isPlain(src) {
		return guard.CheckCharacters(file, src)
	}
	return guard.Check(file, src)
}

// isPlain reports whether a file is made only of constructs whose cost is seen
// without knowing the language: brackets that match, strings without
// templates, comments of one line, few operators. When in doubt it is false.
func isPlain(src []byte) bool {
	s := plainScan{src: bytes.TrimPrefix(src, []byte(guard.ByteOrderMark))}
	for s.at < len(s.src) {
		if !s.next() {
			return false
		}
	}
	return s.depth == 0
}

type plainScan struct {
	src       []byte
	at        int
	open      [plainNesting]byte
	depth     int
	operators int
	digits    int  // in a row
	last      byte // last byte that is no space
}

// next steps over one byte, string or comment.
func (s *plainScan) next() bool {
	c := s.src[s.at]
	defer s.remember(c)
	if '0' <= c && c <= '9' {
		s.digits++
		s.at++
		return s.digits < plainDigits
	}
	number := s.digits > 0
	s.digits = 0
	switch {
	case c == '"':
		return s.text()
	case c == '#':
		s.comment()
		return true
	case c == '/' && s.follows('/'):
		s.comment()
		return true
	case c == '{' || c == '[' || c == '(':
		return s.push(c)
	case c == '}' || c == ']' || c == ')':
		return s.pop(c)
	}
	s.at++
	switch {
	case c == 'e' || c == 'E':
		return !number // an exponent
	case 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || c == '_':
		return true
	case c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '=' || c == ',' || c == '.':
		return true
	case c == '<' || c == '/' || c == ':' && s.last == ':':
		return false // a text over several lines, or such a comment; a namespace
	case c == '-' || c == '+' || c == '*' || c == '%' || c == '!' || c == '?' || c == ':' || c == '&' || c == '|' || c == '>':
		s.operators++
		return s.operators < plainOperators
	}
	return false
}

func (s *plainScan) remember(c byte) {
	if c != ' ' && c != '\t' {
		s.last = c
	}
}

func (s *plainScan) follows(c byte) bool { return s.at+1 < len(s.src) && s.src[s.at+1] == c }

// text steps over a string. One with a template in it is not plain.
func (s *plainScan) text() bool {
	for s.at++; s.at < len(s.src); s.at++ {
		switch s.src[s.at] {
		case '"':
			s.at++
			return true
		case '\\':
			s.at++
		case '\n':
			return false
		case '$', '%':
			if s.follows('{') {
				return false
			}
		}
	}
	return false
}

func (s *plainScan) comment() {
	for s.at < len(s.src) && s.src[s.at] != '\n' {
		s.at++
	}
}

// push opens a bracket. One that is an index counts as an operator.
func (s *plainScan) push(c byte) bool {
	if s.depth == plainNesting {
		return false
	}
	if c == '[' && s.last != '=' && s.last != ',' && s.last != '[' && s.last != '(' && s.last != '\n' {
		s.operators++
	}
	s.open[s.depth] = c
	s.depth++
	s.at++
	return s.operators < plainOperators
}

func (s *plainScan) pop(c byte) bool {
	if s.depth == 0 {
		return false
	}
	s.depth--
	s.at++
	switch s.open[s.depth] {
	case '(':
		return c == ')'
	case '[':
		return c == ']'
	}
	return c == '}'
}
