package render

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"accredit/engine"
)

// endLine is a line about what ends, and the place that says so.
type endLine struct{ text, place string }

// endsSoonLines says what ends in the days that a plan looks ahead, a line for
// what one block or link ends on one day: it may do so for many people, in many
// clients.
func endsSoonLines(p *engine.Plan) []endLine {
	list := slices.Clone(p.EndsSoon)
	slices.SortStableFunc(list, compareEnds)
	var lines []endLine
	for from := 0; from < len(list); {
		to := from + 1
		for to < len(list) && compareEnds(list[from], list[to]) == 0 {
			to++
		}
		lines = append(lines, endsLine(list[from:to], engine.DateOf(p.AsOf)))
		from = to
	}
	return lines
}

// compareEnds orders by what one line says.
func compareEnds(x, y engine.Upcoming) int {
	return cmp.Or(cmp.Compare(x.Day, y.Day), cmp.Compare(x.Kind, y.Kind), x.Pos.Compare(y.Pos), strings.Compare(x.Set, y.Set), strings.Compare(x.Then, y.Then))
}

func endsLine(list []engine.Upcoming, today engine.Date) endLine {
	u := &list[0]
	var clients, people []string
	hubs, emails := map[int64]bool{}, map[string]bool{"": true}
	for i := range list {
		hub, email := list[i].HubID(), list[i].Email()
		if !hubs[hub] {
			clients = append(clients, clientLabel(list[i].Client))
		}
		if !emails[email] {
			people = append(people, Terminal(email))
		}
		hubs[hub], emails[email] = true, true
	}
	text := u.Day.String() + "  " + someOf(clients, "client")
	if len(people) > 0 {
		text += "  " + someOf(people, "person")
	}
	return endLine{text + ": " + Terminal(UpcomingWords(u)) + inDays(int(u.Day-today)), Terminal(u.Pos.String())}
}

// namedTogether is how many are named where more have the same.
const namedTogether = 5

// someOf names a few, and counts them where there are more.
func someOf(names []string, what string) string {
	if len(names) <= namedTogether {
		return strings.Join(names, ", ")
	}
	plural := map[string]string{"client": "clients", "person": "people"}[what]
	return fmt.Sprintf("%d %s (%s and %d more)", len(names), plural, strings.Join(names[:namedTogether-2], ", "), len(names)-namedTogether+2)
}

func inDays(n int) string {
	switch n {
	case 0:
		return " (today is the last day)"
	case 1:
		return " (tomorrow)"
	}
	return fmt.Sprintf(" (in %d days)", n)
}
