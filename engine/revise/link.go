package revise

import (
	"fmt"
	"slices"

	"accredit/engine"
)

// hasAdmin reports whether somebody has in the client what a link gives.
func hasAdmin(a *engine.Access, c *engine.RecordedClient, email string) bool {
	return slices.ContainsFunc(c.Grants, func(g engine.RecordedGrant) bool {
		return a.People[g.Person].Email == email && g.Status == engine.Active && (g.Rights.Set == engine.SetPartnerAdmin || g.Rights.Set == engine.SetSuperAdmin)
	})
}

// Link writes an access link of a client: asked for, or with ApprovedOn
// approved. The client is written where it is not recorded yet. An approval
// needs no request before it. What is asked for, approved or in use already is
// refused.
func Link(a *engine.Access, client engine.Client, link engine.Link) (*engine.Changes, error) {
	var before *engine.RecordedClient
	for i := range a.Clients {
		if a.Clients[i].HubID == client.HubID {
			before = &a.Clients[i]
		}
	}
	after := engine.RecordedClient{Client: client}
	after.Links = nil
	if before != nil {
		after = *before
		after.Grants, after.Gone = nil, nil
		after.Links = slices.Clone(before.Links)
	}
	for i := range after.Links {
		l := &after.Links[i]
		switch {
		case l.Admin != link.Admin || l.EndedOn != 0:
			continue
		case link.ApprovedOn == 0 && l.ApprovedOn == 0:
			return nil, fmt.Errorf("a link for %s is asked for already, and waits for approval", link.Admin)
		case link.ApprovedOn == 0 && hasAdmin(a, before, link.Admin):
			return nil, fmt.Errorf("%s is an admin there, by the link that was approved on %s", link.Admin, l.ApprovedOn)
		case link.ApprovedOn != 0 && l.ApprovedOn == link.ApprovedOn:
			return nil, fmt.Errorf("the link for %s was approved on %s already", link.Admin, l.ApprovedOn)
		case link.ApprovedOn != 0 && l.ApprovedOn == 0:
			l.ApprovedOn, l.ApprovedBy = link.ApprovedOn, link.ApprovedBy
			return &engine.Changes{Clients: []engine.ClientChange{{Before: before, After: &after}}}, nil
		}
	}
	link.Pos = engine.Pos{}
	after.Links = append(after.Links, link)
	engine.SortLinks(after.Links)
	return &engine.Changes{Clients: []engine.ClientChange{{Before: before, After: &after}}}, nil
}
