package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"accredit/engine"
	"accredit/engine/hubspot"
	"accredit/engine/render"
)

// importsLive takes the word live from what is to be imported: connected accounts
// come alone, so that it is clear which source an account is from.
func (im *importing) importsLive(args []string) ([]string, error) {
	if !slices.Contains(args, wordLive) {
		return args, nil
	}
	switch {
	case len(args) > 1:
		return nil, withHint(errUsage("live is imported alone"), "Import files in a run of their own.")
	case im.write != "":
		return nil, withHint(errUsage("import live reads the accounts that a configuration connects, and writes none"), "Give exports to import --write DIR.")
	case im.observedAt != "":
		return nil, errUsage("import live knows when it looked: --observed-at is for files")
	}
	im.live = true
	return nil, nil
}

// readLiveExport reads the connected accounts. Those that could not be read are
// listed, and left as they are recorded.
func (im *importing) readLiveExport(ctx context.Context) (*hubspot.Export, error) {
	at, err := im.openAccounts(ctx, im.only)
	if err != nil {
		return nil, err
	}
	seen, export, err := im.lookLive(ctx, at.liveAccounts, at.chosen, at.res.Desired, im.base)
	if err != nil {
		return nil, err
	}
	im.sayUnread(seen.Unread)
	im.unread = len(seen.Unread)
	im.sayNotes(export.Notes)
	im.sayBadRows("Left out: ", export.Skipped)
	if len(export.Access.Clients) == 0 {
		return nil, fail(exitBlocked, "no account could be read: nothing was imported")
	}
	im.setNames, im.export = export.SetNames, export
	return export, im.nobodyOurs(export)
}

func (a *app) sayUnread(list []engine.UnreadClient) {
	for i := range list {
		fmt.Fprintln(a.err, render.Terminal(fmt.Sprintf("Warning: account %d was not read, and nothing is known of it: %s", list[i].HubID, list[i].Why)))
	}
}

// errUnread ends an import that left accounts out.
func (im *importing) errUnread() error {
	if im.unread == 0 {
		return nil
	}
	return &exitErr{exitBlocked, errors.New(plural(im.unread, "account") + " could not be read, and stays as it is recorded")}
}

// whence says what is imported from.
func (im *importing) whence() string {
	if im.live {
		return "HubSpot"
	}
	return plural(im.files.count(), "file")
}
