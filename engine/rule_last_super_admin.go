package engine

import "slices"

// The last super admin (docs/rules.md R2): no step takes a client's known super
// admins from one to none. Known are the client's own people that it declares
// or that were observed, and agency people who are active super admins.

// takesLastSuper reports whether the stage would leave no known super admin.
func (s *scene) takesLastSuper(st *stage) bool {
	return s.isSuper(st.before) && !s.isSuper(st.after) && s.superAdmins() <= 1
}

// ownSuperAdmins is the client's own known super admins.
func (c *clientPlan) ownSuperAdmins() (known []string, observed bool) {
	if c.desired == nil {
		return c.recorded.SuperAdmins, false
	}
	return knownSuperAdmins(c.desired.SuperAdmins, c.recorded)
}

// warnNoneNamed warns where the configuration names a client's own super admins
// no more and nobody else is known. No step takes anything from anybody there,
// so that no rule refuses it.
func (c *clientPlan) warnNoneNamed() {
	if len(c.recorded.SuperAdmins) > 0 && c.own == 0 && c.after.supers == 0 {
		c.warn(RuleLastSuperAdmin, Nobody, c.name()+" has no known super admin any more: the configuration names none of its own",
			"declare the client's own in super_admins of the client", c.desired.Pos)
	}
}

// knownSuperAdmins decides between a declared list and a recorded one. A newer
// observation wins: what is recorded differs from what a configuration last
// declared, and the declaration is still the same.
func knownSuperAdmins(declared []string, rec *RecordedClient) (known []string, observed bool) {
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
