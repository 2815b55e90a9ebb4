package config

import (
	"cmp"
	"crypto/sha256"
	"io"
	"slices"
	"strings"

	"accredit/config/internal/lookalike"
	"accredit/engine"
	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// Notes are what a configuration that was read whole leaves for the cache,
// before it is known what the plan says.
type Notes struct {
	cache   *Cache
	desired *engine.Desired
	day     engine.Date
	files   []sourceFile
	tables  []byte        // files and everything outside the clients
	clients []notedClient // in the order of desired
}

// notedClient is what desired does not say of a client.
type notedClient struct {
	text  textDigest
	until engine.Date
}

// look tells whether two names look alike, and whether they are the same.
type look struct{ skeleton, text string }

func lookOf(name string) look {
	item := lookalike.Item{Kind: "client", Text: name}
	return look{shortHash(item.Skeleton()), shortHash(item.Plain())}
}

func shortHash(text string) string {
	sum := sha256.Sum256([]byte(text))
	return string(sum[:16])
}

// notes takes down what was read. It is nil where the clients do not stand by
// themselves: where something outside them reaches into them, or has to be
// evaluated; or where there was something to say of what is outside them.
func (l *loader) notes(d *engine.Desired) *Notes {
	c := l.options.Cache
	if c == nil || !l.standAlone() {
		return nil
	}
	only, asks := l.kindsOfFiles()
	outer := l.outerTexts()
	spoken := map[string]bool{} // of these files
	for _, d := range l.diags {
		spoken[d.Subject.File] = true
		for _, place := range d.Related {
			spoken[place.Range.File] = true
		}
	}
	for i := range l.files {
		if spoken[l.files[i].name] && !only[i] {
			return nil
		}
	}
	n := &Notes{cache: c, desired: d, day: l.today, files: l.files}
	w := &shelfWriter{}
	w.table(len(l.files), func(i int) {
		w.text(l.files[i].name)
		w.text(string(l.files[i].hash[:]))
		w.flag(only[i])
		w.flag(asks[i])
		w.text(outer[i])
	})
	w.flag(l.crowd)
	if !l.notePeople(w) || !l.noteTeams(w) || !l.noteRest(w) {
		return nil
	}
	n.tables = slices.Clone(w.b) // no longer than it is: it stays while the plan is made
	n.clients = make([]notedClient, len(l.clients))
	for i, c := range l.clients {
		n.clients[i].text = c.in.decl.block.text
		if !spoken[d.Clients[i].Pos.File] {
			n.clients[i].until = c.until
		}
	}
	for _, t := range d.Tests { // a test asks each time
		if i, ok := slices.BinarySearchFunc(d.Clients, t.HubID, func(c engine.DesiredClient, id int64) int { return cmp.Compare(c.HubID, id) }); ok {
			n.clients[i].until = 0
		}
	}
	return n
}

// standAlone reports whether everything outside the clients is plain, and
// nothing of it gives access in them.
func (l *loader) standAlone() bool {
	r := &l.registry
	o := &l.options
	if len(r.variables)+len(r.locals)+len(r.lists[accessKind])+len(l.data)+len(l.assignments)+len(r.unread) > 0 {
		return false
	}
	if l.crossing || o.Compared || len(o.Vars)+len(o.Instead) > 0 || l.diags.HasErrors() || len(l.clients) == 0 {
		return false
	}
	for _, b := range r.policies {
		if asksOfClients(b) {
			return false
		}
	}
	for _, k := range []kind{employeeKind, contractorKind, clientKind} {
		for _, d := range r.lists[k] {
			if d.forEach != nil {
				return false
			}
		}
	}
	return true
}

// asksOfClients reports whether a policy asks about clients other than the one
// at hand: then it may say something else of a client in which nothing changed.
func asksOfClients(b *block) bool {
	for _, name := range []string{"condition", "error_message"} {
		x, ok := b.arg(name).more.(hclsyntax.Expression)
		if !ok {
			return true
		}
		subject := b.arg("subject")
		for _, steps := range x.Variables() {
			switch root := steps.RootName(); {
			case subject.kind == termText && root == subject.text:
			case root == "agency", kindOf(root) == employeeKind, kindOf(root) == contractorKind, kindOf(root) == teamKind, kindOf(root) == setKind:
				if len(steps) < 2 {
					return true
				}
			default:
				return true
			}
		}
	}
	return false
}

// kindsOfFiles marks the files that hold nothing but clients, and those that
// hold policies.
func (l *loader) kindsOfFiles() (only, asks []bool) {
	only, asks = make([]bool, len(l.files)), make([]bool, len(l.files))
	for i := range only {
		only[i] = true
	}
	for _, b := range l.outside() {
		only[b.at.file()] = false
	}
	for _, b := range l.registry.policies {
		only[b.at.file()], asks[b.at.file()] = false, true
	}
	return only, asks
}

// outerTexts gives, for each file, the digests of the blocks in it that are no
// clients, one after the other; none where one of them was not taken.
func (l *loader) outerTexts() []string {
	list := l.outside()
	slices.SortFunc(list, func(a, b *block) int { return cmp.Compare(a.at, b.at) })
	texts := make([]string, len(l.files))
	for len(list) > 0 {
		file, n := list[0].at.file(), 1
		for n < len(list) && list[n].at.file() == file {
			n++
		}
		texts[file] = textsOf(list[:n])
		list = list[n:]
	}
	return texts
}

func textsOf(list []*block) string {
	var texts strings.Builder
	for _, b := range list {
		if b.text == (textDigest{}) {
			return ""
		}
		texts.Write(b.text[:])
	}
	return texts.String()
}

// outside lists the blocks outside the clients, in the order of files.
func (l *loader) outside() []*block {
	var list []*block
	for _, k := range []kind{employeeKind, contractorKind, teamKind} {
		for _, d := range l.registry.lists[k] {
			list = append(list, d.block)
		}
	}
	return append(list, l.others()...)
}

// others lists those of them that every run needs.
func (l *loader) others() []*block {
	list := slices.Concat(l.registry.agency, l.registry.permissions, l.registry.removed, l.registry.tests)
	for _, d := range l.registry.lists[setKind] {
		if d.block != nil {
			list = append(list, d.block)
		}
	}
	return list
}

// noter packs blocks, each by itself.
type noter struct {
	*packer
	w  *shelfWriter
	ok bool
}

func newNoter(w *shelfWriter) *noter {
	return &noter{packer: newPacker(interner{}.bytes), w: w, ok: true}
}

// note writes the file of a block and the block.
func (n *noter) note(b *block) {
	n.start()
	n.ok = n.ok && packTree(n.packer, b)
	n.w.number(int(b.at.file()))
	if n.ok {
		n.w.block(n.finish())
	}
}

// notePeople writes everybody, by e-mail; how labels find them; and who is
// needed whatever changes: role holders, who can act without access, and those
// who had another address.
func (l *loader) notePeople(w *shelfWriter) bool {
	n := newNoter(w)
	w.table(len(l.people), func(i int) {
		p := l.people[i]
		w.text(p.Email)
		w.number(int(p.in.decl.kind))
		w.text(p.in.decl.label)
		n.note(p.in.decl.block)
	})
	w.index(len(l.people), func(i int) uint64 { return hashOf(l.people[i].in.decl.kind, l.people[i].in.decl.label) })
	var always []*person
	for _, p := range l.people {
		if p.Roles != 0 || len(p.FormerEmails) > 0 {
			always = append(always, p)
		}
	}
	w.table(len(always), func(i int) { w.number(int(always[i].index)) })
	return n.ok
}

func (l *loader) noteTeams(w *shelfWriter) bool {
	n := newNoter(w)
	teams := slices.SortedFunc(slices.Values(l.registry.lists[teamKind]), func(a, b *declaration) int { return strings.Compare(a.label, b.label) })
	w.table(len(teams), func(i int) {
		w.text(teams[i].label)
		n.note(teams[i].block)
	})
	return n.ok
}

func (l *loader) noteRest(w *shelfWriter) bool {
	n := newNoter(w)
	list := l.others()
	w.table(len(list), func(i int) { n.note(list[i]) })
	return n.ok
}

// Keep writes the cache after a whole plan, made from what was recorded at an
// anchor, that left so much.
func (n *Notes) Keep(at Anchor, a *engine.Access, left *engine.Settlement) error {
	var recorded []byte
	err := n.cache.replace(recordedFile, func(to io.Writer) (err error) {
		recorded, err = writeRecorded(to, a)
		return err
	})
	if err != nil {
		return err
	}
	head, clients := &shelfWriter{}, &shelfWriter{b: make([]byte, 0, 100*len(n.clients))}
	n.noteHead(head, at, left)
	n.noteClients(clients, n.known(left.Settled))
	n.noteTaken(clients, left)
	return n.cache.write(head.b, n.tables, clients.b, recorded)
}

func (n *Notes) noteHead(w *shelfWriter, at Anchor, left *engine.Settlement) {
	w.text(memoryFormat)
	w.text(engine.BuiltinCatalogue().Version)
	w.text(at.Lineage)
	w.number(int(at.Serial))
	w.text(at.Hash)
	w.number(int(n.day))
	w.table(len(left.Undeclared), func(i int) { w.number(int(left.Undeclared[i])) })
	holders := left.Holders()
	w.table(len(holders), func(i int) { w.text(holders[i]) })
}

// known puts together what the next run has to know of each client.
func (n *Notes) known(settled []engine.Settled) []knownClient {
	files := make(map[string]int, len(n.files))
	for i := range n.files {
		files[n.files[i].name] = i
	}
	list := make([]knownClient, len(n.clients))
	for i := range list {
		c := &n.desired.Clients[i]
		_, label, _ := strings.Cut(c.Address, ".")
		list[i] = knownClient{Settled: engine.Settled{HubID: c.HubID}, file: files[c.Pos.File], label: label, text: n.clients[i].text}
		for len(settled) > 0 && settled[0].HubID < c.HubID {
			settled = settled[1:]
		}
		if len(settled) > 0 && settled[0].HubID == c.HubID {
			list[i].Settled, list[i].until = settled[0], n.clients[i].until
		}
	}
	return list
}

// noteClients writes the clients, by hub id, and how their labels and names
// find them.
func (n *Notes) noteClients(w *shelfWriter, list []knownClient) {
	w.table(len(list), func(i int) { list[i].write(w) })
	order := make([]int, len(list))
	looks := make([]look, len(list))
	for i := range order {
		order[i], looks[i] = i, lookOf(n.desired.Clients[i].Name)
	}
	w.index(len(list), func(i int) uint64 { return hashOf(clientKind, list[i].label) })
	slices.SortFunc(order, func(a, b int) int { return cmp.Or(strings.Compare(looks[a].skeleton, looks[b].skeleton), a-b) })
	w.table(len(order), func(i int) {
		w.text(looks[order[i]].skeleton)
		w.text(looks[order[i]].text)
		w.number(order[i])
	})
}

func (c *knownClient) write(w *shelfWriter) {
	w.number(int(c.HubID))
	w.number(c.file)
	w.number(int(c.until))
	w.number(c.Grants)
	w.number(c.Active)
	w.flag(c.Observed)
	w.text(c.label)
	w.text(string(c.text[:]))
}
