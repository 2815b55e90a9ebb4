package edit

import (
	"maps"
	"slices"
	"strings"

	"accredit/engine"

	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/hashicorp/hcl/v2/hclwrite"
	"github.com/zclconf/go-cty/cty"
)

// blockWriter writes the arguments of a new block. Empty texts and lists are
// left out.
type blockWriter struct{ *hclwrite.Block }

func newBlock(kind string, labels ...string) *blockWriter {
	return &blockWriter{hclwrite.NewBlock(kind, labels)}
}

func (b *blockWriter) text(name, s string) {
	if s != "" {
		b.Body().SetAttributeValue(name, cty.StringVal(s))
	}
}

func (b *blockWriter) number(name string, n int64) {
	b.Body().SetAttributeValue(name, cty.NumberIntVal(n))
}

func (b *blockWriter) amount(name string, f float64) {
	b.Body().SetAttributeValue(name, cty.NumberFloatVal(f))
}

func (b *blockWriter) truth(name string, v bool) {
	b.Body().SetAttributeValue(name, cty.BoolVal(v))
}

func (b *blockWriter) texts(name string, list []string) {
	if len(list) == 0 {
		return
	}
	items := make([]hclwrite.Tokens, len(list))
	for i, s := range list {
		items[i] = hclwrite.TokensForValue(cty.StringVal(s))
	}
	b.Body().SetAttributeRaw(name, listTokens(items))
}

func (b *blockWriter) labels(labels map[string]string) { b.names("labels", labels) }

// names writes texts by key.
func (b *blockWriter) names(name string, texts map[string]string) {
	if len(texts) == 0 {
		return
	}
	attributes := make([]hclwrite.ObjectAttrTokens, 0, len(texts))
	for _, key := range slices.Sorted(maps.Keys(texts)) {
		attributes = append(attributes, hclwrite.ObjectAttrTokens{Name: keyTokens(key), Value: hclwrite.TokensForValue(cty.StringVal(texts[key]))})
	}
	b.Body().SetAttributeRaw(name, hclwrite.TokensForObject(attributes))
}

// keyTokens writes the key of an object, in quotes where HCL would read
// something else: { for = 1 } begins a for expression, and null is no key.
func keyTokens(key string) hclwrite.Tokens {
	if hclsyntax.ValidIdentifier(key) && !slices.Contains([]string{"for", "null", "true", "false"}, key) {
		return hclwrite.TokensForIdentifier(key)
	}
	return hclwrite.TokensForValue(cty.StringVal(key))
}

// levels writes permissions with their levels; toggles as true and false.
func (b *blockWriter) levels(name string, levels engine.Levels) {
	values := map[string]cty.Value{}
	for _, pl := range levels {
		switch pl.Level {
		case engine.Toggle.Name(1):
			values[pl.Permission] = cty.True
		case engine.Toggle.Name(0):
			values[pl.Permission] = cty.False
		default:
			values[pl.Permission] = cty.StringVal(pl.Level)
		}
	}
	b.Body().SetAttributeValue(name, cty.ObjectVal(values))
}

// reference writes an address such as employee.maria.
func (b *blockWriter) reference(name, address string) {
	b.Body().SetAttributeRaw(name, addressTokens(address))
}

func (b *blockWriter) references(name string, addresses []string) {
	items := make([]hclwrite.Tokens, len(addresses))
	for i, address := range addresses {
		items[i] = addressTokens(address)
	}
	b.Body().SetAttributeRaw(name, listTokens(items))
}

func (b *blockWriter) append(nested *blockWriter) {
	b.Body().AppendNewline()
	b.Body().AppendBlock(nested.Block)
}

func addressTokens(address string) hclwrite.Tokens {
	root, label, _ := strings.Cut(address, ".")
	return hclwrite.Tokens{
		{Type: hclsyntax.TokenIdent, Bytes: []byte(root)},
		{Type: hclsyntax.TokenDot, Bytes: []byte(".")},
		{Type: hclsyntax.TokenIdent, Bytes: []byte(label)},
	}
}

// Lists of up to so many characters stand on one line.
const lineOfList = 60

// listTokens writes a list on one line, or where it is long one item a line.
func listTokens(items []hclwrite.Tokens) hclwrite.Tokens {
	size := 0
	for _, item := range items {
		size += len(item.Bytes()) + 2
	}
	newline := &hclwrite.Token{Type: hclsyntax.TokenNewline, Bytes: []byte("\n")}
	out := hclwrite.Tokens{{Type: hclsyntax.TokenOBrack, Bytes: []byte("[")}}
	long := size > lineOfList && len(items) > 1
	for i, item := range items {
		if long {
			out = append(out, newline)
		}
		out = append(out, item...)
		if long || i+1 < len(items) {
			out = append(out, &hclwrite.Token{Type: hclsyntax.TokenComma, Bytes: []byte(",")})
		}
	}
	if long {
		out = append(out, newline)
	}
	return append(out, &hclwrite.Token{Type: hclsyntax.TokenCBrack, Bytes: []byte("]")})
}

// comment writes a line of comment.
func comment(text string) hclwrite.Tokens {
	return hclwrite.Tokens{{Type: hclsyntax.TokenComment, Bytes: []byte("# " + text + "\n")}}
}
