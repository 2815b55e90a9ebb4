package cli

import (
	"slices"
	"strconv"
	"strings"

	"accredit/engine"
	"accredit/engine/render"
)

type personRow struct {
	Email          string            `json:"email"`
	Address        string            `json:"address"`
	Name           string            `json:"name"`
	Status         string            `json:"status"`
	Roles          []string          `json:"roles"`
	VerifiedDomain *bool             `json:"verified_domain"` // their e-mail is at one of the agency's domains; null: these are not known
	Seat           string            `json:"seat"`
	Clients        int               `json:"clients"`
	Unlinked       int               `json:"unlinked"`    // clients in which they are not linked to the agency
	Unseen         int               `json:"unseen"`      // clients in which their access was told, and nobody has seen it
	LastChange     *string           `json:"last_change"` // when their access was last recorded; null: never
	Labels         map[string]string `json:"labels"`
}

// recordedOf is what is recorded of one person in all clients.
type recordedOf struct {
	clients, unlinked, unseen int
	sets                      []string
	seat                      engine.Seat
	last                      engine.Date
}

func (a *app) listPeople(b *book, kind engine.PersonKind, glob string, o *listOptions) error {
	list := []personRow{}
	l := &render.List{
		Columns: []render.Column{
			{Title: "LABEL", Name: "label"}, {Title: "NAME", Name: "name"}, {Title: "E-MAIL", Name: "email"}, {Title: "STATUS", Name: "status"}, {Title: "ROLES", Name: "roles"},
			{Title: "OUR DOMAIN", Name: "verified_domain", Quiet: true}, {Title: "SEAT", Name: "seat"}, {Title: "CLIENTS", Name: "clients"},
			{Title: "NOT LINKED", Name: "unlinked", Quiet: true}, {Title: "NOT SEEN", Name: "unseen", Quiet: true}, {Title: "LAST CHANGE", Name: "last_change", Quiet: true},
		},
		Optional: []string{"roles", "label", "seat", "last_change"},
	}
	recorded := b.recordedByPerson()
	for _, p := range b.people() {
		is := recorded[p.Email]
		if p.Kind != kind && (p.Kind != engine.UnknownKind || kind != engine.Employee) ||
			!matchAny(glob, p.Name, p.Email, p.Address, label(p.Address)) ||
			o.status != "" && p.Status.String() != o.status || o.set != "" && !slices.Contains(is.sets, o.set) || !hasLabel(p.Labels, o.label) {
			continue
		}
		r := b.personRow(&p, &is)
		list = append(list, r)
		l.Rows = append(l.Rows, []string{
			label(p.Address), p.Name, p.Email, r.Status, strings.Join(r.Roles, ", "), verifiedWord(r.VerifiedDomain), r.Seat,
			strconv.Itoa(r.Clients), strconv.Itoa(r.Unlinked), strconv.Itoa(r.Unseen), textOf(r.LastChange),
		})
	}
	document := peopleDocument{Schema: schemaOf("people")}
	if document.Employees = list; kind == engine.Contractor {
		document.Employees, document.Contractors = nil, list
	}
	return a.showList(l, o.format, document)
}

// personRow is one person as the list has them. Whether their domain is one of
// the agency's says a configuration alone.
func (b *book) personRow(p *engine.Person, is *recordedOf) personRow {
	r := personRow{
		Email: p.Email, Address: p.Address, Name: p.Name, Status: p.Status.String(), Roles: p.Roles.Names(), Seat: is.seat.String(),
		Clients: is.clients, Unlinked: is.unlinked, Unseen: is.unseen, LastChange: dateOrNil(is.last), Labels: labelled(p.Labels),
	}
	if b.desired != nil {
		seat := engine.SeatFor(p.Email, b.desired.Agency.EmailDomains)
		verified := seat == engine.SeatPartner
		r.VerifiedDomain, r.Seat = &verified, seat.String()
	}
	return r
}

func verifiedWord(verified *bool) string {
	switch {
	case verified == nil:
		return ""
	case *verified:
		return "yes"
	}
	return "no"
}

// recordedByPerson sums up what is recorded, by e-mail. What is recorded under
// somebody's former address is theirs.
func (b *book) recordedByPerson() map[string]recordedOf {
	now := map[string]string{}
	if b.desired != nil {
		for i := range b.desired.People {
			for _, former := range b.desired.People[i].FormerEmails {
				now[former] = b.desired.People[i].Email
			}
		}
	}
	found := map[string]recordedOf{}
	of := func(person int32) (string, recordedOf) {
		email := b.access.People[person].Email
		if is := now[email]; is != "" {
			email = is
		}
		return email, found[email]
	}
	for i := range b.access.Clients {
		c := &b.access.Clients[i]
		for j := range c.Grants {
			email, is := of(c.Grants[j].Person)
			is.add(&c.Grants[j])
			found[email] = is
		}
		for _, gone := range c.Gone {
			email, is := of(gone.Person)
			is.last = max(is.last, gone.On)
			found[email] = is
		}
	}
	return found
}

func (is *recordedOf) add(g *engine.RecordedGrant) {
	is.clients++
	if g.Unlinked {
		is.unlinked++
	}
	if g.Evidence != nil && g.Evidence.Kind != engine.EvidenceSeen {
		is.unseen++
	}
	is.sets = append(is.sets, g.Rights.Set)
	is.seat = max(is.seat, g.Seat)
	is.last = max(is.last, g.RecordedOn)
}
