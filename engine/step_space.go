package engine

// stepSpace is one list for the steps of all clients that are not recorded yet,
// each in a part of its own. A new client has a step for each grant and each
// link at most, unless a change is made in parts; so the list is long enough
// before anything is planned, and becomes that of the plan: a million steps
// must not be there twice.
type stepSpace struct {
	list []Step
	from []int // by client: where its part begins
}

// newStepSpace gives the books of new clients their parts.
func newStepSpace(clientPairs []clientPair) *stepSpace {
	r := &stepSpace{from: make([]int, len(clientPairs)+1)}
	for i := range clientPairs {
		r.from[i+1] = r.from[i]
		if b := &clientPairs[i]; b.recorded == nil {
			r.from[i+1] += len(b.desired.Grants) + len(b.desired.Links)
		}
	}
	r.list = make([]Step, r.from[len(clientPairs)])
	for i := range clientPairs {
		clientPairs[i].steps = r.list[r.from[i]:r.from[i]:r.from[i+1]]
	}
	return r
}

// take gives the list to the plan, if every client's steps are in their parts
// and can move to the front, behind some that stand before them; else nil.
func (r *stepSpace) take(before int, clients []*clientPlan) []Step {
	end := before
	for i, c := range clients {
		if len(c.steps) == 0 {
			continue
		}
		if end > r.from[i] || r.from[i] == r.from[i+1] || &c.steps[0] != &r.list[r.from[i]] {
			return nil
		}
		end += len(c.steps)
	}
	if end > len(r.list) { // all that stand before
		return nil
	}
	return r.list[:end:end]
}
