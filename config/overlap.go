package config

import (
	"cmp"
	"fmt"
	"slices"

	"accredit/engine"
)

// doesOverride reports whether block a names block b, or the whole client c,
// in overrides.
func (a *accessBlock) doesOverride(b *accessBlock, c *client) bool {
	if a.more == nil {
		return false
	}
	for _, t := range a.more.overrides {
		switch {
		case t.access != "":
			if b.home != nil && t.in == b.home.in && t.access == b.label {
				return true
			}
		case t.decl.kind == clientKind:
			if t.in == c.in {
				return true
			}
		case b.in != nil && t.in == b.in:
			return true
		}
	}
	return false
}

// clash is a pair of blocks that both count for somebody at the same time.
type clash struct {
	first, second *accessBlock
	person        *person
	via           [2]int32
	client        *client
	people        map[int32]bool
	clients       int
	mutual        bool
	cycle         bool
	lastClient    *client
}

// standing is a block that may still count for a person, and when.
type standing struct {
	candidate
	period engine.Period
}

// standing lists the blocks that have not ended. Those that a link leaves out
// count from the day on which the link ends.
func (m *clientGrants) standing(p *person, all []candidate) []standing {
	k := m.linkOf(p)
	list := make([]standing, 0, len(all))
	for _, candidate := range all {
		s := standing{candidate, candidate.block.period}
		if k != nil && candidate.via != byName {
			if k.EndedOn == 0 {
				continue
			}
			s.period.From = max(s.period.From, k.EndedOn)
		}
		if s.period.To == 0 || s.period.To >= max(m.l.today, s.period.From) {
			list = append(list, s)
		}
	}
	return list
}

// findOverlaps looks for blocks that give one person access in one client at the
// same time, neither taking precedence. What has ended is left alone.
func (l *loader) findOverlaps(c *client, p *person, active []standing) {
	overridden := false
	for j := range active {
		for i := range j {
			a, b := active[i], active[j]
			if !a.period.Overlaps(b.period) {
				continue
			}
			over, under := a.block.doesOverride(b.block, c), b.block.doesOverride(a.block, c)
			overridden = overridden || over || under
			if over != under {
				continue
			}
			l.clash(c, p, a.candidate, b.candidate, over, false)
			break
		}
	}
	if overridden && len(active) > 2 {
		l.overlapCycle(c, p, active)
	}
}

// overlapCycle looks for a day on which every block is overridden by another.
func (l *loader) overlapCycle(c *client, p *person, active []standing) {
	days := []engine.Date{l.today}
	for _, k := range active {
		if k.period.From > l.today {
			days = append(days, k.period.From)
		}
	}
	for _, day := range days {
		var now []standing
		for _, k := range active {
			if k.period.Contains(day) {
				now = append(now, k)
			}
		}
		free := slices.ContainsFunc(now, func(b standing) bool {
			return !slices.ContainsFunc(now, func(a standing) bool { return a.block != b.block && a.block.doesOverride(b.block, c) })
		})
		if len(now) > 2 && !free {
			l.clash(c, p, now[0].candidate, now[1].candidate, true, true)
			return
		}
	}
}

// clash notes a conflict; those of the same two blocks become one diagnostic.
func (l *loader) clash(c *client, p *person, a, b candidate, mutual, cycle bool) {
	if a.block.at > b.block.at || a.block.at == b.block.at && a.block.address > b.block.address {
		a, b = b, a
	}
	key := [2]*accessBlock{a.block, b.block}
	k := l.clashes[key]
	if k == nil {
		k = &clash{
			first: a.block, second: b.block, person: p, via: [2]int32{a.via, b.via}, client: c,
			people: map[int32]bool{}, mutual: mutual, cycle: cycle,
		}
		l.clashes[key] = k
	}
	k.people[p.index] = true
	if k.lastClient != c {
		k.lastClient = c
		k.clients++
	}
}

func (l *loader) reportClashes() {
	list := make([]*clash, 0, len(l.clashes))
	for _, k := range l.clashes {
		list = append(list, k)
	}
	slices.SortFunc(list, func(a, b *clash) int {
		switch {
		case a.second.at != b.second.at:
			return cmp.Compare(a.second.at, b.second.at)
		case a.first.at != b.first.at:
			return cmp.Compare(a.first.at, b.first.at)
		}
		return cmp.Compare(a.second.address+a.first.address, b.second.address+b.first.address)
	})
	for _, k := range list {
		l.reportClash(k)
	}
}

func (l *loader) reportClash(k *clash) {
	who := fmt.Sprintf("%s in %s", k.person.Address, k.client.Address)
	if more := len(k.people) - 1; more > 0 {
		who += fmt.Sprintf(" (and %d more)", more)
	}
	if more := k.clients - 1; more > 0 {
		who += fmt.Sprintf(" (and %d more clients)", more)
	}
	switch {
	case k.cycle:
		l.report(k.second.at, "Cycle of overrides", "Let one of them override nothing.",
			"For %s every block is overridden by another, so that none counts.", who)
	case k.mutual:
		l.report(k.second.at, "Cycle of overrides", "Remove overrides from one of them.",
			"%s and %s override each other for %s.", k.first.address, k.second.address, who)
	case k.first.isCopyOf(k.second):
		l.report(k.second.at, "Duplicate access", "Delete one of the two.", "%s and %s say the same: both give access to %s.",
			k.first.names(k.second), k.second.names(k.first), who)
	default:
		l.report(k.second.at, "Overlapping access", k.way(), "%s and %s both give access to %s at the same time. One person holds exactly one permission set in one client.",
			k.first.address, k.second.address, who)
	}
	l.relate(k.first.at, k.first.address)
}

// isCopyOf reports whether two blocks say the same, labels aside.
func (a *accessBlock) isCopyOf(b *accessBlock) bool {
	return a.home == b.home && a.set == b.set && a.copyFrom == b.copyFrom && a.period == b.period && a.status == b.status && a.unlinked == b.unlinked &&
		a.details == b.details && slices.Equal(a.clients, b.clients) && slices.Equal(a.members, b.members) && a.more.isCopyOf(b.more)
}

func (a *adjustment) isCopyOf(b *adjustment) bool {
	if a == nil || b == nil {
		return a == b
	}
	same := func(a, b choice) bool { return a.pattern == b.pattern && a.wanted == b.wanted }
	return slices.EqualFunc(a.add, b.add, same) && slices.EqualFunc(a.remove, b.remove, same) &&
		a.keepBilling == b.keepBilling && slices.Equal(a.overrides, b.overrides)
}

// names tells a block from another, which may have the same address.
func (a *accessBlock) names(other *accessBlock) string {
	if a.address == other.address {
		return fmt.Sprintf("%s at %s", a.address, a.pos)
	}
	return a.address
}

// way prints the line that settles an overlap, and where to add it: a block
// that reaches the person through a team or label leaves them out.
func (k *clash) way() string {
	out, stays := k.first, k.second
	if k.via[0] == byName && k.via[1] != byName {
		out, stays = stays, out
	}
	hint := fmt.Sprintf("Add except = [%s] to the block at %s", k.person.Address, out.pos)
	if name := stays.overridable(out); name != "" {
		hint += fmt.Sprintf(", or overrides = [%s] to the one at %s", name, stays.pos)
	}
	return hint + "."
}

// overridable is how overrides names block out: by its address, or, where an
// access block has no label, by its client.
func (a *accessBlock) overridable(out *accessBlock) string {
	if out.home != nil && out.label == "" {
		return out.home.Address
	}
	return out.address
}
