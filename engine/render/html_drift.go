package render

import (
	"io"

	"accredit/engine"
)

// DriftHTML writes a drift report as one self-contained page: the totals, the
// rules that are broken, then a table a client, ignored differences last.
func DriftHTML(w io.Writer, d *engine.Drift) error {
	return writeHTML(w, "drift", "Drift: "+d.Agency, newDriftPage(d))
}

// driftPage is what the page shows. Its texts went through Terminal; the page
// escapes them by their place.
type driftPage struct {
	Agency, Compared, Totals string
	Violations, Warnings     []driftFinding
	Sections                 []driftSection
	Unknown                  []driftAccount
	Unmanaged                []driftAccount
}

// driftSection is a client's differences, or the records of people.
type driftSection struct {
	Title string
	Rows  []driftRow
}

type driftRow struct {
	Who, Class, Style, Sides, Ignored, Place string
	Changes                                  []string // of fields and permissions
}

type driftFinding struct{ Rule, About, Message, Hint, Place string }

type driftAccount struct{ Name, Text string }

func newDriftPage(d *engine.Drift) *driftPage {
	p := &driftPage{Agency: Terminal(d.Agency), Compared: driftCompared(d, Terminal), Totals: driftTotals(d)}
	for _, ignored := range []bool{false, true} {
		last := engine.Nobody - 1
		for i := range d.Items {
			it := &d.Items[i]
			if (it.Ignored != nil) != ignored {
				continue
			}
			if it.Client != last {
				p.Sections = append(p.Sections, driftSection{Title: driftTitle(d, it.Client, ignored)})
				last = it.Client
			}
			s := &p.Sections[len(p.Sections)-1]
			s.Rows = append(s.Rows, newDriftRow(it))
		}
	}
	p.Violations, p.Warnings = driftFindings(d, groupedDrift(d, d.Violations)), driftFindings(d, groupedDrift(d, d.Warnings))
	for i := range d.Unknown {
		u := &d.Unknown[i]
		p.Unknown = append(p.Unknown, driftAccount{clientHeader(&d.Clients[u.Client].Client, 200), driftUnknown(u, Terminal)})
	}
	for i := range d.Unmanaged {
		u := &d.Unmanaged[i]
		c := engine.Client{HubID: u.HubID, Name: u.Name}
		p.Unmanaged = append(p.Unmanaged, driftAccount{clientHeader(&c, 200), ourPeople(u.People) + " of ours, in " + Terminal(u.Source)})
	}
	return p
}

func driftTitle(d *engine.Drift, client int32, ignored bool) string {
	title := "People"
	if client != engine.Nobody {
		title = clientHeader(&d.Clients[client].Client, 200)
	}
	if ignored {
		title = "Ignored: " + title
	}
	return title
}

func newDriftRow(it *engine.DriftItem) driftRow {
	row := driftRow{Who: Terminal(it.Email), Class: driftClass(it.Class), Style: "change", Place: Terminal(it.Pos.String())}
	switch {
	case it.Ignored != nil:
		row.Style, row.Ignored = "faint", driftIgnored(it.Ignored, Terminal)
	case it.Class < engine.DriftChanged:
		row.Style = "remove"
	case it.Class == engine.DriftNotApplied:
		row.Style = "note"
	}
	if it.Person != engine.Nobody && it.Client != engine.Nobody || it.Own() {
		row.Sides = driftSides(it, driftEscapes{Terminal, Terminal})
	}
	if it.Perhaps != nil {
		row.Changes = append(row.Changes, driftPerhaps(it, Terminal))
	}
	for i := range it.Logged {
		row.Changes = append(row.Changes, driftLogged(&it.Logged[i], Terminal))
	}
	for _, f := range it.Fields {
		row.Changes = append(row.Changes, fieldChange(Terminal(f.Name), f.Before, f.After))
	}
	for i := range it.Permissions {
		before, after := driftLevels(it, &it.Permissions[i])
		row.Changes = append(row.Changes, fieldChange(Terminal(it.Permissions[i].Permission), before, after))
	}
	return row
}

func driftFindings(d *engine.Drift, list []engine.Finding) []driftFinding {
	var out []driftFinding
	for i := range list {
		f := &list[i]
		row := driftFinding{Rule: Terminal(f.Rule), Message: Terminal(f.Message), Hint: WaysOut(f), Place: Terminal(f.Pos.String())}
		if f.Overridden {
			row.Rule += " (overridden)"
		}
		if f.Client != engine.Nobody {
			row.About = clientLabel(&d.Clients[f.Client].Client)
		}
		if f.Person != engine.Nobody {
			row.About += " " + Terminal(d.People[f.Person].Email)
		}
		out = append(out, row)
	}
	return out
}
