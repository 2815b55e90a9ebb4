package engine

import (
	"cmp"
	"slices"
)

// pair is one person in one client: what is recorded and what is wanted.
type pair struct {
	person      int32
	was         *Grant // recorded; nil: no grant
	cur         *Grant // was, after what an approved link made of it
	want        *Grant // nil: nobody wants a grant; lowered to what can be reached
	wish        *Grant // want, before anything was held back or refused
	lapsed      *Lapsed
	link        *Link // adopted in this plan
	pos         Pos   // where the difference was asked for
	declared    bool  // want comes from the configuration, not only from the mode
	byMigration bool  // no super admin can act: down by way of partner admin
}

// differences lists the people of a client whose grants are not what is
// wanted, and reports whether anybody is there at all. It is the one diff:
// plan, drift, import and apply look at the same pairs.
func (c *clientPlan) differences(r *resolver) []*pair {
	var recorded []RecordedGrant
	if c.recorded != nil {
		recorded = c.recorded.Grants
	}
	var wanted []Grant
	if c.desired != nil {
		wanted = c.desired.Grants
	}
	if !c.p.sortedAsIs(recorded) {
		ofState := c.p.roster.ofAccess
		recorded = slices.Clone(recorded)
		slices.SortStableFunc(recorded, func(a, b RecordedGrant) int {
			return cmp.Or(int(ofState[a.Person]-ofState[b.Person]), c.p.formerLast(a.Person, b.Person))
		})
		// Of somebody recorded twice the grant under the present e-mail counts.
		recorded = slices.CompactFunc(recorded, func(a, b RecordedGrant) bool { return ofState[a.Person] == ofState[b.Person] })
	}
	return c.merge(r, recorded, wanted)
}

// sortedAsIs reports whether recorded grants are in the plan's order of
// people, each once: they are, unless somebody's e-mail changed.
func (p *planner) sortedAsIs(recorded []RecordedGrant) bool {
	for i := 1; i < len(recorded); i++ {
		if p.roster.ofAccess[recorded[i-1].Person] >= p.roster.ofAccess[recorded[i].Person] {
			return false
		}
	}
	return true
}

// formerLast orders two recorded people who are one: the present e-mail first.
func (p *planner) formerLast(a, b int32) int {
	email := p.roster.people[p.roster.ofAccess[a]].Email
	switch email {
	case p.a.People[a].Email:
		return -1
	case p.a.People[b].Email:
		return 1
	}
	return int(a - b)
}

func (c *clientPlan) merge(r *resolver, recorded []RecordedGrant, wanted []Grant) []*pair {
	most := len(recorded) + len(wanted)
	pairs, room := make([]*pair, 0, most), make([]pair, most)
	toPlan, ofState := c.p.roster.ofDesired, c.p.roster.ofAccess
	i, j := 0, 0
	for i < len(recorded) || j < len(wanted) {
		var rec *RecordedGrant
		var want *Grant
		switch {
		case j == len(wanted) || i < len(recorded) && ofState[recorded[i].Person] < toPlan[wanted[j].Person]:
			rec = &recorded[i]
		case i == len(recorded) || toPlan[wanted[j].Person] < ofState[recorded[i].Person]:
			want = &wanted[j]
		default:
			rec, want = &recorded[i], &wanted[j]
		}
		if rec != nil {
			i++
		}
		if want != nil {
			j++
		}
		pr := &room[len(pairs)]
		c.pairUp(pr, r, rec, want)
		pairs = append(pairs, pr)
	}
	return pairs
}

func (c *clientPlan) pairUp(pr *pair, r *resolver, rec *RecordedGrant, want *Grant) {
	if rec != nil {
		pr.was = r.grantIn(c.recorded, rec)
		pr.person = pr.was.Person
	}
	if want != nil {
		pr.person = c.p.roster.ofDesired[want.Person]
		pr.want = want // which nobody changes: whoever wants another grant makes a copy
		invited := pr.was != nil && pr.was.Status == Invited && want.Status == Active && !c.p.observes
		if keep := want.KeepBilling && pr.was != nil; keep || invited || want.Person != pr.person {
			pr.want = with(want, func(g *Grant) {
				g.Person = pr.person
				if invited { // until an observation says that it was accepted
					g.Status = Invited
				}
				if keep {
					g.Rights = c.p.d.Catalogue.WithBilling(g.Rights, pr.was.Rights)
				}
			})
		}
		pr.declared, pr.pos = true, want.Pos
	}
	pr.cur = pr.was
}

// wantedRights are the rights of what is wanted; nothing where nobody wants a
// grant.
func (pr *pair) wantedRights() Rights {
	if pr.want == nil {
		return ""
	}
	return pr.want.Rights
}
