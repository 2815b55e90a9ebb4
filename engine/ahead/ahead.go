// Package ahead makes a plan, and looks at the days after it: where a date in
// the configuration will make a later plan break a rule, the plan of today
// warns, while there is time (docs/rules.md R7).
//
// It does not judge: it plans the later day as the planner would, and repeats
// what that plan says. Tests of the configuration are not asked about later
package ahead

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"accredit/engine"
	"accredit/engine/join"
	"accredit/engine/revise"
	"accredit/engine/runs"
)

// MakePlan makes the plan of today, and adds the warnings about what comes.
func MakePlan(d *engine.Desired, a *engine.Access, o engine.Options) (*engine.Plan, error) {
	p, err := engine.MakePlan(d, a, o)
	if err != nil {
		return nil, err
	}
	p.AddViolations(runs.Beside(a, p))
	p.EndsSoon = endsSoon(d, o)
	l := &lookout{d: d, a: a, o: o, p: p, days: daysOf(d, a), said: map[key]bool{}}
	begins := l.addBegins()
	if len(l.days) == 0 {
		return p, nil
	}
	for _, day := range l.all() {
		violations, err := l.look(day)
		if err != nil {
			return nil, err
		}
		l.judgeBegins(begins[day], violations)
		if day <= d.Day()+d.Agency.Ahead() {
			for _, v := range violations {
				l.note(v, day)
			}
		}
	}
	p.AddWarnings(l.found)
	return p, nil
}

// lookout is a plan while later days are looked at.
type lookout struct {
	d     *engine.Desired
	a     *engine.Access
	o     engine.Options
	p     *engine.Plan
	days  map[int64][]engine.Date // by hub id
	then  *engine.Access          // the clients with a date, after the plan
	said  map[key]bool
	found []engine.Finding
}

// key tells findings apart.
type key struct {
	rule, email string
	hubID       int64
}

// daysOf finds the days after today, near enough, on which what is wanted in a
// client changes by itself.
func daysOf(d *engine.Desired, a *engine.Access) map[int64][]engine.Date {
	found := map[int64][]engine.Date{}
	today, at := d.Day(), 0
	for i := range d.Clients {
		c := &d.Clients[i]
		note := func(day engine.Date) {
			if day > today && day <= today+d.Agency.Ahead() && !slices.Contains(found[c.HubID], day) {
				found[c.HubID] = append(found[c.HubID], day)
			}
		}
		for j := range c.Grants {
			if to := c.Grants[j].Expires; to != 0 {
				note(to + 1)
			}
		}
		for j := range c.Schedule {
			note(c.Schedule[j].Starts)
			if to := c.Schedule[j].Expires; to != 0 {
				note(to + 1)
			}
		}
		links := c.Links
		for at < len(a.Clients) && a.Clients[at].HubID < c.HubID {
			at++
		}
		if at < len(a.Clients) && a.Clients[at].HubID == c.HubID {
			links = slices.Concat(links, a.Clients[at].Links)
		}
		for _, l := range links {
			note(l.ApprovedOn)
			note(l.EndedOn)
		}
	}
	return found
}

// all lists the days, each once.
func (l *lookout) all() []engine.Date {
	var list []engine.Date
	for _, days := range l.days {
		list = append(list, days...)
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// look plans a later day and lists what that plan refuses.
func (l *lookout) look(day engine.Date) ([]violation, error) {
	if l.then == nil {
		if err := l.applyToday(); err != nil {
			return nil, err
		}
	}
	clients := map[int64]bool{}
	for hubID, days := range l.days {
		if slices.Contains(days, day) {
			clients[hubID] = true
		}
	}
	later, recorded, elsewhere := l.only(l.then, clients)
	for _, test := range l.d.Tests {
		if clients[test.HubID] {
			later.Tests = append(later.Tests, test)
		}
	}
	later.AsOf = day.Time()
	for i := range later.Clients {
		later.Clients[i] = onDay(later.Clients[i], day)
	}
	plan, err := engine.MakePlan(later, recorded, engine.Options{As: l.o.As, Overrides: l.o.Overrides, Elsewhere: elsewhere})
	if err != nil {
		return nil, err
	}
	var found []violation
	for i := range plan.Violations {
		found = append(found, violation{plan.Violations[i], keyOf(plan, &plan.Violations[i])})
	}
	return found, nil
}

// violation is what a plan of a later day refuses.
type violation struct {
	engine.Finding
	key key
}

// applyToday finds what will be recorded of the clients with a date once
// today's plan is applied, without those that it blocks.
func (l *lookout) applyToday() error {
	for i := range l.p.Violations {
		l.said[keyOf(l.p, &l.p.Violations[i])] = true
	}
	with := map[int64]bool{}
	for hubID := range l.days {
		with[hubID] = true
	}
	d, a, elsewhere := l.only(l.a, with)
	l.then = a
	plan, err := engine.MakePlan(d, a, engine.Options{As: l.o.As, Overrides: l.o.Overrides, SkipBlocked: true, Elsewhere: elsewhere})
	if err != nil {
		return err
	}
	changes, err := revise.Applied(a, plan, nil)
	if err != nil {
		return err
	}
	// What is dropped or renamed is of no consequence for a day, and is left.
	changes.Sets = slices.DeleteFunc(changes.Sets, func(s engine.SetChange) bool { return s.After == nil })
	changes.Clients = slices.DeleteFunc(changes.Clients, func(c engine.ClientChange) bool { return c.After == nil })
	changes.People = slices.DeleteFunc(changes.People, func(p engine.PersonChange) bool {
		return p.After == nil || p.Before != nil && p.Before.Email != p.After.Email
	})
	l.then = join.WithChanges(a, changes)
	return nil
}

// only narrows both sides to some clients, and counts the others.
func (l *lookout) only(a *engine.Access, clients map[int64]bool) (*engine.Desired, *engine.Access, engine.Elsewhere) {
	desired, recorded, elsewhere := *l.d, *a, l.o.Elsewhere
	desired.Clients, desired.Tests, recorded.Clients = nil, nil, nil
	for i := range l.d.Clients {
		if clients[l.d.Clients[i].HubID] {
			desired.Clients = append(desired.Clients, l.d.Clients[i])
		}
	}
	for i := range a.Clients {
		if clients[a.Clients[i].HubID] {
			recorded.Clients = append(recorded.Clients, a.Clients[i])
		}
	}
	for i := range l.a.Clients {
		if c := &l.a.Clients[i]; !clients[c.HubID] {
			elsewhere.Add(&engine.UnchangedClient{Grants: len(c.Grants), Active: active(c)})
		}
	}
	return &desired, &recorded, elsewhere
}

func active(c *engine.RecordedClient) int {
	n := 0
	for i := range c.Grants {
		if c.Grants[i].Status == engine.Active {
			n++
		}
	}
	return n
}

// onDay is what is wanted in a client on a later day. Of whom there is a
// schedule, it says all.
func onDay(c engine.DesiredClient, day engine.Date) engine.DesiredClient {
	scheduled := map[int32]bool{}
	for i := range c.Schedule {
		scheduled[c.Schedule[i].Person] = true
	}
	all := slices.DeleteFunc(slices.Clone(c.Grants), func(g engine.Grant) bool { return scheduled[g.Person] })
	all = append(all, c.Schedule...)
	c.Lapsed = slices.DeleteFunc(slices.Clone(c.Lapsed), func(x engine.Lapsed) bool { return x.Period.Contains(day) })
	c.Grants, c.Schedule = nil, nil
	for i := range all {
		g := &all[i]
		switch period := (engine.Period{From: g.Starts, To: g.Expires}); {
		case period.Contains(day):
			c.Grants = append(c.Grants, *g)
		case period.To != 0 && period.To < day && !isLink(g):
			c.Lapsed = append(c.Lapsed, engine.Lapsed{Person: g.Person, Period: period, Set: g.Set, Origin: g.Origin, Pos: g.Pos})
		}
	}
	slices.SortStableFunc(c.Grants, func(x, y engine.Grant) int { return cmp.Compare(x.Person, y.Person) })
	return c
}

// isLink reports whether an access link gives the grant: it does not lapse as
// a block does.
func isLink(g *engine.Grant) bool { return strings.HasSuffix(g.From().Block, ".access_link") }

// note files a violation of a later day as a warning of today, once.
func (l *lookout) note(v violation, day engine.Date) {
	k := v.key
	if v.Overridden || l.said[k] {
		return
	}
	l.said[k] = true
	w := v.Finding
	w.Severity, w.Message = engine.Warning, fmt.Sprintf("After %s a plan would be refused: %s", day-1, v.Message)
	w.Client, w.Person = engine.Nobody, engine.Nobody
	if at, ok := slices.BinarySearchFunc(l.p.Clients, k.hubID, func(c engine.PlanClient, hubID int64) int { return cmp.Compare(c.HubID, hubID) }); ok {
		w.Client = int32(at)
	}
	if at, ok := slices.BinarySearchFunc(l.p.People, k.email, func(p engine.Person, email string) int { return cmp.Compare(p.Email, email) }); ok {
		w.Person = int32(at)
	}
	l.found = append(l.found, w)
}

func keyOf(p *engine.Plan, f *engine.Finding) key {
	k := key{rule: f.Rule}
	if f.Client != engine.Nobody {
		k.hubID = p.Clients[f.Client].HubID
	}
	if f.Person != engine.Nobody {
		k.email = p.People[f.Person].Email
	}
	return k
}
