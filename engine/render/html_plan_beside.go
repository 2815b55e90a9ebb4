package render

import (
	"fmt"
	"strings"

	"accredit/engine"
)

// beside are the sections about what is no step; empty ones are left out.
func (m *planPageMaker) beside() []pageBeside {
	all := []pageBeside{
		{"progress", "In progress", "Approved, and not done yet.", cutList(m.besideLines(progressLines(m.Plan)), "line")},
		{"replaces", "Runs", "Open runs that this plan takes over from.", cutList(m.besideLines(replacesLines(m.Plan)), "line")},
		{"scheduled", "Scheduled", "What begins on a later day, and would be approved with this plan.", cutList(m.besideLines(scheduledLines(m.Plan)), "line")},
		{"ends", "Ends soon", "What ends by itself in the days that the plan looks ahead.", cutList(m.endsSoonLines(), "line")},
		{"waiting", "Waiting", "Wanted, and given as soon as the client approves an access link.", cutList(m.waitingLines(), "line")},
		{"kept", "Kept", "Differences that the client's mode leaves as they are.", cutList(m.keptLines(), "line")},
		{"relationships", "Relationships", "What becomes of the relationship with a client.", cutList(m.relationshipPageLines(), "line")},
		{"skipped", "Skipped", "Clients left out because of violations.", cutList(m.skippedLines(), "line")},
	}
	var list []pageBeside
	for _, b := range all {
		if len(b.Lines.Shown) > 0 {
			list = append(list, b)
		}
	}
	return list
}

func (m *planPageMaker) besideLines(lines []besideLine) []pageLine {
	var list []pageLine
	for _, l := range lines {
		list = append(list, pageLine{m.clients.of(l.client), m.people.of(l.person), m.client(l.client) + ": " + l.text, l.place})
	}
	return list
}

func (m *planPageMaker) endsSoonLines() []pageLine {
	var list []pageLine
	for _, l := range endsSoonLines(m.Plan) {
		list = append(list, pageLine{-1, -1, l.text, l.place})
	}
	return list
}

// waitingLines has a line a client.
func (m *planPageMaker) waitingLines() []pageLine {
	var lines []pageLine
	for _, run := range waitingRuns(m.Waiting) {
		var who []string
		for i := range run {
			who = append(who, fmt.Sprintf("%s (%s)", m.email(run[i].Person), Terminal(run[i].Set)))
		}
		lines = append(lines, pageLine{m.clients.of(run[0].Client), -1,
			fmt.Sprintf("%s: %s: %s", m.client(run[0].Client), waitingWords(run), strings.Join(who, ", ")),
			Terminal(run[0].Pos.String())})
	}
	return lines
}

func (m *planPageMaker) keptLines() []pageLine {
	var lines []pageLine
	for i := range m.Kept {
		k := &m.Kept[i]
		lines = append(lines, pageLine{m.clients.of(k.Client), m.people.of(k.Person),
			fmt.Sprintf("%s: %s %s", m.client(k.Client), m.email(k.Person), keptWords(k)), ""})
	}
	return lines
}

func (m *planPageMaker) relationshipPageLines() []pageLine {
	var lines []pageLine
	for _, r := range relationshipLines(m.Plan) {
		lines = append(lines, pageLine{m.clients.of(r.client), -1, "Relationship " + r.line, ""})
	}
	return lines
}

func (m *planPageMaker) skippedLines() []pageLine {
	var lines []pageLine
	for i := range m.Skipped {
		s := &m.Skipped[i]
		lines = append(lines, pageLine{m.clients.of(s.Client), -1,
			fmt.Sprintf("%s: because of %s", m.client(s.Client), Terminal(strings.Join(s.Rules, ", "))), ""})
	}
	return lines
}

// leftOut says what the page does not hold.
func (m *planPageMaker) leftOut() []string {
	var list []string
	if left := m.chosen.left; len(left) > 0 {
		n := 0
		var parts []string
		for _, a := range engine.Actions() {
			if left[a] > 0 {
				n += left[a]
				parts = append(parts, fmt.Sprintf("%d to %s", left[a], a))
			}
		}
		list = append(list, fmt.Sprintf("This page holds %d of %s; left out: %s. No removal is left out, and the totals count everything.",
			len(m.chosen.steps), count(len(m.Steps), "step"), strings.Join(parts, ", ")))
	}
	if n := m.chosen.grantsLeft; n > 0 {
		list = append(list, fmt.Sprintf("The matrix leaves out %s as recorded now; the steps are not concerned.", count(n, "grant")))
	}
	return list
}
