package engine

import (
	"slices"
	"time"
)

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
	// TellsContents is told of a step that changed what somebody may do within one
	// set name: no name of a set shows that.
	TellsContents = "contents"
)

// MadeBy is who said that they made the step themselves; empty: nobody did. Who
// applied a plan has recorded it, and has made nothing.
func (e *Evidence) MadeBy() string {
	if e == nil || e.Kind != EvidenceTold || e.Step == "" {
		return ""
	}
	return e.By
}

// equal reports whether two say the same.
func (e *Evidence) equal(other *Evidence) bool {
	if e == nil || other == nil {
		return e == other
	}
	return e.Kind == other.Kind && e.At.Equal(other.At) && e.By == other.By && e.EnteredBy == other.EnteredBy &&
		e.Source == other.Source && e.Step == other.Step && slices.Equal(e.ToldOf, other.ToldOf)
}

// evidenceOf is how a change of a grant is known; nil: nothing is known of it.
// What a grant keeps of an earlier step says nothing of this change, and neither
// does what is put back when a step is undone. Where nothing is left of the
// grant, the step of the run says it.
func (c *Changes) evidenceOf(g *GrantChange) *Evidence {
	done, undone := c.settled(g)
	switch {
	case undone:
		return nil
	case g.After == nil && done != nil:
		return done.evidence()
	case g.After == nil, g.Before != nil && g.Before.Evidence.equal(g.After.Evidence):
		return nil
	}
	return g.After.Evidence
}

// settled finds the step of a run that this revision records as done with a
// removal, and whether it takes back a step of that person.
func (c *Changes) settled(g *GrantChange) (done *RunStep, undone bool) {
	for i := range c.Parts {
		part := &c.Parts[i]
		if part.Before == nil || part.After == nil || part.After.HubID != g.HubID {
			continue
		}
		for j := range part.After.Steps {
			s := &part.After.Steps[j]
			was := part.Before.Find(s.Run, s.Seq)
			if s.Email != g.Email || was == nil || (was.State == StepDone) == (s.State == StepDone) {
				continue
			}
			undone = undone || was.State == StepDone
			if s.After == nil && s.State == StepDone {
				done = s
			}
		}
	}
	return done, undone
}

// evidence is what the latest event of a step that is done says.
func (s *RunStep) evidence() *Evidence {
	e := s.Settling()
	if e == nil || e.Evidence == NoEvidence {
		return nil
	}
	return &Evidence{Kind: e.Evidence, At: e.At, By: e.By, EnteredBy: e.EnteredBy, Source: e.Source, Step: s.ID()}
}
