package render

import (
	"bufio"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"accredit/engine"
)

// Bounds of what Observed prints, so that a first import of thousands of
// accounts still leaves its question on the screen.
const (
	observedLines   = 20 // who comes, goes and changes, by name
	observedClients = 40 // counts

	observedPermissions = 5 // on one line; more are counted
)

// Observed sums up what recording observed access on top of a changes: for each
// client how many people come, go and change, the first of them by name.
// Nothing is written where nothing changes. Who comes to a client is new in the
// record: they may have been there for long.
func Observed(w io.Writer, a *engine.Access, c *engine.Changes) error {
	o := &observed{out: bufio.NewWriter(w), counts: countObserved(c)}
	o.hubs = slices.Sorted(maps.Keys(o.counts))
	events := engine.EventsOf(o.first(c), a)
	for i := range events {
		if e := &events[i]; e.HubID == 0 && len(e.Fields)+len(e.Permissions) > 0 {
			o.line("", e)
		}
	}
	labels := newLabels(c)
	for i, hub := range o.hubs {
		if i == observedClients {
			o.more(o.hubs[i:])
			break
		}
		label := labels[hub]
		if label == "" {
			label = a.ClientLabel(hub)
		}
		o.client(hub, label, events)
	}
	if o.cut > 0 {
		fmt.Fprintf(o.out, "Only %d of %d differences are named.\n", o.lines, o.lines+o.cut)
	}
	return o.out.Flush()
}

type observed struct {
	out    *bufio.Writer
	counts map[int64]*observedCounts // by hub id
	hubs   []int64                   // sorted
	lines  int                       // by name
	cut    int                       // left out
}

// first leaves what is printed of the changes, which may be a million: who
// goes, who changes, what becomes of sets, clients and people, and last who
// comes.
func (o *observed) first(c *engine.Changes) *engine.Changes {
	shown := map[int64]bool{}
	for _, hub := range o.hubs[:min(len(o.hubs), observedClients)] {
		shown[hub] = true
	}
	few := &engine.Changes{}
	grants := func(wanted func(g *engine.GrantChange) bool) {
		for i := range c.Grants {
			if g := &c.Grants[i]; wanted(g) && o.fits(shown[g.HubID]) {
				few.Grants = append(few.Grants, *g)
			}
		}
	}
	grants(func(g *engine.GrantChange) bool { return g.After == nil })
	grants(func(g *engine.GrantChange) bool { return g.Before != nil && g.After != nil })
	for _, s := range c.Sets {
		if s.Before != nil && o.fits(true) {
			few.Sets = append(few.Sets, s)
		}
	}
	for _, client := range c.Clients {
		if client.Before != nil && o.fits(shown[client.After.HubID]) {
			few.Clients = append(few.Clients, client)
		}
	}
	for _, p := range c.People {
		if p.Before != nil && o.fits(true) {
			few.People = append(few.People, p)
		}
	}
	grants(func(g *engine.GrantChange) bool { return g.Before == nil })
	return few
}

// fits counts one more line, and reports whether it is printed.
func (o *observed) fits(shown bool) bool {
	if !shown || o.lines == observedLines {
		o.cut++
		return false
	}
	o.lines++
	return true
}

// newLabels are those of clients that the changes write, by hub id.
func newLabels(c *engine.Changes) map[int64]string {
	labels := make(map[int64]string, len(c.Clients))
	for i := range c.Clients {
		labels[c.Clients[i].After.HubID] = c.Clients[i].After.Label()
	}
	return labels
}

func (o *observed) client(hub int64, label string, events []engine.Event) {
	name := Terminal(label)
	if !strings.HasPrefix(name, "hub ") {
		name += fmt.Sprintf(" (%d)", hub)
	}
	fmt.Fprintf(o.out, "%s: %s\n", name, o.counts[hub])
	for i := range events {
		if e := &events[i]; e.HubID == hub && len(e.Fields)+len(e.Permissions) > 0 {
			o.line("  ", e)
		}
	}
}

func (o *observed) line(indent string, e *engine.Event) {
	short := *e
	if len(short.Permissions) > observedPermissions {
		short.Permissions = nil
	}
	words := eventWords(&short)
	if n := len(e.Permissions) - len(short.Permissions); n > 0 {
		words = append(words, count(n, "permission"))
	}
	fmt.Fprintf(o.out, "%s%s %s  %s\n", indent, eventSign(e), eventSubject(e), strings.Join(words, ", "))
}

// more counts the clients that are not named.
func (o *observed) more(hubs []int64) {
	var n observedCounts
	for _, hub := range hubs {
		of := o.counts[hub]
		n.come, n.leave, n.change, n.fresh = n.come+of.come, n.leave+of.leave, n.change+of.change, n.fresh || of.fresh
	}
	fmt.Fprintf(o.out, "and %d more: %s\n", len(hubs), &n)
}

// observedCounts are those of one client, or several.
type observedCounts struct {
	come, leave, change int
	fresh               bool // the client itself is new
}

// countObserved counts by hub id.
func countObserved(c *engine.Changes) map[int64]*observedCounts {
	counts := map[int64]*observedCounts{}
	of := func(hub int64) *observedCounts {
		if counts[hub] == nil {
			counts[hub] = &observedCounts{}
		}
		return counts[hub]
	}
	for i := range c.Clients {
		of(c.Clients[i].After.HubID).fresh = c.Clients[i].Before == nil
	}
	for i := range c.Grants {
		n := of(c.Grants[i].HubID)
		switch g := &c.Grants[i]; {
		case g.Before == nil:
			n.come++
		case g.After == nil:
			n.leave++
		default:
			n.change++
		}
	}
	return counts
}

// String says "2 come, 1 goes, 3 change".
func (n *observedCounts) String() string {
	var parts []string
	add := func(n int, one, many string) {
		switch {
		case n == 1:
			parts = append(parts, "1 "+one)
		case n > 1:
			parts = append(parts, fmt.Sprintf("%d %s", n, many))
		}
	}
	add(n.come, "comes", "come")
	add(n.leave, "goes", "go")
	add(n.change, "changes", "change")
	switch {
	case len(parts) > 0:
	case n.fresh:
		return "new, without anybody"
	default:
		return "only its own record"
	}
	return strings.Join(parts, ", ")
}
