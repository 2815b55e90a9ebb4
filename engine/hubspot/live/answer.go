package live

import (
	"errors"
	"fmt"
	"net/http"
	"time"

	"accredit/engine"
)

// Outcome is what came of a request, or of looking at an account for one. It has
// the words of the journal (engine/runs).
type Outcome uint8

// Made: the account is as the step wants it. NotMade: nothing was done, and it may
// be sent again. NotKnown: nobody knows. Refused: it was not made as it was wanted,
// and is not tried again. Handed: a person makes it. The zero value claims nothing.
const (
	NotKnown Outcome = iota
	Made
	NotMade
	Refused
	Handed
)

var outcomeNames = [...]string{"not known", "made", "not made", "refused", "handed"}

// String returns the name.
func (o Outcome) String() string { return outcomeNames[o] }

// Answer is what is known of a step after a request, or after a look.
type Answer struct {
	Outcome  Outcome
	At       time.Time           // when it became known; of what was seen, when the reading began
	Why      string              // why it is not made
	Evidence engine.EvidenceKind // of what is made: seen, or answered and not read back
	UserID   string              // HubSpot's id of the person, where they were seen
	Seen     []string            // of what is made: what the account shows, or what HubSpot was asked for
	Again    time.Duration       // of NotMade: it may be tried after that time; 0: not by this process
	Later    time.Time           // of NotKnown: when the account can settle it; zero: at any time
	Stop     string              // why nothing more is written in this account by this process
}

// noSeatPause is how long a seat may take to be free after somebody was removed
// [live].
const noSeatPause = 30 * time.Second

// refusal says what an error of a changing request means. Nil: nobody knows whether
// it was done, or it says that somebody else did it, so that the account has to be
// read.
func refusal(action engine.Action, err error) *Answer {
	var l *lost
	var p *Problem
	switch {
	case errors.As(err, &p):
		return p.refusal(action, err)
	case errors.As(err, &l) && !l.sure:
		return nil
	}
	return &Answer{Outcome: NotMade, Why: err.Error()} // it has not left
}

func (p *Problem) refusal(action engine.Action, err error) *Answer {
	why := err.Error()
	switch {
	case p.foreign && p.Status != http.StatusTooManyRequests: // what stood on the way may have let it through
		return nil
	case p.says("USER_NOT_ON_ANY_HUBS"):
		return &Answer{Outcome: NotMade, Why: "waits for the first login: HubSpot changes nobody before it"}
	case p.says("NO_SEAT_AVAILABLE"):
		return &Answer{Outcome: NotMade, Why: "there is no seat: " + why, Again: noSeatPause}
	case p.Status == http.StatusTooManyRequests, p.Status == http.StatusLocked:
		return &Answer{Outcome: NotMade, Why: why, Again: pauseOf(p)}
	case p.Status == http.StatusUnauthorized:
		return &Answer{Outcome: NotMade, Why: why}
	case p.Status == http.StatusForbidden:
		return &Answer{Outcome: Handed, Why: why}
	case p.Status == http.StatusNotFound && action == engine.ActionRemove, p.Status == http.StatusConflict:
		return nil // the account says which of both it is
	case p.Status >= 400 && p.Status < 500 && p.Status != http.StatusRequestTimeout && p.Status != statusMigrating:
		return &Answer{Outcome: Refused, Why: why}
	}
	return nil
}

// pauseOf is how long HubSpot wants a request that it put off to wait; 0: longer
// than anybody waits here.
func pauseOf(p *Problem) time.Duration {
	switch {
	case p.Policy == "DAILY", p.after > maxPause:
		return 0
	case p.Status == http.StatusLocked:
		return max(lockPause, p.after)
	}
	return max(10*time.Second, p.after) // HubSpot counts calls in ten seconds [doc]
}

// surprise is a request that did something else than it should have.
func surprise(l *Look, what string) Answer {
	why := fmt.Sprintf("the account shows %s after it: %s", l.text(), what)
	return Answer{Outcome: Refused, At: l.At, Why: why, Stop: "HubSpot did something else than it was asked: nothing more is written in this account"}
}
