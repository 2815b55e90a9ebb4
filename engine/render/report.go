package render

import (
	"cmp"
	"fmt"
	"io"
	"strings"
	"time"

	"accredit/engine"
)

// reportView is a client report as both of its forms show it. Its texts are as
// they came: each form escapes them.
type reportView struct {
	Agency, Client, Domain string
	HubID, Serial          int64
	AsOf, Since            string
	Totals                 string
	People                 []personView
	Rights                 []rightsView
	Links                  []linkView
	SuperAdmins            []string
	Changes                []changeView
	Said                   []string // not recorded
}

type personView struct{ Name, Email, Works, Set, Since, Until, Why, Seat, Known string }

type rightsView struct {
	Set, Note string
	Emails    []string
	Areas     []engine.ReportedArea
}

type linkView struct{ Admin, Status, ApprovedBy, ApprovedOn, EndedOn string }

type changeView struct {
	On, Who, What, Class string // the class colours the row: add, change or remove
	Set, Why, MadeBy     string
	Known                string // how it is known; empty: nothing is said of it
	Facts                []string
	Turns                []turnView
}

// turnView is what somebody can do more or less than before.
type turnView struct {
	Words string // can now, can no longer
	Can   []string
}

// ClientReportHTML writes the report as one self-contained page.
func ClientReportHTML(w io.Writer, r *engine.ClientReport) error {
	v := viewReport(r)
	return writeHTML(w, "report", fmt.Sprintf("Who of %s can do what in %s", v.Agency, v.Client), v)
}

func viewReport(r *engine.ClientReport) *reportView {
	v := &reportView{
		Agency: cmp.Or(r.Agency, "the agency"), Client: cmp.Or(r.Name, fmt.Sprintf("account %d", r.HubID)), Domain: r.Domain,
		HubID: r.HubID, Serial: r.Serial, AsOf: moment(r.AsOf), Since: moment(r.Since), SuperAdmins: r.SuperAdmins, Said: r.Said,
	}
	if r.SinceSerial > 0 {
		v.Since = fmt.Sprintf("revision %d", r.SinceSerial)
	}
	active, contractors := 0, 0
	for i := range r.People {
		p := &r.People[i]
		if p.Grant.Status == engine.Active {
			active++
		}
		if p.Person.Kind == engine.Contractor {
			contractors++
		}
		v.People = append(v.People, viewPerson(p, r.Rights[p.Rights].Set))
	}
	v.Totals = fmt.Sprintf("%s on record, %d of them active, %s.", people(len(r.People)), active, count(contractors, "contractor"))
	for i := range r.Rights {
		v.Rights = append(v.Rights, viewRights(&r.Rights[i]))
	}
	for i := range r.Links {
		v.Links = append(v.Links, viewLink(&r.Links[i], engine.DateOf(r.AsOf)))
	}
	for i := range r.Changes {
		v.Changes = append(v.Changes, viewChange(&r.Changes[i]))
	}
	return v
}

func moment(t time.Time) string { return t.UTC().Format("2006-01-02 15:04 UTC") }

func viewPerson(p *engine.ReportedPerson, set string) personView {
	v := personView{
		Name: p.Person.Name, Email: p.Person.Email, Works: cmp.Or(p.Person.Kind.String(), "not known"), Set: set,
		Since: "not known", Until: "no end set", Why: "no reason given", Seat: "not known: paid features may need a paid seat",
		Known: EvidenceWords(p.Grant.Evidence),
	}
	if !p.Since.IsZero() {
		v.Since = engine.DateOf(p.Since).String()
		if p.Imported {
			v.Since = "before " + v.Since
		}
	}
	if p.Grant.Expires != 0 {
		v.Until = p.Grant.Expires.String()
		if p.Lapsed {
			v.Until += ", which has passed: to be removed"
		}
	}
	if p.Grant.Starts != 0 {
		v.Since += ", from " + p.Grant.Starts.String()
	}
	if d := p.Grant.Details; d != nil && d.Reason != "" {
		v.Why = d.Reason
	}
	if p.Grant.Seat == engine.SeatPartner {
		v.Seat = "Partner Seat, free of charge"
	}
	if p.Grant.Status != engine.Active {
		v.Set += " (switched off)"
	}
	return v
}

func viewRights(r *engine.ReportedRights) rightsView {
	v := rightsView{Set: r.Set, Emails: r.Emails, Areas: r.Areas}
	switch {
	case r.Unknown:
		v.Note = "What this permission set allows is not on record: it is one of your account's own."
	case r.All:
		v.Note = "Everything: a super admin has full control of the account."
	case len(r.Areas) == 0:
		v.Note = "Nothing."
	}
	return v
}

func viewLink(l *engine.Link, day engine.Date) linkView {
	v := linkView{Admin: l.Admin, Status: "asked for", ApprovedBy: l.ApprovedBy, ApprovedOn: l.ApprovedOn.String(), EndedOn: l.EndedOn.String()}
	switch {
	case l.EndedOn != 0 && l.EndedOn <= day:
		v.Status = "ended"
	case l.ApprovedOn != 0:
		v.Status = "approved"
	}
	return v
}

func viewChange(c *engine.ReportedChange) changeView {
	e := &c.Event
	v := changeView{On: engine.DateOf(c.At).String(), Who: e.Email, What: happened(e), Class: "change", MadeBy: e.Evidence.MadeBy(), Known: EvidenceWords(e.Evidence)}
	for _, m := range c.More {
		v.Turns = append(v.Turns, turnView{"can now (" + m.Reach + ")", m.Can})
	}
	for _, l := range c.Less {
		words := "can no longer"
		if l.Reach != "" {
			words = "can only do so with " + l.Reach
		}
		v.Turns = append(v.Turns, turnView{words, l.Can})
	}
	switch eventSign(e) {
	case "+":
		v.Class = "add"
	case "-", ".":
		v.Class = "remove"
	}
	if e.Kind == engine.EventClient {
		v.Who, v.What, v.Class = "", "recorded", "change"
	}
	for _, f := range e.Fields {
		switch {
		case f.Name == "permission_set" && f.Before != "" && f.After != "":
			v.Set = f.Before + " -> " + f.After
		case f.Name == "permission_set":
			v.Set = f.Before + f.After
		case f.Name == "reason" && f.After != "":
			v.Why = f.After
		case isDefault(e, &f) || f.Name == "reason":
		case e.Went:
		default:
			v.Facts = append(v.Facts, strings.ReplaceAll(f.Name, "_", " ")+": "+cmp.Or(f.After, "none"))
		}
	}
	return v
}

// happened says what an event means to somebody who does not know the words
// of accredit.
func happened(e *engine.Event) string {
	switch e.Step.Action {
	case engine.ActionAdd:
		return "got access"
	case engine.ActionAdopt:
		return "got access by your approval"
	case engine.ActionMigrate:
		return "from super admin to partner admin"
	case engine.ActionDeactivate:
		return "access switched off"
	case engine.ActionReactivate:
		return "access switched on again"
	case engine.ActionRemove:
		return "access removed"
	case engine.ActionForget:
		return "no longer kept on record"
	case engine.ActionRecord:
		return "note changed"
	}
	switch {
	case e.Came:
		return "found with access"
	case e.Went:
		return "found without access"
	}
	return "access changed"
}
