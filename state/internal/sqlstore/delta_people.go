package sqlstore

import (
	"slices"
	"strings"

	"accredit/engine"
)

// people finds people by the e-mail that they have after a revision. Those
// who were there before have their index in the access, new ones come after.
type people struct {
	snapshot *snapshot
	after    map[int32]string // addresses that differ from before, and of new people
	at       map[string]int32 // the same, and what was looked up before
	taken    map[string]bool  // addresses that somebody gave up
	ids      []int64          // of new people
	renamed  []int32
	dropped  []int32
}

func newPeople(b *snapshot) people {
	return people{snapshot: b, after: map[int32]string{}, at: map[string]int32{}, taken: map[string]bool{}}
}

// before finds somebody by the address that they had before.
func (p *people) before(email string) (int32, bool) {
	i, found := slices.BinarySearchFunc(p.snapshot.access.People, email, func(x engine.Person, email string) int {
		return strings.Compare(x.Email, email)
	})
	return int32(i), found
}

// find finds somebody by the address that they have afterwards.
func (p *people) find(email string) (int32, bool) {
	if person, ok := p.at[email]; ok {
		return person, true
	}
	if p.taken[email] {
		return 0, false
	}
	person, ok := p.before(email)
	if ok {
		p.at[email] = person
	}
	return person, ok
}

func (p *people) emailBefore(person int32) string { return p.snapshot.access.People[person].Email }

func (p *people) emailAfter(person int32) string {
	if email, ok := p.after[person]; ok {
		return email
	}
	return p.emailBefore(person)
}

// count is how many people there are, those who are dropped among them.
func (p *people) count() int { return len(p.snapshot.personIDs) + len(p.ids) }

// id is the person's number in the database.
func (p *people) id(person int32) int64 {
	if n := len(p.snapshot.personIDs); int(person) >= n {
		return p.ids[int(person)-n]
	}
	return p.snapshot.personIDs[person]
}

func (d *delta) changePeople(in *engine.Changes) error {
	if err := d.freeAddresses(in.People); err != nil {
		return err
	}
	var added []*engine.Person
	for _, c := range in.People {
		if c.Before == nil {
			added = append(added, c.After)
		} else if c.After != nil {
			if err := d.changePerson(c.Before.Email, c.After); err != nil {
				return err
			}
		}
	}
	// Numbers in the order of e-mails, so that grants are written in order.
	slices.SortFunc(added, func(a, b *engine.Person) int { return strings.Compare(a.Email, b.Email) })
	for _, person := range added {
		if err := d.addPerson(person); err != nil {
			return err
		}
	}
	for _, c := range in.People {
		if err := d.emitPerson(c); err != nil {
			return err
		}
	}
	return nil
}

// freeAddresses notes which addresses somebody gives up, so that two people
// can exchange theirs.
func (d *delta) freeAddresses(changes []engine.PersonChange) error {
	seen := map[string]bool{}
	for _, c := range changes {
		if c.Before == nil && c.After == nil {
			return mismatch("a change of a person says nothing")
		}
		if c.Before == nil {
			continue
		}
		if seen[c.Before.Email] {
			return mismatch("%s changes twice", c.Before.Email)
		}
		seen[c.Before.Email] = true
		person, ok := d.people.before(c.Before.Email)
		if !ok {
			return mismatch("%s is not recorded", c.Before.Email)
		}
		d.content.remove(d.content.person(&d.snapshot.access.People[person]))
		switch {
		case c.After == nil:
			d.people.dropped = append(d.people.dropped, person)
			d.rows.deletedPeople = append(d.rows.deletedPeople, d.people.id(person))
		case c.After.Email != c.Before.Email:
			d.people.taken[c.Before.Email] = true
			d.people.renamed = append(d.people.renamed, person)
			d.rows.renamed = append(d.rows.renamed, d.people.id(person))
		}
	}
	return nil
}

func (d *delta) changePerson(email string, after *engine.Person) error {
	person, _ := d.people.before(email)
	if after.Email != email {
		if _, used := d.people.find(after.Email); used {
			return mismatch("%s cannot become %s: somebody has that address", email, after.Email)
		}
		d.people.after[person] = after.Email
		d.people.at[after.Email] = person
	}
	d.content.add(d.content.person(after))
	d.rows.people = append(d.rows.people, personRow{d.people.id(person), after})
	return nil
}

func (d *delta) addPerson(after *engine.Person) error {
	if _, used := d.people.find(after.Email); used {
		return mismatch("%s is recorded already", after.Email)
	}
	p := &d.people
	person := int32(len(p.snapshot.personIDs) + len(p.ids))
	id := p.snapshot.lastPerson + int64(len(p.ids)) + 1
	p.ids = append(p.ids, id)
	p.after[person] = after.Email
	p.at[after.Email] = person
	d.content.add(d.content.person(after))
	d.rows.people = append(d.rows.people, personRow{id, after})
	return nil
}

func (d *delta) emitPerson(c engine.PersonChange) error {
	var doc changeDocument[personDocument]
	row := changeRow{kind: kindPerson}
	if c.Before != nil {
		person, _ := d.people.before(c.Before.Email)
		doc.Before = documentOfPerson(&d.snapshot.access.People[person])
		row.subject = c.Before.Email
		d.rows.changedPeople[c.Before.Email] = true
	}
	if c.After != nil {
		doc.After = documentOfPerson(c.After)
		row.subject = c.After.Email
		d.rows.changedPeople[c.After.Email] = true
	}
	row.document = toJSON(doc)
	return d.emit(row)
}
