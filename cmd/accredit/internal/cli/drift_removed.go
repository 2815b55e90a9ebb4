package cli

import (
	"context"
	"slices"
	"time"

	"accredit/engine"
	"accredit/state"
)

// findRemovers says of each removal that is recorded and not done who recorded it.
func (a *app) findRemovers(ctx context.Context, dir string, d *engine.Drift) error {
	var open []*engine.DriftItem
	f := state.Filter{To: d.Serial}
	for i := range d.Items {
		it := &d.Items[i]
		if it.GoneOn == 0 || it.Person == engine.Nobody {
			continue
		}
		open = append(open, it)
		f.HubIDs = append(f.HubIDs, it.HubID)
		if day := it.GoneOn.Time().Add(-24 * time.Hour); f.Since.IsZero() || day.Before(f.Since) {
			f.Since = day
		}
	}
	if len(open) == 0 {
		return nil
	}
	slices.Sort(f.HubIDs)
	f.HubIDs = slices.Compact(f.HubIDs)
	return a.withStateIn(ctx, dir, func(s state.Store) error {
		for e, err := range s.History(ctx, f) { // the latest first
			if err != nil {
				return err
			}
			open = slices.DeleteFunc(open, func(it *engine.DriftItem) bool {
				if removes(e.Changes, it, &d.People[it.Person]) {
					it.GoneBy = e.Revision.Who
				}
				return it.GoneBy != ""
			})
			if len(open) == 0 {
				break
			}
		}
		return nil
	})
}

// removes reports whether changes take a person's access in the client of an item.
func removes(c *engine.Changes, it *engine.DriftItem, p *engine.Person) bool {
	return slices.ContainsFunc(c.Grants, func(g engine.GrantChange) bool {
		return g.HubID == it.HubID && g.Before != nil && g.After == nil && (g.Email == p.Email || slices.Contains(p.FormerEmails, g.Email))
	})
}
