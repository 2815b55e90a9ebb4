package revise

import (
	"cmp"

	"accredit/engine"
)

// writer turns a plan into the rows that applying it writes.
type writer struct {
	p       *engine.Plan
	a       *engine.Access
	day     engine.Date
	changes engine.Changes
	rights  map[rightsKey]*engine.RecordedRights
	emails  map[string]string // recorded e-mail → the one after the plan
	clients map[int64]*engine.RecordedClient
	now     map[int32]*engine.RecordedGrant // of the client at hand: what whom a step was about has after it
	room    []engine.RecordedGrant          // for grants to come
	said    *engine.Evidence
	within  *engine.Evidence // of a change within one set name, which nothing shows
}

type rightsKey struct {
	set     string
	rights  engine.Rights
	unknown bool
}

// Applied lists what applying a plan to the access that it was made from
// writes. It checks nothing: that is for engine/verify. said is how the steps
// are known.
func Applied(a *engine.Access, p *engine.Plan, said *engine.Evidence) (*engine.Changes, error) {
	w := &writer{p: p, a: a, said: said, day: engine.DateOf(p.AsOf), rights: map[rightsKey]*engine.RecordedRights{}, clients: map[int64]*engine.RecordedClient{}}
	if said != nil {
		within := *said
		within.ToldOf = []string{engine.TellsContents}
		w.within = &within
	}
	for i := range a.Clients {
		w.clients[a.Clients[i].HubID] = &a.Clients[i]
	}
	if a.Agency.Name != p.Agency || a.Agency.HubID != p.AgencyHubID {
		w.changes.Agency, w.changes.HubID = p.Agency, p.AgencyHubID
	}
	if a.Catalogue != p.Catalogue.Version {
		w.changes.Catalogue = p.Catalogue.Version
	}
	if bounds := p.Limits.Bounds(); a.RecordedBounds() != bounds {
		w.changes.Bounds = &bounds
	}
	w.changes.Removals = p.Removals
	for i := range p.Violations {
		if p.Violations[i].Rule == engine.RuleMaxRemovals && p.Violations[i].Overridden {
			w.changes.Removals = 0 // what was overridden does not count again
		}
	}
	w.writeSets()
	w.writePeople()
	w.mergePeople()
	w.writeClients()
	if err := w.writeGrants(); err != nil {
		return nil, err
	}
	w.dropForgotten()
	return &w.changes, nil
}

func (w *writer) writeSets() {
	if w.p.Facts.Sets == nil {
		return
	}
	now := make(map[string]*engine.RecordedSet, len(w.p.Facts.Sets))
	for i := range w.p.Facts.Sets {
		now[w.p.Facts.Sets[i].Name] = &w.p.Facts.Sets[i]
	}
	for i := range w.a.Sets {
		was := &w.a.Sets[i]
		switch is := now[was.Name]; {
		case is == nil:
			w.changes.Sets = append(w.changes.Sets, engine.SetChange{Before: was})
		case !equalSets(was, is):
			w.changes.Sets = append(w.changes.Sets, engine.SetChange{Before: was, After: is})
		}
		delete(now, was.Name)
	}
	for i := range w.p.Facts.Sets {
		if is := &w.p.Facts.Sets[i]; now[is.Name] != nil {
			w.changes.Sets = append(w.changes.Sets, engine.SetChange{After: is})
		}
	}
}

func equalSets(a, b *engine.RecordedSet) bool {
	if a.Unknown != b.Unknown || a.Definition != b.Definition || len(a.Levels) != len(b.Levels) {
		return false
	}
	for i := range a.Levels {
		if a.Levels[i] != b.Levels[i] {
			return false
		}
	}
	return true
}

// writePeople writes new and changed people, and drops forgotten ones.
func (w *writer) writePeople() {
	recorded := make(map[string]*engine.Person, len(w.a.People))
	for i := range w.a.People {
		recorded[w.a.People[i].Email] = &w.a.People[i]
	}
	w.emails = map[string]string{}
	for i := range w.p.Steps {
		st := &w.p.Steps[i]
		if st.Client != engine.Nobody {
			break
		}
		for _, f := range st.More().Fields {
			if f.Name == "email" {
				w.emails[f.Before] = f.After
			}
		}
	}
	back := make(map[string]string, len(w.emails))
	for before, after := range w.emails {
		back[after] = before
	}
	for _, i := range w.p.Facts.People {
		person := &w.p.People[i]
		before := recorded[person.Email]
		if was, ok := back[person.Email]; ok && before == nil {
			before = recorded[was]
		}
		w.changes.People = append(w.changes.People, engine.PersonChange{Before: before, After: withUserID(person, before)})
	}
}

// withUserID is the person with the user id that is recorded of them, which no
// configuration knows.
func withUserID(person, before *engine.Person) *engine.Person {
	if before == nil || person.UserID == before.UserID {
		return person
	}
	kept := *person
	kept.UserID = before.UserID
	return &kept
}

// mergePeople moves the grants of people who are recorded under a former
// e-mail beside their present one, and drops the former.
func (w *writer) mergePeople() {
	recorded := make(map[string]bool, len(w.a.People))
	for i := range w.a.People {
		recorded[w.a.People[i].Email] = true
	}
	for i := range w.a.People {
		former := &w.a.People[i]
		now, renamed := w.emails[former.Email]
		if !renamed || !recorded[now] {
			continue
		}
		for j := range w.a.Clients {
			c := &w.a.Clients[j]
			var old, present *engine.RecordedGrant
			for k := range c.Grants {
				switch g := &c.Grants[k]; w.a.People[g.Person].Email {
				case former.Email:
					old = g
				case now:
					present = g
				}
			}
			if old == nil {
				continue
			}
			w.changes.Grants = append(w.changes.Grants, engine.GrantChange{HubID: c.HubID, Email: former.Email, Before: old})
			if present == nil {
				w.changes.Grants = append(w.changes.Grants, engine.GrantChange{HubID: c.HubID, Email: now, After: old})
			}
		}
		w.changes.People = append(w.changes.People, engine.PersonChange{Before: former})
	}
}

// emailOf gives a recorded person's e-mail after the plan.
func (w *writer) emailOf(person int32) string {
	email := w.a.People[person].Email
	if now, ok := w.emails[email]; ok {
		return now
	}
	return email
}

func (w *writer) writeClients() {
	ends := map[int32]engine.RelationshipChange{}
	for _, r := range w.p.Relationships {
		ends[r.Client] = r
	}
	written := map[int32]bool{}
	write := func(i int32, declared bool) {
		if written[i] {
			return
		}
		written[i] = true
		pc := &w.p.Clients[i]
		before := w.clients[pc.HubID]
		after := &engine.RecordedClient{Client: pc.Client}
		if before != nil {
			*after = *before
			after.Grants, after.Gone = nil, nil
			if declared {
				after.Client = pc.Client
				after.LastActivity = cmp.Or(before.LastActivity, pc.LastActivity) // what is recorded counts
			}
		}
		if declared {
			after.SuperAdmins, _ = engine.KnownSuperAdmins(pc.SuperAdmins, before)
			after.DeclaredSuperAdmins = pc.SuperAdmins
			after.Begins = pc.Begins
			after.Applied = true
		}
		if r, ok := ends[i]; ok {
			after.EndsOn = r.EndsOn
		}
		if before != nil && sameClientRow(before, after) {
			return
		}
		w.changes.Clients = append(w.changes.Clients, engine.ClientChange{Before: before, After: after})
	}
	for _, i := range w.p.Facts.Clients {
		write(i, true)
	}
	for _, r := range w.p.Relationships {
		write(r.Client, false)
	}
}

// dropForgotten drops what removed blocks ask for, and everybody's access there.
func (w *writer) dropForgotten() {
	for i := range w.p.Steps {
		st := &w.p.Steps[i]
		if st.Action != engine.ActionForget {
			continue
		}
		if st.Person == engine.Nobody {
			w.changes.Clients = append(w.changes.Clients, engine.ClientChange{Before: w.clients[w.p.Clients[st.Client].HubID]})
			continue
		}
		w.forgetPerson(st)
	}
}

func (w *writer) forgetPerson(st *engine.Step) {
	email := w.p.People[st.Person].Email
	for i := range w.a.Clients {
		c := &w.a.Clients[i]
		for j := range c.Grants {
			if w.a.People[c.Grants[j].Person].Email == email {
				w.changes.Grants = append(w.changes.Grants, engine.GrantChange{HubID: c.HubID, Email: email, Step: infoOf(w.p, st), Before: &c.Grants[j]})
			}
		}
	}
	for i := range w.a.People {
		if w.a.People[i].Email == email {
			w.changes.People = append(w.changes.People, engine.PersonChange{Before: &w.a.People[i]})
		}
	}
}
