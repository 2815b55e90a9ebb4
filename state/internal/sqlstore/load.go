package sqlstore

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"

	"accredit/engine"
	"accredit/state"
)

// Read returns what is recorded. state.ErrNone: nothing yet.
func Read(ctx context.Context, c Conn, opts state.ReadOptions) (*engine.Access, error) {
	b, err := load(ctx, c, opts)
	if err != nil {
		return nil, err
	}
	if b.head.serial == 0 {
		return nil, state.ErrNone
	}
	return b.access, nil
}

// load reads what is recorded now, or a part of it.
func load(ctx context.Context, c Conn, opts state.ReadOptions) (*snapshot, error) {
	b := newSnapshot()
	b.only = opts.Only
	found, err := b.loadHead(ctx, c)
	if err != nil || !found {
		return b, err
	}
	for _, step := range b.steps(opts) {
		if err := step.load(ctx, c); err != nil {
			return nil, fmt.Errorf("read %s: %w", step.what, err)
		}
	}
	b.access.Recent, err = loadRecent(ctx, c, opts.Now, b.head.serial)
	return b, err
}

// loadStep reads what belongs together.
type loadStep struct {
	what string
	load func(context.Context, Conn) error
}

func (b *snapshot) steps(opts state.ReadOptions) []loadStep {
	people, steps := loadStep{"people", b.loadPeople}, []loadStep{{"guardrails", b.loadBounds}, {"permission sets", b.loadSets}}
	if b.only != nil && len(b.only.Clients) == 0 { // what else there is, is of clients
		return append(steps, people)
	}
	steps = append(steps, loadStep{"clients", b.loadClients})
	if !opts.WithoutGrants {
		steps = append(steps, loadStep{"rights", b.loadRights}, loadStep{"intents", b.loadIntents}, loadStep{"origins", b.loadOrigins})
		grants := []loadStep{{"grants", b.loadGrants}, {"who is gone", b.loadGone}, {"what is ignored", b.loadIgnored}, {"open runs", b.loadParts}, {"comparisons", b.loadCompared}}
		if b.only == nil {
			return append(append(steps, people), grants...)
		}
		steps = append(steps, grants...) // who the people are shows in them
	}
	return append(steps, people)
}

func (b *snapshot) loadHead(ctx context.Context, c Conn) (found bool, err error) {
	a, h := b.access, &b.head
	err = c.QueryRowContext(ctx, `SELECT lineage, serial, hash, content_hash, grants, name, hub_id, catalogue, guardrails FROM agency WHERE serial > 0`).
		Scan(&h.lineage, &h.serial, &h.hash, &h.contentHash, &h.grants, &a.Agency.Name, &a.Agency.HubID, &a.Catalogue, &h.guardrails)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("read agency: %w", err)
	}
	a.Lineage, a.Serial, a.Hash = h.lineage, h.serial, h.hash
	return true, nil
}

// loadBounds reads the guardrails in the head.
func (b *snapshot) loadBounds(context.Context, Conn) error {
	var doc boundsDocument
	err := column(b.head.guardrails, &doc)
	if err == nil {
		b.access.Bounds, err = doc.bounds()
	}
	if err != nil {
		return damaged(err)
	}
	return nil
}

func (b *snapshot) loadSets(ctx context.Context, c Conn) error {
	rows := newRowReader[setDocument]()
	return each(ctx, c, func(scan func(...any) error) error {
		d, err := rows.read(scan)
		if err != nil {
			return err
		}
		s, err := d.set()
		b.access.Sets = append(b.access.Sets, *s)
		return err
	}, `SELECT `+columnsOf[setDocument]()+` FROM permission_sets ORDER BY name`)
}

func readLevels(text string) (engine.Levels, error) {
	var list []string
	if err := column(text, &list); err != nil {
		return nil, err
	}
	return levelsOf(list)
}

func (b *snapshot) loadPeople(ctx context.Context, c Conn) error {
	if b.only != nil {
		return b.loadSomePeople(ctx, c)
	}
	if err := b.readPeople(ctx, c, ""); err != nil {
		return err
	}
	for i, id := range b.personIDs {
		b.personIndex[id] = int32(i)
	}
	return nil
}

// packedPerson is a row of people as a packed value.
var packedPerson = "concat(id, ' ', " + packedTexts(strings.Split(columnsOf[personDocument](), ", ")...) + ")"

// packedTexts are the parts of a packed value that columns of text are. Put
// together at once they cost less than one after the other.
func packedTexts(columns ...string) string {
	parts := make([]string, len(columns))
	for i, c := range columns {
		parts[i] = "octet_length(" + c + "), ':', " + c + ", ' '"
	}
	return strings.Join(parts, ", ")
}

// readPeople reads those that a condition is true of, all in one row: crossing
// from one row to the next costs more than what is in it.
func (b *snapshot) readPeople(ctx context.Context, c Conn, where string, args ...any) error {
	rows := newRowReader[personDocument]()
	return each(ctx, c, func(scan func(...any) error) error {
		var u rowUnpacker
		if err := scan(&u.s); err != nil {
			return err
		}
		for u.more() {
			id := u.int()
			d, err := rows.read(u.scan)
			if err != nil {
				return err
			}
			p, err := d.person()
			if err != nil {
				return err
			}
			b.access.People = append(b.access.People, *p)
			b.personIDs = append(b.personIDs, id)
		}
		b.sortPeople()
		return u.err
	}, `SELECT coalesce(string_agg(`+packedPerson+`, ''), '') FROM people `+where, args...)
}

func (b *snapshot) loadRights(ctx context.Context, c Conn) error {
	return each(ctx, c, func(scan func(...any) error) error {
		var id int64
		var levels string
		r := &engine.RecordedRights{}
		if err := scan(&id, &r.Set, &r.Unknown, &levels); err != nil {
			return err
		}
		var err error
		r.Levels, err = readLevels(levels)
		b.rights[id] = r
		b.rightsIDs[r] = id
		return err
	}, `SELECT id, permission_set, unknown, levels FROM rights ORDER BY id`)
}

func (b *snapshot) loadClients(ctx context.Context, c Conn) error {
	rows := newRowReader[clientDocument]()
	return each(ctx, c, func(scan func(...any) error) error {
		d, err := rows.read(scan)
		if err != nil {
			return err
		}
		r, err := d.client()
		if err != nil {
			return err
		}
		b.access.Clients = append(b.access.Clients, *r)
		return nil
	}, `SELECT `+columnsOf[clientDocument]()+` FROM clients `+b.ofClients()+` ORDER BY hub_id`)
}

// loadIntents reads those that the origins name which are read.
func (b *snapshot) loadIntents(ctx context.Context, c Conn) error {
	if b.only == nil {
		return b.readIntents(ctx, c, "")
	}
	return b.readIntents(ctx, c, "WHERE id IN (SELECT intent_id FROM origins "+b.ofClients()+")")
}

func (b *snapshot) readIntents(ctx context.Context, c Conn, where string) error {
	return each(ctx, c, func(scan func(...any) error) error {
		var id int64
		var i intent
		err := scan(&id, &i.team, &i.definition, &i.wish, &i.observed)
		b.intents[id] = i
		return err
	}, `SELECT id, team, definition, wish, observed FROM intents `+where)
}

// loadOrigins reads the origins of grants, one row a client.
func (b *snapshot) loadOrigins(ctx context.Context, c Conn) error {
	return each(ctx, c, func(scan func(...any) error) error {
		var hubID int64
		var u rowUnpacker
		if err := scan(&hubID, &u.s); err != nil {
			return err
		}
		of := map[int64]*engine.Origin{}
		for u.more() {
			id, intentID, block := u.int(), u.int(), u.text()
			shared, ok := b.intents[intentID]
			if u.err == nil && !ok {
				return fmt.Errorf("there is no intent with the id %d", intentID)
			}
			of[id] = shared.origin(block)
		}
		b.origins[hubID] = of
		return u.err
	}, `SELECT hub_id, string_agg(concat(id, ' ', intent_id, ' ', octet_length(block), ':', block, ' '), '')
		FROM origins `+b.ofClients()+` GROUP BY hub_id ORDER BY hub_id`)
}

// person gives the index of a person by their number in the database. Of a
// part the people are read last: there it is provisional, see settlePeople.
func (b *snapshot) person(id int64) (int32, error) {
	i, ok := b.personIndex[id]
	if !ok {
		if b.only == nil {
			return 0, fmt.Errorf("there is no person with the id %d", id)
		}
		i = int32(len(b.personIndex))
		b.personIndex[id] = i
	}
	return i, nil
}

// client finds the client that rows speak of; they come by hub id.
func (b *snapshot) client(hubID int64, from *int) (*engine.RecordedClient, error) {
	for ; *from < len(b.access.Clients); *from++ {
		if r := &b.access.Clients[*from]; r.HubID == hubID {
			return r, nil
		}
	}
	return nil, fmt.Errorf("there is no client %d", hubID)
}

// loadGrants reads the grants, one row a client.
func (b *snapshot) loadGrants(ctx context.Context, c Conn) error {
	r := grantReader{snapshot: b, extras: map[string]extra{}}
	from := 0
	return each(ctx, c, func(scan func(...any) error) error {
		var hubID int64
		var n int
		var u rowUnpacker
		if err := scan(&hubID, &n, &u.s); err != nil {
			return err
		}
		client, err := b.client(hubID, &from)
		if err != nil {
			return err
		}
		client.Grants, err = r.read(&u, n, b.origins[hubID])
		if err != nil {
			return fmt.Errorf("client %d: %w", hubID, err)
		}
		return nil
	}, `SELECT hub_id, count(*), string_agg(concat_ws(' ', person_id, rights_id, status, seat, unlinked, starts, expires,
		recorded_on, origin_id, octet_length(details)) || ':' || details || ' ', '')
		FROM grants `+b.ofClients()+` GROUP BY hub_id ORDER BY hub_id`)
}

// grantReader unpacks grants and makes them share what is equal.
type grantReader struct {
	snapshot *snapshot
	extras   map[string]extra
}

func (r *grantReader) read(u *rowUnpacker, n int, origins map[int64]*engine.Origin) ([]engine.RecordedGrant, error) {
	grants := make([]engine.RecordedGrant, 0, n)
	for u.more() {
		g, err := r.one(u, origins)
		if err != nil {
			return nil, err
		}
		grants = append(grants, g)
	}
	sortGrants(grants)
	return grants, u.err
}

func sortGrants(grants []engine.RecordedGrant) {
	byPerson := func(a, b engine.RecordedGrant) int { return cmp.Compare(a.Person, b.Person) }
	if !slices.IsSortedFunc(grants, byPerson) {
		slices.SortFunc(grants, byPerson)
	}
}

func sortGone(gone []engine.Gone) {
	slices.SortFunc(gone, func(x, y engine.Gone) int { return cmp.Compare(x.Person, y.Person) })
}

func (r *grantReader) one(u *rowUnpacker, origins map[int64]*engine.Origin) (engine.RecordedGrant, error) {
	var g engine.RecordedGrant
	personID, rightsID := u.int(), u.int()
	g.Status, g.Seat, g.Unlinked = engine.Status(u.int()), engine.Seat(u.int()), u.flag()
	g.Starts, g.Expires, g.RecordedOn = engine.Date(u.int()), engine.Date(u.int()), engine.Date(u.int())
	originID, details := u.int(), u.text()
	if u.err != nil {
		return g, u.err
	}
	var err error
	if g.Person, err = r.snapshot.person(personID); err != nil {
		return g, err
	}
	if g.Rights = r.snapshot.rights[rightsID]; g.Rights == nil {
		return g, fmt.Errorf("there are no rights with the id %d", rightsID)
	}
	if g.Status > engine.Invited || g.Seat > engine.SeatPartner {
		return g, fmt.Errorf("status %d or seat %d is not known", g.Status, g.Seat)
	}
	if g.Origin, err = originOf(origins, originID); err != nil {
		return g, err
	}
	x, err := r.shareExtra(details)
	g.Details, g.Evidence = x.details, x.evidence
	return g, err
}

func originOf(origins map[int64]*engine.Origin, id int64) (*engine.Origin, error) {
	o := origins[id]
	if id != 0 && o == nil {
		return nil, fmt.Errorf("there is no origin with the id %d", id)
	}
	return o, nil
}

func (r *grantReader) shareExtra(text string) (extra, error) {
	if text == "" {
		return extra{}, nil
	}
	if x, ok := r.extras[text]; ok {
		return x, nil
	}
	x, err := readExtra(text)
	r.extras[text] = x
	return x, err
}

func (b *snapshot) loadGone(ctx context.Context, c Conn) error {
	from := 0
	err := each(ctx, c, func(scan func(...any) error) error {
		var hubID, personID, originID int64
		var g engine.Gone
		if err := scan(&hubID, &personID, &g.On, &originID); err != nil {
			return err
		}
		client, err := b.client(hubID, &from)
		if err != nil {
			return err
		}
		if g.Person, err = b.person(personID); err != nil {
			return err
		}
		g.Origin, err = originOf(b.origins[hubID], originID)
		client.Gone = append(client.Gone, g)
		return err
	}, `SELECT hub_id, person_id, gone_on, origin_id FROM gone `+b.ofClients()+` ORDER BY hub_id, person_id`)
	for i := range b.access.Clients {
		sortGone(b.access.Clients[i].Gone)
	}
	return err
}
