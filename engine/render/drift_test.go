package render

import (
	"bytes"
	"fmt"
	"html"
	"io"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"accredit/engine"

	"github.com/google/go-cmp/cmp"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/text"
)

// sampleDrift is a report with something of everything.
func sampleDrift() *engine.Drift {
	p := samplePlan()
	pos := engine.Pos{File: "clients/acme.hcl", Line: 17}
	grant := func(set string, f func(*engine.Grant)) *engine.Grant {
		g := &engine.Grant{Set: set}
		if f != nil {
			f(g)
		}
		return g
	}
	junior, manager := grant("junior", nil), grant("account_manager", func(g *engine.Grant) { g.Details = &engine.Details{Teams: []string{"EMEA", "APAC"}} })
	return &engine.Drift{
		AsOf: time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC), Agency: "Northwind Growth", Dir: "access", Commit: "0123456789abcdef0123", ConfigDigest: "sha256:4444444444444444",
		Lineage: "7c9e6679", Serial: 12, Catalogue: p.Catalogue, Looked: true, Sources: []string{"exports/886618329.csv"}, Observed: 1,
		Unknown:   []engine.UnknownAccount{{Client: initech, Why: "exports/7.csv:3: it has 4 cells"}, {Client: acme, Why: "1 row could not be read", Partly: true}},
		Unmanaged: []engine.UnmanagedAccount{{HubID: 77, Name: "Old client", Source: "exports/77.csv", People: 2}},
		People:    p.People, Clients: p.Clients, Sets: p.Sets,
		Items: []engine.DriftItem{
			{Client: engine.Nobody, Person: eve, Email: "eve@northwind.example", Class: engine.DriftNotApplied, Action: engine.ActionRecord, Fields: []engine.Field{{Name: "name", Before: "Eve", After: "Eve Adams"}}, Digest: "a"},
			{Client: hooli, HubID: 9, Person: maria, Email: "maria@northwind.example", Class: engine.DriftMissing, Declared: junior, Recorded: junior, Seen: true, Digest: "b"},
			{Client: hooli, HubID: 9, Person: bob, Email: "bob@northwind.example", Class: engine.DriftDoneEarly, Declared: manager, Recorded: junior, Observed: manager, Seen: true, AsDeclared: true, Digest: "k"},
			{Client: hooli, HubID: 9, Person: dan, Email: "dan@freelance.example", Class: engine.DriftNotApplied, Declared: junior, Action: engine.ActionAdd, Task: "7.12", Digest: "l"},
			{Client: acme, HubID: 886618329, Person: bob, Email: "bob@northwind.example", Class: engine.DriftSuperAdminAppeared, Declared: junior, Recorded: junior, Observed: grant("super_admin", nil), Seen: true, Pos: pos, Digest: "c",
				Permissions: []engine.DriftPermission{{Permission: "crm.deals.edit", Declared: "own", Recorded: "own", Observed: "all"}, {Permission: "crm.export", Declared: "off", Recorded: "off", Observed: "on"}}},
			{Client: acme, HubID: 886618329, Person: dan, Email: "dan@freelance.example", Class: engine.DriftChanged, Declared: junior, Recorded: manager, Digest: "d", Stuck: true},
			{Client: acme, HubID: 886618329, Person: eve, Email: "eve@northwind.example", Class: engine.DriftLapsed, Recorded: grant("junior", func(g *engine.Grant) { g.Expires = 739940 }), Observed: junior, Seen: true, Digest: "e"},
			{Client: acme, HubID: 886618329, Person: eve, Email: "eve@northwind.example", Class: engine.DriftUnknownPerson, Observed: grant("junior", func(g *engine.Grant) { g.Status = engine.Deactivated }), Seen: true, Digest: "f",
				Ignored: &engine.Ignored{Until: 739950, On: 739941, Who: "ops@northwind.example", Because: "until the audit is over"}},
			{Client: acme, HubID: 886618329, Person: maria, Email: "maria@northwind.example", Class: engine.DriftNotApplied, Declared: manager, Recorded: junior, Observed: manager, Seen: true, AsDeclared: true, Pos: pos, Digest: "g"},
			{Client: acme, HubID: 886618329, Person: bob, Email: "bob@northwind.example", Class: engine.DriftNotDone, Observed: junior, Seen: true, GoneOn: 739941, GoneBy: "maria@northwind.example", Digest: "j"},
			{Client: acme, HubID: 886618329, Person: engine.Nobody, Email: "owner@acme.example", Class: engine.DriftSuperAdminVanished, Seen: true, Digest: "h"},
			{Client: acme, HubID: 886618329, Person: engine.Nobody, Class: engine.DriftNotApplied, Fields: []engine.Field{{Name: "domain", After: "acme.example"}}, Digest: "i"},
		},
		Violations: p.Violations, Warnings: p.Warnings,
	}
}

// hostileDrift puts a string wherever a report holds something from outside.
func hostileDrift(s string) *engine.Drift {
	d := sampleDrift()
	d.Agency, d.Dir, d.Commit, d.ConfigDigest, d.Sources = s, s, s, s, []string{s}
	for i := range d.People {
		d.People[i] = engine.Person{Address: s, Email: s, Name: s}
	}
	for i := range d.Clients {
		d.Clients[i].Client = engine.Client{Address: "client." + s, Name: s, HubID: int64(i + 1)}
		d.Clients[i].Pos = engine.Pos{File: s, Line: 1}
	}
	for i := range d.Unknown {
		d.Unknown[i].Why = s
	}
	d.Unmanaged[0].Name, d.Unmanaged[0].Source = s, s
	for i := range d.Items {
		hostileDriftItem(&d.Items[i], s)
	}
	for _, list := range [][]engine.Finding{d.Violations, d.Warnings} {
		for i := range list {
			f := &list[i]
			f.Rule, f.Message, f.Hint, f.Pos.File = s, s, strings.ReplaceAll(s, "\n", " "), s // the engine makes a line of each way out
		}
	}
	return d
}

func hostileDriftItem(it *engine.DriftItem, s string) {
	if it.Email != "" {
		it.Email = s
	}
	if it.GoneBy != "" {
		it.GoneBy = s
	}
	it.Pos = engine.Pos{File: s, Line: 1}
	for i := range it.Fields {
		it.Fields[i] = engine.Field{Name: s, Before: s, After: s}
	}
	for i := range it.Permissions {
		it.Permissions[i] = engine.DriftPermission{Permission: s, Declared: "off", Recorded: "off", Observed: "on"}
	}
	for _, g := range []**engine.Grant{&it.Declared, &it.Recorded, &it.Observed} {
		if *g != nil {
			hostile := **g
			hostile.Set, hostile.Details = s, &engine.Details{Teams: []string{s}}
			*g = &hostile
		}
	}
	if it.Ignored != nil {
		it.Ignored = &engine.Ignored{Until: 739950, On: 739941, Who: s, Because: s}
	}
}

func TestDriftGolden(t *testing.T) {
	for _, width := range []int{40, 100} {
		golden(t, fmt.Sprintf("drift_%d.txt", width), func(w io.Writer) error { return Text{Width: width}.Drift(w, sampleDrift()) })
	}
	golden(t, "drift_pipe.txt", func(w io.Writer) error { return Text{}.Drift(w, sampleDrift()) })
	golden(t, "drift.md", func(w io.Writer) error { return DriftMarkdown(w, sampleDrift()) })
	golden(t, "drift_slack.txt", func(w io.Writer) error { _, err := io.WriteString(w, DriftSlack(sampleDrift())); return err })
	golden(t, "drift_body.html", func(w io.Writer) error {
		var page bytes.Buffer
		if err := DriftHTML(&page, sampleDrift()); err != nil {
			return err
		}
		_, body, _ := strings.Cut(page.String(), "<body>")
		_, err := io.WriteString(w, body)
		return err
	})
}

// markdownOutline is the tree of a page without its words: what they are in,
// but not what they say.
func markdownOutline(t *testing.T, source []byte) []string {
	t.Helper()
	var outline []string
	tree := goldmark.New(goldmark.WithExtensions(extension.GFM)).Parser().Parse(text.NewReader(source))
	err := ast.Walk(tree, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if kind := n.Kind(); entering && kind != ast.KindText && kind != ast.KindString {
			outline = append(outline, kind.String())
		}
		return ast.WalkContinue, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return outline
}

// TestHostileDriftMarkdown is T15: the same tree as with a harmless name, and
// nobody who is called.
func TestHostileDriftMarkdown(t *testing.T) {
	page := func(s string) []byte {
		var b bytes.Buffer
		if err := DriftMarkdown(&b, hostileDrift(s)); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	want := markdownOutline(t, page("harmless"))
	if len(want) < 50 {
		t.Fatalf("only %d nodes", len(want))
	}
	for _, s := range hostileStrings(t) {
		if strings.TrimSpace(Terminal(s)) == "" {
			continue // no words at all
		}
		got := page(s)
		if diff := cmp.Diff(want, markdownOutline(t, got)); diff != "" {
			t.Errorf("%q makes another page:\n%s\n%s", s, diff, got)
		}
		if calls := regexp.MustCompile("@[a-z]").FindAll(outsideCode(got), -1); len(calls) > 0 {
			t.Errorf("%q calls somebody: %q", s, calls)
		}
	}
}

// outsideCode is a page without its code spans.
func outsideCode(page []byte) []byte {
	return regexp.MustCompile("(`+)[^\n]*?[^`\n](`+)").ReplaceAll(page, nil)
}

// TestHostileDriftHTML: the same elements as with a harmless name.
func TestHostileDriftHTML(t *testing.T) {
	tags := regexp.MustCompile(`<[^>]*>`)
	elements := func(s string) []string {
		var b bytes.Buffer
		if err := DriftHTML(&b, hostileDrift(s)); err != nil {
			t.Fatal(err)
		}
		return tags.FindAllString(b.String(), -1)
	}
	want := elements("harmless")
	for _, s := range hostileStrings(t) {
		if diff := cmp.Diff(want, elements(s)); diff != "" {
			t.Errorf("%q: other elements:\n%s", s, diff)
		}
	}
}

// TestHostileSlack: as many lines as with a harmless name, and nothing that
// Slack takes for more than text.
func TestHostileSlack(t *testing.T) {
	lines := strings.Count(DriftSlack(hostileDrift("harmless")), "\n")
	for _, s := range append(hostileStrings(t), "<!channel>", "@here", "@CHANNEL everyone", "<@U123>", "&lt;!here&gt;") {
		got := DriftSlack(hostileDrift(s))
		if strings.ContainsAny(got, "<>") || regexp.MustCompile(`(?i)@(here|channel|everyone)`).MatchString(got) || strings.Count(got, "&") != strings.Count(html.UnescapeString(got), "&")+strings.Count(got, "&lt;")+strings.Count(got, "&gt;") {
			t.Errorf("%q: %s", s, got)
		}
		if n := strings.Count(got, "\n"); n != lines && len(got) < slackLimit/2 {
			t.Errorf("%q: %d lines, want %d", s, n, lines)
		}
		if len(got) > slackLimit+200 {
			t.Errorf("%q: %d bytes", s, len(got))
		}
	}
}

// TestDriftMarkdownSize is T16 for drift: any number of differences fits, the
// totals add up, and what was done outside comes before what is left out.
func TestDriftMarkdownSize(t *testing.T) {
	for _, n := range []int{0, 1, 100, 1000, 20000} {
		d := sampleDrift()
		item := d.Items[2]
		d.Items = nil
		for i := range n {
			it := item
			it.Client = int32(i * len(d.Clients) / max(n, 1))
			it.Email = fmt.Sprintf("p%d@northwind.example", i)
			if i%3 == 0 {
				it.Class = engine.DriftNotApplied
			}
			d.Items = append(d.Items, it)
		}
		var b bytes.Buffer
		if err := DriftMarkdown(&b, d); err != nil {
			t.Fatal(err)
		}
		if b.Len() > driftMarkdownLimit {
			t.Errorf("%d differences: %d bytes", n, b.Len())
		}
		page := b.String()
		if !strings.HasPrefix(page, "<!-- accredit:drift -->\n") || !strings.Contains(page, markdownText(driftTotals(d))) || !strings.Contains(page, "### Rules broken") {
			t.Errorf("%d differences: the beginning is missing:\n%.500s", n, page)
		}
		shown := strings.Count(page, "`p")
		left := regexp.MustCompile(`\*\*(\d+) entries left out`).FindStringSubmatch(page)
		switch {
		case left == nil && shown != n:
			t.Errorf("%d differences: %d shown, and nothing is said of the others", n, shown)
		case left != nil && n < 1000:
			t.Errorf("%d differences: left out %s", n, left[1])
		}
		kinds := markdownOutline(t, b.Bytes())
		if slices.Contains(kinds, "FencedCodeBlock") || slices.Contains(kinds, "CodeBlock") {
			t.Errorf("%d differences: code that nobody wrote", n)
		}
	}
}
