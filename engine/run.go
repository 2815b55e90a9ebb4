package engine

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// A run is a plan that was approved and is carried out step by step
// (docs/runs.md). It has a number, and one RunPart for each client.

// Run is what is known of a run as a whole: who approved which plan, when and
// why. It never changes, and stands in each of its parts.
type Run struct {
	Number    int64
	Plan      string // digest of the plan
	Serial    int64  // of the state that the plan was made from
	At        time.Time
	By        string
	Reason    string
	GitCommit string // as in a revision: with CommitDirty where the tree was dirty
}

// RunPart is the part of a run in one client. A client is in at most one that
// is open.
type RunPart struct {
	Run
	HubID      int64
	SubsetRule SubsetRule
	Sets       []RecordedSet // the contents of the sets that the steps name, as approved
	Admins     AdminBounds   // at the approved end
	Steps      []RunStep
}

// AdminBounds are how many of the agency's people are admins when every step of
// a part is made, and whether anybody has active access.
type AdminBounds struct {
	Partners, Supers, Active int
}

// StepState is how far a step of a run has come.
type StepState uint8

// The states of a step. Sent and unclear are of steps that HubSpot's API makes.
const (
	StepOpen StepState = iota
	StepSent
	StepUnclear
	StepDone
	StepFailed
	StepCanceled
)

var stepStateNames = [...]string{"open", "sent", "unclear", "done", "failed", "canceled"}

// String returns the state's name.
func (s StepState) String() string { return stepStateNames[s] }

// ParseStepState reads a state's name.
func ParseStepState(s string) (StepState, error) {
	return parseName[StepState](stepStateNames[:], s, "state of a step")
}

// StepStates lists all of them.
func StepStates() []StepState {
	return []StepState{StepOpen, StepSent, StepUnclear, StepDone, StepFailed, StepCanceled}
}

// RunStep is a step of a run. Run and Seq are its id for ever, also where a
// later run took the step over. Person in the grants is Nobody: Email says who.
type RunStep struct {
	Run           int64
	Seq           int32
	Mark          string // ties the id to this state
	Action        Action
	Effect        Effect
	Cause         Cause
	Via           Via
	Email         string
	Actor         string // e-mail of who is to make it, or made it
	Before, After *RecordedGrant
	Record        *RecordedGrant // what is recorded with it, right after it; nil: nothing
	// Leaving says that the actor acts before they go, as the plan said that was
	// approved: with these roles, whatever is recorded of them since.
	Leaving      bool
	LeavingRoles Roles
	Wanted       Levels // what the whole change wants, where something is held back
	Due          Date   // since when it is ready, with the days that a task has; zero: it waits

	State  StepState
	Serial int64 // revision that recorded it as done
	Events []StepEvent
}

// StepEvent is what happened to a step, or what somebody said of it.
type StepEvent struct {
	At        time.Time
	Kind      string // a state, undone, handed, settled, or said: what was refused and is kept
	By        string // who made it or said so
	EnteredBy string // who wrote it down, where that is somebody else
	Because   string
	On        string       // when it was made, as told
	Evidence  EvidenceKind // of a step that is done
	Source    string       // what showed or told it: a file, a worksheet, a comment
}

// Kinds of StepEvent that are no state.
const (
	EventSaid    = "said"
	EventUndone  = "undone"
	EventHanded  = "handed"  // HubSpot's API cannot make it: the person whom it names does
	EventSettled = "settled" // an observation decided about what was said before
)

// ID is the number under which a step is known for ever, like 7.12.
func (s *RunStep) ID() string { return fmt.Sprintf("%d.%d", s.Run, s.Seq) }

// MarkedID is the id with its mark, as worksheets carry it: 7.12-3fa9.
func (s *RunStep) MarkedID() string { return s.ID() + "-" + s.Mark }

// IsPending reports whether the step is approved and not settled.
func (s *RunStep) IsPending() bool { return s.State <= StepUnclear }

// LastEvent returns the latest event, or nil.
func (s *RunStep) LastEvent() *StepEvent {
	if len(s.Events) == 0 {
		return nil
	}
	return &s.Events[len(s.Events)-1]
}

// Settling returns the latest event that gave the step its state, or nil: what is
// only said of a step comes after it and changes nothing.
func (s *RunStep) Settling() *StepEvent {
	for i := len(s.Events) - 1; i >= 0; i-- {
		if e := &s.Events[i]; e.Kind != EventSaid && e.Kind != EventSettled {
			return e
		}
	}
	return nil
}

// IsOpen reports whether a part has steps that are not settled.
func (p *RunPart) IsOpen() bool {
	return slices.ContainsFunc(p.Steps, func(s RunStep) bool { return s.IsPending() })
}

// IsOut reports whether a request to HubSpot has left for the step, and nobody
// knows yet what came of it.
func (s *RunStep) IsOut() bool { return s.State == StepSent || s.State == StepUnclear }

// SentAt is when the latest request of a step left; zero: none did.
func (s *RunStep) SentAt() time.Time {
	for _, e := range slices.Backward(s.Events) {
		if e.Kind == StepSent.String() {
			return e.At
		}
	}
	return time.Time{}
}

// Out returns the step of a part for which a request is out; nil: there is none.
func (p *RunPart) Out() *RunStep {
	for i := range p.Steps {
		if p.Steps[i].IsOut() {
			return &p.Steps[i]
		}
	}
	return nil
}

// Clone copies a part so that its steps may be changed.
func (p *RunPart) Clone() *RunPart {
	is := *p
	is.Steps = slices.Clone(p.Steps)
	return &is
}

// Step finds a step by its id; nil: it is not in this part.
func (p *RunPart) Find(run int64, seq int32) *RunStep {
	for i := range p.Steps {
		if s := &p.Steps[i]; s.Run == run && s.Seq == seq {
			return s
		}
	}
	return nil
}

// RunPartChange writes a part. Before is nil where it is opened; a part is never
// dropped.
type RunPartChange struct{ Before, After *RunPart }

// Part finds the open part of a client; nil: there is none.
func (a *Access) Part(hubID int64) *RunPart {
	for i := range a.Parts {
		if a.Parts[i].HubID == hubID {
			return &a.Parts[i]
		}
	}
	return nil
}

// StepID is the id of a step as somebody wrote it.
type StepID struct {
	Run  int64
	Seq  int32
	Mark string // empty: it was left out
}

// ParseStepID reads 7.12 or 7.12-3fa9.
func ParseStepID(text string) (StepID, error) {
	var id StepID
	number, mark, marked := strings.Cut(text, "-")
	run, seq, ok := strings.Cut(number, ".")
	r, errRun := strconv.ParseInt(run, 10, 64)
	s, errSeq := strconv.ParseInt(seq, 10, 32)
	if !ok || errRun != nil || errSeq != nil || r < 1 || s < 1 || marked && len(mark) != markLength {
		return id, fmt.Errorf("%q is not the id of a task: write it like 7.12 or 7.12-3fa9", text)
	}
	return StepID{r, int32(s), strings.ToLower(mark)}, nil
}

const markLength = 4

// MarkOf computes the mark of a step: a digest of the state that it belongs to
// and of what it is.
func MarkOf(lineage string, at time.Time, hubID int64, s *RunStep) string {
	text := fmt.Sprintf("%s\n%d\n%d\n%d.%d\n%s\n%s\n%s", lineage, at.UnixNano(), hubID, s.Run, s.Seq, s.Action, s.Email, s.Actor)
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])[:markLength]
}
