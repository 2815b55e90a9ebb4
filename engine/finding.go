package engine

// Names of the rules, as in a plan (docs/interface.md).
const (
	RuleSubset           = "subset"
	RuleLastSuperAdmin   = "last-super-admin"
	RuleActor            = "actor"
	RuleOrder            = "order"
	RuleKeepBilling      = "keep-billing"
	RuleMode             = "mode"
	RuleMaxRemovals      = "max-removals"
	RuleMinPartnerAdmins = "min-partner-admins"
	RuleMaxSuperAdmins   = "max-super-admins"
	RuleProtected        = "protected"
	RuleEmptySource      = "empty-source"
	RulePolicyPrefix     = "policy:"
	RuleTestPrefix       = "test:"
)

// Finding is a violation or a warning: a rule that something breaks, where,
// and the way out. Message and Hint hold data from outside; whoever prints
// them must escape them.
type Finding struct {
	Rule       string
	Severity   Severity
	Overridden bool
	Client     int32 // Nobody: of the whole agency
	Person     int32 // Nobody: of no person
	Message    string
	Hint       string
	Pos        Pos
}

// Blocks reports whether the finding keeps a plan from being applied.
func (f *Finding) Blocks() bool { return f.Severity == Error && !f.Overridden }
