package edit

import (
	"bytes"

	"accredit/config/diagnostic"
	"accredit/config/internal/guard"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/hashicorp/hcl/v2/hclwrite"
)

// Format lays out a configuration file in the one style that everybody knows:
// two spaces an indent, equals signs of neighbours under each other. Only
// space between words changes, and formatting twice is formatting once. Lines
// end with LF, in heredocs too, as git would have it; the file ends with one,
// and starts without a byte order mark. A file with mistakes is returned as it
// is, with the mistakes.
func Format(file string, src []byte) ([]byte, diagnostic.Diagnostics) {
	if ds := guard.Check(file, src); ds.HasErrors() {
		return src, ds
	}
	if _, diags := hclsyntax.ParseConfig(src, file, hcl.InitialPos); diags.HasErrors() {
		return src, diagnostic.FromHCL(diags)
	}
	text := bytes.ReplaceAll(bytes.TrimPrefix(src, []byte(guard.ByteOrderMark)), []byte("\r\n"), []byte("\n"))
	for range maxFormats {
		next := oneNewline(hclwrite.Format(text))
		if bytes.Equal(next, text) {
			break
		}
		text = next
	}
	return text, nil
}

// maxFormats bounds how often hclwrite's layout is laid out again: where
// comments stand in unusual places, it settles only with the second or third.
const maxFormats = 8

// oneNewline ends a text that is not empty with exactly one line break.
func oneNewline(text []byte) []byte {
	text = bytes.TrimRight(text, " \t\n")
	if len(text) == 0 {
		return nil
	}
	return append(text, '\n')
}
