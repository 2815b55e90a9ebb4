package engine

import "slices"

// The order of steps and their actors (docs/rules.md R3 and R4).
//
// Forwards, whatever raises is done until nothing more can be given: more
// rights never hurt, since they keep every step legal that was legal before.
// Backwards, from the wanted end, what only lowers is undone as long as it
// could have been the last step. A change that does both is made whole where
// one person can, and else in two parts, one of each kind. Nobody's loss is
// placed where somebody still needs what they have.

// placed is a stage with the person who makes it.
type placed struct {
	stage
	actor int32 // Nobody for a fact
}

// chain is what is left to do for one person.
type chain struct{ stages []stage }

// ordering is one attempt to bring the stages of a client into an order.
type ordering struct {
	clientState *clientState
	chains      []*chain
	done        []placed
	parts       bool         // some change was cut into parts
	top         *clientState // when all is raised and nothing lowered yet
}

// order finds an order, or the chains that cannot be brought about. First
// with changes as whole as they can be; where that fails, with every change
// cut into its raising and its lowering part, which decides the question.
func order(start *clientState, tasks []*task) (steps []placed, stuck *ordering) {
	for _, cut := range []bool{false, true} {
		o := newOrdering(start, tasks, cut)
		if o.forward(); !o.risen() {
			stuck = o
			continue
		}
		if steps, ok := o.backward(); ok {
			if o.parts {
				steps = mergeParts(start, steps)
			}
			return steps, nil
		}
		stuck = o
	}
	return nil, stuck
}

func newOrdering(start *clientState, tasks []*task, cut bool) *ordering {
	n := 0
	for _, t := range tasks {
		n += len(t.stages)
	}
	o := &ordering{clientState: start.clone(), chains: make([]*chain, len(tasks)), done: make([]placed, 0, n)}
	chains, stages := make([]chain, len(tasks)), make([]stage, 0, n)
	for at, t := range tasks {
		from := len(stages)
		stages = append(stages, t.stages...)
		c := &chains[at]
		c.stages = stages[from:len(stages):len(stages)]
		o.chains[at] = c
		for i := 0; cut && i < len(c.stages); i++ {
			if up, down, ok := o.clientState.cutInTwo(&c.stages[i]); ok {
				c.stages = slices.Replace(c.stages, i, i+1, up, down)
				o.parts = true
				i++
			}
		}
	}
	return o
}

// forward does what can be done without taking anything from anybody that
// might still be needed.
func (o *ordering) forward() {
	for o.sweep() || o.one(o.mixedOfOthers) || o.one(o.mixed) || o.together() || o.cutOne() || o.partly() {
	}
}

// risen reports whether nothing is left but what lowers.
func (o *ordering) risen() bool {
	for _, c := range o.chains {
		if len(c.stages) > 0 && c.stages[0].direction() != Reduces {
			return false
		}
	}
	return true
}

// sweep does every stage that takes nothing away and that somebody can make,
// in the order of people. It reports whether there was one.
func (o *ordering) sweep() bool {
	any := false
	for _, c := range o.chains {
		for len(c.stages) > 0 && c.stages[0].direction()&Reduces == 0 && o.do(c) {
			any = true
		}
	}
	return any
}

// one does the first stage of that kind that somebody can make.
func (o *ordering) one(kind func(*stage) bool) bool {
	for _, c := range o.chains {
		if len(c.stages) > 0 && kind(&c.stages[0]) && o.do(c) {
			return true
		}
	}
	return false
}

func (o *ordering) mixed(st *stage) bool {
	return st.direction() == Both && (!o.clientState.isSuper(st.before) || o.clientState.isSuper(st.after))
}

// mixedOfOthers leaves those who act for later: they may still be needed.
func (o *ordering) mixedOfOthers(st *stage) bool {
	return o.mixed(st) && !o.clientState.isAdmin(st.before)
}

// do makes the chain's next stage by the most preferred person who can.
func (o *ordering) do(c *chain) bool {
	st := &c.stages[0]
	actor := Nobody
	if !st.isFact() {
		if actor = o.clientState.actor(st); actor == Nobody {
			return false
		}
	}
	o.place(c, *st, actor)
	return true
}

// place records that the stage at the head of the chain is done.
func (o *ordering) place(c *chain, st stage, actor int32) {
	o.done = append(o.done, placed{st, actor})
	o.clientState.set(st.person, st.after)
	c.stages = c.stages[1:]
}

// set changes somebody's grant in the client state.
func (s *clientState) set(person int32, g *Grant) {
	if i := s.at(person); i >= 0 {
		s.grants[i] = g
	}
}

// backward orders what is left, all of which lowers, from its end, and then
// finds who makes each step at its moment.
func (o *ordering) backward() ([]placed, bool) {
	o.top = o.clientState.clone()
	end := o.clientState.clone()
	for _, c := range o.chains {
		if n := len(c.stages); n > 0 {
			end.set(c.stages[n-1].person, c.stages[n-1].after)
		}
	}
	var reversed []stage
	for o.left() {
		c := o.couldBeLast(end)
		if c == nil {
			if !o.cutLast(end) {
				o.clientState = end
				return nil, false
			}
			continue
		}
		last := c.stages[len(c.stages)-1]
		end.set(last.person, last.before)
		reversed = append(reversed, last)
		c.stages = c.stages[:len(c.stages)-1]
	}
	slices.Reverse(reversed)
	return o.cast(reversed)
}

func (o *ordering) left() bool {
	return slices.ContainsFunc(o.chains, func(c *chain) bool { return len(c.stages) > 0 })
}

// couldBeLast finds a chain whose last stage somebody can make when all else
// is done. Those who act are looked at first, so that they lose last; of
// several, the last by e-mail, so that the steps come by e-mail.
func (o *ordering) couldBeLast(end *clientState) *chain {
	for _, acting := range []bool{true, false} {
		for _, c := range slices.Backward(o.chains) {
			if n := len(c.stages); n > 0 {
				st := &c.stages[n-1]
				if (end.isAdmin(st.before) && !end.isAdmin(st.after)) == acting && end.possibleLast(st) {
					return c
				}
			}
		}
	}
	return nil
}

// possibleLast reports whether the stage can lead to this client state.
func (s *clientState) possibleLast(st *stage) bool {
	if st.isFact() {
		return true
	}
	if s.isSuper(st.before) && !s.isSuper(st.after) && s.superAdmins() == 0 {
		return false
	}
	s.set(st.person, st.before)
	possible := s.actor(st) != Nobody
	s.set(st.person, st.after)
	return possible
}

// cast walks the stages forwards and gives each the person to make it.
func (o *ordering) cast(stages []stage) ([]placed, bool) {
	for _, st := range stages {
		actor := Nobody
		if !st.isFact() {
			if actor = o.clientState.actor(&st); actor == Nobody || o.clientState.takesLastSuper(&st) {
				return nil, false
			}
		}
		o.done = append(o.done, placed{st, actor})
		o.clientState.set(st.person, st.after)
	}
	return o.done, true
}
