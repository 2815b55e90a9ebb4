package engine

import "time"

// Changes is what one revision writes: the rows that differ, each with what
// stood there before. Applied to the state it was made from it gives the next
// one; read backwards it gives the one before.
type Changes struct {
	Agency    string  // name of the agency; empty: as it is
	HubID     int64   // of the agency; zero: as it is
	Catalogue string  // version; empty: as it is
	Bounds    *Bounds // guardrails; nil: as they are
	Sets      []SetChange
	People    []PersonChange
	Clients   []ClientChange
	Grants    []GrantChange // in the order of the steps; a grant may change more than once
	Ignored   []IgnoreChange
	Parts     []RunPartChange
	Removals  int // taken away and counted (docs/rules.md R7)

	// Compared are moments of whole comparisons with accounts, by hub id, that are
	// noted with the rest. They are no change of their own, and not in history.
	Compared map[int64]time.Time
}

// IsEmpty reports whether there is nothing to write, as where there are no changes.
func (c *Changes) IsEmpty() bool {
	return c == nil || c.Agency == "" && c.HubID == 0 && c.Catalogue == "" && c.Bounds == nil &&
		len(c.Sets)+len(c.People)+len(c.Clients)+len(c.Grants)+len(c.Ignored)+len(c.Parts) == 0
}

// SetChange writes or drops a permission set. Before or After may be nil.
type SetChange struct{ Before, After *RecordedSet }

// PersonChange writes or drops a person; a change of e-mail keeps their grants.
type PersonChange struct{ Before, After *Person }

// ClientChange writes or drops a client. Grants and Gone of both are not
// looked at; dropping a client drops them.
type ClientChange struct{ Before, After *RecordedClient }

// GrantChange writes or drops one grant, as one step did. Person in Before
// and After is not looked at: Email says who (the one they have after the
// revision's PersonChanges).
type GrantChange struct {
	HubID         int64
	Email         string
	Step          StepInfo
	Before, After *RecordedGrant
	GoneOn        Date    // with After nil: remember it as Gone; zero: forget the person there
	GoneOrigin    *Origin // of that Gone; nil: that of what was there
}

// StepInfo is what history keeps of a step.
type StepInfo struct {
	Action Action
	Effect Effect
	Cause  Cause
	Actor  string // e-mail; empty: nobody
	Via    Via
}
