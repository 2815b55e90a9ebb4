package config

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"slices"
	"strings"
	"sync"

	"accredit/config/internal/expression"
	"accredit/config/internal/lookalike"
	"accredit/engine"
)

// snapshot is what the cache holds of the last plan of everything. Of each
// client it has what is needed to leave it alone, and its value in the
// language, which labels, selectors and expressions outside it may ask for. It
// has no access.
type snapshot struct {
	anchor     Anchor
	day        engine.Date // of the plan
	crossed    bool        // something outside a client asks about clients
	alike      bool        // people were warned of who look alike
	tables     bool        // file() was used
	undeclared shelfTable  // clients that only state has: hub id
	unblocked  shelfTable  // e-mails of recorded people without a block
	strangers  string      // see digestList: addresses in recorded clients that are nobody's who is declared
	looks      string      // see lookList: how names and e-mails look
	commonText textDigest  // of the blocks that every client depends on
	commonUses shelfTable  // numbers of the things that these use
	files      shelfTable  // by name: see knownFile
	people     shelfTable  // by e-mail: e-mail, content
	things     shelfTable  // things that are used: kind, name, content
	clients    shelfTable  // by hub id: see knownClient
	addressed  shelfIndex  // clients, by address
}

// Anchor is the state that a plan was made from.
type Anchor struct {
	Lineage string
	Serial  int64
	Hash    string // of the revision
}

// knownFile is a file as it was.
type knownFile struct {
	name    string
	hash    string
	clients bool // it holds nothing but clients without for_each
}

// knownClient is a client as the last plan left it.
type knownClient struct {
	engine.UnchangedClient
	file    int // number among the files; -1: it is made by for_each
	address string
	text    textDigest  // of its own blocks
	given   givenDigest // of the names of what is outside it and reaches it
	until   engine.Date // first day on which it has to be looked at again; zero: always
	rest    shelfReader // uses, then the value in the language
}

// snapshotFormat names the form of the bytes.
const snapshotFormat = "accredit.cache/4"

// header binds a snapshot to the program that wrote it: a digest of the schema,
// the catalogue, and the build, as the program names it.
func header(build string) string {
	return strings.Join([]string{snapshotFormat, engine.BuiltinCatalogue().Version, schemaDigest(), build}, "\n")
}

// schemaDigest names the language: block types, arguments and enumerations, in
// order. An argument that was inserted, renamed or moved changes it.
var schemaDigest = sync.OnceValue(func() string { return digestOfSchema(topLevel) })

func digestOfSchema(top []*blockSchema) string {
	sum := sha256.New()
	var write func(list []*blockSchema)
	write = func(list []*blockSchema) {
		for _, s := range list {
			fmt.Fprintln(sum, s.name, s.label, s.args, s.required, s.once, s.free, s.forEach, len(s.blocks))
			write(s.blocks)
		}
	}
	write(top)
	fmt.Fprintln(sum, modeWords, executionWords, subsetRuleWords, engine.AccountTypes, subjectNames, kindNames, expression.FunctionNames())
	return fmt.Sprintf("%x", sum.Sum(nil)[:16])
}

// readSnapshot returns nil where the bytes are not what a program of this
// build, with this schema, writes.
func readSnapshot(text, build string) *snapshot {
	r := &shelfReader{s: text}
	if r.text() != header(build) {
		return nil
	}
	m := &snapshot{}
	m.anchor = Anchor{Lineage: r.text(), Serial: int64(r.number()), Hash: r.text()}
	m.day, m.crossed, m.alike, m.tables = r.date(), r.flag(), r.flag(), r.flag()
	m.undeclared, m.unblocked, m.strangers, m.looks = r.table(), r.table(), r.text(), r.text()
	m.commonText, m.commonUses = r.digest(), r.table()
	m.files, m.people, m.things = r.table(), r.table(), r.table()
	m.clients, m.addressed = r.table(), r.index()
	if r.bad || r.at != len(text) {
		return nil
	}
	return m
}

func (m *snapshot) file(i int) knownFile {
	r := m.files.record(i)
	return knownFile{name: r.text(), hash: r.text(), clients: r.flag()}
}

func (m *snapshot) client(i int) (c knownClient) {
	r := m.clients.record(i)
	c.HubID, c.file, c.until = int64(r.number()), r.number()-1, r.date()
	c.Grants, c.Active, c.Observed = r.number(), r.number(), r.flag()
	c.address, c.text, c.given = r.text(), r.digest(), givenDigest([]byte(r.raw(len(givenDigest{}))))
	c.rest = r
	return c
}

// eachUse calls f with the number of each thing that the client uses, until f
// returns false.
func (c *knownClient) eachUse(f func(thing int) bool) (rest shelfReader) {
	r, before, going := c.rest, 0, true
	for range r.count() {
		before += r.number()
		going = going && f(before)
	}
	return r
}

// hubID returns the number of the client with a hub id, or -1.
func (m *snapshot) hubID(id int64) int {
	i := m.clients.search(func(r shelfReader) bool { return int64(r.number()) < id })
	if i < m.clients.n && m.client(i).HubID == id {
		return i
	}
	return -1
}

// at returns the number of the client with an address, or -1.
func (m *snapshot) at(address string) int {
	return m.addressed.find(hashOf(clientKind, address), func(i int) bool { return i < m.clients.n && m.client(i).address == address })
}

// digestSize is the size of a digest in a list. A match by chance has a run
// read everything, which costs time only.
const digestSize = 8

// digestList writes digests of texts, sorted, one after the other.
func digestList(texts []string) string {
	list := make([]string, len(texts))
	for i, text := range texts {
		list[i] = shortHash(text)
	}
	slices.Sort(list)
	return strings.Join(slices.Compact(list), "")
}

// holdsDigest reports whether such a list has the digest of a text.
func holdsDigest(list, text string) bool {
	is, n := shortHash(text), len(list)/digestSize
	at := lowerBound(n, func(i int) bool { return list[i*digestSize:(i+1)*digestSize] < is })
	return at < n && list[at*digestSize:(at+1)*digestSize] == is
}

func shortHash(text string) string {
	sum := sha256.Sum256([]byte(text))
	return string(sum[:digestSize])
}

// lookList writes how items look: the digest of the skeleton of each and of
// its text, sorted.
func lookList(items []lookalike.Item) string {
	list := make([]string, len(items))
	for i := range items {
		list[i] = look(items[i])
	}
	slices.Sort(list)
	return strings.Join(slices.Compact(list), "")
}

// look names how an item looks: the digest of its skeleton and that of its text.
func look(i lookalike.Item) string {
	return shortHash(i.Kind+"\x00"+i.Skeleton()) + shortHash(i.Plain())
}

// looksLikeOther reports whether the list has an item with the same skeleton
// and another text.
func looksLikeOther(list, look string) bool {
	const size = 2 * digestSize
	n := len(list) / size
	for at := lowerBound(n, func(i int) bool { return list[i*size:i*size+digestSize] < look[:digestSize] }); at < n; at++ {
		entry := list[at*size : (at+1)*size]
		if entry[:digestSize] != look[:digestSize] {
			return false
		}
		if entry != look {
			return true
		}
	}
	return false
}

// lowerBound returns the first number below n that is not before what is looked
// for.
func lowerBound(n int, isBefore func(i int) bool) int {
	low, high := 0, n
	for low < high {
		middle := int(uint(low+high) >> 1)
		if isBefore(middle) {
			low = middle + 1
		} else {
			high = middle
		}
	}
	return low
}

// givenDigest names which blocks outside a client reach it. Zero: none.
type givenDigest [8]byte

func givenOf(names []string) (d givenDigest) {
	if len(names) == 0 {
		return d
	}
	slices.Sort(names)
	sum := sha256.Sum256([]byte(strings.Join(slices.Compact(names), "\n")))
	binary.BigEndian.PutUint64(d[:], binary.BigEndian.Uint64(sum[:]))
	return d
}
