package render

import (
	"strings"

	"accredit/engine"

	"github.com/jedib0t/go-pretty/v6/text"
)

// rest writes what stands beside the steps.
func (t *planText) rest() {
	t.beside("In progress:", progressLines(t.Plan))
	t.beside("Run:", replacesLines(t.Plan))
	t.beside("Scheduled:", scheduledLines(t.Plan))
	for _, l := range endsSoonLines(t.Plan) {
		t.labelled("Ends soon:", l.text, l.place)
	}
	t.waiting()
	for i := range t.Kept {
		k := &t.Kept[i]
		t.labelled("Kept:", t.client(k.Client)+"  "+t.email(k.Person)+" "+keptWords(k), Terminal(k.Pos.String()))
	}
	for _, r := range relationshipLines(t.Plan) {
		t.labelled("Relationship", r.line, "")
	}
	for i := range t.Skipped {
		s := &t.Skipped[i]
		rules := Terminal(strings.Join(s.Rules, ", "))
		t.labelled("Skipped:", t.client(s.Client)+"  because of "+rules, "")
	}
	warnings, violations := groupedFindings(t.Plan, t.Warnings), groupedFindings(t.Plan, t.Violations)
	for i := range warnings {
		t.warning(&warnings[i])
	}
	for i := range violations {
		t.violation(&violations[i])
	}
	if len(t.InProgress)+len(t.Replaces)+len(t.Scheduled)+len(t.EndsSoon)+len(t.Waiting)+len(t.Kept)+len(t.Relationships)+len(t.Skipped)+len(t.Warnings)+len(t.Violations) > 0 {
		t.blank()
	}
}

// beside writes lines about clients.
func (t *planText) beside(word string, lines []besideLine) {
	for _, l := range lines {
		t.labelled(word, t.client(l.client)+"  "+l.text, l.place)
	}
}

// labelled writes a line that begins with a word.
func (t *planText) labelled(word, line, place string) {
	t.print(row{mark: word, color: text.Bold, text: line, place: place})
}

// waiting writes a line a client.
func (t *planText) waiting() {
	for _, run := range waitingRuns(t.Waiting) {
		w := &run[0]
		t.labelled("Waiting:", t.client(w.Client)+"  "+waitingWords(run), Terminal(w.Pos.String()))
	}
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
	mark, margin := "hint:", 4
	for _, way := range waysOut(f) {
		t.print(row{margin: margin, mark: mark, color: text.Faint, text: way})
		mark, margin = "", 10
	}
}
