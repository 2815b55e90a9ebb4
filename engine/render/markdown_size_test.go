package render

import (
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"accredit/engine"
	"accredit/engine/enginetest/suite"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/text"
)

// bigPlan has n steps, twenty a client, of every kind, and with them
// violations, warnings and the rest in proportion.
func bigPlan(n int) *engine.Plan {
	c := engine.BuiltinCatalogue()
	p := &engine.Plan{
		AsOf: time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC), Catalogue: c, Lineage: "7c9e6679", Serial: 12, Agency: "Northwind Growth",
		Sets: append(engine.BuiltinSets(c), engine.PermissionSet{Name: "junior", Rights: sampleJunior}, engine.PermissionSet{Name: "account_manager", Rights: sampleManager}),
	}
	for i := range max(25, n/35) {
		p.People = append(p.People, engine.Person{Email: fmt.Sprintf("person%d@northwind.example", i)})
	}
	for i := range n {
		if i%20 == 0 {
			p.Clients = append(p.Clients, engine.PlanClient{Client: engine.Client{Address: fmt.Sprintf("client.c%d", i/20), Name: fmt.Sprintf("Client %d", i/20), HubID: int64(i/20 + 1)}})
		}
		client := int32(len(p.Clients) - 1)
		s := bigStep(i, client, int32((i/20*7+i%20)%len(p.People)))
		p.Steps = append(p.Steps, s)
		p.Effect |= s.Effect
		bigBeside(p, i, client, s.Person)
	}
	return p
}

func bigStep(i int, client, person int32) engine.Step {
	s := engine.Step{Client: client, Seq: int32(i%20 + 1), Person: person, Actor: (person + 1) % 25, Via: engine.ViaClientAccessManager,
		Cause: engine.CauseConfig, Pos: engine.Pos{File: fmt.Sprintf("clients/c%d.hcl", client), Line: int32(i%20 + 1)}}
	junior := &engine.Grant{Person: person, Set: "junior", Rights: sampleJunior, Details: &engine.Details{Reason: "SOW-118"}}
	manager := &engine.Grant{Person: person, Set: "account_manager", Rights: sampleManager}
	switch i % 5 {
	case 0:
		s.Action, s.After = engine.ActionAdd, junior
	case 1:
		s.Action, s.Before, s.After = engine.ActionChange, junior, manager
	case 2:
		s.Action, s.Before = engine.ActionRemove, manager
	case 3:
		s.Action, s.Before = engine.ActionDeactivate, junior
		off := *junior
		off.Status = engine.Deactivated
		s.After = &off
	case 4:
		s.Action, s.Actor, s.Before, s.After, s.Via = engine.ActionRecord, engine.Nobody, junior, manager, engine.NoVia
		s.Before = manager
	}
	s.Effect = engine.EffectOf(s.Before, s.After)
	return s
}

func bigBeside(p *engine.Plan, i int, client, person int32) {
	if i%13 == 0 {
		p.Violations = append(p.Violations, engine.Finding{Rule: []string{"subset", "order", "policy:no exports"}[i%3], Overridden: i%39 == 0, Client: client, Person: person,
			Message: "nobody who acts there can bring them to what is wanted: account.scim (wanted on, reachable off)", Hint: "who could: owner@client.example", Pos: engine.Pos{File: "a.hcl", Line: 3}})
	}
	if i%17 == 0 {
		p.Warnings = append(p.Warnings, engine.Finding{Rule: "relationship", Severity: engine.Warning, Client: client, Person: engine.Nobody, Message: fmt.Sprintf("it ends on 2026-12-31, %d", i)})
		p.Waiting = append(p.Waiting, engine.Waiting{Client: client, Person: person, Set: "junior", For: "access_link"})
		p.Kept = append(p.Kept, engine.Kept{Client: client, Person: person, Action: engine.ActionRemove, Mode: engine.Additive})
	}
}

// TestMarkdownSizes is T16.
func TestMarkdownSizes(t *testing.T) {
	for _, n := range []int{0, 1, 2, 19, 100, 301, 5000, 100000} {
		t.Run(strconv.Itoa(n), func(t *testing.T) {
			p := bigPlan(n)
			checkMarkdown(t, p, markdownOf(t, p, 0), markdownLimit)
			for i := range p.Steps {
				p.Steps[i].InBase = i%3 == 0
			}
			p.Base = "main"
			checkMarkdown(t, p, markdownOf(t, p, 0), markdownLimit)
		})
	}
}

// TestMarkdownOneClient: a client with more steps than fit is cut between two
// of them.
func TestMarkdownOneClient(t *testing.T) {
	p := bigPlan(5000)
	for i := range p.Steps {
		p.People = append(p.People, engine.Person{Email: fmt.Sprintf("other%d@northwind.example", i)})
		p.Steps[i].Client, p.Steps[i].Seq, p.Steps[i].Person = 0, int32(i+1), int32(len(p.People)-1)
	}
	got := markdownOf(t, p, 0)
	checkMarkdown(t, p, got, markdownLimit)
	if !strings.Contains(got, "more steps here") {
		t.Error("nothing of the client is shown")
	}
}

// TestMarkdownLimits: the same at every cut of a middling plan. Only below a
// smallest limit is it refused.
func TestMarkdownLimits(t *testing.T) {
	p := bigPlan(301)
	step := suite.Sample(7, 61)
	fits := false
	for limit := 1; limit < 100000; limit += step * (1 + limit/1000) {
		var b strings.Builder
		if err := (Markdown{Limit: limit}).Plan(&b, p); err != nil {
			if fits || limit > 1200 {
				t.Fatalf("%d: %v", limit, err)
			}
			continue
		}
		fits = true
		checkMarkdown(t, p, b.String(), limit)
		if t.Failed() {
			t.Fatalf("at %d bytes", limit)
		}
	}
}

var (
	stepLine    = regexp.MustCompile(`(?m)^[-+! ] +\d+ [^ ]`)
	summaryLine = regexp.MustCompile(`<details><summary><b>[^\n]*</b>[^\n]*: ([^\n:]*)</summary>`)
	leftSteps   = regexp.MustCompile(`\*\*Left out, [^\n]*?(\d+) steps?\b`)
	moreSteps   = regexp.MustCompile(`(?m)^\.\.\. and (\d+) more steps? here\.$`)
	digits      = regexp.MustCompile(`\d+`)
)

// checkMarkdown checks a page against the plan: its size, that it is whole
// Markdown, and that everything is accounted for.
func checkMarkdown(t *testing.T, p *engine.Plan, page string, limit int) {
	t.Helper()
	if len(page) > limit || !utf8.ValidString(page) {
		t.Errorf("%d bytes, the limit is %d", len(page), limit)
	}
	if !strings.HasPrefix(page, "<!-- accredit:plan -->\n") || !strings.Contains(page, "\n**"+totals(p)+"**\n") {
		t.Error("the mark or the totals are missing")
	}
	checkWhole(t, page)
	checkViolations(t, p, page)
	for part, prefix := range []string{"Who ", "Not from this change: who "} {
		checkTouched(t, p, page, prefix+"loses access", part, engine.Reduces)
		checkTouched(t, p, page, prefix+"gains access", part, engine.Expands)
	}
	shown, left, more := len(stepLine.FindAllString(page, -1)), sumOf(leftSteps, page), sumOf(moreSteps, page)
	if shown+left != len(p.Steps) {
		t.Errorf("%d steps shown and %d left out of %d", shown, left, len(p.Steps))
	}
	summed := 0
	for _, m := range summaryLine.FindAllStringSubmatch(page, -1) {
		for _, n := range digits.FindAllString(m[1], -1) {
			k, _ := strconv.Atoi(n)
			summed += k
		}
	}
	if summed != shown+more {
		t.Errorf("sections announce %d steps, show %d and say %d more", summed, shown, more)
	}
	checkRows(t, page, "- <b>relationship</b>", "warning", len(p.Warnings))
	checkRows(t, page, "- Kept: ", "note", len(p.Kept)+len(waitingRuns(p.Waiting)))
}

// checkRows: what a list does not show is said to be left out.
func checkRows(t *testing.T, page, row, noun string, want int) {
	t.Helper()
	_, tail, _ := strings.Cut(page, "**Left out")
	shown := strings.Count(page, row)
	if noun == "note" {
		shown += strings.Count(page, "- Waiting: ")
	}
	if left := sumOf(regexp.MustCompile(`(\d+) `+noun), tail); shown+left != want {
		t.Errorf("%d %ss shown and %d left out of %d", shown, noun, left, want)
	}
}

func sumOf(pattern *regexp.Regexp, page string) int {
	sum := 0
	for _, m := range pattern.FindAllStringSubmatch(page, -1) {
		n, _ := strconv.Atoi(m[1])
		sum += n
	}
	return sum
}

// checkWhole: every tag that is opened is closed, as a tag and not as text in
// a block that nobody ended.
func checkWhole(t *testing.T, page string) {
	t.Helper()
	source := []byte(page)
	depth, tags := 0, 0
	_ = ast.Walk(markdown().Parser().Parse(text.NewReader(source)), func(n ast.Node, enter bool) (ast.WalkStatus, error) {
		block, ok := n.(*ast.HTMLBlock)
		if !ok || !enter {
			return ast.WalkContinue, nil
		}
		for _, name := range tag.FindAllString(string(block.Lines().Value(source)), -1) {
			switch name {
			case "<details>":
				depth, tags = depth+1, tags+1
			case "</details>":
				depth--
			}
			if depth < 0 || depth > 1 {
				t.Errorf("sections are nested: %s", name)
			}
		}
		return ast.WalkContinue, nil
	})
	if depth != 0 || tags != strings.Count(page, "<details>") || strings.Count(page, "\n```")%2 != 0 {
		t.Errorf("%d sections are open, %d of %d are tags, %d fences", depth, tags, strings.Count(page, "<details>"), strings.Count(page, "\n```"))
	}
}

// below gives the lines under a heading, up to the next.
func below(page, heading string) (string, bool) {
	_, rest, found := strings.Cut(page, "\n#### "+heading)
	line, rest, _ := strings.Cut(rest, "\n")
	rest, _, _ = strings.Cut(rest, "\n#### ")
	rest, _, _ = strings.Cut(rest, "**Left out")
	for _, list := range []string{"Warnings", "Notes", "Identical changes"} {
		rest, _, _ = strings.Cut(rest, "<details><summary>"+list)
	}
	return line + "\n" + rest, found
}

// checkViolations: each is a row, or counted in one, or in the heading.
func checkViolations(t *testing.T, p *engine.Plan, page string) {
	t.Helper()
	if len(p.Violations) == 0 {
		return
	}
	open := p.Summary().Violations
	rows, found := below(page, count(open, "violation"))
	if !found {
		t.Errorf("the %d violations are missing", open)
	}
	if overridden := len(p.Violations) - open; overridden > 0 && !strings.HasPrefix(rows, fmt.Sprintf(", %d overridden\n", overridden)) {
		t.Errorf("the %d overridden are not counted", overridden)
	}
	each := strings.Count(rows, "\n- <b>")
	counted := sumOf(regexp.MustCompile(`(?m)^- .*: (\d+)$`), rows)
	if total := max(each, counted); total != len(p.Violations) && total != 0 {
		t.Errorf("%d of %d violations are accounted for", total, len(p.Violations))
	}
}

// checkTouched: each person in each client is named in a row, or counted.
func checkTouched(t *testing.T, p *engine.Plan, page, heading string, part int, effect engine.Effect) {
	t.Helper()
	pairs, people, clients := map[[2]int32]bool{}, map[int32]bool{}, map[int32]bool{}
	for i := range p.Steps {
		s := &p.Steps[i]
		other := p.Base != "" && s.InBase
		if s.Effect&effect != 0 && other == (part == 1) {
			pairs[[2]int32{s.Client, s.Person}], people[s.Person], clients[s.Client] = true, true, true
		}
	}
	rows, found := below(page, heading)
	if found != (len(pairs) > 0) {
		t.Errorf("%s: there are %d and it is there: %t", heading, len(pairs), found)
	}
	if !found {
		return
	}
	if want := fmt.Sprintf(": %s in %s\n", count(len(people), "person"), count(len(clients), "client")); !strings.HasPrefix(rows, want) {
		t.Errorf("%s: the heading is not %q: %.80q", heading, want, rows)
	}
	if named := namedIn(rows); named != len(pairs) {
		t.Errorf("%s: %d of %d are accounted for:\n%.600s", heading, named, len(pairs), rows)
	}
}

// namedIn adds up whom the rows name, in one of the four forms.
func namedIn(rows string) int {
	total := sumOf(regexp.MustCompile(`(?m)^- .*: (\d+)$`), rows)
	if _, list, found := strings.Cut(rows, "Grants: "); found {
		for _, n := range digits.FindAllString(list, -1) {
			k, _ := strconv.Atoi(n)
			total += k
		}
	}
	for line := range strings.Lines(rows) {
		switch {
		case strings.HasPrefix(line, "- <b>"):
			total += strings.Count(line, "@northwind.example`")
		case strings.HasPrefix(line, "- `"):
			total += strings.Count(line, "client\\.")
		}
	}
	return total
}

func BenchmarkMarkdown(b *testing.B) {
	for _, n := range []int{100, 5000, 100000} {
		p := bigPlan(n)
		b.Run(strconv.Itoa(n), func(b *testing.B) {
			for b.Loop() {
				if err := (Markdown{}).Plan(io.Discard, p); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
