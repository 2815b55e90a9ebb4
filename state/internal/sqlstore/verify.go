package sqlstore

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"accredit/engine"
	"accredit/state"
)

// VerifyHistory computes every hash of the chain again and compares.
func VerifyHistory(ctx context.Context, c Conn, anchors []state.Anchor) ([]state.Problem, error) {
	v := verifier{ctx: ctx, conn: c, snapshot: newSnapshot(), byHash: map[int64]string{}}
	found, err := v.snapshot.loadHead(ctx, c)
	if err != nil {
		return nil, err
	}
	if !found {
		v.leftovers(0)
		v.anchors(anchors)
		return v.problems, v.err
	}
	for _, step := range []func(){v.loadRights, v.loadPeople, v.revisions, v.head, func() { v.leftovers(v.snapshot.head.serial) }, func() { v.anchors(anchors) }} {
		if step(); v.err != nil {
			return v.problems, v.err
		}
	}
	return v.problems, nil
}

type verifier struct {
	ctx      context.Context
	conn     Conn
	snapshot *snapshot
	byHash   map[int64]string   // hashes of revisions, by serial
	people   map[int64][]string // who changed, by serial, as the index has it
	problems []state.Problem
	err      error // that kept it from looking
}

func (v *verifier) report(serial int64, where, format string, args ...any) {
	v.problems = append(v.problems, state.Problem{Serial: serial, Where: where, Text: fmt.Sprintf(format, args...)})
}

// failed notes an error: damage is a problem, anything else the end.
func (v *verifier) failed(serial int64, where string, err error) bool {
	switch {
	case err == nil:
		return false
	case errors.Is(err, state.ErrDamaged):
		v.report(serial, where, "%v", err)
	default:
		v.err = err
	}
	return true
}

func (v *verifier) loadRights() { v.failed(0, "rights", v.snapshot.loadRights(v.ctx, v.conn)) }

func (v *verifier) revisions() {
	list, err := readRevisions(v.ctx, v.conn, v.snapshot.head.lineage, "ORDER BY serial")
	if v.failed(0, "revisions", err) {
		return
	}
	parent, next := "", int64(1)
	for i := range list {
		r := &list[i]
		if r.Serial != next {
			v.report(r.Serial, "revisions", "revision %d follows %d: what was between them is missing", r.Serial, next-1)
		} else if r.Parent != parent {
			v.report(r.Serial, "revisions", "revision %d does not follow the one before it", r.Serial)
		}
		v.revision(r)
		if v.err != nil {
			return
		}
		v.byHash[r.Serial] = r.Hash
		parent, next = r.Hash, r.Serial+1
	}
}

// revision checks one revision's own hash, and the index of people.
func (v *verifier) revision(r *state.Revision) {
	hash, people, rc := newChain(), map[string]bool{}, &revisionChanges{}
	err := eachChange(v.ctx, v.conn, r.Serial, "", func(seq int64, row changeRow) error {
		hash.change(row)
		if seq != hash.seq {
			return fmt.Errorf("change %d stands where change %d should", seq, hash.seq)
		}
		return rc.add(row, v.snapshot.rights)
	})
	if v.failed(r.Serial, "changes", err) {
		return
	}
	if v.failed(r.Serial, "rights", v.rightsOf(r.Serial, hash)) {
		return
	}
	if hash.close(r) != r.Hash {
		v.report(r.Serial, "revisions", "revision %d or its changes were edited: its hash is another", r.Serial)
	}
	for _, c := range rc.people {
		for _, p := range []*engine.Person{c.Before, c.After} {
			if p != nil {
				people[p.Email] = true
			}
		}
	}
	for _, ig := range rc.ignored {
		for _, x := range []*engine.Ignored{ig.Before, ig.After} {
			if x != nil && x.Email != "" {
				people[x.Email] = true
			}
		}
	}
	for _, client := range rc.grants {
		for i := range client.records {
			people[client.records[i].email] = true
		}
	}
	if !slices.Equal(v.people[r.Serial], slices.Sorted(maps.Keys(people))) {
		v.report(r.Serial, "changed_people", "it does not list the people that revision %d changed", r.Serial)
	}
}

func (v *verifier) rightsOf(serial int64, hash *chain) error {
	return each(v.ctx, v.conn, func(scan func(...any) error) error {
		var id int64
		if err := scan(&id); err != nil {
			return err
		}
		hash.rights(rightsRow{id, v.snapshot.rights[id]})
		return nil
	}, `SELECT id FROM rights WHERE serial = $1 ORDER BY id`, serial)
}

// loadPeople reads the index by which history of a person is found.
func (v *verifier) loadPeople() {
	v.people = map[int64][]string{}
	v.failed(0, "changed_people", each(v.ctx, v.conn, func(scan func(...any) error) error {
		var serial int64
		var email string
		err := scan(&serial, &email)
		v.people[serial] = append(v.people[serial], email)
		return err
	}, `SELECT serial, email FROM changed_people ORDER BY email, serial`))
}

func (v *verifier) head() {
	problems, err := checkHead(v.ctx, v.conn, &v.snapshot.head)
	if !v.failed(0, "agency", err) {
		v.problems = append(v.problems, problems...)
	}
}

// leftovers finds rows of revisions that are not there.
func (v *verifier) leftovers(last int64) {
	for _, table := range []string{"revisions", "changes", "rights", "changed_people"} {
		var n int64
		err := v.conn.QueryRowContext(v.ctx, `SELECT count(*) FROM `+table+` WHERE serial < 1 OR serial > $1`, last).Scan(&n)
		if err != nil {
			v.err = fmt.Errorf("read %s: %w", table, err)
			return
		}
		if n > 0 {
			v.report(last, table, "%d rows belong to no revision up to %d", n, last)
		}
	}
}

func (v *verifier) anchors(anchors []state.Anchor) {
	h := &v.snapshot.head
	for _, a := range anchors {
		switch hash, ok := v.byHash[a.Serial]; {
		case a.Lineage != "" && a.Lineage != h.lineage:
			v.report(a.Serial, "agency", "this is another state: its lineage is %q, not %q", h.lineage, a.Lineage)
		case a.Serial > h.serial:
			v.report(a.Serial, "revisions", "history ends with revision %d, revision %d was seen: an older state was put in its place", h.serial, a.Serial)
		case !ok || a.Hash != "" && a.Hash != hash:
			v.report(a.Serial, "revisions", "revision %d is not the one that was seen: history was written anew", a.Serial)
		}
	}
}
