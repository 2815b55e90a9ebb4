package engine

import "fmt"

// min-partner-admins and max-super-admins (docs/rules.md R7): per client, judged at
// the end of the plan. Where the plan makes the number worse it is refused;
// a client that already breaks one gets a warning.

func minPartnerAdminsRule() Rule {
	return Rule{
		Name: RuleMinPartnerAdmins, Overridable: true,
		Short: "Enough partner admins stay in every client account.",
		Help:  "Keep a partner admin there, or add another first.",

		Argument: "min_partner_admins", Default: Limit{Value: 1},
		value: func(g *Guardrails) any { return &g.MinPartnerAdmins },

		plan: checkMinPartnerAdmins, drift: driftMinPartnerAdmins, recorded: recordedMinPartnerAdmins,
	}
}

func maxSuperAdminsRule() Rule {
	return Rule{
		Name: RuleMaxSuperAdmins, Overridable: true,
		Short: "Few of the agency's people are super admins of a client account.",
		Help:  "Make some of them partner admin.",

		Argument: "max_super_admins", Default: Limit{Value: 2},
		value: func(g *Guardrails) any { return &g.MaxSuperAdmins },

		plan: checkMaxSuperAdmins, drift: driftMaxSuperAdmins, recorded: recordedMaxSuperAdmins,
	}
}

func checkMinPartnerAdmins(v *review) []Finding {
	least := v.guardrails().MinPartnerAdmins
	return v.eachClient(func(c *clientPlan) *Finding {
		if c.after.grants == 0 || c.after.partners >= least {
			return nil
		}
		f := &Finding{
			Rule:    RuleMinPartnerAdmins,
			Message: fmt.Sprintf("%s would have %s, and min_partner_admins = %d.", c.name(), countOrNo(c.after.partners, "partner admin"), least),
			Hint:    ways("Keep a partner admin there.", "Add another partner admin first."),
		}
		return f.asBefore(c.after.partners >= c.before.partners)
	})
}

func driftMinPartnerAdmins(f *driftFinder, acc *accountDrift) {
	least := f.d.Agency.Guardrails.MinPartnerAdmins
	if acc.is.grants == 0 || acc.is.partners >= least || acc.is.partners >= acc.was.partners {
		return
	}
	f.broken(acc, Finding{
		Rule: RuleMinPartnerAdmins, Person: Nobody,
		Message: fmt.Sprintf("%s now has %s, as seen, and min_partner_admins = %d.", acc.plan.name(), countOrNo(acc.is.partners, "partner admin"), least),
		Hint:    "Put it back with drift --revert while somebody there still can.",
	})
}

func recordedMinPartnerAdmins(v *recordedReview, t *adminCount) {
	if t.isKnown() && t.supers == 0 && t.partners < v.limits.MinPartnerAdmins {
		v.warn(Nobody, RuleMinPartnerAdmins, getAccessLink, "none of us is partner admin or super admin there")
	}
}

func checkMaxSuperAdmins(v *review) []Finding {
	most := v.guardrails().MaxSuperAdmins
	return v.eachClient(func(c *clientPlan) *Finding {
		if c.after.supers <= most {
			return nil
		}
		f := &Finding{
			Rule:    RuleMaxSuperAdmins,
			Message: fmt.Sprintf("%s would have %s of ours, and max_super_admins = %d.", c.name(), countOrNo(c.after.supers, "super admin"), most),
			Hint:    "Make some of them partner admin.",
		}
		return f.asBefore(c.after.supers <= c.before.supers)
	})
}

func driftMaxSuperAdmins(f *driftFinder, acc *accountDrift) {
	most := f.d.Agency.Guardrails.MaxSuperAdmins
	if acc.is.supers <= most || acc.is.supers <= acc.was.supers {
		return
	}
	f.broken(acc, Finding{
		Rule: RuleMaxSuperAdmins, Person: Nobody,
		Message: fmt.Sprintf("%s now has %s of ours, as seen, and max_super_admins = %d.", acc.plan.name(), countOrNo(acc.is.supers, "super admin"), most),
		Hint:    ways("Put it back with drift --revert.", "Make some of them partner admin."),
	})
}

func recordedMaxSuperAdmins(v *recordedReview, t *adminCount) {
	if t.supers > v.limits.MaxSuperAdmins {
		v.warn(Nobody, RuleMaxSuperAdmins, "Make some of them partner admin.", "%s are super admins there", oneOrMany(t.supers, "1 person of ours", "people of ours"))
	}
}
