package state

import "time"

// Revision is one applied change of state: who, when and why.
//
// The caller of Store.Apply gives Kind, At, Who, Command, Reason,
// ConfigDigest, GitCommit, Overrides, Signers and Skipped, and may give Lineage (used
// by the first revision only) and ApplyID (a random one otherwise). The store
// sets the rest.
type Revision struct {
	Lineage string // of the state: a random UUID made with its first revision
	Serial  int64  // from 1, without gaps
	At      time.Time
	Kind    Kind
	Who     string // e-mail or name of whoever ran it
	Command string // the command that was run
	Reason  string

	ConfigDigest string
	GitCommit    string
	Catalogue    string   // version that the state has after it
	Overrides    []string // rules that were overridden, sorted
	Signers      []string // names of the keys whose signatures of the plan were demanded and found, sorted
	Skipped      []int64  // hub ids of clients left out as blocked, sorted

	Removals int // taken away and counted (docs/rules.md R7)
	Grants   int // recorded after it

	ApplyID     string // unique: an apply is never done twice
	ContentHash string // of the logical state after it
	Parent      string // Hash of the revision before it; empty for the first
	Hash        string // over Parent, all of the above and the changes
}

// Kind says what made a revision.
type Kind string

// The kinds of revision. A backend stores any word.
const (
	KindApply  Kind = "apply"
	KindImport Kind = "import"
	KindLink   Kind = "link"   // an access link was asked for or approved
	KindIgnore Kind = "ignore" // drift is left as it is for a while
	KindStep   Kind = "step"   // steps of a run were recorded as made, or taken back
	KindTask   Kind = "task"   // something was said of steps of a run; nobody's access changed
)
