package engine

import "slices"

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
	table := Rules()
	for i, acc := range f.accounts {
		people := changed[int32(i)]
		if acc == nil || len(people) == 0 {
			continue
		}
		acc.changed = slices.DeleteFunc(people, func(person int32) bool { return person == Nobody })
		acc.was, acc.is = f.tallies(acc)
		for _, r := range table {
			if r.drift != nil {
				r.drift(f, acc)
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
	for person, w := range acc.pairs {
		was.add(f.d.Catalogue, w.recorded)
		switch {
		case w.observed == nil && !f.tellsOf(acc, person):
			is.add(f.d.Catalogue, w.recorded)
		default:
			is.add(f.d.Catalogue, w.observed)
		}
	}
	return was, is
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
		Hint: ways("Put it back with drift --revert.", "Change the policy."),
	})
}

// driftPolicies asks the policies about the client and the grants that changed.
func driftPolicies(f *driftFinder, acc *accountDrift) {
	f.clientPolicies(acc)
	for _, person := range acc.changed {
		f.grantPolicies(acc, person)
	}
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

// driftTests asks the tests about the access that changed.
func driftTests(f *driftFinder, acc *accountDrift) {
	for _, person := range acc.changed {
		f.tests(acc, person)
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
				Hint: ways("Put it back with drift --revert.", "Change the test.")})
		}
	}
}
