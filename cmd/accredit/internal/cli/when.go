package cli

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"accredit/engine"
	"accredit/engine/render"
	"accredit/state"
)

// hintWhen says how a moment of the past is written.
const hintWhen = "Write a day (2026-11-21), a moment (2026-11-21T09:00:00Z) or how long ago (12h, 7d, 2w)."

// hintAt says how --at is written.
const hintAt = "Give a serial (see \"accredit history\"), a day (2026-11-21) or a moment (2026-11-21T09:00:00Z)."

// parseWhen reads a moment of the past. Of a day it is the first moment, or
// with end the last: both ends of a stretch of days belong to it.
func parseWhen(word string, now time.Time, end bool) (time.Time, error) {
	if t, err := time.Parse(time.RFC3339, word); err == nil {
		return t.UTC(), nil
	}
	if day, err := engine.ParseDate(word); err == nil && day != 0 {
		if end {
			return endOf(day), nil
		}
		return day.Time(), nil
	}
	if ago, ok := parseAgo(word); ok {
		return now.Add(-ago), nil
	}
	return time.Time{}, withHint(errUsage("%q is not a moment", word), "%s", hintWhen)
}

// endOf is the last moment of a day.
func endOf(day engine.Date) time.Time { return (day + 1).Time().Add(-1) }

// parseAgo reads a length of time: as Go writes them, and whole days and weeks.
func parseAgo(word string) (time.Duration, bool) {
	for unit, hours := range map[string]int{"d": 24, "w": 7 * 24} {
		if digits, ok := strings.CutSuffix(word, unit); ok {
			n, err := strconv.ParseUint(digits, 10, 16)
			return time.Duration(n) * time.Duration(hours) * time.Hour, err == nil
		}
	}
	ago, err := time.ParseDuration(word)
	return ago, err == nil && ago >= 0
}

// past is a state as it was.
type past struct {
	access *engine.Access
	day    engine.Date // for which it is read
}

// readPast reads what was recorded at a serial, at the end of a day or at a
// moment.
func (a *app) readPast(ctx context.Context, dir, word string) (*past, error) {
	now, err := a.moment()
	if err != nil {
		return nil, err
	}
	p := &past{}
	err = a.withStateIn(ctx, dir, func(s state.Store) error {
		f := state.Filter{Limit: 1, RevisionsOnly: true}
		serial, err := strconv.ParseInt(word, 10, 64)
		if err == nil && serial < 1 {
			return withHint(errUsage("--at %s is no serial: the first revision is 1", word), "%s", hintAt)
		}
		if err == nil {
			f.From, f.To = serial, serial
		} else if f.Until, err = parseWhen(word, now, true); err != nil {
			return fmt.Errorf("--at: %w", err)
		} else if err := a.endBeforeLater(ctx, s, &f); err != nil {
			return err
		}
		rev, err := latest(s.History(ctx, f))
		if err != nil {
			return err
		}
		if rev.Serial == 0 {
			return a.nothingThen(ctx, s, word, f)
		}
		p.day = engine.DateOf(rev.At)
		if !f.Until.IsZero() {
			p.day = engine.DateOf(f.Until)
		}
		p.access, err = s.ReadAt(ctx, rev.Serial)
		return err
	})
	return p, err
}

// endBeforeLater ends a walk before the first revision of a later moment.
// Where moments are out of order, what follows it was not recorded yet then,
// whatever moment it names.
func (a *app) endBeforeLater(ctx context.Context, s state.Store, f *state.Filter) error {
	var later state.Revision
	for e, err := range s.History(ctx, state.Filter{Since: f.Until.Add(1), RevisionsOnly: true}) {
		if err != nil {
			return err
		}
		later = e.Revision
	}
	if later.Serial == 0 {
		return nil
	}
	last, err := latest(s.History(ctx, *f))
	if err != nil {
		return err
	}
	if last.Serial > later.Serial {
		fmt.Fprintf(a.err, "Warning: the moments of history are out of order: revision %d is of %s, and revision %d after it of %s. Name a serial with --at to be sure.\n",
			later.Serial, later.At.Format(time.RFC3339), last.Serial, last.At.Format(time.RFC3339))
	}
	if f.To = later.Serial - 1; f.To == 0 {
		f.Since = f.Until.Add(1) // nothing was recorded before it
	}
	return nil
}

// latest is the first revision of a walk through history; serial 0: none.
func latest(entries func(func(state.Entry, error) bool)) (rev state.Revision, err error) {
	for e, failed := range entries {
		return e.Revision, failed
	}
	return rev, nil
}

// nothingThen says from when on there is something.
func (a *app) nothingThen(ctx context.Context, s state.Store, word string, f state.Filter) error {
	var first, last state.Revision
	for e, err := range s.History(ctx, state.Filter{RevisionsOnly: true}) {
		if err != nil {
			return err
		}
		if last.Serial == 0 {
			last = e.Revision
		}
		first = e.Revision
	}
	if first.Serial == 0 {
		return errors.New("nothing is recorded yet")
	}
	if f.Until.IsZero() {
		return fmt.Errorf("there is no revision %s: history goes from %d to %d", render.Terminal(word), first.Serial, last.Serial)
	}
	return fmt.Errorf("nothing was recorded yet at %s: the first revision is of %s", f.Until.Format(time.RFC3339), first.At.Format(time.RFC3339))
}
