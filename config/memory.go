package config

import (
	"accredit/engine"
)

// memory is what the cache holds: the compact form of everything outside the
// clients, and of each client what is needed to leave it alone.
type memory struct {
	anchor Anchor
	day    engine.Date // of the plan
	orphan shelfTable  // clients that only state has: hub id
	holder shelfTable  // e-mails of recorded people without a block who have roles
	files  shelfTable  // by name: see knownFile
	crowd  bool        // something depends on who there is at all
	people shelfTable  // by e-mail: e-mail, kind, label, file, block
	labels shelfIndex  // of people, by kind and label
	always shelfTable  // numbers of the people that every plan needs
	teams  shelfTable  // by label: label, file, block
	rest   shelfTable  // every other block outside the clients: file, block
	known  shelfTable  // clients, by hub id, see knownClient
	called shelfIndex  // clients, by label
	looks  shelfTable  // names of clients, by skeleton: digests of skeleton and name, number of the client
	taken  string      // see taken

	recorded recordedIndex // of the file beside
}

// Anchor is the state that a plan was made from.
type Anchor struct {
	Lineage string
	Serial  int64
	Hash    string // of the revision
}

// knownClient is a client as the last whole plan left it.
type knownClient struct {
	engine.Settled
	file  int // number among the files of the memory
	label string
	text  textDigest
	until engine.Date // first day on which it has to be looked at again; zero: always
}

// memoryFormat names the form of the bytes. It is a part of what the seal
// covers, as is the catalogue: another program does not read them.
const memoryFormat = "accredit.cache/4"

func readMemory(text string) *memory {
	r := &shelfReader{s: text}
	if r.text() != memoryFormat || r.text() != engine.BuiltinCatalogue().Version {
		return nil
	}
	m := &memory{}
	m.anchor = Anchor{Lineage: r.text(), Serial: int64(r.number()), Hash: r.text()}
	m.day = engine.Date(r.number())
	m.orphan, m.holder = r.table(), r.table()
	m.files, m.crowd = r.table(), r.flag()
	m.people, m.labels, m.always = r.table(), r.index(), r.table()
	m.teams, m.rest = r.table(), r.table()
	m.known, m.called, m.looks, m.taken = r.table(), r.index(), r.table(), r.text()
	m.recorded = r.recordedIndex()
	if r.bad || r.at != len(text) {
		return nil
	}
	return m
}

// knownFile is a file as it was.
type knownFile struct {
	name    string
	hash    string
	clients bool   // it holds nothing else
	asks    bool   // it holds policies, which are kept in no other form
	outer   string // digests of its blocks that are no clients; empty: not taken, or there are none
}

func (m *memory) file(i int) (f knownFile) {
	r := m.files.record(i)
	f.name, f.hash, f.clients, f.asks, f.outer = r.text(), r.text(), r.flag(), r.flag(), r.text()
	return f
}

func (m *memory) client(i int) (c knownClient) {
	r := m.known.record(i)
	c.HubID, c.file, c.until = int64(r.number()), r.number(), engine.Date(r.number())
	c.Grants, c.Active, c.Observed = r.number(), r.number(), r.flag()
	c.label = r.text()
	copy(c.text[:], r.text())
	return c
}

// hubID finds a client by hub id, or gives -1.
func (m *memory) hubID(id int64) int {
	i := m.known.search(func(r shelfReader) bool { return int64(r.number()) < id })
	if i < m.known.n && m.client(i).HubID == id {
		return i
	}
	return -1
}

// labelled finds a client by label, or gives -1.
func (m *memory) labelled(label string) int {
	return m.called.find(hashOf(clientKind, label), func(i int) bool { return i < m.known.n && m.client(i).label == label })
}

// person reads whom a number stands for, and leaves r at their file.
func (m *memory) person(i int) (email string, k kind, label string, r shelfReader) {
	r = m.people.record(i)
	return r.text(), kind(r.number()), r.text(), r
}

// personCalled finds a person by kind and label, or gives -1.
func (m *memory) personCalled(k kind, label string) int {
	return m.labels.find(hashOf(k, label), func(i int) bool {
		if i >= m.people.n {
			return false
		}
		_, ofKind, of, _ := m.person(i)
		return ofKind == k && of == label
	})
}

// personAt finds a person by their present e-mail, or gives -1.
func (m *memory) personAt(email string) int {
	i := m.people.search(func(r shelfReader) bool { return r.text() < email })
	if i < m.people.n {
		if of, _, _, _ := m.person(i); of == email {
			return i
		}
	}
	return -1
}

// team finds the block of a team, and leaves r at its file.
func (m *memory) team(label string) (r shelfReader, ok bool) {
	i := m.teams.search(func(r shelfReader) bool { return r.text() < label })
	if i == m.teams.n {
		return r, false
	}
	r = m.teams.record(i)
	return r, r.text() == label
}
