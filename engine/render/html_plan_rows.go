package render

import (
	"fmt"
	"strings"

	"accredit/engine"
)

// maxFactColumns is where the facts of one grant are cut: a reason is a
// sentence, not a book.
const maxFactColumns = 1000

func (d *pageDataMaker) step(s *engine.Step) {
	c := &d.data.Steps
	c.Client = append(c.Client, d.clients.of(s.Client))
	c.Seq = append(c.Seq, s.Seq)
	c.Person = append(c.Person, d.people.of(s.Person))
	c.Actor = append(c.Actor, d.people.of(s.Actor))
	c.Via = append(c.Via, int32(s.Via))
	c.Action = append(c.Action, int32(s.Action))
	c.Effect = append(c.Effect, int32(s.Effect))
	c.Cause = append(c.Cause, int32(s.Cause))
	c.Before = append(c.Before, d.setOf(s.Before))
	c.After = append(c.After, d.setOf(s.After))
	c.Off = append(c.Off, isOff(s.Before)|isOff(s.After)<<1)
	c.Facts = append(c.Facts, d.text(shorten(strings.Join(d.stepFacts(s), " · "), maxFactColumns)))
	c.Assets = append(c.Assets, d.text(shorten(stepAssets(s), maxFactColumns)))
	c.Changes = append(c.Changes, d.changesOf(s))
	c.Place = append(c.Place, d.text(Terminal(s.Pos.String())))
	if d.data.Based {
		inBase := int32(0)
		if s.InBase {
			inBase = 1
		}
		c.InBase = append(c.InBase, inBase)
	}
}

func (d *pageDataMaker) setOf(g *engine.Grant) int32 {
	if g == nil {
		return -1
	}
	return d.sets[g.Set]
}

func isOff(g *engine.Grant) int32 {
	if g != nil && g.Status == engine.Deactivated {
		return 1
	}
	return 0
}

// stepFacts says what there is to know about a step beside its permissions:
// all of it, not only what differs.
func (m *planPageMaker) stepFacts(s *engine.Step) []string {
	var parts []string
	add := func(format string, args ...any) { parts = append(parts, fmt.Sprintf(format, args...)) }
	switch {
	case s.Action == engine.ActionForget:
		add("dropped from state, nobody is touched")
	case s.After != nil && s.Action != engine.ActionRecord:
		whole := *s
		whole.Before = nil
		grantFacts(m.Plan, &whole, s.After, add)
		if s.After.Seat == engine.SeatPartner && s.Action != engine.ActionAdd && s.Action != engine.ActionAdopt {
			add("Partner Seat")
		}
	case s.After == nil && s.Before != nil && s.Before.More().Reason != "":
		add("was given for %s", Terminal(s.Before.More().Reason))
	}
	parts = append(parts, recordedFields(s)...)
	if cause := causeText(s); cause != "" {
		add("%s", cause)
	}
	return parts
}

// stepAssets says what somebody owns in the client account that they lose.
func stepAssets(s *engine.Step) string {
	if !takesAway(s.Action) || s.Before == nil {
		return ""
	}
	return assets(s.Before)
}

// changesOf gives the index of the list of the step's permissions, which many
// steps share; -1 where there is none.
func (d *pageDataMaker) changesOf(s *engine.Step) int32 {
	if s.After == nil {
		return -1
	}
	key := changeKey{action: s.Action, set: s.After.Set, after: s.After.Rights, wanted: s.More().Wanted}
	if s.Before != nil {
		key.before, key.known = s.Before.Rights, !s.Before.Unknown
	}
	if s.After.Unknown {
		return -1
	}
	at, ok := d.changes[key]
	if !ok {
		at = d.changeList(d.PermissionChanges(s))
		d.changes[key] = at
	}
	return at
}

func (d *pageDataMaker) changeList(changes []engine.PermissionChange) int32 {
	if len(changes) == 0 {
		return -1
	}
	list := make([][6]int32, len(changes))
	for i := range changes {
		c := &changes[i]
		why := ""
		if c.Wanted != "" {
			why = whyHeldBack(c)
		}
		list[i] = [6]int32{d.text(Terminal(c.Permission)), d.text(c.Before), d.text(c.After), d.text(c.Wanted), d.text(why), d.text(permissionMark(c))}
	}
	d.data.Changes = append(d.data.Changes, list)
	return int32(len(d.data.Changes) - 1)
}

// grant adds a grant as recorded now.
func (d *pageDataMaker) grant(g *chosenGrant) {
	c := &d.data.Grants
	c.Client = append(c.Client, d.clients.of(g.client))
	c.Person = append(c.Person, d.people.of(g.person))
	c.Set = append(c.Set, d.sets[g.grant.Rights.Set])
	c.Off = append(c.Off, isOff(&engine.Grant{Status: g.grant.Status}))
	said := listed{status: g.grant.Status, starts: g.grant.Starts, expires: g.grant.Expires}
	if g.grant.Details != nil {
		said.reason = g.grant.Details.Reason
	}
	facts := nonEmpty(d.deviations(g.grant.Rights), recordedFacts(&said, g.grant))
	c.Facts = append(c.Facts, d.text(shorten(strings.Join(facts, " · "), maxFactColumns)))
}

// deviations says where recorded rights are not those of their set.
func (d *pageDataMaker) deviations(r *engine.RecordedRights) string {
	said, ok := d.deviates[r]
	if ok {
		return said
	}
	switch set := d.recorded[r.Set]; {
	case r.Unknown:
		said = "contents unknown"
	case set != nil || engine.IsBuiltinSet(r.Set):
		var contents engine.Levels
		if set != nil {
			contents = set.Levels
		}
		var parts []string
		for _, pl := range r.Deviations(contents) {
			parts = append(parts, Terminal(pl.Permission+" "+pl.Level))
		}
		said = strings.Join(parts, ", ")
	}
	d.deviates[r] = said
	return said
}

// besides adds what is known of a person in a client beside steps: what
// waits, what is kept, what a violation keeps from happening.
func (d *pageDataMaker) besides() {
	add := func(client, person, set int32, mark, says string) {
		c := &d.data.Beside
		c.Client = append(c.Client, d.clients.of(client))
		c.Person = append(c.Person, d.people.of(person))
		c.Set = append(c.Set, set)
		c.Mark = append(c.Mark, mark)
		c.Says = append(c.Says, d.text(says))
	}
	for i := range d.Waiting[:min(len(d.Waiting), maxPageSteps)] {
		w := &d.Waiting[i]
		add(w.Client, w.Person, d.sets[w.Set], "?", "waits for "+waitsFor(w.For))
	}
	for i := range d.Kept[:min(len(d.Kept), maxPageSteps)] {
		k := &d.Kept[i]
		add(k.Client, k.Person, -1, "k", keptWords(k))
	}
	for i := range d.Violations {
		f := &d.Violations[i]
		if f.Blocks() && f.Client != engine.Nobody && f.Person != engine.Nobody {
			add(f.Client, f.Person, -1, "!", "blocked by "+Terminal(f.Rule))
		}
	}
}
