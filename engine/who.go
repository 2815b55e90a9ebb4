package engine

import "slices"

// Holder is somebody who holds a permission in a client, as recorded.
type Holder struct {
	Client   *RecordedClient
	Person   *Person
	Set      string
	Level    Level
	Evidence *Evidence // how the access is known; nil: nothing is known of it
}

// WhoCan lists who holds a permission at least at a level: in every client, or
// in the one with hubID. Grants of unknown contents are listed apart, since
// they might. Both are sorted by hub id and e-mail.
func WhoCan(c *Catalogue, a *Access, permission int, least Level, hubID int64) (can, might []Holder) {
	p := catalogueResolver(c, a)
	for i := range a.Clients {
		client := &a.Clients[i]
		if hubID != 0 && client.HubID != hubID {
			continue
		}
		for j := range client.Grants {
			g := &client.Grants[j]
			if g.Status != Active {
				continue
			}
			is := p.resolve(g.Rights)
			h := Holder{client, &a.People[g.Person], is.set, is.rights.Level(permission), g.Evidence}
			switch {
			case g.Rights.Unknown:
				might = append(might, h)
			case h.Level >= least:
				can = append(can, h)
			}
		}
	}
	return can, might
}

// catalogueResolver reads recorded rights against a catalogue alone.
func catalogueResolver(c *Catalogue, a *Access) *resolver {
	d := &Desired{Catalogue: c, Sets: BuiltinSets(c)}
	p := &planner{d: d, a: a, sets: map[string]*PermissionSet{}}
	for i := range d.Sets {
		p.sets[d.Sets[i].Name] = &d.Sets[i]
	}
	return newResolver(p)
}

// Possible is somebody who could change a grant, and what they could not touch.
type Possible struct {
	Person    Person
	Preferred bool
	Leaving   bool
	Actions   []Action // of add, change, migrate, deactivate, reactivate, remove
	Vias      []Via    // through what, for each of the actions
	Lacks     []string // permissions that the grant has or should have and they do not hold
}

// WhoCould lists who could act on a person's grant in a client as things are
// recorded, the most preferred first.
func WhoCould(d *Desired, a *Access, email string, hubID int64) ([]Possible, error) {
	p, err := newPlanner(d, a, Options{})
	if err != nil {
		return nil, err
	}
	person := p.roster.find(email)
	for _, b := range p.pairClients() {
		if b.hubID == hubID {
			return p.whoCould(&b, person), nil
		}
	}
	return nil, nil
}

func (p *planner) whoCould(b *clientPair, person int32) []Possible {
	c := &clientPlan{p: p, hubID: b.hubID, desired: b.desired, recorded: b.recorded}
	own, _ := c.ownSuperAdmins()
	c.own = len(own)
	pairs := c.differences(newResolver(p))
	s := c.newClientState(pairs)
	pr, _ := pairOf(pairs, person)
	var list []Possible
	seen := map[int32]bool{}
	for _, st := range possibleStages(p, pr) {
		s.eachActor(&st, func(actor int32) bool {
			if !s.mayAct(actor, &st) {
				return true
			}
			if !seen[actor] {
				seen[actor] = true
				list = append(list, Possible{
					Person: p.roster.people[actor], Preferred: slices.Contains(s.preferred, actor),
					Leaving: p.roster.leaving(actor), Lacks: c.lacks(s, actor, pr),
				})
			}
			at := slices.IndexFunc(list, func(x Possible) bool { return x.Person.Email == p.roster.people[actor].Email })
			if !slices.Contains(list[at].Actions, st.action) {
				list[at].Actions = append(list[at].Actions, st.action)
				list[at].Vias = append(list[at].Vias, s.via(actor, &st))
			}
			return true
		})
	}
	return list
}

// possibleStages lists what could be done to a grant as it is.
func possibleStages(p *planner, pr *pair) []stage {
	at := func(action Action) stage {
		return stage{person: pr.person, action: action, before: pr.cur, after: pr.cur}
	}
	switch {
	case pr.cur == nil:
		return []stage{at(ActionAdd)}
	case pr.cur.Status == Deactivated:
		again := at(ActionReactivate)
		again.after = with(pr.cur, activate)
		return []stage{again, at(ActionRemove)}
	case p.d.Catalogue.IsSuperAdmin(pr.cur.Effective()):
		down := at(ActionChange)
		down.after = nil
		return []stage{down, at(ActionMigrate), at(ActionDeactivate), at(ActionRemove)}
	}
	return []stage{at(ActionChange), at(ActionDeactivate), at(ActionRemove)}
}

// lacks names the permissions of the grant, as it is or is wanted, above what
// the actor holds.
func (c *clientPlan) lacks(s *clientState, actor int32, pr *pair) []string {
	held := s.grantOf(actor).Effective()
	all := pr.cur.Given().Join(pr.want.Given())
	var names []string
	for i := range len(all) {
		if all.Level(i) > held.Level(i) {
			names = append(names, c.p.d.Catalogue.At(i).Name)
		}
	}
	return names
}
