package config

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
)

// target is what a reference names: one instance of a block, all instances of
// a block with for_each, or an access block inside a client.
type target struct {
	decl   *declaration
	in     *instance // nil: the whole of a block with for_each
	access string    // label of an access block inside the client
}

// kind is that of the block in the end.
func (t target) kind() kind {
	if t.access != "" {
		return accessKind
	}
	return t.decl.kind
}

func (t target) address() string {
	switch {
	case t.in == nil:
		return t.decl.address()
	case t.access != "":
		return t.in.address + ".access." + t.access
	}
	return t.in.address
}

// declared finds a block by label.
func (l *loader) declared(k kind, label string, at span) (*declaration, bool) {
	if k == clientKind && (l.reading == nil || l.reading.in.decl.label != label) {
		l.asksOfClients()
	}
	if d := l.registry.named[k][label]; d != nil {
		return d, true
	}
	if l.mayStandUnread(label) {
		return nil, false
	}
	hint := ""
	for other := employeeKind; other < kinds; other++ {
		if other != k && l.registry.named[other][label] != nil {
			hint = fmt.Sprintf("There is %s of that name: %s.%s.", kindPhrases[other], other, label)
			break
		}
	}
	if hint == "" {
		hint = l.didYouMeanIn(k.String(), label, maps.Keys(l.registry.named[k]))
	}
	name := strings.ReplaceAll(k.String(), "_", " ")
	l.report(at, "Unknown "+name, hint, "There is no %s %q.", name, label)
	return nil, false
}

// find resolves a termReference or termLookup.
func (l *loader) find(t *term, e *each) (target, bool) {
	found, ok := l.lookUp(t, e)
	if ok {
		l.useTarget(found)
	}
	return found, ok
}

func (l *loader) lookUp(t *term, e *each) (target, bool) {
	if t.kind == termLookup {
		return l.findLookup(t, e)
	}
	d, ok := l.declared(t.root, t.text, t.at)
	if !ok {
		return target{}, false
	}
	p, _ := t.more.(*refPath)
	if p == nil {
		return l.only(d)
	}
	found := target{decl: d}
	if p.key == cty.NilVal {
		found, ok = l.only(d)
	} else {
		found.in, ok = l.instanceAt(d, p.key, t.at)
	}
	if !ok || p.access == "" {
		return found, ok
	}
	return l.accessOf(found, p.access, t.at)
}

// only gives a block's one instance, or all of them where it has for_each.
func (l *loader) only(d *declaration) (target, bool) {
	if d.forEach != nil {
		return target{decl: d}, true
	}
	instances, ok := l.instancesOf(d)
	if !ok {
		return target{}, false
	}
	return target{decl: d, in: instances[0]}, true
}

// findLookup resolves kind[key] and kind.label[key].
func (l *loader) findLookup(t *term, e *each) (target, bool) {
	key, ok := l.value(t.more.(*refPath).lookup, e)
	if !ok {
		return target{}, false
	}
	if t.text != "" {
		d, ok := l.declared(t.root, t.text, t.at)
		if !ok {
			return target{}, false
		}
		in, ok := l.instanceAt(d, key, t.at)
		return target{decl: d, in: in}, ok
	}
	label, ok := plainString(key)
	if !ok || label == "" {
		l.report(t.at, "Wrong type", "", "The name of %s is wanted between the brackets, not %s.", kindPhrases[t.root], typePhrase(key))
		return target{}, false
	}
	d, ok := l.declared(t.root, label, t.at)
	if !ok {
		return target{}, false
	}
	return l.only(d)
}

// instanceAt finds the instance with a key.
func (l *loader) instanceAt(d *declaration, key cty.Value, at span) (*instance, bool) {
	if d.forEach == nil {
		l.report(at, "No for_each", fmt.Sprintf("Write %s.", d.address()), "%s is a single block without for_each and has no instances.", d.address())
		return nil, false
	}
	if _, ok := l.instancesOf(d); !ok {
		return nil, false
	}
	text, ok := plainString(key)
	if in := d.byKey[text]; ok && in != nil {
		return in, true
	}
	if !ok {
		l.report(at, "Wrong type", "", "The key of an instance of %s is wanted, not %s.", d.address(), typePhrase(key))
		return nil, false
	}
	if l.mayStandUnread(text) {
		return nil, false
	}
	l.report(at, "Unknown instance", l.didYouMeanIn(d.address(), text, maps.Keys(d.byKey)), "The for_each of %s has no element with the key %q.", d.address(), text)
	return nil, false
}

// accessOf finds a labelled access block inside a client.
func (l *loader) accessOf(client target, label string, at span) (target, bool) {
	if client.in == nil {
		l.needsKey(client.decl, at)
		return target{}, false
	}
	known := client.decl.access
	if !slices.Contains(known, label) {
		if !l.mayStandUnread(label) {
			l.report(at, "Unknown access", l.didYouMean(label, slices.Values(known)), "%s has no access block with the label %q.", client.in.address, label)
		}
		return target{}, false
	}
	client.access = label
	return client, true
}

func (l *loader) needsKey(d *declaration, at span) {
	hint := fmt.Sprintf("All of them are values(%s).", d.address())
	if len(d.instances) > 0 {
		hint = fmt.Sprintf("Name one, such as %s, or all of them: values(%s).", d.instances[0].address, d.address())
	}
	l.report(at, "Which instance", hint, "%s has for_each and stands for several blocks.", d.address())
}

// accessLabels lists the labels of a client's access blocks.
func accessLabels(b *block) []string {
	if b.packed != nil {
		return b.packed.labels
	}
	var labels []string
	for _, inner := range b.blocks {
		if inner.schema == clientAccessSchema && inner.label != "" {
			labels = append(labels, inner.label)
		}
	}
	return labels
}

// references resolves a term to blocks, lists flattened, and calls f for each.
// False means that something in it was wrong and was reported.
// want says which kinds are meant where something else stands there.
func (l *loader) references(t *term, e *each, want []kind, f func(target, span)) bool {
	switch t.kind {
	case termReference, termLookup:
		found, ok := l.find(t, e)
		if ok && found.in == nil {
			l.needsKey(found.decl, t.at)
			return false
		}
		if ok {
			f(found, t.at)
		}
		return ok
	case termList:
		complete := true
		list := t.list
		for i := range list {
			complete = l.references(&list[i], e, want, f) && complete
		}
		return complete
	}
	if name := unknownName(t); name != "" {
		l.unknownRoot(name, t.at, want)
		return false
	}
	v, ok := l.value(t, e)
	return ok && l.targetsIn(v, t.at, want, f)
}

// unknownName is the one word that an expression consists of where no
// expression can begin with it; else nothing.
func unknownName(t *term) string {
	x, ok := t.more.(hclsyntax.Expression)
	if t.kind != termExpression || !ok {
		return ""
	}
	name := hcl.ExprAsKeyword(x)
	if slices.Contains(rootNames, name) {
		return ""
	}
	return name
}

// referable are the kinds that are looked through where any may be meant.
var referable = []kind{employeeKind, contractorKind, teamKind, setKind, clientKind}

// meant asks for the reference that stands for a label, an e-mail or, for a
// client, its hub id; nothing where no block of a wanted kind has it.
func (l *loader) meant(text string, want []kind) string {
	var found []string
	for _, k := range want {
		if d := l.registry.named[k][text]; d != nil {
			found = append(found, d.address())
		}
	}
	if email, err := ParseEmail(text); err == nil {
		if p := l.personWith(email); p != nil && slices.Contains(want, p.in.decl.kind) {
			found = append(found, p.Address)
		}
	}
	if id, err := strconv.ParseInt(text, 10, 64); err == nil && slices.Contains(want, clientKind) {
		if c := l.byHub[id]; c != nil {
			found = append(found, c.Address)
		}
	}
	if len(found) == 0 {
		return ""
	}
	return "Did you mean " + orList(found) + "?"
}

// targetsIn reads the references out of a value.
func (l *loader) targetsIn(v cty.Value, at span, want []kind, f func(target, span)) bool {
	switch {
	case v.IsNull():
		l.report(at, "Not a reference", "", "A reference is wanted here, and this is null.")
		return false
	case v.Type().IsObjectType():
		found, ok := l.targetOf(v)
		if !ok {
			l.report(at, "Not a reference", "Name the block itself, such as "+exampleOf(want)+"; an object made or changed in an expression is not a block's.",
				"A reference to a block is wanted here, and this object is not one.")
			return false
		}
		f(found, at)
		return true
	case v.Type().IsTupleType() || v.Type().IsListType() || v.Type().IsSetType():
		complete := true
		for it := v.ElementIterator(); it.Next(); {
			_, element := it.Element()
			complete = l.targetsIn(element, at, want, f) && complete
		}
		return complete
	}
	hint := "Name a block, such as " + exampleOf(want) + "."
	if text, ok := plainString(v); ok {
		if meant := l.meant(text, want); meant != "" {
			hint = meant
		}
	}
	l.report(at, "Not a reference", hint, "A reference to a block is wanted here, not %s.", typePhrase(v))
	return false
}

// exampleOf shows what a reference to the first of some kinds looks like.
func exampleOf(want []kind) string {
	switch want[0] {
	case setKind:
		return "permission_set.view_only"
	case clientKind:
		return "client.acme"
	case accessKind:
		return "client.acme.access.pod"
	}
	return "employee.maria"
}

// targetOf finds the block that an object is the value of.
func (l *loader) targetOf(v cty.Value) (target, bool) {
	ty := v.Type()
	if !ty.Equals(personType) && !ty.Equals(clientType) && !ty.Equals(teamType) && !ty.Equals(addressType) {
		return target{}, false
	}
	address := v.GetAttr("address")
	if address.IsNull() {
		return target{}, false
	}
	found, ok := l.byAddress(address.AsString())
	if !ok {
		return target{}, false
	}
	l.useTarget(found)
	real, ok := l.targetValue(found)
	return found, ok && real.RawEquals(v)
}

// byAddress finds a block by its address, as values carry it.
func (l *loader) byAddress(address string) (target, bool) {
	if l.addresses == nil {
		l.addresses = map[string]target{}
		for _, list := range l.registry.lists {
			for _, d := range list {
				for _, in := range d.instances {
					l.addresses[in.address] = target{decl: d, in: in}
				}
			}
		}
	}
	if found, ok := l.addresses[address]; ok {
		return found, ok
	}
	// What was expanded later, and access blocks inside clients.
	if home, label, ok := cutLast(address, ".access."); ok {
		if found, ok := l.byAddress(home); ok && found.kind() == clientKind && slices.Contains(found.decl.access, label) {
			found.access = label
			return found, true
		}
	}
	root, rest, _ := strings.Cut(address, ".")
	label, _, _ := strings.Cut(rest, "[")
	if d := l.registry.named[kindOf(root)][label]; d != nil {
		for _, in := range d.instances {
			l.addresses[in.address] = target{decl: d, in: in}
		}
	}
	found, ok := l.addresses[address]
	return found, ok
}

func cutLast(s, sep string) (before, after string, ok bool) {
	i := strings.LastIndex(s, sep)
	if i < 0 {
		return s, "", false
	}
	return s[:i], s[i+len(sep):], true
}

// reference resolves a term to exactly one block of one of the wanted kinds.
func (l *loader) reference(t *term, e *each, want ...kind) (target, bool) {
	if t.kind == termList {
		l.report(t.at, "Wrong type", "Remove the brackets.", "One reference is wanted here, not a list.")
		return target{}, false
	}
	if t.kind == termReference {
		return l.plainReference(t, e, want)
	}
	var found []target
	if !l.references(t, e, want, func(one target, _ span) { found = append(found, one) }) {
		return target{}, false
	}
	if len(found) != 1 {
		l.report(t.at, "Wrong type", "", "One reference is wanted here, not a list of %d.", len(found))
		return target{}, false
	}
	return found[0], l.isKind(found[0], t.at, want)
}

// plainReference resolves a termReference to exactly one block.
func (l *loader) plainReference(t *term, e *each, want []kind) (target, bool) {
	found, ok := l.find(t, e)
	if !ok {
		return target{}, false
	}
	if found.in == nil {
		l.needsKey(found.decl, t.at)
		return target{}, false
	}
	return found, l.isKind(found, t.at, want)
}

// isKind reports a reference to a block of another kind than wanted.
func (l *loader) isKind(found target, at span, want []kind) bool {
	if slices.Contains(want, found.kind()) {
		return true
	}
	phrases := make([]string, len(want))
	for i, k := range want {
		phrases[i] = kindPhrases[k]
	}
	l.report(at, "Wrong kind of block", "", "%s is %s; this takes %s.", found.address(), kindPhrases[found.kind()], orList(phrases))
	return false
}

// orList joins phrases with commas and "or".
func orList(list []string) string {
	if len(list) < 2 {
		return strings.Join(list, "")
	}
	return strings.Join(list[:len(list)-1], ", ") + " or " + list[len(list)-1]
}
