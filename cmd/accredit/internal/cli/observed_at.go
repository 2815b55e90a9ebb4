package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"accredit/engine"
	"accredit/engine/hubspot"
	"accredit/engine/planfile"
	"accredit/engine/render"
	"accredit/state"

	"github.com/spf13/cobra"
)

// addObservedAt adds the flag that says when somebody looked at the accounts.
func addObservedAt(cmd *cobra.Command, word *string) {
	cmd.Flags().StringVar(word, "observed-at", "", "when the accounts were looked at, where a file does not say it: `TIME` (2026-11-21T09:00:00Z, 2026-11-21, 2h)")
}

// observedAt is when somebody looked, where the files do not say it, and the
// moment after which nobody can have looked yet.
type observedAt struct{ given, now time.Time }

// readObservedAt reads --observed-at.
func readObservedAt(word string, now time.Time) (observedAt, error) {
	when := observedAt{now: now}
	if word == "" {
		return when, nil
	}
	var err error
	if when.given, err = parseWhen(word, now, false); err != nil {
		return when, fmt.Errorf("--observed-at: %w", err)
	}
	return when, when.check("--observed-at", when.given)
}

// check refuses a moment in the future. The clock goes in whole seconds (see moment):
// the second that is running is none.
func (w observedAt) check(source string, at time.Time) error {
	if at.Truncate(time.Second).After(w.now) {
		return withHint(fmt.Errorf("%s: it is of %s, and that is in the future", source, at.Format(time.RFC3339)),
			"Correct the moment, or the clock of this machine (it says %s).", w.now.Format(time.RFC3339))
	}
	return nil
}

// date gives every account that was read its moment: that of its file, else the
// given one, else none.
func (w observedAt) date(o *engine.Observation) error {
	var problems []error
	said := map[string]bool{}
	for i := range o.Accounts {
		how := &o.Accounts[i]
		how.At = cmp.Or(how.At, w.given)
		if err := w.check(how.Source, how.At); err != nil && !said[how.Source] {
			said[how.Source] = true
			problems = append(problems, err)
		}
	}
	return errors.Join(problems...)
}

// documentMoment is when somebody looked, as a state document says, else the
// name of its file.
func documentMoment(file string, d *planfile.ImportedState) (time.Time, error) {
	if !d.ObservedAt.IsZero() {
		return d.ObservedAt, nil
	}
	name, err := hubspot.ReadFileName(file)
	return name.At, err
}

// millis cuts a moment to the millisecond: that is how moments are compared.
func millis(at time.Time) time.Time { return at.Truncate(time.Millisecond) }

// findLater notes of each account what was recorded of it after somebody looked.
func (a *app) findLater(ctx context.Context, dir string, access *engine.Access, o *engine.Observation) error {
	moments := map[int64]time.Time{}
	for i := range o.Accounts {
		if at := o.Accounts[i].At; !at.IsZero() {
			moments[o.Access.Clients[i].HubID] = at
		}
	}
	later, err := a.recordedAfter(ctx, dir, access, moments)
	if err != nil {
		return err
	}
	for i := range o.Accounts {
		if l := later[o.Access.Clients[i].HubID]; l != nil {
			o.Accounts[i].Later = *l
		}
	}
	return nil
}

// recordedAfter finds what was recorded of accounts after a moment of each.
func (a *app) recordedAfter(ctx context.Context, dir string, access *engine.Access, moments map[int64]time.Time) (map[int64]*engine.Later, error) {
	f := state.Filter{}
	for hubID, at := range moments {
		if !millis(access.Latest()).After(millis(at)) {
			continue
		}
		f.HubIDs = append(f.HubIDs, hubID)
		if f.Since.IsZero() || at.Before(f.Since) {
			f.Since = at
		}
	}
	later := map[int64]*engine.Later{}
	if len(f.HubIDs) == 0 {
		return later, nil
	}
	slices.Sort(f.HubIDs)
	f.Since = millis(f.Since)
	err := a.withStateIn(ctx, dir, func(s state.Store) error {
		for e, err := range s.History(ctx, f) {
			if err != nil {
				return err
			}
			noteLater(later, &e, moments)
		}
		return nil
	})
	return later, err
}

// noteLater adds the records of one revision. What touches nobody is none.
func noteLater(later map[int64]*engine.Later, e *state.Entry, moments map[int64]time.Time) {
	of := func(hubID int64) *engine.Later {
		at, asked := moments[hubID]
		if !asked || !millis(e.Revision.At).After(millis(at)) {
			return nil
		}
		if later[hubID] == nil {
			later[hubID] = &engine.Later{}
		}
		later[hubID].Records++
		return later[hubID]
	}
	for i := range e.Changes.Grants {
		c := &e.Changes.Grants[i]
		if c.Step.Action == engine.ActionRecord || c.Step.Action == engine.ActionForget {
			continue
		}
		if l := of(c.HubID); l != nil && !slices.Contains(l.People, c.Email) {
			l.People = append(l.People, c.Email)
		}
	}
	for i := range e.Changes.Clients {
		c := &e.Changes.Clients[i]
		if c.Before == nil || c.After == nil || slices.Equal(c.Before.SuperAdmins, c.After.SuperAdmins) {
			continue
		}
		if l := of(c.After.HubID); l != nil {
			l.SuperAdmins = true
		}
	}
}

// refuseOlder refuses an import of accounts of which something was recorded after
// somebody looked, unless it was asked for, or nothing would change.
func (im *importing) refuseOlder(ctx context.Context) error {
	if im.older || len(im.moments) == 0 {
		return nil
	}
	changed := map[int64]bool{}
	changes := im.changes(im.base, im.revision.At)
	for i := range changes.Grants {
		changed[changes.Grants[i].HubID] = true
	}
	for i := range changes.Clients {
		changed[changes.Clients[i].After.HubID] = true
	}
	later, err := im.recordedAfter(ctx, im.dir, im.base, im.moments)
	if err != nil {
		return err
	}
	var problems []error
	for i := range im.base.Clients {
		c := &im.base.Clients[i]
		if l := later[c.HubID]; l != nil && changed[c.HubID] {
			problems = append(problems, fmt.Errorf("%s of %s was looked at on %s, before %s of it",
				im.sources[c.HubID], render.Terminal(c.Label()), im.moments[c.HubID].Format(time.RFC3339), plural(l.Records, "record")))
		}
	}
	if len(problems) == 0 {
		return nil
	}
	return withHint(errors.Join(problems...), "Import a newer export, or give --older to record what was there then.")
}
