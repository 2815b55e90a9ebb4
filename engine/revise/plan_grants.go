package revise

import (
	"fmt"
	"slices"

	"accredit/engine"
)

// roomAtOnce is for how many grants room is made at once: a million made one
// by one cost the collector more than they cost to make.
const roomAtOnce = 1024

// writeGrants writes each step's grant, and renames sets that only got
// another name. The steps of a client stand together.
func (w *writer) writeGrants() error {
	w.changes.Grants = slices.Grow(w.changes.Grants, len(w.p.Steps)) // behind those that merge people
	client := engine.Nobody
	for i := range w.p.Steps {
		st := &w.p.Steps[i]
		if st.Client == engine.Nobody || st.Person == engine.Nobody {
			continue
		}
		if st.Client != client {
			client = st.Client
			w.now = emptied(w.now)
		}
		if err := w.writeGrant(st); err != nil {
			return err
		}
	}
	w.renameSets()
	w.workOutSeats()
	return nil
}

// workOutSeats writes the seats that come to be known without a step: in a client
// to which a configuration is applied for the first time, and of people whose
// address is corrected.
func (w *writer) workOutSeats() {
	declared := map[int64]bool{}
	for _, i := range w.p.Facts.Clients {
		declared[w.p.Clients[i].HubID] = true
	}
	written := map[grantEmail]bool{}
	for i := range w.changes.Grants {
		written[grantEmail{w.changes.Grants[i].HubID, w.changes.Grants[i].Email}] = true
	}
	for i := range w.a.Clients {
		c := &w.a.Clients[i]
		if (c.Applied || !declared[c.HubID]) && len(w.emails) == 0 {
			continue
		}
		for j := range c.Grants {
			g := &c.Grants[j]
			was, is := w.a.People[g.Person].Email, w.emailOf(g.Person)
			if !declared[c.HubID] && was == is || written[grantEmail{c.HubID, is}] || written[grantEmail{c.HubID, was}] {
				continue
			}
			if seat := engine.SeatNow(c, g, was, is, w.p.EmailDomains); seat != g.Seat {
				after := *g
				after.Seat = seat
				w.changes.Grants = append(w.changes.Grants, engine.GrantChange{HubID: c.HubID, Email: is, Before: g, After: &after})
			}
		}
	}
}

type grantEmail struct {
	hubID int64
	email string
}

func (w *writer) writeGrant(st *engine.Step) error {
	hubID, email := w.p.Clients[st.Client].HubID, w.p.People[st.Person].Email
	before, seen := w.now[st.Person]
	if !seen {
		before = w.recordedGrant(hubID, email)
	}
	if (before == nil) != (st.Before == nil) {
		return fmt.Errorf("step %d of %s: %s is not what the plan says", st.Seq, w.p.Clients[st.Client].Label(), email)
	}
	change := engine.GrantChange{HubID: hubID, Email: email, Step: infoOf(w.p, st), Before: before}
	if st.After != nil {
		change.After = w.record(st.After)
		if st.Action == engine.ActionChange && st.Before.Set == st.After.Set {
			change.After.Evidence = w.within
		}
		if st.Action == engine.ActionRecord { // nobody did anything in the account
			change.After.Evidence = before.Evidence
		}
	} else {
		change.GoneOn = w.day
		if o := before.Origin; o != nil && o.Observed { // the end was wished, whatever was changed before
			wished := *o
			wished.Observed = false
			change.GoneOrigin = &wished
		}
	}
	w.now[st.Person] = change.After
	w.changes.Grants = append(w.changes.Grants, change)
	return nil
}

// touched lists whom the steps are about.
func (w *writer) touched() map[grantKey]bool {
	touched := map[grantKey]bool{}
	for i := range w.p.Steps {
		if st := &w.p.Steps[i]; st.Client != engine.Nobody && st.Person != engine.Nobody {
			touched[grantKey{w.p.Clients[st.Client].HubID, st.Person}] = true
		}
	}
	return touched
}

type grantKey struct {
	hubID  int64
	person int32
}

// renameSets moves the grants that no step touches to the new name of a set.
func (w *writer) renameSets() {
	if len(w.p.Facts.Renames) == 0 {
		return
	}
	touched := w.touched()
	to := map[string]string{}
	for _, r := range w.p.Facts.Renames {
		to[r.From] = r.To
	}
	people := make(map[string]int32, len(w.p.People))
	for i := range w.p.People {
		people[w.p.People[i].Email] = int32(i)
	}
	renamed := map[*engine.RecordedRights]*engine.RecordedRights{}
	for i := range w.a.Clients {
		c := &w.a.Clients[i]
		for j := range c.Grants {
			g := &c.Grants[j]
			name, ok := to[g.Rights.Set]
			if !ok {
				continue
			}
			email := w.emailOf(g.Person)
			if touched[grantKey{c.HubID, people[email]}] {
				continue
			}
			if renamed[g.Rights] == nil {
				rights := *g.Rights
				rights.Set = name
				renamed[g.Rights] = &rights
			}
			after := *g
			after.Rights = renamed[g.Rights]
			w.changes.Grants = append(w.changes.Grants, engine.GrantChange{HubID: c.HubID, Email: email, Before: g, After: &after})
		}
	}
}

// infoOf returns what history keeps of a step.
func infoOf(p *engine.Plan, st *engine.Step) engine.StepInfo {
	info := engine.StepInfo{Action: st.Action, Effect: st.Effect, Cause: st.Cause, Via: st.Via}
	if st.Actor != engine.Nobody {
		info.Actor = p.People[st.Actor].Email
	}
	return info
}

func (w *writer) recordedGrant(hubID int64, email string) *engine.RecordedGrant {
	c := w.clients[hubID]
	if c == nil {
		return nil
	}
	var found *engine.RecordedGrant
	for i := range c.Grants {
		switch g := &c.Grants[i]; {
		case w.a.People[g.Person].Email == email:
			return g
		case w.emailOf(g.Person) == email:
			found = g
		}
	}
	return found
}

// record is the grant as state keeps it.
func (w *writer) record(g *engine.Grant) *engine.RecordedGrant {
	if len(w.room) == 0 {
		w.room = make([]engine.RecordedGrant, min(roomAtOnce, len(w.p.Steps)))
	}
	rec := &w.room[0]
	w.room = w.room[1:]
	*rec = engine.RecordedGrant{
		Person: g.Person, Rights: w.recordRights(g), Status: g.Status, Seat: g.Seat, Unlinked: g.Unlinked,
		Starts: g.Starts, Expires: g.Expires, RecordedOn: w.day, Details: g.Details, Origin: g.Origin, Evidence: w.said,
	}
	return rec
}

func (w *writer) recordRights(g *engine.Grant) *engine.RecordedRights {
	key := rightsKey{g.Set, g.Rights, g.Unknown}
	if known := w.rights[key]; known != nil {
		return known
	}
	rec := &engine.RecordedRights{Set: g.Set, Unknown: g.Unknown}
	switch {
	case g.Unknown:
	case engine.FollowsCatalogue(g.Set):
		contents, _ := w.p.ContentsOf(g.Set)
		rec.Levels = engine.DeviationsOf(w.p.Catalogue, g.Rights, contents)
	default:
		rec.Levels = engine.LevelsOf(w.p.Catalogue, g.Rights)
	}
	w.rights[key] = rec
	return rec
}
