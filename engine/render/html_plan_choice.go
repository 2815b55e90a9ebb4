package render

import "accredit/engine"

// A page holds so many steps beside removals, and so many grants that nothing
// changes: more than anybody looks at, and few enough for a browser.
const (
	maxPageSteps  = 100_000
	maxPageGrants = 100_000
)

// pageChoice is what of a plan and of the recorded access is on a page.
type pageChoice struct {
	steps      []int32 // indexes into Plan.Steps, in order
	left       map[engine.Action]int
	grants     []chosenGrant
	grantsLeft int
}

// chosenGrant is a recorded grant; client and person are indexes into the plan.
type chosenGrant struct {
	client, person int32
	grant          *engine.RecordedGrant
}

func choose(p *engine.Plan, access *engine.Access) pageChoice {
	c := pageChoice{}
	c.steps, c.left = chooseSteps(p.Steps, maxPageSteps)
	c.chooseGrants(p, access, maxPageGrants)
	return c
}

// takesAway reports whether a step is one that no output leaves out.
func takesAway(a engine.Action) bool {
	return a == engine.ActionRemove || a == engine.ActionDeactivate
}

// chooseSteps gives the indexes of every removal and, as far as there is
// room, of the others from the first on; and counts the rest.
func chooseSteps(steps []engine.Step, limit int) ([]int32, map[engine.Action]int) {
	room := limit
	for i := range steps {
		if takesAway(steps[i].Action) {
			room--
		}
	}
	var chosen []int32
	left := map[engine.Action]int{}
	for i := range steps {
		switch a := steps[i].Action; {
		case takesAway(a):
			chosen = append(chosen, int32(i))
		case room > 0:
			chosen = append(chosen, int32(i))
			room--
		default:
			left[a]++
		}
	}
	return chosen, left
}

// chooseGrants takes the grants of clients that the plan changes or finds
// something in first, then those of the others, as long as all of a client
// have room. Grants of a client or person that the plan does not know cannot
// be: it was made from them.
func (c *pageChoice) chooseGrants(p *engine.Plan, access *engine.Access, limit int) {
	clients := make(map[int64]int32, len(p.Clients))
	for i := range p.Clients {
		clients[p.Clients[i].HubID] = int32(i)
	}
	changed := changedClients(p, c.steps)
	taken := make([]bool, len(access.Clients))
	for _, first := range []bool{true, false} {
		for i := range access.Clients {
			n := len(access.Clients[i].Grants)
			at, known := clients[access.Clients[i].HubID]
			if known && changed[at] == first && n <= limit {
				taken[i] = true
				limit -= n
			}
		}
	}
	people := recordedPeople(p, access)
	for i := range access.Clients {
		rc := &access.Clients[i]
		if !taken[i] {
			c.grantsLeft += len(rc.Grants)
			continue
		}
		for j := range rc.Grants {
			if person := people[rc.Grants[j].Person]; person != engine.Nobody {
				c.grants = append(c.grants, chosenGrant{clients[rc.HubID], person, &rc.Grants[j]})
			}
		}
	}
}

// recordedPeople maps the people of the access to those of the plan, who may
// have got another e-mail.
func recordedPeople(p *engine.Plan, access *engine.Access) []int32 {
	byEmail := make(map[string]int32, len(p.People))
	for i := range p.People {
		for _, former := range p.People[i].FormerEmails {
			byEmail[former] = int32(i)
		}
	}
	for i := range p.People {
		byEmail[p.People[i].Email] = int32(i)
	}
	people := make([]int32, len(access.People))
	for i := range access.People {
		people[i] = engine.Nobody
		if at, ok := byEmail[access.People[i].Email]; ok {
			people[i] = at
		}
	}
	return people
}

// changedClients marks the clients that have one of the steps or a finding.
func changedClients(p *engine.Plan, steps []int32) []bool {
	changed := make([]bool, len(p.Clients))
	mark := func(client int32) {
		if client != engine.Nobody {
			changed[client] = true
		}
	}
	for _, i := range steps {
		mark(p.Steps[i].Client)
	}
	for _, list := range [][]engine.Finding{p.Violations, p.Warnings} {
		for i := range list {
			mark(list[i].Client)
		}
	}
	return changed
}

// roll numbers those clients or people of a plan that a page names, in the
// order of the plan.
type roll struct {
	pages []int32 // by index in the plan; -1: not named
	named []int32 // indexes in the plan
}

func newRoll(n int) roll {
	r := roll{pages: make([]int32, n)}
	for i := range r.pages {
		r.pages[i] = -1
	}
	return r
}

func (r *roll) mark(i int32) {
	if i != engine.Nobody {
		r.pages[i] = 0
	}
}

// number ends the marking.
func (r *roll) number() {
	for i := range r.pages {
		if r.pages[i] == 0 {
			r.pages[i] = int32(len(r.named))
			r.named = append(r.named, int32(i))
		}
	}
}

// of gives the number of a client or person of the plan, -1 for nobody.
func (r *roll) of(i int32) int32 {
	if i == engine.Nobody {
		return -1
	}
	return r.pages[i]
}

// rolls numbers everybody and every client that the page speaks of.
func rolls(p *engine.Plan, chosen *pageChoice) (clients, people roll) {
	clients, people = newRoll(len(p.Clients)), newRoll(len(p.People))
	mark := func(client, person int32) {
		clients.mark(client)
		people.mark(person)
	}
	for _, i := range chosen.steps {
		s := &p.Steps[i]
		mark(s.Client, s.Person)
		people.mark(s.Actor)
	}
	for i := range chosen.grants {
		mark(chosen.grants[i].client, chosen.grants[i].person)
	}
	for _, list := range [][]engine.Finding{p.Violations, p.Warnings} {
		for i := range list {
			mark(list[i].Client, list[i].Person)
		}
	}
	for i := range p.Waiting {
		mark(p.Waiting[i].Client, p.Waiting[i].Person)
	}
	for i := range p.Kept {
		mark(p.Kept[i].Client, p.Kept[i].Person)
	}
	for _, lines := range [][]besideLine{progressLines(p), replacesLines(p), scheduledLines(p)} {
		for _, l := range lines {
			mark(l.client, l.person)
		}
	}
	for i := range p.Relationships {
		clients.mark(p.Relationships[i].Client)
	}
	for i := range p.Skipped {
		clients.mark(p.Skipped[i].Client)
	}
	clients.number()
	people.number()
	return clients, people
}
