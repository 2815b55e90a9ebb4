package sqlstore

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"accredit/engine"
)

// ofClients is the condition that rows are of the clients of the part that is
// read.
func (b *snapshot) ofClients() string {
	if b.only == nil {
		return ""
	}
	return among("hub_id", b.only.Clients)
}

// among keeps the rows of which a column is one of some numbers.
func among(column string, numbers []int64) string { return "WHERE " + in(column, numbers) }

// in is the condition that a column is one of some numbers. They stand in the
// text: there may be more of them than a statement takes arguments.
func in(column string, numbers []int64) string {
	if len(numbers) == 0 {
		return "false"
	}
	var list strings.Builder
	for i, n := range numbers {
		if i > 0 {
			list.WriteByte(',')
		}
		list.WriteString(strconv.FormatInt(n, 10))
	}
	return column + " IN (" + list.String() + ")"
}

// demandPart refuses changes of what is not in the part: of that it is not
// known what stood before.
func (b *snapshot) demandPart(changes *engine.Changes) error {
	if b.only == nil {
		return nil
	}
	asked := map[string]bool{}
	if len(changes.People) > 0 && b.only.People != nil {
		for _, email := range b.only.People() {
			asked[email] = true
		}
	}
	for i := range changes.People {
		if c := &changes.People[i]; c.Before != nil || c.After == nil || !asked[c.After.Email] {
			return mismatch("other people than new ones change, and only some were read")
		}
	}
	read := make(map[int64]bool, len(b.only.Clients))
	for _, hubID := range b.only.Clients {
		read[hubID] = true
	}
	for i := range changes.Clients {
		c := &changes.Clients[i]
		for _, side := range []*engine.RecordedClient{c.Before, c.After} {
			if side != nil && !read[side.HubID] {
				return mismatch("client %d was not read", side.HubID)
			}
		}
	}
	for i := range changes.Parts {
		if hubID := changes.Parts[i].After.HubID; !read[hubID] {
			return mismatch("client %d was not read", hubID)
		}
	}
	for i := range changes.Grants {
		if hubID := changes.Grants[i].HubID; !read[hubID] {
			return mismatch("client %d was not read", hubID)
		}
	}
	return nil
}

// loadLastPerson reads the greatest number of a person, which shows in people
// only where all are read.
func (b *snapshot) loadLastPerson(ctx context.Context, c Conn) error {
	return c.QueryRowContext(ctx, `SELECT coalesce(max(id), 0) FROM people`).Scan(&b.lastPerson)
}

// addressesAtOnce is how many e-mails one statement asks for.
const addressesAtOnce = 1000

// loadSomePeople reads who has or had access in the clients of the part or is
// an admin of their links, and those who are asked for by e-mail.
func (b *snapshot) loadSomePeople(ctx context.Context, c Conn) error {
	if len(b.personIndex) > 0 {
		if err := b.readPeople(ctx, c, among("id", slices.Sorted(maps.Keys(b.personIndex)))); err != nil {
			return err
		}
	}
	known := make(map[string]bool, len(b.access.People))
	for i := range b.access.People {
		known[b.access.People[i].Email] = true
	}
	var more []any
	ask := func(email string) {
		if !known[email] {
			known[email] = true
			more = append(more, email)
		}
	}
	for i := range b.access.Clients {
		for _, l := range b.access.Clients[i].Links {
			ask(l.Admin)
		}
	}
	if b.only.People != nil {
		for _, email := range b.only.People() {
			ask(email)
		}
	}
	for some := range slices.Chunk(more, addressesAtOnce) {
		marks := make([]string, len(some))
		for i := range some {
			marks[i] = fmt.Sprintf("$%d", i+1)
		}
		if err := b.readPeople(ctx, c, "WHERE email IN ("+strings.Join(marks, ", ")+")", some...); err != nil {
			return err
		}
	}
	return b.flushPeople()
}

// flushPeople puts the index of everybody in place of the provisional one.
func (b *snapshot) flushPeople() error {
	final := make([]int32, len(b.personIndex))
	found := 0
	for i, id := range b.personIDs {
		if before, ok := b.personIndex[id]; ok {
			final[before] = int32(i)
			found++
		}
		b.personIndex[id] = int32(i)
	}
	if found < len(final) {
		return damaged(errors.New("somebody with access is not among the people"))
	}
	for i := range b.access.Clients {
		r := &b.access.Clients[i]
		r.Renumber(final)
		sortGrants(r.Grants)
		sortGone(r.Gone)
	}
	return nil
}

// sortPeople sorts the people and their numbers by e-mail.
func (b *snapshot) sortPeople() {
	byEmail := func(x, y engine.Person) int { return cmp.Compare(x.Email, y.Email) }
	if slices.IsSortedFunc(b.access.People, byEmail) {
		return
	}
	type numbered struct {
		person engine.Person
		id     int64
	}
	list := make([]numbered, len(b.personIDs))
	for i, id := range b.personIDs {
		list[i] = numbered{b.access.People[i], id}
	}
	slices.SortFunc(list, func(x, y numbered) int { return byEmail(x.person, y.person) })
	for i := range list {
		b.access.People[i], b.personIDs[i] = list[i].person, list[i].id
	}
}
