package render

import (
	"fmt"
	"strings"

	"accredit/engine"
)

// facts is what else there is to know about a step: reason, dates, seat, and
// why it is there where nobody edited its block, unless that is said elsewhere.
func facts(p *engine.Plan, s *engine.Step, causeSaid bool) []string {
	var parts []string
	add := func(format string, args ...any) { parts = append(parts, fmt.Sprintf(format, args...)) }
	if g := s.After; g != nil && s.Action != engine.ActionRecord {
		grantFacts(p, s, g, add)
	}
	if cause := causeText(s); cause != "" && !causeSaid {
		add("%s", cause)
	}
	return parts
}

// grantFacts says what a grant brings: all of it when somebody comes, else
// what differs.
func grantFacts(p *engine.Plan, s *engine.Step, g *engine.Grant, add func(string, ...any)) {
	before := s.Before
	if before == nil {
		before = &engine.Grant{}
	}
	if reason := g.More().Reason; reason != "" && reason != before.More().Reason {
		add("reason %s", Terminal(reason))
	}
	if g.Starts != 0 && g.Starts != before.Starts {
		add("from %s", g.Starts)
	}
	if g.Expires != before.Expires {
		add("%s", until(g.Expires))
	}
	if teams := listNames(g.More().Teams); teams != listNames(before.More().Teams) {
		add("teams %s", Terminal(orNone(teams)))
	}
	if g.KeepBilling {
		add("billing kept")
	}
	if g.Unknown {
		add("what the set contains is not known")
	} else if before.Unknown && s.Action == engine.ActionChange {
		add("what the set before contains is not known")
	}
	switch s.Action {
	case engine.ActionDeactivate:
		add("deactivated")
	case engine.ActionReactivate:
		add("active again")
	case engine.ActionLink:
		add("link existing user %s, so that their work counts for managed credit", Terminal(p.People[s.Person].Email))
	case engine.ActionAdd, engine.ActionAdopt:
		seatFacts(p, s, g, add)
	}
}

// seatFacts says what the grant may cost (docs/rules.md R8).
func seatFacts(p *engine.Plan, s *engine.Step, g *engine.Grant, add func(string, ...any)) {
	if s.Action == engine.ActionAdopt {
		add("made by the client's approval")
	}
	if p.People[s.Person].Kind == engine.Contractor {
		add("contractor")
	}
	if g.Seat == engine.SeatPartner {
		add("Partner Seat")
	} else {
		add("seat unknown: paid features may need a paid seat")
	}
}

func until(day engine.Date) string {
	if day == 0 {
		return "without an end"
	}
	return "until " + day.String()
}

// causeText says why a step is there, unless somebody asked for just that.
func causeText(s *engine.Step) string {
	switch s.Cause {
	case engine.CauseDrift:
		return "because of drift"
	case engine.CauseRename:
		return "because of a new e-mail"
	case engine.CauseCatalogue:
		return "because of the new catalogue"
	case engine.CauseExpiry:
		if s.Before != nil && s.Before.Expires != 0 {
			return "because access ended on " + s.Before.Expires.String()
		}
		return "because access ended"
	case engine.CauseStart:
		return "because access begins"
	case engine.CausePermissionSet:
		return "because the permission set changed"
	case engine.CauseTeam:
		return "because the team changed"
	case engine.CauseConfig:
		if s.InBase {
			return "because of an earlier change that was not applied"
		}
	}
	return ""
}

// recordedFields lists what a record step changes, as "field: old -> new".
func recordedFields(s *engine.Step) []string {
	var lines []string
	for _, f := range s.More().Fields {
		lines = append(lines, fieldChange(Terminal(f.Name), f.Before, f.After))
	}
	if s.Action != engine.ActionRecord || s.Before == nil || s.After == nil {
		return lines
	}
	for _, f := range []engine.Field{
		{Name: "status", Before: s.Before.Status.String(), After: s.After.Status.String()},
		{Name: "reason", Before: s.Before.More().Reason, After: s.After.More().Reason},
		{Name: "starts", Before: s.Before.Starts.String(), After: s.After.Starts.String()},
		{Name: "expires", Before: s.Before.Expires.String(), After: s.After.Expires.String()},
	} {
		if f.Before != f.After {
			lines = append(lines, fieldChange(f.Name, f.Before, f.After))
		}
	}
	return lines
}

func fieldChange(name, before, after string) string {
	return name + ": " + Terminal(orNone(before)) + " -> " + Terminal(orNone(after))
}

func orNone(s string) string {
	if s == "" {
		return "(none)"
	}
	return s
}

// assets says what somebody owns in the client account that they lose.
func assets(g *engine.Grant) string {
	switch more := g.More(); {
	case !more.AssetsKnown:
		return "assets: unknown"
	case len(more.Assets) == 0:
		return "owns nothing here"
	default:
		var parts []string
		for _, a := range more.Assets {
			kind := Terminal(strings.ReplaceAll(a.Kind, "_", " "))
			if a.Name != "" {
				parts = append(parts, kind+" "+Terminal(a.Name))
				continue
			}
			parts = append(parts, count(a.Count, kind))
		}
		return "owns " + strings.Join(parts, ", ")
	}
}
