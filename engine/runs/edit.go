package runs

import (
	"slices"

	"accredit/engine"
)

// An edit is one act in HubSpot that makes several steps: where the contents of
// a permission set change, the account changes everybody who has it at once
// (docs/runs.md, "Worksheets").

// editedSet names the set whose contents a step brings to somebody, or nothing:
// who has an adjustment, or less than the set gives, is changed by themselves.
func editedSet(part *engine.RunPart, s *engine.RunStep) string {
	if s.Action != engine.ActionChange || s.Cause != engine.CausePermissionSet || s.Before == nil || s.After == nil ||
		s.Before.Rights.Set != s.After.Rights.Set || s.After.Rights.Unknown || len(s.Wanted) > 0 {
		return ""
	}
	for i := range part.Sets {
		set := &part.Sets[i]
		if set.Name == s.After.Rights.Set && !set.Unknown && slices.Equal(set.Levels, s.After.Rights.Levels) {
			return set.Name
		}
	}
	return ""
}

// edits lists the steps of a part, as indexes, that are one edit: they have one
// actor and one state. Where several actors are planned for a set, its changes
// stay single.
func edits(part *engine.RunPart) [][]int {
	actors, several := map[string]string{}, map[string]bool{}
	sets := make([]string, len(part.Steps))
	for i := range part.Steps {
		s := &part.Steps[i]
		if s.State == engine.StepCanceled {
			continue
		}
		set := editedSet(part, s)
		if actor, ok := actors[set]; ok && actor != s.Actor {
			several[set] = true
		}
		sets[i], actors[set] = set, s.Actor
	}
	type kind struct {
		set   string
		state engine.StepState
	}
	at := map[kind]int{}
	var list [][]int
	for i, set := range sets {
		if set == "" || several[set] {
			continue
		}
		k := kind{set, part.Steps[i].State}
		if _, ok := at[k]; !ok {
			at[k] = len(list)
			list = append(list, nil)
		}
		list[at[k]] = append(list[at[k]], i)
	}
	return slices.DeleteFunc(list, func(in []int) bool { return len(in) < 2 })
}

// settledEdits notes which steps that are settled were one edit.
func settledEdits(part *engine.RunPart, list []Standing) {
	for _, in := range edits(part) {
		if !part.Steps[in[0]].IsPending() {
			name(list, in)
		}
	}
}

// name gives the steps of an edit the ids of all of them.
func name(list []Standing, in []int) {
	ids := idsOf(list, in)
	for _, i := range in {
		list[i].Edit = ids
	}
}

func idsOf(list []Standing, in []int) []string {
	ids := make([]string, len(in))
	for at, i := range in {
		ids[at] = list[i].Step.ID()
	}
	return ids
}

// join looks at the open steps of each edit as one: all are ready, or wait for
// the same. What cannot be made as one stays single changes.
func (g *ground) join(part *engine.RunPart, list []Standing, rest []int) {
	alone := slices.Clone(list)
	for _, in := range edits(part) {
		in = slices.DeleteFunc(in, func(i int) bool { return !slices.Contains(rest, i) || list[i].Blocked != "" })
		if len(in) < 2 {
			continue
		}
		waits, also, possible := g.together(part, list, rest, in)
		if !possible {
			continue
		}
		name(list, in)
		for _, i := range in {
			list[i].Ready, list[i].WaitsFor, list[i].Also = len(waits) == 0, waits, also
		}
	}
	isReady := func(s Standing) bool { return s.Ready }
	if slices.ContainsFunc(alone, isReady) && !slices.ContainsFunc(list, isReady) {
		copy(list, alone) // nothing could go on
	}
	settledEdits(part, list)
}

// together lists what an edit waits for, and who is changed by it although they
// are to lose the set. It returns false if the steps cannot be made as one,
// whatever is made before.
func (g *ground) together(part *engine.RunPart, list []Standing, rest, in []int) (waits, also []string, possible bool) {
	others := slices.DeleteFunc(slices.Clone(rest), func(i int) bool { return slices.Contains(in, i) })
	waits, possible = g.needs(part, others, in)
	members := idsOf(list, in)
	waitsForItself := func(id string) bool { return reaches(list, id, members, map[string]bool{}) }
	if !possible || slices.ContainsFunc(waits, waitsForItself) {
		return nil, nil, false
	}
	set := part.Steps[in[0]].After.Rights.Set
	for i := range part.Steps {
		s := &part.Steps[i]
		switch {
		case s.State == engine.StepDone || s.State == engine.StepCanceled || !movesAway(s, set):
		case !slices.Contains(others, i) || waitsForItself(s.ID()):
			also = append(also, s.Email)
		case !slices.Contains(waits, s.ID()):
			waits = append(waits, s.ID())
		}
	}
	return waits, also, true
}

// needs lists the steps without which those of an edit cannot be made one after
// the other, and then the rest. It returns false if nothing earlier helps.
func (g *ground) needs(part *engine.RunPart, others, in []int) (waits []string, possible bool) {
	r := g.replay.Clone()
	for _, i := range in {
		if _, reason := g.try(r, &part.Steps[i]); reason == "" {
			continue
		}
		earlier := slices.DeleteFunc(slices.Clone(others), func(o int) bool { return o > i })
		if len(earlier) == 0 {
			return nil, false
		}
		for _, id := range g.needed(part, earlier, &part.Steps[i]) {
			if !slices.Contains(waits, id) {
				waits = append(waits, id)
			}
		}
	}
	for _, i := range others {
		if _, reason := g.try(r, &part.Steps[i]); reason != "" && len(waits) == 0 {
			waits = []string{part.Steps[i].ID()}
		}
	}
	return waits, true
}

// movesAway reports whether somebody has a set no more after a step. They go
// first: the edit would change what they can do, too.
func movesAway(s *engine.RunStep, set string) bool {
	return s.Before != nil && s.Before.Rights.Set == set && (s.After == nil || s.After.Rights.Set != set)
}

// reaches reports whether a step waits, however far, for one of some others.
func reaches(list []Standing, id string, others []string, seen map[string]bool) bool {
	if slices.Contains(others, id) {
		return true
	}
	if seen[id] {
		return false
	}
	seen[id] = true
	i := slices.IndexFunc(list, func(s Standing) bool { return s.Step.ID() == id })
	return i >= 0 && slices.ContainsFunc(list[i].WaitsFor, func(next string) bool { return reaches(list, next, others, seen) })
}

// whole adds to some steps those that are one edit with them: what is said of
// one is said of all. What is observed of one is of that one.
func (b *Book) whole(ids []engine.StepID, claim Claim) []engine.StepID {
	all := slices.Clone(ids)
	if claim.AnyReason {
		return all
	}
	for _, id := range ids {
		p, s, err := b.locate(id)
		if err != nil || editedSet(p, s) == "" {
			continue // who asks for it says why there is none
		}
		for _, other := range b.editOf(p, s) {
			known := func(x engine.StepID) bool { return x.Run == other.Run && x.Seq == other.Seq }
			if !slices.ContainsFunc(all, known) {
				all = append(all, engine.StepID{Run: other.Run, Seq: other.Seq})
			}
		}
	}
	return all
}

// editOf lists the steps that are one edit with a step, in their order, itself
// included.
func (b *Book) editOf(p *engine.RunPart, s *engine.RunStep) []*engine.RunStep {
	list := make([]Standing, len(p.Steps))
	for i := range p.Steps {
		list[i] = Standing{Step: &p.Steps[i]}
	}
	if g := b.ground(p); g != nil && s.IsPending() && editedSet(p, s) != "" {
		list = g.look(p)
	} else {
		settledEdits(p, list)
	}
	ids := find(list, s.Run, s.Seq).Edit
	if len(ids) == 0 {
		return []*engine.RunStep{s}
	}
	var all []*engine.RunStep
	for i := range list {
		if slices.Contains(ids, list[i].Step.ID()) {
			all = append(all, list[i].Step)
		}
	}
	return all
}

// oneActor gives the changes that an edit would make one actor who can make all
// of them, where somebody who acts in the part can.
func (o *opening) oneActor(on *ground, part *engine.RunPart) {
	sets := map[string]bool{}
	for i := range part.Steps {
		set := editedSet(part, &part.Steps[i])
		if set == "" || sets[set] {
			continue
		}
		sets[set] = true
		o.actorOf(on, part, set)
	}
}

func (o *opening) actorOf(on *ground, part *engine.RunPart, set string) {
	var actors, candidates []*engine.RunStep // a step of each
	add := func(list []*engine.RunStep, s *engine.RunStep) []*engine.RunStep {
		if slices.ContainsFunc(list, func(x *engine.RunStep) bool { return x.Actor == s.Actor }) {
			return list
		}
		return append(list, s)
	}
	for i := range part.Steps {
		if s := &part.Steps[i]; editedSet(part, s) == set {
			actors = add(actors, s)
		}
	}
	if len(actors) < 2 {
		return
	}
	candidates = slices.Clone(actors)
	for i := range part.Steps {
		candidates = add(candidates, &part.Steps[i])
	}
	for _, by := range candidates {
		if steps := on.allBy(part, set, by); steps != nil {
			o.mark(part, steps)
			part.Steps = steps
			return
		}
	}
}

// allBy returns the steps of a part with one actor for all changes of a set, or
// nil where they do not hold.
func (g *ground) allBy(part *engine.RunPart, set string, by *engine.RunStep) []engine.RunStep {
	steps := slices.Clone(part.Steps)
	r := g.replay.Clone()
	for i := range steps {
		s := &steps[i]
		if editedSet(part, s) == set {
			s.Actor, s.Leaving, s.LeavingRoles = by.Actor, by.Leaving, by.LeavingRoles
		}
		if _, reason := g.try(r, s); reason != "" {
			return nil
		}
	}
	return steps
}

// mark renews the marks of new steps that have another actor now.
func (o *opening) mark(part *engine.RunPart, steps []engine.RunStep) {
	for i := range steps {
		if s := &steps[i]; s.Run == o.run.Number && s.Actor != part.Steps[i].Actor {
			s.Mark = engine.MarkOf(o.a.Lineage, o.run.At, part.HubID, s)
		}
	}
}

// Lines groups the tasks of a dialog by line: those that are one edit are one.
func Lines(tasks []*Task) [][]*Task {
	var list [][]*Task
	for _, t := range tasks {
		last := len(list) - 1
		if last >= 0 && len(t.Edit) > 0 && slices.Contains(list[last][0].Edit, t.Step.ID()) {
			list[last] = append(list[last], t)
			continue
		}
		list = append(list, []*Task{t})
	}
	return list
}
