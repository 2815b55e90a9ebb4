package sqlstore

import (
	"context"
	"fmt"
	"time"

	"accredit/engine"
	"accredit/state"
)

// ReadAt returns what was recorded after a revision. What comes out is
// compared with the content hash that the revision has.
func ReadAt(ctx context.Context, c Conn, serial int64) (*engine.Access, error) {
	b, err := load(ctx, c, state.ReadOptions{})
	if err != nil {
		return nil, err
	}
	if serial < 1 || serial > b.head.serial {
		return nil, fmt.Errorf("%w with serial %d: the latest is %d", state.ErrNone, serial, b.head.serial)
	}
	if serial == b.head.serial {
		return b.access, nil
	}
	p := newPast(b.access)
	for s := b.head.serial; s > serial; s-- {
		rc, err := readChanges(ctx, c, s, b.rights, "")
		if err != nil {
			return nil, err
		}
		if err := p.undo(rc); err != nil {
			return nil, damaged(fmt.Errorf("undo revision %d: %w", s, err))
		}
	}
	a := p.access()
	a.Lineage, a.Serial = b.head.lineage, serial
	if err := compareContent(ctx, c, a); err != nil {
		return nil, err
	}
	a.Recent, err = loadRecent(ctx, c, time.Time{}, serial)
	return a, err
}

func compareContent(ctx context.Context, c Conn, a *engine.Access) error {
	var want string
	if err := c.QueryRowContext(ctx, `SELECT content_hash, hash FROM revisions WHERE serial = $1`, a.Serial).Scan(&want, &a.Hash); err != nil {
		return fmt.Errorf("read revision %d: %w", a.Serial, err)
	}
	if got := contentOf(a).String(); got != want {
		return damaged(fmt.Errorf("undoing does not lead to revision %d: its content should have the hash %s, not %s", a.Serial, want, got))
	}
	return nil
}
