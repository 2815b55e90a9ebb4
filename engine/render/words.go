package render

import (
	"fmt"
	"strings"

	"accredit/engine"
)

// The words that every form of a plan shares. They are safe to print on one
// line of a terminal; a form with marks of its own escapes them once more.

// totals is the line that sums up a plan.
func totals(p *engine.Plan) string {
	s := p.Summary()
	return stepTotals(p, &s) + OnlyObserved(s.Observed)
}

// OnlyObserved says how many clients are only observed: a sentence with a space
// before it, or nothing where there is none.
func OnlyObserved(clients int) string {
	switch clients {
	case 0:
		return ""
	case 1:
		return " 1 client is only observed."
	}
	return fmt.Sprintf(" %d clients are only observed.", clients)
}

// stepTotals says what the plan does.
func stepTotals(p *engine.Plan, s *engine.Summary) string {
	beside := fmt.Sprintf("%d waiting, %d held back, %s", s.Waiting, s.HeldBack, violationCounts(p))
	if !p.HasChanges() {
		switch {
		case s.Violations > 0:
			return "Blocked: no step can be made. " + beside + "."
		case len(p.InProgress) > 0 && s.Waiting+s.Kept+s.HeldBack+len(p.Relationships) == 0:
			return "No changes. What is wanted beside the state is in progress."
		case s.Waiting+s.Kept+s.HeldBack+len(p.Relationships) == 0:
			return "No changes. State is as declared."
		}
		return "No changes. " + beside + "."
	}
	where := ""
	if s.Clients > 0 {
		where = " in " + count(s.Clients, "client")
	}
	always := []engine.Action{engine.ActionAdd, engine.ActionChange, engine.ActionRemove}
	return fmt.Sprintf("Plan: %s%s; %s. Effect: %s.", actionCounts(s.Actions, always...), where, beside, s.Effect)
}

// violationCounts writes "1 violation", and how many beside are overridden.
func violationCounts(p *engine.Plan) string {
	open, overridden := 0, 0
	for i := range p.Violations {
		if p.Violations[i].Overridden {
			overridden++
		} else {
			open++
		}
	}
	text := count(open, "violation")
	if overridden > 0 {
		text += fmt.Sprintf(", %d overridden", overridden)
	}
	return text
}

// actionCounts writes "1 to add, 2 to remove": the actions that there are, and
// those that are always named.
func actionCounts(n map[engine.Action]int, always ...engine.Action) string {
	var parts []string
	for _, a := range engine.Actions() {
		named := n[a] > 0
		for _, other := range always {
			named = named || a == other
		}
		if named {
			parts = append(parts, fmt.Sprintf("%d to %s", n[a], a))
		}
	}
	return strings.Join(parts, ", ")
}

// count writes "1 client" or "2 clients".
func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %s", n, plural(noun))
}

func plural(noun string) string {
	switch {
	case noun == "person":
		return "people"
	case strings.HasSuffix(noun, "y") && len(noun) > 1 && !strings.ContainsAny(noun[len(noun)-2:len(noun)-1], "aeiou"):
		return strings.TrimSuffix(noun, "y") + "ies"
	}
	return noun + "s"
}

// clientLabel is the address, else the name, else the hub id.
func clientLabel(c *engine.Client) string {
	if label := Terminal(c.Label()); label != "" {
		return label
	}
	return fmt.Sprintf("hub %d", c.HubID)
}

// actorOf says who makes the step, and through what where that is not the
// Client Access Manager.
func actorOf(p *engine.Plan, s *engine.Step) string {
	if s.Actor == engine.Nobody {
		return ""
	}
	actor := "as " + Terminal(p.People[s.Actor].Email)
	actor += viaWords(s.Via)
	if id := s.More().ApprovedIn; id != "" {
		actor += " (approved in " + Terminal(id) + ")"
	}
	return actor
}

// viaWords says through what somebody acts where that is not the Client Access
// Manager.
func viaWords(via engine.Via) string {
	switch via {
	case engine.ViaClientAccount:
		return " via client account"
	case engine.ViaAPI:
		return " via api"
	}
	return ""
}

// waitingRuns cuts the list where the client, or what is waited for, changes.
func waitingRuns(list []engine.Waiting) [][]engine.Waiting {
	var runs [][]engine.Waiting
	for from := 0; from < len(list); {
		to := from + 1
		for to < len(list) && list[to].Client == list[from].Client && list[to].For == list[from].For {
			to++
		}
		runs = append(runs, list[from:to])
		from = to
	}
	return runs
}

// waitingWords says how many grants of a run wait, and for what.
func waitingWords(run []engine.Waiting) string {
	verb := "wait"
	if len(run) == 1 {
		verb = "waits"
	}
	return fmt.Sprintf("%s %s for %s", count(len(run), "grant"), verb, waitsFor(run[0].For))
}

func waitsFor(what string) string {
	if what == "access_link" {
		return "the client to approve an access link"
	}
	return Terminal(strings.ReplaceAll(what, "_", " "))
}

// keptWords says what stays of somebody whom the mode keeps.
func keptWords(k *engine.Kept) string {
	difference := ""
	switch {
	case k.Before != "" && k.After != "" && k.Before != k.After:
		difference = ": " + Terminal(k.Before) + " -> " + Terminal(k.After)
	case k.Before == "" && k.After != "":
		difference = ": " + Terminal(k.After)
	}
	return fmt.Sprintf("%s%s (mode %s)", stays(k.Action), difference, k.Mode)
}

// stays says what a client's mode keeps as it is, instead of an action.
func stays(a engine.Action) string {
	switch a {
	case engine.ActionAdd:
		return "is not added"
	case engine.ActionRemove:
		return "stays"
	case engine.ActionDeactivate:
		return "stays active"
	case engine.ActionMigrate:
		return "stays super admin"
	case engine.ActionChange:
		return "keeps what they have"
	default:
		return "stays as they are"
	}
}

// fewRelationships is up to how many clients with the same change of
// relationship are named; more are counted. An end is always named.
const fewRelationships = 3

// relationshipLine says what becomes of the relationship with a client, or,
// for engine.Nobody, with several.
type relationshipLine struct {
	client int32
	line   string
}

// relationshipLines names the changes of relationships, and counts what is
// the same for many clients.
func relationshipLines(p *engine.Plan) []relationshipLine {
	type change struct{ before, after engine.Relationship }
	same := map[change]int{}
	for i := range p.Relationships {
		same[change{p.Relationships[i].Before, p.Relationships[i].After}]++
	}
	var lines []relationshipLine
	said := map[change]bool{}
	for i := range p.Relationships {
		r := &p.Relationships[i]
		c := change{r.Before, r.After}
		switch {
		case same[c] <= fewRelationships || r.After == engine.RelationshipEnding || r.After == engine.RelationshipEnded:
			lines = append(lines, relationshipLine{r.Client, relationshipWords("with "+clientLabel(&p.Clients[r.Client].Client), r)})
		case !said[c]:
			said[c] = true
			lines = append(lines, relationshipLine{engine.Nobody, fmt.Sprintf("with %s: %s -> %s", count(same[c], "client"), r.Before, r.After)})
		}
	}
	return lines
}

func relationshipWords(name string, r *engine.RelationshipChange) string {
	line := fmt.Sprintf("%s: %s -> %s", name, r.Before, r.After)
	switch r.After {
	case engine.RelationshipEnding:
		line = name + " ends on " + r.EndsOn.String()
	case engine.RelationshipEnded:
		line = name + " ended"
		if r.EndsOn != 0 {
			line += " on " + r.EndsOn.String()
		}
	}
	if r.Assumed {
		line += " (assumed)"
	}
	return line
}
