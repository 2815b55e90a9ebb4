package engine

import (
	"fmt"
	"slices"
)

// Rules that what was observed breaks. A plan would refuse to bring about what
// somebody did by hand here: the last super admin gone, somebody protected
// without access, a policy or test that says no. Only what nobody ignores is
// judged, and only where it got worse; where rights are not known nothing is
// said. Beside them stand the violations of the plan: what keeps recorded from
// becoming what is declared.

func (f *driftFinder) rules() {
	for _, v := range f.plan.Violations {
		if v.Person != Nobody {
			v.Person = f.at[f.plan.People[v.Person].Email]
		}
		f.out.Violations = append(f.out.Violations, v)
	}
	changed := map[int32][]int32{}
	for i := range f.out.Items {
		it := &f.out.Items[i]
		if it.Seen && it.Class.Outside() && it.Ignored == nil && !it.AsDeclared {
			changed[it.Client] = append(changed[it.Client], it.Person)
		}
	}
	for i, acc := range f.accounts {
		people := changed[int32(i)]
		if acc == nil || len(people) == 0 {
			continue
		}
		f.superAdminRules(acc)
		f.partnerAdminRule(acc)
		f.clientPolicies(acc)
		for _, person := range people {
			if person != Nobody {
				f.protectedRule(acc, person)
				f.grantPolicies(acc, person)
				f.tests(acc, person)
			}
		}
	}
}

// broken files what an observation breaks. Outside the clients that the
// configuration rules it is a warning.
func (f *driftFinder) broken(acc *accountDrift, v Finding) {
	v.Client = acc.client
	if acc.plan.mode != Enforce {
		v.Severity = Warning
	}
	if v.Pos.IsZero() && acc.plan.desired != nil {
		v.Pos = acc.plan.desired.Pos
	}
	if v.Severity == Warning {
		f.out.Warnings = append(f.out.Warnings, v)
		return
	}
	f.out.Violations = append(f.out.Violations, v)
}

// tallies count the admins as recorded and as seen.
func (f *driftFinder) tallies(acc *accountDrift) (was, is tally) {
	for _, w := range acc.pairs {
		was.add(f.d.Catalogue, w.recorded)
		switch {
		case w.observed == nil && !acc.how.Whole:
			is.add(f.d.Catalogue, w.recorded)
		default:
			is.add(f.d.Catalogue, w.observed)
		}
	}
	return was, is
}

func (f *driftFinder) superAdminRules(acc *accountDrift) {
	was, is := f.tallies(acc)
	if acc.how.SuperAdmins && acc.how.Whole {
		known, _ := acc.plan.ownSuperAdmins()
		if was.supers+len(known) > 0 && is.supers+len(acc.seen.SuperAdmins) == 0 {
			f.broken(acc, Finding{
				Rule: RuleLastSuperAdmin, Person: Nobody,
				Message: fmt.Sprintf("nobody who was seen in %s is super admin, and %d were known: every account has one, so either the last known one is gone or %s does not say all",
					acc.plan.name(), was.supers+len(known), acc.how.Source),
				Hint: "look into the account; then export its users again, or bring super_admins up to date",
			})
		}
	}
	if most := f.d.Agency.Guardrails.MaxSuperAdmins; is.supers > most && is.supers > was.supers {
		f.broken(acc, Finding{
			Rule: RuleMaxSuperAdmins, Person: Nobody,
			Message: fmt.Sprintf("%d agency people were seen as super admins of %s, and max_super_admins = %d", is.supers, acc.plan.name(), most),
			Hint:    "put it back with drift --revert, or make some of them partner admin",
		})
	}
}

func (f *driftFinder) partnerAdminRule(acc *accountDrift) {
	was, is := f.tallies(acc)
	if least := f.d.Agency.Guardrails.MinPartnerAdmins; is.grants > 0 && is.partners < least && is.partners < was.partners {
		f.broken(acc, Finding{
			Rule: RuleMinPartnerAdmins, Person: Nobody,
			Message: fmt.Sprintf("%d partner admins were seen in %s, and min_partner_admins = %d", is.partners, acc.plan.name(), least),
			Hint:    "put it back with drift --revert while somebody there still can",
		})
	}
}

// protectedRule: a protected person lost access, or admin rights.
func (f *driftFinder) protectedRule(acc *accountDrift, person int32) {
	protected := slices.ContainsFunc(f.d.Agency.Guardrails.Protected, func(i int32) bool { return f.d.People[i].Email == f.out.People[person].Email })
	w, cat := acc.pairs[person], f.d.Catalogue
	if !protected || w.recorded == nil || w.recorded.Status != Active {
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
		Message: fmt.Sprintf("%s %s in %s, and is protected", f.out.People[person].Email, what, acc.plan.name()),
		Hint:    "put it back with drift --revert, or take them out of protected in guardrails",
	})
}

// policyFinding completes what a policy says of what was seen. What it cannot
// tell is left to the plan, which says so.
func (f *driftFinder) policyFinding(acc *accountDrift, p *Policy, s *Subject, person int32, pos Pos) {
	verdict := p.Check(s)
	if verdict.Unknown || verdict.Pass {
		return
	}
	f.broken(acc, Finding{
		Rule: RulePolicyPrefix + p.Name, Severity: p.Severity, Person: person, Message: verdict.Message, Pos: pos,
		Hint: "put it back with drift --revert, or change the policy",
	})
}

func (f *driftFinder) grantPolicies(acc *accountDrift, person int32) {
	w := acc.pairs[person]
	if w.observed == nil {
		return
	}
	for i := range f.d.Policies {
		if p := &f.d.Policies[i]; p.Subject == SubjectGrant {
			s := Subject{Kind: SubjectGrant, Catalogue: f.d.Catalogue, Person: &f.out.People[person], Client: acc.plan.subject(), Grant: w.observed}
			f.policyFinding(acc, p, &s, person, p.Pos)
		}
	}
}

func (f *driftFinder) clientPolicies(acc *accountDrift) {
	if acc.plan.desired == nil || !acc.how.Whole {
		return
	}
	s := Subject{Kind: SubjectClient, Catalogue: f.d.Catalogue, Client: acc.plan.subject()}
	for _, person := range acc.people {
		g, email := acc.pairs[person].observed, f.out.People[person].Email
		if g == nil {
			continue
		}
		s.People = append(s.People, email)
		switch {
		case f.d.Catalogue.IsSuperAdmin(g.Effective()):
			s.SuperAdmins = append(s.SuperAdmins, email)
		case f.d.Catalogue.IsPartnerAdmin(g.Effective()):
			s.PartnerAdmins = append(s.PartnerAdmins, email)
		}
	}
	for i := range f.d.Policies {
		if p := &f.d.Policies[i]; p.Subject == SubjectClient {
			f.policyFinding(acc, p, &s, Nobody, Pos{})
		}
	}
}

// tests asks the tests about a person's access as it was seen, unless its
// contents are not known.
func (f *driftFinder) tests(acc *accountDrift, person int32) {
	g, email := acc.pairs[person].observed, f.out.People[person].Email
	if g != nil && g.Unknown && g.Status != Deactivated {
		return
	}
	v := &review{p: f.declared}
	for i := range f.d.Tests {
		t := &f.d.Tests[i]
		if t.HubID != acc.hubID || f.d.People[t.Person].Email != email {
			continue
		}
		if message := v.testFailure(t, g.Given()); message != "" {
			f.broken(acc, Finding{Rule: RuleTestPrefix + t.Name, Person: person, Message: message, Pos: t.Pos,
				Hint: "put it back with drift --revert, or change the test"})
		}
	}
}
