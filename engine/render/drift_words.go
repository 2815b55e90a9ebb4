package render

import (
	"fmt"
	"strings"
	"time"

	"accredit/engine"
)

// What every form of a drift report says in the same words. What comes from
// outside passes the function that the form escapes with.

// escape makes text from outside harmless where it goes.
type escape func(string) string

// driftEscapes are those of one form of output: for names and sentences, and
// for what is shown as code, such as sets and permissions.
type driftEscapes struct{ text, code escape }

// driftClass is how people read a class.
func driftClass(c engine.DriftClass) string {
	switch c {
	case engine.DriftLapsed:
		return "lapsed by expiry"
	case engine.DriftNotApplied:
		return "declared, not applied"
	}
	return strings.ReplaceAll(c.String(), "_", " ")
}

// driftCompared says what was compared with what.
func driftCompared(d *engine.Drift, esc escape) string {
	declared := esc(d.Dir)
	if digest := shortDigest(d.ConfigDigest); digest != "" {
		declared += ", digest " + esc(digest)
	}
	if d.Commit != "" {
		declared += ", commit " + esc(shortDigest(d.Commit))
	}
	recorded := "no state yet"
	if d.Lineage != "" {
		recorded = fmt.Sprintf("state serial %d", d.Serial)
	}
	observed := "; nobody looked at the accounts"
	if d.Looked {
		observed = fmt.Sprintf(" and with what was observed in %d of %s (%s)", d.Observed, count(d.Accounts(), "account"), driftSources(d, esc))
	}
	return fmt.Sprintf("declared (%s) compared with recorded (%s)%s, as of %s", declared, recorded, observed, d.AsOf.UTC().Format(time.RFC3339))
}

// fewSources is up to how many observed files are named.
const fewSources = 3

func driftSources(d *engine.Drift, esc escape) string {
	switch n := len(d.Sources); {
	case n == 0:
		return "no file"
	case n <= fewSources:
		names := make([]string, n)
		for i, s := range d.Sources {
			names[i] = esc(s)
		}
		return strings.Join(names, ", ")
	default:
		return count(n, "file")
	}
}

// shortDigest is enough of a digest to tell two apart.
func shortDigest(digest string) string {
	_, hex, found := strings.Cut(digest, ":")
	if !found {
		hex = digest
	}
	return hex[:min(len(hex), 12)]
}

// driftSides says what is declared, recorded and observed.
func driftSides(it *engine.DriftItem, esc driftEscapes) string {
	if it.Own() {
		return "the client's own super admin"
	}
	declared, recorded := driftGrant(it.Declared, esc), driftGrant(it.Recorded, esc)
	text := "declared " + declared + ", recorded " + recorded
	if declared == recorded {
		text = "declared and recorded " + declared
	}
	switch {
	case it.Seen:
		text += ", observed " + driftGrant(it.Observed, esc)
	case it.Class.Outside():
		text += " as found by an import"
	}
	switch {
	case it.Class == engine.DriftNotDone:
		text += "; recorded as removed on " + it.GoneOn.String()
		if it.GoneBy != "" {
			text += " by " + esc.text(it.GoneBy)
		}
		text += ", still there: not done, or given back"
	case it.Class == engine.DriftDoneEarly:
		text += "; an open task is done already: accredit run check takes it"
	case it.Task != "":
		text += "; task " + it.Task + " is overdue"
	case it.AsDeclared && it.Class.Outside():
		text += "; that is as declared, only the record is behind"
	case it.Stuck:
		text += "; a plan has no step for it"
	}
	return text
}

// DriftEntry says on one line whom and which client a difference is about, and
// what it is.
func DriftEntry(d *engine.Drift, it *engine.DriftItem) string {
	text := Terminal(it.Email)
	if it.Client != engine.Nobody {
		if text != "" {
			text += " in "
		}
		text += clientLabel(&d.Clients[it.Client].Client)
	}
	text += ": " + driftClass(it.Class)
	if it.Person != engine.Nobody && it.Client != engine.Nobody || it.Own() {
		text += "; " + driftSides(it, driftEscapes{Terminal, Terminal})
	}
	return text
}

// driftGrant names a set and what is unusual about the grant.
func driftGrant(g *engine.Grant, esc driftEscapes) string {
	if g == nil {
		return "nothing"
	}
	text := esc.code(g.Set)
	if g.Status != engine.Active {
		text += " " + g.Status.String()
	}
	if teams := g.More().Teams; len(teams) > 0 {
		text += " in teams " + esc.text(listNames(teams))
	}
	if g.Expires != 0 {
		text += " until " + g.Expires.String()
	}
	return text
}

// driftIgnored says until when and why a difference is left as it is.
func driftIgnored(ig *engine.Ignored, esc escape) string {
	return fmt.Sprintf("ignored until %s by %s since %s: %s", ig.Until, esc(ig.Who), ig.On, esc(ig.Because))
}

// driftLevels writes the levels of a permission: what it was, what it is.
func driftLevels(it *engine.DriftItem, p *engine.DriftPermission) (before, after string) {
	switch {
	case !it.Seen:
		return p.Declared, p.Recorded
	case p.Recorded == "":
		return p.Declared, p.Observed
	}
	if it.Class == engine.DriftNotApplied || it.Class == engine.DriftLapsed {
		return p.Recorded, p.Declared
	}
	return p.Recorded, p.Observed
}

// driftUnknown says why an account is unknown.
func driftUnknown(u *engine.UnknownAccount, esc escape) string {
	if u.Partly {
		return "read in part, who is not there is unknown: " + esc(u.Why)
	}
	return esc(u.Why)
}

// driftTotals is the last line: what was found, and what nobody knows.
func driftTotals(d *engine.Drift) string {
	classes, ignored := d.Count()
	var parts []string
	for _, c := range engine.DriftClasses() {
		if n := classes[c]; n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, driftClass(c)))
		}
	}
	text := noDrift(d)
	if len(parts) > 0 {
		text = "Drift: " + strings.Join(parts, ", ")
	}
	if ignored > 0 {
		text += fmt.Sprintf("; %d ignored", ignored)
	}
	unknown, partly := 0, 0
	for i := range d.Unknown {
		if d.Unknown[i].Partly {
			partly++
		} else {
			unknown++
		}
	}
	switch {
	case !d.Looked:
		text += "; nobody looked at the accounts"
	case unknown > 0:
		text += fmt.Sprintf("; %s unknown", count(unknown, "account"))
	}
	if partly > 0 {
		text += fmt.Sprintf("; %s read in part", count(partly, "account"))
	}
	violations := 0
	for i := range d.Violations {
		if d.Violations[i].Blocks() {
			violations++
		}
	}
	return text + fmt.Sprintf("; %s.", count(violations, "violation"))
}

// noDrift says that there is none, or how far that is known.
func noDrift(d *engine.Drift) string {
	switch {
	case len(d.Unknown) == 0:
		return "No drift"
	case d.Observed == 0:
		return "Not known whether there is drift: no account was read"
	}
	return fmt.Sprintf("Nothing found in %d of %s", d.Observed, count(d.Accounts(), "account"))
}

// driftLogged says what HubSpot's own log has of the person there.
func driftLogged(e *engine.LoggedEvent, esc escape) string {
	by := e.By
	if by == "" {
		by = "somebody whom it does not name"
	}
	return "HubSpot's log: " + esc(e.Type) + " by " + esc(by) + " on " + engine.DateOf(e.At).String()
}

// driftPerhaps says who somebody perhaps is under another address.
func driftPerhaps(it *engine.DriftItem, esc escape) string {
	s := it.Perhaps
	other := s.Is
	if it.Email == s.Is {
		other = s.Was
	}
	text := "perhaps the same person as " + esc(other) + " (" + esc(s.Why()) + ")"
	if it.Email == s.Was {
		text += ": " + esc(s.Hint())
	}
	return text
}
