package render

import (
	"bufio"
	"io"
	"strconv"
	"strings"

	"accredit/engine/runs"
)

// runColumns are those of a worksheet; the last four are to be filled in.
var runColumns = []string{"task", "client", "hub_id", "person", "action", "set", "state", "result", "by", "on", "because"}

// RunsCSV writes the tasks of runs as a worksheet that can be filled in and sent
// back, in the order of the steps. What is one edit of a set is one row.
func RunsCSV(w io.Writer, list []runs.View) error {
	out := &CSVHistory{bufio.NewWriter(w)}
	out.row(runColumns)
	for i := range list {
		written := map[string]bool{} // ids of edits
		tasks := tasksOf(list[i].Tasks, nil)
		for j, t := range tasks {
			if written[t.Step.ID()] {
				continue
			}
			line := editOf(tasks[j:])
			for _, of := range line {
				written[of.Step.ID()] = true
			}
			out.row([]string{
				t.Step.MarkedID(), t.Client, strconv.FormatInt(t.HubID, 10), strings.Join(line.who(), " "), line.action(), taskSets(t.Step),
				t.Step.State.String(), "", "", "", "",
			})
		}
	}
	return out.w.Flush()
}

// editOf is the first of some tasks, with those that are one edit with it.
func editOf(tasks []*runs.Task) taskLine {
	dialog := tasks[:1:1]
	for _, t := range tasks[1:] {
		if len(tasks[0].Edit) > 0 && t.Dialog() == tasks[0].Dialog() {
			dialog = append(dialog, t)
		}
	}
	return taskLine(runs.Lines(dialog)[0])
}
