package config

import (
	"slices"

	"accredit/engine"
	"github.com/zclconf/go-cty/cty"
)

// person is an employee or contractor while the configuration is resolved.
type person struct {
	engine.Person
	in         *instance
	index      int32 // in the list by e-mail
	defaultSet *permissionSet
	defaultOf  []int32 // what finding defaultSet depends on
	emailAt    span
	nameAt     span
	value      cty.Value
	forgeIDs   []forgeID
}

func (p *person) hasLeft() bool { return p.Status == engine.PersonLeft }

// personOf reads a person's own attributes, those that references see.
func (l *loader) personOf(in *instance) (*person, bool) {
	if l.enter(&in.state, in.address, in.decl.at()) {
		p, ok := l.readPerson(in)
		in.person = p
		l.leave(&in.state, ok)
	}
	return in.person, in.state == done
}

func (l *loader) readPerson(in *instance) (*person, bool) {
	b := in.decl.block
	r := reader{l: l, b: b, each: in.each, name: in.address, failed: b.incomplete}
	p := &person{in: in}
	p.Address, p.Pos, p.Kind = in.address, l.pos(b), engine.Employee
	if in.decl.kind == contractorKind {
		p.Kind = engine.Contractor
	}
	var at *term
	if p.Email, at = r.email("email"); at != nil {
		p.emailAt = at.at
	}
	if p.Name, at = r.required("name"); at != nil {
		p.nameAt = at.at
	}
	p.Status, _ = engine.ParsePersonStatus(r.choice("status", []string{"active", "deactivated", "left"}))
	r.texts("roles", func(s string, at span) {
		role, err := engine.ParseRole(s)
		if err != nil {
			r.report(at, "Unknown role", l.didYouMean(s, slices.Values([]string{"super_admin", "manage_partner_employees"})), "%s", sentence(err.Error()))
		}
		p.Roles |= role
	})
	p.Labels = r.labels("labels")
	r.texts("former_emails", func(s string, at span) {
		if former := r.parseEmail(s, at); former != "" {
			p.FormerEmails = append(p.FormerEmails, former)
		}
	})
	slices.Sort(p.FormerEmails)
	p.FormerEmails = slices.Compact(p.FormerEmails)
	p.forgeIDs = r.forgeIDs("forge_ids")
	return p, !r.failed
}

// allPeople reads everybody, by e-mail. It is false where one of them failed;
// the list then holds the others.
func (l *loader) allPeople() ([]*person, bool) {
	if l.peopleState == done || l.peopleState == failed {
		return l.people, l.peopleState == done
	}
	if !l.enter(&l.peopleState, "people", 0) {
		return nil, false
	}
	complete := true
	for _, k := range []kind{employeeKind, contractorKind} {
		for _, d := range l.registry.lists[k] {
			instances, ok := l.instancesOf(d)
			complete = complete && ok
			for _, in := range instances {
				p, ok := l.personOf(in)
				if complete = complete && ok; ok {
					l.people = append(l.people, p)
				}
			}
		}
	}
	slices.SortStableFunc(l.people, byEmail)
	for i, p := range l.people {
		p.index = int32(i)
	}
	l.leave(&l.peopleState, complete)
	return l.people, complete
}

// claimEmails makes sure that every address, former ones included, is one
// person's, and makes people known by them.
func (l *loader) claimEmails() {
	l.byEmail = make(map[string]*person, len(l.people))
	for _, p := range l.people {
		l.claimEmail(p, p.Email)
	}
	for _, p := range l.people {
		for _, former := range p.FormerEmails {
			l.claimEmail(p, former)
		}
	}
}

// personWith finds somebody by an e-mail, present or former; nil: nobody has it.
func (l *loader) personWith(email string) *person {
	if email != "" {
		l.use(useEmail, email)
	}
	return l.byEmail[email]
}

func (l *loader) claimEmail(p *person, email string) {
	other := l.byEmail[email]
	if other == nil {
		l.byEmail[email] = p
		return
	}
	if other == p {
		l.report(p.emailAt, "Duplicate e-mail", "Remove it from former_emails.", "%s is both the e-mail and a former e-mail of %s.", email, p.Address)
		return
	}
	first, second := other, p
	if first.emailAt > second.emailAt {
		first, second = second, first
	}
	l.conflict(second.emailAt, first.emailAt, "Duplicate e-mail", "A person is their e-mail: keep one block, or give the other address.",
		"%s and %s both claim %s.", first.Address, second.Address, email)
}

// readDefaultSets resolves default_permission_set, once sets are known.
func (l *loader) readDefaultSets() {
	for _, p := range l.people {
		l.readDefaultSet(p)
	}
}

func (l *loader) readDefaultSet(p *person) {
	t := p.in.decl.block.arg("default_permission_set")
	if t == nil || l.isAbsent(t, p.in.each) {
		return
	}
	p.defaultOf = l.gathered(func() {
		if found, ok := l.reference(t, p.in.each, setKind); ok {
			p.defaultSet = found.in.set
		}
	})
}

// isAbsent reports whether an argument was given as null or "".
func (l *loader) isAbsent(t *term, e *each) bool {
	switch t.kind {
	case termNull:
		return true
	case termText:
		return t.text == ""
	case termElement, termExpression:
		if unknownName(t) != "" {
			return false // there is something, and it will be reported as what it should be
		}
		v, ok := l.value(t, e)
		return ok && (v.IsNull() || v.Type() == cty.String && v.AsString() == "")
	case termLookup:
		return l.isAbsent(t.more.(*refPath).lookup, e)
	}
	return false
}
