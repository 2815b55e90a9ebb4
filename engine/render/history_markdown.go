package render

import (
	"bufio"
	"fmt"
	"io"
	"time"

	"accredit/engine"
)

// MarkdownHistory writes revisions as sections with a list of changes.
type MarkdownHistory struct {
	w *bufio.Writer
	n int
}

// NewMarkdownHistory writes the headline.
func NewMarkdownHistory(w io.Writer) *MarkdownHistory {
	h := &MarkdownHistory{w: bufio.NewWriterSize(w, 64<<10)}
	h.line("# History of access")
	return h
}

func (h *MarkdownHistory) line(format string, args ...any) {
	fmt.Fprintf(h.w, format+"\n", args...) // Flush reports the error
}

// Entry writes one revision.
func (h *MarkdownHistory) Entry(e *engine.HistoryEntry) error {
	h.n++
	h.line("\n## Revision %d, %s\n", e.Serial, e.At.UTC().Format(time.RFC3339))
	h.line("%s by %s", markdownText(e.Kind), markdownText(orNone(e.Who)))
	if e.Reason != "" {
		h.line("\nReason: %s", markdownText(e.Reason))
	}
	for _, part := range circumstances(e) {
		h.line("\n%s", markdownText(part))
	}
	if e.Events == nil {
		return h.w.Flush()
	}
	shared := sharedEvidence(e.Events)
	if shared != "" {
		h.line("\n%s", markdownText(shared))
	}
	h.line("\n%s\n", markdownText(countEvents(e)))
	for i := range e.Events {
		h.event(&e.Events[i], ownEvidence(&e.Events[i], shared))
	}
	return h.w.Flush()
}

func (h *MarkdownHistory) event(e *engine.Event, known string) {
	text := actionWord(e)
	switch e.Kind {
	case engine.EventGrant:
		text += " " + markdownCode(e.Email)
	case engine.EventPerson:
		text = "person " + markdownCode(e.Email) + " " + text
	case engine.EventSet:
		text = "permission set " + markdownCode(e.Set) + " " + text
	case engine.EventRun:
		text = markdownText(e.Run.Words())
	case engine.EventDrift:
		if e.Email != "" {
			text = markdownCode(e.Email) + " " + text
		}
		text = "drift " + text
	default:
		text = string(e.Kind) + " " + text
	}
	if e.HubID != 0 {
		text = fmt.Sprintf("%s (hub %d): %s", markdownText(e.Client), e.HubID, text)
	}
	for i, part := range eventWords(e) {
		if i == 0 {
			text += ":"
		} else {
			text += ","
		}
		text += " " + markdownText(part)
	}
	if actor := actorWords(&e.Step); actor != "" {
		text += ", " + markdownText(actor)
	}
	if known != "" {
		text += " (" + markdownText(known) + ")"
	}
	h.line("- %s", text)
}

// Close says so where there was nothing to write.
func (h *MarkdownHistory) Close() error {
	if h.n == 0 {
		h.line("\nNo revision matches.")
	}
	return h.w.Flush()
}
