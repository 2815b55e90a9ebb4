package engine

import (
	"slices"
	"time"
)

// What runs and earlier records say of a difference (docs/runs.md, section 4).

// journal names a difference by what is approved or was recorded: done early
// where it is the end of an open step, not done where accredit recorded the
// person as removed and they are still there.
func (f *driftFinder) journal(acc *accountDrift, w *threeWay, it *DriftItem) {
	if f.isDoneEarly(acc, w, it.Person) {
		it.Class = DriftDoneEarly
		return
	}
	if it.Class != DriftUnknownPerson {
		return
	}
	if it.GoneOn = f.removedOn(acc.hubID, it.Person); it.GoneOn != 0 {
		it.Class = DriftNotDone
	}
}

// isDoneEarly reports whether what was seen is the end of an open step and not
// what it begins with. What somebody saw before it was approved is no work on it.
func (f *driftFinder) isDoneEarly(acc *accountDrift, w *threeWay, person int32) bool {
	part := f.a.Part(acc.hubID)
	if part == nil || acc.how.At.IsZero() || !acc.how.At.Truncate(time.Millisecond).After(part.At.Truncate(time.Millisecond)) {
		return false
	}
	for i := range part.Steps {
		s := &part.Steps[i]
		if !s.IsPending() || !f.isPerson(person, s.Email) {
			continue
		}
		before, after := f.d.Catalogue.Grant(s.Before, person), f.d.Catalogue.Grant(s.After, person)
		if f.sameSeen(acc.how, after, w.observed) && !f.sameSeen(acc.how, before, w.observed) {
			return true
		}
	}
	return false
}

// isPerson reports whether somebody has or had an e-mail.
func (f *driftFinder) isPerson(person int32, email string) bool {
	p := &f.out.People[person]
	return p.Email == email || slices.Contains(p.FormerEmails, email)
}

// removedOn is the day on which accredit recorded somebody's removal, or zero.
// Whom an observation found gone, nobody removed with accredit.
func (f *driftFinder) removedOn(hubID int64, person int32) Date {
	for i := range f.a.Clients {
		c := &f.a.Clients[i]
		if c.HubID != hubID || !c.Applied {
			continue
		}
		for _, g := range c.Gone {
			if f.isPerson(person, f.a.People[g.Person].Email) && (g.Origin == nil || !g.Origin.Observed) {
				return g.On
			}
		}
	}
	return 0
}

// isExplained reports whether the steps of somebody are all open steps of a run
// that are not overdue: what is being done is no drift.
func (f *driftFinder) isExplained(client int32, steps []*Step) bool {
	if client == Nobody {
		return false
	}
	part := f.a.Part(f.out.Clients[client].HubID)
	if part == nil {
		return false
	}
	return !slices.ContainsFunc(steps, func(st *Step) bool {
		at := slices.IndexFunc(part.Steps, func(s RunStep) bool { return s.ID() == st.More().ApprovedIn })
		return at < 0 || f.isOverdue(&part.Steps[at])
	})
}

func (f *driftFinder) isOverdue(s *RunStep) bool { return s.IsPending() && s.Due != 0 && s.Due < f.day }

// overdue adds the open steps that should be done by now and that the plan does
// not list, since they are in progress.
func (f *driftFinder) overdue() {
	for client := range f.out.Clients {
		part := f.a.Part(f.out.Clients[client].HubID)
		if part == nil {
			continue
		}
		for i := range part.Steps {
			s := &part.Steps[i]
			person := slices.IndexFunc(f.out.People, func(p Person) bool { return p.Email == s.Email || slices.Contains(p.FormerEmails, s.Email) })
			if !f.isOverdue(s) || person < 0 || f.hasStep(int32(client), f.out.People[person].Email) {
				continue
			}
			who := int32(person)
			it := DriftItem{
				Client: int32(client), HubID: part.HubID, Person: who, Email: f.out.People[person].Email, Class: DriftNotApplied, Action: s.Action,
				Recorded: f.d.Catalogue.Grant(s.Before, who), Declared: f.d.Catalogue.Grant(s.After, who), Task: s.ID(),
			}
			f.pair(&it, s.Cause)
		}
	}
}
