package compare

import (
	"fmt"
	"slices"
	"strings"

	"accredit/engine"
)

// MarkBase marks the steps of plan p that another one has as well: that of the
// configuration before the change under review, made from the same state with
// the same options. What the change does not explain is drift, a date that
// passed, or what somebody else declared and nobody applied. Base is how the
// plan names that configuration. Two steps are the same where client, person,
// action, and what is there before and after are; who makes it, in which
// order, and from which line does not matter.
func MarkBase(p, other *engine.Plan, base string) {
	p.Base = base
	now := map[string]string{} // former e-mail → e-mail
	for i := range p.People {
		for _, former := range p.People[i].FormerEmails {
			now[former] = p.People[i].Email
		}
	}
	known := map[string]int{}
	theirs := stepKeys{plan: other, now: now, levels: map[engine.Rights]string{}}
	for i := range other.Steps {
		known[theirs.key(&other.Steps[i])]++
	}
	ours := stepKeys{plan: p, now: now, levels: map[engine.Rights]string{}}
	for i := range p.Steps {
		key := ours.key(&p.Steps[i])
		if p.Steps[i].InBase = known[key] > 0; p.Steps[i].InBase {
			known[key]--
		}
	}
}

// stepKeys writes what a step does in words that mean the same in two plans,
// whatever their indexes and catalogues.
type stepKeys struct {
	plan   *engine.Plan
	now    map[string]string
	levels map[engine.Rights]string
}

func (k *stepKeys) key(s *engine.Step) string {
	var hub int64
	if s.Client != engine.Nobody {
		hub = k.plan.Clients[s.Client].HubID
	}
	email := ""
	if s.Person != engine.Nobody {
		email = k.plan.People[s.Person].Email
		if is, ok := k.now[email]; ok {
			email = is
		}
	}
	return fmt.Sprintf("%d %q %s %q %s > %s", hub, email, s.Action, s.More().Fields, k.grant(s.Before), k.grant(s.After))
}

func (k *stepKeys) grant(g *engine.Grant) string {
	if g == nil {
		return "-"
	}
	levels, ok := k.levels[g.Rights]
	if !ok {
		var b strings.Builder
		for _, l := range engine.LevelsOf(k.plan.Catalogue, g.Rights) {
			b.WriteString(l.Permission + "=" + l.Level + " ")
		}
		levels = b.String()
		k.levels[g.Rights] = levels
	}
	more := g.More()
	return fmt.Sprintf("%q %s%s %v %v %s..%s %q %q", g.Set, levels, g.Status, g.Unknown, g.Unlinked, g.Starts, g.Expires,
		slices.Sorted(slices.Values(more.Teams)), more.Reason)
}
