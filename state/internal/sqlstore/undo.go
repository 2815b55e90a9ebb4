package sqlstore

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"accredit/engine"
)

// past is an access that is being turned back, revision by revision. People
// keep their index while it is, whatever their e-mail becomes.
type past struct {
	agency  agencyDocument
	sets    map[string]engine.RecordedSet
	people  []engine.Person
	index   map[string]int32 // by e-mail, of those who are there
	clients map[int64]*pastClient
	ignored map[engine.Ignored]engine.Ignored // by what names one
	parts   map[int64]engine.RunPart          // open ones, by hub id
	lastRun int64
}

// pastClient has maps of grants and of who is gone once they are touched.
type pastClient struct {
	engine.RecordedClient
	grants map[int32]engine.RecordedGrant
	gone   map[int32]engine.Gone
}

func newPast(a *engine.Access) *past {
	p := &past{
		agency:  documentOfAgency(a),
		sets:    make(map[string]engine.RecordedSet, len(a.Sets)),
		people:  slices.Clone(a.People),
		index:   make(map[string]int32, len(a.People)),
		clients: make(map[int64]*pastClient, len(a.Clients)),
		ignored: make(map[engine.Ignored]engine.Ignored, len(a.Ignored)),
	}
	p.lastRun = a.LastRun
	p.parts = make(map[int64]engine.RunPart, len(a.Parts))
	for i := range a.Parts {
		p.parts[a.Parts[i].HubID] = a.Parts[i]
	}
	for _, ig := range a.Ignored {
		p.ignored[nameOfIgnored(&ig)] = ig
	}
	for _, s := range a.Sets {
		p.sets[s.Name] = s
	}
	for i := range a.People {
		p.index[a.People[i].Email] = int32(i)
	}
	for i := range a.Clients {
		p.clients[a.Clients[i].HubID] = &pastClient{RecordedClient: a.Clients[i]}
	}
	return p
}

// undo turns back one revision: what Apply does, in the reverse order.
func (p *past) undo(rc *revisionChanges) error {
	for _, c := range rc.people {
		if c.After == nil {
			p.people = append(p.people, *c.Before)
			p.index[c.Before.Email] = int32(len(p.people) - 1)
		}
	}
	for _, c := range rc.clients {
		if c.After == nil {
			p.clients[c.Before.HubID] = &pastClient{RecordedClient: *c.Before}
		}
	}
	for _, client := range slices.Backward(rc.grants) {
		if err := p.undoGrants(client); err != nil {
			return err
		}
	}
	if err := p.undoClients(rc.clients); err != nil {
		return err
	}
	if err := p.undoPeople(rc.people); err != nil {
		return err
	}
	p.undoSets(rc.sets)
	p.undoIgnored(rc.ignored)
	p.undoParts(rc.parts)
	if a := rc.agency; a != nil {
		p.agency = agencyDocument{}
		if a.Before != nil {
			p.agency = *a.Before
		}
	}
	return nil
}

func (p *past) undoGrants(cr clientRecords) error {
	client := p.clients[cr.hubID]
	if client == nil {
		return fmt.Errorf("history changes grants in client %d, which is missing", cr.hubID)
	}
	client.open()
	for _, r := range slices.Backward(cr.records) {
		person, ok := p.index[r.email]
		if !ok {
			return fmt.Errorf("history changes a grant of %s, who is missing", r.email)
		}
		delete(client.grants, person)
		delete(client.gone, person)
		if r.before != nil {
			g := *r.before
			g.Person = person
			client.grants[person] = g
		}
		if r.wasGone != nil {
			g := *r.wasGone
			g.Person = person
			client.gone[person] = g
		}
	}
	return nil
}

func (c *pastClient) open() {
	if c.grants != nil {
		return
	}
	c.grants = make(map[int32]engine.RecordedGrant, len(c.Grants))
	for _, g := range c.Grants {
		c.grants[g.Person] = g
	}
	c.gone = make(map[int32]engine.Gone, len(c.Gone))
	for _, g := range c.Gone {
		c.gone[g.Person] = g
	}
}

func (p *past) undoClients(changes []engine.ClientChange) error {
	for _, c := range changes {
		switch {
		case c.After == nil: // put back already
		case c.Before == nil:
			delete(p.clients, c.After.HubID)
		default:
			client := p.clients[c.After.HubID]
			if client == nil {
				return fmt.Errorf("history changes client %d, which is missing", c.After.HubID)
			}
			row := *c.Before
			row.Grants, row.Gone = client.Grants, client.Gone
			client.RecordedClient = row
		}
	}
	return nil
}

// undoPeople takes away those who came and renames the others at once, since
// two people may have changed addresses with each other.
func (p *past) undoPeople(changes []engine.PersonChange) error {
	at := make([]int32, len(changes))
	for i, c := range changes {
		if c.After == nil {
			continue
		}
		person, ok := p.index[c.After.Email]
		if !ok {
			return fmt.Errorf("history changes %s, who is missing", c.After.Email)
		}
		at[i] = person
	}
	for _, c := range changes {
		if c.After != nil {
			delete(p.index, c.After.Email)
		}
	}
	for i, c := range changes {
		if c.After != nil && c.Before != nil {
			p.people[at[i]] = *c.Before
			p.index[c.Before.Email] = at[i]
		}
	}
	return nil
}

func (p *past) undoSets(changes []engine.SetChange) {
	for _, c := range changes {
		if c.After != nil {
			delete(p.sets, c.After.Name)
		}
	}
	for _, c := range changes {
		if c.Before != nil {
			p.sets[c.Before.Name] = *c.Before
		}
	}
}

// access writes down what the past was.
func (p *past) access() *engine.Access {
	a := &engine.Access{Catalogue: p.agency.Catalogue, Ignored: p.listIgnored(), Parts: p.listParts(), LastRun: p.lastRun}
	a.Agency.Name, a.Agency.HubID = p.agency.Name, p.agency.HubID
	a.Bounds, _ = p.agency.Guardrails.bounds() // it was read before it was written
	for _, name := range slices.Sorted(maps.Keys(p.sets)) {
		a.Sets = append(a.Sets, p.sets[name])
	}
	moved := make([]int32, len(p.people))
	for i, email := range slices.Sorted(maps.Keys(p.index)) {
		person := p.index[email]
		moved[person] = int32(i)
		a.People = append(a.People, p.people[person])
	}
	for _, hubID := range slices.Sorted(maps.Keys(p.clients)) {
		a.Clients = append(a.Clients, p.clients[hubID].recorded(moved))
	}
	return a
}

func (c *pastClient) recorded(moved []int32) engine.RecordedClient {
	r := c.RecordedClient
	if c.grants != nil {
		r.Grants = slices.Collect(maps.Values(c.grants))
		r.Gone = slices.Collect(maps.Values(c.gone))
	} else {
		r.Grants, r.Gone = slices.Clone(r.Grants), slices.Clone(r.Gone)
	}
	for i := range r.Grants {
		r.Grants[i].Person = moved[r.Grants[i].Person]
	}
	for i := range r.Gone {
		r.Gone[i].Person = moved[r.Gone[i].Person]
	}
	slices.SortFunc(r.Grants, func(x, y engine.RecordedGrant) int { return cmp.Compare(x.Person, y.Person) })
	slices.SortFunc(r.Gone, func(x, y engine.Gone) int { return cmp.Compare(x.Person, y.Person) })
	return r
}
