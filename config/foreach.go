package config

import (
	"strconv"

	"github.com/zclconf/go-cty/cty"
)

// instancesOf gives the instances of a block: one, or one for each element of
// its for_each, in the order of the keys or of the list.
func (l *loader) instancesOf(d *declaration) ([]*instance, bool) {
	if d.forEach == nil {
		if d.instances == nil {
			d.instances = []*instance{{decl: d, address: d.address()}}
			d.state = done
		}
		return d.instances, true
	}
	if l.enter(&d.state, d.address()+" (for_each)", d.forEach.at) {
		l.leave(&d.state, l.expand(d))
	}
	return d.instances, d.state == done
}

// expand makes the instances of a block with for_each.
func (l *loader) expand(d *declaration) bool {
	d.byKey = map[string]*instance{}
	v, ok := l.value(d.forEach, nil)
	if !ok {
		return false
	}
	ty := v.Type()
	switch {
	case v.IsNull():
		l.report(d.forEach.at, "Wrong type", "", "for_each takes a map or a list, not null.")
		return false
	case ty.IsMapType() || ty.IsObjectType() || ty.IsListType() || ty.IsTupleType():
	default:
		hint := ""
		if ty.IsSetType() {
			hint = "Make it a list with tolist(...)."
		}
		l.report(d.forEach.at, "Wrong type", hint, "for_each takes a map or a list, not %s.", typePhrase(v))
		return false
	}
	d.instances = make([]*instance, 0, v.LengthInt())
	for it := v.ElementIterator(); it.Next(); {
		key, value := it.Element()
		in := &instance{decl: d, key: indexText(key), each: &each{key, value}, address: d.address() + "[" + keyText(key) + "]"}
		d.instances = append(d.instances, in)
		d.byKey[in.key] = in
	}
	return true
}

// indexText is a key as a string: the key itself, or the index.
func indexText(key cty.Value) string {
	if key.Type() == cty.String {
		return key.AsString()
	}
	i, _ := key.AsBigFloat().Int64() // an index; not written by way of decimals, which is slow
	return strconv.FormatInt(i, 10)
}

// instances lists all instances of all blocks of a kind; what cannot be
// expanded was reported and is left out.
func (l *loader) instances(k kind) []*instance {
	var all []*instance
	for _, d := range l.registry.lists[k] {
		list, _ := l.instancesOf(d)
		all = append(all, list...)
	}
	return all
}
