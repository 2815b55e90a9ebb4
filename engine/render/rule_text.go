package render

import (
	"strings"

	"accredit/engine"
)

// ruleText says in a line what a rule wants, and in a few what to do, for
// whoever meets it in a report without the rest (docs/rules.md).
func ruleText(rule string) (short, help string) {
	switch rule {
	case engine.RuleSubset:
		return "Nobody gives or takes what they do not hold.",
			"Who adds or changes access in a client account can only give or take permissions that they hold there. Let somebody who holds them act, give them to the actor first, or use subset_rule = \"clamp\"."
	case engine.RuleLastSuperAdmin:
		return "No client account loses its last known super admin.",
			"Declare the client's own super_admins, or make somebody else super admin first."
	case engine.RuleActor:
		return "Somebody must be able to make each step.",
			"Only an active partner admin or super admin of the client account may act there. Let the client approve an access link, or ask their super admin."
	case engine.RuleOrder:
		return "There must be an order of steps that works.",
			"Each step is legal at its moment or it is not planned. The message names the parts that block each other, the hint the ways out."
	case engine.RuleKeepBilling:
		return "Billing is kept only by migrating oneself.",
			"With keep_billing a super admin becomes partner admin by their own hand."
	case engine.RuleMode:
		return "What the mode of a client does not allow is not planned.",
			"Set mode = \"enforce\" to let accredit change and remove what is there, or write a removed block to forget the client."
	case engine.RuleMaxRemovals:
		return "One plan does not take access from many at once.",
			"Review the removals, then add a removal_approval to the guardrails, or use --override max-removals."
	case engine.RuleMinPartnerAdmins:
		return "Enough partner admins stay in every client account.",
			"Keep a partner admin there, or add another first."
	case engine.RuleMaxSuperAdmins:
		return "Few of the agency's people are super admins of a client account.",
			"Make some of them partner admin."
	case engine.RuleProtected:
		return "Protected people keep their access.",
			"Take them out of protected in the guardrails, reviewed, or use --override protected."
	case engine.RuleEmptySource:
		return "A configuration that declares nobody removes nobody.",
			"Look whether a file or block is missing. If everybody is really to go, add a removal_approval or use --override empty-source."
	}
	return otherRuleText(rule)
}

// otherRuleText is about rules with a name from the configuration, and about
// what is only ever a warning or a mistake.
func otherRuleText(rule string) (short, help string) {
	if name, ok := strings.CutPrefix(rule, engine.RulePolicyPrefix); ok {
		return "Policy " + name, "A policy of the configuration says no. Change the access, or the policy."
	}
	if name, ok := strings.CutPrefix(rule, engine.RuleTestPrefix); ok {
		return "Test " + name, "A test of the configuration fails. Change the access, or the test."
	}
	short = strings.ReplaceAll(rule, "-", " ")
	first, rest := cut(Terminal(short), 1)
	return strings.ToUpper(first) + rest, "The message says what was found and where."
}
