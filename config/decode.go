package config

import (
	"fmt"
	"slices"
	"strings"

	"accredit/config/diagnostic"
	"accredit/config/internal/expression"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"golang.org/x/text/unicode/norm"
)

// block is one block of a file in compact form. What it may hold was checked
// against its schema; what its arguments mean was not looked at yet.
type block struct {
	schema       *blockSchema
	label        string
	at           span  // type and labels
	line, column int32 // of the type
	args         []term
	names        []string // of the arguments, where any are allowed
	blocks       []*block
	packed       *packedBody // what is nested in a client, in place of blocks; see nested
	text         textDigest  // of a client in a plain file, for the cache
	incomplete   bool        // something required is missing, and was reported
}

// arg returns the argument of that name, or nil.
func (b *block) arg(name string) *term {
	for i := range b.args {
		if b.schema.args[b.args[i].arg] == name {
			return &b.args[i]
		}
	}
	return nil
}

// hasAny reports whether any of some arguments is there.
func (b *block) hasAny(names ...string) bool {
	for i := range b.args {
		if slices.Contains(names, b.schema.args[b.args[i].arg]) {
			return true
		}
	}
	return false
}

// decoder turns the syntax tree of one file into compact blocks.
type decoder struct {
	file    int32
	name    string
	broken  bool // the file has syntax errors: what is missing may just not have been read
	strings interner
	known   []string           // functions
	budget  *expression.Budget // of the file's expressions
	diags   Diagnostics
	adviser
}

// intern makes equal strings of one worker share their memory.
func (d *decoder) intern(s string) string { return d.strings.text(s) }

func (d *decoder) report(at hcl.Range, summary, hint, detail string, args ...any) {
	d.diags = append(d.diags, Diagnostic{
		Summary: summary, Detail: fmt.Sprintf(detail, args...), Hint: hint, Subject: diagnostic.RangeOf(at),
	})
}

// top decodes the body of a file.
func (d *decoder) top(body *hclsyntax.Body) []*block {
	for _, attribute := range sortedAttributes(body) {
		d.report(attribute.NameRange, "Unknown argument",
			"Move it into a block, or into a *.vars.hcl file if it gives a variable its value.",
			"A configuration file holds only blocks; %q stands outside of one.", attribute.Name)
	}
	blocks := make([]*block, 0, len(body.Blocks))
	for _, b := range body.Blocks {
		schema := findSchema(topLevel, b.Type)
		if schema == nil {
			d.report(b.TypeRange, "Unknown block", d.blockHint(b.Type),
				"There is no block type %q at the top of a file.", b.Type)
			continue
		}
		blocks = append(blocks, d.block(b, schema))
	}
	return blocks
}

// blockHint says where a block belongs, or which one was meant.
func (d *decoder) blockHint(name string) string {
	for _, parent := range []*blockSchema{agencySchema, guardrailsSchema, clientSchema} {
		if parent.nested(name) != nil {
			return fmt.Sprintf("It belongs into %s.", withArticle(parent.name))
		}
	}
	return d.didYouMean(name, slices.Values(schemaNames(topLevel)))
}

func (d *decoder) block(b *hclsyntax.Block, schema *blockSchema) *block {
	header := b.TypeRange
	if n := len(b.LabelRanges); n > 0 {
		header = hcl.RangeBetween(header, b.LabelRanges[n-1])
	}
	c := &block{
		schema: schema, at: newSpan(d.file, header),
		line: int32(b.TypeRange.Start.Line), column: int32(b.TypeRange.Start.Column),
	}
	c.label = d.label(b, schema)
	d.arguments(c, b)
	for _, inner := range b.Body.Blocks {
		d.nestedBlock(c, inner)
	}
	return c
}

// label checks the labels of a block against its schema and returns the one.
func (d *decoder) label(b *hclsyntax.Block, schema *blockSchema) string {
	if extra := len(b.Labels) - 1; schema.label != noLabel && extra > 0 {
		d.report(b.LabelRanges[1], "Extra label", "Remove the second label.", "%s takes one label.", phrase(schema.name))
	}
	switch {
	case schema.label == noLabel:
		if len(b.Labels) > 0 {
			d.report(b.LabelRanges[0], "Extra label", "Remove the label.", "%s takes no label.", phrase(schema.name))
		}
		return ""
	case len(b.Labels) == 0:
		if schema.label != maybeIdentity {
			d.report(b.TypeRange, "Missing label", fmt.Sprintf("Write %s \"name\" { ... }.", schema.name),
				"%s needs a label by which other blocks can refer to it.", phrase(schema.name))
		}
		return ""
	}
	label := norm.NFC.String(b.Labels[0])
	if schema.label != anyText && !hclsyntax.ValidIdentifier(label) {
		d.report(b.LabelRanges[0], "Invalid label", "Start with a letter; then letters, digits, _ and -.",
			"The label %q is not an identifier, so that no reference could name it.", label)
	} else if label == "" {
		d.report(b.LabelRanges[0], "Invalid label", "", "The label of %s must not be empty.", phrase(schema.name))
	}
	return d.intern(label)
}

// phrase begins a sentence with a block type.
func phrase(name string) string { return "A" + withArticle(name)[1:] }

// withArticle names a block type inside a sentence.
func withArticle(name string) string {
	if strings.ContainsAny(name[:1], "aeiou") {
		return "an " + name + " block"
	}
	return "a " + name + " block"
}

func (d *decoder) arguments(c *block, b *hclsyntax.Block) {
	c.args = make([]term, 0, len(b.Body.Attributes))
	for _, attribute := range sortedAttributes(b.Body) {
		if c.schema.free {
			t := d.term(attribute.Expr)
			c.args, c.names = append(c.args, t), append(c.names, attribute.Name)
			continue
		}
		i := c.schema.argument(attribute.Name)
		if i < 0 {
			d.report(attribute.NameRange, "Unknown argument", d.argumentHint(c.schema, attribute.Name),
				"%s has no argument %q.", phrase(c.schema.name), attribute.Name)
			continue
		}
		t := d.argument(c.schema, attribute)
		t.arg = uint8(i)
		c.args = append(c.args, t)
	}
	for _, name := range c.schema.required {
		if c.arg(name) != nil {
			continue
		}
		c.incomplete = true
		if !d.broken {
			d.report(b.DefRange(), "Missing argument", fmt.Sprintf("Add %s = ... to the block.", name),
				"%s needs the argument %q.", phrase(c.schema.name), name)
		}
	}
}

// argument compacts the expression of one argument; those of a policy are
// evaluated for each subject and stay as they are.
func (d *decoder) argument(schema *blockSchema, attribute *hclsyntax.Attribute) term {
	if schema == policySchema && (attribute.Name == "condition" || attribute.Name == "error_message") {
		d.repeatedKeys(attribute.Expr)
		return term{at: newSpan(d.file, attribute.Expr.Range()), more: attribute.Expr}
	}
	return d.term(attribute.Expr)
}

func (d *decoder) argumentHint(schema *blockSchema, name string) string {
	if nested := schema.nested(name); nested != nil {
		return fmt.Sprintf("%s is a block: write %s { ... } without the equals sign.", name, name)
	}
	return d.didYouMean(name, slices.Values(schema.args))
}

func (d *decoder) nestedBlock(parent *block, b *hclsyntax.Block) {
	schema := parent.schema.nested(b.Type)
	if schema == nil {
		hint := d.didYouMean(b.Type, slices.Values(schemaNames(parent.schema.blocks)))
		if parent.schema.argument(b.Type) >= 0 {
			hint = fmt.Sprintf("%s is an argument: write %s = ... with an equals sign.", b.Type, b.Type)
		}
		d.report(b.TypeRange, "Unknown block", hint, "%s holds no block %q.", phrase(parent.schema.name), b.Type)
		return
	}
	c := d.block(b, schema)
	if schema.once {
		for _, other := range parent.blocks {
			if other.schema == schema {
				d.report(b.TypeRange, "Duplicate block", "Merge the two.", "%s holds at most one %s block; there is another at line %d.",
					phrase(parent.schema.name), schema.name, other.line)
				return
			}
		}
	}
	parent.blocks = append(parent.blocks, c)
}

func sortedAttributes(body *hclsyntax.Body) []*hclsyntax.Attribute {
	list := make([]*hclsyntax.Attribute, 0, len(body.Attributes))
	for _, attribute := range body.Attributes {
		list = append(list, attribute)
	}
	slices.SortFunc(list, func(a, b *hclsyntax.Attribute) int { return a.NameRange.Start.Byte - b.NameRange.Start.Byte })
	return list
}

// inspect checks what can be checked of an expression without evaluating it.
// It is false where something is wrong.
func (d *decoder) inspect(x hclsyntax.Expression) bool {
	before, complete := len(d.diags), true
	visit(x, func(node hclsyntax.Node) {
		switch node := node.(type) {
		case *hclsyntax.FunctionCallExpr:
			d.call(node)
		case *hclsyntax.ExprSyntaxError:
			complete = false // HCL has reported it
		}
	})
	d.repeatedKeys(x)
	return complete && len(d.diags) == before
}

func (d *decoder) call(call *hclsyntax.FunctionCallExpr) {
	switch {
	case call.Name == "allows":
		d.report(call.NameRange, "Function not available here", "", "The function allows can be used in a policy only.")
	case !slices.Contains(d.known, call.Name):
		d.report(call.NameRange, "Unknown function", d.didYouMean(call.Name, slices.Values(d.known)),
			"There is no function %q. Functions that depend on when or where a plan runs are left out on purpose.", call.Name)
	}
}

// repeatedKeys looks for keys written twice in every object below x.
func (d *decoder) repeatedKeys(x hclsyntax.Expression) {
	visit(x, func(node hclsyntax.Node) {
		if object, ok := node.(*hclsyntax.ObjectConsExpr); ok {
			d.uniqueKeys(object)
		}
	})
}

// uniqueKeys refuses a key that is written twice in one object: the later one
// would win in silence.
func (d *decoder) uniqueKeys(object *hclsyntax.ObjectConsExpr) {
	if len(object.Items) < 2 {
		return
	}
	seen := make(map[string]hcl.Range, len(object.Items))
	for _, item := range object.Items {
		key, ok := plainKey(item.KeyExpr)
		if !ok {
			continue
		}
		at := item.KeyExpr.Range()
		if first, twice := seen[key]; twice {
			d.report(at, "Duplicate key", "Keep one of the two.", "The key %q is written twice in one object.", key)
			d.diags[len(d.diags)-1].Related = []Place{{Range: diagnostic.RangeOf(first), Note: "the first one"}}
			continue
		}
		seen[key] = at
	}
}

// visit calls f for every node below x, x included.
func visit(x hclsyntax.Expression, f func(hclsyntax.Node)) {
	_ = hclsyntax.VisitAll(x, func(node hclsyntax.Node) hcl.Diagnostics {
		f(node)
		return nil
	}) // what f finds it reports itself
}
