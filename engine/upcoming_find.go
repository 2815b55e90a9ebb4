package engine

import (
	"cmp"
	"slices"
	"strings"
)

type upcomingFinder struct {
	d           *Desired
	a           *Access
	today, last Date
	list        []Upcoming
}

// isNear reports whether a day is one of those that are looked at.
func (f *upcomingFinder) isNear(day Date) bool { return day >= f.today && day <= f.last }

func (f *upcomingFinder) add(u Upcoming) {
	if f.isNear(u.Day) {
		f.list = append(f.list, u)
	}
}

// declared lists what a configuration says of a client. Where its mode takes
// nothing away, nothing ends; where it is only observed, nothing begins.
func (f *upcomingFinder) declared(c *DesiredClient) {
	lead := f.lead(c)
	if c.Mode != Observe {
		for _, spans := range spansOf(c) {
			f.ofPerson(c, spans, lead)
		}
	}
	if c.Mode != Enforce {
		return
	}
	for i := range c.Links {
		l := &c.Links[i]
		if !f.isNear(l.EndedOn) {
			continue // which saves looking for the person
		}
		f.add(Upcoming{Kind: UpcomingLinkEnds, Day: l.EndedOn, Client: &c.Client, Person: personOf(f.d.People, l.Admin), Lead: lead, Pos: l.Pos})
	}
}

func (f *upcomingFinder) lead(c *DesiredClient) string {
	for _, list := range [][]int32{c.ActingAdmins, f.d.Agency.ActingAdmins} {
		if len(list) > 0 {
			return f.d.People[list[0]].Email
		}
	}
	return ""
}

// personOf finds somebody by e-mail, former ones included.
func personOf(people []Person, email string) *Person {
	for i := range people {
		if people[i].Email == email || slices.Contains(people[i].FormerEmails, email) {
			return &people[i]
		}
	}
	return nil
}

// spansOf lists what each person has in a client from today on, by person and day.
func spansOf(c *DesiredClient) [][]*Grant {
	all := make([]*Grant, 0, len(c.Grants))
	scheduled := map[int32]bool{}
	for i := range c.Schedule {
		scheduled[c.Schedule[i].Person] = true
		all = append(all, &c.Schedule[i])
	}
	for i := range c.Grants {
		if g := &c.Grants[i]; !scheduled[g.Person] {
			all = append(all, g)
		}
	}
	slices.SortStableFunc(all, func(x, y *Grant) int { return cmp.Compare(x.Person, y.Person) })
	var list [][]*Grant
	for i, g := range all {
		if i == 0 || all[i-1].Person != g.Person {
			list = append(list, nil)
		}
		list[len(list)-1] = append(list[len(list)-1], g)
	}
	return list
}

// ofPerson lists what begins and ends for one person in one client. What comes
// back because something else ends is said with that.
func (f *upcomingFinder) ofPerson(c *DesiredClient, spans []*Grant, lead string) {
	for i, g := range spans {
		u := Upcoming{Client: &c.Client, Person: &f.d.People[g.Person], Set: g.Set, Reason: g.More().Reason, Lead: lead, Pos: g.Pos}
		var before, after *Grant
		if i > 0 && spans[i-1].Expires+1 == g.Starts {
			before = spans[i-1]
		}
		if i+1 < len(spans) && g.Expires != 0 && spans[i+1].Starts == g.Expires+1 {
			after = spans[i+1]
		}
		if g.Starts > f.today && (before == nil || c.beginsOn(g.Person, g.Starts)) && !sameSpan(before, g) {
			b := u
			b.Kind, b.Day, b.Until, b.Before = UpcomingBegins, g.Starts, g.Expires, setOf(before)
			f.add(b)
		}
		if g.Expires != 0 && c.Mode == Enforce && !g.fromLink() && (after == nil || !c.beginsOn(g.Person, after.Starts)) {
			u.Kind, u.Day, u.Then = UpcomingEnds, g.Expires, setOf(after)
			f.add(u)
		}
	}
}

func setOf(g *Grant) string {
	if g == nil {
		return ""
	}
	return g.Set
}

// sameSpan reports whether a grant goes on as another one.
func sameSpan(x, y *Grant) bool {
	return x != nil && x.Set == y.Set && x.Rights == y.Rights && x.Status == y.Status
}

// fromLink reports whether an access link gives the grant: it ends with that.
func (g *Grant) fromLink() bool { return strings.HasSuffix(g.From().Block, ".access_link") }

// beginsOn reports whether a block or link of the person begins on a day, so that
// what they have then does not merely come back.
func (c *DesiredClient) beginsOn(person int32, day Date) bool {
	return slices.ContainsFunc(c.Lapsed, func(l Lapsed) bool { return l.Person == person && l.Period.From == day }) ||
		slices.ContainsFunc(c.Links, func(l Link) bool { return l.ApprovedOn == day })
}
