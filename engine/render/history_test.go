package render

import (
	"bytes"
	"encoding/csv"
	"io"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"accredit/engine"

	"github.com/google/go-cmp/cmp"
)

// sampleHistory has an event of every kind, with s wherever something from
// outside can stand.
func sampleHistory(s string) []engine.HistoryEntry {
	step := engine.StepInfo{Action: engine.ActionChange, Effect: engine.Expands, Cause: engine.CauseConfig, Actor: s, Via: engine.ViaClientAccount}
	field := func(name string) engine.Field { return engine.Field{Name: name, Before: s, After: s + s} }
	return []engine.HistoryEntry{
		{Serial: 2, At: time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC), Kind: "apply", Who: s, Command: s, Reason: s, GitCommit: s,
			Overrides: []string{s}, Skipped: []string{s}, Grants: 12, Hash: "sha256:0", Events: []engine.Event{
				{Kind: engine.EventAgency, Fields: []engine.Field{{Name: "name", After: s}}},
				{Kind: engine.EventSet, Set: s, Permissions: []engine.PermissionChange{{Permission: s, Before: "none", After: "all"}}},
				{Kind: engine.EventPerson, Email: s, Came: true, Fields: []engine.Field{{Name: "name", After: s}}},
				{Kind: engine.EventClient, HubID: 7, Client: s, Fields: []engine.Field{field("domain")}},
				{Kind: engine.EventGrant, HubID: 7, Client: s, Email: s, Step: step, Fields: []engine.Field{field("permission_set"), field("reason")},
					Permissions: []engine.PermissionChange{{Permission: s, Before: "off", After: "on"}}},
				{Kind: engine.EventGrant, HubID: 9, Client: s, Email: s, Went: true, Step: engine.StepInfo{Action: engine.ActionRemove, Actor: s}, Fields: []engine.Field{{Name: "permission_set", Before: s}}},
			}},
		{Serial: 1, Kind: "import", Who: s},
	}
}

// sampleReport has s wherever something from outside can stand.
func sampleReport(s string) *engine.ClientReport {
	at := time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC)
	step := engine.StepInfo{Action: engine.ActionAdd, Actor: s}
	told := &engine.Evidence{Kind: engine.EvidenceTold, At: at, By: s, Step: "7.12"}
	return &engine.ClientReport{
		Agency: s, Name: s, HubID: 7, Domain: s, AsOf: at, Serial: 3, Since: at.AddDate(0, 0, -30), SuperAdmins: []string{s, s},
		People: []engine.ReportedPerson{
			{Person: engine.Person{Name: s, Email: s, Kind: engine.Contractor}, Grant: engine.RecordedGrant{Expires: 739941, Details: &engine.Details{Reason: s}, Evidence: told}, Since: at},
			{Person: engine.Person{Name: s, Email: s}, Grant: engine.RecordedGrant{Status: engine.Deactivated, Seat: engine.SeatPartner}, Rights: 1},
		},
		Rights: []engine.ReportedRights{
			{Set: s, Emails: []string{s, s}, Areas: []engine.ReportedArea{{Name: "CRM", Lines: []engine.ReportedReach{{Reach: "level " + s, Can: []string{s, s}}, {Reach: "in general", Can: []string{s}}}}}},
			{Set: s, All: true, Emails: []string{s}},
		},
		Links: []engine.Link{{Admin: s, ApprovedBy: s, ApprovedOn: 739900}, {Admin: s, EndedOn: 739901}},
		Changes: []engine.ReportedChange{
			{At: at, Event: engine.Event{Kind: engine.EventGrant, HubID: 7, Email: s, Came: true, Step: step, Evidence: told, Fields: []engine.Field{{Name: "permission_set", After: s}, {Name: "reason", After: s}, {Name: "teams", After: s}}}},
			{At: at, Event: engine.Event{Kind: engine.EventClient, HubID: 7, Fields: []engine.Field{{Name: "access_links", After: s}}},
				More: []engine.ReportedReach{{Reach: "their own", Can: []string{s}}}, Less: []engine.ReportedReach{{Can: []string{s}}}},
		},
	}
}

func writeEntries(h interface {
	Entry(*engine.HistoryEntry) error
	Close() error
}, s string) error {
	for _, e := range sampleHistory(s) {
		if err := h.Entry(&e); err != nil {
			return err
		}
	}
	return h.Close()
}

func TestHistoryGolden(t *testing.T) {
	for _, c := range []struct {
		file  string
		write func(io.Writer) error
	}{
		{"history_80.txt", func(w io.Writer) error { return writeEntries(Text{Width: 80}.History(w), "Ann") }},
		{"history_verbose.txt", func(w io.Writer) error { return writeEntries(Text{Verbose: true}.History(w), "Ann") }},
		{"history.csv", func(w io.Writer) error { return writeEntries(NewCSVHistory(w), "Ann") }},
		{"history.md", func(w io.Writer) error { return writeEntries(NewMarkdownHistory(w), "Ann") }},
		{"report.md", func(w io.Writer) error { return ClientReportMarkdown(w, sampleReport("Ann")) }},
		{"report.html", func(w io.Writer) error { return ClientReportHTML(w, sampleReport("Ann")) }},
	} {
		golden(t, c.file, c.write)
	}
}

// TestHostileMarkdownHistory is T15: text from outside only ever stands there
// as markdownText or markdownCode writes it, so that nothing else differs from
// the same page with a harmless name.
func TestHostileMarkdownHistory(t *testing.T) {
	for name, write := range map[string]func(io.Writer, string) error{
		"history": func(w io.Writer, s string) error { return writeEntries(NewMarkdownHistory(w), s) },
		"report":  func(w io.Writer, s string) error { return ClientReportMarkdown(w, sampleReport(s)) },
	} {
		skeleton := func(s string) string {
			var b bytes.Buffer
			if err := write(&b, s); err != nil {
				t.Fatal(err)
			}
			text := b.String()
			for _, escaped := range []string{tableCode(s), markdownCode(s), markdownText(shorten(Terminal(s), 13)), markdownText(Terminal(s)), markdownText(s)} {
				text = strings.ReplaceAll(text, escaped, "X")
			}
			return strings.ReplaceAll(text, "X X", "XX")
		}
		want := skeleton("harmless")
		for _, s := range hostileStrings(t) {
			shown := Terminal(s)
			if len(strings.TrimSpace(shown)) < 2 || strings.ContainsAny(s, "X") || isMark([]rune(s)[0]) || strings.HasPrefix(shown, " ") {
				continue // cannot be told from the page's own text, or is shown otherwise at the beginning
			}
			if diff := cmp.Diff(want, skeleton(s)); diff != "" {
				t.Errorf("%s of %q has another skeleton:\n%s", name, s, diff)
			}
			for line := range strings.Lines(skeleton(s)) {
				checkPrintable(t, strings.ReplaceAll(strings.TrimSuffix(line, "\n"), "\u200b", ""))
			}
		}
	}
}

var htmlTag = regexp.MustCompile(`<[^>]*>`)

// TestHostileHTMLReport is T15: the same tags, in the same order, whatever the
// names, and no control byte.
func TestHostileHTMLReport(t *testing.T) {
	page := func(s string) string {
		var b bytes.Buffer
		if err := ClientReportHTML(&b, sampleReport(s)); err != nil {
			t.Fatal(err)
		}
		return b.String()
	}
	want := htmlTag.FindAllString(page("harmless"), -1)
	if len(want) < 50 {
		t.Fatalf("%d tags", len(want))
	}
	for _, s := range hostileStrings(t) {
		got := page(s)
		if diff := cmp.Diff(want, htmlTag.FindAllString(got, -1)); diff != "" {
			t.Errorf("%q changes the page:\n%s", s, diff)
		}
		for line := range strings.Lines(got) {
			checkPrintable(t, strings.TrimSuffix(line, "\n"))
		}
	}
}

// TestHostileCSV is T15 for CSV: read back it has the same rows and columns,
// and no cell is a formula.
func TestHostileCSV(t *testing.T) {
	read := func(s string) [][]string {
		var b bytes.Buffer
		if err := writeEntries(NewCSVHistory(&b), s); err != nil {
			t.Fatal(err)
		}
		rows, err := csv.NewReader(&b).ReadAll()
		if err != nil {
			t.Fatalf("%q: %v", s, err)
		}
		return rows
	}
	want := len(read("harmless"))
	extra := []string{"=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "\u00a0=1", "＝1", "－1", "a,b", "a\"b", "\"=1", ";=1", "'=1"}
	for _, s := range append(hostileStrings(t), extra...) {
		rows := read(s)
		if len(rows) != want {
			t.Errorf("%q makes %d rows, not %d", s, len(rows), want)
		}
		for _, cell := range slices.Concat(rows...) {
			trimmed := strings.TrimLeft(cell, " \t\r\n\u00a0\u3000")
			if trimmed != "" && strings.ContainsRune("=+-@＝＋－＠", []rune(trimmed)[0]) {
				t.Errorf("%q makes the cell %q", s, cell)
			}
			checkPrintable(t, cell)
		}
	}
}
