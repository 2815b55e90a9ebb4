package config

import (
	"slices"

	"accredit/engine"
)

// schedule lists what people have from today on, where it changes by itself
// later: a block begins, one that overrides another begins or ends, a link is
// approved or ends. Each day on which that can be asks the same blocks as
// today does.
func (m *clientGrants) schedule() {
	var people []int32
	for i := range m.candidates {
		people = append(people, m.candidates[i].person)
	}
	for i := range m.c.links {
		if p := m.c.links[i].person; p != nil {
			people = append(people, p.index)
		}
	}
	slices.Sort(people)
	for _, index := range slices.Compact(people) {
		if p := m.l.people[index]; !p.hasLeft() {
			m.scheduleOf(p)
		}
	}
}

// beginsLater reports whether somebody's access begins on a later day, or can
// come back then because a block that overrides another ends.
func (m *clientGrants) beginsLater() bool {
	return slices.ContainsFunc(m.candidates, func(k candidate) bool {
		period := k.block.period
		return period.From > m.l.today || period.To >= m.l.today && k.block.more != nil && len(k.block.more.overrides) > 0
	}) || slices.ContainsFunc(m.c.links, func(k link) bool { return k.ApprovedOn > m.l.today })
}

func (m *clientGrants) scheduleOf(p *person) {
	days := m.turns(p)
	if len(days) == 0 {
		return
	}
	today := m.l.today
	known := len(m.l.diags)
	defer func() {
		// What stands in the way on a later day is no mistake of today.
		m.l.today, m.l.diags = today, m.l.diags[:known]
	}()
	var last *engine.Grant
	for _, day := range append([]engine.Date{today}, days...) {
		m.l.today = day
		g, ok := m.grantOn(p)
		switch {
		case ok && last != nil && *last.Origin == *g.Origin && last.Pos == g.Pos && last.Expires == g.Expires:
			continue
		case last != nil && (last.Expires == 0 || last.Expires >= day):
			last.Expires = day - 1
		}
		last = nil
		if !ok {
			continue
		}
		if day > today {
			g.Starts = day
		}
		m.d.Schedule = append(m.d.Schedule, g)
		last = &m.d.Schedule[len(m.d.Schedule)-1]
	}
}

// turns lists the later days on which a person's access here can change,
// except the end of what alone gives it. What is copied from somebody else
// turns with theirs.
func (m *clientGrants) turns(p *person) []engine.Date {
	var days []engine.Date
	add := func(day engine.Date) {
		if day > m.l.today {
			days = append(days, day)
		}
	}
	models := []*person{p}
	for i := 0; i < len(models); i++ {
		of := models[i]
		alone := i == 0
		for j := range m.c.links {
			if k := &m.c.links[j]; k.person == of {
				alone = false
				add(k.ApprovedOn)
				add(k.EndedOn)
			}
		}
		blocks := m.of(of)
		alone = alone && len(blocks) == 1
		for _, k := range blocks {
			add(k.block.period.From)
			if to := k.block.period.To; to != 0 && !alone {
				add(to + 1)
			}
			if model := k.block.copyFrom; model != nil && !slices.Contains(models, model) {
				models = append(models, model)
			}
		}
	}
	slices.Sort(days)
	return slices.Compact(days)
}

// grantOn is what a person has here on the day that is today.
func (m *clientGrants) grantOn(p *person) (engine.Grant, bool) {
	if winner := m.inForce(m.withoutLinked(p, m.of(p))); winner != nil {
		return m.grantOf(p, winner)
	}
	if k := m.linkOf(p); k != nil && !m.isNamed(p) {
		return m.grantOf(p, m.asBlock(p, k))
	}
	return engine.Grant{}, false
}
