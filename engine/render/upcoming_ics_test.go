package render

import (
	"bytes"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"accredit/engine"

	ics "github.com/arran4/golang-ical"
)

func upcomingSample() ([]engine.Upcoming, engine.Date) {
	today := engine.DateOf(time.Date(2026, 11, 21, 0, 0, 0, 0, time.UTC))
	acme := &engine.Client{Address: "client.acme", Name: "Acme", HubID: 7}
	hostile := &engine.Client{Name: "A;b,c\\n\r\nEND:VEVENT\r\nBEGIN:VALARM \u202e" + strings.Repeat("ü", 90), HubID: 8}
	bob := &engine.Person{Email: "bob@northwind.example", Name: "Bob"}
	return []engine.Upcoming{
		{Kind: engine.UpcomingEnds, Day: today, Client: acme, Person: bob, Set: "partner_admin", Then: "view_only", Reason: "SOW-1, and; more", Lead: "maria@northwind.example", Pos: engine.Pos{File: "a.hcl", Line: 3}},
		{Kind: engine.UpcomingRelationshipEnds, Day: today + 3, Client: hostile, What: "nobody is left"},
		{Kind: engine.UpcomingTaskOverdue, Day: today - 2, Client: acme, Person: bob, What: "7.12"},
		{Kind: engine.UpcomingBegins, Day: today + 9, Client: acme, Person: bob, Set: "view_only", Until: today + 20},
	}, today
}

// Another library than the one that wrote it reads the calendar back.
func TestUpcomingCalendar(t *testing.T) {
	list, _ := upcomingSample()
	var b bytes.Buffer
	if err := UpcomingCalendar(&b, "Northwind; Growth", list, time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC)); err != nil {
		t.Fatal(err)
	}
	for line := range strings.SplitSeq(b.String(), "\r\n") {
		if len(line) > maxFold || !utf8.ValidString(line) || strings.ContainsAny(line, "\r\n\u202e") {
			t.Errorf("the line %q has %d bytes", line, len(line))
		}
	}
	calendar, err := ics.ParseCalendar(bytes.NewReader(b.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	events := calendar.Events()
	if len(events) != len(list) || strings.Count("\r\n"+b.String(), "\r\nBEGIN:") != 1+len(list) {
		t.Fatalf("%d events", len(events))
	}
	ids := map[string]bool{}
	for i, e := range events {
		ids[e.Id()] = true
		start, errStart := e.GetAllDayStartAt()
		end, errEnd := e.GetAllDayEndAt()
		if errStart != nil || errEnd != nil || engine.DateOf(start) != list[i].Day || engine.DateOf(end) != list[i].Day+1 {
			t.Errorf("event %d is from %s to %s (%v, %v)", i, start, end, errStart, errEnd)
		}
	}
	if len(ids) != len(list) {
		t.Errorf("the ids are %v", ids)
	}
	for property, want := range map[ics.ComponentProperty]string{
		ics.ComponentPropertySummary:     "client.acme: bob@northwind.example: partner_admin ends, then view_only again",
		ics.ComponentPropertyDescription: "Reason: SOW-1, and; more. Lead: maria@northwind.example. a.hcl:3",
		ics.ComponentPropertyCategories:  "ends",
	} {
		if got := events[0].GetProperty(property).Value; got != want {
			t.Errorf("%s is %q, want %q", property, got, want)
		}
	}
	if got, want := events[1].GetProperty(ics.ComponentPropertySummary).Value, Terminal(list[1].Client.Name)+": the relationship ends: nobody is left"; got != want {
		t.Errorf("the summary is %q, want %q", got, want)
	}
}

// Nothing comes: that is a calendar, too, and takes what stood in it away.
func TestUpcomingCalendarEmpty(t *testing.T) {
	var b bytes.Buffer
	if err := UpcomingCalendar(&b, "Northwind", nil, time.Time{}); err != nil {
		t.Fatal(err)
	}
	calendar, err := ics.ParseCalendar(bytes.NewReader(b.Bytes()))
	if err != nil || len(calendar.Events()) != 0 {
		t.Errorf("%v in %q", err, b.String())
	}
}
