package config

import (
	"cmp"
	"crypto/sha256"
	"slices"
	"strings"

	"accredit/config/internal/lookalike"
	"accredit/engine"
)

// Notes are what a configuration that was read leaves for the cache, before it
// is known what the plan says.
type Notes struct {
	cache      *Cache
	desired    *engine.Desired
	day        engine.Date
	files      []sourceFile
	single     []bool // files that hold nothing but clients without for_each
	crossed    bool
	alike      bool
	tables     bool
	commonText textDigest
	commonUses []int32
	people     []notedPerson
	things     []notedThing
	clients    []notedClient // in the order of desired
	kept       *subset       // not nil: clients that were left alone stay as they are
}

type notedPerson struct {
	email   string
	content textDigest
}

type notedThing struct {
	thing
	content textDigest
}

// notedClient is what desired does not say of a client.
type notedClient struct {
	text   textDigest
	until  engine.Date
	single bool
	given  givenDigest
	uses   []int32
	access []string
	hasMRR bool
}

// notes takes down what was read. It returns nil where there is no cache, and
// where there was a mistake.
func (l *loader) notes(d *engine.Desired) *Notes {
	o := &l.options
	if s := l.subset; s != nil && len(d.Clients) <= s.worthKeeping() {
		return nil
	}
	if o.Cache == nil || o.Compared || len(o.Vars)+len(o.Instead) > 0 || l.diags.HasErrors() {
		return nil
	}
	l.uses.on = false
	is := newContents(l)
	n := &Notes{cache: o.Cache, desired: d, day: l.today, files: l.files, crossed: l.crossed, alike: l.alike, tables: len(l.data) > 0, kept: l.subset}
	n.commonText, n.commonUses = l.commonText(), distinct(slices.Clone(l.uses.common))
	n.noteFiles(l)
	for _, p := range l.people {
		n.people = append(n.people, notedPerson{p.Email, is.instance(p.in)})
	}
	spoken := l.spokenFiles()
	for _, c := range l.clients {
		if c.apart {
			continue
		}
		noted := notedClient{
			text: is.own(c.in), single: c.in.each == nil, given: givenOf(c.given), uses: c.uses, access: c.in.decl.access, hasMRR: c.hasMRR,
		}
		if !c.loud && !spoken[l.files[c.in.decl.block.at.file()].name] {
			noted.until = c.until
		}
		n.clients = append(n.clients, noted)
	}
	for i := range l.uses.list {
		n.things = append(n.things, notedThing{l.uses.list[i], is.of(int32(i))})
	}
	return n
}

// spokenFiles are those that something is said of.
func (l *loader) spokenFiles() map[string]bool {
	spoken := map[string]bool{}
	for _, d := range l.diags {
		spoken[d.Subject.File] = true
		for _, place := range d.Related {
			spoken[place.Range.File] = true
		}
	}
	return spoken
}

// noteFiles finds the files that hold nothing but clients without for_each.
func (n *Notes) noteFiles(l *loader) {
	n.single = make([]bool, len(l.files))
	for _, d := range l.registry.lists[clientKind] {
		if d.block != nil && d.forEach == nil {
			n.single[d.block.at.file()] = true
		}
	}
	if s := l.subset; s != nil { // which has not entered every client
		for i := range n.single {
			n.single[i] = s.holdsSingleClients(i)
		}
		return
	}
	for _, b := range l.outside() {
		n.single[b.at.file()] = false
	}
	for i := range l.assignments {
		n.single[l.assignments[i].at.file()] = false
	}
}

// outside lists the blocks that are no clients, and clients with for_each.
func (l *loader) outside() []*block {
	r := &l.registry
	list := slices.Concat(r.agency, r.permissions, r.policies, r.tests, r.removed, r.variables, r.locals)
	for _, k := range []kind{employeeKind, contractorKind, teamKind, setKind, accessKind, clientKind} {
		for _, d := range r.lists[k] {
			if d.block != nil && (k != clientKind || d.forEach != nil) {
				list = append(list, d.block)
			}
		}
	}
	return list
}

// commonText returns the digest of the blocks on which every client depends.
func (l *loader) commonText() textDigest {
	list := slices.Concat(l.registry.agency, l.registry.permissions, l.registry.policies)
	slices.SortFunc(list, func(a, b *block) int { return cmp.Compare(string(a.text[:]), string(b.text[:])) })
	sum := sha256.New()
	for _, b := range list {
		sum.Write(b.text[:])
	}
	return textDigest(sum.Sum(nil)[:len(textDigest{})])
}

// Keep writes the cache after a plan, made from what was recorded at an anchor,
// that left so much unchanged. After a plan of a subset it writes nothing where
// that would spare the next run little.
func (n *Notes) Keep(at Anchor, left *engine.Unchanged) error {
	if n.kept != nil && len(left.Clients) <= n.kept.worthKeeping() {
		return nil
	}
	w := &shelfWriter{b: make([]byte, 0, 160*len(n.clients)+1<<16)}
	w.text(header(n.cache.build))
	w.text(at.Lineage)
	w.number(int(at.Serial))
	w.text(at.Hash)
	w.number(int(n.day))
	w.flag(n.crossed)
	w.flag(n.alike)
	w.flag(n.tables)
	w.table(len(left.Undeclared), func(i int) { w.number(int(left.Undeclared[i])) })
	w.table(len(left.Unblocked), func(i int) { w.text(left.Unblocked[i].Email) })
	w.text(n.strangers(left))
	w.text(n.looks())
	w.digest(n.commonText)
	w.table(len(n.commonUses), func(i int) { w.number(int(n.commonUses[i])) })
	w.table(len(n.files), func(i int) {
		w.text(n.files[i].name)
		w.text(string(n.files[i].hash[:]))
		w.flag(n.single[i])
	})
	w.table(len(n.people), func(i int) {
		w.text(n.people[i].email)
		w.digest(n.people[i].content)
	})
	w.table(len(n.things), func(i int) {
		w.number(int(n.things[i].kind))
		w.text(n.things[i].name)
		w.digest(n.things[i].content)
	})
	n.writeClients(w, left)
	return n.cache.write(w.b)
}

// worthKeeping is how many clients more the next run has to be able to leave
// alone for the cache to be written again.
func (s *subset) worthKeeping() int { return max(64, s.m.clients.n/200) }

func (n *Notes) strangers(left *engine.Unchanged) string {
	list := digestList(left.Strangers)
	if n.kept == nil {
		return list
	}
	return mergeEntries(list, n.kept.m.strangers, digestSize)
}

func (n *Notes) looks() string {
	items := make([]lookalike.Item, 0, len(n.desired.Clients)+2*len(n.desired.People))
	for i := range n.desired.Clients {
		items = append(items, clientLooks(&n.desired.Clients[i].Client)...)
	}
	for i := range n.desired.People {
		p := person{Person: n.desired.People[i]}
		items = append(items, p.looks()...)
	}
	list := lookList(items)
	if n.kept == nil {
		return list
	}
	return mergeEntries(list, n.kept.m.looks, 2*digestSize)
}

// mergeEntries merges two lists of entries of one size.
func mergeEntries(a, b string, size int) string {
	list := make([]string, 0, (len(a)+len(b))/size)
	for _, s := range []string{a, b} {
		for ; len(s) >= size; s = s[size:] {
			list = append(list, s[:size])
		}
	}
	slices.Sort(list)
	return strings.Join(slices.Compact(list), "")
}

// keptEntry is a client to be written: one that was resolved, or one that was left
// alone.
type keptEntry struct {
	hubID   int64
	address string
	write   func(w *shelfWriter)
}

func (n *Notes) writeClients(w *shelfWriter, left *engine.Unchanged) {
	files := make(map[string]int, len(n.files))
	for i := range n.files {
		files[n.files[i].name] = i
	}
	list := make([]keptEntry, 0, len(n.clients))
	unchanged := left.Clients
	for i := range n.clients {
		c, noted := &n.desired.Clients[i], &n.clients[i]
		for len(unchanged) > 0 && unchanged[0].HubID < c.HubID {
			unchanged = unchanged[1:]
		}
		is := engine.UnchangedClient{HubID: c.HubID}
		until := engine.Date(0)
		if len(unchanged) > 0 && unchanged[0].HubID == c.HubID {
			is, until = unchanged[0], noted.until
			if is.Until != 0 {
				until = min(until, is.Until)
			}
		}
		file := -1
		if noted.single {
			file = files[c.Pos.File]
		}
		list = append(list, keptEntry{c.HubID, c.Address, func(w *shelfWriter) {
			writeKnown(w, &is, file, c.Address, until, noted)
			writeUses(w, noted.uses)
			if n.crossed {
				writeClientValue(w, &c.Client, noted)
			}
		}})
	}
	if n.kept != nil {
		list = append(list, n.kept.entries(n.crossed)...)
		slices.SortFunc(list, func(a, b keptEntry) int { return cmp.Compare(a.hubID, b.hubID) })
	}
	w.table(len(list), func(i int) { list[i].write(w) })
	w.index(len(list), func(i int) uint64 { return hashOf(clientKind, list[i].address) })
}

// entries lists the clients that were left alone, with the numbers that files
// and things have now.
func (s *subset) entries(withValues bool) []keptEntry {
	things := make([]int32, s.m.things.n)
	for i := range things {
		r := s.m.things.record(i)
		things[i] = s.l.uses.number(useKind(r.number()), r.text())
	}
	var list []keptEntry
	for i, is := range s.clients {
		if is != clientApart {
			continue
		}
		c := s.m.client(i)
		list = append(list, keptEntry{c.HubID, c.address, func(w *shelfWriter) {
			var used []int32
			rest := c.eachUse(func(thing int) bool {
				used = append(used, things[thing])
				return true
			})
			file := -1
			if c.file >= 0 {
				file = s.fileOf(i, &c)
			}
			writeKnown(w, &c.UnchangedClient, file, c.address, c.until, &notedClient{text: c.text, given: c.given})
			writeUses(w, distinct(used))
			if withValues {
				client, hasMRR, access := readClientValue(&rest)
				writeClientValue(w, &client, &notedClient{hasMRR: hasMRR, access: access})
			}
		}})
	}
	return list
}

// fileOf returns the number of the file in which a client that is left alone
// stands now.
func (s *subset) fileOf(i int, c *knownClient) int {
	if s.isUnparsed(c.file) {
		return int(s.now[c.file])
	}
	return int(s.where[i])
}

// holdsSingleClients reports whether a file holds nothing but clients without
// for_each.
func (s *subset) holdsSingleClients(file int) bool {
	blocks := s.parsed[file].blocks
	return !s.isParsed[file] || len(blocks) > 0 && !slices.ContainsFunc(blocks, func(b *block) bool { return !isSingleClient(b) })
}

func writeKnown(w *shelfWriter, is *engine.UnchangedClient, file int, address string, until engine.Date, noted *notedClient) {
	w.number(int(is.HubID))
	w.number(file + 1)
	w.number(int(until))
	w.number(is.Grants)
	w.number(is.Active)
	w.flag(is.Observed)
	w.text(address)
	w.digest(noted.text)
	w.b = append(w.b, noted.given[:]...)
}

func writeUses(w *shelfWriter, list []int32) {
	w.number(len(list))
	before := int32(0)
	for _, n := range list {
		w.number(int(n - before))
		before = n
	}
}

// writeClientValue writes what an expression can ask of a client.
func writeClientValue(w *shelfWriter, c *engine.Client, noted *notedClient) {
	w.text(c.Name)
	w.text(c.Domain)
	w.text(c.AccountType)
	w.number(int(c.Mode))
	w.flag(noted.hasMRR)
	w.amount(c.ManagedMRR)
	w.pairs(c.Labels)
	w.texts(noted.access)
}

func readClientValue(r *shelfReader) (c engine.Client, hasMRR bool, access []string) {
	c.Name, c.Domain, c.AccountType, c.Mode = r.text(), r.text(), r.text(), engine.Mode(r.number())
	hasMRR, c.ManagedMRR = r.flag(), r.amount()
	c.Labels, access = r.pairs(), r.texts()
	return c, hasMRR, access
}
