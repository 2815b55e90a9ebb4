package render

import (
	"fmt"
	"slices"
	"strings"

	"accredit/engine"
	"accredit/engine/runs"
)

// What every form of a run shares: tasks by who acts, by how they stand, by
// dialog, and by line.

// taskLine is one task, or those that are one edit: one line of a worksheet.
type taskLine []*runs.Task

// first is the task by whose id a line goes: what is said of one is said of all.
func (l taskLine) first() *runs.Task { return l[0] }

// id is the id that people write: with its mark where the task is open.
func (l taskLine) id() string {
	if s := l[0].Step; s.IsPending() {
		return s.MarkedID()
	}
	return l[0].Step.ID()
}

// who lists the people of a line.
func (l taskLine) who() []string {
	list := make([]string, 0, len(l))
	for _, t := range l {
		if !slices.Contains(list, t.Step.Email) {
			list = append(list, t.Step.Email)
		}
	}
	return list
}

// isEdit reports whether a line is one act for several people.
func (l taskLine) isEdit() bool { return len(l[0].Edit) > 0 }

// action names what is done.
func (l taskLine) action() string {
	if l.isEdit() {
		return "edit"
	}
	return l[0].Step.Action.String()
}

// dialogTasks are the lines that one dialog makes.
type dialogTasks []taskLine

func (d dialogTasks) tasks() []*runs.Task { return slices.Concat([]taskLine(d)...) }

// clicks says how it is done, with the page that says so; nothing where all is
// settled.
func (d dialogTasks) clicks() string {
	open := slices.DeleteFunc(d.tasks(), func(t *runs.Task) bool { return !t.Step.IsPending() })
	if len(open) == 0 {
		return ""
	}
	clicks, source := runs.DialogClicks(open)
	if clicks == "" {
		return ""
	}
	return clicks + " [" + source + "]"
}

// actorTasks are the tasks of one person, dialog by dialog.
type actorTasks struct {
	actor   string
	dialogs []dialogTasks
}

// byActor groups tasks by who acts, then by dialog, in the order of the steps.
func byActor(tasks []*runs.Task) []actorTasks {
	var list []actorTasks
	actors, dialogs := map[string]int{}, map[string][2]int{}
	var found [][][]*runs.Task
	for _, t := range tasks {
		at, ok := actors[t.Step.Actor]
		if !ok {
			at = len(list)
			actors[t.Step.Actor] = at
			list, found = append(list, actorTasks{actor: t.Step.Actor}), append(found, nil)
		}
		key := t.Step.Actor + "\x00" + t.Dialog()
		place, ok := dialogs[key]
		if !ok {
			place = [2]int{at, len(found[at])}
			dialogs[key] = place
			found[at] = append(found[at], nil)
		}
		found[place[0]][place[1]] = append(found[place[0]][place[1]], t)
	}
	for at := range list {
		for _, dialog := range found[at] {
			var lines dialogTasks
			for _, line := range runs.Lines(dialog) {
				lines = append(lines, line)
			}
			list[at].dialogs = append(list[at].dialogs, lines)
		}
	}
	return list
}

// standing is how far a task is: what can be done now, what cannot yet, and what
// is settled.
type standing int

const (
	isReady standing = iota
	isLater
	isSettled
)

func standingOf(t *runs.Task) standing {
	switch {
	case t.Ready:
		return isReady
	case t.Step.IsPending():
		return isLater
	}
	return isSettled
}

// standingNames are the headings, what is ready on top.
var standingNames = [...]string{isReady: "Ready", isLater: "Not yet", isSettled: "Settled"}

// tasksOf points to the tasks of a run, as many as stand so.
func tasksOf(tasks []runs.Task, keep func(*runs.Task) bool) []*runs.Task {
	var list []*runs.Task
	for i := range tasks {
		if keep == nil || keep(&tasks[i]) {
			list = append(list, &tasks[i])
		}
	}
	return list
}

// standingCounts counts the lines of somebody: 2 ready, 1 not yet, 3 settled.
func standingCounts(a *actorTasks) string {
	var n [len(standingNames)]int
	for _, d := range a.dialogs {
		for _, line := range d {
			n[standingOf(line.first())]++
		}
	}
	var parts []string
	for s, name := range standingNames {
		if n[s] > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n[s], strings.ToLower(name)))
		}
	}
	return strings.Join(parts, ", ")
}

// actorName is who acts; a step that nobody who is known acts in has none.
func actorName(actor string) string {
	if actor == "" {
		return "nobody who is known"
	}
	return actor
}

// RunHeadline says what a run is and how far it has come.
func RunHeadline(v *runs.View) string {
	return fmt.Sprintf("Run %d, opened on %s by %s: %s", v.Number, engine.DateOf(v.Run.At), Terminal(v.By), RunCounts(v))
}

// RunCounts counts the steps of a run by state.
func RunCounts(v *runs.View) string {
	states, unseen := v.Summary()
	var parts []string
	for _, s := range engine.StepStates() {
		if n := states[s]; n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, s))
		}
	}
	text := strings.TrimSpace(strings.Join(parts, ", ") + " of " + count(len(v.Tasks), "step"))
	if unseen > 0 {
		text += fmt.Sprintf("; %d not seen in HubSpot", unseen)
	}
	return text
}
