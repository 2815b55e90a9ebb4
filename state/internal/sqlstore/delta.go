package sqlstore

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"accredit/engine"
	"accredit/state"
)

// delta works out what changes mean for the rows: what to write and delete,
// the history, and the new content hash. It only reads the book; the rows of
// history go to emit as they are found, and new grants to whom ready names;
// everything else is kept for write.
//
// What stood before is taken from the book, never from the changes, so that
// history can always be undone.
type delta struct {
	snapshot *snapshot
	content  *content
	emit     func(changeRow) error
	ready    func(*rows) error // before the first grant

	agency    agencyDocument // as it is afterwards
	people    people
	rights    rightsIndex
	intents   intentIndex
	clientRow map[int64]*engine.RecordedClient // written by this revision
	dropped   map[int64]bool                   // clients
	grants    int                              // recorded afterwards
	scroll    scroll
	rehashed  map[cellKey]bool // cells of renamed people that were hashed anew
	cells     cells            // of the client at hand
	origins   originIndex      // of the client at hand
	told      []bool           // by person: history has something of their grants
	rows      rows
}

// rows are what to write and delete, apart from history.
type rows struct {
	people         []personRow
	renamed        []int64 // people whose address changes, by id
	deletedPeople  []int64
	sets           []*engine.RecordedSet
	deletedSets    []string
	clients        []*engine.RecordedClient
	deleted        []int64 // clients
	rights         []rightsRow
	rightsID       func(*engine.RecordedRights) int64
	newGrant       func(*grantRow) error // nil: to grants, as those that change
	grants         pile[grantRow]
	deletedGrants  []key
	gone           []goneRow
	deletedGone    []key
	intents        []intentRow
	origins        pile[originRow]
	deletedOrigin  []key
	ignored        []*engine.Ignored
	deletedIgnored []engine.Ignored // by what names them
	parts          []*engine.RunPart
	changedPeople  map[string]bool // e-mails, for finding history
}

type (
	key       struct{ hubID, id int64 }
	personRow struct {
		id     int64
		person *engine.Person
	}
	rightsRow struct {
		id     int64
		rights *engine.RecordedRights
	}
	grantRow struct {
		hubID, personID, originID int64
		grant                     *engine.RecordedGrant
		isNew                     bool // there was none before
	}
	goneRow struct {
		hubID, personID, originID int64
		on                        engine.Date
	}
	intentRow struct {
		id     int64
		intent intent
	}
	originRow struct {
		hubID, id, intentID int64
		origin              *engine.Origin
	}
)

func mismatch(format string, args ...any) error {
	return fmt.Errorf("%w: "+format, append([]any{state.ErrMismatch}, args...)...)
}

// compute works out the delta of the changes.
func compute(b *snapshot, in *engine.Changes, emit func(changeRow) error, ready func(*rows) error) (*delta, error) {
	start, err := parseSum(b.head.contentHash)
	if err != nil {
		return nil, err
	}
	d := &delta{
		snapshot: b, content: newContent(), emit: emit, ready: ready,
		people: newPeople(b), rights: newRightsIndex(b), intents: intentIndex{snapshot: b},
		clientRow: map[int64]*engine.RecordedClient{}, dropped: map[int64]bool{},
		grants: b.head.grants, rehashed: map[cellKey]bool{},
	}
	d.content.sum = start
	d.rows.changedPeople, d.rows.rightsID = map[string]bool{}, d.rights.id
	for _, step := range []func(*engine.Changes) error{
		d.changeAgency, d.changeSets, d.changePeople, d.changeClients, d.changeGrants, d.changeIgnored, d.changeParts, d.finish,
	} {
		if err := step(in); err != nil {
			return nil, err
		}
	}
	return d, nil
}

func (d *delta) changeAgency(in *engine.Changes) error {
	before := documentOfAgency(d.snapshot.access)
	after := before
	if in.Agency != "" {
		after.Name = in.Agency
	}
	if in.HubID != 0 {
		after.HubID = in.HubID
	}
	if in.Catalogue != "" {
		after.Catalogue = in.Catalogue
	}
	if in.Bounds != nil {
		after.Guardrails = documentOfBounds(in.Bounds)
	}
	d.agency = after
	first := d.snapshot.head.serial == 0
	if after == before && !first {
		return nil
	}
	doc := changeDocument[agencyDocument]{After: &after}
	if !first {
		doc.Before = &before
		d.content.remove(d.content.agency(before))
	}
	d.content.add(d.content.agency(after))
	return d.emit(changeRow{kind: kindAgency, document: toJSON(doc)})
}

func (d *delta) changeSets(in *engine.Changes) error {
	seen := map[string]bool{}
	for _, c := range in.Sets {
		name, err := d.changeSet(c)
		if err != nil {
			return err
		}
		if seen[name] {
			return mismatch("permission set %q changes twice", name)
		}
		seen[name] = true
	}
	return nil
}

func (d *delta) changeSet(c engine.SetChange) (name string, err error) {
	switch {
	case c.After != nil:
		name = c.After.Name
	case c.Before != nil:
		name = c.Before.Name
	default:
		return "", mismatch("a change of a permission set says nothing")
	}
	if c.Before != nil && c.Before.Name != name {
		return "", mismatch("permission set %q cannot become %q: drop one and add the other", c.Before.Name, name)
	}
	var before *engine.RecordedSet
	i, found := slices.BinarySearchFunc(d.snapshot.access.Sets, name, func(s engine.RecordedSet, name string) int { return strings.Compare(s.Name, name) })
	if found {
		before = &d.snapshot.access.Sets[i]
		d.content.remove(d.content.set(before))
	}
	if found != (c.Before != nil) {
		return "", mismatch("permission set %q: recorded %t, expected %t", name, found, c.Before != nil)
	}
	if c.After != nil {
		d.content.add(d.content.set(c.After))
		d.rows.sets = append(d.rows.sets, c.After)
	} else {
		d.rows.deletedSets = append(d.rows.deletedSets, name)
	}
	return name, d.emit(changeRow{kind: kindSet, subject: name,
		document: toJSON(changeDocument[setDocument]{documentOfSet(before), documentOfSet(c.After)})})
}

func (d *delta) changeClients(in *engine.Changes) error {
	seen := map[int64]bool{}
	for _, c := range in.Clients {
		hubID, err := d.changeClient(c)
		if err != nil {
			return err
		}
		if seen[hubID] {
			return mismatch("client %d changes twice", hubID)
		}
		seen[hubID] = true
	}
	return nil
}

func (d *delta) changeClient(c engine.ClientChange) (hubID int64, err error) {
	switch {
	case c.After != nil:
		hubID = c.After.HubID
	case c.Before != nil:
		hubID = c.Before.HubID
	}
	if hubID == 0 || c.Before != nil && c.Before.HubID != hubID {
		return 0, mismatch("a change of a client needs the same hub id before and after")
	}
	if c.After != nil && (math.IsNaN(c.After.ManagedMRR) || math.IsInf(c.After.ManagedMRR, 0)) {
		return 0, mismatch("client %d: managed MRR is no number", hubID)
	}
	before := d.recorded(hubID)
	if (before != nil) != (c.Before != nil) {
		return 0, mismatch("client %d: recorded %t, expected %t", hubID, before != nil, c.Before != nil)
	}
	was, is := textOf(documentOfClient(before)), textOf(documentOfClient(c.After))
	if before != nil {
		d.content.remove(d.content.text("client", was))
	}
	if c.After != nil {
		d.content.add(d.content.text("client", is))
		d.clientRow[hubID] = c.After
		d.rows.clients = append(d.rows.clients, c.After)
	} else {
		d.dropped[hubID] = true
		d.rows.deleted = append(d.rows.deleted, hubID)
	}
	return hubID, d.emit(changeRow{kind: kindClient, hubID: hubID,
		document: changeText(was, is)})
}

// recorded finds a client as it was before; nil: not recorded.
func (d *delta) recorded(hubID int64) *engine.RecordedClient {
	clients := d.snapshot.access.Clients
	i, found := slices.BinarySearchFunc(clients, hubID, func(c engine.RecordedClient, id int64) int {
		switch {
		case c.HubID < id:
			return -1
		case c.HubID > id:
			return 1
		}
		return 0
	})
	if !found {
		return nil
	}
	return &clients[i]
}

// work is what happens to grants in one client.
type work struct {
	changes []stretch // of engine.Changes.Grants, in order
	forget  []int32   // people who are dropped and stand there as gone
}

// stretch is a part of a list, from one index up to another. The changes of a
// client nearly always stand together.
type stretch struct{ from, to int32 }

// changeGrants goes through the clients by hub id.
func (d *delta) changeGrants(in *engine.Changes) error {
	if err := d.ready(&d.rows); err != nil {
		return err
	}
	d.cells.at, d.told = make([]int32, d.people.count()), make([]bool, d.people.count())
	todo := map[int64]*work{}
	at := func(hubID int64) *work {
		w := todo[hubID]
		if w == nil {
			w = &work{}
			todo[hubID] = w
		}
		return w
	}
	for from := 0; from < len(in.Grants); {
		hubID, to := in.Grants[from].HubID, from
		for to < len(in.Grants) && in.Grants[to].HubID == hubID {
			to++
		}
		w := at(hubID)
		w.changes = append(w.changes, stretch{int32(from), int32(to)})
		from = to
	}
	for hubID := range d.dropped {
		at(hubID)
	}
	for _, person := range d.people.dropped {
		for i := range d.snapshot.access.Clients {
			c := &d.snapshot.access.Clients[i]
			if grantOf(c, person) != nil || goneOf(c, person) != nil {
				w := at(c.HubID)
				w.forget = append(w.forget, person)
			}
		}
	}
	for _, hubID := range slices.Sorted(maps.Keys(todo)) {
		if err := d.changeGrantsOf(hubID, todo[hubID], in.Grants); err != nil {
			return fmt.Errorf("client %d: %w", hubID, err)
		}
	}
	return nil
}

func (d *delta) finish(*engine.Changes) error {
	d.rows.rights, d.rows.intents = d.rights.added, d.intents.added
	d.rehashRenamed()
	if d.content.p.bad || d.scroll.records.bad {
		return state.ErrBadText
	}
	return nil
}

// rehashRenamed moves the grants of renamed people that did not change
// themselves: the content hash knows people by e-mail.
func (d *delta) rehashRenamed() {
	for _, person := range d.people.renamed {
		before, after := d.people.emailBefore(person), d.people.emailAfter(person)
		for i := range d.snapshot.access.Clients {
			c := &d.snapshot.access.Clients[i]
			if d.rehashed[cellKey{c.HubID, person}] {
				continue
			}
			if g := grantOf(c, person); g != nil {
				d.content.remove(d.content.grant(c.HubID, before, g))
				d.content.add(d.content.grant(c.HubID, after, g))
			}
			if g := goneOf(c, person); g != nil {
				d.content.remove(d.content.gone(c.HubID, before, g))
				d.content.add(d.content.gone(c.HubID, after, g))
			}
		}
	}
}
