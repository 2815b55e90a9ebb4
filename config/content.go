package config

import (
	"crypto/sha256"
	"hash"
	"strings"

	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/json"
)

// contents works out the digest of the content of each thing that is used: of
// the text of a block with what it uses itself, or of a value. Two runs in
// which a thing has one digest read the same out of it.
type contents struct {
	l     *loader
	known []textDigest
	is    []progress
}

func newContents(l *loader) *contents { return &contents{l: l} }

// of returns the digest of a thing, which is zero where there is none.
func (c *contents) of(n int32) textDigest {
	for len(c.known) < len(c.l.uses.list) {
		c.known, c.is = append(c.known, textDigest{}), append(c.is, untouched)
	}
	if c.is[n] == untouched {
		c.is[n] = running // a cycle was reported as a mistake; it must not keep this from ending
		digest := c.work(c.l.uses.list[n])
		c.known[n], c.is[n] = digest, done
	}
	return c.known[n]
}

func (c *contents) work(u thing) textDigest {
	l := c.l
	switch u.kind {
	case useBlock:
		return c.block(u.name)
	case useValue:
		return c.value(u.name)
	case useEmail:
		if p := l.personWith(u.name); p != nil {
			return c.combine(textDigest{}, "e-mail "+p.Email, c.instance(p.in))
		}
	case useFile:
		if f := l.data[u.name]; f != nil && f.err == nil {
			return textDigest(f.hash[:len(textDigest{})])
		}
		if text, err := l.openData(u.name); err == nil {
			sum := sha256.Sum256([]byte(text))
			return textDigest(sum[:])
		}
	case useClient:
		return c.block(u.name)
	case useClients:
		return c.all(clientKind)
	case usePeople:
		return c.all(employeeKind, contractorKind, teamKind)
	case useSets:
		return c.all(setKind)
	case useValues:
		return c.values()
	case useInstance:
		root, label, _ := strings.Cut(u.name, ".")
		if d := l.registry.named[kindOf(root)][label]; d != nil {
			return c.declaration(d)
		}
	}
	return textDigest{}
}

// block returns the digest of one block by its address.
func (c *contents) block(address string) textDigest {
	if name, ok := strings.CutPrefix(address, testAddress); ok {
		for _, b := range c.l.registry.tests {
			if b.label == name {
				return c.with(b.text, c.l.uses.tests[name])
			}
		}
		return textDigest{}
	}
	if found, ok := c.l.byAddress(address); ok && found.in != nil {
		return c.instance(found.in)
	}
	return textDigest{}
}

// instance returns the digest of one block, or of one instance of it.
func (c *contents) instance(in *instance) textDigest {
	if in.decl.kind == clientKind {
		return c.client(in)
	}
	if in.decl.block == nil { // built in: the header of the cache names the catalogue
		return c.combine(textDigest{}, in.address)
	}
	return c.with(c.own(in), c.l.uses.of[&in.state])
}

// client returns the digest of what an expression can ask of a client.
func (c *contents) client(in *instance) textDigest {
	is := in.client
	if is == nil {
		return textDigest{}
	}
	w := &shelfWriter{}
	w.number(int(is.HubID))
	writeClientValue(w, &is.Client, &notedClient{hasMRR: is.hasMRR, access: in.decl.access})
	sum := sha256.Sum256(w.b)
	return textDigest(sum[:len(textDigest{})])
}

// own returns the digest of the text of a block, and of the element of for_each.
func (c *contents) own(in *instance) textDigest {
	if in.each == nil && in.element == (textDigest{}) {
		return in.decl.block.text
	}
	return c.combine(in.decl.block.text, "", in.elementDigest())
}

// elementDigest names the element of for_each that an instance is made from.
func (in *instance) elementDigest() textDigest {
	if in.element == (textDigest{}) && in.each != nil {
		sum := sha256.New()
		writeValue(sum, in.each.key)
		writeValue(sum, in.each.value)
		in.element = textDigest(sum.Sum(nil)[:len(textDigest{})])
	}
	return in.element
}

// with returns a digest of a text and of what it uses.
func (c *contents) with(text textDigest, list []int32) textDigest {
	if len(list) == 0 {
		return text
	}
	parts := make([]textDigest, len(list))
	for i, n := range list {
		parts[i] = c.of(n)
	}
	return c.combine(text, "", parts...)
}

func (c *contents) combine(text textDigest, name string, parts ...textDigest) textDigest {
	sum := sha256.New()
	sum.Write(text[:])
	writeLine(sum, digestLine(name))
	for i := range parts {
		sum.Write(parts[i][:])
	}
	return textDigest(sum.Sum(nil)[:len(textDigest{})])
}

func (c *contents) declaration(d *declaration) textDigest {
	sum := sha256.New()
	c.writeInstances(sum, d)
	return textDigest(sum.Sum(nil)[:len(textDigest{})])
}

func (c *contents) all(of ...kind) textDigest {
	sum := sha256.New()
	for _, k := range of {
		for _, label := range sortedKeys(c.l.registry.named[k]) {
			c.writeInstances(sum, c.l.registry.named[k][label])
		}
	}
	return textDigest(sum.Sum(nil)[:len(textDigest{})])
}

func (c *contents) writeInstances(sum hash.Hash, d *declaration) {
	for _, in := range d.instances {
		writeLine(sum, digestLine(in.address))
		digest := c.instance(in)
		sum.Write(digest[:])
	}
}

// value returns the digest of a local or a variable, such as local.gold.
func (c *contents) value(name string) textDigest {
	root, label, _ := strings.Cut(name, ".")
	list := c.l.locals
	if root == "var" {
		list = c.l.variables
	}
	v := list[label]
	if v == nil || v.state != done {
		return textDigest{}
	}
	sum := sha256.New()
	writeValue(sum, v.value)
	return textDigest(sum.Sum(nil)[:len(textDigest{})])
}

func (c *contents) values() textDigest {
	sum := sha256.New()
	for _, name := range sortedKeys(c.l.locals) {
		digest := c.value("local." + name)
		writeLine(sum, digestLine("local", name))
		sum.Write(digest[:])
	}
	for _, name := range sortedKeys(c.l.variables) {
		digest := c.value("var." + name)
		writeLine(sum, digestLine("var", name))
		sum.Write(digest[:])
	}
	return textDigest(sum.Sum(nil)[:len(textDigest{})])
}

// writeValue writes a value with its type, so that two different ones are never
// written alike.
func writeValue(sum hash.Hash, v cty.Value) {
	text, err := json.Marshal(v, cty.DynamicPseudoType)
	if err != nil { // not known, which is a mistake that was reported
		text = []byte(v.GoString())
	}
	writeLine(sum, string(text))
}
