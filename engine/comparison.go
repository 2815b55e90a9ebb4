package engine

import (
	"slices"
	"time"
)

// Comparison is what changes between two configurations, for whom and where.
// It knows no state: nothing of it is a plan, nobody acts, nothing waits.
type Comparison struct {
	AsOf          time.Time
	Catalogue     *Catalogue // of both sides together
	Agency        string
	BeforeDigest  string // of the configurations
	AfterDigest   string
	People        []Person     // of both sides, by e-mail
	Clients       []PlanClient // of both sides, by hub id
	Sets          []PermissionSet
	Steps         []Step // people, then by client: each difference, in the form of a step that nobody makes
	Causes        []CauseCount
	Rules         []RuleDifference
	GrantsAdded   int
	GrantsRemoved int
	GrantsChanged int
	Effect        Effect
}

// RuleDifference is something that differs and gives nobody access: a
// guardrail, a policy, a test, a permission set that came or went. Before is
// empty where it is new, After where it is gone.
type RuleDifference struct {
	Kind, Name    string
	Before, After string
	Pos           Pos
}

// HasDifferences reports whether anything differs but the text.
func (c *Comparison) HasDifferences() bool { return len(c.Steps)+len(c.Causes)+len(c.Rules) > 0 }

// ChangesRules reports whether what governs changes differs: guardrails,
// policies, tests, what a client's block says of them, roles in the partner
// account.
func (c *Comparison) ChangesRules() bool {
	governing := []string{"roles", "mode", "execution", "subset_rule", "acting_admins", "super_admins", "hub_id"}
	return len(c.Rules) > 0 || slices.ContainsFunc(c.Steps, func(s Step) bool {
		return slices.ContainsFunc(s.More().Fields, func(f Field) bool { return slices.Contains(governing, f.Name) })
	})
}
