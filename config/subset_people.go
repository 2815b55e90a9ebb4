package config

import (
	"slices"
	"strings"

	"accredit/engine"
)

// changedPeople lists the people who are new or not what they were. It returns
// false where one of them has an address that a recorded client names, so that
// any client may be about them; or where somebody was recorded since who is not
// declared.
func (s *subset) changedPeople(is *contents) ([]*person, bool) {
	var list []*person
	at := 0
	for _, p := range s.l.people {
		same := false
		for ; at < s.m.people.n; at++ {
			r := s.m.people.record(at)
			email := r.text()
			if email > p.Email {
				break
			}
			if email == p.Email {
				same = r.digest() == is.instance(p.in)
			}
		}
		if same {
			continue
		}
		list = append(list, p)
		if slices.ContainsFunc(append([]string{p.Email}, p.FormerEmails...), func(email string) bool { return holdsDigest(s.m.strangers, email) }) {
			return nil, false
		}
	}
	isDeclared := func(email string) bool { return s.l.byEmail[email] != nil }
	return list, !slices.ContainsFunc(s.options.Joined, func(email string) bool { return !isDeclared(email) })
}

// vanishedPeople lists the e-mails of those whom the snapshot knows and nobody
// declares any more.
func (s *subset) vanishedPeople() []string {
	var list []string
	if s.m.people.n == len(s.l.people) && s.isSameAround() {
		return list
	}
	for i := range s.m.people.n {
		r := s.m.people.record(i)
		email := r.text()
		if _, found := slices.BinarySearchFunc(s.l.people, email, func(p *person, email string) int { return strings.Compare(p.Email, email) }); !found {
			list = append(list, email)
		}
	}
	return list
}

// wantPeople marks the people of whom a plan of the subset has to know: those
// whom its clients name, those who changed, those who can act without access,
// and those who had another address.
func (s *subset) wantPeople(d *engine.Desired, changed []*person) {
	l := s.l
	s.wanted = make([]bool, len(l.people))
	for i, p := range l.people {
		s.wanted[i] = p.Roles != 0 || len(p.FormerEmails) > 0
	}
	for _, p := range changed {
		s.wanted[p.index] = true
	}
	for _, email := range s.options.Joined {
		s.wanted[l.byEmail[email].index] = true
	}
	eachPerson(d, func(person int32) int32 {
		s.wanted[person] = true
		return person
	})
	for i := range d.Clients {
		for j := range d.Clients[i].Links {
			if p := l.byEmail[d.Clients[i].Links[j].Admin]; p != nil {
				s.wanted[p.index] = true
			}
		}
	}
	for i := range l.people {
		s.gathered = append(s.gathered, int32(i))
	}
}

// gatherPeople puts those who are wanted into d.People, by e-mail, and rewrites
// every person index in d to the position there.
func (s *subset) gatherPeople(d *engine.Desired) {
	number, before := make([]int32, len(s.l.people)), s.gathered
	d.People, s.gathered = d.People[:0], nil
	for i, p := range s.l.people {
		if s.wanted[i] {
			number[i] = int32(len(d.People))
			d.People, s.gathered = append(d.People, p.Person), append(s.gathered, int32(i))
		}
	}
	eachPerson(d, func(person int32) int32 { return number[before[person]] })
}

// eachPerson replaces every person index in d by what f returns for it.
func eachPerson(d *engine.Desired, f func(int32) int32) {
	replace := func(list []int32) {
		for i := range list {
			list[i] = f(list[i])
		}
	}
	replace(d.Agency.ActingAdmins)
	d.Agency.Guardrails.EachPeople(replace)
	for i := range d.Tests {
		d.Tests[i].Person = f(d.Tests[i].Person)
	}
	for i := range d.Clients {
		c := &d.Clients[i]
		replace(c.ActingAdmins)
		if c.Connection != nil {
			c.Connection.Owner = f(c.Connection.Owner)
		}
		for j := range c.Grants {
			c.Grants[j].Person = f(c.Grants[j].Person)
		}
		for j := range c.Lapsed {
			c.Lapsed[j].Person = f(c.Lapsed[j].Person)
		}
		for j := range c.Schedule {
			c.Schedule[j].Person = f(c.Schedule[j].Person)
		}
	}
}

// Include adds everybody declared among some e-mails: those who are recorded in
// the clients of the subset, though no file gives them access there any more.
func (r *Result) Include(emails []string) {
	s := r.Subset.run
	for _, email := range emails {
		if p := s.l.byEmail[email]; p != nil {
			s.wanted[p.index] = true
		}
	}
	s.gatherPeople(r.Desired)
}
