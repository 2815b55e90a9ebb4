package expression

import (
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
)

// EndLinesWithLF makes the text of heredocs end its lines with LF, as fmt
// writes them: git writes CRLF into a checkout on Windows, and the value must
// be the same on both. It changes the tree in place.
func EndLinesWithLF(node hclsyntax.Node) {
	_ = hclsyntax.VisitAll(node, func(n hclsyntax.Node) hcl.Diagnostics {
		text, ok := n.(*hclsyntax.LiteralValueExpr)
		if !ok || text.Val.Type() != cty.String || text.Val.IsNull() {
			return nil
		}
		if s := text.Val.AsString(); text.SrcRange.End.Line > text.SrcRange.Start.Line && strings.Contains(s, "\r\n") {
			text.Val = cty.StringVal(strings.ReplaceAll(s, "\r\n", "\n"))
		}
		return nil
	})
}
