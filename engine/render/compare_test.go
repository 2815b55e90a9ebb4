package render

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"testing"
	"unicode/utf8"

	"accredit/engine"
)

// sampleComparison has something of everything.
func sampleComparison() *engine.Comparison {
	p := samplePlan()
	c := &engine.Comparison{
		AsOf: p.AsOf, Catalogue: p.Catalogue, Agency: p.Agency, BeforeDigest: "sha256:1", AfterDigest: "sha256:2",
		People: p.People, Clients: p.Clients, Sets: p.Sets, Effect: engine.Both, GrantsAdded: 5, GrantsChanged: 3, GrantsRemoved: 1,
		Causes: []engine.CauseCount{
			{Kind: engine.CausePermissionSet, Name: "junior", Grants: 1, Clients: 1, Permissions: []engine.PermissionChange{
				{Permission: "crm.deals.edit", Before: "none", After: "own"}, {Permission: "reports.access", Before: "off", After: "on"}}},
			{Kind: engine.CausePermissionSet, Name: "developer", Permissions: []engine.PermissionChange{{Permission: "crm.export", Before: "on", After: "off"}}},
		},
		Rules: []engine.RuleDifference{
			{Kind: "guardrail", Name: "max-removals", Before: "25%", After: "50%", Pos: engine.Pos{File: "agency.hcl", Line: 9}},
			{Kind: "policy", Name: "no billing", After: "error about each grant, condition 1234", Pos: engine.Pos{File: "policies.hcl", Line: 1}},
			{Kind: "removed", Name: "hub 9", Before: "no longer managed, nobody is touched"},
		},
	}
	pos := engine.Pos{File: "clients/acme.hcl", Line: 17}
	junior := engine.Grant{Person: eve, Set: "junior", Rights: sampleJunior}
	ended := junior
	ended.Expires, ended.Details = 739981, &engine.Details{Reason: "SOW-119"}
	c.Steps = []engine.Step{
		{Client: engine.Nobody, Seq: 1, Person: bob, Actor: engine.Nobody, Action: engine.ActionAdd, Pos: engine.Pos{File: "people.hcl", Line: 4}},
		{Client: engine.Nobody, Seq: 2, Person: dan, Actor: engine.Nobody, Action: engine.ActionRecord, Details: &engine.StepDetails{Fields: []engine.Field{{Name: "status", Before: "active", After: "left"}}}},
	}
	for i := range c.Clients {
		c.Steps = append(c.Steps, engine.Step{Client: int32(i), Seq: 1, Person: bob, Actor: engine.Nobody, Action: engine.ActionAdd, Effect: engine.Expands, Cause: engine.CauseConfig, Pos: pos,
			After: &engine.Grant{Person: bob, Set: "developer", Rights: sampleManager, Origin: &engine.Origin{Team: "team.growth"}}})
	}
	c.Steps = append(c.Steps,
		engine.Step{Client: acme, Seq: 2, Person: engine.Nobody, Actor: engine.Nobody, Action: engine.ActionRecord, Details: &engine.StepDetails{Fields: []engine.Field{{Name: "mode", Before: "observe", After: "enforce"}}}},
		engine.Step{Client: acme, Seq: 3, Person: eve, Actor: engine.Nobody, Action: engine.ActionRecord, Effect: engine.Reduces, Pos: pos, Before: &junior, After: &ended},
		engine.Step{Client: acme, Seq: 4, Person: dan, Actor: engine.Nobody, Action: engine.ActionRemove, Effect: engine.Reduces, Before: &ended},
		engine.Step{Client: acme, Seq: 5, Person: maria, Actor: engine.Nobody, Action: engine.ActionChange, Effect: engine.Expands, Cause: engine.CausePermissionSet,
			Before: &engine.Grant{Person: maria, Set: "junior"}, After: &engine.Grant{Person: maria, Set: "junior", Rights: sampleJunior}},
		engine.Step{Client: acme, Seq: 6, Person: maria, Actor: engine.Nobody, Action: engine.ActionChange, Effect: engine.Both,
			Before: &engine.Grant{Person: maria, Set: "junior", Rights: sampleJunior, Starts: 740100}, After: &engine.Grant{Person: maria, Set: "account_manager", Rights: sampleManager, Starts: 740100}})
	return c
}

func TestComparisonGolden(t *testing.T) {
	for _, width := range []int{0, 60, 120} {
		golden(t, fmt.Sprintf("diff_%d.txt", width), func(w io.Writer) error {
			return Text{Width: width}.Comparison(w, sampleComparison(), "main", "the work tree")
		})
	}
	golden(t, "diff_verbose.txt", func(w io.Writer) error {
		return Text{Verbose: true}.Comparison(w, sampleComparison(), "v1", "v2")
	})
	golden(t, "diff.md", func(w io.Writer) error { return ComparisonMarkdown(w, sampleComparison(), "v1", "v2") })
}

// hostileComparison puts a string wherever something from outside stands.
func hostileComparison(s string) *engine.Comparison {
	c := sampleComparison()
	c.Agency = s
	for i := range c.People {
		c.People[i].Email = s
	}
	for i := range c.Clients {
		c.Clients[i].Name, c.Clients[i].Address, c.Clients[i].Pos.File = s, s, s
	}
	for i := range c.Rules {
		r := &c.Rules[i]
		r.Name, r.Pos.File = s, s
		if r.After != "" {
			r.After = s
		}
	}
	for i := range c.Steps {
		hostileStep(&c.Steps[i], s)
	}
	for i := range c.Causes {
		c.Causes[i].Name = s
	}
	return c
}

// A name changes no line of the output but its own.
func TestComparisonHostile(t *testing.T) {
	render := func(s string) (string, string) {
		var text, md bytes.Buffer
		if err := (Text{}).Comparison(&text, hostileComparison(s), s, s); err != nil {
			t.Fatal(err)
		}
		if err := ComparisonMarkdown(&md, hostileComparison(s), s, s); err != nil {
			t.Fatal(err)
		}
		return text.String(), md.String()
	}
	text, md := render("harmless")
	for _, s := range hostileStrings(t) {
		if s == "" {
			continue
		}
		gotText, gotMD := render(s)
		if a, b := strings.Count(text, "\n"), strings.Count(gotText, "\n"); a != b {
			t.Errorf("%q: %d lines of text, want %d", s, b, a)
		}
		if a, b := strings.Count(md, "\n"), strings.Count(gotMD, "\n"); a != b && !strings.Contains(gotMD, "left out") {
			t.Errorf("%q: %d lines of Markdown, want %d", s, b, a)
		}
		for _, out := range []string{gotText, gotMD} {
			if !utf8.ValidString(out) || strings.ContainsFunc(out, func(r rune) bool { return r < ' ' && r != '\n' || r >= 0x7f && r < 0xa0 || r == '\u202e' }) {
				t.Errorf("%q: a control character", s)
			}
		}
		inFence := ""
		for _, line := range strings.Split(gotMD, "\n") {
			trimmed := strings.TrimLeft(line, "`")
			switch run := line[:len(line)-len(trimmed)]; {
			case inFence == "" && len(run) >= 3:
				inFence = run
			case inFence != "" && line == inFence:
				inFence = ""
			case strings.HasPrefix(line, "### "): // code spans
			case inFence == "" && strings.Contains(s, "<") && strings.Contains(line, s):
				t.Errorf("%q stands in running Markdown: %s", s, line)
			}
		}
		if inFence != "" {
			t.Errorf("%q: a fence is open at the end", s)
		}
	}
}

// However much differs, a comment takes it, and what is left out is counted.
func TestComparisonMarkdownSize(t *testing.T) {
	for _, n := range []int{0, 1, 100, 5000} {
		c := sampleComparison()
		c.Steps = nil
		for i := range n {
			c.Clients = append(c.Clients, engine.PlanClient{Client: engine.Client{HubID: int64(1000 + i), Name: strings.Repeat("long ", 30)}})
			c.Steps = append(c.Steps, engine.Step{Client: int32(len(c.Clients) - 1), Person: int32(i % 4), Actor: engine.Nobody, Action: engine.ActionAdd,
				After: &engine.Grant{Set: "junior", Details: &engine.Details{Reason: fmt.Sprint("SOW-", i)}}})
		}
		var b bytes.Buffer
		if err := ComparisonMarkdown(&b, c, "v1", "v2"); err != nil {
			t.Fatal(err)
		}
		if b.Len() > 65536 {
			t.Errorf("%d differences: %d bytes", n, b.Len())
		}
		if got := strings.Contains(b.String(), "left out"); got != (n == 5000) {
			t.Errorf("%d differences: left out is %v", n, got)
		}
	}
}
