package engine

import "fmt"

// min-partner-admins and max-super-admins (docs/rules.md R7): per client, judged at
// the end of the plan. Where the plan makes the number worse it is refused;
// a client that already breaks one gets a warning.

func checkMinPartnerAdmins(v *review) []Finding {
	least := v.guardrails().MinPartnerAdmins
	return v.eachClient(func(c *clientPlan) *Finding {
		if c.after.grants == 0 || c.after.partners >= least {
			return nil
		}
		f := &Finding{
			Rule:    RuleMinPartnerAdmins,
			Message: fmt.Sprintf("%s has %d partner admins after this plan, and min_partner_admins = %d", c.name(), c.after.partners, least),
			Hint:    "keep a partner admin there, or add another first",
		}
		if c.after.partners >= c.before.partners {
			f.Severity = Warning
		} else {
			f.Hint += ", or use --override min-partner-admins"
		}
		return f
	})
}

func checkMaxSuperAdmins(v *review) []Finding {
	most := v.guardrails().MaxSuperAdmins
	return v.eachClient(func(c *clientPlan) *Finding {
		if c.after.supers <= most {
			return nil
		}
		f := &Finding{
			Rule:    RuleMaxSuperAdmins,
			Message: fmt.Sprintf("%s has %d agency people as super admins after this plan, and max_super_admins = %d", c.name(), c.after.supers, most),
			Hint:    "make some of them partner admin",
		}
		if c.after.supers <= c.before.supers {
			f.Severity = Warning
		} else {
			f.Hint += ", or use --override max-super-admins"
		}
		return f
	})
}

// checkLapses warns from 14 days before the day on which the last partner
// admin's or super admin's access ends.
func checkLapses(v *review) []Finding {
	return v.eachClient(func(c *clientPlan) *Finding {
		if c.desired == nil || c.mode != Enforce {
			return nil
		}
		var partners, supers, others int
		var last Date
		for i := range c.desired.Grants {
			g := &c.desired.Grants[i]
			if g.Status != Active {
				continue
			}
			soon := g.Expires != 0 && g.Expires < v.p.day+lapseWarning
			if soon {
				last = max(last, g.Expires)
			}
			super := v.p.d.Catalogue.IsSuperAdmin(g.Effective())
			switch {
			case soon:
			case super:
				supers++
				others++
			case v.p.d.Catalogue.IsPartnerAdmin(g.Effective()):
				partners++
				others++
			default:
				others++
			}
		}
		f := &Finding{Severity: Warning, Rule: RuleMinPartnerAdmins, Hint: "extend it, or add another in time"}
		switch {
		case last == 0:
			return nil
		case c.after.supers > 0 && supers+c.own == 0:
			f.Rule = RuleLastSuperAdmin
			f.Message = fmt.Sprintf("the access of the last known super admin of %s ends on %s", c.name(), last)
		case others > 0 && c.after.partners >= v.guardrails().MinPartnerAdmins && partners < v.guardrails().MinPartnerAdmins:
			f.Message = fmt.Sprintf("after %s %s has %d partner admins, and min_partner_admins = %d", last, c.name(), partners, v.guardrails().MinPartnerAdmins)
		default:
			return nil
		}
		return f
	})
}

// lapseWarning is how many days ahead plan warns of an expiry that would break
// a rule.
const lapseWarning = 14

// checkProtected refuses that a protected person loses access or admin rights,
// expiry included.
func checkProtected(v *review) []Finding {
	protected := map[int32]bool{}
	for _, person := range v.guardrails().Protected {
		protected[v.p.roster.ofDesired[person]] = true
	}
	if len(protected) == 0 {
		return nil
	}
	found := v.protectedLapses(protected)
	for _, c := range v.clients {
		for _, l := range c.losses {
			if protected[l.person] {
				found = append(found, v.finding(c, Finding{
					Rule: RuleProtected, Person: l.person,
					Message: fmt.Sprintf("%s %s in %s, and is protected", c.email(l.person), l.what, c.name()),
					Hint:    "take them out of protected in guardrails, reviewed, or use --override protected",
				}))
			}
		}
	}
	return found
}

// protectedLapses warns of protected people whose access ends soon.
func (v *review) protectedLapses(protected map[int32]bool) []Finding {
	var found []Finding
	for _, c := range v.clients {
		if c.desired == nil || c.mode != Enforce {
			continue
		}
		for i := range c.desired.Grants {
			g := &c.desired.Grants[i]
			person := v.p.roster.ofDesired[g.Person]
			if protected[person] && g.Expires != 0 && g.Expires < v.p.day+lapseWarning {
				found = append(found, v.finding(c, Finding{
					Rule: RuleProtected, Severity: Warning, Person: person, Pos: g.Pos,
					Message: fmt.Sprintf("the access of %s in %s ends on %s, and they are protected", c.email(person), c.name(), g.Expires),
					Hint:    "extend it in time, or take them out of protected",
				}))
			}
		}
	}
	return found
}
