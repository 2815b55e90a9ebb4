package edit

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"accredit/config"
	"accredit/engine"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/hashicorp/hcl/v2/hclwrite"
	"github.com/zclconf/go-cty/cty"
)

// NewClient is what a client gets of its own when it is made like another.
type NewClient struct {
	Label, Name, Domain string
	HubID               int64
	Left                []string // addresses of people who have left: they are not copied
}

// CopyClient returns a file for a new client with the access that another one
// has. What only the other client can have is left out: its mode, approvals of
// its links, its own super admins, its revenue and the reasons of access there.
// People who have left are left out where a list names them.
func CopyClient(dir string, like *engine.DesiredClient, fresh NewClient) (config.File, error) {
	kind, label, err := blockOf(like.Address)
	if err != nil {
		return config.File{}, err
	}
	f, err := openForEdit(dir, like.Pos.File)
	if err != nil {
		return config.File{}, err
	}
	block := f.Body().FirstMatchingBlock(kind, []string{label})
	if block == nil {
		return config.File{}, fmt.Errorf("%s has no block %s", like.Pos.File, like.Address)
	}
	block.SetLabels([]string{fresh.Label})
	fresh.rewrite(block.Body())
	tokens := oneBlankLine(block.BuildTokens(nil))
	name := filepath.ToSlash(filepath.Join(filepath.Dir(filepath.FromSlash(like.Pos.File)), fresh.Label+".hcl"))
	content, problems := Format(name, tokens.Bytes())
	if problems.HasErrors() {
		return config.File{}, fmt.Errorf("%s cannot be copied: %s", like.Address, problems[0].Summary)
	}
	return config.File{Name: name, Content: content}, nil
}

// rewrite makes the body of the other client's block that of the new one.
func (n *NewClient) rewrite(body *hclwrite.Body) {
	for _, name := range []string{"super_admins", "managed_mrr", "domain", "mode", "execution"} {
		body.RemoveAttribute(name)
	}
	body.SetAttributeValue("name", cty.StringVal(n.Name))
	hubID := hclwrite.TokensForValue(cty.NumberIntVal(n.HubID))
	if n.Domain != "" { // a new attribute would go to the end, below the blocks
		hubID = append(hubID,
			&hclwrite.Token{Type: hclsyntax.TokenNewline, Bytes: []byte("\n")},
			&hclwrite.Token{Type: hclsyntax.TokenIdent, Bytes: []byte("domain")},
			&hclwrite.Token{Type: hclsyntax.TokenEqual, Bytes: []byte(" = ")})
		hubID = append(hubID, hclwrite.TokensForValue(cty.StringVal(n.Domain))...)
	}
	body.SetAttributeRaw("hub_id", hubID)
	if n.dropLeft(body, "acting_admins") {
		body.RemoveAttribute("acting_admins")
	}
	for _, nested := range body.Blocks() {
		switch of := nested.Body(); {
		case nested.Type() == "connection", // the key is to the other account
			nested.Type() == "access" && n.dropLeft(of, "people"),
			nested.Type() == "access_link" && (of.GetAttribute("ended_on") != nil || n.dropLeft(of, "admin")):
			body.RemoveBlock(nested)
		case nested.Type() == "access":
			of.RemoveAttribute("reason")
		case nested.Type() == "access_link":
			of.RemoveAttribute("approved_by")
			of.RemoveAttribute("approved_on")
		}
	}
}

// dropLeft takes the people who have left out of an attribute that names
// somebody or lists people, and reports whether nobody remains. An attribute
// that is not there, and one that is computed, stays as it is.
func (n *NewClient) dropLeft(body *hclwrite.Body, name string) (nobody bool) {
	attribute := body.GetAttribute(name)
	if attribute == nil {
		return false
	}
	src := attribute.Expr().BuildTokens(nil).Bytes()
	expr, diags := hclsyntax.ParseExpression(src, name, hcl.InitialPos)
	if diags.HasErrors() {
		return false
	}
	text := func(e hclsyntax.Expression) string { return strings.TrimSpace(string(e.Range().SliceBytes(src))) }
	list, ok := expr.(*hclsyntax.TupleConsExpr)
	if !ok {
		return slices.Contains(n.Left, text(expr))
	}
	var stay []hclwrite.Tokens
	for _, e := range list.Exprs {
		if !slices.Contains(n.Left, text(e)) {
			stay = append(stay, hclwrite.Tokens{{Type: hclsyntax.TokenIdent, Bytes: []byte(text(e))}})
		}
	}
	if len(stay) < len(list.Exprs) {
		body.SetAttributeRaw(name, hclwrite.TokensForTuple(stay))
	}
	return len(stay) == 0 && len(list.Exprs) > 0
}

// oneBlankLine leaves one blank line of several, and none after an opening
// brace or before a closing one: what was taken out left its blank lines.
func oneBlankLine(tokens hclwrite.Tokens) hclwrite.Tokens {
	var out hclwrite.Tokens
	ends := 0 // line ends since the last text
	opened := false
	for i, t := range tokens {
		if t.Type != hclsyntax.TokenNewline {
			out = append(out, t)
			opened = t.Type == hclsyntax.TokenOBrace
			ends = 0
			if t.Type == hclsyntax.TokenComment && strings.HasSuffix(string(t.Bytes), "\n") {
				ends = 1
			}
			continue
		}
		ends++
		if ends > 2 || ends == 2 && (opened || endsBlock(tokens[i+1:])) {
			continue
		}
		out = append(out, t)
	}
	return out
}

// endsBlock reports whether the next text is a closing brace.
func endsBlock(tokens hclwrite.Tokens) bool {
	for _, t := range tokens {
		if t.Type != hclsyntax.TokenNewline {
			return t.Type == hclsyntax.TokenCBrace
		}
	}
	return false
}
