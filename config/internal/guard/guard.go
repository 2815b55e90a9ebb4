// Package guard refuses files that HCL's parser, or whoever evaluates what it
// parsed, could not read at a bearable cost, and files with characters that a
// reviewer could not see.
//
// It looks at bytes and tokens only. It does not parse, knows no block and no
// argument, and leaves ordinary mistakes to the parser.
package guard

import (
	"bytes"
	"fmt"
	"unicode"
	"unicode/utf8"

	"accredit/config/diagnostic"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// Bounds of one file. They are counted, never timed, so that every machine
// gives the same answer.
const (
	MaxFileBytes     = 512 << 10
	MaxNesting       = 64    // levels of blocks, brackets and templates
	MaxOperators     = 1_000 // of one expression
	maxIndexChain    = 1_000 // a[b][b]..., which HCL evaluates recursively
	maxTemplateParts = 4_096 // HCL joins the lines of a text in quadratic time
	MaxDigits        = 1_000 // of a number
	exponentDigits   = 3
	maxRefused       = 20 // refused characters that are reported
)

// Check returns what keeps a file from HCL's parser, which has no limits of its
// own: the file must be small enough, UTF-8 without hidden characters, with
// brackets that match, and without a construct on which the parser or the
// evaluator recurses too deeply or takes quadratic time. The file is lexed
// once. What is left for the parser are ordinary syntax errors.
func Check(file string, src []byte) diagnostic.Diagnostics {
	if len(src) > MaxFileBytes {
		return diagnostic.Diagnostics{tooLarge(file, src)}
	}
	if ds := CheckCharacters(file, src); len(ds) > 0 {
		return ds
	}
	tokens, _ := hclsyntax.LexConfig(src, file, hcl.InitialPos)
	scan := newTokenScan()
	for i, token := range tokens {
		if d := scan.next(token); d != nil {
			if token.Type == hclsyntax.TokenCBrace && scan.top().kind == wholeFile {
				missingBrace(d, tokens[:i])
			}
			return diagnostic.Diagnostics{*d}
		}
	}
	return nil
}

// ByteOrderMark may begin a file. LexConfig and ParseConfig skip the mark
// themselves and count it in byte offsets, not in columns; whoever needs
// positions that fit the bytes of the file gives them the text as it is. Only
// data, such as CSV, is read without it.
const ByteOrderMark = "\uFEFF"

func tooLarge(file string, src []byte) diagnostic.Diagnostic {
	return diagnostic.Diagnostic{
		Summary: "File too large",
		Detail:  "A configuration file can have up to 512 KiB (524,288 bytes); this one goes on.",
		Hint:    "Split the file; order and names of files do not matter.",
		Subject: rangeAt(file, src, MaxFileBytes, MaxFileBytes+1),
	}
}

// CheckCharacters finds bytes that are not UTF-8 and characters that a
// reviewer could not see. The common case, plain ASCII, is one comparison or
// two a byte.
func CheckCharacters(file string, src []byte) diagnostic.Diagnostics {
	var ds diagnostic.Diagnostics
	for i := 0; i < len(src) && len(ds) < maxRefused; {
		c := src[i]
		if c >= ' ' && c < 0x7F || c == '\n' || c == '\t' {
			i++
			continue
		}
		r, size := utf8.DecodeRune(src[i:])
		if d := refuse(r, size, i, src); d != nil {
			d.Subject = rangeAt(file, src, i, i+size)
			ds = append(ds, *d)
		}
		i += size
	}
	return ds
}

// refuse tells why a character may not stand at offset i, or nil.
func refuse(r rune, size, i int, src []byte) *diagnostic.Diagnostic {
	switch {
	case r == utf8.RuneError && size == 1:
		return &diagnostic.Diagnostic{
			Summary: "File is not UTF-8",
			Detail:  fmt.Sprintf("The byte 0x%02X is not part of a UTF-8 character.", src[i]),
			Hint:    "Save the file in the encoding UTF-8.",
		}
	case r == '\r' && i+1 < len(src) && src[i+1] == '\n':
		return nil
	case r == '\uFEFF' && i == 0:
		return nil
	case isHidden(r):
		return &diagnostic.Diagnostic{
			Summary: "Character not allowed",
			Detail:  fmt.Sprintf("The character U+%04X cannot be seen, is read as another one, or changes how the text around it is shown, so a reviewer would not read what takes effect.", r),
			Hint:    "Delete it; comments may not have it either.",
		}
	}
	return nil
}

// isHidden reports whether the character is a control, a format or bidi
// character, or a line break that only some programs know.
func isHidden(r rune) bool {
	switch r {
	case '\u212a', '\u037e', '\u1fef': // would become K, ; and ` in HCL's normal form
		return true
	}
	return unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp)
}

// rangeAt gives the range of the bytes from start to end, with columns counted
// as HCL counts them. It looks at all before it, and so is for mistakes only.
func rangeAt(file string, src []byte, start, end int) diagnostic.Range {
	line := 1 + bytes.Count(src[:start], []byte("\n"))
	lineStart := 1 + bytes.LastIndexByte(src[:start], '\n')
	column := 1
	wholeLine := func(data []byte, _ bool) (int, []byte, error) { return len(data), data, nil }
	scanner := hcl.NewRangeScanner(bytes.TrimPrefix(src[lineStart:start], []byte(ByteOrderMark)), file, wholeLine)
	if scanner.Scan() {
		column = scanner.Range().End.Column
	}
	return diagnostic.Range{
		File: file, Line: line, Column: column, Byte: start,
		EndLine: line, EndColumn: column + 1, EndByte: end,
	}
}
