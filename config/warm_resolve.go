package config

import (
	"accredit/engine"
)

// resolve does for a part what loader.resolve does for the whole. People and
// teams are read when somebody first names them.
func (w *warmer) resolve() *engine.Desired {
	l := w.l
	l.beginResolving()
	l.byEmail = map[string]*person{}
	l.people = make([]*person, w.m.people.n)
	l.readAgency()
	l.allClients()
	l.claimHubIDs()
	l.readCatalogue()
	l.resolveSets()
	for i := range w.m.always.n {
		r := w.m.always.record(i)
		w.person(r.number())
	}
	l.resolveAgency()
	d := &engine.Desired{AsOf: l.options.Now, Catalogue: l.catalogue, Agency: l.agency}
	d.Removed = l.readRemoved()
	d.Clients = l.resolveClients()
	if l.doubt {
		return d
	}
	w.gatherPeople(d)
	l.finishDesired(d)
	return d
}

// gatherPeople puts those who were read into a list by e-mail, and lets
// everything that names them by their number among all count in it.
func (w *warmer) gatherPeople(d *engine.Desired) {
	number := make([]int32, len(w.l.people))
	kept := w.l.people[:0]
	for i, p := range w.l.people {
		if p != nil {
			number[i] = int32(len(d.People))
			d.People = append(d.People, p.Person)
			kept = append(kept, p)
		}
	}
	w.l.people = kept
	renumber := func(list []int32) {
		for i := range list {
			list[i] = number[list[i]]
		}
	}
	renumber(d.Agency.ActingAdmins)
	renumber(d.Agency.Guardrails.Protected)
	for i := range d.Clients {
		c := &d.Clients[i]
		renumber(c.ActingAdmins)
		for j := range c.Grants {
			c.Grants[j].Person = number[c.Grants[j].Person]
		}
		for j := range c.Lapsed {
			c.Lapsed[j].Person = number[c.Lapsed[j].Person]
		}
	}
}

// fetch declares a person or a team that is named for the first time; nil
// where the memory has none.
func (w *warmer) fetch(k kind, label string) *declaration {
	switch k {
	case employeeKind, contractorKind:
		if at := w.m.personCalled(k, label); at >= 0 {
			w.person(at)
		}
	case teamKind:
		if r, ok := w.m.team(label); ok {
			w.team(w.block(&r))
		}
	}
	return w.l.registry.named[k][label]
}

// person reads somebody by their number, as loader.resolve would.
func (w *warmer) person(at int) *person {
	l := w.l
	if at >= len(l.people) {
		l.doubt = true
		return nil
	}
	if l.people[at] != nil {
		return l.people[at]
	}
	_, k, label, r := w.m.person(at)
	b := w.block(&r)
	if b == nil {
		return nil
	}
	l.add(b)
	p, ok := l.personOf(w.only(k, label))
	if !ok {
		l.doubt = true
		return nil
	}
	p.index = int32(at)
	l.people[at] = p
	l.byEmail[p.Email] = p
	for _, former := range p.FormerEmails {
		l.byEmail[former] = p
	}
	l.readDefaultSet(p)
	return p
}

// only is the instance of a block that was just entered.
func (w *warmer) only(k kind, label string) *instance {
	instances, _ := w.l.instancesOf(w.l.registry.named[k][label])
	return instances[0]
}

func (w *warmer) team(b *block) {
	if b == nil {
		return
	}
	l := w.l
	l.add(b)
	in := w.only(teamKind, b.label)
	if t, ok := l.teamOf(in); ok {
		t.index = int32(len(l.teams))
		l.teams = append(l.teams, t)
	} else {
		l.doubt = true
	}
}

// personWith finds somebody by e-mail: those with a former one are all here.
func (w *warmer) personWith(email string) *person {
	if at := w.m.personAt(email); at >= 0 {
		return w.person(at)
	}
	return nil
}

// everybody reads all people.
func (w *warmer) everybody() {
	for i := range w.l.people {
		w.person(i)
	}
}
