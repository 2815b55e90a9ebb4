package render

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"accredit/engine"
)

// listed is one grant as a line of the access listing has it.
type listed struct {
	email      string
	set        string
	deviations engine.Levels
	unknown    bool
	status     engine.Status
	starts     engine.Date
	expires    engine.Date
	reason     string
}

// line writes a grant on one line:
//
//	client.acme 886618329 | bob@x.example | developer | active | until 2026-12-31 | SOW-118
func (g *listed) line(client string) string {
	parts := []string{client, Terminal(g.email), g.rights(), g.status.String()}
	if g.starts != 0 {
		parts = append(parts, "from "+g.starts.String())
	}
	if g.expires != 0 {
		parts = append(parts, "until "+g.expires.String())
	}
	if g.reason != "" {
		parts = append(parts, Terminal(g.reason))
	}
	return strings.Join(parts, " | ") + "\n"
}

// rights names the set and where the grant deviates from it.
func (g *listed) rights() string {
	set := Terminal(g.set)
	if g.unknown {
		return set + " (contents unknown)"
	}
	if len(g.deviations) == 0 {
		return set
	}
	parts := make([]string, len(g.deviations))
	for i, pl := range g.deviations {
		parts[i] = Terminal(pl.Permission + " " + pl.Level)
	}
	return set + " (" + strings.Join(parts, ", ") + ")"
}

// recorded gives the line of a recorded grant, against the recorded sets.
func recorded(email string, g *engine.RecordedGrant, deviations *engine.DeviationLister) listed {
	l := listed{
		email: email, set: g.Rights.Set, unknown: g.Rights.Unknown,
		deviations: deviations.Of(g.Rights),
		status:     g.Status, starts: g.Starts, expires: g.Expires,
	}
	if g.Details != nil {
		l.reason = g.Details.Reason
	}
	return l
}

// clientKey begins every line of a client.
func clientKey(c *engine.Client) string {
	return fmt.Sprintf("%s %d", clientLabel(c), c.HubID)
}

// clientLine is the header of a client's lines.
func clientLine(key string, c *engine.Client) string {
	return key + " | " + Terminal(orNone(c.Name)) + "\n"
}

// setLines lists permission sets, by name, with a line a permission.
func setLines(sets map[string]*engine.RecordedSet) []string {
	var lines []string
	for _, name := range slices.Sorted(maps.Keys(sets)) {
		head := "permission_set " + Terminal(name)
		if sets[name].Unknown {
			lines = append(lines, head+" | contents unknown\n")
			continue
		}
		lines = append(lines, head+"\n")
		for _, pl := range sets[name].Levels {
			lines = append(lines, head+" | "+Terminal(pl.Permission+" "+pl.Level)+"\n")
		}
	}
	return lines
}
