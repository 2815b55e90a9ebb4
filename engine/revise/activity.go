package revise

import (
	"fmt"

	"accredit/engine"
)

// Activity records when one of ours was last active in client accounts, by hub
// id. A day before the recorded one changes nothing. The error names the clients
// that are not recorded.
func Activity(a *engine.Access, last map[int64]engine.Date) (*engine.Changes, error) {
	changes := &engine.Changes{}
	found := 0
	for i := range a.Clients {
		c := &a.Clients[i]
		day, told := last[c.HubID]
		if !told {
			continue
		}
		found++
		if day <= c.LastActivity {
			continue
		}
		after := *c
		after.Grants, after.Gone = nil, nil
		after.LastActivity = day
		changes.Clients = append(changes.Clients, engine.ClientChange{Before: c, After: &after})
	}
	if found == len(last) {
		return changes, nil
	}
	recorded := map[int64]bool{}
	for i := range a.Clients {
		recorded[a.Clients[i].HubID] = true
	}
	var unknown int64
	for hubID := range last {
		if !recorded[hubID] && (unknown == 0 || hubID < unknown) {
			unknown = hubID
		}
	}
	return nil, fmt.Errorf("no client with hub id %d is recorded", unknown)
}
