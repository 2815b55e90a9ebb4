package sqlstore

import (
	"context"
	"errors"
	"fmt"
	"iter"

	"accredit/state"
)

// relation is one of the tables that hold a state.
type relation struct {
	name, key, columns string
}

// relations are all of them, in an order in which nothing names what is not
// there yet. The head comes last: until then there is no state.
func relations() []relation {
	return []relation{
		{"people", "id", "id, " + columnsOf[personDocument]()},
		{"permission_sets", "name", columnsOf[setDocument]()},
		{"rights", "id", "id, serial, permission_set, unknown, levels"},
		{"clients", "hub_id", columnsOf[clientDocument]()},
		{"intents", "id", "id, team, definition, wish, observed"},
		{"origins", "hub_id, id", "hub_id, id, block, intent_id"},
		{"grants", "hub_id, person_id", "hub_id, person_id, " + grantColumns},
		{"gone", "hub_id, person_id", "hub_id, person_id, gone_on, origin_id"},
		{"ignored", "hub_id, email, digest", "hub_id, email, digest, until_day, decided_on, who, because"},
		{"run_parts", "run, hub_id", "run, hub_id, is_open, document"},
		{"compared", "hub_id", "hub_id, at"},
		{"revisions", "serial", revisionColumns},
		{"changes", "serial, seq", changeColumns},
		{"changed_people", "email, serial", "email, serial"},
		{headTable, "id", headColumns},
	}
}

// errEnough ends a transaction that reads because nobody wants more.
var errEnough = errors.New("enough")

// Dump walks every row, in one transaction that reads. What is not whole is
// not handed on.
func Dump(ctx context.Context, read Reader) iter.Seq2[state.Row, error] {
	return func(yield func(state.Row, error) bool) {
		err := read(ctx, func(c Conn) error {
			if err := whole(ctx, c); err != nil {
				return err
			}
			for _, t := range relations() {
				if err := dumpTable(ctx, c, t, yield); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil && !errors.Is(err, errEnough) {
			yield(state.Row{}, err)
		}
	}
}

func dumpTable(ctx context.Context, c Conn, t relation, yield func(state.Row, error) bool) (err error) {
	rows, err := c.QueryContext(ctx, "SELECT "+t.columns+" FROM "+t.name+" ORDER BY "+t.key)
	if err != nil {
		return fmt.Errorf("read %s: %w", t.name, err)
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	names, err := rows.Columns()
	if err != nil {
		return err
	}
	for rows.Next() {
		row := state.Row{Table: t.name, Values: make([]any, len(names))}
		targets := make([]any, len(names))
		for i := range targets {
			targets[i] = &row.Values[i]
		}
		if err := rows.Scan(targets...); err != nil {
			return fmt.Errorf("read %s: %w", t.name, err)
		}
		if !yield(row, nil) {
			return errEnough
		}
	}
	return rows.Err()
}

// whole fails where the content or history is not what it was. ErrNone:
// nothing is recorded.
func whole(ctx context.Context, c Conn, anchors ...state.Anchor) error {
	found, err := newSnapshot().loadHead(ctx, c)
	if err != nil {
		return err
	}
	if !found {
		return state.ErrNone
	}
	problems, err := Check(ctx, c)
	if err != nil {
		return err
	}
	chain, err := VerifyHistory(ctx, c, anchors)
	if err != nil {
		return err
	}
	for _, p := range append(problems, chain...) {
		err = errors.Join(err, fmt.Errorf("%w: %s", state.ErrDamaged, p))
	}
	return err
}

// Fill writes what Dump gave into tables in which nothing is recorded, inside
// a transaction that the backend commits when there is no error, and compares
// what stands there then with the head that came. It returns that head and
// the apply id of the latest revision.
func Fill(ctx context.Context, c Conn, rows iter.Seq2[state.Row, error]) (state.Anchor, string, error) {
	f := filler{ctx: ctx, conn: c}
	if found, err := newSnapshot().loadHead(ctx, c); err != nil || found {
		if found {
			err = state.ErrExists
		}
		return f.anchor, "", err
	}
	for row, err := range rows {
		if err == nil {
			err = f.add(row)
		}
		if err != nil {
			return f.anchor, "", errors.Join(err, f.turn("", ""))
		}
	}
	if err := f.turn("", ""); err != nil {
		return f.anchor, "", err
	}
	if f.anchor.Serial == 0 {
		return f.anchor, "", state.ErrNone
	}
	if err := whole(ctx, c, f.anchor); err != nil {
		return f.anchor, "", fmt.Errorf("the copy is not sound: %w", err)
	}
	var applyID string
	err := c.QueryRowContext(ctx, `SELECT apply_id FROM revisions WHERE serial = $1`, f.anchor.Serial).Scan(&applyID)
	return f.anchor, applyID, err
}

// filler writes rows, one table after the other.
type filler struct {
	ctx    context.Context
	conn   Conn
	name   string
	to     Rows
	anchor state.Anchor
}

func (f *filler) add(row state.Row) error {
	if row.Table == headTable {
		return errors.Join(f.turn("", ""), f.head(row.Values))
	}
	if row.Table != f.name {
		if err := f.begin(row.Table); err != nil {
			return err
		}
	}
	return f.to.Add(f.ctx, row.Values...)
}

func (f *filler) begin(name string) error {
	for _, t := range relations() {
		if t.name == name {
			return f.turn(name, t.columns)
		}
	}
	return fmt.Errorf("there is no table %q in a state", name)
}

// turn ends a table and begins the next.
func (f *filler) turn(name, columns string) error {
	var err error
	if f.to != nil {
		err = f.to.Close(f.ctx)
	}
	f.name, f.to = name, nil
	if name != "" {
		f.to = f.conn.Insert(name, columns)
	}
	return err
}

func (f *filler) head(values []any) error {
	lineage, ok1 := values[1].(string)
	serial, ok2 := values[2].(int64)
	hash, ok3 := values[3].(string)
	if !ok1 || !ok2 || !ok3 {
		return damaged(fmt.Errorf("the head is %v", values))
	}
	f.anchor = state.Anchor{Lineage: lineage, Serial: serial, Hash: hash}
	return firstHead(f.ctx, f.conn, values[1:]...)
}

// WasApplied reports whether there is a revision of that apply.
func WasApplied(ctx context.Context, c Conn, applyID string) (bool, error) {
	err := refuseTwice(ctx, c, applyID)
	if errors.Is(err, state.ErrApplied) {
		return true, nil
	}
	return false, err
}
