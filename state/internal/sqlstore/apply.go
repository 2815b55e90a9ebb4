package sqlstore

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"accredit/engine"
	"accredit/state"
)

// Apply does what state.Store.Apply promises, or ApplyPart where part is not
// nil, inside a transaction that keeps other writers out and that the backend
// commits when there is no error.
func Apply(ctx context.Context, c Conn, rev state.Revision, part *state.Part, decide func(*engine.Access) (*engine.Changes, error)) (state.Revision, error) {
	if rev.At.IsZero() {
		rev.At = time.Now()
	}
	rev.At = rev.At.UTC().Round(0)
	b, err := load(ctx, c, state.ReadOptions{Now: rev.At, Only: part})
	if err != nil {
		return state.Revision{}, err
	}
	if err := refuseTwice(ctx, c, rev.ApplyID); err != nil {
		return state.Revision{}, err
	}
	changes, err := decide(b.access)
	if err != nil {
		return state.Revision{}, err
	}
	if changes == nil || changes.IsEmpty() {
		return state.Revision{}, nil
	}
	if err := b.demandPart(changes); err != nil {
		return state.Revision{}, err
	}
	if err := demandClosed(ctx, c, changes.Parts); err != nil {
		return state.Revision{}, err
	}
	if err := b.loadLastPerson(ctx, c); err != nil {
		return state.Revision{}, fmt.Errorf("read people: %w", err)
	}
	if b.only != nil { // other clients have intents, too, and share them
		if err := b.readIntents(ctx, c, ""); err != nil {
			return state.Revision{}, fmt.Errorf("read intents: %w", err)
		}
	}
	done, err := writeAll(ctx, c, b, complete(rev, b, changes), changes)
	if err == nil && len(changes.Compared) > 0 {
		_, err = NoteCompared(ctx, c, changes.Compared)
	}
	return done, err
}

// complete fills in what the caller does not give.
func complete(rev state.Revision, b *snapshot, changes *engine.Changes) state.Revision {
	if b.head.serial > 0 {
		rev.Lineage = b.head.lineage
	} else if rev.Lineage == "" {
		rev.Lineage = state.NewID()
	}
	if rev.ApplyID == "" {
		rev.ApplyID = state.NewID()
	}
	rev.Serial, rev.Parent = b.head.serial+1, b.head.hash
	rev.Removals = changes.Removals
	rev.Overrides = slices.Sorted(slices.Values(rev.Overrides))
	rev.Signers = slices.Sorted(slices.Values(rev.Signers))
	rev.Skipped = slices.Sorted(slices.Values(rev.Skipped))
	return rev
}

func refuseTwice(ctx context.Context, c Conn, applyID string) error {
	var serial int64
	err := c.QueryRowContext(ctx, `SELECT serial FROM revisions WHERE apply_id = $1`, applyID).Scan(&serial)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return nil
	case err != nil:
		return fmt.Errorf("look for the apply: %w", err)
	}
	return fmt.Errorf("%w: it is revision %d", state.ErrApplied, serial)
}

// writeAll writes one revision and everything that it changes.
func writeAll(ctx context.Context, c Conn, b *snapshot, rev state.Revision, changes *engine.Changes) (state.Revision, error) {
	hash := newChain()
	history := c.Insert("changes", changeColumns)
	closing := sync.OnceValue(func() error { return history.Close(ctx) })
	defer func() { _ = closing() }() // after a panic, too: rows must not keep the connection
	early := earlyGrants{conn: c}
	defer func() { _ = early.close(ctx) }()
	d, err := compute(b, changes, func(row changeRow) error {
		hash.change(row)
		return history.Add(ctx, rev.Serial, hash.seq, row.kind, row.hubID, row.subject, row.document)
	}, func(r *rows) error { return early.begin(ctx, r) })
	// What failed first says why; what is closed after it writes nothing more.
	err = cmp.Or(err, closing(), early.close(ctx))
	if err != nil {
		return state.Revision{}, fmt.Errorf("revision %d: %w", rev.Serial, err)
	}
	for _, row := range d.rows.rights {
		hash.rights(row)
	}
	rev.Grants, rev.Catalogue, rev.ContentHash = d.grants, d.agency.Catalogue, d.content.String()
	rev.Hash = hash.close(&rev)
	if hash.p.bad {
		return state.Revision{}, state.ErrBadText
	}
	if err := d.rows.write(ctx, c, rev.Serial); err != nil {
		return state.Revision{}, err
	}
	return rev, writeRevision(ctx, c, &rev, d.agency)
}
