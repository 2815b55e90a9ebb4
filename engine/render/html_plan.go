package render

import (
	"fmt"
	"io"
	"strings"
	"time"

	"accredit/engine"
)

// HTML writes pages for people who would rather look than read: one
// self-contained file each, which loads nothing and sends nothing. Without a
// script and on paper a page is a plain readable document.
type HTML struct {
	// AccountURL is where an account of HubSpot is, with {hub_id} in it; empty:
	// nobody said, and the page about runs has no links.
	AccountURL string
}

// Plan writes the plan as a page: totals, what stands in the way, the matrix
// of clients and people, and the steps, to be searched and filtered. The
// access is what the plan was made from; it is empty for a saved plan, whose
// matrix then shows what the steps speak of, and nothing else. The size is
// bounded, whatever the plan's: what is left out is counted and said; totals,
// violations and removals never are.
func (HTML) Plan(w io.Writer, p *engine.Plan, access *engine.Access) error {
	return writeHTML(w, "plan", "Plan for "+p.Agency, newPlanPage(p, access))
}

// planPage is what html/plan.html shows. All text in it is safe. Clients and
// people are given as indexes into Data, -1 where there is none, so that the
// script can filter what stands there without it.
type planPage struct {
	Agency, State, AsOf string
	Totals              string
	Effect              pageEffect
	Tiles               []pageTile
	Base                string
	Violations          []pageFinding
	Warnings            pageList[pageFinding]
	Causes              []pageCause
	Beside              []pageBeside
	Listing             pageListing
	LeftOut             []string
	Digest              string
	Data                *pageData
}

// pageEffect says the effect of a plan or step in words.
type pageEffect struct {
	Name string `json:"name"`
	Says string `json:"says"`
	Tone string `json:"tone"`
}

// pageTile is one of the large numbers on top.
type pageTile struct {
	Count      int
	Mark, Tone string
	Name       string
}

// pageFinding is a violation or warning with the way out.
type pageFinding struct {
	Client, Person int32
	Rule, About    string
	Message, Place string
	Ways           []string
	Overridden     bool
}

// pageCause is said once for many grants.
type pageCause struct {
	Says        string
	Permissions []pagePermission
	More        int
}

// pagePermission is a permission with its levels.
type pagePermission struct{ Mark, Tone, Name, Before, After, Wanted, Why string }

// pageBeside is a section of lines about what is no step.
type pageBeside struct {
	ID, Title, Says string
	Lines           pageList[pageLine]
}

// pageLine is a line about a client.
type pageLine struct {
	Client, Person int32
	Text, Place    string
}

// maxPageLines is how many lines a list has that may be cut.
const maxPageLines = 1000

// pageList is a list that may be cut, with how many are left out, and what
// its summary says.
type pageList[T any] struct {
	Shown []T
	More  int
	Says  string
}

func cutList[T any](list []T, noun string) pageList[T] {
	shown := list[:min(len(list), maxPageLines)]
	return pageList[T]{shown, len(list) - len(shown), count(len(list), noun)}
}

// planPageMaker makes a page of a plan. The sentences are those of the text.
type planPageMaker struct {
	planText
	chosen          pageChoice
	clients, people roll
}

func newPlanPage(p *engine.Plan, access *engine.Access) *planPage {
	m := &planPageMaker{planText: *newPlanText(p, nil, false)}
	m.chosen = choose(p, access)
	m.clients, m.people = rolls(p, &m.chosen)
	page := &planPage{
		Agency: Terminal(p.Agency), AsOf: p.AsOf.UTC().Format(time.RFC3339), State: "no state yet",
		Totals: totals(p), Effect: pageEffects()[p.Effect], Tiles: tiles(p.Summary()),
		Base: Terminal(p.Base), Digest: Terminal(p.ConfigDigest),
		Causes: m.pageCauses(), LeftOut: m.leftOut(),
	}
	if p.Lineage != "" {
		page.State = fmt.Sprintf("state serial %d", p.Serial)
	}
	page.Violations = m.findings(groupedFindings(p, p.Violations))
	page.Warnings = cutList(m.findings(groupedFindings(p, p.Warnings)), "warning")
	page.Beside = m.beside()
	page.Listing = m.listing()
	page.Data = m.data(access)
	return page
}

// pageEffects are the effects by their number.
func pageEffects() []pageEffect {
	return []pageEffect{
		engine.EffectNone: {"none", "nobody can do more or less", ""},
		engine.Expands:    {"expands", "somebody can do more", "add"},
		engine.Reduces:    {"reduces", "somebody can do less", "remove"},
		engine.Both:       {"both", "somebody can do more, somebody less", "change"},
	}
}

// tone is the class that colours a mark as the terminal does.
func tone(mark string) string {
	switch mark {
	case "+":
		return "add"
	case "~":
		return "change"
	case "-":
		return "remove"
	case "=":
		return "note"
	}
	return "faint"
}

// tiles are the numbers of a plan, those of every day always.
func tiles(s engine.Summary) []pageTile {
	var list []pageTile
	for _, a := range engine.Actions() {
		always := a == engine.ActionAdd || a == engine.ActionChange || a == engine.ActionRemove
		if n := s.Actions[a]; n > 0 || always {
			mark, _ := symbol(a)
			list = append(list, pageTile{n, mark, tone(mark), "to " + a.String()})
		}
	}
	noun := func(n int, word string) string { return strings.TrimLeft(count(n, word), "0123456789 ") }
	beside := []pageTile{
		{s.Waiting, "?", "faint", "waiting"}, {s.HeldBack, "", "change", "held back"}, {s.Kept, "", "faint", "kept"},
		{s.Warnings, "", "change", noun(s.Warnings, "warning")}, {s.Violations, "!", "remove", noun(s.Violations, "violation")},
	}
	for _, t := range beside {
		if t.Count > 0 || t.Mark == "!" {
			list = append(list, t)
		}
	}
	return list
}

func (m *planPageMaker) findings(found []engine.Finding) []pageFinding {
	list := make([]pageFinding, 0, len(found))
	for i := range found {
		f := &found[i]
		list = append(list, pageFinding{
			Client: m.clients.of(f.Client), Person: m.people.of(f.Person),
			Rule: Terminal(f.Rule), About: m.about(f), Message: Terminal(f.Message), Ways: waysOut(f),
			Place: Terminal(f.Pos.String()), Overridden: f.Overridden,
		})
	}
	return list
}

func (m *planPageMaker) pageCauses() []pageCause {
	var list []pageCause
	for i := range m.Causes {
		c := &m.Causes[i]
		name := strings.TrimSpace(strings.ReplaceAll(c.Kind.String(), "_", " ") + " " + Terminal(c.Name))
		cause := pageCause{Says: fmt.Sprintf("%s changes %s in %s", name, count(c.Grants, "grant"), count(c.Clients, "client"))}
		cause.Permissions, cause.More = pagePermissions(c.Permissions)
		list = append(list, cause)
	}
	return list
}

// pagePermissions are the first permissions of a list, and how many more there are.
func pagePermissions(changes []engine.PermissionChange) (list []pagePermission, more int) {
	for i := range changes[:min(len(changes), maxPermissionLines)] {
		c := &changes[i]
		p := pagePermission{Mark: permissionMark(c), Name: Terminal(c.Permission), Before: c.Before, After: c.After, Wanted: c.Wanted}
		p.Tone = tone(p.Mark)
		if c.Wanted != "" {
			p.Why = whyHeldBack(c)
		}
		list = append(list, p)
	}
	return list, len(changes) - len(list)
}
