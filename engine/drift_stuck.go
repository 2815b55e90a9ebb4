package engine

import "slices"

// withoutStep adds the differences for which the plan has no step although
// they are there: a rule stands in the way, or, of what somebody did outside,
// nobody can put it back now, everybody was found gone and waits for the
// client's consent to come back, or the client's mode keeps it.
func (f *driftFinder) withoutStep(clientPairs []clientPair, r *resolver) {
	blocked := map[int32]bool{}
	for i := range f.plan.Violations {
		if v := &f.plan.Violations[i]; v.Blocks() && v.Client != Nobody {
			blocked[v.Client] = true
		}
	}
	for i := range clientPairs {
		b := &clientPairs[i]
		c := f.declared.openClient(b)
		_, forgotten := f.declared.forget.clients[b.hubID]
		if b.desired == nil && (c.mode != Enforce || forgotten) || c.isQuiet(r) {
			continue // nothing differs, or its people are not accredit's to remove
		}
		f.stuckIn(int32(i), c, r, blocked[int32(i)])
	}
}

func (f *driftFinder) stuckIn(client int32, c *clientPlan, r *resolver, blocked bool) {
	pairs := c.wantApproved(c.dropForgotten(c.differences(r)))
	managed := slices.ContainsFunc(pairs, func(pr *pair) bool { return pr.was != nil })
	for _, pr := range pairs {
		pr.lapsed = c.lapsedOf(pr.person)
		outside := c.keptFromOutside(pr)
		declared := pr.want
		c.applyMode(pr)
		c.placeOf(pr)
		cause := c.cause(pr)
		if outside {
			pr.want, cause = declared, CauseDrift
		}
		if cause != CauseDrift && (!blocked || !managed) || pr.was == nil && pr.want != nil && pr.want.Status == Deactivated {
			continue // held back, waits, or gets no new grant
		}
		email := f.declared.roster.people[pr.person].Email
		if f.hasStep(client, email) || !differs(pr.was, pr.want) {
			continue
		}
		person := f.at[email]
		it := DriftItem{
			Client: client, HubID: c.hubID, Person: person, Email: email, Class: DriftNotApplied,
			Recorded: moved(pr.was, person), Declared: moved(pr.want, person), Stuck: true, Pos: pr.pos,
		}
		f.pair(&it, cause)
	}
}

// keptFromOutside reports whether the client's mode keeps something that
// somebody did outside and nobody decided on since: it was recorded, and no plan
// will ever take it back. A super admin who appeared is one whatever else of
// the wish was changed meanwhile.
func (c *clientPlan) keptFromOutside(pr *pair) bool {
	if c.mode == Enforce || !c.origin(pr).Observed {
		return false
	}
	cat := c.p.d.Catalogue
	return c.drifted(pr) || cat.IsSuperAdmin(pr.was.Given()) && !cat.IsSuperAdmin(pr.want.Given())
}

func (f *driftFinder) hasStep(client int32, email string) bool {
	return slices.ContainsFunc(f.plan.Steps, func(st Step) bool {
		return st.Client == client && st.Person != Nobody && f.plan.People[st.Person].Email == email
	})
}

// differs reports whether two grants give something else.
func differs(was, want *Grant) bool {
	if was == nil || want == nil {
		return was != want
	}
	return was.Status != want.Status || was.Unknown != want.Unknown || was.Unknown && was.Set != want.Set ||
		!was.Unknown && !was.Rights.Equal(want.Rights) || !slices.Equal(was.More().Teams, want.More().Teams)
}
