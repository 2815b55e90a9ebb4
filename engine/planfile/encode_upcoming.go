package planfile

import (
	"errors"
	"io"
	"time"

	"accredit/engine"
)

const upcomingSchema = "accredit.upcoming/v1"

// Upcoming is a list of what comes, with what it was made from.
type Upcoming struct {
	Agency  string
	HubID   int64
	AsOf    time.Time
	Days    int
	Lineage string // of the state; empty where there is none
	Serial  int64
	Items   []engine.Upcoming
}

// upcomingDoc is one thing that comes. What it is not about is null.
type upcomingDoc struct {
	Day    string `json:"day"`
	InDays int    `json:"in_days"`
	Kind   string `json:"kind" enum:"upcoming"`
	aboutDoc
	whoDoc
	PermissionSet string     `json:"permission_set"`
	Before        string     `json:"before"`
	Then          string     `json:"then"`
	Until         string     `json:"until"`
	What          string     `json:"what"`
	Reason        string     `json:"reason"`
	Lead          string     `json:"lead"`
	Source        *sourceDoc `json:"source"`
}

type upcomingDocument struct {
	Schema   string        `json:"schema"`
	AsOf     string        `json:"as_of"`
	Days     int           `json:"days"`
	Agency   agencyDoc     `json:"agency"`
	State    stateDoc      `json:"state"`
	Upcoming []upcomingDoc `json:"upcoming"`
}

// EncodeUpcoming writes what comes.
func EncodeUpcoming(w io.Writer, u *Upcoming) error {
	doc := upcomingDocument{upcomingSchema, u.AsOf.UTC().Format(time.RFC3339), u.Days, agencyDoc{Name: u.Agency, HubID: u.HubID}, stateDoc{Lineage: u.Lineage, Serial: u.Serial}, []upcomingDoc{}}
	for i := range u.Items {
		doc.Upcoming = append(doc.Upcoming, newUpcomingDoc(&u.Items[i], engine.DateOf(u.AsOf)))
	}
	return encodeIndented(w, doc)
}

// endsSoon writes what ends in the days that the plan looks ahead.
func (e *planEncoder) endsSoon() {
	today := engine.DateOf(e.AsOf)
	e.d.openField("ends_soon", "[")
	for i := range e.EndsSoon {
		e.d.element(newUpcomingDoc(&e.EndsSoon[i], today))
	}
	e.d.close("]")
}

// endsSoon reads what was written so. Of the client and the person it has what
// they are called.
func (d *planDecoder) endsSoon(doc upcomingDoc) error {
	kind, errKind := engine.ParseUpcomingKind(doc.Kind)
	day, errDay := engine.ParseDate(doc.Day)
	until, errUntil := engine.ParseDate(doc.Until)
	u := engine.Upcoming{
		Kind: kind, Day: day, Set: doc.PermissionSet, Before: doc.Before, Then: doc.Then, Until: until, Reason: doc.Reason, What: doc.What, Lead: doc.Lead, Pos: doc.Source.pos(),
	}
	if doc.HubID == nil || doc.Client == nil {
		return errors.Join(errKind, errDay, errUntil, errors.New("what ends needs a client"))
	}
	u.Client = &engine.Client{HubID: *doc.HubID}
	if *doc.Client != u.Client.Label() {
		u.Client.Address = *doc.Client
	}
	if doc.Email != nil && doc.Person != nil {
		u.Person = &engine.Person{Email: *doc.Email}
		if *doc.Person != u.Person.Label() {
			u.Person.Address = *doc.Person
		}
	}
	d.plan.EndsSoon = append(d.plan.EndsSoon, u)
	return errors.Join(errKind, errDay, errUntil)
}

func newUpcomingDoc(u *engine.Upcoming, today engine.Date) upcomingDoc {
	doc := upcomingDoc{
		Day: u.Day.String(), InDays: int(u.Day - today), Kind: u.Kind.String(), PermissionSet: u.Set, Before: u.Before, Then: u.Then,
		Until: u.Until.String(), What: u.What, Reason: u.Reason, Lead: u.Lead, Source: newSourceDoc(u.Pos),
	}
	if c := u.Client; c != nil {
		label := c.Label()
		doc.Client, doc.HubID = &label, &c.HubID
	}
	if p := u.Person; p != nil {
		label := p.Label()
		doc.Person, doc.Email = &label, &p.Email
	}
	return doc
}
