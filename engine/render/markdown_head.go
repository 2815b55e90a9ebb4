package render

import (
	"fmt"
	"strings"

	"accredit/engine"
)

// inFewerWords is said where a list is compressed.
const inFewerWords = "Too much to list in full here; `accredit plan` does."

// ladder is a part of the head that can be said in fewer and fewer words.
type ladder struct {
	steps []func() string // the first says all
	at    int
	text  string
}

// write says it with the words of the step that the ladder stands on.
func (l *ladder) write() {
	l.text = ""
	if len(l.steps) > 0 {
		l.text = l.steps[l.at]()
	}
}

// down takes a step down, and reports whether there was one.
func (l *ladder) down() bool {
	if l.at >= len(l.steps)-1 {
		return false
	}
	l.at++
	l.write()
	return true
}

// head writes what is never cut: totals, violations, who loses and who gains
// access. What does not fit is said in fewer words; it reports whether that
// was enough.
func (m *markdownPlan) head(room int) (string, bool) {
	title := &ladder{steps: []func() string{func() string { return m.title(true) }, func() string { return m.title(false) }}}
	violations := m.violations()
	losses, gains := m.touchLadder(m.lost[0], losing, ""), m.touchLadder(m.won[0], gaining, "")
	otherLosses, otherGains := m.touchLadder(m.lost[1], losing, notFromThis), m.touchLadder(m.won[1], gaining, notFromThis)
	parts := []*ladder{title, violations, losses, gains, otherLosses, otherGains}
	for _, l := range parts {
		l.write()
	}
	fits := shrink([]*ladder{otherGains, gains, otherLosses, losses, violations}, room-len(title.text)) ||
		title.down() && shrink(parts, room)
	var b strings.Builder
	for _, l := range parts {
		b.WriteString(l.text)
	}
	return b.String(), fits
}

// shrink takes the ladders down, a step each in turn, until they fit into the
// room, and reports whether they do.
func shrink(ladders []*ladder, room int) bool {
	for _, l := range ladders {
		room -= len(l.text)
	}
	for moved := true; room < 0 && moved; {
		moved = false
		for _, l := range ladders {
			before := len(l.text)
			if room < 0 && l.down() {
				room += before - len(l.text)
				moved = true
			}
		}
	}
	return room >= 0
}

// violations lists them with message, place and way out; then a line each;
// then counts by client; by rule; one count.
func (m *markdownPlan) violations() *ladder {
	if len(m.Violations) == 0 {
		return &ladder{}
	}
	heading := "#### " + violationCounts(m.Plan) + "\n\n"
	short := heading + inFewerWords + "\n\n"
	return &ladder{steps: []func() string{
		func() string { return heading + m.eachViolation(true) },
		func() string { return short + m.eachViolation(false) },
		func() string { return short + m.violationsBy(m.violatedClient) },
		func() string { return short + m.violationsBy(violatedRule) },
		func() string { return short },
	}}
}

func (m *markdownPlan) eachViolation(full bool) string {
	var b strings.Builder
	list := groupedFindings(m.Plan, m.Violations)
	for i := range list {
		m.finding(&b, &list[i], full)
	}
	b.WriteString("\n")
	return b.String()
}

// finding writes a violation or warning as a row, in full with its message
// and hint.
func (m *markdownPlan) finding(b *strings.Builder, f *engine.Finding, full bool) {
	b.WriteString("- <b>" + markdownText(f.Rule) + "</b>")
	if f.Overridden {
		b.WriteString(" (overridden)")
	}
	if f.Client != engine.Nobody {
		b.WriteString(" " + m.client(f.Client))
	}
	if f.Person != engine.Nobody {
		b.WriteString(" " + m.email(f.Person))
	}
	if full {
		b.WriteString(": " + markdownText(f.Message))
	}
	if !f.Pos.IsZero() {
		b.WriteString(" (" + markdownText(f.Pos.String()) + ")")
	}
	b.WriteString("\n")
	if ways := waysOut(f); full && len(ways) == 1 {
		b.WriteString("  Hint: " + markdownText(ways[0]) + "\n")
	} else if full && len(ways) > 1 {
		for i, way := range strings.Split(f.Hint, "\n") {
			fmt.Fprintf(b, "  %d. %s\n", i+1, markdownText(way))
		}
	}
}

// violatedClient is what a violation is counted under where clients are.
func (m *markdownPlan) violatedClient(f *engine.Finding) string {
	if f.Client == engine.Nobody {
		return "the whole agency"
	}
	return m.client(f.Client)
}

func violatedRule(f *engine.Finding) string { return markdownText(f.Rule) }

// violationsBy counts the violations by what they have in common.
func (m *markdownPlan) violationsBy(key func(*engine.Finding) string) string {
	var order []string
	n := map[string]int{}
	for i := range m.Violations {
		k := key(&m.Violations[i])
		if n[k] == 0 {
			order = append(order, k)
		}
		n[k]++
	}
	var b strings.Builder
	for _, k := range order {
		fmt.Fprintf(&b, "- %s: %d\n", k, n[k])
	}
	b.WriteString("\n")
	return b.String()
}

// client writes a client's label in running text.
func (m *markdownPlan) client(i int32) string {
	return markdownText(shorten(clientLabel(&m.Clients[i].Client), 80))
}

// email writes a person's e-mail.
func (m *markdownPlan) email(i int32) string { return markdownCode(m.People[i].Email) }
