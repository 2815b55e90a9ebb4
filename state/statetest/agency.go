package statetest

import (
	"fmt"

	"accredit/engine"
)

// Agency makes changes from nothing to n grants: 36 a client and one for each
// of 28 people a thousand. ownBlocks gives each grant a block of its own.
func Agency(n int, ownBlocks bool) *engine.Changes {
	people := max(36, n*28/1000)
	c := &engine.Changes{Agency: "Northwind", HubID: 1, Catalogue: "2026.11"}
	for i := range people {
		c.People = append(c.People, engine.PersonChange{After: &engine.Person{
			Email: fmt.Sprintf("person%06d@northwind.example", i), Name: fmt.Sprintf("Person %d", i), Kind: engine.Employee}})
	}
	var rights []*engine.RecordedRights
	for i := range 200 {
		r := &engine.RecordedRights{Set: fmt.Sprintf("set_%03d", i)}
		for j := range 100 {
			r.Levels = append(r.Levels, engine.PermissionLevel{Permission: fmt.Sprintf("crm.thing_%d.edit", i+j), Level: "all"})
		}
		rights = append(rights, r)
	}
	step := engine.StepInfo{Action: engine.ActionAdd, Effect: engine.Expands, Cause: engine.CauseConfig, Actor: "maria@northwind.example", Via: engine.ViaClientAccessManager}
	for i := 0; i < n; i += 36 {
		hubID := int64(1000 + i)
		c.Clients = append(c.Clients, engine.ClientChange{After: &engine.RecordedClient{Client: engine.Client{
			HubID: hubID, Name: fmt.Sprintf("Client %d", i), Domain: "client.example", Address: fmt.Sprintf("client.c%d", i)}}})
		shared := &engine.Origin{Block: fmt.Sprintf("client.c%d.access", i), Definition: digestText, Wish: digestText}
		for j := range min(36, n-i) {
			o := shared
			if ownBlocks {
				o = &engine.Origin{Block: fmt.Sprintf("client.c%d.access.p%d", i, j), Definition: digestText, Wish: digestText}
			}
			c.Grants = append(c.Grants, engine.GrantChange{HubID: hubID, Email: c.People[(i/36*7+j)%people].After.Email, Step: step,
				After: &engine.RecordedGrant{Rights: rights[(i+j)%200], Seat: engine.SeatPartner, RecordedOn: 740000, Expires: 740500, Origin: o}})
		}
	}
	return c
}

const digestText = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
