package engine

// stage is one thing to be done to one person's grant; a task is the chain of
// them that leads from what is to what is wanted.
type stage struct {
	person       int32
	action       Action
	keepsBilling bool   // a migration that only the person themself may make
	directed     Effect // as compared, see direction
	before       *Grant
	after        *Grant
	compared     [2]*Grant
}

// bound reports whether the subset rule binds the stage.
// Where rights are not known it cannot be judged.
func (st *stage) bound() bool {
	if st.before != nil && st.before.Unknown || st.after != nil && st.after.Unknown {
		return false
	}
	return st.action == ActionAdd || st.action == ActionChange
}

// byManager reports whether a role in the partner account can be enough for the
// stage, see docs/rules.md, "Steps".
func (st *stage) byManager() bool {
	return st.action == ActionMigrate || st.action == ActionDeactivate || st.action == ActionRemove
}

// isFact reports whether nobody acts: the stage records what is so.
func (st *stage) isFact() bool { return st.action == ActionAdopt || st.action == ActionRecord }

// direction tells what the stage does to rights while an order is looked for.
// It is asked for again and again, so it is remembered.
func (st *stage) direction() Effect {
	if now := [2]*Grant{st.before, st.after}; st.compared != now {
		st.compared, st.directed = now, EffectOfRights(st.before, st.after)
		if st.before != nil && st.after != nil && st.after.Unknown && !st.before.Unknown && st.before.Set == SetSuperAdmin {
			st.directed = Reduces // whatever a set gives, a super admin holds it
		}
	}
	return st.directed
}

type task struct {
	pair   *pair
	stages []stage
}

// stagesOf lists what leads from the pair's present grant to the wanted one.
// byMigration takes a super admin down by way of partner admin.
func (p *planner) stagesOf(pr *pair, byMigration bool) []stage {
	return p.appendStages(nil, pr, byMigration)
}

// appendStages is stagesOf into a list of those of others.
func (p *planner) appendStages(list []stage, pr *pair, byMigration bool) []stage {
	cur, want := pr.cur, pr.want
	from := len(list)
	do := func(action Action, after *Grant) {
		list = append(list, stage{person: pr.person, action: action, before: cur, after: after})
		cur = after
	}
	switch {
	case cur == nil && want == nil:
		return list
	case cur == nil:
		if want.Status == Active {
			do(ActionAdd, want)
		}
		return list
	case want == nil:
		do(ActionRemove, nil)
		return list
	}

	if cur.Status == Deactivated && want.Status == Active {
		do(ActionReactivate, with(cur, func(g *Grant) { g.Status = Active; g.askedBy(want) }))
	}
	if cur.Unlinked && !want.Unlinked && want.Status != Deactivated && want.Seat != SeatPartner {
		do(ActionLink, with(cur, func(g *Grant) { g.Unlinked = false; g.askedBy(want) }))
	}
	if cur.Status != Deactivated && want.Status == Deactivated {
		do(ActionDeactivate, with(cur, func(g *Grant) { g.Status = Deactivated; g.askedBy(want) }))
	}
	if cur.Status == Deactivated {
		if rest := keepRights(cur, want); p.differs(cur, rest) {
			do(ActionRecord, rest)
		}
		return list
	}

	c := p.d.Catalogue
	if c.IsSuperAdmin(cur.Effective()) && !c.IsSuperAdmin(want.Effective()) &&
		(byMigration || c.IsPartnerAdmin(want.Effective())) {
		do(ActionMigrate, p.migrated(cur, want))
		list[len(list)-1].keepsBilling = want.KeepBilling && c.HasBilling(list[len(list)-1].before.Rights)
	}
	switch {
	case cur.Unknown != want.Unknown || cur.Unknown && cur.Set != want.Set,
		!cur.Rights.Equal(want.Rights), !equalTeams(cur, want):
		do(ActionChange, keepFacts(cur, want))
	case p.differs(cur, want):
		// A migration already carries what touches nobody.
		if n := len(list); n > from && list[n-1].action == ActionMigrate {
			list[n-1].after = keepFacts(cur, want)
		} else {
			do(ActionRecord, keepFacts(cur, want))
		}
	}
	return list
}

// with copies a grant and changes the copy.
func with(g *Grant, f func(*Grant)) *Grant {
	c := *g
	f(&c)
	return &c
}

// keepFacts is the wanted grant with what only HubSpot knows about the
// recorded one: the seat is derived, the link and the assets are observed.
func keepFacts(cur, want *Grant) *Grant {
	if cur.Unlinked == want.Unlinked && !cur.More().AssetsKnown {
		return want
	}
	return with(want, func(g *Grant) {
		g.Unlinked = cur.Unlinked
		if was := cur.More(); was.AssetsKnown {
			d := *want.More()
			d.Assets, d.AssetsKnown = was.Assets, true
			g.Details = &d
		}
	})
}

// keepRights is what may be recorded of a deactivated grant: nobody changes
// its rights or teams, so what reactivating turns on stays what was given.
// Another set is wanted until then, and given by a change (docs/rules.md R1).
func keepRights(cur, want *Grant) *Grant {
	return with(keepFacts(cur, want), func(g *Grant) {
		if cur.Unknown || g.Unknown || !cur.Rights.Equal(g.Rights) {
			g.Set, g.Rights, g.Unknown = cur.Set, cur.Rights, cur.Unknown
		}
		d := *g.More()
		d.Teams = cur.More().Teams
		g.Details = &d
	})
}

// differs reports whether two grants with the same rights differ in what
// touches nobody.
func (p *planner) differs(cur, want *Grant) bool {
	return cur.Set != want.Set || cur.Status != want.Status || !cur.Rights.Equal(want.Rights) ||
		cur.Starts != want.Starts || cur.Expires != want.Expires ||
		cur.More().Reason != want.More().Reason || !equalTeams(cur, want)
}

func equalTeams(a, b *Grant) bool {
	x, y := a.More().Teams, b.More().Teams
	if len(x) != len(y) {
		return false
	}
	for i := range x {
		if x[i] != y[i] {
			return false
		}
	}
	return true
}

// migrated is what a migration leaves (docs/rules.md R5): exactly the rights of
// partner_admin, and billing where it is kept.
func (p *planner) migrated(cur, want *Grant) *Grant {
	set := p.sets[SetPartnerAdmin]
	return with(cur, func(g *Grant) {
		g.Set, g.Rights, g.KeepBilling = set.Name, set.Rights, want.KeepBilling
		if want.KeepBilling {
			g.Rights = p.d.Catalogue.WithBilling(set.Rights, cur.Rights)
		}
		g.askedBy(want)
	})
}
