package render

import (
	"bufio"
	"fmt"
	"io"
	"slices"
	"strings"

	"accredit/engine"
	"accredit/engine/runs"
)

// Runs writes runs for people to read: who acts, what they do in which dialog,
// and how each task stands.
func (t Text) Runs(w io.Writer, list []runs.View) error {
	out := bufio.NewWriter(w)
	for i := range list {
		if i > 0 {
			fmt.Fprintln(out)
		}
		writeRun(out, &list[i])
	}
	return out.Flush()
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
	text := strings.Join(parts, ", ") + " of " + count(len(v.Tasks), "step")
	if unseen > 0 {
		text += fmt.Sprintf("; %d not seen in HubSpot", unseen)
	}
	return text
}

func writeRun(w io.Writer, v *runs.View) {
	fmt.Fprintln(w, RunHeadline(v))
	if v.Reason != "" {
		fmt.Fprintln(w, "  "+Terminal(v.Reason))
	}
	for _, group := range taskGroups(v.Tasks) {
		fmt.Fprintln(w)
		fmt.Fprintln(w, Terminal(group.actor))
		for _, dialog := range group.dialogs {
			clicks, source := dialog[0].Clicks()
			if slices.ContainsFunc(dialog, func(t *runs.Task) bool { return t.Step.IsPending() }) && clicks != "" {
				fmt.Fprintln(w, "  "+Terminal(clicks)+" ["+source+"]")
			}
			for _, task := range dialog {
				fmt.Fprintln(w, "    "+TaskLine(task))
				if first := task.LookFirst(); first != "" && task.Step.IsPending() {
					fmt.Fprintln(w, "        first: "+Terminal(first))
				}
			}
		}
	}
}

// actorTasks are the tasks of one person, dialog by dialog.
type actorTasks struct {
	actor   string
	dialogs [][]*runs.Task
}

// taskGroups groups tasks by who acts, then by dialog, in the order of the steps.
func taskGroups(tasks []runs.Task) []actorTasks {
	var list []actorTasks
	actors, dialogs := map[string]int{}, map[string][2]int{}
	for i := range tasks {
		t := &tasks[i]
		at, ok := actors[t.Step.Actor]
		if !ok {
			at = len(list)
			actors[t.Step.Actor] = at
			list = append(list, actorTasks{actor: t.Step.Actor})
		}
		key := t.Dialog()
		place, ok := dialogs[key]
		if !ok {
			place = [2]int{at, len(list[at].dialogs)}
			dialogs[key] = place
			list[at].dialogs = append(list[at].dialogs, nil)
		}
		list[place[0]].dialogs[place[1]] = append(list[place[0]].dialogs[place[1]], t)
	}
	return list
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
	if e := s.LastEvent(); e != nil {
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
			text += ": " + strings.Join(e.ToldOf, ", ")
		}
		return text
	}
	return ""
}
