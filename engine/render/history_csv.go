package render

import (
	"bufio"
	"io"
	"strconv"
	"strings"
	"time"

	"accredit/engine"
)

// csvHeader names the columns of a history as CSV.
var csvHeader = []string{
	"serial", "at", "kind", "who", "reason", "git_commit", "overrides", "what", "hub_id", "client", "subject", "action", "effect", "cause",
	"actor", "via", "permission_set_before", "permission_set_after", "status_before", "status_after", "expires_before", "expires_after",
	"grant_reason", "changes", "evidence", "task",
}

// CSVHistory writes a row for each change, for spreadsheets: every cell
// quoted, and none of them a formula.
type CSVHistory struct{ w *bufio.Writer }

// NewCSVHistory writes the header.
func NewCSVHistory(w io.Writer) *CSVHistory {
	h := &CSVHistory{bufio.NewWriterSize(w, 64<<10)}
	h.row(csvHeader)
	return h
}

// Entry writes the changes of a revision.
func (h *CSVHistory) Entry(e *engine.HistoryEntry) error {
	head := []string{
		strconv.FormatInt(e.Serial, 10), e.At.UTC().Format(time.RFC3339), e.Kind, e.Who, e.Reason, e.GitCommit, strings.Join(e.Overrides, " "),
	}
	for i := range e.Events {
		v := &e.Events[i]
		h.row(append(head[:len(head):len(head)], eventCells(v)...))
	}
	return h.w.Flush()
}

func eventCells(e *engine.Event) []string {
	hubID, client := "", ""
	if e.HubID != 0 {
		hubID, client = strconv.FormatInt(e.HubID, 10), e.Client
	}
	subject := e.Email
	if e.Kind == engine.EventSet {
		subject = e.Set
	}
	effect := ""
	if e.Step.Action != engine.NoAction {
		effect = e.Step.Effect.String()
	}
	cells := []string{
		string(e.Kind), hubID, client, subject, actionWord(e), effect, e.Step.Cause.String(), e.Step.Actor, e.Step.Via.String(),
	}
	set, status := engine.Field{}, engine.Field{}
	if e.Kind == engine.EventGrant {
		set, _ = e.Field("permission_set")
		status, _ = e.Field("status")
	}
	expires, _ := e.Field("expires")
	reason, _ := e.Field("reason")
	return append(cells, set.Before, set.After, status.Before, status.After, expires.Before, expires.After, reason.After,
		strings.Join(eventWords(e), "; "), EvidenceWords(e.Evidence), taskOf(e))
}

// taskOf is the id of the step, or the number of the run, that an event is about.
func taskOf(e *engine.Event) string {
	if e.Run == nil {
		return ""
	}
	return e.Run.ID
}

func (h *CSVHistory) row(cells []string) {
	for i, cell := range cells {
		if i > 0 {
			_ = h.w.WriteByte(',') // Flush reports the error
		}
		_, _ = h.w.WriteString(csvCell(cell)) // as above
	}
	_, _ = h.w.WriteString("\r\n") // as above
}

// csvCell makes text from outside a cell that no spreadsheet takes for a
// formula: one line, quoted, with ' before what begins like one, leading
// spaces and the full-width signs of East Asian keyboards included.
func csvCell(s string) string {
	first := strings.TrimLeft(s, " \t\r\n\u00a0\u3000")
	risky := len(first) != len(s) && strings.ContainsAny(s[:1], "\t\r\n")
	if first != "" && strings.ContainsRune("=+-@＝＋－＠", []rune(first)[0]) {
		risky = true
	}
	s = Terminal(s)
	if risky {
		s = "'" + s
	}
	return `"` + strings.ReplaceAll(s, `"`, `""`) + `"`
}

// Close writes what is left.
func (h *CSVHistory) Close() error { return h.w.Flush() }
