package render

import (
	"bufio"
	"io"
	"strconv"

	"accredit/engine/runs"
)

// runColumns are those of a worksheet; the last four are to be filled in.
var runColumns = []string{"task", "client", "hub_id", "person", "action", "set", "state", "result", "by", "on", "because"}

// RunsCSV writes the tasks of runs as a worksheet that can be filled in and sent
// back.
func RunsCSV(w io.Writer, list []runs.View) error {
	out := &CSVHistory{bufio.NewWriter(w)}
	out.row(runColumns)
	for i := range list {
		for j := range list[i].Tasks {
			t := &list[i].Tasks[j]
			out.row([]string{
				t.Step.MarkedID(), t.Client, strconv.FormatInt(t.HubID, 10), t.Step.Email, t.Step.Action.String(), taskSets(t.Step),
				t.Step.State.String(), "", "", "", "",
			})
		}
	}
	return out.w.Flush()
}
