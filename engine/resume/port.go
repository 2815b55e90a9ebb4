package resume

import (
	"context"
	"errors"
	"time"

	"accredit/engine"
	"accredit/engine/runs"
)

// Journal writes down what leaves and what came of it. Each call is a transaction
// of its own: what it returned without an error is kept, whatever happens next.
type Journal interface {
	// Look tells how the steps of the open part of a client stand now.
	Look(ctx context.Context, hubID int64) ([]runs.Task, error)
	// Send writes down that the request of a step leaves. Only one of several
	// processes can: the others get an error that wraps ErrRival.
	Send(ctx context.Context, t *runs.Task) error
	// Learn writes down what came of a step.
	Learn(ctx context.Context, t *runs.Task, a Answer) error
}

// ErrRival is the error where another process was faster.
var ErrRival = errors.New("another process is at it")

// Account is one connected account.
type Account interface {
	// Check looks whether the key fits the account, before anything else.
	Check(ctx context.Context) error
	// Decide reads the person of a step, and says what to do. An error: they could
	// not be read.
	Decide(ctx context.Context, t *runs.Task) (Decision, error)
	// Send makes the request of a decision, once.
	Send(ctx context.Context, d Decision) Answer
	// Settle reads what came of a request whose answer is not known. An error: it
	// could not be read.
	Settle(ctx context.Context, t *runs.Task) (Answer, error)
}

// What is to be done with a step.
type What uint8

// Send: its request may leave. Settled: Answer says what it is without one. Wait:
// not now, and it stays open.
const (
	Send What = iota
	Settled
	Wait
)

// Decision is what an account says about a step before anything is sent.
type Decision struct {
	What    What
	Answer  Answer // of Settled
	Why     string // of Wait
	Request any    // of Send: what the account made for itself
}

// Answer is what is known of a step after a request, or after a look.
type Answer struct {
	Outcome  runs.Outcome
	At       time.Time           // when it became known
	Why      string              // why it is not made
	Evidence engine.EvidenceKind // of what is made
	ToldOf   []string            // of what is made: what was seen or answered
	Source   string              // of what is made: where it was seen
	UserID   string              // HubSpot's id of the person; empty: it was not seen

	Later time.Time     // of what is not known: when reading the account can settle it
	Again time.Duration // of what was not made: it may be tried again after that time; 0: not by this process
	Stop  string        // why nothing more is written in this account by this process
}
