package engine

import "slices"

// Limits are the guardrails (docs/rules.md R7) that a plan was judged by, by e-mail
// and hub id, so that whoever checks the plan needs no configuration.
type Limits struct {
	MaxRemovals      Limit
	MinPartnerAdmins int
	MaxSuperAdmins   int
	Protected        []string   // e-mails, sorted
	Approvals        []Approval // without reason and place
}

// DefaultLimits hold without a guardrails block.
func DefaultLimits() Limits {
	g := DefaultGuardrails()
	return Limits{MaxRemovals: g.MaxRemovals, MinPartnerAdmins: g.MinPartnerAdmins, MaxSuperAdmins: g.MaxSuperAdmins}
}

// IsDefault reports whether the limits are those without a guardrails block.
func (l *Limits) IsDefault() bool {
	d := DefaultLimits()
	return l.MaxRemovals == d.MaxRemovals && l.MinPartnerAdmins == d.MinPartnerAdmins && l.MaxSuperAdmins == d.MaxSuperAdmins &&
		len(l.Protected)+len(l.Approvals) == 0
}

// limits are the guardrails of the configuration.
func (p *planner) limits() Limits {
	g := &p.d.Agency.Guardrails
	l := Limits{MaxRemovals: g.MaxRemovals, MinPartnerAdmins: g.MinPartnerAdmins, MaxSuperAdmins: g.MaxSuperAdmins}
	for _, person := range g.Protected {
		l.Protected = append(l.Protected, p.roster.people[p.roster.ofDesired[person]].Email)
	}
	slices.Sort(l.Protected)
	for _, a := range g.Approvals {
		l.Approvals = append(l.Approvals, Approval{HubID: a.HubID, Email: a.Email, UpTo: a.UpTo, Expires: a.Expires})
	}
	return l
}
