package config

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"accredit/engine"
)

// outcome is what a block gives a person: a set, adjusted.
type outcome struct {
	set         *permissionSet
	rights      engine.Rights
	keepBilling bool
}

// outcome finds what a block gives a person in the client.
func (m *clientGrants) outcome(p *person, b *accessBlock) (outcome, bool) {
	o := outcome{set: b.set}
	switch {
	case b.copyFrom != nil:
		var ok bool
		if o, ok = m.copied(p, b); !ok {
			return o, false
		}
	case o.set == nil:
		m.l.useAll(p.defaultOf)
		if o.set = p.defaultSet; o.set == nil {
			m.noDefault(p, b)
			return o, false
		}
		o.rights = o.set.Rights
	default:
		o.rights = o.set.Rights
	}
	if b.more == nil {
		return o, true
	}
	o.keepBilling = o.keepBilling || b.more.keepBilling
	return m.adjusted(o, b)
}

func (m *clientGrants) noDefault(p *person, b *accessBlock) {
	if p.in.decl.block.arg("default_permission_set") != nil && m.l.registry.lists[setKind] != nil && !m.l.isAbsent(p.in.decl.block.arg("default_permission_set"), p.in.each) {
		return // it is wrong, and was reported
	}
	m.l.report(b.at, "No permission set", fmt.Sprintf("Add permission_set to the block, or default_permission_set to %s.", p.Address),
		"%s names no permission_set, and %s has no default_permission_set.", b.address, p.Address)
	m.l.relate(p.in.decl.at(), p.Address)
}

// adjusted takes remove away from the rights and joins add.
func (m *clientGrants) adjusted(o outcome, b *accessBlock) (outcome, bool) {
	if len(b.more.add)+len(b.more.remove) == 0 {
		return o, true
	}
	if o.set.Name == engine.SetSuperAdmin || o.set.Unknown {
		why := "The set super_admin is everything and takes no add or remove."
		if o.set.Unknown {
			why = "The contents of " + o.set.in.address + " are not known, so that it cannot be adjusted."
		}
		at := slices.Concat(b.more.add, b.more.remove)[0].at
		m.l.report(at, "Set takes no adjustment", "Remove add and remove, or choose another set.", "%s", why)
		return o, false
	}
	rights := make([]byte, m.l.catalogue.Len())
	for i, p := range m.l.catalogue.All() {
		level := o.rights.Level(i)
		for j := range b.more.remove {
			if b.more.remove[j].matches(p.Name) {
				level = 0
				break
			}
		}
		if best, tie := choose(b.more.add, p); best != nil {
			if tie != nil {
				m.l.report(tie.at, "Wildcards disagree", "Name the permission itself, or make one of the two longer.",
					"%q and %q both match %s with different levels, and neither is more exact.", best.pattern, tie.pattern, p.Name)
				return o, false
			}
			level = max(level, best.wanted.as(p.Kind))
		}
		rights[i] = byte(level)
	}
	o.rights = m.l.rights.Intern(engine.Rights(rights))
	return o, true
}

// copying is a person whose access is copied from another's, and the block
// that says so.
type copying struct {
	person *person
	block  *accessBlock
}

// copied finds what the configuration gives the person that copy_from names.
func (m *clientGrants) copied(p *person, b *accessBlock) (outcome, bool) {
	model := b.copyFrom
	m.copying = append(m.copying, copying{p, b})
	defer func() { m.copying = m.copying[:len(m.copying)-1] }()
	if from := slices.IndexFunc(m.copying, func(c copying) bool { return c.person == model }); from >= 0 {
		m.copyCycle(slices.Clone(m.copying[from:]))
		return outcome{}, false
	}

	list := m.withoutLinked(model, m.of(model))
	if best := m.mostCurrent(list); best != nil {
		return m.outcome(model, best.block)
	}
	if m.linkOf(model) != nil {
		set := m.l.setsByName[engine.SetPartnerAdmin]
		return outcome{set: set, rights: set.Rights}, true
	}
	m.l.report(b.at, "Nothing to copy", "Write permission_set in place of copy_from, or give that person access first.",
		"%s copies from %s, who has no access in %s.", b.address, model.Address, m.c.Address)
	return outcome{}, false
}

// copyCycle reports people who copy from each other. Whoever of them, or of
// those who copy from them, comes first finds the same cycle: it is told from
// the first block on, so that it is told once.
func (m *clientGrants) copyCycle(loop []copying) {
	first := 0
	for i, c := range loop {
		if before := loop[first]; cmp.Or(cmp.Compare(c.block.at, before.block.at), cmp.Compare(c.person.index, before.person.index)) < 0 {
			first = i
		}
	}
	loop = slices.Concat(loop[first:], loop[:first])
	var path strings.Builder
	for _, c := range loop {
		path.WriteString(c.person.Address + " -> ")
	}
	m.l.report(loop[0].block.at, "Cycle", "Write the permission set of one of them.",
		"copy_from leads back to where it began: %s%s.", path.String(), loop[0].person.Address)
	for _, c := range loop[1:] {
		m.l.relate(c.block.at, c.person.Address)
	}
}

// mostCurrent gives the block that counts today, else the next one to begin,
// else the last one to have ended: dates are not copied, and a copy should not
// break on the day that the original ends.
func (m *clientGrants) mostCurrent(list []candidate) *candidate {
	if best := m.inForce(list); best != nil {
		return best
	}
	var next, last *candidate
	for i := range list {
		period := list[i].block.period
		switch {
		case period.From > m.l.today:
			if next == nil || period.From < next.block.period.From {
				next = &list[i]
			}
		case last == nil || period.To > last.block.period.To:
			last = &list[i]
		}
	}
	if next != nil {
		return next
	}
	return last
}
