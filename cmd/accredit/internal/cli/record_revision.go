package cli

import (
	"context"
	"errors"
	"fmt"
	"time"

	"accredit/engine"
	"accredit/engine/runs"
	"accredit/state"
)

// backwardsError says that a write is for a moment before the latest revision.
type backwardsError struct{ at, latest time.Time }

func (e *backwardsError) Error() string {
	return fmt.Sprintf("nothing was recorded: the moment %s is before the latest revision, of %s", e.at.Format(time.RFC3339), e.latest.Format(time.RFC3339))
}

// demandLater refuses a moment before the latest revision: access that has
// ended would come back (docs/rules.md, "Apply").
func demandLater(at time.Time, recorded *engine.Access) error {
	latest := recorded.Latest()
	if !at.Before(latest) {
		return nil
	}
	return &exitErr{exitStale, withHint(&backwardsError{at, latest},
		"Set the clock of this machine, or correct --now. If the latest revision has the wrong moment, restore a backup made before it.")}
}

// warnLongAfter says once where what is recorded is for a moment so long after the
// latest revision that the clock, or --now, may be wrong. A plan says it itself.
func (a *app) warnLongAfter(rev *state.Revision, recorded *engine.Access) {
	if rev.Kind == state.KindApply || a.saidMoment || !recorded.LongBefore(rev.At) {
		return
	}
	a.saidMoment = true
	fmt.Fprintf(a.err, "Warning: this is recorded for %s, and the latest revision is of %s, more than a year earlier.\n", rev.At.Format(time.RFC3339), recorded.Latest().Format(time.RFC3339))
	fmt.Fprintln(a.err, "Check the clock of this machine, or --now: afterwards nothing can be recorded for an earlier moment.")
}

// isBackwards reports whether a write was refused for its moment. To plan again
// does not help there.
func isBackwards(err error) bool {
	var backwards *backwardsError
	return errors.As(err, &backwards)
}

// recordRevision records one revision. Every command that changes the state comes
// through here, and what it means for open steps is written with it. Where the
// moment comes from the clock, another run may have been first while this one
// waited: then the clock is read again.
func (a *app) recordRevision(ctx context.Context, s state.Store, rev state.Revision, part *state.Part, decide func(*engine.Access) (*engine.Changes, error)) (state.Revision, error) {
	for {
		made, err := s.ApplyPart(ctx, rev, part, func(now *engine.Access) (*engine.Changes, error) {
			changes, err := decide(now)
			if err != nil {
				return nil, err
			}
			if !changes.IsEmpty() {
				a.warnLongAfter(&rev, now)
				runs.Settle(now, changes, rev.Who, rev.At, nil)
			}
			return changes, demandLater(rev.At, now)
		})
		if a.flags.now != "" || !isBackwards(err) {
			return made, err
		}
		clock, failed := a.moment()
		if failed != nil || !clock.After(rev.At) {
			return made, errors.Join(err, failed)
		}
		rev.At = clock
	}
}
