package config

import (
	"bufio"
	"bytes"

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

// in gives the stretch of src as a range, with columns counted as HCL does.
func (s span) in(file string, src []byte) Range {
	from, to := positionIn(src, s.start()), positionIn(src, s.end())
	return Range{
		File: file, Line: from.Line, Column: from.Column, Byte: from.Byte,
		EndLine: to.Line, EndColumn: to.Column, EndByte: to.Byte,
	}
}

// positionIn finds line and column of a byte offset.
func positionIn(src []byte, offset int) hcl.Pos {
	offset = min(offset, len(src))
	before := src[:offset]
	line := bytes.Count(before, []byte{'\n'})
	start := bytes.LastIndexByte(before, '\n') + 1
	if start == 0 {
		start = len(before) - len(bytes.TrimPrefix(before, []byte("\xef\xbb\xbf")))
	}
	pos := hcl.Pos{Line: line + 1, Column: 1, Byte: offset}
	if rest := before[start:]; len(rest) > 0 {
		scanner := hcl.NewRangeScannerFragment(rest, "", hcl.Pos{Line: 1, Column: 1}, bufio.ScanLines)
		if scanner.Scan() {
			pos.Column = scanner.Range().End.Column
		}
	}
	return pos
}
