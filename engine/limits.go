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

// Bounds are the limits that state keeps of the configuration that was last
// applied. Who is protected is kept with the person.
type Bounds struct {
	MaxRemovals      Limit
	MinPartnerAdmins int
	MaxSuperAdmins   int
}

// DefaultBounds hold where nothing else was applied.
func DefaultBounds() Bounds {
	l := DefaultLimits()
	return l.Bounds()
}

// Bounds are the limits without who is protected and what was approved.
func (l *Limits) Bounds() Bounds { return Bounds{l.MaxRemovals, l.MinPartnerAdmins, l.MaxSuperAdmins} }

// RecordedBounds are the bounds of the configuration that was last applied.
func (a *Access) RecordedBounds() Bounds {
	if a.Bounds != nil {
		return *a.Bounds
	}
	return DefaultBounds()
}

// Recorded narrows the limits to those that state knows as well: where nobody
// looked at the configuration, a plan is not believed that its limits are wider.
// present gives the address that a recorded one has in the plan.
func (l Limits) Recorded(a *Access, present func(email string) string) Limits {
	was := a.RecordedBounds()
	l.MinPartnerAdmins, l.MaxSuperAdmins = max(l.MinPartnerAdmins, was.MinPartnerAdmins), min(l.MaxSuperAdmins, was.MaxSuperAdmins)
	if n := a.Grants(); was.MaxRemovals.of(n) < l.MaxRemovals.of(n) {
		l.MaxRemovals = was.MaxRemovals
	}
	l.Protected = slices.Clone(l.Protected)
	for i := range a.People {
		if email := present(a.People[i].Email); a.People[i].Protected && !slices.Contains(l.Protected, email) {
			l.Protected = append(l.Protected, email)
		}
	}
	slices.Sort(l.Protected)
	return l
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
	for i := range p.roster.people {
		if p.roster.people[i].Protected {
			l.Protected = append(l.Protected, p.roster.people[i].Email)
		}
	}
	slices.Sort(l.Protected)
	for _, a := range g.Approvals {
		l.Approvals = append(l.Approvals, Approval{HubID: a.HubID, Email: a.Email, UpTo: a.UpTo, Expires: a.Expires})
	}
	return l
}
