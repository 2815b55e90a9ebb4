package engine

import (
	"fmt"
	"slices"
)

// protected (docs/rules.md R7): no plan takes access or admin rights from some people.

func protectedRule() Rule {
	return Rule{
		Name: RuleProtected, Overridable: true,
		Short: "Protected people keep their access.",
		Help:  "Take them out of protected in the guardrails, reviewed, or use --override protected.",

		Argument: "protected",
		value:    func(g *Guardrails) any { return &g.Protected },

		plan: checkProtected, drift: driftProtected,
	}
}

// checkProtected refuses that a protected person loses access or admin rights,
// expiry included.
func checkProtected(v *review) []Finding {
	protected := map[int32]bool{}
	for i := range v.p.roster.people {
		if !v.p.roster.people[i].Protected { // declared so, or recorded so and without a block
			continue
		}
		i := int32(i)
		protected[i] = true
		if recorded, ok := v.p.readdressed[i]; ok { // their e-mail may be mistyped
			protected[recorded] = true
		}
	}
	if len(protected) == 0 {
		return nil
	}
	var found []Finding
	for _, c := range v.clients {
		for _, l := range c.losses {
			if protected[l.person] {
				found = append(found, v.finding(c, Finding{
					Rule: RuleProtected, Person: l.person,
					Message: fmt.Sprintf("%s is protected and %s in %s.", c.email(l.person), l.what, c.name()),
					Hint:    ways(v.unprotect(l.person), use(RuleProtected)),
				}))
			}
		}
	}
	return found
}

// unprotect is the way out that needs a review.
const unprotect = "Take them out of protected in the guardrails, in a change that somebody reviews."

// unprotect is that way out for somebody. Who has no block any more cannot be
// taken out of the guardrails either.
func (v *review) unprotect(person int32) string {
	if v.p.roster.declared[person] {
		return unprotect
	}
	return "No block declares them, and they were protected when a plan was last applied: put the block back and apply it without protected."
}

// driftProtected finds protected people who lost access, or admin rights.
func driftProtected(f *driftFinder, acc *accountDrift) {
	for _, person := range acc.changed {
		email := f.out.People[person].Email
		if f.out.People[person].Protected || slices.ContainsFunc(f.d.Agency.Guardrails.Protected, func(i int32) bool { return f.d.People[i].Email == email }) {
			f.protectedLoss(acc, person)
		}
	}
}

// protectedLoss files what a protected person lost, if anything.
func (f *driftFinder) protectedLoss(acc *accountDrift, person int32) {
	w, cat := acc.pairs[person], f.d.Catalogue
	if w.recorded == nil || w.recorded.Status != Active {
		return
	}
	was, is := w.recorded.Effective(), w.observed.Effective()
	var what string
	switch {
	case w.observed == nil:
		what = "was not seen"
	case w.observed.Status == Deactivated:
		what = "was seen deactivated"
	case (cat.IsPartnerAdmin(was) || cat.IsSuperAdmin(was)) && !cat.IsPartnerAdmin(is) && !cat.IsSuperAdmin(is):
		what = "was seen without admin rights"
	default:
		return
	}
	f.broken(acc, Finding{
		Rule: RuleProtected, Person: person, Pos: w.pos,
		Message: fmt.Sprintf("%s is protected and %s in %s.", f.out.People[person].Email, what, acc.plan.name()),
		Hint:    ways("Put it back with drift --revert.", unprotect),
	})
}
