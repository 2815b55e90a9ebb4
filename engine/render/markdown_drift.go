package render

import (
	"fmt"
	"io"
	"strings"

	"accredit/engine"
)

// driftMarkdownLimit is how large an issue or comment may be, in bytes;
// driftMarkdownTail is kept free of it for what says what was left out.
const (
	driftMarkdownLimit = 65536
	driftMarkdownTail  = 200
)

// DriftMarkdown writes a drift report for an issue or comment: its first line
// tells a bot which one to replace, then come the totals, the rules that are
// broken, what was done outside, and last what is only not applied or ignored.
// It stays within 65,536 bytes, is cut at an entry, and says what was left out.
func DriftMarkdown(w io.Writer, d *engine.Drift) error {
	m := &driftMarkdown{Drift: d}
	m.put("<!-- accredit:drift -->\n## accredit drift: " + markdownText(shorten(Terminal(d.Agency), 80)) + "\n\n")
	m.put("**" + markdownText(driftTotals(d)) + "**\n\n")
	m.put(markdownText(shorten("Compared: "+driftCompared(d, Terminal), 1000)) + "\n")
	m.findings("Rules broken", groupedDrift(d, d.Violations))
	m.items("Done outside", func(it *engine.DriftItem) bool { return it.Ignored == nil && it.Class.Outside() })
	m.items("Lapsed by expiry", func(it *engine.DriftItem) bool { return it.Ignored == nil && it.Class == engine.DriftLapsed })
	m.accounts()
	m.items("Declared, not applied", func(it *engine.DriftItem) bool { return it.Ignored == nil && it.Class == engine.DriftNotApplied })
	m.items("Ignored", func(it *engine.DriftItem) bool { return it.Ignored != nil })
	m.findings("Warnings", groupedDrift(d, d.Warnings))
	if m.left > 0 {
		fmt.Fprintf(&m.Builder, "\n**%s left out for want of space**; `accredit drift` shows them all.\n", count(m.left, "entry"))
	}
	_, err := io.WriteString(w, m.String())
	return err
}

// driftMarkdown collects the page.
type driftMarkdown struct {
	*engine.Drift
	strings.Builder
	left int // entries that there was no room for
}

// put writes text if there is room for it.
func (m *driftMarkdown) put(text string) bool {
	if m.Len()+len(text) > driftMarkdownLimit-driftMarkdownTail {
		return false
	}
	m.WriteString(text)
	return true
}

// section writes a heading with its first entry, and the others, as many as
// there is room for.
func (m *driftMarkdown) section(heading string, entries []string) {
	head := "\n### " + heading + fmt.Sprintf(" (%d)\n\n", len(entries))
	for _, entry := range entries {
		if m.left > 0 || !m.put(head+entry) { // nothing after what was left out
			m.left++
			continue
		}
		head = ""
	}
}

func (m *driftMarkdown) items(heading string, want func(*engine.DriftItem) bool) {
	var entries []string
	client := engine.Nobody - 1
	for i := range m.Items {
		it := &m.Items[i]
		if !want(it) {
			continue
		}
		entry := m.item(it)
		if it.Client != client {
			client = it.Client
			entry = m.client(client) + entry
			if len(entries) > 0 {
				entry = "\n" + entry
			}
		}
		entries = append(entries, entry)
	}
	m.section(heading, entries)
}

// client begins the entries of one client.
func (m *driftMarkdown) client(i int32) string {
	if i == engine.Nobody {
		return "#### People\n\n"
	}
	c := &m.Clients[i].Client
	return "#### " + boundedText(clientHeader(c, 200)) + "\n\n"
}

func (m *driftMarkdown) item(it *engine.DriftItem) string {
	subject := ""
	if it.Email != "" {
		subject = " " + boundedCode(it.Email)
	}
	text := "- **" + driftClass(it.Class) + "**" + subject
	if it.Person != engine.Nobody && it.Client != engine.Nobody || it.Own() {
		text += ": " + driftSides(it, driftEscapes{boundedText, boundedCode})
	}
	if !it.Pos.IsZero() {
		text += " (" + boundedText(it.Pos.String()) + ")"
	}
	text += "\n"
	if it.Ignored != nil {
		text += "  - " + driftIgnored(it.Ignored, boundedText) + "\n"
	}
	if it.Perhaps != nil {
		text += "  - " + driftPerhaps(it, boundedText) + "\n"
	}
	for i := range it.Logged {
		text += "  - " + driftLogged(&it.Logged[i], boundedText) + "\n"
	}
	for _, f := range it.Fields {
		text += "  - " + boundedText(f.Name+": "+orNone(f.Before)+" -> "+orNone(f.After)) + "\n"
	}
	return text + driftMarkdownPermissions(it)
}

// maxDriftPermissions is how many permissions of an entry are listed.
const maxDriftPermissions = 20

// driftMarkdownPermissions lists permissions, with the levels before and after.
func driftMarkdownPermissions(it *engine.DriftItem) string {
	var b strings.Builder
	for i := range it.Permissions {
		if i == maxDriftPermissions {
			fmt.Fprintf(&b, "  - and %s\n", count(len(it.Permissions)-i, "more permission"))
			break
		}
		p := &it.Permissions[i]
		before, after := driftLevels(it, p)
		fmt.Fprintf(&b, "  - %s: %s → %s\n", boundedCode(p.Permission), boundedText(orNone(before)), boundedText(orNone(after)))
	}
	return b.String()
}

// accounts lists the accounts that are unknown or not managed.
func (m *driftMarkdown) accounts() {
	var entries []string
	for i := range m.Unknown {
		u := &m.Unknown[i]
		entries = append(entries, "- "+boundedText(clientLabel(&m.Clients[u.Client].Client))+": "+driftUnknown(u, boundedText)+"\n")
	}
	m.section("Unknown accounts", entries)
	entries = nil
	for i := range m.Unmanaged {
		u := &m.Unmanaged[i]
		entries = append(entries, fmt.Sprintf("- hub %d %s: %s of ours, in %s\n", u.HubID, boundedText(u.Name), ourPeople(u.People), boundedText(u.Source)))
	}
	m.section("Accounts that nobody manages", entries)
}

func (m *driftMarkdown) findings(heading string, list []engine.Finding) {
	var entries []string
	for i := range list {
		f := &list[i]
		text := "- " + boundedText(f.Rule)
		if f.Overridden {
			text += " (overridden)"
		}
		if f.Client != engine.Nobody {
			text += " " + boundedText(clientLabel(&m.Clients[f.Client].Client))
		}
		if f.Person != engine.Nobody {
			text += " " + boundedCode(m.People[f.Person].Email)
		}
		text += ": " + boundedText(f.Message)
		if f.Hint != "" {
			text += " (" + boundedText(WaysOut(f)) + ")"
		}
		entries = append(entries, text+"\n")
	}
	m.section(heading, entries)
}

// boundedText and boundedCode cut what no reader would read to the end, so that
// one entry cannot take the room of all others.
func boundedText(s string) string { return markdownText(shorten(Terminal(s), 400)) }

func boundedCode(s string) string { return markdownCode(shorten(Terminal(s), 200)) }
