package engine

import (
	"slices"
	"testing"
	"time"
)

// TestClientReportSince: since when somebody has access is the latest time
// that they got some, under whatever address, also when they had left between.
func TestClientReportSince(t *testing.T) {
	r := recordedLevels("x", "crm.contacts.view", "all", "crm.custom.thing", "on")
	a := &Access{People: []Person{{Email: "ann@x.example", FormerEmails: []string{"ann.old@x.example"}}, {Email: "bob@x.example"}, {Email: "cat@x.example"}},
		Clients: []RecordedClient{{Client: Client{HubID: 7, Name: "Acme", ManagedMRR: 5, Labels: map[string]string{"a": "b"}},
			Grants: []RecordedGrant{{Person: 0, Rights: r}, {Person: 1, Rights: r, Status: Deactivated}, {Person: 2, Rights: recordedLevels(SetSuperAdmin), Expires: 5}}}}}
	day := func(n int) time.Time { return time.Date(2026, 11, n, 9, 0, 0, 0, time.UTC) }
	report, err := NewClientReport(BuiltinCatalogue(), a, 7, day(30))
	if err != nil {
		t.Fatal(err)
	}
	report.Since = day(10)
	came := func(hub int64, email string) Event {
		return Event{Kind: EventGrant, HubID: hub, Email: email, Came: true, Fields: []Field{{"permission_set", "", "x"}}}
	}
	went := Event{Kind: EventGrant, HubID: 7, Email: "bob@x.example", Went: true, Fields: []Field{{"permission_set", "x", ""}}}
	label := Event{Kind: EventClient, HubID: 7, Fields: []Field{{"labels", "", "tier=gold"}, {"managed_mrr", "", "5"}}}
	for _, e := range []HistoryEntry{
		{Serial: 5, At: day(20), Events: []Event{label, came(9, "bob@x.example")}},
		{Serial: 4, At: day(15), Events: []Event{came(7, "bob@x.example")}},
		{Serial: 3, At: day(12), Events: []Event{went, {Kind: EventPerson, Email: "bob@x.example"}}},
		{Serial: 2, At: day(3), Kind: "import", Events: []Event{came(7, "ann.old@x.example")}},
		{Serial: 1, At: day(1), Events: []Event{came(7, "bob@x.example")}},
	} {
		report.Add(&e)
	}
	for i, want := range []struct {
		since            time.Time
		imported, lapsed bool
	}{{day(3), true, false}, {day(15), false, false}, {time.Time{}, false, true}} {
		if p := report.People[i]; !p.Since.Equal(want.since) || p.Imported != want.imported || p.Lapsed != want.lapsed {
			t.Errorf("%s: %+v, want %+v", p.Person.Email, p, want)
		}
	}
	if len(report.Changes) != 2 || !report.Changes[0].Event.Came || !report.Changes[1].Event.Went {
		t.Errorf("changes: %+v", report.Changes)
	}
	if len(report.Rights) != 2 || !slices.Equal(report.Rights[0].Emails, []string{"ann@x.example", "bob@x.example"}) || !report.Rights[1].All {
		t.Errorf("rights: %+v", report.Rights)
	}
	areas := report.Rights[0].Areas
	if len(areas) != 1 || len(areas[0].Lines) != 2 || !slices.Equal(areas[0].Lines[0].Can, []string{"View contacts"}) || !slices.Equal(areas[0].Lines[1].Can, []string{"crm.custom.thing"}) {
		t.Errorf("areas: %+v", areas)
	}
	if _, err := NewClientReport(BuiltinCatalogue(), a, 8, day(30)); err == nil {
		t.Error("a client that is not recorded")
	}
}

// TestInWords: more and less, by how far.
func TestInWords(t *testing.T) {
	more, less := BuiltinCatalogue().inWords([]PermissionChange{
		{Permission: "crm.contacts.edit", Before: "none", After: "team"}, {Permission: "crm.deals.edit", Before: "own", After: "team"},
		{Permission: "crm.contacts.view", Before: "all", After: "own"}, {Permission: "crm.export", Before: "on", After: "off"},
		{Permission: "crm.x.y", Before: "off", After: "on"}})
	want := []ReportedReach{{"their own and their team's", []string{"Edit contacts", "Edit deals"}}, {"in general", []string{"crm.x.y"}}}
	if !slices.EqualFunc(more, want, sameReach) {
		t.Errorf("more: %+v", more)
	}
	want = []ReportedReach{{"their own", []string{"View contacts"}}, {"", []string{"Export records and reports"}}}
	if !slices.EqualFunc(less, want, sameReach) {
		t.Errorf("less: %+v", less)
	}
}

func sameReach(a, b ReportedReach) bool { return a.Reach == b.Reach && slices.Equal(a.Can, b.Can) }
