package render

import (
	"fmt"
	"io"
	"strings"

	"accredit/engine"
)

// State writes a state for people to read: the agency, who works there, and
// for each client the relationship on that day and who has access.
func (t Text) State(w io.Writer, a *engine.Access, day engine.Date) error {
	p := newPage(w, t.Width, t.Color)
	p.print(row{text: fmt.Sprintf("accredit state: agency %s (hub %d), serial %d, catalogue %s",
		shorten(Terminal(a.Agency.Name), p.width), a.Agency.HubID, a.Serial, Terminal(orNone(a.Catalogue)))})
	p.blank()
	p.people(a.People)
	deviations := deviationsIn(a)
	for i := range a.Clients {
		p.recordedClient(a, &a.Clients[i], deviations, day)
	}
	p.print(row{text: fmt.Sprintf("%s, %s, %s.", count(len(a.Clients), "client"),
		count(a.Grants(), "grant"), people(len(a.People)))})
	return p.Flush()
}

// Client writes what is recorded of one client: its mode and its own super
// admins, the relationship on that day and who has access.
func (t Text) Client(w io.Writer, a *engine.Access, hubID int64, day engine.Date) error {
	p := newPage(w, t.Width, t.Color)
	deviations := deviationsIn(a)
	for i := range a.Clients {
		c := &a.Clients[i]
		if c.HubID != hubID {
			continue
		}
		p.recordedClient(a, c, deviations, day)
		p.print(row{text: "Mode: " + c.Mode.String()})
		own := "not known"
		if len(c.SuperAdmins) > 0 {
			own = Terminal(strings.Join(c.SuperAdmins, ", "))
		}
		p.print(row{text: "The client's own super admins: " + own})
		p.print(row{text: fmt.Sprintf("%s, serial %d.", count(len(c.Grants), "grant"), a.Serial)})
	}
	return p.Flush()
}

// people writes who works with the agency.
func (p *page) people(people []engine.Person) {
	if len(people) == 0 {
		return
	}
	p.print(row{text: "People"})
	for i := range people {
		person := &people[i]
		parts := nonEmpty(Terminal(person.Name), person.Kind.String(), strings.Join(person.Roles.Names(), ", "))
		if person.Status != engine.PersonActive {
			parts = append(parts, person.Status.String())
		}
		p.print(row{margin: stepMargin, text: strings.Join(nonEmpty(Terminal(person.Email), strings.Join(parts, ", ")), "  ")})
	}
	p.blank()
}

func nonEmpty(list ...string) []string {
	var kept []string
	for _, s := range list {
		if s != "" {
			kept = append(kept, s)
		}
	}
	return kept
}

// deviationsIn tells how grants deviate from the sets of a state.
func deviationsIn(a *engine.Access) *engine.DeviationLister {
	sets := make(map[string]*engine.RecordedSet, len(a.Sets))
	for i := range a.Sets {
		sets[a.Sets[i].Name] = &a.Sets[i]
	}
	return engine.NewDeviationLister(sets)
}

// recordedClient writes one client and its grants.
func (p *page) recordedClient(a *engine.Access, c *engine.RecordedClient, deviations *engine.DeviationLister, day engine.Date) {
	relationship := c.Relationship(day).String()
	if c.EndsOn != 0 && len(c.Grants) == 0 {
		relationship += " " + c.EndsOn.String()
	}
	p.print(row{text: clientHeader(&c.Client, p.width), place: relationship})
	lines := make([]listed, len(c.Grants))
	who, what := 0, 0
	for i := range c.Grants {
		lines[i] = recorded(a.People[c.Grants[i].Person].Email, &c.Grants[i], deviations)
		who = max(who, textWidth(Terminal(lines[i].email)))
		what = max(what, textWidth(lines[i].rights()))
	}
	if !p.endless && stepMargin+who+what+4 > p.width {
		who, what = 0, 0
	}
	for i := range lines {
		line := pad(Terminal(lines[i].email), who) + "    " + pad(lines[i].rights(), what)
		facts := nonEmpty(recordedFacts(&lines[i], &c.Grants[i]), EvidenceWords(c.Grants[i].Evidence))
		if len(facts) > 0 {
			line += "   " + strings.Join(facts, "; ")
		}
		p.print(row{margin: stepMargin, text: strings.TrimRight(line, " ")})
	}
	p.blank()
}

// recordedFacts says what is not as usual about a recorded grant.
func recordedFacts(l *listed, g *engine.RecordedGrant) string {
	var parts []string
	if g.Status != engine.Active {
		parts = append(parts, g.Status.String())
	}
	if g.Unlinked {
		parts = append(parts, "not linked")
	}
	if g.Starts != 0 {
		parts = append(parts, "from "+g.Starts.String())
	}
	if g.Expires != 0 {
		parts = append(parts, "until "+g.Expires.String())
	}
	return strings.Join(append(parts, nonEmpty(Terminal(l.reason))...), ", ")
}

func people(n int) string {
	if n == 1 {
		return "1 person"
	}
	return fmt.Sprintf("%d people", n)
}
