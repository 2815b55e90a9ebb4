package render

import (
	"fmt"
	"io"
	"strings"

	"accredit/engine/runs"
)

// Runs writes a worksheet as the text of an issue: who acts, what is ready first,
// the clicks once for a dialog, a line a task, and how to answer. What does not
// fit is left out at a line, and said; what is ready comes before what is not.
func (m Markdown) Runs(w io.Writer, list []runs.View) error {
	out := &markdownRuns{room: m.Limit}
	if out.room == 0 {
		out.room = markdownLimit
	}
	limit := out.room
	out.room -= tailRoom
	out.put("<!-- accredit:tasks -->\n")
	if len(list) == 0 {
		out.put("### accredit tasks\n\nNothing is open.\n")
	}
	for i := range list {
		out.run(&list[i])
	}
	if out.left > 0 {
		fmt.Fprintf(&out.Builder, "**Left out, to stay within %d bytes:** %s. `accredit run show` shows everything.\n", limit, count(out.left, "task"))
	}
	_, err := io.WriteString(w, strings.TrimRight(out.String(), "\n")+"\n")
	return err
}

// markdownRuns writes into the room that there is.
type markdownRuns struct {
	strings.Builder
	room int
	full bool // a line did not fit: none that follows is written
	left int  // tasks that are left out
}

// put writes text if there is room, and reports whether there was.
func (m *markdownRuns) put(s string) bool {
	if m.full || len(s) > m.room {
		m.full = true
		return false
	}
	m.WriteString(s)
	m.room -= len(s)
	return true
}

func (m *markdownRuns) run(v *runs.View) {
	head := fmt.Sprintf("### accredit run %d\n\n%s.\n", v.Number, markdownText(shorten(RunHeadline(v), longText)))
	if v.Reason != "" {
		head += "\nReason: " + markdownText(shorten(Terminal(v.Reason), longText)) + "\n"
	}
	m.put(head + "\n")
	for standing, name := range standingNames {
		for _, a := range byActor(tasksOf(v.Tasks, func(t *runs.Task) bool { return int(standingOf(t)) == standing })) {
			m.actor(name, standing == int(isReady), &a)
		}
	}
}

// actor writes the tasks of somebody that stand alike, and how to answer.
func (m *markdownRuns) actor(name string, ready bool, a *actorTasks) {
	heading := fmt.Sprintf("#### %s: %s\n\n", name, markdownText(shorten(Terminal(actorName(a.actor)), maxName)))
	answer := ""
	if ready {
		answer = howToAnswer(a)
	}
	m.room -= len(answer)
	written := 0
	for _, d := range a.dialogs {
		clicks := markdownClicks(d)
		if heading == "" && clicks != "" {
			clicks = "\n" + clicks
		}
		for _, line := range d {
			text := heading + clicks + markdownTask(line)
			if !m.put(text) {
				m.left += len(line)
				continue
			}
			heading, clicks = "", ""
			written++
		}
	}
	m.room += len(answer)
	if written > 0 {
		m.WriteString("\n" + answer)
		m.room -= len(answer) + 1
	}
}

// markdownClicks is a paragraph before the lines of a dialog.
func markdownClicks(d dialogTasks) string {
	if clicks := d.clicks(); clicks != "" {
		return markdownText(shorten(Terminal(clicks), longText)) + "\n\n"
	}
	return ""
}

// markdownTask is one line of the worksheet.
func markdownTask(l taskLine) string {
	t := l.first()
	who := l.who()
	for i := range who {
		who[i] = markdownCode(shorten(Terminal(who[i]), maxName))
	}
	more := ""
	if len(who) > maxNamed {
		more = fmt.Sprintf(" and %d more", len(who)-maxNamed)
		who = who[:maxNamed]
	}
	sets := ""
	if s := taskSets(t.Step); s != "" {
		sets = " " + markdownCode(shorten(s, maxName))
	}
	text := fmt.Sprintf("- `%s` %s %s%s%s in %s. %s", l.id(), l.action(), strings.Join(who, ", "), more, sets,
		markdownText(shorten(Terminal(t.Client), maxName)), markdownText(shorten(TaskState(t), longText)))
	if first := t.LookFirst(); first != "" && t.Step.IsPending() {
		text += ". First: " + markdownText(shorten(Terminal(first), longText))
	}
	return text + "\n"
}

// longText is how many columns a sentence has at most, and maxName a name.
const (
	longText = 400
	maxName  = 80
)

// maxNamed is how many people a line names.
const maxNamed = 10

// howToAnswer says which lines to write, with the ids of the first tasks.
func howToAnswer(a *actorTasks) string {
	var ids []string
	for _, d := range a.dialogs {
		for _, line := range d {
			ids = append(ids, line.id())
		}
	}
	last := ids[len(ids)-1]
	return "Answer in a comment, with lines such as these at the beginning of a line:\n\n```\n" +
		"/accredit done " + strings.Join(ids[:min(len(ids), 2)], " ") + "\n" +
		"/accredit fail " + last + " because no seat left\n```\n\n"
}
