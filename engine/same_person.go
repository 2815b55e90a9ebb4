package engine

import (
	"slices"
)

// warnPerhapsSame says where somebody without a block goes while somebody
// declared comes who is perhaps the same person.
func (c *clientPlan) warnPerhapsSame(pairs []*pair) {
	var gone, came []Person
	for _, pr := range pairs {
		switch {
		case pr.was == nil && pr.want != nil:
			gone = append(gone, *c.p.roster.known(c.p.a, pr.person)) // expected and not there
		case pr.was != nil && pr.want == nil && !c.p.roster.declared[pr.person]:
			came = append(came, c.p.roster.people[pr.person])
		}
	}
	if len(gone) == 0 || len(came) == 0 {
		return
	}
	few, moved := MovedDomains(PerhapsSame(gone, came))
	for _, s := range few {
		c.warn(ruleRename, c.p.roster.find(s.Is), s.Is+" is perhaps "+s.Was+" ("+s.Why()+"). As it stands they are two people: one loses the access, the other is added.",
			s.Hint(), c.p.roster.people[c.p.roster.find(s.Was)].Pos)
	}
	for _, m := range moved {
		c.warn(ruleRename, Nobody, m.Message(), m.Hint(), Pos{})
	}
}

// known is a person with what is only recorded of them.
func (r *roster) known(a *Access, i int32) *Person {
	p := r.people[i]
	if r.recorded[i] != Nobody {
		p.UserID = a.People[r.recorded[i]].UserID
	}
	return &p
}

// perhapsSame notes on the items of an account who is perhaps somebody else of
// them, under another address.
func (f *driftFinder) perhapsSame(acc *accountDrift, from int) {
	if !acc.how.Whole {
		return // who is not there is not known to be gone
	}
	var gone, came []Person
	for _, person := range acc.people {
		w := acc.pairs[person]
		switch {
		case w.observed == nil && (w.recorded != nil || w.declared != nil):
			gone = append(gone, f.personKnown(person))
		case w.observed != nil && w.recorded == nil && w.declared == nil:
			came = append(came, f.personSeen(person))
		}
	}
	few := PerhapsSame(gone, slices.Concat(came, acc.how.Others))
	for i := from; i < len(f.out.Items); i++ {
		it := &f.out.Items[i]
		at := slices.IndexFunc(few, func(s SamePerson) bool { return it.Email == s.Was || it.Email == s.Is })
		if at >= 0 && it.Person != Nobody {
			it.Perhaps = &few[at]
		}
	}
	_, moved := MovedDomains(few)
	for _, m := range moved {
		f.out.Warnings = append(f.out.Warnings, Finding{Rule: ruleRename, Severity: Warning, Client: acc.client, Person: Nobody, Message: m.Message(), Hint: m.Hint()})
	}
}

// personKnown is somebody of the report with the user id that is recorded.
func (f *driftFinder) personKnown(person int32) Person {
	p := f.out.People[person]
	if i := f.declared.roster.find(p.Email); i != Nobody {
		p.UserID = f.declared.roster.known(f.a, i).UserID
	}
	return p
}

// personSeen is somebody of the report with the user id that was seen.
func (f *driftFinder) personSeen(person int32) Person {
	p := f.out.People[person]
	for i := range f.o.Access.People {
		if seen := &f.o.Access.People[i]; seen.Email == p.Email && seen.UserID != "" {
			p.UserID = seen.UserID
		}
	}
	return p
}
