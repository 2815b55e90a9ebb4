package engine

import (
	"fmt"
	"time"
)

// max-removals (docs/rules.md R7): what was taken away in the last 24 hours and
// what this plan takes away, together against a limit.

func maxRemovalsRule() Rule {
	return Rule{
		Name: RuleMaxRemovals, Overridable: true,
		Short: "One plan does not take access from many at once.",
		Help:  "Review the removals, then add a removal_approval to the guardrails, or use --override max-removals.",

		Argument: "max_removals", Default: Limit{Value: 25, Percent: true},
		value: func(g *Guardrails) any { return &g.MaxRemovals },

		plan: checkMaxRemovals, last: true,
	}
}

// loss is something that a plan takes away from one person in one client.
type loss struct {
	person  int32
	counted bool // for max-removals
	what    string
}

// lose notes what the pair loses.
func (c *clientPlan) lose(pr *pair) {
	if pr.was == nil || pr.was.Status != Active {
		if pr.was != nil && pr.want == nil {
			c.losses = append(c.losses, loss{pr.person, !c.expiryKnown(pr), "would be removed"})
		}
		return
	}
	cat := c.p.d.Catalogue
	was, is := pr.was.Effective(), pr.want.Effective()
	var what string
	switch {
	case pr.want == nil:
		what = "would be removed"
	case pr.want.Status == Deactivated:
		what = "would be deactivated"
	case cat.IsPartnerAdmin(was) && !cat.IsPartnerAdmin(is) && !cat.IsSuperAdmin(is):
		what = "would lose partner admin"
	case cat.IsSuperAdmin(was) && !cat.IsSuperAdmin(is) && !cat.IsPartnerAdmin(is):
		what = "would lose super admin"
	case !was.IsEmpty() && is.IsEmpty() && !pr.want.Unknown:
		what = "would be left without any permission"
	case cat.IsSuperAdmin(was) && !cat.IsSuperAdmin(is): // migrate: not counted, but a loss
		c.losses = append(c.losses, loss{pr.person, false, "would lose super admin"})
		return
	default:
		return
	}
	c.losses = append(c.losses, loss{pr.person, !c.expiryKnown(pr), what})
}

// expiryKnown reports whether a removal is an expiry whose date was recorded
// before: it was reviewed when the date was.
func (c *clientPlan) expiryKnown(pr *pair) bool {
	return pr.want == nil && pr.was != nil && pr.was.Expires != 0 && pr.was.Expires < c.p.day
}

// leastAllowed is how many removals every percentage allows.
const leastAllowed = 10

// checkMaxRemovals judges the whole plan.
func checkMaxRemovals(v *review) []Finding {
	taken, excused := v.countRemovals()
	v.plan.Removals = taken
	earlier, largest := v.recent()
	limit := v.guardrails().MaxRemovals
	allowed, least := limit.Value, ""
	if limit.Percent {
		if allowed = largest * limit.Value / 100; allowed < leastAllowed {
			allowed, least = leastAllowed, ", the least that a percentage allows"
		}
	}
	var found []Finding
	if taken > 0 && taken+earlier > allowed {
		found = append(found, Finding{
			Rule: RuleMaxRemovals, Client: Nobody, Person: Nobody, Pos: v.guardrailsPos(),
			Message: fmt.Sprintf("This plan takes away %s, and %s taken in the last 24 hours: %d of %d. max_removals = %s allows %d%s.",
				oneOrMany(taken, "1 grant", "grants"), oneOrMany(earlier, "1 was", "were"), taken+earlier, largest, limit, allowed, least),
			Hint: ways("Review it, then add a removal_approval for the client or person to the guardrails of the agency block.", use(RuleMaxRemovals)),
		})
	}
	if v.before.active > 0 && v.activeAfter() == 0 {
		found = append(found, Finding{
			Rule: RuleMaxRemovals, Client: Nobody, Person: Nobody, Pos: v.guardrailsPos(),
			Message: fmt.Sprintf("This plan leaves the agency with no active grant: %s would go.", oneOrMany(v.before.active, "the only one", "grants")),
			Hint:    "If that is meant, use " + overrideFlag(RuleMaxRemovals) + ".",
		})
	}
	v.warnApprovals(excused)
	return found
}

// recent counts what the last 24 hours took, and finds the largest number of
// grants in them, now included.
func (v *review) recent() (removals, largest int) {
	since := v.p.d.AsOf.Add(-24 * time.Hour)
	largest = v.p.a.Grants() + v.p.o.Elsewhere.Grants
	list := v.p.a.Recent
	for i := range list {
		if list[i].At.After(since) {
			removals += list[i].Removals
			largest = max(largest, list[i].Grants)
		} else if i+1 == len(list) || list[i+1].At.After(since) {
			largest = max(largest, list[i].Grants) // in force when the 24 hours began
		}
	}
	return removals, largest
}

// countRemovals counts the losses of the plan that no removal_approval
// excuses, and how many each approval excused.
func (v *review) countRemovals() (taken int, excused []int) {
	approvals := v.guardrails().Approvals
	excused = make([]int, len(approvals))
	for _, c := range v.clients {
		if len(c.losses) == 0 || v.isSkipped(c) {
			continue
		}
		for _, l := range c.losses {
			if !l.counted {
				continue
			}
			if i := v.approval(c, l.person, excused); i >= 0 {
				excused[i]++
				continue
			}
			taken++
		}
	}
	return taken, excused
}

// approval finds an approval with room for the loss, or -1.
func (v *review) approval(c *clientPlan, person int32, used []int) int {
	approvals := v.guardrails().Approvals
	for i := range approvals {
		a := &approvals[i]
		if a.Expires != 0 && a.Expires < v.p.day || used[i] >= a.UpTo {
			continue
		}
		if a.HubID != 0 && a.HubID == c.hubID || a.Email != "" && v.p.roster.find(a.Email) == person {
			return i
		}
	}
	return -1
}

func (v *review) warnApprovals(excused []int) {
	approvals := v.guardrails().Approvals
	for i := range approvals {
		a := &approvals[i]
		warn := Finding{Rule: RuleMaxRemovals, Severity: Warning, Client: Nobody, Person: Nobody, Pos: a.Pos, Hint: "Delete the removal_approval."}
		switch {
		case a.Expires != 0 && a.Expires < v.p.day:
			warn.Message = "A removal_approval expired on " + a.Expires.String() + "."
		case excused[i] == 0 && !v.usedForEmpty[i]:
			warn.Message = "A removal_approval is not used by this plan."
		default:
			continue
		}
		v.plan.Warnings = append(v.plan.Warnings, warn)
	}
}

// activeAfter counts the active grants that the plan leaves.
func (v *review) activeAfter() int {
	n := v.p.o.Elsewhere.Active
	for _, c := range v.clients {
		if v.isSkipped(c) {
			n += c.before.active
		} else {
			n += c.after.active
		}
	}
	return n
}
