package render

import (
	"fmt"
	"strings"

	"accredit/engine"
)

const (
	tailRoom  = 400 // bytes kept for what says what was left out
	moreRoom  = 80  // bytes kept for how many rows a list lacks
	leastStep = 20  // bytes that a step takes at least
	fewRows   = 10  // up to so many rows a list is not folded up
)

// markdownBody writes what follows the head into the room that there is.
type markdownBody struct {
	*markdownPlan
	strings.Builder
	room     int  // bytes left
	most     int  // bytes that one section may take
	mostList int  // bytes that one list may take
	dropped  bool // something is left out for lack of room

	steps, clients int // left out
	rows           []string
}

// write writes everything, or as much as there is room for.
func (b *markdownBody) write() {
	warnings := groupedFindings(b.Plan, b.Warnings)
	b.list("Warnings", "warning", len(warnings), func(i int) string {
		var row strings.Builder
		b.finding(&row, &warnings[i], true)
		return row.String()
	})
	b.beside()
	b.sayOnce()
	heading := "Changes"
	if b.Base != "" {
		heading = "From this change"
	}
	b.sections(heading, b.parts[0])
	b.sections("Not from this change", b.parts[1])
}

func (b *markdownBody) put(s string) {
	b.WriteString(s)
	b.room -= len(s)
}

// list writes rows under a heading, folded up where they are many, and returns
// how many it wrote.
func (b *markdownBody) list(heading, noun string, n int, row func(int) string) int {
	if n == 0 {
		return 0
	}
	heading = fmt.Sprintf("%s: %d", heading, n)
	begin, end := "#### "+heading+"\n\n", "\n"
	if n > fewRows {
		begin, end = "<details><summary>"+heading+"</summary>\n\n", "\n</details>\n\n"
	}
	room := min(b.room, b.mostList) - len(begin) - len(end) - moreRoom
	var rows strings.Builder
	shown := 0
	for ; shown < n; shown++ {
		r := row(shown)
		if rows.Len()+len(r) > room {
			break
		}
		rows.WriteString(r)
	}
	if left := n - shown; left > 0 {
		b.dropped = true
		b.rows = append(b.rows, count(left, noun))
		if shown == 0 {
			return 0
		}
		fmt.Fprintf(&rows, "\n... and %s.\n", count(left, "more "+noun))
	}
	b.put(begin + strings.TrimRight(rows.String(), "\n") + "\n" + end)
	return shown
}

// beside lists what stands beside the steps.
func (b *markdownBody) beside() {
	var rows []string
	add := func(format string, args ...any) { rows = append(rows, fmt.Sprintf("- "+format+"\n", args...)) }
	if len(b.Overrides) > 0 {
		add("Overridden: %s", markdownText(strings.Join(b.Overrides, ", ")))
	}
	for _, section := range []struct {
		word  string
		lines []besideLine
	}{{"In progress", progressLines(b.Plan)}, {"Run", replacesLines(b.Plan)}, {"Scheduled", scheduledLines(b.Plan)}} {
		for _, l := range section.lines {
			add("%s: %s %s", section.word, b.client(l.client), markdownText(l.text))
		}
	}
	for _, l := range endsSoonLines(b.Plan) {
		add("Ends soon: %s", markdownText(l.text))
	}
	for i := range b.Skipped {
		s := &b.Skipped[i]
		add("Skipped: %s because of %s", b.client(s.Client), markdownText(strings.Join(s.Rules, ", ")))
	}
	for _, r := range relationshipLines(b.Plan) {
		add("Relationship %s", markdownText(r.line))
	}
	for i := range b.Kept {
		k := &b.Kept[i]
		add("Kept: %s %s %s", b.client(k.Client), b.email(k.Person), markdownText(keptWords(k)))
	}
	for _, run := range waitingRuns(b.Waiting) {
		names := make([]string, len(run))
		for i := range run {
			names[i] = b.email(run[i].Person) + " (" + markdownCode(run[i].Set) + ")"
		}
		add("Waiting: %s %s: %s", b.client(run[0].Client), markdownText(waitingWords(run)), strings.Join(names, ", "))
	}
	b.list("Notes", "note", len(rows), func(i int) string { return rows[i] })
}

// sections writes sections under a heading, until one does not fit.
func (b *markdownBody) sections(heading string, list []markdownSection) {
	heading = "#### " + heading + "\n\n"
	full := false
	for _, s := range list {
		text, shown := "", 0
		if !full {
			text, shown = b.fitted(s, min(b.room, b.most)-len(heading))
		}
		if left := len(s.steps) - shown; left > 0 {
			b.steps += left
			b.dropped = true
			if s.client != engine.Nobody {
				b.clients++
			}
		}
		if shown == 0 {
			full = true
			continue
		}
		b.put(heading + text)
		heading = ""
	}
}

// fitted writes as many steps of a section as there is room for.
func (b *markdownBody) fitted(s markdownSection, room int) (string, int) {
	for n := min(len(s.steps), room/leastStep); n > 0; {
		text := b.section(s, n)
		if len(text) <= room {
			return text, n
		}
		n = min(n-1, n*room/len(text))
	}
	return "", 0
}

// tail says what was left out, and where it is.
func (b *markdownBody) tail() string {
	var left []string
	if b.steps > 0 {
		steps := count(b.steps, "step")
		if b.clients > 0 {
			steps += " in " + count(b.clients, "client")
		}
		left = append(left, steps)
	}
	left = append(left, b.rows...)
	if len(left) == 0 {
		return ""
	}
	return fmt.Sprintf("**Left out, to stay within %d bytes:** %s. `accredit plan` shows everything, and `accredit show` does of a saved plan.\n",
		b.limit, strings.Join(left, ", "))
}
