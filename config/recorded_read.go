package config

import (
	"crypto/sha256"
	"errors"
	"os"
	"strconv"

	"accredit/engine"
)

// Recorded is what the cache keeps of the state at its anchor: every client
// and everybody recorded then.
type Recorded struct {
	file    *os.File
	size    int // of it
	index   recordedIndex
	rights  []*engine.RecordedRights
	clients []engine.RecordedClient // those that were read
	pages   []shelfTable            // of people, as far as they were read
	people  map[string]int32        // those whom the clients name, by e-mail
	needed  []bool                  // by number
	bad     bool
}

// recordedIndex finds the pages.
type recordedIndex struct {
	clients shelfTable // first hub id, start, size, digest
	people  shelfTable // first e-mail, start, size, digest
	number  int        // of people
	rights  shelfTable
}

func (r *shelfReader) recordedIndex() recordedIndex {
	return recordedIndex{clients: r.table(), people: r.table(), number: r.number(), rights: r.table()}
}

// errPage: what is kept beside the cache is not what was written with it. It
// may be of another run, which wrote both at the same time.
var errPage = errors.New("what is kept beside the cache is damaged")

// Recorded reads what was recorded of clients with some hub ids, which are
// sorted. Those that are not found were not recorded.
func (c *Cache) Recorded(hubIDs []int64) (*Recorded, error) {
	file, size, err := c.open(recordedFile)
	if err != nil {
		return nil, err
	}
	r := &Recorded{file: file, size: int(size), index: c.recorded, people: map[string]int32{}}
	if err := r.read(hubIDs); err != nil {
		r.Close()
		return nil, err
	}
	return r, nil
}

// Close ends the use of the file.
func (r *Recorded) Close() { _ = r.file.Close() } // read only: nothing to lose

func (r *Recorded) read(hubIDs []int64) error {
	if r.index.number > r.index.people.n*peopleOnPage {
		return errPage
	}
	r.needed, r.pages = make([]bool, r.index.number), make([]shelfTable, r.index.people.n)
	r.readRights()
	r.readClients(hubIDs)
	for i := range r.clients {
		c := &r.clients[i]
		for j := range c.Grants {
			r.need(c.Grants[j].Person)
		}
		for j := range c.Gone {
			r.need(c.Gone[j].Person)
		}
	}
	if r.bad {
		return errPage
	}
	return nil
}

// page reads a page with at most so many records. x is where it is described,
// after what it is found by.
func (r *Recorded) page(x shelfReader, most int) shelfTable {
	start, size, digest := x.number(), x.number(), x.text()
	if x.bad || start < 0 || size <= 0 || size > r.size-start {
		r.bad = true
		return shelfTable{}
	}
	text := make([]byte, size)
	_, err := r.file.ReadAt(text, int64(start))
	if sum := sha256.Sum256(text); err != nil || digest != string(sum[:]) {
		r.bad = true
		return shelfTable{}
	}
	body := shelfReader{s: string(text)}
	page := body.table()
	r.bad = r.bad || body.bad || body.at != size || page.n == 0 || page.n > most
	return page
}

func (r *Recorded) readRights() {
	for i := range r.index.rights.n {
		x := r.index.rights.record(i)
		is := &engine.RecordedRights{Set: x.text(), Unknown: x.flag()}
		if x.flag() {
			is.Levels = engine.Levels{}
		}
		for range x.count() {
			is.Levels = append(is.Levels, engine.PermissionLevel{Permission: x.text(), Level: x.text()})
		}
		r.rights = append(r.rights, is)
		r.bad = r.bad || x.bad
	}
}

func (r *Recorded) readClients(hubIDs []int64) {
	index := &r.index.clients
	last, page := -1, shelfTable{}
	for _, id := range hubIDs {
		at := index.search(func(x shelfReader) bool { return int64(x.number()) <= id }) - 1
		if at < 0 {
			continue
		}
		if at != last {
			x := index.record(at)
			x.number()
			last, page = at, r.page(x, clientsOnPage)
		}
		i := page.search(func(x shelfReader) bool { return int64(x.number()) < id })
		if i == page.n {
			continue
		}
		x := page.record(i)
		found := int64(x.number())
		r.bad = r.bad || x.bad
		if found == id {
			r.clients = append(r.clients, engine.RecordedClient{Client: engine.Client{HubID: id}})
			r.client(&x, &r.clients[len(r.clients)-1])
		}
	}
}

func (r *Recorded) client(x *shelfReader, c *engine.RecordedClient) {
	c.Address, c.Name, c.Domain, c.AccountType = x.text(), x.text(), x.text(), x.text()
	c.Mode, c.SuperAdmins = engine.Mode(x.number()), x.texts()
	mrr, err := strconv.ParseFloat(x.text(), 64)
	c.ManagedMRR, c.Labels = mrr, x.pairs()
	if n := x.count(); n > 0 {
		c.Links = make([]engine.Link, n)
	}
	for i := range c.Links {
		c.Links[i] = engine.Link{Admin: x.text(), ApprovedBy: x.text(), ApprovedOn: x.date(), EndedOn: x.date()}
	}
	c.DeclaredSuperAdmins, c.Applied = x.texts(), x.flag()
	c.LastActivity, c.EndsOn = x.date(), x.date()
	r.access(x, c)
	r.bad = r.bad || x.bad || err != nil
}

func (r *Recorded) access(x *shelfReader, c *engine.RecordedClient) {
	origins := make([]*engine.Origin, x.count()+1) // the first is none
	room := make([]engine.Origin, len(origins)-1)
	for i := range room {
		room[i] = engine.Origin{Block: x.text(), Team: x.text(), Definition: x.text(), Wish: x.text(), Observed: x.flag()}
		origins[i+1] = &room[i]
	}
	c.Grants = make([]engine.RecordedGrant, x.count())
	for i := range c.Grants {
		c.Grants[i] = r.grant(x, origins)
	}
	if n := x.count(); n > 0 {
		c.Gone = make([]engine.Gone, n)
	}
	for i := range c.Gone {
		c.Gone[i] = engine.Gone{Person: x.oneOf(r.index.number), On: x.date(), Origin: origins[x.oneOf(len(origins))]}
	}
}

func (r *Recorded) grant(x *shelfReader, origins []*engine.Origin) engine.RecordedGrant {
	g := engine.RecordedGrant{Person: x.oneOf(r.index.number)}
	rights := x.oneOf(len(r.rights))
	if x.bad {
		return g
	}
	g.Rights = r.rights[rights]
	g.Status, g.Seat, g.Unlinked = engine.Status(x.number()), engine.Seat(x.number()), x.flag()
	g.Starts, g.Expires, g.RecordedOn = x.date(), x.date(), x.date()
	g.Origin = origins[x.oneOf(len(origins))]
	if x.flag() {
		d := &engine.Details{Teams: x.texts(), Reason: x.text(), AssetsKnown: x.flag()}
		if n := x.count(); n > 0 {
			d.Assets = make([]engine.Asset, n)
		}
		for i := range d.Assets {
			d.Assets[i] = engine.Asset{Kind: x.text(), Name: x.text(), Count: x.number()}
		}
		g.Details = d
	}
	return g
}

// record is where somebody with a number stands.
func (r *Recorded) record(person int32) shelfReader {
	at := int(person) / peopleOnPage
	if at >= len(r.pages) {
		r.bad = true
		return shelfReader{}
	}
	if r.pages[at].n == 0 {
		x := r.index.people.record(at)
		x.text()
		r.pages[at] = r.page(x, peopleOnPage)
	}
	i := int(person) % peopleOnPage
	if i >= r.pages[at].n {
		r.bad = true
		return shelfReader{}
	}
	return r.pages[at].record(i)
}

// need notes somebody whom a part has to have.
func (r *Recorded) need(person int32) {
	r.bad = r.bad || int(person) >= len(r.needed)
	if r.bad || r.needed[person] {
		return
	}
	r.needed[person] = true
	x := r.record(person)
	r.people[x.text()] = person
}

// find notes who has an e-mail, if anybody was recorded with it.
func (r *Recorded) find(email string) {
	if _, ok := r.people[email]; ok {
		return
	}
	page := r.index.people.search(func(x shelfReader) bool { return x.text() <= email }) - 1
	if page < 0 {
		return
	}
	first := int32(page * peopleOnPage)
	r.record(first) // reads the page
	i := r.pages[page].search(func(x shelfReader) bool { return x.text() < email })
	if r.bad || i >= r.pages[page].n {
		return
	}
	if x := r.pages[page].record(i); x.text() == email {
		r.need(first + int32(i))
	}
}

func (r *Recorded) person(at int32) engine.Person {
	x := r.record(at)
	p := engine.Person{Email: x.text(), Address: x.text(), Kind: engine.PersonKind(x.number()), Name: x.text()}
	p.Status, p.Roles = engine.PersonStatus(x.number()), engine.Roles(x.number())
	p.FormerEmails, p.UserID, p.Labels = x.texts(), x.text(), x.pairs()
	r.bad = r.bad || x.bad
	return p
}

// Access gives the clients, with everybody whom they name and those recorded
// with some e-mails. It is called once.
func (r *Recorded) Access(emails []string) (*engine.Access, error) {
	a := &engine.Access{Clients: r.clients}
	for i := range a.Clients {
		for _, l := range a.Clients[i].Links {
			r.find(l.Admin)
		}
	}
	for _, email := range emails {
		r.find(email)
	}
	number := make([]int32, r.index.number)
	a.People = make([]engine.Person, 0, len(r.people))
	for i, needed := range r.needed {
		if needed {
			number[i] = int32(len(a.People))
			a.People = append(a.People, r.person(int32(i)))
		}
	}
	if r.bad {
		return nil, errPage
	}
	for i := range a.Clients {
		a.Clients[i].Renumber(number)
	}
	return a, nil
}
