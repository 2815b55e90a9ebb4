package compare

import (
	"cmp"
	"slices"

	"accredit/engine"
)

// span is a grant with the days on which it counts; a zero end is open. What
// counts already begins today.
type span struct {
	from, to engine.Date
	grant    *engine.Grant
}

// spansOf gives the spans of everybody in a client, by person of the
// comparison and then by day.
func (s *side) spansOf(c *comparer, client *engine.DesiredClient) []span {
	if client == nil {
		return nil
	}
	scheduled := map[int32]bool{}
	for i := range client.Schedule {
		scheduled[client.Schedule[i].Person] = true
	}
	list := make([]span, 0, len(client.Grants))
	add := func(g engine.Grant) {
		g.Person, g.Rights = s.people[g.Person], s.over(g.Set, g.Rights)
		if to, ok := c.renamed[g.Set]; ok && s == c.b {
			g.Set = to
		}
		list = append(list, span{max(g.Starts, c.day), g.Expires, &g})
	}
	for i := range client.Grants {
		if !scheduled[client.Grants[i].Person] {
			add(client.Grants[i])
		}
	}
	for i := range client.Schedule {
		add(client.Schedule[i])
	}
	slices.SortStableFunc(list, func(x, y span) int {
		return cmp.Or(cmp.Compare(x.grant.Person, y.grant.Person), cmp.Compare(x.from, y.from))
	})
	return list
}

// compareGrants compares what everybody has in a client, person by person.
func (c *comparer) compareGrants(client int32, b, a *engine.DesiredClient) {
	before, after := c.b.spansOf(c, b), c.a.spansOf(c, a)
	for len(before)+len(after) > 0 {
		person := firstPerson(before, after)
		n, m := spansFor(before, person), spansFor(after, person)
		if m > 0 || !c.forgotten(0, c.out.People[person].Email) {
			c.comparePerson(client, person, before[:n], after[:m])
		}
		before, after = before[n:], after[m:]
	}
}

func firstPerson(before, after []span) int32 {
	switch {
	case len(before) == 0:
		return after[0].grant.Person
	case len(after) == 0:
		return before[0].grant.Person
	}
	return min(before[0].grant.Person, after[0].grant.Person)
}

func spansFor(list []span, person int32) int {
	n := 0
	for n < len(list) && list[n].grant.Person == person {
		n++
	}
	return n
}

// stretch is a stretch of days with one grant, or none, on each side.
type stretch struct {
	from, to      engine.Date
	before, after *engine.Grant
}

// stretches cuts the days at every beginning and end.
func stretches(before, after []span) []stretch {
	var cuts []engine.Date
	for _, s := range slices.Concat(before, after) {
		cuts = append(cuts, s.from)
		if s.to != 0 {
			cuts = append(cuts, s.to+1)
		}
	}
	slices.Sort(cuts)
	cuts = slices.Compact(cuts)
	list := make([]stretch, 0, len(cuts))
	for i, from := range cuts {
		s := stretch{from: from, before: grantOn(before, from), after: grantOn(after, from)}
		if i+1 < len(cuts) {
			s.to = cuts[i+1] - 1
		}
		list = append(list, s)
	}
	return list
}

func grantOn(list []span, day engine.Date) *engine.Grant {
	for _, s := range list {
		if s.from <= day && (s.to == 0 || day <= s.to) {
			return s.grant
		}
	}
	return nil
}

// merger joins stretches to what a reader calls one change: one grant or none
// on each side, each with its days.
type merger struct {
	before, after engine.Grant
	has           [2]bool // the sides that have a grant
	ended         [2]bool
	differs       bool
	effect        engine.Effect
}

// comparePerson compares one person's days in one client. For nearly everybody
// they are one and the same.
func (c *comparer) comparePerson(client, person int32, before, after []span) {
	if len(before) == 1 && len(after) == 1 && before[0].from == after[0].from && before[0].to == after[0].to &&
		before[0].grant.Starts == after[0].grant.Starts && sameGrantAs(before[0].grant, after[0].grant) {
		return
	}
	var m *merger
	flush := func() {
		if m != nil && m.differs {
			c.differ(client, person, m)
		}
		m = nil
	}
	for _, s := range stretches(before, after) {
		if m != nil && !m.takes(&s) {
			flush()
		}
		if s.before == nil && s.after == nil {
			flush()
			continue
		}
		if m == nil {
			m = &merger{}
		}
		m.add(&s, c.day)
	}
	flush()
}

// takes reports whether the stretch goes on with what the merger has.
func (m *merger) takes(s *stretch) bool {
	goesOn := func(side int, have *engine.Grant, next *engine.Grant) bool {
		switch {
		case next == nil || !m.has[side]:
			return true
		case m.ended[side]:
			return false
		}
		return sameGrantAs(have, next)
	}
	return goesOn(0, &m.before, s.before) && goesOn(1, &m.after, s.after)
}

func (m *merger) add(s *stretch, today engine.Date) {
	enter := func(side int, have *engine.Grant, next *engine.Grant) {
		switch {
		case next == nil:
			m.ended[side] = m.has[side]
		case !m.has[side]:
			m.has[side] = true
			*have = *next
			if s.from > today {
				have.Starts = s.from
			}
			have.Expires = s.to
		default:
			have.Expires = s.to
		}
	}
	enter(0, &m.before, s.before)
	enter(1, &m.after, s.after)
	m.effect |= engine.EffectOfRights(s.before, s.after) | engine.EffectOfTeams(s.before, s.after)
	m.differs = m.differs || (s.before == nil) != (s.after == nil) ||
		s.before != nil && (!sameGrantAs(s.before, s.after) || s.from == today && s.before.Starts != s.after.Starts)
}

// sameGrantAs compares grants apart from their days.
func sameGrantAs(x, y *engine.Grant) bool {
	return x.Set == y.Set && x.Rights.Equal(y.Rights) && x.Status == y.Status && x.Unknown == y.Unknown &&
		x.KeepBilling == y.KeepBilling && x.More().Reason == y.More().Reason && slices.Equal(x.More().Teams, y.More().Teams)
}

// differ enters one difference of a grant.
func (c *comparer) differ(client, person int32, m *merger) {
	st := engine.Step{Client: client, Person: person, Actor: engine.Nobody, Effect: m.effect, Cause: engine.CauseConfig}
	if m.has[0] {
		st.Before, st.Pos = &m.before, m.before.Pos
	}
	if m.has[1] {
		st.After, st.Pos = &m.after, m.after.Pos
	}
	st.Effect |= engine.EffectOfDates(st.Before, st.After)
	switch st.Action = differenceAction(st.Before, st.After); st.Action {
	case engine.ActionAdd:
		c.out.GrantsAdded++
	case engine.ActionRemove:
		c.out.GrantsRemoved++
	default:
		c.out.GrantsChanged++
	}
	c.out.Effect |= st.Effect
	c.out.Steps = append(c.out.Steps, st)
}

// differenceAction names a difference as the step that would bring it about
// where all is as it was declared before.
func differenceAction(before, after *engine.Grant) engine.Action {
	switch {
	case before == nil:
		return engine.ActionAdd
	case after == nil:
		return engine.ActionRemove
	case before.Status == engine.Active && after.Status == engine.Deactivated:
		return engine.ActionDeactivate
	case before.Status == engine.Deactivated && after.Status == engine.Active:
		return engine.ActionReactivate
	case !before.Rights.Equal(after.Rights), before.Unknown != after.Unknown, before.Unknown && before.Set != after.Set,
		!slices.Equal(before.More().Teams, after.More().Teams):
		return engine.ActionChange
	}
	return engine.ActionRecord
}
