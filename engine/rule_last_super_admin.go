package engine

import (
	"fmt"
	"slices"
)

// The last super admin (docs/rules.md R2): no step takes a client's known super
// admins from one to none. Known are the client's own people that it declares
// or that were observed, and agency people who are active super admins.

func lastSuperAdminRule() Rule {
	return Rule{
		Name:  RuleLastSuperAdmin,
		Short: "No client account loses its last known super admin.",
		Help:  "Declare the client's own super_admins, or make somebody else super admin first.",

		drift: driftLastSuperAdmin, recorded: recordedLastSuperAdmin,
	}
}

func driftLastSuperAdmin(f *driftFinder, acc *accountDrift) {
	if !acc.how.SuperAdmins || !acc.how.Whole {
		return
	}
	own, _ := acc.plan.ownSuperAdmins()
	known := acc.was.supers + len(own)
	if known == 0 || acc.is.supers+len(acc.seen.SuperAdmins) > 0 {
		return
	}
	f.broken(acc, Finding{
		Rule: RuleLastSuperAdmin, Person: Nobody,
		Message: fmt.Sprintf("Nobody who was seen in %s is super admin, and %s known. Every account has one: either the last one we knew is gone, or %s does not list everybody.",
			acc.plan.name(), oneOrMany(known, "1 was", "were"), acc.how.Source),
		Hint: ways("Look into the account, and export its users again.", "Bring super_admins of the client up to date."),
	})
}

func recordedLastSuperAdmin(v *recordedReview, t *adminCount) {
	if t.isKnown() && t.supers+len(v.client.SuperAdmins) == 0 {
		v.warn(Nobody, RuleLastSuperAdmin, ways("Declare the client's own super_admins.", "Import the account."), "no super admin is known there")
	}
}

// takesLastSuper reports whether the stage would leave no known super admin.
func (s *clientState) takesLastSuper(st *stage) bool {
	return s.isSuper(st.before) && !s.isSuper(st.after) && s.superAdmins() <= 1
}

// ownSuperAdmins is the client's own known super admins.
func (c *clientPlan) ownSuperAdmins() (known []string, observed bool) {
	if c.desired == nil {
		return c.recorded.SuperAdmins, false
	}
	return KnownSuperAdmins(c.desired.SuperAdmins, c.recorded)
}

// warnNoneNamed warns where the configuration names a client's own super admins
// no more and nobody else is known. No step takes anything from anybody there,
// so that no rule refuses it.
func (c *clientPlan) warnNoneNamed() {
	if len(c.recorded.SuperAdmins) > 0 && c.own == 0 && c.after.supers == 0 {
		c.warn(RuleLastSuperAdmin, Nobody, c.name()+" has no super admin that we know any more: the configuration names none of its own.",
			listTheirOwn, c.desired.Pos)
	}
}

// KnownSuperAdmins decides between a declared list and a recorded one. A newer
// observation wins: what is recorded differs from what a configuration last
// declared, and the declaration is still the same. It is exported for the
// checker (engine/verify), which counts a client's super admins by itself.
func KnownSuperAdmins(declared []string, rec *RecordedClient) (known []string, observed bool) {
	if rec != nil && slices.Equal(declared, rec.DeclaredSuperAdmins) {
		return rec.SuperAdmins, !slices.Equal(rec.SuperAdmins, declared)
	}
	return declared, false
}

// lastSupers finds the people whose loss would leave nobody: those who lose
// super admin, where nobody known is left at the end.
func (c *clientPlan) lastSupers(pairs []*pair) []*pair {
	end := c.own
	var losing []*pair
	for _, pr := range pairs {
		is, was := c.p.d.Catalogue.IsSuperAdmin(pr.want.Effective()), c.p.d.Catalogue.IsSuperAdmin(pr.cur.Effective())
		switch {
		case is:
			end++
		case was:
			losing = append(losing, pr)
		}
	}
	if end > 0 {
		return nil
	}
	return losing
}
