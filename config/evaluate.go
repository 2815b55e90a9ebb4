package config

import (
	"fmt"
	"slices"
	"strings"

	"accredit/config/diagnostic"
	"accredit/config/internal/expression"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"
)

// evaluator finds the values of expressions. Everything is evaluated when it
// is first asked for, once; what is being evaluated stands on a stack, so that
// a cycle can be told with its path.
type evaluator struct {
	assignments []assignment
	variables   map[string]*named
	locals      map[string]*named
	functions   map[string]function.Function
	stack       []pending
	roots       map[string]*named // whole roots: clients, people, employee, ...
}

// named is a value with a name: a variable, a local, a whole root.
type named struct {
	at    span
	term  *term
	state progress
	value cty.Value
}

// pending is something under evaluation.
type pending struct {
	name string
	at   span
	uses []int32 // what it turned out to depend on
}

// enter begins the evaluation of something. False means that there is nothing
// to do: it is done, has failed, or stands on the stack already, which is a
// cycle and is reported here.
func (l *loader) enter(state *progress, name string, at span) bool {
	switch *state {
	case done, failed:
		return false
	case running:
		l.cycle(name)
		return false
	}
	*state = running
	l.stack = append(l.stack, pending{name: name, at: at})
	return true
}

// leave ends what enter began.
func (l *loader) leave(state *progress, ok bool) {
	last := len(l.stack) - 1
	l.uses.keepUses(state, l.stack[last].uses)
	l.stack = l.stack[:last]
	*state = done
	if !ok {
		*state = failed
	}
}

// cycle reports the part of the stack that leads from name back to it.
func (l *loader) cycle(name string) {
	from := len(l.stack) - 1
	for from > 0 && l.stack[from].name != name {
		from--
	}
	loop := l.stack[from:]
	names := make([]string, 0, len(loop)+1)
	for _, p := range loop {
		names = append(names, p.name)
	}
	names = append(names, name)
	first := slices.IndexFunc(loop, func(p pending) bool { return p.at != 0 })
	if first < 0 {
		first = 0
	}
	l.report(loop[first].at, "Cycle", "Write one of them without the others.",
		"To know %s one has to know it already: %s.", name, strings.Join(names, " -> "))
	for _, p := range loop[first+1:] {
		l.relate(p.at, p.name)
	}
}

// value evaluates a term. False means that it failed and was reported.
func (l *loader) value(t *term, e *each) (cty.Value, bool) {
	switch t.kind {
	case termNull:
		return cty.NullVal(cty.DynamicPseudoType), true
	case termText:
		return cty.StringVal(t.text), true
	case termBool:
		return cty.BoolVal(t.on), true
	case termNumber:
		return t.more.(cty.Value), true
	case termElement:
		return l.element(t, e)
	case termReference, termLookup:
		found, ok := l.find(t, e)
		if !ok {
			return cty.DynamicVal, false
		}
		return l.targetValue(found)
	case termBroken:
		return cty.DynamicVal, false
	case termList:
		return l.listValue(t.list, e)
	case termObject:
		return l.objectValue(t.more.([]entry), e)
	}
	return l.evaluate(t.more.(hclsyntax.Expression), t.at, e)
}

func (l *loader) listValue(list []term, e *each) (cty.Value, bool) {
	values, complete := make([]cty.Value, len(list)), true
	for i := range list {
		v, ok := l.value(&list[i], e)
		values[i], complete = v, complete && ok
	}
	return cty.TupleVal(values), complete
}

func (l *loader) objectValue(entries []entry, e *each) (cty.Value, bool) {
	values, complete := make(map[string]cty.Value, len(entries)), true
	for i := range entries {
		v, ok := l.value(&entries[i].value, e)
		values[entries[i].key], complete = v, complete && ok
	}
	return cty.ObjectVal(values), complete
}

// element gives each.key, each.value or an attribute of each.value.
func (l *loader) element(t *term, e *each) (cty.Value, bool) {
	if e == nil {
		l.report(t.at, "No for_each here", "Add for_each = ... to the block.",
			"each.%s stands for an element of the block's for_each, and this block has none.", t.text)
		return cty.DynamicVal, false
	}
	name, attribute, deeper := strings.Cut(t.text, ".")
	if name == "key" {
		return e.key, true
	}
	if !deeper {
		return e.value, true
	}
	v, diags := hcl.GetAttr(e.value, attribute, nil)
	if diags.HasErrors() {
		l.report(t.at, "Unknown attribute", l.didYouMean(attribute, slices.Values(attributesOf(e.value))),
			"each.value has no attribute %q for the element %s.", attribute, keyText(e.key))
		return cty.DynamicVal, false
	}
	return v, true
}

// attributesOf lists the names by which a value can be indexed.
func attributesOf(v cty.Value) []string {
	var names []string
	switch {
	case v.IsNull() || !v.IsKnown():
	case v.Type().IsObjectType():
		for name := range v.Type().AttributeTypes() {
			names = append(names, name)
		}
	case v.Type().IsMapType():
		for name := range v.AsValueMap() {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// evaluate runs an expression that is not plain, with only those roots in its
// context that it mentions.
func (l *loader) evaluate(x hclsyntax.Expression, at span, e *each) (cty.Value, bool) {
	context, ok := l.context(x.Variables(), e)
	if !ok {
		return cty.DynamicVal, false
	}
	v, diags := x.Value(context)
	if diags.HasErrors() {
		for _, d := range diagnostic.FromHCL(diags) {
			if e != nil {
				d.Detail += fmt.Sprintf(" (This is for the element %s of for_each.)", keyText(e.key))
			}
			l.diags = append(l.diags, d)
		}
		return cty.DynamicVal, false
	}
	if err := expression.CheckValue(v); err != nil {
		l.report(at, "Value too large", "", "%s", sentence(err.Error()))
		return cty.DynamicVal, false
	}
	return v, true
}

// context gives the roots that an expression mentions, and reports names that
// there are not.
func (l *loader) context(mentioned []hcl.Traversal, e *each) (*hcl.EvalContext, bool) {
	variables := map[string]cty.Value{}
	parts := map[string]map[string]cty.Value{}
	complete := true
	for _, steps := range mentioned {
		root := steps.RootName()
		if member, ok := memberName(steps); ok && hasMembers(root) {
			v, ok := l.member(root, member, steps)
			complete = complete && ok
			if parts[root] == nil {
				parts[root] = map[string]cty.Value{}
			}
			parts[root][member] = v
			continue
		}
		v, ok := l.root(root, steps, e)
		variables[root], complete = v, complete && ok
	}
	for root, members := range parts {
		if _, whole := variables[root]; !whole {
			variables[root] = cty.ObjectVal(members)
		}
	}
	return &hcl.EvalContext{Variables: variables, Functions: l.functions}, complete
}

// memberName is the second step of a traversal where that is written out.
func memberName(steps hcl.Traversal) (string, bool) {
	if len(steps) < 2 {
		return "", false
	}
	return stepName(steps[1])
}

// hasMembers reports whether what follows the root names a block, variable or
// local, so that the others need not be known.
func hasMembers(root string) bool {
	return root == "var" || root == "local" || kindOf(root) != noKind
}

// member gives var.x, local.x, employee.x and so on.
func (l *loader) member(root, name string, steps hcl.Traversal) (cty.Value, bool) {
	at := l.spanOf(steps.SourceRange())
	l.memberUses(root, name)
	switch root {
	case "var":
		return l.variable(name, at)
	case "local":
		return l.local(name, at)
	}
	d, ok := l.declared(kindOf(root), name, at)
	if !ok {
		return cty.DynamicVal, false
	}
	rest, of := steps[2:], d.address()
	if d.forEach != nil && len(rest) > 0 {
		rest, of = rest[1:], of+"[...]"
	}
	if !l.hasAttributes(typeOf(d.kind), of, rest) {
		return cty.DynamicVal, false
	}
	return l.declarationValue(d)
}

// hasAttributes follows a traversal through a type and reports an attribute
// that there is not.
func (l *loader) hasAttributes(ty cty.Type, of string, steps hcl.Traversal) bool {
	for _, step := range steps {
		attribute, ok := step.(hcl.TraverseAttr)
		if !ok || !ty.IsObjectType() {
			return true
		}
		if !ty.HasAttribute(attribute.Name) || attribute.Name == rightsAttribute {
			known := slices.DeleteFunc(sortedKeys(ty.AttributeTypes()), func(s string) bool { return s == rightsAttribute })
			l.report(l.spanOf(attribute.SrcRange), "Unknown attribute", l.didYouMean(attribute.Name, slices.Values(known)),
				"%s has no attribute %q. It has: %s.", of, attribute.Name, strings.Join(known, ", "))
			return false
		}
		ty, of = ty.AttributeType(attribute.Name), of+"."+attribute.Name
	}
	return true
}

// rootNames are the names that an expression may begin with.
var rootNames = []string{
	"access", "agency", "client", "clients", "contractor", "each", "employee", "local", "people", "permission_set", "team", "var",
}

// unknownRoot reports an expression that begins with a name that there is not:
// often the label of a block, without what stands before it.
func (l *loader) unknownRoot(name string, at span, want []kind) {
	hint := l.meant(name, want)
	if hint == "" {
		hint = l.didYouMean(name, slices.Values(rootNames))
	}
	l.report(at, "Unknown name", hint, "Nothing is called %q here. An expression begins with one of: %s.",
		name, strings.Join(rootNames, ", "))
}

// root gives a whole root.
func (l *loader) root(name string, steps hcl.Traversal, e *each) (cty.Value, bool) {
	at := l.spanOf(steps.SourceRange())
	l.rootUses(name)
	switch name {
	case "each":
		if e == nil {
			return l.element(&term{at: at, text: "value"}, nil)
		}
		return cty.ObjectVal(map[string]cty.Value{"key": e.key, "value": e.value}), true
	case "clients":
		return l.clientsValue()
	case "people":
		return l.peopleValue()
	case "agency":
		return l.agencyValue()
	case "var", "local":
	default:
		if kindOf(name) == noKind {
			l.unknownRoot(name, at, referable)
			return cty.DynamicVal, false
		}
	}
	whole := l.roots[name]
	if whole == nil {
		whole = &named{at: at, value: cty.DynamicVal}
		l.roots[name] = whole
	}
	if l.enter(&whole.state, name, at) {
		v, ok := l.wholeRoot(name)
		whole.value = v
		l.leave(&whole.state, ok)
	}
	return whole.value, whole.state == done
}

func (l *loader) wholeRoot(name string) (cty.Value, bool) {
	switch name {
	case "var":
		return l.allNamed(l.variables, l.variable)
	case "local":
		return l.allNamed(l.locals, l.local)
	}
	values, complete := map[string]cty.Value{}, true
	for _, d := range l.registry.lists[kindOf(name)] {
		v, ok := l.declarationValue(d)
		values[d.label], complete = v, complete && ok
	}
	return cty.ObjectVal(values), complete
}

func (l *loader) allNamed(list map[string]*named, get func(string, span) (cty.Value, bool)) (cty.Value, bool) {
	values, complete := map[string]cty.Value{}, true
	for _, name := range sortedKeys(list) {
		v, ok := get(name, list[name].at)
		values[name], complete = v, complete && ok
	}
	return cty.ObjectVal(values), complete
}

// spanOf packs a range of a file that was read.
func (l *loader) spanOf(r hcl.Range) span {
	i, ok := l.fileIndex(r.Filename)
	if !ok {
		return 0
	}
	return newSpan(i, r)
}

// sentence makes a message a sentence. A first word that is an identifier or
// the name of a file stays as it is.
func sentence(s string) string {
	if s == "" {
		return s
	}
	if word, _, _ := strings.Cut(s, " "); !strings.ContainsAny(word, "_./0123456789") {
		s = strings.ToUpper(s[:1]) + s[1:]
	}
	if !strings.HasSuffix(s, ".") {
		s += "."
	}
	return s
}

// keyText writes the key of a for_each instance as an address has it.
func keyText(key cty.Value) string {
	if key.Type() == cty.String {
		return fmt.Sprintf("%q", key.AsString())
	}
	return indexText(key)
}
