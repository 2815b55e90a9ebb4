package guard

import (
	"fmt"

	"accredit/config/diagnostic"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// missingBrace points a } that closes nothing to the header of a block before
// it that has no {, which is what is wrong where there is one.
func missingBrace(d *diagnostic.Diagnostic, before hclsyntax.Tokens) {
	header := openHeader(before)
	if header == nil {
		return
	}
	d.Related = []diagnostic.Place{{Range: diagnostic.RangeOf(*header), Note: "this looks like the beginning of a block, and has no {"}}
	d.Hint = fmt.Sprintf("Put { at the end of line %d, or delete this one.", header.Start.Line)
}

// openHeader finds the last line outside of blocks that has a name and labels
// and nothing else; nil: there is none.
func openHeader(tokens hclsyntax.Tokens) *hcl.Range {
	var found *hcl.Range
	depth, from := 0, 0
	for i, token := range tokens {
		switch token.Type {
		case hclsyntax.TokenOBrace, hclsyntax.TokenOBrack, hclsyntax.TokenOParen:
			depth++
		case hclsyntax.TokenCBrace, hclsyntax.TokenCBrack, hclsyntax.TokenCParen:
			depth--
		case hclsyntax.TokenNewline, hclsyntax.TokenComment:
			if line := tokens[from:i]; depth == 0 && isHeader(line) {
				r := hcl.RangeBetween(line[0].Range, line[len(line)-1].Range)
				found = &r
			}
			from = i + 1
		}
	}
	return found
}

// isHeader reports whether a line is a name with labels.
func isHeader(line hclsyntax.Tokens) bool {
	if len(line) == 0 || line[0].Type != hclsyntax.TokenIdent {
		return false
	}
	for _, token := range line[1:] {
		switch token.Type {
		case hclsyntax.TokenIdent, hclsyntax.TokenOQuote, hclsyntax.TokenQuotedLit, hclsyntax.TokenCQuote:
		default:
			return false
		}
	}
	return true
}
