package cli

import (
	"context"
	"fmt"
	"slices"
	"time"

	"accredit/engine"
	"accredit/engine/hubspot/live"
	"accredit/engine/render"
)

// loggedTypes are the entries of HubSpot's security activity that are about who has
// access. There is none for a permission set that changed.
var loggedTypes = []string{
	"ADD_USER", "REMOVE_USER", "DEACTIVATE_USER", "REACTIVATE_USER", "ADD_ADMIN_USER", "REMOVE_ADMIN_USER",
	"ADD_ADMIN_PERMISSIONS", "REMOVE_ADMIN_PERMISSIONS", "TEAM_USER_ADDED", "TEAM_USER_DELETED",
}

// maxLogged is how many entries are said of one difference, the latest.
const maxLogged = 3

// findLogged asks the accounts that were read and differ what their own log says of
// the people in question, since they were last compared. It is evidence, and nothing
// follows from it: where it cannot be read, it is left out.
func (a *app) findLogged(ctx context.Context, l *liveAccounts, found *drifted) {
	of := map[int64][]*engine.DriftItem{}
	for i := range found.drift.Items {
		it := &found.drift.Items[i]
		if it.Seen && it.Person != engine.Nobody && it.HubID != 0 && l.find(it.HubID) != nil {
			of[it.HubID] = append(of[it.HubID], it)
		}
	}
	var hubIDs []int64
	for hubID := range of {
		hubIDs = append(hubIDs, hubID)
	}
	slices.Sort(hubIDs)
	failed := make([]error, len(hubIDs))
	eachAtOnce(len(hubIDs), 16, func(i int) {
		failed[i] = l.logged(ctx, hubIDs[i], of[hubIDs[i]], found)
	}, func() {})
	for i, err := range failed {
		if err != nil && !live.IsUntold(err) && !a.flags.quiet {
			fmt.Fprintln(a.err, render.Terminal(fmt.Sprintf("Warning: the log of account %d was not read: %v", hubIDs[i], err)))
		}
	}
}

// logged asks one account.
func (l *liveAccounts) logged(ctx context.Context, hubID int64, items []*engine.DriftItem, found *drifted) error {
	account, err := l.open(ctx, l.find(hubID))
	if err != nil {
		return err
	}
	since := found.res.Desired.AsOf.Add(-live.LoginDays * 24 * time.Hour)
	if c := found.access.Client(hubID); c != nil && c.ComparedAt.After(since) {
		since = c.ComparedAt
	}
	events, err := account.Events(ctx, since)
	if err != nil {
		return err
	}
	for _, it := range items {
		ids := found.userIDs(&found.drift.People[it.Person])
		for _, e := range events {
			if slices.Contains(loggedTypes, e.Type) && (slices.Contains(ids, e.UserID) || slices.Contains(ids, e.Object)) {
				it.Logged = append(it.Logged, engine.LoggedEvent{Type: e.Type, By: e.By, At: e.At})
			}
		}
		if n := len(it.Logged) - maxLogged; n > 0 {
			it.Logged = it.Logged[n:]
		}
	}
	return nil
}

// userIDs are HubSpot's ids of somebody, as recorded and as seen.
func (found *drifted) userIDs(p *engine.Person) []string {
	var ids []string
	for _, people := range [][]engine.Person{found.access.People, found.seen.Access.People} {
		for i := range people {
			is := &people[i]
			same := is.Email == p.Email || slices.Contains(p.FormerEmails, is.Email) || slices.Contains(is.FormerEmails, p.Email)
			if same && is.UserID != "" && !slices.Contains(ids, is.UserID) {
				ids = append(ids, is.UserID)
			}
		}
	}
	return ids
}
