package cli

import (
	"time"

	"accredit/engine"
)

// evidenceOf says how what an account showed is known: seen where somebody
// knows when it was looked at, else told.
func evidenceOf(how *engine.Observed, who string, at time.Time) *engine.Evidence {
	if how.At.IsZero() {
		return &engine.Evidence{Kind: engine.EvidenceTold, At: at, By: who, Source: how.Source}
	}
	return &engine.Evidence{Kind: engine.EvidenceSeen, At: how.At, Source: how.Source, ToldOf: toldOf(how)}
}

// toldOf lists what a source tells of somebody who is there.
func toldOf(how *engine.Observed) []string {
	list := []string{engine.ShowsMember}
	if !how.NoSets {
		list = append(list, engine.ShowsSet)
	}
	if how.Status {
		list = append(list, engine.ShowsStatus)
	}
	if how.Teams {
		list = append(list, engine.ShowsTeams)
	}
	return list
}

// evidence says how what is imported of an account is known: an export shows it, a
// state document only says so, whatever it says of its own evidence.
func (im *importing) evidence(at time.Time) func(hubID int64) *engine.Evidence {
	known := map[int64]*engine.Evidence{}
	return func(hubID int64) *engine.Evidence {
		if known[hubID] == nil && im.sources[hubID] != "" {
			how := &engine.Observed{Source: im.sources[hubID]}
			for i := range im.exported() {
				if c := &im.export.Access.Clients[i]; c.HubID == hubID {
					*how = howObserved(im.export, c)
					how.At = im.moments[hubID]
				}
			}
			known[hubID] = evidenceOf(how, im.revision.Who, at)
			if how.At.IsZero() && !im.moments[hubID].IsZero() {
				known[hubID].At = im.moments[hubID]
			}
		}
		return known[hubID]
	}
}

// exported lists the clients of which there is an export.
func (im *importing) exported() []engine.RecordedClient {
	if im.export == nil {
		return nil
	}
	return im.export.Access.Clients
}

// evidence says how what drift found in an account is known; nil: nobody looked
// at it now.
func (found *drifted) evidence(who string, at time.Time) func(hubID int64) *engine.Evidence {
	return func(hubID int64) *engine.Evidence {
		if found.seen == nil {
			return nil
		}
		if _, how := found.seen.Account(hubID); how != nil {
			return evidenceOf(how, who, at)
		}
		return nil
	}
}
