package render

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"accredit/engine"

	"github.com/jedib0t/go-pretty/v6/text"
)

// How many changes of a revision are listed unless all are asked for: of
// clients and access there, and of the agency, sets and people.
const (
	maxClientEvents = 40
	maxOtherEvents  = 8
)

// TextHistory writes revisions for people to read, one after the other.
type TextHistory struct {
	page    *page
	verbose bool
	n       int
	sets    map[string][]engine.PermissionChange // changed by the revision
	shared  string                               // how all that the revision changed is known
}

// History begins to write history.
func (t Text) History(w io.Writer) *TextHistory {
	return &TextHistory{page: newPage(w, t.Width, t.Color), verbose: t.Verbose}
}

// Entry writes one revision: who, when and why, how much it changed, and what.
func (h *TextHistory) Entry(e *engine.HistoryEntry) error {
	p := h.page
	if h.n > 0 {
		p.blank()
	}
	h.n++
	p.print(row{mark: fmt.Sprintf("revision %d", e.Serial), color: text.Bold, text: fmt.Sprintf("  %s  %s by %s",
		e.At.UTC().Format(time.RFC3339), Terminal(e.Kind), Terminal(orNone(e.Who)))})
	say := func(line string) { p.print(row{margin: detailMargin, text: line}) }
	if e.Reason != "" {
		say("reason: " + Terminal(e.Reason))
	}
	if parts := circumstances(e); len(parts) > 0 {
		say(strings.Join(parts, ", "))
	}
	if h.verbose {
		say("command: " + Terminal(orNone(e.Command)))
		say("hash: " + Terminal(e.Hash))
	}
	if e.Events != nil {
		if h.shared = sharedEvidence(e.Events); h.shared != "" {
			say(h.shared)
		}
		say(countEvents(e))
		h.events(e.Events)
	}
	return p.Flush()
}

// events lists what is of no client, then what is of clients.
func (h *TextHistory) events(events []engine.Event) {
	h.sets = map[string][]engine.PermissionChange{}
	for i := range events {
		if e := &events[i]; e.Kind == engine.EventSet && len(e.Permissions) > 0 {
			h.sets[e.Set] = e.Permissions
		}
	}
	split := 0
	for split < len(events) && events[split].HubID == 0 {
		split++
	}
	h.some(events[:split], maxOtherEvents)
	h.some(events[split:], maxClientEvents)
}

func (h *TextHistory) some(events []engine.Event, limit int) {
	shown := events
	if !h.verbose && len(events) > limit {
		shown = events[:limit-1]
	}
	hubID := int64(0)
	for i := range shown {
		e := &shown[i]
		if e.HubID != hubID {
			hubID = e.HubID
			h.page.print(row{margin: stepMargin, text: clientWords(e, h.page.width)})
		}
		h.event(e)
	}
	if more := len(events) - len(shown); more > 0 {
		h.page.print(row{margin: detailMargin - 2, text: fmt.Sprintf("... and %d more: see --verbose, or --format csv", more)})
	}
}

// clientWords names the client of events, the label cut to the width. It
// begins with what no name can be.
func clientWords(e *engine.Event, width int) string {
	hub := fmt.Sprintf("hub %d", e.HubID)
	if label := Terminal(e.Client); label != "" && label != hub {
		return hub + "  " + shorten(label, max(8, width-textWidth(hub)-2-stepMargin))
	}
	return hub
}

func (h *TextHistory) event(e *engine.Event) {
	color := text.FgYellow
	switch eventSign(e) {
	case "+":
		color = text.FgGreen
	case "-":
		color = text.FgRed
	case "=":
		color = text.FgCyan
	}
	words := eventWords(e)
	if set := h.causedBySet(e); set != "" && !h.verbose {
		short := *e
		short.Permissions = nil
		words = append(eventWords(&short), "as permission set "+Terminal(set)+" changed")
	}
	if !h.verbose && len(words) > maxPermissionLines {
		words = append(words[:maxPermissionLines-1:maxPermissionLines-1], fmt.Sprintf("and %d more", len(words)-maxPermissionLines+1))
	}
	line := eventSubject(e)
	if e.Kind == engine.EventGrant {
		line += "  " + actionWord(e)
	}
	if len(words) > 0 {
		line += "  " + strings.Join(words, ", ")
	}
	if actor := actorWords(&e.Step); actor != "" {
		line += "  " + actor
	}
	if known := ownEvidence(e, h.shared); known != "" {
		line += "  (" + known + ")"
	}
	h.page.print(row{margin: detailMargin - 2, mark: eventSign(e), color: color, text: line})
}

// causedBySet names the permission set whose change, told before, is just the
// change of a grant's permissions.
func (h *TextHistory) causedBySet(e *engine.Event) string {
	if e.Step.Cause != engine.CausePermissionSet || len(e.Permissions) == 0 {
		return ""
	}
	for _, name := range slices.Sorted(maps.Keys(h.sets)) {
		if slices.Equal(h.sets[name], e.Permissions) {
			return name
		}
	}
	return ""
}

// Close says so where there was nothing to write.
func (h *TextHistory) Close() error {
	if h.n == 0 {
		h.page.print(row{text: "No revision matches."})
	}
	return h.page.Flush()
}
