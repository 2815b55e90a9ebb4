package engine

import (
	"cmp"
	"slices"
)

// approvals lists the removal approvals that expire.
func (f *upcomingFinder) approvals() {
	for _, a := range f.d.Agency.Guardrails.Approvals {
		u := Upcoming{Kind: UpcomingApprovalExpires, Day: a.Expires, What: "removal_approval", Reason: a.Reason, Pos: a.Pos}
		if a.Email != "" {
			u.Person = cmp.Or(personOf(f.d.People, a.Email), &Person{Email: a.Email})
		} else {
			u.Client = f.called(a.HubID)
		}
		f.add(u)
	}
}

// called is a client as declared, else as recorded, else by its number alone.
func (f *upcomingFinder) called(hubID int64) *Client {
	if c := f.clientOf(hubID); c != nil {
		return &c.Client
	}
	if rec := f.a.Client(hubID); rec != nil {
		return &rec.Client
	}
	return &Client{HubID: hubID}
}

// clientOf finds a declared client; nil: it is not declared.
func (f *upcomingFinder) clientOf(hubID int64) *DesiredClient {
	if f.d == nil {
		return nil
	}
	i, ok := slices.BinarySearchFunc(f.d.Clients, hubID, func(c DesiredClient, id int64) int { return cmp.Compare(c.HubID, id) })
	if !ok {
		return nil
	}
	return &f.d.Clients[i]
}

// recorded lists when the relationship with a client ends, and, where nothing is
// declared, what is recorded of the end of access and of links.
func (f *upcomingFinder) recorded(rec *RecordedClient) {
	c, lead, declaredActivity := &rec.Client, "", Date(0)
	if is := f.clientOf(rec.HubID); is != nil {
		c, lead, declaredActivity = &is.Client, f.lead(is), is.LastActivity
	}
	f.relationship(rec, c, lead, declaredActivity)
	if f.d != nil || rec.Mode == Observe {
		return
	}
	for _, b := range rec.Begins {
		f.add(Upcoming{Kind: UpcomingBegins, Day: b.Starts, Until: b.Expires, Client: c, Person: personOf(f.a.People, b.Email)})
	}
	if rec.Mode != Enforce {
		return
	}
	for i := range rec.Grants {
		g := &rec.Grants[i]
		u := Upcoming{Kind: UpcomingEnds, Day: g.Expires, Client: c, Person: &f.a.People[g.Person], Set: g.Rights.Set}
		if g.Details != nil {
			u.Reason = g.Details.Reason
		}
		f.add(u)
	}
	for _, l := range rec.Links {
		if f.isNear(l.EndedOn) {
			f.add(Upcoming{Kind: UpcomingLinkEnds, Day: l.EndedOn, Client: c, Person: personOf(f.a.People, l.Admin)})
		}
	}
}

// relationship adds the end of the relationship, where its day is known.
func (f *upcomingFinder) relationship(rec *RecordedClient, c *Client, lead string, declared Date) {
	why := "no activity"
	if rec.EndsOn != 0 {
		why = "nobody is left"
	}
	f.add(Upcoming{Kind: UpcomingRelationshipEnds, Day: rec.RelationshipEnds(declared), Client: c, Lead: lead, What: why})
}

// RelationshipEnds is the last day of the relationship: that on which it ends
// since nobody is left, or, where people are there, that on which it would end if
// none of them was active any more (docs/rules.md R6). Zero: it is not known. The
// last activity that is declared counts where none is recorded.
func (c *RecordedClient) RelationshipEnds(declared Date) Date {
	last := cmp.Or(c.LastActivity, declared)
	switch {
	case c.EndsOn != 0:
		return c.EndsOn
	case last != 0 && len(c.Grants) > 0:
		return last + lapseDays
	}
	return 0
}
