package render

import (
	"fmt"
	"io"
	"strings"
	"time"

	"accredit/engine"

	"github.com/jedib0t/go-pretty/v6/text"
)

// Text writes for people to read.
type Text struct {
	Width   int    // columns of the terminal; zero: as for a pipe, no line is broken
	Color   bool   // with ANSI colours
	Verbose bool   // with every permission of a step, however many
	Notice  string // what a plan begins with, before all that it lists; empty: nothing
}

// Plan writes the plan as on the page about the command line: causes, a
// section a client, what waits or stands in the way, the totals. It holds the
// lines of one step in memory at a time.
func (t Text) Plan(w io.Writer, p *engine.Plan) error {
	out := newPlanText(p, newPage(w, t.Width, t.Color), t.Verbose)
	out.print(row{text: out.headline()})
	out.blank()
	if t.Notice != "" {
		out.labelled("Warning:", Terminal(t.Notice), "")
		out.blank()
	}
	out.causes()
	own, inBase := apart(p)
	out.sections(own)
	out.notFromThisChange(inBase)
	out.rest()
	out.print(row{text: totals(p)})
	out.baseTotals(len(inBase))
	return out.Flush()
}

// planText writes one plan.
type planText struct {
	*engine.Plan
	*page
	verbose bool
	changes *engine.PermissionLister
	listed  map[listedKey][]row // rows of a list of the lister
	later   giveLater           // of the section at hand

	line      []byte // of the step at hand
	acting    acting // of the step before
	actorText string
}

func newPlanText(p *engine.Plan, out *page, verbose bool) *planText {
	return &planText{
		Plan: p, page: out, verbose: verbose,
		changes: engine.NewPermissionLister(p), listed: map[listedKey][]row{},
	}
}

// listedKey is a list of the lister, by its first element, and who lacks what
// is held back of it.
type listedKey struct {
	first   *engine.PermissionChange
	lacking string
}

// acting is who makes a step, and through what.
type acting struct {
	actor    int32
	via      engine.Via
	approved string // id of the open step of a run that is the same
}

func (t *planText) headline() string {
	state := "no state yet"
	if t.Lineage != "" {
		state = fmt.Sprintf("state serial %d", t.Serial)
	}
	return fmt.Sprintf("accredit plan: agency %s, %s, as of %s",
		shorten(Terminal(t.Agency), t.width), state, t.AsOf.UTC().Format(time.RFC3339))
}

// causes says once what changes many grants.
func (t *planText) causes() {
	for i := range t.Causes {
		c := &t.Causes[i]
		name := strings.TrimSpace(c.Kind.String() + " " + Terminal(c.Name))
		t.print(row{text: fmt.Sprintf("Cause: %s changes %s in %s", name, count(c.Grants, "grant"), count(c.Clients, "client"))})
		t.permissions(c.Permissions)
	}
	if len(t.Causes) > 0 {
		t.blank()
	}
}

// client writes a client's label.
func (t *planText) client(i int32) string { return clientLabel(&t.Clients[i].Client) }

// clientHeader names a client in full, the name cut to the width. It begins
// with what no name can be: an address or the hub id.
func clientHeader(c *engine.Client, width int) string {
	label, hub := Terminal(c.Address), fmt.Sprintf(" (hub %d)", c.HubID)
	if label == "" {
		label, hub = fmt.Sprintf("hub %d", c.HubID), ""
	}
	if name := Terminal(c.Name); name != "" {
		label += "  " + shorten(name, max(8, width-textWidth(label)-textWidth(hub)-2))
	}
	return label + hub
}

// email writes a person's e-mail.
func (t *planText) email(i int32) string { return Terminal(t.People[i].Email) }

// symbol is the mark of an action, and its colour.
func symbol(a engine.Action) (string, text.Color) {
	switch a {
	case engine.ActionAdd, engine.ActionLink, engine.ActionAdopt, engine.ActionReactivate:
		return "+", text.FgGreen
	case engine.ActionChange, engine.ActionMigrate:
		return "~", text.FgYellow
	case engine.ActionRemove, engine.ActionDeactivate:
		return "-", text.FgRed
	case engine.ActionForget:
		return ".", text.Faint
	default:
		return "=", text.FgCyan
	}
}
