package render

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	"accredit/engine"

	"github.com/jedib0t/go-pretty/v6/text"
)

// Drift writes a drift report: what was compared with what, a section a
// client, what is unknown or breaks a rule, the totals.
func (t Text) Drift(w io.Writer, d *engine.Drift) error {
	out := &driftText{
		Drift:    d,
		planText: newPlanText(&engine.Plan{People: d.People, Clients: d.Clients}, newPage(w, t.Width, t.Color), t.Verbose),
	}
	out.print(row{text: "accredit drift: " + driftCompared(d, Terminal)})
	out.blank()
	for from := 0; from < len(d.Items); {
		to := from + 1
		for to < len(d.Items) && d.Items[to].Client == d.Items[from].Client {
			to++
		}
		out.section(d.Items[from:to])
		from = to
	}
	out.beside()
	out.print(row{text: driftTotals(d)})
	return out.Flush()
}

// driftText writes one report. Findings are written as those of a plan.
type driftText struct {
	*engine.Drift
	*planText
}

func (t *driftText) section(items []engine.DriftItem) {
	if i := items[0].Client; i == engine.Nobody {
		t.print(row{text: "People"})
	} else {
		c := &t.Clients[i]
		t.print(row{text: clientHeader(&c.Client, t.width), place: Terminal(c.Pos.String())})
	}
	who := 0
	for i := range items {
		who = max(who, textWidth(t.driftSubject(&items[i])))
	}
	if !t.endless && who > t.width/2 {
		who = 0
	}
	for i := range items {
		mark, color := driftMark(&items[i])
		mark = fmt.Sprintf("%*d %s", len(strconv.Itoa(len(items))), i+1, mark)
		t.item(&items[i], mark, color, who)
	}
	t.blank()
}

// driftSubject is whom the item is about.
func (t *driftText) driftSubject(it *engine.DriftItem) string {
	if it.Email != "" {
		return Terminal(it.Email)
	}
	return t.client(it.Client)
}

func (t *driftText) item(it *engine.DriftItem, mark string, color text.Color, who int) {
	t.print(row{margin: stepMargin, mark: mark, color: color, text: pad(t.driftSubject(it), who) + "    " + driftClass(it.Class)})
	var rows []row
	say := func(text string) { rows = append(rows, row{margin: detailMargin, text: text}) }
	if it.Ignored != nil {
		say(driftIgnored(it.Ignored, Terminal))
	}
	if it.Person != engine.Nobody && it.Client != engine.Nobody || it.Own() {
		say(driftSides(it, driftEscapes{Terminal, Terminal}))
	}
	if it.Perhaps != nil {
		say(driftPerhaps(it, Terminal))
	}
	for i := range it.Logged {
		say(driftLogged(&it.Logged[i], Terminal))
	}
	for _, f := range it.Fields {
		say(fieldChange(Terminal(f.Name), f.Before, f.After))
	}
	t.placed(append(rows, t.driftPermissions(it)...), Terminal(it.Pos.String()))
}

func (t *driftText) driftPermissions(it *engine.DriftItem) []row {
	changes := make([]engine.PermissionChange, len(it.Permissions))
	for i := range it.Permissions {
		p := &it.Permissions[i]
		changes[i].Permission = p.Permission
		changes[i].Before, changes[i].After = driftLevels(it, p)
	}
	return permissionRows(changes, t.verbose, "")
}

// driftMark is the mark of an item, and its colour.
func driftMark(it *engine.DriftItem) (string, text.Color) {
	switch {
	case it.Ignored != nil:
		return ".", text.Faint
	case it.Class == engine.DriftSuperAdminAppeared, it.Class == engine.DriftSuperAdminVanished:
		return "!", text.FgRed
	case it.Class == engine.DriftMissing:
		return "-", text.FgRed
	case it.Class == engine.DriftUnknownPerson:
		return "+", text.FgRed
	case it.Class == engine.DriftNotApplied:
		return "=", text.FgCyan
	}
	return "~", text.FgYellow
}

// beside writes what stands beside the items.
func (t *driftText) beside() {
	t.unknown()
	for i := range t.Unmanaged {
		u := &t.Unmanaged[i]
		line := fmt.Sprintf("hub %d  neither declared nor recorded, with %s of ours (%s)", u.HubID, ourPeople(u.People), Terminal(u.Source))
		if u.Name != "" {
			line = strings.Replace(line, "  ", "  "+Terminal(u.Name)+"  ", 1)
		}
		t.labelled("Not managed:", line, "")
	}
	warnings, violations := groupedDrift(t.Drift, t.Warnings), groupedDrift(t.Drift, t.Violations)
	for i := range warnings {
		t.warning(&warnings[i])
	}
	for i := range violations {
		t.violation(&violations[i])
	}
	if len(t.Unknown)+len(t.Unmanaged)+len(t.Warnings)+len(t.Violations) > 0 {
		t.blank()
	}
}

// fewUnknown is up to how many accounts that are unknown for one reason have a
// line each; of more the first are named.
const fewUnknown = 3

// unknown says which accounts are unknown, and why.
func (t *driftText) unknown() {
	var reasons []string
	accounts := map[string][]string{}
	for i := range t.Unknown {
		why := driftUnknown(&t.Unknown[i], Terminal)
		if accounts[why] == nil {
			reasons = append(reasons, why)
		}
		accounts[why] = append(accounts[why], t.client(t.Unknown[i].Client))
	}
	for _, why := range reasons {
		names := accounts[why]
		if len(names) > fewUnknown {
			names = []string{fmt.Sprintf("%s and %d more accounts", strings.Join(names[:fewUnknown], ", "), len(names)-fewUnknown)}
		}
		for _, name := range names {
			t.labelled("Unknown:", name+"  "+why, "")
		}
	}
}

func ourPeople(n int) string {
	if n == 1 {
		return "1 person"
	}
	return fmt.Sprintf("%d people", n)
}
