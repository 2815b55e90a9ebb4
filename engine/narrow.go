package engine

import (
	"fmt"
	"slices"
)

// narrow leaves out the client's steps that --client and --person do not name
// (docs/design.md, decision 3). A step that stays and needs one that goes is an
// order violation that names it.
func (v *review) narrow(i int32, c *clientPlan) {
	var kept, left []Step
	for _, st := range c.steps {
		if v.stays(c, &st) {
			kept = append(kept, st)
		} else {
			left = append(left, st)
		}
	}
	if len(left) == 0 && v.wantsClient(c) {
		return
	}
	if len(kept) == 0 {
		c.skip()
		return
	}
	c.steps = kept
	c.losses = slices.DeleteFunc(c.losses, func(l loss) bool { return !v.wantsPerson(l.person) })
	c.relateAfter()
	if st, needs := c.firstBroken(left); st != nil {
		f := Finding{
			Rule: RuleOrder, Client: i, Person: st.Person, Pos: st.Pos,
			Message: fmt.Sprintf("To %s %s in %s, a step is needed that is left out: %s %s.", st.Action, c.email(st.Person), c.name(), needs.Action, c.email(needs.Person)),
			Hint:    ways("Add --person "+c.email(needs.Person)+".", "Plan the client whole."),
		}
		v.plan.Violations = append(v.plan.Violations, f)
		v.findBlocked()
		if v.p.o.SkipBlocked {
			v.plan.Skipped = append(v.plan.Skipped, Skipped{Client: i, Rules: []string{RuleOrder}})
			c.skip()
		}
	}
	for k := range c.steps {
		c.steps[k].Seq = int32(k + 1)
	}
}

func (v *review) wantsClient(c *clientPlan) bool {
	return len(v.p.o.Clients) == 0 || slices.Contains(v.p.o.Clients, c.hubID)
}

func (v *review) wantsPerson(person int32) bool {
	return len(v.p.o.People) == 0 || person != Nobody && slices.Contains(v.p.o.People, v.p.roster.people[person].Email)
}

// narrowRest leaves out what only informs about clients that --client does not
// name, and what waits or is kept of people that --person does not name.
// Violations stay, and so do warnings of no client.
func (v *review) narrowRest() {
	plan := v.plan
	if !plan.Narrowed {
		return
	}
	other := func(client int32) bool { return client != Nobody && !v.wantsClient(v.clients[client]) }
	plan.Waiting = slices.DeleteFunc(plan.Waiting, func(w Waiting) bool { return other(w.Client) || !v.wantsPerson(w.Person) })
	plan.Kept = slices.DeleteFunc(plan.Kept, func(k Kept) bool { return other(k.Client) || !v.wantsPerson(k.Person) })
	plan.Warnings = slices.DeleteFunc(plan.Warnings, func(f Finding) bool { return other(f.Client) })
}

func (v *review) stays(c *clientPlan, st *Step) bool {
	return v.wantsClient(c) && v.wantsPerson(st.Person)
}

// firstBroken walks the steps that stay and finds the first that is not legal
// any more, with the left-out step that it needs.
func (c *clientPlan) firstBroken(left []Step) (st, needs *Step) {
	for i := range c.steps {
		st := &c.steps[i]
		if st.Actor == Nobody || c.legal(c.steps[:i], st) {
			continue
		}
		for j := range left {
			earlier := make([]Step, 0, i+1)
			for k := range c.steps[:i] {
				earlier = append(earlier, c.steps[k])
			}
			earlier = append(earlier, left[j])
			slices.SortFunc(earlier, func(a, b Step) int { return int(a.Seq - b.Seq) })
			if left[j].Seq < st.Seq && c.legal(earlier, st) {
				return st, &left[j]
			}
		}
		return st, &left[0]
	}
	return nil, nil
}

// legal reports whether the step can be made after the earlier ones.
func (c *clientPlan) legal(earlier []Step, st *Step) bool {
	s := c.recordedState()
	for i := range earlier {
		if earlier[i].Person != Nobody {
			s.put(earlier[i].Person, earlier[i].After)
		}
	}
	now := s.grantOf(st.Person)
	if (now == nil) != (st.Before == nil) || now != nil && !now.Rights.Equal(st.Before.Rights) {
		return false
	}
	g := &stage{person: st.Person, action: st.Action, before: now, after: st.After}
	return s.canDo(st.Actor, g) && !s.takesLastSuper(g)
}

// recordedState is the client before any step.
func (c *clientPlan) recordedState() *clientState {
	s := &clientState{p: c.p, ownSupers: c.own}
	if c.recorded == nil {
		return s
	}
	r := newResolver(c.p)
	for i := range c.recorded.Grants {
		g := r.grant(&c.recorded.Grants[i])
		s.put(g.Person, g)
	}
	return s
}

// put sets somebody's grant, adding them where they are new.
func (s *clientState) put(person int32, g *Grant) {
	at, ok := slices.BinarySearch(s.people, person)
	if !ok {
		s.people = slices.Insert(s.people, at, person)
		s.grants = slices.Insert(s.grants, at, g)
		return
	}
	s.grants[at] = g
}

// relateAfter works the relationship out again for the steps that stay.
func (c *clientPlan) relateAfter() {
	after := c.before.grants
	for i := range c.steps {
		st := &c.steps[i]
		switch {
		case st.Person == Nobody:
		case st.Before == nil && st.After != nil:
			after++
		case st.Before != nil && st.After == nil:
			after--
		}
	}
	c.relationship = nil
	c.relate(c.before.grants, after)
}

// keepRecords leaves out the records of people that a narrowed plan does not
// need: those it does not name and that have no step in it.
func (v *review) keepRecords(records []Step) []Step {
	if !v.plan.Narrowed {
		return records
	}
	involved := v.involved()
	kept := slices.DeleteFunc(records, func(st Step) bool {
		return !involved[st.Person] && (len(v.p.o.People) == 0 || !v.wantsPerson(st.Person))
	})
	for i := range kept {
		kept[i].Seq = int32(i + 1)
	}
	return kept
}

func (v *review) keepPeople(write []int32) []int32 {
	if !v.plan.Narrowed {
		return write
	}
	involved := v.involved()
	return slices.DeleteFunc(write, func(i int32) bool {
		return !involved[i] && (len(v.p.o.People) == 0 || !v.wantsPerson(i))
	})
}

// involved lists the people that the remaining steps are about or made by.
func (v *review) involved() map[int32]bool {
	people := map[int32]bool{}
	for _, c := range v.clients {
		for i := range c.steps {
			people[c.steps[i].Person] = true
			people[c.steps[i].Actor] = true
		}
	}
	return people
}
