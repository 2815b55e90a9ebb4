package runs

import (
	"slices"

	"accredit/engine"
)

// Identify notes HubSpot's id of somebody with whom a step was seen. It is kept
// beside the e-mail, so that later nobody else is taken for them; one that is known
// stays, and one that somebody else has is nobody's.
func (b *Book) Identify(email, userID string) {
	if userID == "" || slices.ContainsFunc(b.a.People, func(p engine.Person) bool { return p.UserID == userID }) ||
		slices.ContainsFunc(b.people, func(c engine.PersonChange) bool { return c.After.Email == email || c.After.UserID == userID }) {
		return
	}
	for i := range b.a.People {
		p := &b.a.People[i]
		if p.Email != email || p.UserID != "" {
			continue
		}
		is := *p
		is.UserID = userID
		b.people = append(b.people, engine.PersonChange{Before: p, After: &is})
		return
	}
}
