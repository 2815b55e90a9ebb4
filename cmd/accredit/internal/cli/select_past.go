package cli

import (
	"context"
	"fmt"
	"strconv"

	"accredit/engine"
	"accredit/engine/render"
	"accredit/state"
)

// lastSeen is a client that history knows, and the last serial at which it was
// recorded.
type lastSeen struct{ hubID, serial int64 }

// everClient finds a client by the words of the command line: among those that
// are recorded, else by what one was called that is no longer managed, or is
// called otherwise now.
func everClient(ctx context.Context, s state.Store, word string, access *engine.Access) (lastSeen, error) {
	hub, err := chooseClient(word, nil, access)
	if err == nil {
		return lastSeen{hub, access.Serial}, nil
	}
	var list []candidate
	last := map[int64]int64{}
	for i := range access.Clients {
		last[access.Clients[i].HubID] = access.Serial
	}
	for e, failed := range s.History(ctx, state.Filter{To: access.Serial}) {
		if failed != nil {
			return lastSeen{}, failed
		}
		for i := range e.Changes.Clients {
			before := e.Changes.Clients[i].Before
			if before == nil {
				continue
			}
			if last[before.HubID] == 0 {
				last[before.HubID] = e.Revision.Serial - 1
			}
			list = append(list, candidate{before.Address, strconv.FormatInt(before.HubID, 10), []string{before.Domain}})
		}
	}
	key, former := choose("client", word, list)
	if former != nil {
		return lastSeen{}, err // what is recorded now is what is meant most often
	}
	hub, err = strconv.ParseInt(key, 10, 64)
	return lastSeen{hub, last[hub]}, err
}

// accessOf reads the state in which a client was last recorded, and says so where
// that is not the present one.
func (a *app) accessOf(ctx context.Context, dir, word string, access *engine.Access) (hubID int64, was *engine.Access, err error) {
	err = a.withStateIn(ctx, dir, func(s state.Store) error {
		seen, err := everClient(ctx, s, word, access)
		if err != nil {
			return err
		}
		hubID, was = seen.hubID, access
		if seen.serial == access.Serial {
			return nil
		}
		fmt.Fprintf(a.err, "%s is no longer managed since revision %d. This is as of revision %d.\n", render.Terminal(word), seen.serial+1, seen.serial)
		was, err = s.ReadAt(ctx, seen.serial)
		return err
	})
	return hubID, was, err
}
