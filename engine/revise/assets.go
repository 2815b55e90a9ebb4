package revise

import (
	"fmt"

	"accredit/engine"
)

// Assets records what people own in client accounts: assets by hub id
// and e-mail replace those recorded of the same person there. The error names
// the first of them who has no access there.
func Assets(a *engine.Access, hubID int64, email string, assets []engine.Asset) (*engine.GrantChange, error) {
	for i := range a.Clients {
		if a.Clients[i].HubID != hubID {
			continue
		}
		for j := range a.Clients[i].Grants {
			g := &a.Clients[i].Grants[j]
			if a.People[g.Person].Email != email {
				continue
			}
			after := *g
			details := *engine.DetailsOf(g.Details)
			details.Assets, details.AssetsKnown = assets, true
			after.Details = &details
			return &engine.GrantChange{HubID: hubID, Email: email, Before: g, After: &after}, nil
		}
		return nil, fmt.Errorf("%s has no recorded access in the client with hub id %d", email, hubID)
	}
	return nil, fmt.Errorf("no client with hub id %d is recorded", hubID)
}
