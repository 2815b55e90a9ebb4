package render

import (
	"fmt"
	"io"
	"strings"

	"accredit/engine"
	"accredit/engine/runs"

	"github.com/jedib0t/go-pretty/v6/text"
)

// Runs writes runs for people to read: who acts, what they do in which dialog,
// and how each task stands.
func (t Text) Runs(w io.Writer, list []runs.View) error {
	out := newPage(w, t.Width, t.Color)
	for i := range list {
		if i > 0 {
			out.blank()
		}
		out.run(&list[i])
	}
	return out.Flush()
}

func (p *page) run(v *runs.View) {
	p.print(row{text: RunHeadline(v)})
	if v.Reason != "" {
		p.print(row{margin: 2, text: "Reason: " + Terminal(v.Reason)})
	}
	for _, a := range byActor(tasksOf(v.Tasks, nil)) {
		p.blank()
		p.print(row{mark: "Tasks of", color: text.Bold, text: Terminal(actorName(a.actor)) + ": " + standingCounts(&a)})
		for _, d := range a.dialogs {
			if clicks := d.clicks(); clicks != "" {
				p.print(row{margin: 2, text: Terminal(clicks)})
			}
			columns := columnsOf(d)
			for _, line := range d {
				p.task(line, columns)
			}
		}
	}
}

// maxRunColumn is how far a long name moves what stands after it on other lines.
const maxRunColumn = 32

// columnsOf is how wide the people and sets of a dialog are.
func columnsOf(d dialogTasks) (columns [2]int) {
	for _, line := range d {
		for i, s := range []string{Terminal(strings.Join(line.who(), ", ")), taskSets(line.first().Step)} {
			if n := textWidth(s); n <= maxRunColumn {
				columns[i] = max(columns[i], n)
			}
		}
	}
	return columns
}

// task writes a line; > stands before what can be done now.
func (p *page) task(l taskLine, columns [2]int) {
	t := l.first()
	sign, color := symbol(t.Step.Action)
	now := " "
	if t.Ready {
		now = ">"
	}
	if !t.Step.IsPending() {
		color = text.Faint
	}
	facts := []string{pad(Terminal(strings.Join(l.who(), ", ")), columns[0]), pad(taskSets(t.Step), columns[1]), Terminal(t.Client)}
	p.print(row{margin: 2, mark: fmt.Sprintf("%s %-10s %s", now, l.id(), sign), color: color, text: fmt.Sprintf("%-10s %s. %s", l.action(), strings.Join(facts, "  "), TaskState(t))})
	if first := t.LookFirst(); first != "" && t.Step.IsPending() {
		p.print(row{margin: 6, text: "first: " + Terminal(first)})
	}
}

// TaskLine is one task on a line.
func TaskLine(t *runs.Task) string {
	s := t.Step
	sign, _ := symbol(s.Action)
	id := s.ID()
	if s.IsPending() {
		id = s.MarkedID()
	}
	return fmt.Sprintf("%-10s %s %-10s %s  %s  %s. %s", id, sign, s.Action, Terminal(s.Email), taskSets(s), Terminal(t.Client), TaskState(t))
}

// taskSets says from which permission set to which.
func taskSets(s *engine.RunStep) string {
	name := func(g *engine.RecordedGrant) string {
		if g == nil {
			return ""
		}
		return Terminal(g.Rights.Set)
	}
	before, after := name(s.Before), name(s.After)
	switch {
	case before == "" || before == after:
		return after
	case after == "":
		return before
	}
	return before + " -> " + after
}

// TaskState says how a task stands, in a sentence without its end.
func TaskState(t *runs.Task) string {
	s := t.Step
	switch {
	case t.Ready && t.Overdue > 0:
		return "Ready, overdue since " + s.Due.String()
	case t.Ready:
		return "Ready, due " + s.Due.String()
	case len(t.WaitsFor) > 0:
		return "Not before " + strings.Join(t.WaitsFor, ", ")
	case t.Blocked != "" && len(t.BlockedBy) > 0:
		return "Blocked by " + strings.Join(t.BlockedBy, ", ") + ": " + Terminal(t.Blocked)
	case t.Blocked != "":
		return "Blocked: " + Terminal(t.Blocked)
	case s.State == engine.StepDone:
		return "Done: " + EvidenceWords(t.Evidence)
	}
	text := strings.ToUpper(s.State.String()[:1]) + s.State.String()[1:]
	if e := s.Settling(); e != nil {
		text += " on " + engine.DateOf(e.At).String() + " by " + Terminal(e.By)
		if e.Because != "" {
			text += ": " + Terminal(e.Because)
		}
	}
	return text
}

// EvidenceWords says how something is known. A lower grade is never shown as a
// higher one; of what nobody knows it is the empty text.
func EvidenceWords(e *engine.Evidence) string {
	if e == nil {
		return ""
	}
	on := engine.DateOf(e.At).String()
	switch e.Kind {
	case engine.EvidenceTold:
		who := e.By
		if e.Step != "" && who != "" {
			text := "made by " + Terminal(who) + ", recorded on " + on
			if e.EnteredBy != "" {
				text += " by " + Terminal(e.EnteredBy)
			}
			return text + ", not seen in HubSpot"
		}
		if who == "" {
			who = e.EnteredBy
		}
		return "recorded by " + Terminal(who) + " on " + on + ", not seen in HubSpot"
	case engine.EvidenceAnswered:
		return "HubSpot accepted it on " + on + "; not read back"
	case engine.EvidenceSeen:
		text := "seen in the account on " + on
		if len(e.ToldOf) > 0 {
			text += ": " + Terminal(strings.Join(e.ToldOf, ", "))
		}
		return text
	}
	return ""
}
