package render

import (
	"fmt"
	"strings"
)

// touchLadder writes them in rows with what happens; then the people of each
// client; then counts by person; one line of counts.
func (m *markdownPlan) touchLadder(list []touch, words touchWords, prefix string) *ladder {
	if len(list) == 0 {
		return &ladder{}
	}
	people, clients := distinct(list, byPerson), distinct(list, byClient)
	first, heading := words.heading, ""
	if prefix != "" {
		first = strings.ToLower(first[:1]) + first[1:]
	}
	heading = fmt.Sprintf("#### %s%s: %s in %s\n\n", prefix, first, count(people, "person"), count(clients, "client"))
	axis := byClient
	if people < clients {
		axis = byPerson
	}
	short := heading + inFewerWords + " "
	return &ladder{steps: []func() string{
		func() string { return heading + words.list(m.touchRows(list, axis, words)) },
		func() string {
			return short + "The people by client:\n\n" + words.list(m.touchRows(list, byClient, touchWords{}))
		},
		func() string { return short + "By person, in how many clients:\n\n" + words.list(m.touchCounts(list)) },
		func() string { return short + touchTotals(list, words) + ".\n\n" },
	}}
}

func byPerson(t *touch) int32 { return t.person }
func byClient(t *touch) int32 { return t.client }

func distinct(list []touch, key func(*touch) int32) int {
	seen := map[int32]bool{}
	for i := range list {
		seen[key(&list[i])] = true
	}
	return len(seen)
}

// grouped gathers what has the same key, in the order of the first of each.
func grouped[K comparable](list []touch, key func(*touch) K) [][]touch {
	at := map[K]int{}
	var groups [][]touch
	for i := range list {
		k := key(&list[i])
		if _, seen := at[k]; !seen {
			at[k] = len(groups)
			groups = append(groups, nil)
		}
		groups[at[k]] = append(groups[at[k]], list[i])
	}
	return groups
}

// touchRows writes a row for each client, or for each person where they are
// fewer; in it, what happens to several in the same way is said once. Without
// words it only names them.
func (m *markdownPlan) touchRows(list []touch, axis func(*touch) int32, words touchWords) string {
	var b strings.Builder
	byPeople := axis(&touch{person: 1}) == 1
	for _, row := range grouped(list, axis) {
		if byPeople {
			b.WriteString("- " + m.email(row[0].person) + ": ")
		} else {
			b.WriteString("- <b>" + m.client(row[0].client) + "</b>: ")
		}
		if words.verb == nil {
			b.WriteString(m.names(row, false) + "\n")
			continue
		}
		for i, same := range grouped(row, func(t *touch) string { return words.verb(t.action) + sets(t) }) {
			if i > 0 {
				b.WriteString("; ")
			}
			what := words.verb(same[0].action) + sets(&same[0])
			if byPeople {
				b.WriteString(what + " in " + m.names(same, true))
			} else {
				b.WriteString(m.names(same, false) + " " + what)
			}
		}
		b.WriteString("\n")
	}
	return b.String()
}

// names lists the clients or people of a row.
func (m *markdownPlan) names(row []touch, clients bool) string {
	names := make([]string, len(row))
	for i := range row {
		if names[i] = m.email(row[i].person); clients {
			names[i] = m.client(row[i].client)
		}
	}
	return strings.Join(names, ", ")
}

// sets names the permission set, or both.
func sets(t *touch) string {
	names := markdownCode(t.after)
	switch {
	case t.before == "" && t.after == "":
		return ""
	case t.after == "":
		names = markdownCode(t.before)
	case t.before != "" && t.before != t.after:
		names = markdownCode(t.before) + " to " + names
	}
	if t.unknown {
		names += ", its contents unknown"
	}
	return " (" + names + ")"
}

func (m *markdownPlan) touchCounts(list []touch) string {
	var b strings.Builder
	for _, row := range grouped(list, byPerson) {
		fmt.Fprintf(&b, "- %s: %d\n", m.email(row[0].person), len(row))
	}
	return b.String()
}

// touchTotals counts what happens, by verb.
func touchTotals(list []touch, words touchWords) string {
	var parts []string
	for _, same := range grouped(list, func(t *touch) string { return words.verb(t.action) }) {
		parts = append(parts, fmt.Sprintf("%d %s", len(same), words.verb(same[0].action)))
	}
	return "Grants: " + strings.Join(parts, ", ")
}
