package config

import (
	"slices"
	"strings"

	"accredit/config/internal/lookalike"
	"accredit/engine"
)

// attempt resolves what is outside the clients and the clients that have to be
// looked at. It returns nil where that cannot be told; again where it can be
// told by another attempt, with more of the clients.
func (s *subset) attempt() (d *engine.Desired, again bool) {
	if !s.parseStale() {
		return nil, false
	}
	s.begin()
	l := s.l
	l.resolveOuter()
	l.resolveClientHeads()
	s.sortInstances()
	d = l.newDesired()
	l.resolveBlocksAround(d)
	if s.needStubs && !s.stubs {
		s.stubs = true
		return nil, s.hasValues
	}
	if l.diags.HasErrors() {
		return nil, false
	}
	if s.isSameAround() {
		return s.finish(d, nil), false
	}
	is := newContents(l)
	people, ok := s.changedPeople(is)
	if !ok || s.commonChanged(is) {
		return nil, false
	}
	if s.markUsers(is) {
		if !s.fewStale() {
			return nil, false
		}
		if s.stubs {
			return nil, true
		}
		if !s.enterStale() {
			return nil, false
		}
	}
	return s.finish(d, people), false
}

// isSameAround reports whether everything outside the clients is, byte for byte,
// what it was, and nothing there asks about clients or reads a table: then
// nothing has to be compared.
func (s *subset) isSameAround() bool {
	if s.stubs || s.m.tables || len(s.options.Joined) > 0 {
		return false
	}
	for i := range s.files {
		if !s.isParsed[i] {
			continue
		}
		before := s.before[i]
		same := before >= 0 && s.m.file(int(before)).hash == string(s.files[i].hash[:])
		if !same && (before >= 0 && !s.m.file(int(before)).clients || !s.holdsSingleClients(i)) {
			return false
		}
	}
	for i, now := range s.now {
		if now < 0 && !s.m.file(i).clients {
			return false
		}
	}
	return true
}

// begin starts a loader with all blocks outside the clients, and the clients
// that have to be looked at.
func (s *subset) begin() {
	s.l = s.newLoader()
	s.l.declareBuiltins()
	for i := range s.parsed {
		p := &s.parsed[i]
		s.l.diags = append(s.l.diags, p.diags...)
		for _, b := range p.blocks {
			if !isSingleClient(b) || s.isLookedAt(b) {
				s.l.add(b)
			}
		}
		s.l.assignments = append(s.l.assignments, p.assignments...)
	}
	s.l.sayStray(s.names.stray)
	if s.stubs {
		s.enterStubs()
	}
}

// isLookedAt reports whether a client's block in a parsed file is resolved.
func (s *subset) isLookedAt(b *block) bool {
	if s.isFresh[b] {
		return true
	}
	at := s.m.at("client." + b.label)
	return at >= 0 && s.clients[at] == clientStale
}

// parseStale parses the files of clients that have to be looked at and stand in
// files that were not parsed yet. It returns false where one cannot be read.
func (s *subset) parseStale() bool {
	for i := range s.clients {
		c := s.m.client(i)
		if s.clients[i] != clientStale || c.file < 0 || !s.isUnparsed(c.file) {
			continue
		}
		file := s.now[c.file]
		s.isParsed[file] = true
		l := s.newLoader()
		s.parsed[file] = l.parseFile(file, false, newWorker())
		if !s.accept(int(file)) {
			return false
		}
	}
	return true
}

// enterStale adds to an attempt in which nothing asked about clients those that
// turned out to be stale.
func (s *subset) enterStale() bool {
	if !s.parseStale() {
		return false
	}
	for i := range s.parsed {
		for _, b := range s.parsed[i].blocks {
			if isSingleClient(b) && s.isLookedAt(b) && s.l.registry.named[clientKind][b.label] == nil {
				s.l.add(b)
			}
		}
	}
	s.l.clients, s.l.clientsState = nil, untouched
	s.l.resolveClientHeads()
	s.sortInstances()
	s.l.findReaching()
	return !s.l.diags.HasErrors()
}

// enterStubs declares the clients that are left alone with the values that they
// had, which are those that they have.
func (s *subset) enterStubs() {
	for i, is := range s.clients {
		c := s.m.client(i)
		if is != clientApart || c.file < 0 {
			continue
		}
		rest := c.eachUse(func(int) bool { return true })
		_, label, _ := strings.Cut(c.address, ".")
		d := &declaration{kind: clientKind, label: label, state: done}
		of := &client{known: i + 1}
		of.Client, of.hasMRR, d.access = readClientValue(&rest)
		of.HubID, of.Address = c.HubID, c.address
		of.in = &instance{decl: d, address: c.address, state: done, client: of}
		d.instances = []*instance{of.in}
		s.l.registry.enter(d)
	}
}

// sortInstances finds, for clients made by for_each, whether the snapshot knows
// them as they are.
func (s *subset) sortInstances() {
	today := engine.DateOf(s.options.Now)
	is := newContents(s.l)
	for _, c := range s.l.clients {
		if c.in.each == nil {
			continue
		}
		at := s.m.at(c.Address)
		if at < 0 {
			continue
		}
		c.known = at + 1
		known := s.m.client(at)
		if s.clients[at] != clientGone {
			continue // in an attempt before
		}
		_, changed := slices.BinarySearch(s.options.Recheck, known.HubID)
		s.clients[at] = clientStale
		if known.text == is.own(c.in) && known.HubID == c.HubID && today < known.until && !changed {
			s.clients[at] = clientApart
		}
	}
}

// commonChanged reports whether something changed on which every client
// depends.
func (s *subset) commonChanged(is *contents) bool {
	if s.l.commonText() != s.m.commonText {
		return true
	}
	before := make([]int, s.m.commonUses.n)
	for i := range before {
		r := s.m.commonUses.record(i)
		before[i] = r.number()
	}
	return slices.ContainsFunc(before, func(thing int) bool { return s.hasChanged(is, thing) })
}

// hasChanged reports whether a thing of the snapshot has another content now.
func (s *subset) hasChanged(is *contents, thing int) bool {
	if thing >= s.m.things.n {
		return true
	}
	r := s.m.things.record(thing)
	k, name := useKind(r.number()), r.text()
	return k >= useKinds || is.of(s.l.uses.number(k, name)) != r.digest()
}

// markUsers has those clients looked at that used a thing that has changed, or
// that other blocks outside the clients reach now than did. It reports whether
// there are any.
func (s *subset) markUsers(is *contents) bool {
	changed, any := make([]bool, s.m.things.n), false
	for i := range changed {
		changed[i] = s.hasChanged(is, i)
		any = any || changed[i]
	}
	marked := false
	if any {
		for i := range s.clients {
			if s.clients[i] != clientApart {
				continue
			}
			c := s.m.client(i)
			c.eachUse(func(thing int) bool {
				if thing >= len(changed) || changed[thing] {
					marked = s.mark(i) || marked
					return false
				}
				return true
			})
		}
	}
	for _, c := range s.l.clients {
		if c.known > 0 && s.clients[c.known-1] == clientApart {
			if known := s.m.client(c.known - 1); known.given != givenOf(c.given) {
				marked = s.mark(c.known-1) || marked
			}
		}
	}
	return marked
}

// finish resolves the clients that have to be looked at. It returns nil where
// one of them cannot be told apart from those that are left alone.
func (s *subset) finish(d *engine.Desired, people []*person) *engine.Desired {
	l := s.l
	for _, c := range l.clients {
		c.apart = c.known > 0 && s.clients[c.known-1] == clientApart
	}
	if !s.isApart(d, people) {
		return nil
	}
	s.count()
	if s.result.Elsewhere.Grants == 0 {
		return nil // rules about the whole ask whether there is anything at all
	}
	if s.options.Reading != nil {
		s.options.Reading(s.result.Clients)
	}
	d.Clients = l.resolveClients()
	d.Tests = slices.DeleteFunc(d.Tests, func(t engine.Test) bool {
		c := l.byHub[t.HubID]
		return c != nil && c.apart
	})
	compared := people
	if s.m.alike {
		compared = l.people // who was warned of is warned of again
	}
	l.findLookalikes(compared)
	l.finishDesired(d)
	if l.diags.HasErrors() {
		if s.options.Reading != nil {
			s.options.Reading(nil)
		}
		return nil
	}
	s.wantPeople(d, people)
	s.gatherPeople(d)
	return d
}

// count lists the clients that are looked at, and counts the others.
func (s *subset) count() {
	p := &Subset{Clients: []int64{}, People: []string{}, run: s}
	for i := range s.m.undeclared.n {
		r := s.m.undeclared.record(i)
		p.Clients = append(p.Clients, int64(r.number()))
	}
	for i := range s.m.unblocked.n {
		r := s.m.unblocked.record(i)
		p.People = append(p.People, r.text())
	}
	p.People = append(p.People, s.vanishedPeople()...)
	for _, id := range s.options.Recheck {
		if s.m.hubID(id) < 0 {
			p.Clients = append(p.Clients, id) // it came after the snapshot
		}
	}
	for i, is := range s.clients {
		if c := s.m.client(i); is == clientApart {
			p.Elsewhere.Add(&c.UnchangedClient)
		} else {
			p.Clients = append(p.Clients, c.HubID)
		}
	}
	for _, c := range s.l.clients {
		if !c.apart {
			p.Clients = append(p.Clients, c.HubID)
		}
	}
	slices.Sort(p.Clients)
	p.Clients = slices.Compact(p.Clients)
	s.result = p
}

// isApart reports whether nothing that is new or changed claims the hub id of a
// client that is left alone, no block says that this client is removed, and
// nothing looks like something that is what it was.
func (s *subset) isApart(d *engine.Desired, people []*person) bool {
	if slices.ContainsFunc(d.Removed, func(r engine.Removed) bool { return s.isAloneHub(r.HubID) }) {
		return false
	}
	for _, c := range s.l.clients {
		if c.apart {
			continue
		}
		if s.isAloneHub(c.HubID) || s.looksLikeOther(clientLooks(&c.Client)) {
			return false
		}
	}
	return !slices.ContainsFunc(people, func(p *person) bool { return s.looksLikeOther(p.looks()) })
}

// isAloneHub reports whether a hub id is that of a client that is left alone.
func (s *subset) isAloneHub(id int64) bool {
	at := s.m.hubID(id)
	return at >= 0 && s.clients[at] == clientApart
}

func (s *subset) looksLikeOther(items []lookalike.Item) bool {
	return slices.ContainsFunc(items, func(item lookalike.Item) bool { return looksLikeOther(s.m.looks, look(item)) })
}

// clientLooks lists what of a client is compared with others.
func clientLooks(c *engine.Client) []lookalike.Item {
	return []lookalike.Item{{Kind: "client", Text: c.Name}, {Kind: clientLabel, Text: c.Address}}
}

// looks lists what of a person is compared with others.
func (p *person) looks() []lookalike.Item {
	return []lookalike.Item{{Kind: "person", Text: p.Name}, {Kind: "e-mail", Text: p.Email}}
}
