package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"accredit/engine"
	"accredit/engine/planfile"
	"accredit/engine/render"
	"accredit/engine/revise"
	"accredit/engine/runs"
	"accredit/state"
)

// ignoreDrift leaves differences as they are for a while.
func (a *app) ignoreDrift(ctx context.Context, found *drifted, o *driftOptions) error {
	until, day := o.until, found.res.Desired.Day()
	if until < day {
		return errUsage("--ignore-until %s has passed", until)
	}
	if found.access.Serial == 0 {
		return noState(found.path)
	}
	if len(found.drift.Items) == 0 {
		_, err := fmt.Fprintln(a.out, "There is no drift to ignore.")
		return err
	}
	if err := a.showDrift(found.drift, o); err != nil {
		return err
	}
	if !o.autoApprove {
		if err := a.ask(ctx, fmt.Sprintf("Leave %s as they are until %s, that day included?", plural(len(found.drift.Items), "difference"), until)); err != nil {
			return err
		}
	}
	who := a.who(ctx, found.dir)
	list := make([]engine.Ignored, len(found.drift.Items))
	for i := range found.drift.Items {
		it := &found.drift.Items[i]
		list[i] = engine.Ignored{HubID: it.HubID, Email: it.Email, Digest: it.Digest, Until: until, On: day, Who: who, Because: o.because}
	}
	rev, err := a.recordDrift(ctx, found, state.KindIgnore, o.because, func(now *engine.Access) *engine.Changes { return revise.Ignore(now, day, list) })
	if err != nil {
		return err
	}
	if rev.Serial == 0 {
		_, err = fmt.Fprintln(a.out, "Nothing new: they are ignored just so already.")
		return err
	}
	_, err = fmt.Fprintf(a.out, "Ignored until %s: %s. State is at serial %d.\n", until, plural(len(list), "difference"), rev.Serial)
	return err
}

// recordDrift writes changes to the very state that the report was made from.
func (a *app) recordDrift(ctx context.Context, found *drifted, kind state.Kind, reason string, decide func(*engine.Access) *engine.Changes) (done state.Revision, err error) {
	rev, err := a.revision(ctx, found.dir, kind, reason)
	if err != nil {
		return state.Revision{}, err
	}
	rev.ConfigDigest = found.res.Desired.Digest
	s, err := a.createState(ctx, found.dir)
	if err != nil {
		return state.Revision{}, err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	return a.recordRevision(ctx, s, rev, nil, func(now *engine.Access) (*engine.Changes, error) {
		if now.Serial != found.access.Serial || now.Lineage != found.access.Lineage {
			return nil, fail(exitStale, "the state changed meanwhile: it was at serial %d and is at %d; run the command again", found.access.Serial, now.Serial)
		}
		changes := decide(now)
		revise.Witness(changes, found.evidence(rev.Who, rev.At))
		runs.Settle(now, changes, rev.Who, rev.At, found.evidence(rev.Who, rev.At))
		return changes, nil
	})
}

// chosen are the differences that a decision is about: what somebody did
// outside, and nobody ignores.
func chosen(d *engine.Drift, want func(*engine.DriftItem) bool) []*engine.DriftItem {
	var items []*engine.DriftItem
	for i := range d.Items {
		if it := &d.Items[i]; it.Ignored == nil && want(it) {
			items = append(items, it)
		}
	}
	return items
}

// revertDrift records what was seen and plans to put it back.
func (a *app) revertDrift(ctx context.Context, found *drifted, o *driftOptions) error {
	outside := func(it *engine.DriftItem) bool {
		return it.Class.Outside() || it.Class == engine.DriftLapsed
	}
	for _, it := range chosen(found.drift, func(it *engine.DriftItem) bool { return it.Own() }) {
		fmt.Fprintf(a.err, "Not put back: %s in %s: the client's own super admins are the client's to change.\n", render.Terminal(it.Email), render.Terminal(found.drift.Clients[it.Client].Label()))
	}
	items := chosen(found.drift, func(it *engine.DriftItem) bool { return outside(it) && !it.Own() && !it.AsDeclared })
	if len(items) == 0 {
		_, err := fmt.Fprintln(a.out, "There is nothing to put back.")
		return err
	}
	if err := a.recordSeen(ctx, found, items, o); err != nil {
		return err
	}
	return a.planBack(ctx, found, items, o)
}

// recordSeen records what was seen of the items, where that is not yet done.
func (a *app) recordSeen(ctx context.Context, found *drifted, items []*engine.DriftItem, o *driftOptions) error {
	changes := revise.Seen(found.access, found.res.Desired, items)
	if len(changes.Grants) == 0 {
		return nil
	}
	if err := a.showDrift(found.drift, o); err != nil {
		return err
	}
	if !o.autoApprove {
		if err := a.ask(ctx, fmt.Sprintf("Record %s as seen, and plan to put it back?", plural(len(items), "difference"))); err != nil {
			return err
		}
	}
	reason := o.reason
	if reason == "" {
		reason = "drift: as seen, before it is put back"
	}
	rev, err := a.recordDrift(ctx, found, state.KindImport, reason, func(now *engine.Access) *engine.Changes {
		return revise.Seen(now, found.res.Desired, items)
	})
	if err != nil {
		return err
	}
	fmt.Fprintf(a.err, "Recorded %s as seen. State is at serial %d.\n", plural(len(changes.Grants), "grant"), rev.Serial)
	_, err = fmt.Fprintln(a.out)
	return err
}

// planBack plans what is declared for the people and clients of the items.
func (a *app) planBack(ctx context.Context, found *drifted, items []*engine.DriftItem, o *driftOptions) error {
	access, path, err := a.readState(ctx, found.dir, found.res.Desired.AsOf)
	if err != nil {
		return err
	}
	var opts engine.Options
	for _, it := range items {
		if !slices.Contains(opts.Clients, it.HubID) {
			opts.Clients = append(opts.Clients, it.HubID)
		}
		if !slices.Contains(opts.People, it.Email) {
			opts.People = append(opts.People, it.Email)
		}
	}
	plan, err := engine.MakePlan(found.res.Desired, access, opts)
	if err != nil {
		return err
	}
	plan.AddViolations(runs.Beside(access, plan))
	if err := a.show(&planned{plan: plan, access: access, res: found.res, path: path}, &planFlags{format: "text", verbose: o.verbose}); err != nil {
		return err
	}
	if o.out != "" {
		if err := replaceable(o.out, path); err != nil {
			return err
		}
		if err := planfile.Save(o.out, plan, programVersion); err != nil {
			return err
		}
		fmt.Fprintf(a.err, "Saved to %s. Run exactly this with: accredit apply %[1]s %s\n", render.Terminal(o.out), render.Terminal(found.dir))
	}
	return exit(verdict(plan, ""))
}
