package render

import (
	"fmt"
	"strings"

	"accredit/engine"

	"github.com/jedib0t/go-pretty/v6/text"
)

// rest writes what stands beside the steps.
func (t *planText) rest() {
	t.waiting()
	for i := range t.Kept {
		t.kept(&t.Kept[i])
	}
	t.relationships()
	for i := range t.Skipped {
		s := &t.Skipped[i]
		rules := Terminal(strings.Join(s.Rules, ", "))
		t.labelled("Skipped:", t.client(s.Client)+"  because of "+rules, "")
	}
	for i := range t.Warnings {
		t.warning(&t.Warnings[i])
	}
	for i := range t.Violations {
		t.violation(&t.Violations[i])
	}
	if len(t.Waiting)+len(t.Kept)+len(t.Relationships)+len(t.Skipped)+len(t.Warnings)+len(t.Violations) > 0 {
		t.blank()
	}
}

// fewRelationships is up to how many clients with the same change of
// relationship are named; more are counted. An end is always named.
const fewRelationships = 3

// relationships names the changes of relationships, and counts what is the
// same for many clients.
func (t *planText) relationships() {
	type change struct{ before, after engine.Relationship }
	same := map[change]int{}
	for i := range t.Relationships {
		same[change{t.Relationships[i].Before, t.Relationships[i].After}]++
	}
	said := map[change]bool{}
	for i := range t.Relationships {
		r := &t.Relationships[i]
		c := change{r.Before, r.After}
		switch {
		case same[c] <= fewRelationships || r.After == engine.RelationshipEnding || r.After == engine.RelationshipEnded:
			t.relationship(r)
		case !said[c]:
			said[c] = true
			t.labelled("Relationship", fmt.Sprintf("with %s: %s -> %s", count(same[c], "client"), r.Before, r.After), "")
		}
	}
}

// labelled writes a line that begins with a word.
func (t *planText) labelled(word, line, place string) {
	t.print(row{mark: word, color: text.Bold, text: line, place: place})
}

// waiting writes a line a client.
func (t *planText) waiting() {
	for from := 0; from < len(t.Waiting); {
		to := from + 1
		for to < len(t.Waiting) && t.Waiting[to].Client == t.Waiting[from].Client && t.Waiting[to].For == t.Waiting[from].For {
			to++
		}
		w := &t.Waiting[from]
		verb := "wait"
		if to-from == 1 {
			verb = "waits"
		}
		line := fmt.Sprintf("%s  %s %s for %s", t.client(w.Client), count(to-from, "grant"), verb, waitsFor(w.For))
		t.labelled("Waiting:", line, Terminal(w.Pos.String()))
		from = to
	}
}

func waitsFor(what string) string {
	if what == "access_link" {
		return "the client to approve an access link"
	}
	return Terminal(strings.ReplaceAll(what, "_", " "))
}

func (t *planText) kept(k *engine.Kept) {
	stays := "stays as they are"
	switch k.Action {
	case engine.ActionAdd:
		stays = "is not added"
	case engine.ActionRemove:
		stays = "stays"
	case engine.ActionDeactivate:
		stays = "stays active"
	case engine.ActionMigrate:
		stays = "stays super admin"
	case engine.ActionChange:
		stays = "keeps what they have"
	}
	t.labelled("Kept:", fmt.Sprintf("%s  %s %s (mode %s)", t.client(k.Client), t.email(k.Person), stays, k.Mode), "")
}

func (t *planText) relationship(r *engine.RelationshipChange) {
	name := "with " + t.client(r.Client)
	line := fmt.Sprintf("%s: %s -> %s", name, r.Before, r.After)
	switch r.After {
	case engine.RelationshipEnding:
		line = name + " ends on " + r.EndsOn.String()
	case engine.RelationshipEnded:
		line = name + " ended"
		if r.EndsOn != 0 {
			line += " on " + r.EndsOn.String()
		}
	}
	if r.Assumed {
		line += " (assumed)"
	}
	t.labelled("Relationship", line, "")
}

// about names the client and person of a finding, as far as it has them.
func (t *planText) about(f *engine.Finding) string {
	var parts []string
	if f.Client != engine.Nobody {
		parts = append(parts, t.client(f.Client))
	}
	if f.Person != engine.Nobody {
		parts = append(parts, t.email(f.Person))
	}
	return strings.Join(parts, "  ")
}

func (t *planText) warning(f *engine.Finding) {
	line := Terminal(f.Message)
	if about := t.about(f); about != "" {
		line = about + "  " + line
	}
	t.labelled("Warning:", line+" ("+Terminal(f.Rule)+")", Terminal(f.Pos.String()))
	t.hint(f)
}

func (t *planText) violation(f *engine.Finding) {
	line := Terminal(f.Rule)
	if f.Overridden {
		line += " (overridden)"
	}
	if about := t.about(f); about != "" {
		line += "  " + about
	}
	t.print(row{mark: "!", color: text.FgRed, text: line, place: Terminal(f.Pos.String())})
	t.print(row{margin: 4, text: Terminal(f.Message)})
	t.hint(f)
}

func (t *planText) hint(f *engine.Finding) {
	if f.Hint != "" {
		t.print(row{margin: 4, mark: "hint:", color: text.Faint, text: Terminal(f.Hint)})
	}
}
