package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"accredit/config"
	"accredit/config/edit"
	"accredit/engine"
	"accredit/engine/join"
	"accredit/engine/render"
	"accredit/engine/revise"
	"accredit/state"
)

// adoptDrift takes differences into the configuration: it finds the edits,
// proves that they do it, shows them, asks, writes the files and records what
// was seen.
func (a *app) adoptDrift(ctx context.Context, found *drifted, o *driftOptions) error {
	items := chosen(found.drift, func(it *engine.DriftItem) bool { return it.Class != engine.DriftNotApplied })
	if len(items) == 0 {
		_, err := fmt.Fprintln(a.out, "There is nothing to adopt.")
		return err
	}
	options, err := a.configOptions()
	if err != nil {
		return err
	}
	// Before a file is written that could not be recorded.
	if err := demandLater(found.res.Desired.AsOf, found.access); err != nil {
		return err
	}
	p := a.progress("Adopting")
	options.Progress = p.step
	adoption, err := edit.Adopt(found.dir, options, items, found.drift.People)
	p.end()
	if err != nil {
		return err
	}
	if err := provenAdoption(found, adoption); err != nil {
		return err
	}
	if err := a.showAdoption(found, adoption); err != nil {
		return err
	}
	if len(adoption.Adopted) == 0 {
		return fail(exitError, "nothing was adopted")
	}
	if !o.autoApprove {
		if err := a.ask(ctx, fmt.Sprintf("Change %s, and record %s as seen?", plural(len(adoption.Files), "file"), plural(len(adoption.Adopted), "difference"))); err != nil {
			return err
		}
	}
	if err := a.stillUnedited(found); err != nil {
		return err
	}
	if err := writeAdoption(found.dir, adoption.Files); err != nil {
		return err
	}
	return a.recordAdopted(ctx, found, adoption, o)
}

// provenAdoption compares again, with the edited configuration and what will
// be recorded: the adopted differences are gone, all others are as they were.
func provenAdoption(found *drifted, adoption *edit.Adoption) error {
	desired := adoption.Result.Desired
	before, err := engine.FindDrift(found.res.Desired, found.access, found.seen, engine.DriftOptions{})
	if err != nil {
		return err
	}
	after, err := engine.FindDrift(desired, join.WithChanges(found.access, revise.Adopted(found.access, desired, adoption.Adopted)), found.seen, engine.DriftOptions{})
	if err != nil {
		return err
	}
	known := map[string]bool{}
	for i := range before.Items {
		known[before.Items[i].Digest] = true
	}
	for _, it := range adoption.Adopted {
		known[it.Digest] = false
	}
	for i := range after.Items {
		if it := &after.Items[i]; !known[it.Digest] {
			return fmt.Errorf("with the edits %s in client %d would still differ (%s %v); nothing was changed", it.Email, it.HubID, it.Class, it.Fields)
		}
	}
	return nil
}

// showAdoption prints what cannot be adopted, and the edits.
func (a *app) showAdoption(found *drifted, adoption *edit.Adoption) error {
	for _, r := range adoption.Refused {
		fmt.Fprintf(a.err, "Not adopted: %s in %s: %s\n", render.Terminal(r.Item.Email), render.Terminal(found.drift.Clients[r.Item.Client].Label()), render.Terminal(r.Why))
	}
	for _, f := range adoption.Files {
		before, err := os.ReadFile(filepath.Join(found.dir, filepath.FromSlash(f.Name)))
		from := "a/" + f.Name
		if errors.Is(err, errNotExist) {
			from, err = "/dev/null", nil
		}
		if err != nil {
			return err
		}
		if err := render.Unified(a.out, render.Terminal(from), "b/"+render.Terminal(f.Name), string(before), string(f.Content)); err != nil {
			return err
		}
	}
	return nil
}

// stillUnedited fails where the configuration is no longer what the edits were
// made for: somebody may have edited it while this run asked.
func (a *app) stillUnedited(found *drifted) error {
	options, err := a.configOptions()
	if err != nil {
		return err
	}
	now, err := config.Load(found.dir, options)
	if err != nil {
		return err
	}
	if now.Desired == nil || now.Desired.Digest != found.res.Desired.Digest {
		return withHint(fail(exitStale, "the configuration was edited while this run worked: nothing was changed"), "Run it again.")
	}
	return nil
}

// writeAdoption replaces each file as a whole.
func writeAdoption(dir string, files []config.File) error {
	for _, f := range files {
		path := filepath.Join(dir, filepath.FromSlash(f.Name))
		if _, err := os.Lstat(path); errors.Is(err, errNotExist) {
			if err := writeNew(path, f.Content); err != nil {
				return err
			}
			continue
		}
		if err := replaceFile(path, f.Content); err != nil {
			return err
		}
	}
	return nil
}

// recordAdopted records what was adopted, so that the next plan is empty.
func (a *app) recordAdopted(ctx context.Context, found *drifted, adoption *edit.Adoption, o *driftOptions) error {
	reason := o.reason
	if reason == "" {
		reason = "drift adopted"
	}
	done := *found
	done.res = adoption.Result
	rev, err := a.recordDrift(ctx, &done, state.KindImport, reason, func(now *engine.Access) *engine.Changes {
		return revise.Adopted(now, adoption.Result.Desired, adoption.Adopted)
	})
	if err != nil {
		return withHint(fmt.Errorf("the configuration was changed and nothing was recorded: %w", err), "Run the same command again: it records what the configuration declares by now.")
	}
	recorded := "Nothing had to be recorded."
	if rev.Serial != 0 {
		recorded = fmt.Sprintf("State is at serial %d.", rev.Serial)
	}
	if _, err := fmt.Fprintf(a.out, "Adopted: %s, %s changed. %s\n", plural(len(adoption.Adopted), "difference"), plural(len(adoption.Files), "file"), recorded); err != nil {
		return err
	}
	for _, it := range adoption.Adopted {
		if _, err := fmt.Fprintln(a.out, "  "+render.DriftEntry(found.drift, it)); err != nil {
			return err
		}
	}
	if len(adoption.Refused) > 0 {
		return fail(exitError, "%s not adopted, as said above", plural(len(adoption.Refused), "difference"))
	}
	return nil
}
