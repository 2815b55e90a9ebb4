package sqlstore

import (
	"context"

	"accredit/engine"
)

// grantColumns are those beside the key.
const grantColumns = "rights_id, status, seat, unlinked, starts, expires, recorded_on, origin_id, details"

// grantWriter writes rows of grants.
type grantWriter struct {
	Rows
	rightsID func(*engine.RecordedRights) int64
	texts    map[extra]string
	values   []any
}

func (r *rows) newGrants(c Conn) *grantWriter {
	return r.grantsTo(c.Insert("grants", "hub_id, person_id, "+grantColumns))
}

func (r *rows) changedGrants(c Conn) *grantWriter {
	return r.grantsTo(c.Upsert("grants", "hub_id, person_id", grantColumns))
}

func (r *rows) grantsTo(to Rows) *grantWriter {
	return &grantWriter{Rows: to, rightsID: r.rightsID, texts: map[extra]string{}}
}

func (w *grantWriter) add(ctx context.Context, row *grantRow) error {
	g := row.grant
	x := extraOf(g)
	text, ok := w.texts[x]
	if !ok {
		text = x.text()
		w.texts[x] = text
	}
	w.values = append(w.values[:0], row.hubID, row.personID, w.rightsID(g.Rights), int64(g.Status), int64(g.Seat), number(g.Unlinked),
		int64(g.Starts), int64(g.Expires), int64(g.RecordedOn), row.originID, text)
	return w.Add(ctx, w.values...)
}

// addGrant keeps a row for writeGrants, or writes it at once.
func (r *rows) addGrant(row grantRow) error {
	if row.isNew && r.newGrant != nil {
		return r.newGrant(&row)
	}
	r.grants.add(row)
	return nil
}

// earlyGrants writes new grants while the next are worked out, where the
// connection lets it. The clients have to be there, to which grants have a
// foreign key; they have none to people, rights and origins, which come after.
// What is refused later, such as text that cannot be kept, is undone with the
// transaction.
type earlyGrants struct {
	conn Conn
	to   *grantWriter // nil: not begun, or closed
}

// begin writes the clients, which grants name, and takes the new grants.
func (e *earlyGrants) begin(ctx context.Context, r *rows) error {
	if !e.conn.Interleaves() {
		return nil
	}
	if err := r.writeClients(ctx, e.conn, 0); err != nil {
		return err
	}
	r.clients = nil
	e.to = r.newGrants(e.conn)
	r.newGrant = func(row *grantRow) error { return e.to.add(ctx, row) }
	return nil
}

func (e *earlyGrants) close(ctx context.Context) error {
	to := e.to
	if to == nil {
		return nil
	}
	e.to = nil
	return to.Close(ctx)
}
