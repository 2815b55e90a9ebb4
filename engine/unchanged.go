package engine

import (
	"cmp"
	"slices"
)

// UnchangedClient is a client in which a plan found nothing to do and nothing to
// say. As long as neither what is wanted there nor what is recorded changes, and
// no day comes on which one of its dates counts, the next plan finds the same;
// so it may leave the client out, and count it as Elsewhere.
type UnchangedClient struct {
	HubID    int64
	Grants   int // recorded
	Active   int // of them
	Observed bool
	Until    Date // from this day on a plan has something to say of it; zero: of no day is that known
}

// Elsewhere counts clients that a plan does not look at because they are
// unchanged: what the rules about the whole need to know of them.
type Elsewhere struct{ Clients, Grants, Active, Observed int }

// Add counts one more.
func (e *Elsewhere) Add(s *UnchangedClient) {
	e.Clients++
	e.Grants += s.Grants
	e.Active += s.Active
	if s.Observed {
		e.Observed++
	}
}

// Unchanged is what a plan leaves for the next one.
type Unchanged struct {
	Clients    []UnchangedClient // by hub id
	Undeclared []int64           // hub ids of clients that only state has: every plan looks at them
	Unblocked  []Person          // recorded people without a block: somebody new may look like them
	Strangers  []string          // addresses in recorded links and lists of super admins that are nobody's who is declared
}

// FindUnchanged sums up a plan. It returns false where there was something to do
// or to say of people, permission sets or the agency as a whole, or where the
// plan was narrowed or steered: then it says nothing of the next one.
func FindUnchanged(p *Plan, d *Desired, a *Access) (*Unchanged, bool) {
	if p.Narrowed || p.SkipBlocked || p.As != "" || len(p.Overrides) > 0 || a.Serial == 0 || a.Catalogue != p.Catalogue.Version ||
		len(p.Facts.Sets) > 0 || a.Agency.Name != p.Agency {
		return nil, false
	}
	busy, _, whole := p.Named()
	if whole || len(p.Facts.People) > 0 {
		return nil, false
	}
	for i := range p.EndsSoon { // the plan says something of it
		if at, ok := slices.BinarySearchFunc(p.Clients, p.EndsSoon[i].HubID(), func(c PlanClient, hubID int64) int { return cmp.Compare(c.HubID, hubID) }); ok {
			busy[at] = true
		}
	}
	s := &Unchanged{Clients: make([]UnchangedClient, 0, len(p.Clients)), Unblocked: unblocked(d, a), Strangers: strangers(d, a)}
	i := 0
	for j := range a.Clients {
		rec := &a.Clients[j]
		for i < len(d.Clients) && d.Clients[i].HubID < rec.HubID {
			i++
		}
		declared := i < len(d.Clients) && d.Clients[i].HubID == rec.HubID
		at, _ := slices.BinarySearchFunc(p.Clients, rec.HubID, func(c PlanClient, hubID int64) int { return cmp.Compare(c.HubID, hubID) })
		switch {
		case !declared:
			s.Undeclared = append(s.Undeclared, rec.HubID)
		case !busy[at] && len(rec.Grants) > 0 && rec.EndsOn == 0 && !rec.linksAhead(d.Day()):
			left := unchanged(rec, p.Clients[at].Mode)
			if rec.LastActivity != 0 {
				left.Until = rec.LastActivity + dormantDays
			}
			s.Clients = append(s.Clients, left)
		}
	}
	return s, true
}

// unblocked lists the recorded people who are not declared.
func unblocked(d *Desired, a *Access) []Person {
	var list []Person
	i := 0
	for _, p := range a.People { // both are sorted by e-mail
		for i < len(d.People) && d.People[i].Email < p.Email {
			i++
		}
		if i == len(d.People) || d.People[i].Email != p.Email {
			list = append(list, p)
		}
	}
	return list
}

// strangers lists the addresses that recorded clients name and nobody declared
// has.
func strangers(d *Desired, a *Access) []string {
	var list []string
	note := func(email string) {
		if _, declared := slices.BinarySearchFunc(d.People, email, func(p Person, email string) int { return cmp.Compare(p.Email, email) }); !declared {
			list = append(list, email)
		}
	}
	for i := range a.Clients {
		for _, l := range a.Clients[i].Links {
			note(l.Admin)
		}
		for _, email := range a.Clients[i].SuperAdmins {
			note(email)
		}
	}
	return list
}

// linksAhead reports whether a recorded link begins or ends on a day or later:
// the configuration may not have that date.
func (c *RecordedClient) linksAhead(day Date) bool {
	return slices.ContainsFunc(c.Links, func(l Link) bool { return l.ApprovedOn >= day || l.EndedOn >= day })
}

func unchanged(rec *RecordedClient, mode Mode) UnchangedClient {
	s := UnchangedClient{HubID: rec.HubID, Grants: len(rec.Grants), Observed: mode == Observe}
	for i := range rec.Grants {
		if rec.Grants[i].Status == Active {
			s.Active++
		}
	}
	return s
}
