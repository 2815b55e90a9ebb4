package render

import (
	"fmt"
	"strings"

	"accredit/engine/resume"
)

// resumedWords say how a step is left by run resume.
var resumedWords = [...]string{
	resume.Seen: "made, and seen", resume.Answered: "made, as HubSpot answered", resume.Handed: "handed to a person",
	resume.Failed: "failed", resume.Open: "stays open", resume.Unclear: "is unclear", resume.Unreached: "not reached", resume.Rival: "left alone",
}

// Resumed tells what came of steps that HubSpot's API was to make, a line each,
// and at the end how many were left how, and what to do next.
func Resumed(lines []resume.Line, label func(int64) string) []string {
	var list []string
	count := map[resume.State]int{}
	for i := range lines {
		l := &lines[i]
		count[l.State]++
		list = append(list, Terminal(resumedLine(l, label(l.HubID))))
	}
	var sums []string
	for _, s := range resume.States() {
		if n := count[s]; n > 0 {
			sums = append(sums, fmt.Sprintf("%d %s", n, resumedWords[s]))
		}
	}
	if len(sums) == 0 {
		sums = []string{"nothing was ready"}
	}
	list = append(list, "Resumed: "+strings.Join(sums, "; ")+".")
	if count[resume.Handed] > 0 {
		list = append(list, "What was handed is a task now: accredit task list.")
	}
	if count[resume.Unclear]+count[resume.Unreached]+count[resume.Rival] > 0 {
		list = append(list, "Go on with what is left: accredit run resume.")
	}
	if count[resume.Failed] > 0 {
		list = append(list, "What failed is in the next plan again, where it is still declared.")
	}
	return list
}

func resumedLine(l *resume.Line, client string) string {
	text := client
	if l.ID != "" {
		text = fmt.Sprintf("%s  %s %s in %s", l.ID, l.Action, l.Email, client)
	}
	text += ": " + resumedWords[l.State]
	if len(l.Seen) > 0 {
		text += " (" + strings.Join(l.Seen, ", ") + ")"
	}
	if l.Why != "" {
		text += ": " + l.Why
	}
	return text
}
