package engine

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
