package engine

import (
	"fmt"
	"slices"
)

// hasAdmin reports whether somebody has in the client what a link gives.
func (c *RecordedClient) hasAdmin(a *Access, email string) bool {
	return slices.ContainsFunc(c.Grants, func(g RecordedGrant) bool {
		return a.People[g.Person].Email == email && g.Status == Active && (g.Rights.Set == SetPartnerAdmin || g.Rights.Set == SetSuperAdmin)
	})
}

// LinkChange writes an access link of a client: asked for, or with ApprovedOn
// approved. The client is written where it is not recorded yet. An approval
// needs no request before it. What is asked for, approved or in use already is
// refused.
func LinkChange(a *Access, client Client, link Link) (*Changes, error) {
	var before *RecordedClient
	for i := range a.Clients {
		if a.Clients[i].HubID == client.HubID {
			before = &a.Clients[i]
		}
	}
	after := RecordedClient{Client: client}
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
		case link.ApprovedOn == 0 && before.hasAdmin(a, link.Admin):
			return nil, fmt.Errorf("%s is an admin there, by the link that was approved on %s", link.Admin, l.ApprovedOn)
		case link.ApprovedOn != 0 && l.ApprovedOn == link.ApprovedOn:
			return nil, fmt.Errorf("the link for %s was approved on %s already", link.Admin, l.ApprovedOn)
		case link.ApprovedOn != 0 && l.ApprovedOn == 0:
			l.ApprovedOn, l.ApprovedBy = link.ApprovedOn, link.ApprovedBy
			return &Changes{Clients: []ClientChange{{before, &after}}}, nil
		}
	}
	link.Pos = Pos{}
	after.Links = append(after.Links, link)
	sortLinks(after.Links)
	return &Changes{Clients: []ClientChange{{before, &after}}}, nil
}
