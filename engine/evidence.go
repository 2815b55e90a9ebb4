package engine

import "time"

// EvidenceKind grades how it is known that a step was made (docs/runs.md). A
// lower grade is never shown as a higher one.
type EvidenceKind uint8

// The three grades. NoEvidence is of what was recorded before evidence was
// kept, or never touched since: nothing is said of it.
const (
	NoEvidence       EvidenceKind = iota
	EvidenceTold                  // somebody said so
	EvidenceAnswered              // HubSpot's API answered that it did it
	EvidenceSeen                  // an observation after the step showed it
)

var evidenceNames = [...]string{"", "told", "answered", "seen"}

// String returns "told", "answered", "seen", or the empty text.
func (k EvidenceKind) String() string { return evidenceNames[k] }

// ParseEvidenceKind reads a grade's name.
func ParseEvidenceKind(s string) (EvidenceKind, error) {
	return parseName[EvidenceKind](evidenceNames[:], s, "grade of evidence")
}

// Evidence says how the last step that touched somebody's access in an account
// is known. It is immutable, and many grants share one.
type Evidence struct {
	Kind      EvidenceKind
	At        time.Time // of the claim, the answer or the observation
	By        string    // who said so; of a step of a run, who made it
	EnteredBy string    // who wrote it down, where that is somebody else
	Source    string    // of an observation: the file or account that showed it
	ToldOf    []string  // what the observation showed: member, set, status, teams, seat
	Step      string    // id of the run's step, like 7.12; empty: of none
}

// Attributes of access that an observation can show, in the order in which they
// are named.
const (
	ShowsMember = "member"
	ShowsSet    = "set"
	ShowsStatus = "status"
	ShowsTeams  = "teams"
	ShowsSeat   = "seat"
)
