package cli

import (
	"slices"

	"accredit/engine"
	"accredit/engine/hubspot"
)

// setNamesOf is what accounts call the declared sets.
func setNamesOf(d *engine.Desired) hubspot.SetNames {
	names := hubspot.SetNames{Everywhere: map[string]string{}, Accounts: map[int64]map[string]string{}}
	for i := range d.Sets {
		if s := &d.Sets[i]; s.HubspotName != "" {
			names.Everywhere[s.Name] = s.HubspotName
		}
	}
	for i := range d.Clients {
		if c := &d.Clients[i]; len(c.SetNames) > 0 {
			names.Accounts[c.HubID] = c.SetNames
		}
	}
	return names
}

// teamsOf lists the teams inside accounts that are declared or recorded.
func teamsOf(d *engine.Desired, access *engine.Access) []string {
	var teams []string
	if d != nil {
		for i := range d.Clients {
			for j := range d.Clients[i].Grants {
				teams = append(teams, d.Clients[i].Grants[j].More().Teams...)
			}
		}
	}
	for i := range access.Clients {
		for _, g := range access.Clients[i].Grants {
			if g.Details != nil {
				teams = append(teams, g.Details.Teams...)
			}
		}
	}
	slices.Sort(teams)
	return slices.Compact(teams)
}
