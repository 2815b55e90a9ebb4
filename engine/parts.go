package engine

import "slices"

// A change may be made in parts, at different moments, by the same or by
// different actors (docs/rules.md R4). Between its parts a grant bears the name of
// the set with the greater authority.

// cutInTwo splits a change that gives and takes into the part that gives and
// the part that takes.
func (s *clientState) cutInTwo(st *stage) (up, down stage, ok bool) {
	if st.action != ActionChange || st.direction() != Both || st.before.Unknown || st.after.Unknown ||
		s.isSuper(st.before) != s.isSuper(st.after) {
		return up, down, false
	}
	top := s.between(st, st.before.Rights.Join(st.after.Rights))
	up, down = *st, *st
	up.after, down.before = top, top
	return up, down, true
}

// between is the grant between two parts of a stage, with the given rights.
func (s *clientState) between(st *stage, rights Rights) *Grant {
	from := st.before
	if from == nil {
		return with(st.after, func(g *Grant) { g.Rights = rights })
	}
	return with(from, func(g *Grant) {
		g.Rights = rights
		if s.authority(st.after) > s.authority(from) {
			g.Set = st.after.Set
		}
	})
}

// authority orders sets: super admin, partner admin, the rest.
func (s *clientState) authority(g *Grant) int {
	switch {
	case s.isSuper(g):
		return 2
	case s.isPartner(g):
		return 1
	}
	return 0
}

// cutOne cuts the last change that nobody can make whole: what comes first may
// then still be made whole.
func (o *ordering) cutOne() bool {
	for _, c := range slices.Backward(o.chains) {
		if len(c.stages) == 0 {
			continue
		}
		if up, down, ok := o.clientState.cutInTwo(&c.stages[0]); ok {
			c.stages = slices.Replace(c.stages, 0, 1, up, down)
			o.parts = true
			return true
		}
	}
	return false
}

// raising lists the chains whose next stage only gives, under the subset rule.
func (o *ordering) raising() []*chain {
	var list []*chain
	for _, c := range o.chains {
		if len(c.stages) > 0 && c.stages[0].bound() && c.stages[0].direction() == Expands &&
			!c.stages[0].after.Unknown && o.clientState.isSuper(c.stages[0].before) == o.clientState.isSuper(c.stages[0].after) {
			list = append(list, c)
		}
	}
	return list
}

// together raises somebody by the fewest people who can do it between them:
// two, else three; more come about part by part.
func (o *ordering) together() bool {
	for _, c := range o.raising() {
		st := &c.stages[0]
		var able []int32
		o.clientState.eachActor(st, func(a int32) bool {
			if o.clientState.mayAct(a, st) && o.clientState.reach(st, a) != st.before.Given() {
				able = append(able, a)
			}
			return true
		})
		if team := o.fewest(st, able); team != nil {
			for _, a := range team {
				o.part(c, a)
			}
			return true
		}
	}
	return false
}

// fewest finds two or three people who bring the raise about between them.
func (o *ordering) fewest(st *stage, able []int32) []int32 {
	whole := func(team ...int32) bool {
		cur := st.before.Given()
		for _, a := range team {
			cur = Reach(cur, st.after.Given(), o.clientState.grantOf(a).Effective())
		}
		return cur.Equal(st.after.Given())
	}
	for i, a := range able {
		for _, b := range able[i+1:] {
			if whole(a, b) {
				return []int32{a, b}
			}
		}
	}
	const few = 24 // the bound of the search for three: 2,024 tries
	if len(able) > few {
		able = able[:few]
	}
	for i, a := range able {
		for j, b := range able[i+1:] {
			for _, third := range able[i+j+2:] {
				if whole(a, b, third) {
					return []int32{a, b, third}
				}
			}
		}
	}
	return nil
}

// reach is what the target has after the actor tried the stage.
func (s *clientState) reach(st *stage, actor int32) Rights {
	return Reach(st.before.Given(), st.after.Given(), s.grantOf(actor).Effective())
}

// partly raises somebody as far as one person can.
func (o *ordering) partly() bool {
	for _, c := range o.raising() {
		st := &c.stages[0]
		by := Nobody
		o.clientState.eachActor(st, func(a int32) bool {
			if o.clientState.mayAct(a, st) && !o.clientState.reach(st, a).Equal(st.before.Given()) {
				by = a
			}
			return by == Nobody
		})
		if by != Nobody {
			o.part(c, by)
			return true
		}
	}
	return false
}

// part makes as much of the chain's next stage as the actor can.
func (o *ordering) part(c *chain, actor int32) {
	st := c.stages[0]
	reached := o.clientState.reach(&st, actor)
	if reached.Equal(st.after.Given()) {
		o.place(c, st, actor)
		return
	}
	o.parts = true
	first, rest := st, st
	first.after = o.clientState.between(&st, reached)
	rest.before, rest.action = first.after, ActionChange
	c.stages = slices.Insert(c.stages, 1, rest)
	c.stages[0] = first
	o.place(c, first, actor)
}

// cutLast cuts off the end of some lowering change that could have been made
// last by somebody, although not the whole of it.
func (o *ordering) cutLast(end *clientState) bool {
	for _, c := range slices.Backward(o.chains) {
		n := len(c.stages)
		if n == 0 {
			continue
		}
		st := c.stages[n-1]
		if st.action != ActionChange || st.direction() != Reduces || st.before.Unknown || end.isSuper(st.before) {
			continue
		}
		if from, ok := o.lowestStart(end, &st); ok {
			first, last := st, st
			first.after = end.between(&stage{before: st.before, after: st.after}, from)
			last.before = first.after
			c.stages = append(c.stages[:n-1], first, last)
			o.parts = true
			return true
		}
	}
	return false
}

// lowestStart finds rights between the stage's ends from which somebody can
// lower to its end when all else is done.
func (o *ordering) lowestStart(end *clientState, st *stage) (from Rights, ok bool) {
	to := st.after.Given()
	end.eachActor(st, func(a int32) bool {
		if !end.mayAct(a, st) {
			return true
		}
		act := end.grantOf(a).Effective()
		from = to
		for i := range max(len(st.before.Rights), len(to)) {
			if high := min(st.before.Rights.Level(i), act.Level(i)); high > to.Level(i) {
				from = from.With(i, high)
			}
		}
		ok = !from.Equal(to)
		return !ok
	})
	return from, ok
}
