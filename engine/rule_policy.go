package engine

import (
	"cmp"
	"iter"
	"slices"
	"strings"
	"unicode"
)

// Policies and tests (docs/rules.md R9). A plan checks the state that it would
// reach: waiting grants as given, held-back rights as held back. In a client
// that the configuration does not rule, a failure is only a warning.

func policyRule() Rule {
	return Rule{
		Name: RulePolicyPrefix, Overridable: true,
		Short: "Policy", Help: "A policy of the configuration says no. Change the access, or the policy.",

		plan: checkPolicies, drift: driftPolicies,
	}
}

func testRule() Rule {
	return Rule{
		Name: RuleTestPrefix, Overridable: true,
		Short: "Test", Help: "A test of the configuration fails. Change the access, or the test.",

		plan: checkTests, drift: driftTests,
	}
}

func checkPolicies(v *review) []Finding {
	var found []Finding
	for i := range v.p.d.Policies {
		p := &v.p.d.Policies[i]
		switch p.Subject {
		case SubjectGrant:
			found = append(found, v.grantPolicy(p)...)
		case SubjectClient:
			found = append(found, v.clientPolicy(p)...)
		case SubjectPerson:
			found = append(found, v.personPolicy(p)...)
		case SubjectChange:
			found = append(found, v.changePolicy(p)...)
		}
	}
	return found
}

// ask puts one subject to a policy. A nil finding is a pass.
func ask(p *Policy, s *Subject, mode Mode) *Finding {
	verdict := p.Check(s)
	f := Finding{Rule: RulePolicyPrefix + p.Name, Severity: p.Severity, Client: Nobody, Person: Nobody, Message: verdict.Message, Pos: p.Pos}
	switch {
	case verdict.Unknown:
		f.Severity = Warning
		f.Message = "We cannot tell: it asks for rights that are not known."
	case verdict.Pass:
		return nil
	case mode != Enforce:
		f.Severity = Warning
	}
	f.Hint = ways("Change the access.", "Change the policy.", onceOver(f.Severity, RulePolicyPrefix+p.Name))
	return &f
}

func (v *review) grantPolicy(p *Policy) []Finding {
	var found []Finding
	for _, c := range v.clients {
		for g := range c.endGrants() {
			s := Subject{Kind: SubjectGrant, Catalogue: v.p.d.Catalogue, Person: &v.p.roster.people[g.Person], Client: c.subject(), Grant: g}
			if f := ask(p, &s, c.mode); f != nil {
				if was := c.grantBefore(g); was != nil && EffectOf(was, g) == EffectNone && v.p.roster.recorded[g.Person] != Nobody {
					s.Person, s.Client, s.Grant = &v.p.a.People[v.p.roster.recorded[g.Person]], &c.recorded.Client, was
					f.stoodBefore(ask(p, &s, c.mode))
				}
				f.Person = g.Person
				if !g.Pos.IsZero() {
					f.Pos = g.Pos
				}
				found = append(found, v.finding(c, *f))
			}
		}
		found = append(found, v.partPolicy(p, c, found)...)
	}
	return found
}

func (v *review) clientPolicy(p *Policy) []Finding {
	var found []Finding
	for _, c := range v.clients {
		if c.desired == nil {
			continue
		}
		s := c.clientSubject(c.endGrants())
		if f := ask(p, &s, c.mode); f != nil {
			was := c.clientSubject(c.beginGrants())
			if c.recorded != nil && was.sameAdmins(&s) {
				was.Client = &c.recorded.Client
				f.stoodBefore(ask(p, &was, c.mode))
			}
			f.Pos = c.desired.Pos
			found = append(found, v.finding(c, *f))
		}
	}
	return found
}

// clientSubject is a client with these grants, as policies see it.
func (c *clientPlan) clientSubject(grants iter.Seq[*Grant]) Subject {
	cat := c.p.d.Catalogue
	s := Subject{Kind: SubjectClient, Catalogue: cat, Client: c.subject()}
	for g := range grants {
		email := c.email(g.Person)
		s.People = append(s.People, email)
		switch {
		case cat.IsSuperAdmin(g.Effective()):
			s.SuperAdmins = append(s.SuperAdmins, email)
		case cat.IsPartnerAdmin(g.Effective()):
			s.PartnerAdmins = append(s.PartnerAdmins, email)
		}
	}
	return s
}

// sameAdmins reports whether nobody has come or gone between two moments of a
// client.
func (s *Subject) sameAdmins(other *Subject) bool {
	return slices.Equal(s.People, other.People) && slices.Equal(s.SuperAdmins, other.SuperAdmins) && slices.Equal(s.PartnerAdmins, other.PartnerAdmins)
}

// stoodBefore makes a failure a warning that was one in the state before, and
// got no worse (docs/rules.md R9): what was overridden once does not block what
// comes later.
func (f *Finding) stoodBefore(before *Finding) {
	if before != nil && before.Severity == Error {
		f.Severity = Warning
		f.Message += " (It was so before, and this plan makes it no worse.)"
	}
}

func (v *review) personPolicy(p *Policy) []Finding {
	var found []Finding
	for i := range v.p.roster.people {
		person := &v.p.roster.people[i]
		if !v.p.roster.declared[i] {
			continue
		}
		if f := ask(p, &Subject{Kind: SubjectPerson, Catalogue: v.p.d.Catalogue, Person: person}, Enforce); f != nil {
			f.Person, f.Pos = int32(i), person.Pos
			found = append(found, *f)
		}
	}
	return found
}

func (v *review) changePolicy(p *Policy) []Finding {
	var found []Finding
	for _, c := range v.clients {
		for i := range c.steps {
			st := &c.steps[i]
			if st.Person == Nobody {
				continue
			}
			s := Subject{
				Kind: SubjectChange, Catalogue: v.p.d.Catalogue, Person: &v.p.roster.people[st.Person], Client: c.subject(),
				Action: st.Action, Effect: st.Effect, Cause: st.Cause, Before: st.Before, After: st.After,
			}
			if st.Actor != Nobody {
				s.Actor = c.email(st.Actor)
			}
			if f := ask(p, &s, c.mode); f != nil {
				f.Person = st.Person
				if !st.Pos.IsZero() {
					f.Pos = st.Pos
				}
				found = append(found, v.finding(c, *f))
			}
		}
	}
	return found
}

// onceOver offers the override of what blocks. A warning blocks nothing.
func onceOver(s Severity, rule string) string {
	if s == Warning {
		return ""
	}
	return use(rule)
}

// use is the way out of overriding a rule.
func use(rule string) string { return "Use " + overrideFlag(rule) + " to let it through once." }

// overrideFlag is the flag that overrides a rule, as a shell takes it: names
// may have spaces.
func overrideFlag(rule string) string {
	plain := func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune(":-_.", r) }
	if strings.ContainsFunc(rule, func(r rune) bool { return !plain(r) }) {
		rule = "'" + strings.ReplaceAll(rule, "'", `'\''`) + "'"
	}
	return "--override " + rule
}

// subject is the client as policies see it.
func (c *clientPlan) subject() *Client {
	if c.desired != nil {
		return &c.desired.Client
	}
	return &c.recorded.Client
}

// endGrants is what everybody has after the plan, by person. Where nothing
// differs that is just what is wanted, and is not kept: a grant holds until
// the next one.
func (c *clientPlan) endGrants() iter.Seq[*Grant] {
	if !c.quiet || c.desired == nil {
		return slices.Values(c.end)
	}
	return func(yield func(*Grant) bool) {
		var g Grant
		for i := range c.desired.Grants {
			g = c.desired.Grants[i]
			g.Person = c.p.roster.ofDesired[g.Person]
			if !yield(&g) {
				return
			}
		}
	}
}

// beginGrants is what everybody had before the plan, by person.
func (c *clientPlan) beginGrants() iter.Seq[*Grant] {
	if c.quiet {
		return c.endGrants()
	}
	return slices.Values(c.begin)
}

// grantBefore is what somebody had before the plan who has g after it; nil:
// nothing.
func (c *clientPlan) grantBefore(g *Grant) *Grant {
	if c.quiet {
		return g
	}
	at := slices.IndexFunc(c.begin, func(was *Grant) bool { return was.Person == g.Person })
	if at < 0 {
		return nil
	}
	return c.begin[at]
}

// endGrantOf is what a person has after the plan; nil: nothing.
func (c *clientPlan) endGrantOf(person int32) *Grant {
	for g := range c.endGrants() {
		if g.Person == person {
			return g
		}
	}
	return nil
}

func checkTests(v *review) []Finding {
	var found []Finding
	for i := range v.p.d.Tests {
		if f := v.runTest(&v.p.d.Tests[i]); f != nil {
			found = append(found, *f)
		}
	}
	return found
}

// runTest checks one test; nil is a pass.
func (v *review) runTest(t *Test) *Finding {
	f := Finding{Rule: RuleTestPrefix + t.Name, Client: Nobody, Person: v.p.roster.ofDesired[t.Person], Pos: t.Pos,
		Hint: ways("Change the access.", "Change the test.")}
	var grant *Grant
	c := v.clientOf(t.HubID)
	if c != nil {
		f.Client = v.clientIndex(c)
		grant = c.endGrantOf(f.Person)
		switch {
		case grant != nil:
		case c.hasLapsed(f.Person):
			f.Severity, f.Message = Warning, "Skipped: the access it asks about has not started, or has ended."
			return &f
		}
		if c.mode != Enforce {
			f.Severity = Warning
		}
	}
	if grant != nil && grant.Unknown && grant.Status != Deactivated {
		f.Severity, f.Message = Warning, "We cannot tell: the contents of the permission set are not known."
		return &f
	}
	f.Message = v.testFailure(t, grant.Given())
	if f.Message == "" {
		return nil
	}
	if grant != nil && f.Severity == Error {
		if was := c.grantBefore(grant); was != nil && was.Effective().Equal(grant.Effective()) {
			before := f
			f.stoodBefore(&before)
		}
	}
	f.Hint = moreWays(f.Hint, onceOver(f.Severity, f.Rule))
	return &f
}

func (v *review) testFailure(t *Test, rights Rights) string {
	email := v.p.roster.people[v.p.roster.ofDesired[t.Person]].Email
	for _, need := range t.Allow {
		p := v.p.d.Catalogue.At(need.Permission)
		if has := rights.Level(need.Permission); has < need.Level {
			return email + " should have " + p.Name + " " + p.Kind.Name(need.Level) + ", but has it " + p.Kind.Name(has) + "."
		}
	}
	for _, need := range t.Deny {
		p := v.p.d.Catalogue.At(need.Permission)
		if has := rights.Level(need.Permission); has >= need.Level {
			return email + " should not have " + p.Name + " " + p.Kind.Name(need.Level) + ", but has it " + p.Kind.Name(has) + "."
		}
	}
	return ""
}

func (v *review) clientOf(hubID int64) *clientPlan {
	i, ok := slices.BinarySearchFunc(v.clients, hubID, func(c *clientPlan, hub int64) int { return cmp.Compare(c.hubID, hub) })
	if !ok {
		return nil
	}
	return v.clients[i]
}
