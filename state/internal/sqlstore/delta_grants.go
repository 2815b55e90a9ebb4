package sqlstore

import (
	"cmp"
	"maps"
	"slices"

	"accredit/engine"
)

// cell is the access of one person in one client: before a revision and,
// while it is worked out, afterwards.
type cell struct {
	person    int32
	was, is   *engine.RecordedGrant
	left, now *engine.Gone // remembered as gone, before and afterwards
}

type cellKey struct {
	hubID  int64
	person int32
}

// cells are those of one client that a revision touches.
type cells struct {
	hubID    int64
	recorded *engine.RecordedClient // before; nil: new
	list     []cell
	at       []int32 // by person: their index in the list, counted from 1
}

func (cs *cells) reset(hubID int64, recorded *engine.RecordedClient) {
	for i := range cs.list {
		cs.at[cs.list[i].person] = 0
	}
	cs.hubID, cs.recorded, cs.list = hubID, recorded, cs.list[:0]
}

// has reports whether the revision touches a person there.
func (cs *cells) has(person int32) bool { return cs.at[person] > 0 }

// of returns a person's cell; it is valid until the next call.
func (cs *cells) of(person int32) *cell {
	if !cs.has(person) {
		c := cell{person: person}
		if cs.recorded != nil {
			c.was, c.left = grantOf(cs.recorded, person), goneOf(cs.recorded, person)
			c.is, c.now = c.was, c.left
		}
		cs.list = append(cs.list, c)
		cs.at[person] = int32(len(cs.list))
	}
	return &cs.list[cs.at[person]-1]
}

func grantOf(c *engine.RecordedClient, person int32) *engine.RecordedGrant {
	i, found := slices.BinarySearchFunc(c.Grants, person, func(g engine.RecordedGrant, p int32) int { return cmp.Compare(g.Person, p) })
	if !found {
		return nil
	}
	return &c.Grants[i]
}

func goneOf(c *engine.RecordedClient, person int32) *engine.Gone {
	i, found := slices.BinarySearchFunc(c.Gone, person, func(g engine.Gone, p int32) int { return cmp.Compare(g.Person, p) })
	if !found {
		return nil
	}
	return &c.Gone[i]
}

// changeGrantsOf works out one client: its changes in order, then what is
// forgotten because the client or a person is dropped.
func (d *delta) changeGrantsOf(hubID int64, w *work, changes []engine.GrantChange) error {
	recorded := d.recorded(hubID)
	if recorded == nil && d.clientRow[hubID] == nil {
		return mismatch("it is not recorded and has grants")
	}
	d.cells.reset(hubID, recorded)
	d.scroll.reset()
	for _, s := range w.changes {
		for i := s.from; i < s.to; i++ {
			if err := d.changeGrant(&changes[i]); err != nil {
				return err
			}
		}
	}
	if d.dropped[hubID] {
		d.forgetAll(recorded)
	}
	for _, person := range w.forget {
		if err := d.forgetGone(person); err != nil {
			return err
		}
	}
	if err := d.flush(); err != nil || d.scroll.n == 0 {
		return err
	}
	kind := kindGrants
	if d.scroll.evidenceOnly {
		kind = kindSeen
	}
	return d.emit(changeRow{kind: kind, hubID: hubID, document: d.scroll.String()})
}

func (d *delta) changeGrant(c *engine.GrantChange) error {
	person, ok := d.people.find(c.Email)
	if !ok {
		return mismatch("%s is not recorded and has a grant", c.Email)
	}
	at := d.cells.of(person)
	if (c.Before != nil) != (at.is != nil) {
		return mismatch("%s: access recorded %t, expected %t", c.Email, at.is != nil, c.Before != nil)
	}
	if c.After != nil && c.After.Rights == nil {
		return mismatch("%s: a grant needs rights", c.Email)
	}
	d.turn(at, c.Email, c.Step, c.After, c.GoneOn, c.GoneOrigin)
	return nil
}

// turn changes a cell and writes that into history. Somebody who has access
// is not gone; who loses it is remembered with the origin of what they had, or the one given.
func (d *delta) turn(at *cell, email string, step engine.StepInfo, after *engine.RecordedGrant, goneOn engine.Date, goneOrigin *engine.Origin) {
	r := record{email: email, step: step, before: at.is, after: after, goneOn: goneOn, wasGone: at.now}
	d.scroll.add(&r, d.rights.id)
	if !d.told[at.person] {
		d.told[at.person], d.rows.changedPeople[email] = true, true
	}
	origin := goneOrigin
	switch {
	case origin != nil:
	case at.is != nil:
		origin = at.is.Origin
	case at.now != nil:
		origin = at.now.Origin
	}
	at.is, at.now = after, nil
	if after == nil && goneOn != 0 {
		at.now = &engine.Gone{Person: at.person, On: goneOn, Origin: origin}
	}
}

func (d *delta) forget(person int32) {
	at := d.cells.of(person)
	if at.is != nil || at.now != nil {
		d.turn(at, d.people.emailAfter(person), engine.StepInfo{Action: engine.ActionForget}, nil, 0, nil)
	}
}

// forgetAll forgets everybody in a client that is dropped.
func (d *delta) forgetAll(recorded *engine.RecordedClient) {
	for i := range recorded.Grants {
		d.cells.of(recorded.Grants[i].Person)
	}
	for i := range recorded.Gone {
		d.cells.of(recorded.Gone[i].Person)
	}
	for i := range len(d.cells.list) {
		d.forget(d.cells.list[i].person)
	}
}

// forgetGone forgets a person who is dropped.
func (d *delta) forgetGone(person int32) error {
	if d.cells.of(person).is != nil {
		return mismatch("%s is dropped and still has access", d.people.emailBefore(person))
	}
	d.forget(person)
	return nil
}

// flush turns the cells of a client into rows and hashes.
func (d *delta) flush() error {
	cs := &d.cells
	slices.SortFunc(cs.list, func(a, b cell) int { return cmp.Compare(d.people.id(a.person), d.people.id(b.person)) })
	for i := range cs.list {
		cs.at[cs.list[i].person] = int32(i + 1)
	}
	hasOrigin := slices.ContainsFunc(cs.list, func(c cell) bool {
		return c.was != nil && c.was.Origin != nil || c.is != nil && c.is.Origin != nil ||
			c.left != nil && c.left.Origin != nil || c.now != nil && c.now.Origin != nil
	})
	if hasOrigin {
		d.origins.reset(d.snapshot.origins[cs.hubID])
	}
	for i := range cs.list {
		d.hashCell(&cs.list[i])
		if !d.dropped[cs.hubID] {
			if err := d.writeCell(&cs.list[i]); err != nil {
				return err
			}
		}
	}
	if hasOrigin && !d.dropped[cs.hubID] {
		d.writeOrigins()
	}
	return nil
}

func (d *delta) hashCell(c *cell) {
	hubID, h := d.cells.hubID, d.content
	existed := int(c.person) < len(d.snapshot.personIDs)
	if existed && d.people.emailAfter(c.person) != d.people.emailBefore(c.person) {
		d.rehashed[cellKey{hubID, c.person}] = true
	}
	if c.was != nil {
		h.remove(h.grant(hubID, d.people.emailBefore(c.person), c.was))
		d.grants--
	}
	if c.left != nil {
		h.remove(h.gone(hubID, d.people.emailBefore(c.person), c.left))
	}
	if c.is != nil {
		h.add(h.grant(hubID, d.people.emailAfter(c.person), c.is))
		d.grants++
	}
	if c.now != nil {
		h.add(h.gone(hubID, d.people.emailAfter(c.person), c.now))
	}
}

func (d *delta) writeCell(c *cell) error {
	hubID, id, origins, r := d.cells.hubID, d.people.id(c.person), &d.origins, &d.rows
	var err error
	switch {
	case c.is != nil && c.is != c.was:
		err = r.addGrant(grantRow{hubID, id, origins.id(c.is.Origin), c.is, c.was == nil})
	case c.is == nil && c.was != nil:
		r.deletedGrants = append(r.deletedGrants, key{hubID, id})
	}
	switch {
	case c.now != nil && c.now != c.left:
		r.gone = append(r.gone, goneRow{hubID, id, origins.id(c.now.Origin), c.now.On})
	case c.now == nil && c.left != nil:
		r.deletedGone = append(r.deletedGone, key{hubID, id})
	}
	return err
}

// writeOrigins adds the client's new origins and deletes those that nothing
// names any more.
func (d *delta) writeOrigins() {
	hubID, origins := d.cells.hubID, &d.origins
	for _, row := range origins.added {
		row.hubID, row.intentID = hubID, d.intents.id(intentOf(row.origin))
		d.rows.origins.add(row)
	}
	if len(d.snapshot.origins[hubID]) == 0 {
		return
	}
	used := map[int64]bool{}
	for i := range d.cells.list {
		c := &d.cells.list[i]
		if c.is != nil {
			used[origins.id(c.is.Origin)] = true
		}
		if c.now != nil {
			used[origins.id(c.now.Origin)] = true
		}
	}
	if r := d.cells.recorded; r != nil {
		for i := range r.Grants {
			if !d.cells.has(r.Grants[i].Person) {
				used[origins.id(r.Grants[i].Origin)] = true
			}
		}
		for i := range r.Gone {
			if !d.cells.has(r.Gone[i].Person) {
				used[origins.id(r.Gone[i].Origin)] = true
			}
		}
	}
	for _, id := range slices.Sorted(maps.Keys(d.snapshot.origins[hubID])) {
		if !used[id] {
			d.rows.deletedOrigin = append(d.rows.deletedOrigin, key{hubID, id})
		}
	}
}
