package render

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"accredit/engine"
)

// ClientReportMarkdown writes the report as Markdown with tables.
func ClientReportMarkdown(w io.Writer, r *engine.ClientReport) error {
	m := &markdownReport{bufio.NewWriter(w)}
	v := viewReport(r)
	m.line("# Who of %s can do what in %s\n", markdownText(v.Agency), markdownText(v.Client))
	domain := ""
	if v.Domain != "" {
		domain = " (" + markdownText(v.Domain) + ")"
	}
	m.line("HubSpot account %d%s. As on record at the agency on %s, revision %d. You can compare it with the users that your account lists.\n", v.HubID, domain, v.AsOf, v.Serial)
	m.line("%s", v.Totals)
	m.people(v.People)
	m.rights(v.Rights)
	m.consent(v)
	m.changes(v)
	m.said(v.Said)
	m.line("\n## Words\n")
	m.line("A **partner admin** manages the agency's people in your account and can give them no more than they hold themselves. A **super admin** has full control. An **access link** is your consent: one of your admins approves it, and the named person of the agency becomes partner admin. A **Partner Seat** is the free seat of people of the agency.")
	return m.w.Flush()
}

type markdownReport struct{ w *bufio.Writer }

func (m *markdownReport) line(format string, args ...any) {
	fmt.Fprintf(m.w, format+"\n", args...) // Flush reports the error
}

// row writes cells that are Markdown already.
func (m *markdownReport) row(cells ...string) { m.line("| %s |", strings.Join(cells, " | ")) }

func (m *markdownReport) header(cells ...string) {
	m.row(cells...)
	m.line("|%s", strings.Repeat(" --- |", len(cells)))
}

func (m *markdownReport) people(list []personView) {
	m.line("\n## People with access\n")
	if len(list) == 0 {
		m.line("Nobody.")
		return
	}
	m.header("Person", "Works as", "Permission set", "Since", "Until", "Why", "Seat", "How it is known")
	for _, p := range list {
		m.row(strings.TrimSpace(markdownText(p.Name)+" "+tableCode(p.Email)), p.Works, markdownText(p.Set), p.Since, p.Until, markdownText(p.Why), p.Seat, markdownText(p.Known))
	}
}

// tableCode is a code span for the cell of a table, where even in code a bar
// would end the cell.
func tableCode(s string) string {
	if strings.Contains(s, "|") {
		return markdownText(s)
	}
	return markdownCode(s)
}

func (m *markdownReport) rights(list []rightsView) {
	if len(list) == 0 {
		return
	}
	m.line("\n## What the permission sets allow")
	for _, r := range list {
		m.line("\n### %s\n", markdownText(r.Set))
		m.line("%s", joined(r.Emails, ", ", markdownCode))
		if r.Note != "" {
			m.line("\n%s", r.Note)
		}
		if len(r.Areas) == 0 {
			continue
		}
		m.line("")
		m.header("Area", "How far", "Allowed")
		for _, area := range r.Areas {
			for i, l := range area.Lines {
				name := area.Name
				if i > 0 {
					name = ""
				}
				m.row(name, markdownText(l.Reach), joined(l.Can, "; ", markdownText))
			}
		}
	}
}

func joined(list []string, separator string, escape func(string) string) string {
	parts := make([]string, len(list))
	for i, s := range list {
		parts[i] = escape(s)
	}
	return strings.Join(parts, separator)
}

func (m *markdownReport) consent(v *reportView) {
	m.line("\n## Who approved it\n")
	if len(v.Links) == 0 {
		m.line("No access link is on record.")
	} else {
		m.header("Access for", "State", "Approved by", "On", "Ended")
		for _, l := range v.Links {
			m.row(tableCode(l.Admin), l.Status, markdownText(l.ApprovedBy), l.ApprovedOn, l.EndedOn)
		}
	}
	own := "none"
	if len(v.SuperAdmins) > 0 {
		own = joined(v.SuperAdmins, ", ", markdownCode)
	}
	m.line("\nYour own super admins, as far as the agency knows: %s.", own)
}

// said lists what somebody said and what is not recorded.
func (m *markdownReport) said(list []string) {
	if len(list) == 0 {
		return
	}
	m.line("\n## Said, and not recorded\n")
	for _, s := range list {
		m.line("- %s: look there.", markdownText(s))
	}
}

func (m *markdownReport) changes(v *reportView) {
	m.line("\n## What changed since %s\n", v.Since)
	if len(v.Changes) == 0 {
		m.line("Nothing.")
		return
	}
	m.header("On", "Who", "What", "Why", "Made by", "How it is known")
	for _, c := range v.Changes {
		what := c.What
		if c.Set != "" {
			what += ": " + markdownText(c.Set)
		}
		for _, f := range c.Facts {
			what += "; " + markdownText(f)
		}
		for _, t := range c.Turns {
			what += "; " + markdownText(t.Words) + ": " + joined(t.Can, "; ", markdownText)
		}
		m.row(c.On, markdownText(c.Who), what, markdownText(c.Why), markdownText(c.MadeBy), markdownText(c.Known))
	}
}
