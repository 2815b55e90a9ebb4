package engine

import (
	"slices"
	"strconv"
	"strings"
)

// Names of the rules, as in a plan (docs/interface.md).
const (
	RuleSubset           = "subset"
	RuleLastSuperAdmin   = "last-super-admin"
	RuleActor            = "actor"
	RuleOrder            = "order"
	RuleKeepBilling      = "keep-billing"
	RuleMode             = "mode"
	RuleInProgress       = "in-progress"
	RuleMaxRemovals      = "max-removals"
	RuleMinPartnerAdmins = "min-partner-admins"
	RuleMaxSuperAdmins   = "max-super-admins"
	RuleProtected        = "protected"
	RuleEmptySource      = "empty-source"
	RulePolicyPrefix     = "policy:"
	RuleTestPrefix       = "test:"
)

// Rule is a row of the table of rules. A column that is left out means that
// the rule does not take part there.
type Rule struct {
	Name        string // a prefix, which ends in a colon, stands for all names that begin with it
	Short, Help string // what the rule wants, and what to do, for whoever meets it without the rest
	Overridable bool   // --override may name it

	Argument string // of the guardrails block, which gives the value
	Default  Limit  // the value without the argument; a list of people is empty
	value    func(*Guardrails) any

	plan     func(*review) []Finding            // judges a finished plan
	last     bool                               // plan judges it after the others: it leaves out the clients that they block
	drift    func(*driftFinder, *accountDrift)  // judges what was observed in one account
	recorded func(*recordedReview, *adminCount) // judges what is recorded of one client
}

// Rules returns the table of rules. The arguments of the guardrails block and
// the rules that --override takes are listed in this order. A new guardrail is
// a row in a file of its own, a line here and a field of Guardrails.
func Rules() []Rule {
	return []Rule{
		{
			Name: RuleSubset, Short: "Nobody gives or takes what they do not hold.",
			Help: "Who adds or changes access in a client account can only give or take permissions that they hold there. Let somebody who holds them act, give them to the actor first, or use subset_rule = \"clamp\".",
		},
		lastSuperAdminRule(),
		{
			Name: RuleActor, Short: "Somebody must be able to make each step.",
			Help: "Only an active partner admin or super admin of the client account may act there. Let the client approve an access link, or ask their super admin.",
		},
		{
			Name: RuleOrder, Short: "There must be an order of steps that works.",
			Help: "Each step is legal at its moment or it is not planned. The message names the parts that block each other, the hint the ways out.",
			plan: checkParts,
		},
		{
			Name: RuleKeepBilling, Short: "Billing is kept only by migrating oneself.",
			Help: "With keep_billing a super admin becomes partner admin by their own hand.",
		},
		{
			Name: RuleInProgress, Short: "What is approved and open is not made impossible.",
			Help: "The client has open steps of a run. Finish them, or cancel them with accredit run cancel, before its execution becomes record, or before a plan for some people takes away what they need.",
		},
		{
			Name: RuleMode, Short: "What the mode of a client does not allow is not planned.",
			Help: "Set mode = \"enforce\" to let accredit change and remove what is there, or write a removed block to forget the client.",
		},
		maxRemovalsRule(),
		minPartnerAdminsRule(),
		maxSuperAdminsRule(),
		protectedRule(),
		emptySourceRule(),
		policyRule(),
		testRule(),
	}
}

// FindRule finds the row of a rule, by its whole name.
func FindRule(name string) (Rule, bool) {
	for _, r := range Rules() {
		if r.Name == name || r.IsPrefix() && strings.HasPrefix(name, r.Name) {
			return r, true
		}
	}
	return Rule{}, false
}

// Overridable reports whether --override may name the rule. A prefix alone
// names none.
func Overridable(name string) bool {
	r, _ := FindRule(name)
	return r.Overridable && (!r.IsPrefix() || name != r.Name)
}

// IsPrefix reports whether the row stands for rules with a name from the
// configuration.
func (r *Rule) IsPrefix() bool { return strings.HasSuffix(r.Name, ":") }

// Value returns a pointer to the value that the argument gives: a *Limit, an
// *int or, for a list of people, a *[]int32. It is nil where the rule has no
// argument.
func (r *Rule) Value(g *Guardrails) any {
	if r.value == nil {
		return nil
	}
	return r.value(g)
}

// Text writes the value as in the configuration, people by their e-mail and
// sorted.
func (r *Rule) Text(g *Guardrails, email func(person int32) string) string {
	switch v := r.Value(g).(type) {
	case *Limit:
		return v.String()
	case *int:
		return strconv.Itoa(*v)
	case *[]int32:
		emails := make([]string, 0, len(*v))
		for _, person := range *v {
			emails = append(emails, email(person))
		}
		slices.Sort(emails)
		return strings.Join(emails, ", ")
	}
	return ""
}

// DefaultGuardrails hold without a guardrails block.
func DefaultGuardrails() Guardrails {
	var g Guardrails
	for _, r := range Rules() {
		switch v := r.Value(&g).(type) {
		case *Limit:
			*v = r.Default
		case *int:
			*v = r.Default.Value
		}
	}
	return g
}

// EachPeople calls f with every list of people among the values.
func (g *Guardrails) EachPeople(f func([]int32)) {
	for _, r := range Rules() {
		if list, ok := r.Value(g).(*[]int32); ok {
			f(*list)
		}
	}
}
