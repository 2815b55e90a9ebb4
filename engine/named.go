package engine

// IsOfPeople reports whether the plan records a change of people everywhere,
// apart from somebody new.
func (p *Plan) IsOfPeople() bool {
	return len(p.Facts.Renames) > 0 || len(p.Steps) > 0 && p.Steps[0].Client == Nobody
}

// Named tells which clients and people the plan speaks of, and whether it says
// anything that is of no client. Where that is people or sets which change
// everywhere, everybody counts as named: checking it takes them all. Somebody
// new is written without a step, and is named alone.
func (p *Plan) Named() (clients, people []bool, whole bool) {
	clients, people = make([]bool, len(p.Clients)), make([]bool, len(p.People))
	everybody := p.IsOfPeople()
	name := func(client, person int32) {
		if client != Nobody {
			clients[client] = true
		} else {
			whole = true
		}
		if person != Nobody {
			people[person] = true
		}
	}
	for i := range p.Steps {
		st := &p.Steps[i]
		name(st.Client, st.Person)
		name(st.Client, st.Actor)
	}
	for i := range p.Waiting {
		name(p.Waiting[i].Client, p.Waiting[i].Person)
	}
	for i := range p.Kept {
		name(p.Kept[i].Client, p.Kept[i].Person)
	}
	for _, list := range [][]Finding{p.Violations, p.Warnings} {
		for i := range list {
			name(list[i].Client, list[i].Person)
		}
	}
	for i := range p.InProgress {
		name(p.InProgress[i].Client, Nobody)
		for _, actor := range p.InProgress[i].Actors {
			name(p.InProgress[i].Client, actor)
		}
	}
	for i := range p.Replaces {
		name(p.Replaces[i].Client, Nobody)
	}
	for i := range p.Scheduled {
		name(p.Scheduled[i].Client, p.Scheduled[i].Person)
	}
	for _, s := range p.Skipped {
		name(s.Client, Nobody)
	}
	for _, r := range p.Relationships {
		name(r.Client, Nobody)
	}
	for _, client := range p.Facts.Clients {
		name(client, Nobody)
	}
	for _, person := range p.Facts.People {
		people[person] = true
	}
	for i := range people {
		people[i] = people[i] || everybody
	}
	return clients, people, whole || everybody
}
