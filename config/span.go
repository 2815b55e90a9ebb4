package config

import (
	"bufio"
	"bytes"
	"slices"

	"accredit/config/internal/guard"

	"github.com/hashicorp/hcl/v2"
)

// span is a stretch of one source file in eight bytes: the file's number, the
// first byte and the byte after the last. A file has at most 512 KiB, so that
// 20 bits hold an offset. Lines and columns are found again from the source,
// which only a diagnostic needs; a million blocks could not keep them all.
// The zero span is nowhere.
type span uint64

const offsetBits = 20

func newSpan(file int32, r hcl.Range) span {
	return span(file)<<(2*offsetBits) | span(r.Start.Byte)<<offsetBits | span(r.End.Byte)
}

func (s span) file() int32 { return int32(s >> (2 * offsetBits)) }
func (s span) start() int  { return int(s >> offsetBits & (1<<offsetBits - 1)) }
func (s span) end() int    { return int(s & (1<<offsetBits - 1)) }

// lineIndex finds lines and columns in a source. It remembers where lines
// begin and which position it gave last, so that tens of thousands of mistakes
// in one file, or on one line, cost little more than reading it.
type lineIndex struct {
	src    []byte
	starts []int
	last   hcl.Pos
}

func newLineIndex(src []byte) *lineIndex {
	x := &lineIndex{src: src, starts: []int{0}, last: hcl.Pos{Line: 1, Column: 1}}
	for i, c := range src {
		if c == '\n' {
			x.starts = append(x.starts, i+1)
		}
	}
	return x
}

// place gives a span as a range, with columns counted as HCL does.
func (x *lineIndex) place(s span, file string) Range {
	from := x.position(s.start())
	to := x.position(s.end())
	return Range{
		File: file, Line: from.Line, Column: from.Column, Byte: from.Byte,
		EndLine: to.Line, EndColumn: to.Column, EndByte: to.Byte,
	}
}

// position finds line and column of a byte offset.
func (x *lineIndex) position(offset int) hcl.Pos {
	offset = min(offset, len(x.src))
	line, exact := slices.BinarySearch(x.starts, offset)
	if exact {
		line++
	}
	pos := hcl.Pos{Line: line, Column: 1, Byte: x.starts[line-1]}
	if x.last.Line == line && x.last.Byte <= offset {
		pos = x.last // begins where something begins or ends, never inside a character
	}
	rest := x.src[pos.Byte:offset]
	if pos.Byte == 0 {
		rest = bytes.TrimPrefix(rest, []byte(guard.ByteOrderMark))
	}
	pos.Column += columnsIn(rest)
	pos.Byte = offset
	x.last = pos
	return pos
}

// columnsIn counts what HCL counts: characters as a reader sees them.
func columnsIn(text []byte) int {
	if !slices.ContainsFunc(text, func(c byte) bool { return c >= 0x80 || c < ' ' }) {
		return len(text)
	}
	scanner := hcl.NewRangeScannerFragment(text, "", hcl.Pos{Line: 1, Column: 1}, bufio.ScanLines)
	if !scanner.Scan() {
		return 0
	}
	return scanner.Range().End.Column - 1
}
