package engine

// The merge of parts into the fewest steps (docs/rules.md R4) is a bounded local
// search: two parts of one person's change become one step wherever the whole
// sequence stays legal. The bound never costs a plan, only brevity.

// mergeTries bounds the merge: each try replays the client's steps once.
const mergeTries = 4096

// mergeParts joins parts until no two can be joined any more.
func mergeParts(start *clientState, steps []placed) []placed {
	for tries := 0; ; {
		shorter, ok := joinTwo(start, steps, &tries)
		if !ok {
			return steps
		}
		steps = shorter
	}
}

// joinTwo makes one step of two parts, if the sequence stays legal.
func joinTwo(start *clientState, steps []placed, tries *int) ([]placed, bool) {
	for i := range steps {
		j := nextOf(steps, i)
		if j < 0 || !joinable(&steps[i].stage, &steps[j].stage) {
			continue
		}
		whole := steps[i].stage
		whole.after = steps[j].after
		for _, at := range []int{j - 1, i} { // later first: more rights are there
			if *tries++; *tries > mergeTries {
				return nil, false
			}
			if shorter, ok := recast(start, replaceTwo(steps, i, j, at, whole)); ok {
				return shorter, true
			}
		}
	}
	return nil, false
}

// nextOf finds the next step of the same person, or -1.
func nextOf(steps []placed, i int) int {
	for j := i + 1; j < len(steps); j++ {
		if steps[j].person == steps[i].person {
			return j
		}
	}
	return -1
}

func joinable(a, b *stage) bool { return a.bound() && b.action == ActionChange }

// replaceTwo takes out steps i and j and puts whole at position at of the rest.
func replaceTwo(steps []placed, i, j, at int, whole stage) []stage {
	list := make([]stage, 0, len(steps)-1)
	for k := range steps {
		if k != i && k != j {
			list = append(list, steps[k].stage)
		}
	}
	list = append(list, stage{})
	copy(list[at+1:], list[at:])
	list[at] = whole
	return list
}

// recast finds the actors for a sequence of stages, if it is legal.
func recast(start *clientState, stages []stage) ([]placed, bool) {
	o := &ordering{clientState: start.clone()}
	return o.cast(stages)
}
