package render

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"accredit/engine"
)

// markdownSection is the steps of one client, or the records of persons.
type markdownSection struct {
	client int32
	steps  []*engine.Step
}

// maxColumn is how wide a column of a block may be so that what follows is
// still seen.
const maxColumn = 40

// section writes the first n steps of a section as one that is folded up: a
// line each in a block, permissions below, then what there is to say about
// them in words. It says how many steps follow that are not shown.
func (m *markdownPlan) section(s markdownSection, n int) string {
	shown := s.steps[:n]
	var b strings.Builder
	b.WriteString("<details><summary>" + m.summary(s) + "</summary>\n\n")
	b.WriteString(markdownDiff(m.stepLines(shown)) + "\n")
	if notes := m.notes(shown); notes != "" {
		b.WriteString(notes + "\n")
	}
	if more := len(s.steps) - n; more > 0 {
		fmt.Fprintf(&b, "... and %s here.\n\n", count(more, "more step"))
	}
	b.WriteString("</details>\n\n")
	return b.String()
}

// summary is the line of a section that is always seen.
func (m *markdownPlan) summary(s markdownSection) string {
	n := map[engine.Action]int{}
	for _, step := range s.steps {
		n[step.Action]++
	}
	if s.client == engine.Nobody {
		return "<b>People</b>: " + actionCounts(n)
	}
	c := &m.Clients[s.client]
	label, name, hub := Terminal(c.Address), shorten(Terminal(c.Name), 80), fmt.Sprintf("hub %d", c.HubID)
	if label == "" {
		label, hub = hub, ""
	}
	text := "<b>" + markdownHTML(shorten(label, 80)) + "</b>"
	if name != "" {
		text += " " + markdownHTML(name)
	}
	if hub != "" {
		text += " (" + hub + ")"
	}
	return text + ": " + actionCounts(n)
}

// stepLines writes the steps. Only e-mails, the names of permission sets and
// permissions stand there (docs/interface.md); words from outside are notes.
func (m *markdownPlan) stepLines(steps []*engine.Step) string {
	seq, who, whatWidth := 1, 0, 0
	for _, s := range steps {
		seq = max(seq, len(strconv.Itoa(int(s.Seq))))
		who = max(who, min(maxColumn, textWidth(m.subject(s))))
		whatWidth = max(whatWidth, min(maxColumn, textWidth(what(s))))
	}
	var b strings.Builder
	later := giveLater{steps: slices.Values(steps)}
	for _, s := range steps {
		line := fmt.Sprintf("%s %*d %s   %s   %s", diffMark(s.Action), seq, s.Seq, pad(m.subject(s), who), pad(what(s), whatWidth), actorOf(m.Plan, s))
		b.WriteString(strings.TrimRight(line, " ") + "\n")
		if s.After == nil {
			continue
		}
		same := m.kinds[kindOf(s)]
		if same.said == "" {
			changes, rows := later.rows(m.Plan, s, same.changes, false)
			b.WriteString(permissionLines(changes, seq+4) + markdownRows(rows, seq+4))
		}
	}
	return b.String()
}

// subject is whom a step is about; a client has a name from outside and is
// named by the section.
func (m *markdownPlan) subject(s *engine.Step) string {
	if s.Person == engine.Nobody {
		return "the client itself"
	}
	return Terminal(m.People[s.Person].Email)
}

// diffMark is what a line begins with, for its colour.
func diffMark(a engine.Action) string {
	switch mark, _ := symbol(a); mark {
	case "+", "-":
		return mark
	case "~":
		return "!"
	default:
		return " "
	}
}

// notes says in words what else there is about the steps, once for those of
// which the same is to be said.
func (m *markdownPlan) notes(steps []*engine.Step) string {
	var order []string
	of := map[string][]int32{}
	for _, s := range steps {
		note := m.note(s)
		if note == "" {
			continue
		}
		if of[note] == nil {
			order = append(order, note)
		}
		of[note] = append(of[note], s.Seq)
	}
	var b strings.Builder
	for _, note := range order {
		b.WriteString("- " + ranges(of[note]) + ": " + note + "\n")
	}
	return b.String()
}

func (m *markdownPlan) note(s *engine.Step) string {
	said := ""
	if s.After != nil {
		said = m.kinds[kindOf(s)].said
	}
	parts := facts(m.Plan, s, said != "")
	parts = append(parts, recordedFields(s)...)
	switch s.Action {
	case engine.ActionRemove, engine.ActionDeactivate:
		parts = append(parts, assets(s.Before))
	case engine.ActionForget:
		parts = append(parts, "dropped from state, nobody is touched")
	}
	note, place := markdownText(strings.Join(parts, ", ")), markdownText(s.Pos.String())
	if said != "" {
		note = strings.TrimPrefix(note+", "+said+", see above", ", ")
	}
	if note == "" || place == "" {
		return note + place
	}
	return note + " (" + place + ")"
}

// ranges writes ascending numbers as "1, 3-5".
func ranges(numbers []int32) string {
	var parts []string
	for from := 0; from < len(numbers); {
		to := from
		for to+1 < len(numbers) && numbers[to+1] == numbers[to]+1 {
			to++
		}
		part := strconv.Itoa(int(numbers[from]))
		if to > from {
			part += "-" + strconv.Itoa(int(numbers[to]))
		}
		parts = append(parts, part)
		from = to + 1
	}
	return strings.Join(parts, ", ")
}
