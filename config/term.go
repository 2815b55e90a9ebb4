package config

import (
	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
)

// termKind is the form in which an expression is kept.
type termKind uint8

const (
	termExpression termKind = iota // anything that must be evaluated
	termNull
	termText
	termBool
	termNumber
	termReference // employee.maria, client.book["x"], client.acme.access.pod
	termElement   // each.key, each.value, each.value.x
	termLookup    // employee[each.value.x], client.book[var.x]
	termList
	termObject
	termBroken // reported; it has no value
)

// term is a small expression: what it says, without its syntax tree. What is
// not plain enough keeps its expression and is evaluated when needed.
type term struct {
	at   span
	text string // text; label of a reference; what follows each
	list []term // elements of a list
	more any    // by kind: expression, cty.Value, *refPath, []entry
	kind termKind
	arg  uint8 // index of the argument in its block's schema
	root kind  // of a reference or lookup
	on   bool  // value of a termBool
}

// refPath is what follows the label of a reference.
type refPath struct {
	key    cty.Value // of a for_each instance, else cty.NilVal
	lookup *term     // the same, still to be evaluated
	access string    // label of a client's access block
}

// entry is one key of an object.
type entry struct {
	key   string
	at    span // of the key
	value term
}

// term compacts an expression.
func (d *decoder) term(x hclsyntax.Expression) term {
	t := term{at: newSpan(d.file, x.Range())}
	switch x := x.(type) {
	case *hclsyntax.LiteralValueExpr:
		d.literal(&t, x.Val)
	case *hclsyntax.ParenthesesExpr:
		return d.term(x.Expression)
	case *hclsyntax.TemplateWrapExpr:
		return d.term(x.Wrapped)
	case *hclsyntax.TemplateExpr:
		if text, ok := plainText(x); ok {
			t.kind, t.text = termText, d.intern(text)
			break
		}
		d.keep(&t, x)
	case *hclsyntax.TupleConsExpr:
		list := make([]term, len(x.Exprs))
		for i, element := range x.Exprs {
			list[i] = d.term(element)
		}
		t.kind, t.list = termList, list
	case *hclsyntax.ObjectConsExpr:
		d.object(&t, x)
	case *hclsyntax.ScopeTraversalExpr:
		if !d.reference(&t, x.Traversal) && !element(&t, x.Traversal) {
			d.keep(&t, x)
		}
	case *hclsyntax.IndexExpr:
		if !d.lookup(&t, x) {
			d.keep(&t, x)
		}
	case *hclsyntax.UnaryOpExpr:
		if number, ok := x.Val.(*hclsyntax.LiteralValueExpr); ok && x.Op == hclsyntax.OpNegate && number.Val.Type() == cty.Number {
			t.kind, t.more = termNumber, number.Val.Negate()
			break
		}
		d.keep(&t, x)
	case *hclsyntax.ExprSyntaxError:
		t.kind = termBroken
	default:
		d.keep(&t, x)
	}
	return t
}

func (d *decoder) literal(t *term, v cty.Value) {
	switch {
	case !v.IsKnown():
		t.kind = termBroken // HCL's stand-in for what it could not read
	case v.IsNull():
		t.kind = termNull
	case v.Type() == cty.String:
		t.kind, t.text = termText, d.intern(v.AsString())
	case v.Type() == cty.Bool:
		t.kind, t.on = termBool, v.True()
	default:
		t.kind, t.more = termNumber, v
	}
}

// plainText joins the parts of a template that has nothing to fill in.
func plainText(x *hclsyntax.TemplateExpr) (string, bool) {
	text := ""
	for _, part := range x.Parts {
		literal, ok := part.(*hclsyntax.LiteralValueExpr)
		if !ok || literal.Val.IsNull() || literal.Val.Type() != cty.String {
			return "", false
		}
		text += literal.Val.AsString()
	}
	return text, true
}

// object compacts an object whose keys are all plain.
func (d *decoder) object(t *term, x *hclsyntax.ObjectConsExpr) {
	for _, item := range x.Items {
		if _, ok := plainKey(item.KeyExpr); !ok {
			d.keep(t, x)
			return
		}
	}
	entries := make([]entry, len(x.Items))
	for i, item := range x.Items {
		key, _ := plainKey(item.KeyExpr)
		entries[i] = entry{
			key: d.intern(key), at: newSpan(d.file, item.KeyExpr.Range()), value: d.term(item.ValueExpr),
		}
	}
	d.uniqueKeys(x)
	t.kind, t.more = termObject, entries
}

func plainKey(x hclsyntax.Expression) (string, bool) {
	key, ok := x.(*hclsyntax.ObjectConsKeyExpr)
	if !ok {
		return "", false
	}
	if !key.ForceNonLiteral {
		if word := hcl.ExprAsKeyword(key.Wrapped); word != "" {
			return word, true
		}
	}
	if template, ok := key.Wrapped.(*hclsyntax.TemplateExpr); ok {
		return plainText(template)
	}
	return "", false
}

// reference recognises a traversal that names a block and nothing of it.
func (d *decoder) reference(t *term, steps hcl.Traversal) bool {
	root := kindOf(steps.RootName())
	if root == noKind || len(steps) < 2 {
		return false
	}
	label, ok := stepName(steps[1])
	if !ok {
		return false
	}
	steps = steps[2:]
	var p *refPath
	if len(steps) > 0 {
		if index, ok := steps[0].(hcl.TraverseIndex); ok {
			p, steps = &refPath{key: index.Key}, steps[1:]
		}
	}
	if root == clientKind && len(steps) == 2 {
		name, _ := stepName(steps[0])
		block, ok := stepName(steps[1])
		if name != "access" || !ok {
			return false
		}
		if p == nil {
			p = &refPath{}
		}
		p.access, steps = d.intern(block), nil
	}
	if len(steps) > 0 {
		return false
	}
	t.kind, t.root, t.text = termReference, root, d.intern(label)
	if p != nil {
		t.more = p
	}
	return true
}

// stepName reads .name and ["name"].
func stepName(step hcl.Traverser) (string, bool) {
	switch step := step.(type) {
	case hcl.TraverseAttr:
		return step.Name, true
	case hcl.TraverseIndex:
		if step.Key.Type() == cty.String && !step.Key.IsNull() {
			return step.Key.AsString(), true
		}
	}
	return "", false
}

// element recognises each.key, each.value and each.value.x.
func element(t *term, steps hcl.Traversal) bool {
	if steps.RootName() != "each" || len(steps) < 2 || len(steps) > 3 {
		return false
	}
	text := ""
	for _, step := range steps[1:] {
		name, ok := step.(hcl.TraverseAttr)
		if !ok {
			return false
		}
		if text != "" {
			text += "."
		}
		text += name.Name
	}
	if text != "key" && text != "value" && len(text) <= len("value.") || text[0] == 'k' && text != "key" {
		return false
	}
	t.kind, t.text = termElement, text
	return true
}

// lookup recognises employee[each.value.x], employee[var.lead] and
// client.book[each.key]: a reference whose last step is still to be found.
func (d *decoder) lookup(t *term, x *hclsyntax.IndexExpr) bool {
	scope, ok := x.Collection.(*hclsyntax.ScopeTraversalExpr)
	if !ok || len(scope.Traversal) > 2 {
		return false
	}
	root, label := kindOf(scope.Traversal.RootName()), ""
	if root == noKind {
		return false
	}
	if len(scope.Traversal) == 2 {
		if label, ok = stepName(scope.Traversal[1]); !ok {
			return false
		}
	}
	key := d.term(x.Key)
	t.kind, t.root, t.text, t.more = termLookup, root, d.intern(label), &refPath{lookup: &key}
	return true
}

// keep holds on to an expression that must be evaluated.
func (d *decoder) keep(t *term, x hclsyntax.Expression) {
	if !d.inspect(x) {
		t.kind = termBroken
		return
	}
	t.kind, t.more = termExpression, d.budget.Guard(x)
}
