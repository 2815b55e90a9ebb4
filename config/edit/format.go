package edit

import (
	"bytes"

	"accredit/config"

	"github.com/hashicorp/hcl/v2/hclwrite"
)

// Format lays out a configuration file in the one style that everybody knows:
// two spaces an indent, equals signs of neighbours under each other. Only
// space between words changes, and formatting twice is formatting once. Lines
// end with LF, in heredocs too, as git would have it; the file ends with one,
// and starts without a byte order mark. A file with mistakes is returned as it
// is, with the mistakes.
func Format(file string, src []byte) ([]byte, config.Diagnostics) {
	if ds := config.CheckSyntax(file, src); ds.HasErrors() {
		return src, ds
	}
	text := bytes.ReplaceAll(bytes.TrimPrefix(src, []byte("\uFEFF")), []byte("\r\n"), []byte("\n"))
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
