package render

import (
	"fmt"
	"iter"
	"strings"

	"accredit/engine"
)

// What a step does not bring about of what is wanted, in words: what is not
// given, what stays, and what a later step brings.

// heldRows writes what is held back, once for all permissions of which the same
// is to be said. actor is who adds or changes and lacks them; empty: somebody.
func heldRows(changes []engine.PermissionChange, actor string, all bool) []row {
	var given, levels []string
	stay := map[string][]string{} // by the level at which they do
	for i := range changes {
		switch c := &changes[i]; {
		case c.Wanted == "":
		case isLower(c):
			if stay[c.After] == nil {
				levels = append(levels, c.After)
			}
			stay[c.After] = append(stay[c.After], Terminal(c.Permission))
		default:
			given = append(given, namedLevel(c.Permission, c.Wanted))
		}
	}
	var rows []row
	if len(given) > 0 {
		who := "no admin of ours there has"
		if actor != "" {
			who = actor + " does not have"
		}
		rows = append(rows, heldRow("not given: %s (%s %s; HubSpot drops %[3]s silently)", someNames(given, all), who, them(given)))
	}
	for _, level := range levels {
		rows = append(rows, heldRow("stays %s: %s (no admin of ours there can take %s away)", level, someNames(stay[level], all), them(stay[level])))
	}
	return rows
}

func heldRow(format string, args ...any) row {
	return row{margin: detailMargin, text: fmt.Sprintf(format, args...)}
}

// them is how a sentence goes on about one thing or several.
func them(names []string) string {
	if len(names) == 1 {
		return "it"
	}
	return "them"
}

// isLower reports whether less is wanted than somebody keeps.
func isLower(c *engine.PermissionChange) bool {
	kind, ok := engine.KindOfLevel(c.Wanted)
	if !ok {
		return false
	}
	wanted, _ := kind.Level(c.Wanted)
	after, ok := kind.Level(c.After)
	return ok && wanted < after
}

// namedLevel writes a toggle by its name alone, a scope with its level.
func namedLevel(permission, level string) string {
	if kind, ok := engine.KindOfLevel(level); ok && kind == engine.Scope {
		return Terminal(permission) + " " + level
	}
	return Terminal(permission)
}

// someNames joins names, or the first of them and how many more there are.
func someNames(names []string, all bool) string {
	if all || len(names) <= maxPermissionLines {
		return strings.Join(names, ", ")
	}
	few := names[:maxPermissionLines-1]
	return fmt.Sprintf("%s and %d more", strings.Join(few, ", "), len(names)-len(few))
}

// whyHeldBack says in a table why a permission is not what is wanted.
func whyHeldBack(c *engine.PermissionChange) string {
	if isLower(c) {
		return "stays, as no admin of ours there can take it away"
	}
	return "not given, as no admin of ours there has it"
}

// isMade reports whether a change is one, and not only something wanted that
// stays away.
func isMade(c *engine.PermissionChange) bool {
	return c.Wanted == "" || c.Before != "" && c.Before != c.After && c.Before != c.Wanted
}

// laterStep is a step that brings what one before it leaves out.
type laterStep struct {
	actor int32
	seq   int32
}

// giveLater finds, of the steps of a client, who brings a permission to
// somebody new that the step which adds them does not bring.
type giveLater struct {
	steps iter.Seq[*engine.Step]
	of    map[int32][]*engine.Step // by person; nil: nobody looked yet
}

// find tells which later step brings the permission to the level.
func (g *giveLater) find(p *engine.Plan, s *engine.Step, permission, level string) (laterStep, bool) {
	at, ok := p.Catalogue.Index(permission)
	kind, isKind := engine.KindOfLevel(level)
	if !ok || !isKind {
		return laterStep{}, false
	}
	wanted, _ := kind.Level(level)
	if g.of == nil {
		g.of = map[int32][]*engine.Step{}
		for later := range g.steps {
			if later.Action == engine.ActionChange && later.After != nil && !later.After.Unknown {
				g.of[later.Person] = append(g.of[later.Person], later)
			}
		}
	}
	for _, later := range g.of[s.Person] {
		if later.Seq > s.Seq && later.Actor != engine.Nobody && later.After.Rights.Level(at) >= wanted {
			return laterStep{later.Actor, later.Seq}, true
		}
	}
	return laterStep{}, false
}

// each hands on pointers to the elements of a list.
func each(steps []engine.Step) iter.Seq[*engine.Step] {
	return func(yield func(*engine.Step) bool) {
		for i := range steps {
			if !yield(&steps[i]) {
				return
			}
		}
	}
}

// rows takes out of the changes of a step that adds somebody what a later one
// gives them, and says which.
func (g *giveLater) rows(p *engine.Plan, s *engine.Step, changes []engine.PermissionChange, all bool) (rest []engine.PermissionChange, rows []row) {
	if s.Action != engine.ActionAdd || len(changes) == 0 {
		return changes, nil
	}
	names := map[laterStep][]string{}
	var order []laterStep
	for i := range changes {
		c := &changes[i]
		by, found := laterStep{}, false
		if c.Wanted == "" {
			by, found = g.find(p, s, c.Permission, c.Before)
		}
		if !found {
			rest = append(rest, *c)
			continue
		}
		if names[by] == nil {
			order = append(order, by)
		}
		names[by] = append(names[by], namedLevel(c.Permission, c.Before))
	}
	if len(order) == 0 {
		return changes, nil
	}
	for _, by := range order {
		rows = append(rows, heldRow("not given: %s (%s adds %s in step %d)", someNames(names[by], all), Terminal(p.People[by.actor].Email), them(names[by]), by.seq))
	}
	return rest, rows
}
