package live

import (
	"cmp"
	"context"
	"slices"
	"sync"

	"accredit/engine"
	"accredit/engine/hubspot"
)

// Target is an account to read, and whom to look for there.
type Target struct {
	Account *Account
	People  []string // e-mails of whoever is declared or recorded there
}

// Observed is what reading one account brought: a reading, or why there is none.
type Observed struct {
	HubID   int64
	Reading *Reading
	Err     error
}

// ObserveAll reads accounts, several at once, and reports each as it is done;
// progress may be nil, and is called by one goroutine at a time. What one account
// answers stops no other, but where too much fails nothing more is asked. The
// results are in the order of the targets.
func (c *Client) ObserveAll(ctx context.Context, targets []Target, progress func(Observed)) []Observed {
	out := make([]Observed, len(targets))
	free := make(chan struct{}, c.parallel)
	var group sync.WaitGroup
	var mu sync.Mutex
	for i := range targets {
		free <- struct{}{}
		group.Go(func() {
			defer func() { <-free }()
			a := targets[i].Account
			out[i].HubID = a.hubID
			if err := cmp.Or(ctx.Err(), c.Stopped()); err != nil {
				out[i].Err = err
			} else {
				out[i].Reading, out[i].Err = a.Observe(ctx, targets[i].People)
			}
			if progress != nil {
				mu.Lock()
				defer mu.Unlock()
				progress(out[i])
			}
		})
	}
	group.Wait()
	return out
}

// NewObservation makes of readings what exports become, by the same rules. Accounts
// that were not read are unread, and say why. The export beside it is for an import:
// Export.Over keeps what the accounts do not tell.
func NewObservation(list []Observed, o hubspot.Options) (*engine.Observation, *hubspot.Export) {
	out := &engine.Observation{}
	readings := map[int64]*Reading{}
	var shown []hubspot.Shown
	for _, is := range list {
		if is.Err != nil || is.Reading == nil {
			out.Unread = append(out.Unread, unread(is))
			continue
		}
		readings[is.HubID] = is.Reading
		shown = append(shown, is.Reading.Shown)
	}
	export, problems := hubspot.ReadShown(shown, o)
	export.Notes = append(export.Notes, problems...)
	out.Access = export.Access
	for i := range out.Access.Clients {
		c := &out.Access.Clients[i]
		account := export.Account(c.HubID)
		out.Accounts = append(out.Accounts, engine.Observed{
			Source: account.File, At: account.At, Whole: account.Reading == hubspot.Whole, Names: true, NoSets: !readings[c.HubID].TellsSet, NoPartners: account.NoPartners,
			Teams: account.TellsTeams, Status: account.TellsStatus, SuperAdmins: true, Others: export.PerhapsOurs[c.HubID],
			Absent: readings[c.HubID].Absent,
		})
		delete(readings, c.HubID)
	}
	for hubID := range readings { // two readings of one account, or the agency's own
		out.Unread = append(out.Unread, engine.UnreadClient{HubID: hubID, Source: readings[hubID].Shown.Source, Why: "it was read twice, or is the agency's own"})
	}
	slices.SortFunc(out.Unread, func(x, y engine.UnreadClient) int { return cmp.Compare(x.HubID, y.HubID) })
	return out, export
}

func unread(is Observed) engine.UnreadClient {
	u := engine.UnreadClient{HubID: is.HubID, Source: "HubSpot", Why: "it was not read"}
	if is.Err != nil {
		u.Why = is.Err.Error()
	}
	return u
}
