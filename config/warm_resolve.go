package config

import (
	"accredit/engine"
)

// resolve does for a part what loader.resolve does for the whole. People and
// teams are read when somebody first names them.
func (w *warmer) resolve() *engine.Desired {
	l := w.l
	l.readCatalogue()
	l.resolveSets()
	w.welcome()
	if l.doubt { // who was not welcomed has no number, and may be named below
		return &engine.Desired{}
	}
	for i := range w.m.always.n {
		r := w.m.always.record(i)
		w.person(r.number())
	}
	l.resolveAgency()
	d := &engine.Desired{AsOf: l.options.Now, Catalogue: l.catalogue, Agency: l.agency}
	d.Removed = l.readRemoved()
	d.Clients = l.resolveClients()
	d.Policies = l.readPolicies()
	d.Tests = l.readTests()
	l.finishDesired(d)
	w.gatherPeople(d)
	return d
}

// gatherPeople puts those who were read into a list by e-mail. What names them
// by their number among all, or in the list before, counts in it from then on.
func (w *warmer) gatherPeople(d *engine.Desired) {
	number, before := make([]int32, len(w.l.people)), w.gathered
	d.People, w.gathered = d.People[:0], nil
	for i, p := range w.l.people {
		if p != nil {
			number[i] = int32(len(d.People))
			d.People, w.gathered = append(d.People, p.Person), append(w.gathered, int32(i))
		}
	}
	eachPerson(d, func(person int32) int32 {
		if before != nil {
			person = before[person]
		}
		return number[person]
	})
}

// eachPerson replaces every number of a person.
func eachPerson(d *engine.Desired, by func(int32) int32) {
	replace := func(list []int32) {
		for i := range list {
			list[i] = by(list[i])
		}
	}
	replace(d.Agency.ActingAdmins)
	replace(d.Agency.Guardrails.Protected)
	for i := range d.Tests {
		d.Tests[i].Person = by(d.Tests[i].Person)
	}
	for i := range d.Clients {
		c := &d.Clients[i]
		replace(c.ActingAdmins)
		for j := range c.Grants {
			c.Grants[j].Person = by(c.Grants[j].Person)
		}
		for j := range c.Lapsed {
			c.Lapsed[j].Person = by(c.Lapsed[j].Person)
		}
	}
}

// Include adds everybody declared among some e-mails to a part: those who are
// recorded in its clients, though no file gives them access there any more.
// False: everything has to be read.
func (r *Result) Include(emails []string) bool {
	w := r.Part.warmer
	for _, email := range emails {
		w.personWith(email)
	}
	if w.l.doubt || len(w.l.diags) != len(r.Diagnostics) {
		return false
	}
	w.gatherPeople(r.Desired)
	return true
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
		if b := w.teams[label]; b != nil {
			w.team(b)
		} else if r, ok := w.m.team(label); ok {
			w.team(w.block(&r))
		}
	}
	return w.l.registry.named[k][label]
}

// person reads somebody by their number in the memory, as loader.resolve would.
func (w *warmer) person(at int) *person {
	if at >= w.m.people.n {
		w.l.doubt = true
		return nil
	}
	index := w.index(at)
	if p := w.l.people[index]; p != nil {
		return p
	}
	b := w.moved[at]
	if b == nil {
		_, _, _, r := w.m.person(at)
		b = w.block(&r)
	}
	p := w.declarePerson(b)
	if p != nil {
		w.enter(p, index)
	}
	return p
}

// declarePerson reads the block of somebody. Nil: there is a mistake in it, or
// the label is taken.
func (w *warmer) declarePerson(b *block) *person {
	if b == nil {
		return nil // and in doubt
	}
	l, k := w.l, kindOf(b.schema.name)
	l.add(b)
	if d := l.registry.named[k][b.label]; d == nil || d.block != b {
		l.doubt = true
		return nil
	}
	p, ok := l.personOf(w.only(k, b.label))
	if !ok || l.byEmail[p.Email] != nil {
		l.doubt = true
		return nil
	}
	return p
}

// enter gives somebody their number among all people.
func (w *warmer) enter(p *person, index int) {
	l := w.l
	p.index = int32(index)
	l.people[index] = p
	l.byEmail[p.Email] = p
	for _, former := range p.FormerEmails {
		l.byEmail[former] = p
	}
	l.readDefaultSet(p)
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
	t, ok := l.teamOf(in)
	l.doubt = l.doubt || !ok
	if t != nil {
		t.index = int32(len(l.teams))
		l.teams = append(l.teams, t)
	}
}

// personWith finds somebody by e-mail: those with a former one are all here.
func (w *warmer) personWith(email string) *person {
	if p := w.l.byEmail[email]; p != nil {
		return p
	}
	if at := w.m.personAt(email); at >= 0 {
		return w.person(at)
	}
	return nil
}

// everybody reads all people.
func (w *warmer) everybody() {
	for at := range w.m.people.n {
		w.person(at)
	}
}
