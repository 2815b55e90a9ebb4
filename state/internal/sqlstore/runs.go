package sqlstore

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"time"

	"accredit/engine"
	"accredit/state"
)

// The parts of runs: a row each, which says whether it is open, and in history
// a document before and after. Only open ones are part of the content that is
// hashed; what is closed is compared with the last that history says of it.

func (c *content) part(p *engine.RunPart) []byte { return c.document("run", documentOfPart(p)) }

// loadParts reads the open parts, and the greatest number of a run.
func (b *snapshot) loadParts(ctx context.Context, c Conn) error {
	where := "WHERE is_open = 1"
	if b.only != nil {
		where += " AND " + in("hub_id", b.only.Clients)
	}
	var err error
	if b.access.Parts, err = readParts(ctx, c, where+" ORDER BY hub_id"); err != nil {
		return err
	}
	return c.QueryRowContext(ctx, `SELECT coalesce(max(run), 0) FROM run_parts`).Scan(&b.access.LastRun)
}

func readParts(ctx context.Context, c Conn, where string, args ...any) ([]engine.RunPart, error) {
	var list []engine.RunPart
	err := each(ctx, c, func(scan func(...any) error) error {
		var document string
		if err := scan(&document); err != nil {
			return err
		}
		var d partDocument
		if err := fromJSON(document, &d); err != nil {
			return err
		}
		p, err := d.part()
		if err != nil {
			return err
		}
		list = append(list, *p)
		return nil
	}, `SELECT document FROM run_parts `+where, args...)
	return list, err
}

// Parts lists the parts of runs, closed ones too, by run and hub id.
func Parts(ctx context.Context, c Conn) ([]engine.RunPart, error) {
	list, err := readParts(ctx, c, "ORDER BY run, hub_id")
	if err != nil {
		return nil, fmt.Errorf("read runs: %w", err)
	}
	return list, nil
}

// demandClosed refuses changes of closed parts that are not as they were read:
// that was before the transaction.
func demandClosed(ctx context.Context, c Conn, changes []engine.RunPartChange) error {
	for i := range changes {
		before := changes[i].Before
		if before == nil || before.IsOpen() {
			continue
		}
		list, err := readParts(ctx, c, "WHERE run = $1 AND hub_id = $2", before.Number, before.HubID)
		if err != nil {
			return fmt.Errorf("read runs: %w", err)
		}
		if len(list) != 1 || toJSON(documentOfPart(&list[0])) != toJSON(documentOfPart(before)) {
			return fmt.Errorf("%w: run %d in client %d", state.ErrMoved, before.Number, before.HubID)
		}
	}
	return nil
}

func (d *delta) changeParts(in *engine.Changes) error {
	for _, c := range in.Parts {
		if err := d.changePart(c); err != nil {
			return err
		}
	}
	open := map[int64]int64{}
	for i := range d.snapshot.access.Parts {
		open[d.snapshot.access.Parts[i].HubID] = d.snapshot.access.Parts[i].Number
	}
	for _, p := range d.rows.parts {
		if !p.IsOpen() && open[p.HubID] == p.Number {
			delete(open, p.HubID)
		}
	}
	for _, p := range d.rows.parts {
		if other := open[p.HubID]; p.IsOpen() && other != 0 && other != p.Number {
			return mismatch("client %d would be in two open runs, %d and %d", p.HubID, other, p.Number)
		}
		if p.IsOpen() {
			open[p.HubID] = p.Number
		}
	}
	return nil
}

// changePart writes a part. What stood before is the open part of the client.
func (d *delta) changePart(c engine.RunPartChange) error {
	if c.After == nil || c.Before != nil && (c.Before.Number != c.After.Number || c.Before.HubID != c.After.HubID) {
		return mismatch("a change of a run says nothing, or changes which run it is")
	}
	hubID := c.After.HubID
	if d.recorded(hubID) == nil && d.clientRow[hubID] == nil {
		return mismatch("client %d is not recorded and has a run", hubID)
	}
	at := slices.IndexFunc(d.snapshot.access.Parts, func(p engine.RunPart) bool { return p.HubID == hubID && p.Number == c.After.Number })
	if c.Before != nil && c.Before.IsOpen() != (at >= 0) {
		return mismatch("run %d in client %d: open %t, expected %t", c.After.Number, hubID, at >= 0, c.Before.IsOpen())
	}
	if c.Before == nil && c.After.Number <= d.snapshot.access.LastRun && !d.isOfThisRun(c.After.Number) {
		return mismatch("run %d has begun already", c.After.Number)
	}
	before := c.Before
	if at >= 0 {
		before = &d.snapshot.access.Parts[at]
		d.content.remove(d.content.part(before))
	}
	if c.After.IsOpen() {
		d.content.add(d.content.part(c.After))
	}
	d.rows.parts = append(d.rows.parts, c.After)
	return d.emit(changeRow{kind: kindPart, hubID: hubID, subject: strconv.FormatInt(c.After.Number, 10),
		document: toJSON(changeDocument[partDocument]{packedPart(before), packedPart(c.After)})})
}

// isOfThisRun reports whether the revision opens that run in other clients.
func (d *delta) isOfThisRun(run int64) bool {
	return slices.ContainsFunc(d.rows.parts, func(p *engine.RunPart) bool { return p.Number == run })
}

func (r *rows) writeParts(ctx context.Context, c Conn, _ int64) error {
	return write(ctx, c.Upsert("run_parts", "run, hub_id", "is_open, document"), r.parts, func(p *engine.RunPart) []any {
		return []any{p.Number, p.HubID, number(p.IsOpen()), toJSON(packedPart(p))}
	})
}

func (p *past) undoParts(changes []engine.RunPartChange) {
	for _, c := range changes {
		if c.After.IsOpen() {
			delete(p.parts, c.After.HubID)
		}
		if c.Before == nil { // runs are numbered without gaps
			p.lastRun = min(p.lastRun, c.After.Number-1)
		}
	}
	for _, c := range changes {
		if c.Before != nil && c.Before.IsOpen() {
			p.parts[c.Before.HubID] = *c.Before
		}
	}
}

func (p *past) listParts() []engine.RunPart {
	return slices.SortedFunc(maps.Values(p.parts), func(x, y engine.RunPart) int { return cmp.Compare(x.HubID, y.HubID) })
}

// checkParts compares every part with the last that history says of it, and
// whether a row is marked as open with its steps.
func checkParts(ctx context.Context, c Conn, report func(where, format string, args ...any)) error {
	type name struct {
		run   string
		hubID int64
	}
	last := map[name]string{}
	err := each(ctx, c, func(scan func(...any) error) error {
		var n name
		var document string
		if err := scan(&n.run, &n.hubID, &document); err != nil {
			return err
		}
		var doc changeDocument[partDocument]
		if err := fromJSON(document, &doc); err != nil {
			return err
		}
		last[n] = textOf(doc.After)
		return nil
	}, `SELECT subject, hub_id, document FROM changes WHERE kind = $1 ORDER BY serial, seq`, kindPart)
	if err != nil {
		return err
	}
	err = each(ctx, c, func(scan func(...any) error) error {
		var run, isOpen int64
		var n name
		var document string
		if err := scan(&run, &n.hubID, &isOpen, &document); err != nil {
			return err
		}
		n.run = strconv.FormatInt(run, 10)
		var d partDocument
		if err := fromJSON(document, &d); err != nil {
			return err
		}
		p, err := d.part()
		switch {
		case err != nil:
			return err
		case last[n] != document:
			report("run_parts", "run %d in client %d is not what history says of it", run, n.hubID)
		case isOpen != number(p.IsOpen()):
			report("run_parts", "run %d in client %d is marked as open or closed, and its steps say otherwise", run, n.hubID)
		}
		delete(last, n)
		return nil
	}, `SELECT run, hub_id, is_open, document FROM run_parts`)
	for n := range last {
		report("run_parts", "run %s in client %d is missing", n.run, n.hubID)
	}
	return err
}

// loadCompared reads when each client was last compared as a whole with the
// account.
func (b *snapshot) loadCompared(ctx context.Context, c Conn) error {
	from := 0
	return each(ctx, c, func(scan func(...any) error) error {
		var hubID int64
		var text string
		if err := scan(&hubID, &text); err != nil {
			return err
		}
		at, err := parseMoment(text)
		if err != nil {
			return err
		}
		client, err := b.client(hubID, &from)
		if err != nil {
			return err
		}
		client.ComparedAt = at
		return nil
	}, `SELECT hub_id, at FROM compared `+b.ofClients()+` ORDER BY hub_id`)
}

// NoteCompared keeps for each of these clients that are recorded the moment of
// the comparison, where it is later than the one that is known. It reports
// whether anything was written.
func NoteCompared(ctx context.Context, c Conn, moments map[int64]time.Time) (bool, error) {
	wrote := false
	for _, hubID := range slices.Sorted(maps.Keys(moments)) {
		at := timeText(moments[hubID])
		var known sql.NullString
		err := c.QueryRowContext(ctx, `SELECT (SELECT at FROM compared WHERE compared.hub_id = clients.hub_id) FROM clients WHERE hub_id = $1`, hubID).Scan(&known)
		switch {
		case errors.Is(err, sql.ErrNoRows), err == nil && known.Valid && known.String >= at:
			continue
		case err != nil:
			return wrote, fmt.Errorf("read comparisons: %w", err)
		}
		rows := c.Upsert("compared", "hub_id", "at")
		if err := errors.Join(rows.Add(ctx, hubID, at), rows.Close(ctx)); err != nil {
			return wrote, fmt.Errorf("write comparisons: %w", err)
		}
		wrote = true
	}
	return wrote, nil
}
