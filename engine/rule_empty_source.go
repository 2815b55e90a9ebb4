package engine

import "fmt"

// empty-source (docs/rules.md R7): a configuration that declares nobody while state
// has some would remove everybody; so would one that declares nobody for a
// client. An empty export has emptied real organisations.

func emptySourceRule() Rule {
	return Rule{
		Name: RuleEmptySource, Overridable: true,
		Short: "A configuration that declares nobody removes nobody.",
		Help:  "Look whether a file or block is missing. If everybody is really to go, add a removal_approval or use --override empty-source.",

		plan: checkEmptySource,
	}
}

func checkEmptySource(v *review) []Finding {
	if what := v.emptySource(); what != "" {
		return []Finding{{
			Rule: RuleEmptySource, Client: Nobody, Person: Nobody, Pos: v.p.d.Agency.Pos,
			Message: "the configuration declares no " + what + " at all, and state has some",
			Hint:    "check the directory and its files; if everything is really to go, use --override empty-source",
		}}
	}
	return v.eachClient(func(c *clientPlan) *Finding {
		if c.mode != Enforce || c.recorded == nil || len(c.recorded.Grants) == 0 || len(c.losses) == 0 {
			return nil
		}
		if c.desired != nil && c.desired.HasPeople || c.everybodyLeft() || v.approvedEmpty(c) {
			return nil
		}
		return &Finding{
			Rule:    RuleEmptySource,
			Message: fmt.Sprintf("the configuration declares nobody for %s, and %d people have access there", c.name(), len(c.recorded.Grants)),
			Hint:    fmt.Sprintf("add a removal_approval for hub_id = %d to the guardrails of the agency block, or to stop managing the client write %s, or use --override empty-source", c.hubID, removedHint(c.hubID)),
		}
	})
}

func (v *review) emptySource() string {
	switch {
	case v.p.o.Elsewhere.Grants > 0:
		return "" // of people whom the configuration declares
	case len(v.p.a.Clients) > 0 && len(v.p.d.Clients) == 0:
		return "client"
	case len(v.p.a.People) > 0 && len(v.p.d.People) == 0:
		return "person"
	case v.p.a.Grants() == 0:
		return ""
	}
	for i := range v.p.d.Clients {
		if v.p.d.Clients[i].HasPeople {
			return ""
		}
	}
	return "access"
}

// everybodyLeft reports whether all recorded people of the client have left.
func (c *clientPlan) everybodyLeft() bool {
	for i := range c.recorded.Grants {
		person := c.p.roster.ofAccess[c.recorded.Grants[i].Person]
		if c.p.roster.people[person].Status != PersonLeft {
			return false
		}
	}
	return true
}

// approvedEmpty reports whether approvals that name the client let all go whom
// the plan takes away there.
func (v *review) approvedEmpty(c *clientPlan) bool {
	approved := 0
	for i, a := range v.guardrails().Approvals {
		if a.HubID == c.hubID && (a.Expires == 0 || a.Expires >= v.p.day) {
			v.usedForEmpty[i] = true
			approved += a.UpTo
		}
	}
	return approved >= len(c.losses)
}

// removedHint is the block that stops managing a client.
func removedHint(hubID int64) string {
	return fmt.Sprintf("removed { hub_id = %d }", hubID)
}
