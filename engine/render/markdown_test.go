package render

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"testing"

	"accredit/engine"

	"github.com/google/go-cmp/cmp"
)

func TestMarkdownGolden(t *testing.T) {
	golden(t, "plan.md", func(w io.Writer) error { return Markdown{}.Plan(w, samplePlan()) })
	golden(t, "plan_base.md", func(w io.Writer) error { return Markdown{}.Plan(w, basePlan()) })
	golden(t, "plan_empty.md", func(w io.Writer) error {
		return Markdown{}.Plan(w, &engine.Plan{Catalogue: engine.BuiltinCatalogue(), Agency: "Northwind Growth"})
	})
	golden(t, "plan_short.md", func(w io.Writer) error { return Markdown{Limit: 3000}.Plan(w, samplePlan()) })
	golden(t, "plan_same.md", func(w io.Writer) error { return Markdown{}.Plan(w, bigPlan(25)) })
}

// basePlan has steps that the change under review does not explain.
func basePlan() *engine.Plan {
	p := samplePlan()
	p.Base, p.Narrowed, p.Overrides = "origin/main", true, []string{"max-removals"}
	for i := range p.Steps {
		s := &p.Steps[i]
		s.InBase = s.Cause == engine.CauseDrift || s.Cause == engine.CauseExpiry || s.Action == engine.ActionAdd
	}
	return p
}

func markdownOf(t testing.TB, p *engine.Plan, limit int) string {
	t.Helper()
	var b bytes.Buffer
	if err := (Markdown{Limit: limit}).Plan(&b, p); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// TestHostileMarkdown is T15 for Markdown: the parse tree is that of harmless
// names, nothing leads anywhere and nobody is mentioned.
func TestHostileMarkdown(t *testing.T) {
	for _, limit := range []int{1 << 20, 0, 5000, 2500} {
		want := structure([]byte(markdownOf(t, hostilePlan("harmless"), limit)))
		for i, s := range hostileStrings(t) {
			t.Run(fmt.Sprintf("%d/%d", limit, i), func(t *testing.T) {
				got := markdownOf(t, hostilePlan(s), limit)
				checkInert(t, []byte(got))
				if limit != 1<<20 {
					return // what is cut depends on how long a name is
				}
				if diff := cmp.Diff(want, structure([]byte(got))); diff != "" {
					t.Errorf("%q: the tree differs (-want +got):\n%s", s, diff)
				}
				for _, r := range got {
					if r != '\n' && string(r) != noRef {
						checkPrintable(t, string(r))
					}
				}
			})
		}
	}
}

// TestMarkdownApart: what the change under review does not explain stands
// under its own heading, with why it is there.
func TestMarkdownApart(t *testing.T) {
	text := markdownOf(t, basePlan(), 0)
	mine, other, found := strings.Cut(text, "#### Not from this change\n")
	if !found {
		t.Fatal("there is no such heading")
	}
	for _, want := range []string{"because of drift", "because access ended on", "because of an earlier change that was not applied"} {
		if strings.Contains(mine, want) || !strings.Contains(other, want) {
			t.Errorf("%q does not stand there alone", want)
		}
	}
	for _, want := range []string{"`origin/main` as well: 3 of 11 steps.", "#### Not from this change: who loses access: 1 person in 1 client",
		"#### Not from this change: who gains access: 1 person in 1 client", "#### From this change\n"} {
		if !strings.Contains(mine, want) {
			t.Errorf("no %q before it", want)
		}
	}
	if strings.Contains(markdownOf(t, samplePlan(), 0), "rom this change") {
		t.Error("without a base there is something about it")
	}
}

// TestMarkdownSame: only what is the same is said once.
func TestMarkdownSame(t *testing.T) {
	p := bigPlan(60)
	more, _ := p.Catalogue.Index("crm.export")
	changed := *p.Steps[1].After
	changed.Rights = changed.Rights.With(more, 1)
	p.Steps[1].After = &changed
	text := markdownOf(t, p, 0)
	if !strings.Contains(text, "is the same for 11 grants in 3 clients") || strings.Count(text, ": change 1, see above (") != 11 {
		t.Error("the eleven that are the same are not said once")
	}
	if strings.Count(text, "crm.export") != 1 {
		t.Error("the one that differs does not say how")
	}
}

// TestMarkdownTooSmall: where not even the counts fit nothing is written.
func TestMarkdownTooSmall(t *testing.T) {
	var b bytes.Buffer
	if err := (Markdown{Limit: 200}).Plan(&b, samplePlan()); err == nil || b.Len() > 0 {
		t.Errorf("error %v after %q", err, b.String())
	}
}

// FuzzMarkdownPlan: whatever names a plan has, and whatever the limit, the
// page is within it, inert, and its counts add up.
func FuzzMarkdownPlan(f *testing.F) {
	for i, s := range hostileStrings(f) {
		f.Add(s, 1000*i)
	}
	f.Fuzz(func(t *testing.T, s string, limit int) {
		p := hostilePlan(s)
		limit = 2500 + max(limit, -limit, 0)%markdownLimit
		text := markdownOf(t, p, limit)
		if len(text) > limit {
			t.Errorf("%d bytes, the limit is %d", len(text), limit)
		}
		checkInert(t, []byte(text))
	})
}
