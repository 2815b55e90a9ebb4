package sqlstore

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"accredit/engine"
)

// ofClients is the condition that rows are of the clients of the part that is
// read. Hub ids are numbers, so that they can stand in the text: there may be
// more of them than a statement takes arguments.
func (b *book) ofClients() string {
	switch {
	case b.only == nil:
		return ""
	case len(b.only.Clients) == 0:
		return "WHERE false"
	}
	var list strings.Builder
	for i, id := range b.only.Clients {
		if i > 0 {
			list.WriteByte(',')
		}
		list.WriteString(strconv.FormatInt(id, 10))
	}
	return "WHERE hub_id IN (" + list.String() + ")"
}

// addressesAtOnce is how many e-mails one statement asks for.
const addressesAtOnce = 1000

// loadSomePeople reads who has or had access in the clients of the part, and
// those who are asked for by e-mail.
func (b *book) loadSomePeople(ctx context.Context, c Conn) error {
	of := b.ofClients()
	err := b.readPeople(ctx, c, "WHERE id IN (SELECT person_id FROM grants "+of+" UNION SELECT person_id FROM gone "+of+")")
	if err != nil {
		return err
	}
	known := map[string]bool{}
	for i := range b.access.People {
		known[b.access.People[i].Email] = true
	}
	var more []any
	for _, email := range slices.Compact(slices.Sorted(slices.Values(b.only.People))) {
		if !known[email] {
			more = append(more, email)
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
	b.sortPeople()
	return nil
}

// sortPeople sorts the people and their numbers by e-mail.
func (b *book) sortPeople() {
	type numbered struct {
		person engine.Person
		id     int64
	}
	list := make([]numbered, len(b.personIDs))
	for i, id := range b.personIDs {
		list[i] = numbered{b.access.People[i], id}
	}
	slices.SortFunc(list, func(x, y numbered) int { return cmp.Compare(x.person.Email, y.person.Email) })
	for i := range list {
		b.access.People[i], b.personIDs[i] = list[i].person, list[i].id
	}
}
