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
	if message := v.emptySource(); message != "" {
		return []Finding{{
			Rule: RuleEmptySource, Client: Nobody, Person: Nobody, Pos: v.p.d.Agency.Pos, Message: message,
			Hint: ways("Check the directory and its files.", "If everything is really to go, use "+overrideFlag(RuleEmptySource)+"."),
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
			Rule: RuleEmptySource,
			Message: fmt.Sprintf("No access is declared for %s, but %s it: this plan would remove them.", c.name(),
				oneOrMany(len(c.recorded.Grants), "1 person has", "people have")),
			Hint: ways("If a file or a block is missing, put it back.",
				fmt.Sprintf("If they are to go, add a removal_approval for hub_id = %d to the guardrails of the agency block.", c.hubID),
				"To stop managing the client and touch nobody, write "+removedHint(c.hubID)+".", use(RuleEmptySource)),
		}
	})
}

// emptySource says what the configuration declares none of while state has
// some; empty: that is not so.
func (v *review) emptySource() string {
	switch {
	case v.p.o.Elsewhere.Grants > 0:
		return "" // of people whom the configuration declares
	case len(v.p.a.Clients) > 0 && len(v.p.d.Clients) == 0:
		return "No client is declared at all, but " + oneOrMany(len(v.p.a.Clients), "1 is", "are") + " recorded."
	case len(v.p.a.People) > 0 && len(v.p.d.People) == 0:
		return "No person is declared at all, but " + oneOrMany(len(v.p.a.People), "1 is", "are") + " recorded."
	case v.p.a.Grants() == 0:
		return ""
	}
	for i := range v.p.d.Clients {
		if v.p.d.Clients[i].HasPeople {
			return ""
		}
	}
	return "No access is declared at all, but " + oneOrMany(v.p.a.Grants(), "1 grant is", "grants are") + " recorded."
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
