package config

import (
	"fmt"
	"maps"
	"slices"

	"accredit/config/diagnostic"
	"accredit/config/internal/expression"
	"accredit/config/internal/guard"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"
)

// assignment is a line of a *.vars.hcl file.
type assignment struct {
	name  string
	at    span // of the name
	value hclsyntax.Expression
}

// assignments decodes a *.vars.hcl file: lines of name = value.
func (d *decoder) assignments(body *hclsyntax.Body) []assignment {
	for _, b := range body.Blocks {
		d.report(b.TypeRange, "Unknown block", "Move the block into another .hcl file.",
			"A *.vars.hcl file holds only lines of name = value.")
	}
	var list []assignment
	for _, attribute := range sortedAttributes(body) {
		d.repeatedKeys(attribute.Expr)
		list = append(list, assignment{
			name: d.intern(attribute.Name), at: newSpan(d.file, attribute.NameRange), value: d.budget.Guard(attribute.Expr),
		})
	}
	return list
}

// declareVariables finds the value of each variable: --var, else a *.vars.hcl
// file, else the default.
func (l *loader) declareVariables() {
	l.variables = map[string]*named{}
	l.declareNamed()
	given := l.assigned()
	for _, b := range l.registry.variables {
		if b.label == "" {
			continue
		}
		if other := l.variables[b.label]; other != nil {
			l.conflict(b.at, other.at, "Duplicate label", "Rename one of the two.", "There are two variable blocks with the label %q.", b.label)
			continue
		}
		v := &named{at: b.at, value: cty.DynamicVal, state: failed}
		l.variables[b.label] = v
		if value, ok := l.variableValue(b, given); ok {
			v.value, v.state = value, done
		}
	}
	l.unusedAssignments(given)
}

// assigned collects the lines of all *.vars.hcl files.
func (l *loader) assigned() map[string]assignment {
	given := map[string]assignment{}
	for _, a := range l.assignments {
		if other, twice := given[a.name]; twice {
			l.conflict(a.at, other.at, "Variable set twice", "Remove one of the two lines.",
				"The variable %q gets a value in two *.vars.hcl files, and no file comes before another.", a.name)
			continue
		}
		given[a.name] = a
	}
	return given
}

func (l *loader) variableValue(b *block, given map[string]assignment) (cty.Value, bool) {
	standard := cty.NullVal(cty.DynamicPseudoType)
	fallback := b.arg("default")
	if fallback != nil {
		var ok bool
		if standard, ok = l.constant(fallback); !ok {
			return standard, false
		}
	}
	if text, ok := l.options.Vars[b.label]; ok {
		return l.parseVariable(b, text, standard)
	}
	if a, ok := given[b.label]; ok {
		v, diags := a.value.Value(nil)
		l.diags = append(l.diags, diagnostic.FromHCL(diags)...)
		return v, !diags.HasErrors()
	}
	if fallback == nil {
		if !l.mayStandUnread(b.label) {
			l.report(b.at, "Variable without a value",
				fmt.Sprintf("Give it with --var %s=..., in a *.vars.hcl file, or as default.", b.label),
				"The variable %q has no default and was given no value.", b.label)
		}
		return standard, false
	}
	return standard, true
}

// constant evaluates an expression that may not refer to anything.
func (l *loader) constant(t *term) (cty.Value, bool) {
	if t.kind == termExpression {
		v, diags := t.more.(hclsyntax.Expression).Value(nil)
		l.diags = append(l.diags, diagnostic.FromHCL(diags)...)
		return v, !diags.HasErrors()
	}
	if t.isConstant() {
		return l.value(t, nil)
	}
	l.report(t.at, "Not a constant", "Write the value itself, or use a local.", "The default of a variable cannot refer to anything.")
	return cty.DynamicVal, false
}

// isConstant reports whether a term is made of plain values alone.
func (t *term) isConstant() bool {
	switch t.kind {
	case termList:
		list := t.list
		for i := range list {
			if !list[i].isConstant() {
				return false
			}
		}
		return true
	case termObject:
		entries := t.more.([]entry)
		for i := range entries {
			if !entries[i].value.isConstant() {
				return false
			}
		}
		return true
	}
	return t.kind == termNull || t.kind == termText || t.kind == termBool || t.kind == termNumber
}

// parseVariable reads a --var value as the type that the default has: text as
// it is, else a number or truth value, else an HCL expression.
func (l *loader) parseVariable(b *block, text string, standard cty.Value) (cty.Value, bool) {
	want := standard.Type()
	if want == cty.DynamicPseudoType || want == cty.String {
		return cty.StringVal(text), true
	}
	if want.IsPrimitiveType() {
		v, err := convert.Convert(cty.StringVal(text), want)
		if err != nil {
			l.report(b.at, "Wrong value for a variable", "", "--var %s=... is not %s, as the default is.", b.label, want.FriendlyName())
			return standard, false
		}
		return v, true
	}
	const name = "--var"
	if ds := guard.Check(name, []byte(text)); ds.HasErrors() {
		l.report(b.at, "Wrong value for a variable", "", "--var %s=...: %s", b.label, ds[0].Detail)
		return standard, false
	}
	x, diags := hclsyntax.ParseExpression([]byte(text), name, hcl.InitialPos)
	if !diags.HasErrors() {
		var v cty.Value
		if v, diags = new(expression.Budget).Guard(x).Value(nil); !diags.HasErrors() {
			return v, true
		}
	}
	l.report(b.at, "Wrong value for a variable", "Write it as in a *.vars.hcl file.", "--var %s=...: %s", b.label, sentence(diags[0].Detail))
	return standard, false
}

// unusedAssignments reports values for variables that no block declares.
func (l *loader) unusedAssignments(given map[string]assignment) {
	for _, name := range sortedKeys(given) {
		if l.variables[name] == nil && !l.mayStandUnread(name) {
			l.report(given[name].at, "Unknown variable", l.didYouMean(name, maps.Keys(l.variables)), "No variable block declares %q.", name)
		}
	}
	for _, name := range sortedKeys(l.options.Vars) {
		if l.variables[name] == nil && !l.mayStandUnread(name) {
			l.report(0, "Unknown variable", l.didYouMean(name, maps.Keys(l.variables)), "--var sets %q, and no variable block declares it.", name)
		}
	}
}

func (l *loader) variable(name string, at span) (cty.Value, bool) {
	v := l.variables[name]
	if v == nil {
		if !l.mayStandUnread(name) {
			l.report(at, "Unknown variable", l.didYouMeanIn("var", name, maps.Keys(l.variables)), "There is no variable %q.", name)
		}
		return cty.DynamicVal, false
	}
	return v.value, v.state == done
}

// declareNamed enters the locals of all files.
func (l *loader) declareNamed() {
	l.locals = map[string]*named{}
	for _, b := range l.registry.locals {
		for i, name := range b.names {
			t := &b.args[i]
			if other := l.locals[name]; other != nil {
				l.conflict(t.at, other.at, "Duplicate local", "Rename one of the two.", "There are two locals with the name %q.", name)
				continue
			}
			l.locals[name] = &named{at: t.at, term: t, value: cty.DynamicVal}
		}
	}
}

func (l *loader) local(name string, at span) (cty.Value, bool) {
	v := l.locals[name]
	if v == nil {
		if !l.mayStandUnread(name) {
			l.report(at, "Unknown local", l.didYouMeanIn("local", name, maps.Keys(l.locals)), "There is no local %q.", name)
		}
		return cty.DynamicVal, false
	}
	if l.enter(&v.state, "local."+name, v.at) {
		value, ok := l.value(v.term, nil)
		v.value = value
		l.leave(&v.state, ok)
	}
	return v.value, v.state == done
}

func sortedKeys[T any](m map[string]T) []string { return slices.Sorted(maps.Keys(m)) }
