package postgres

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"accredit/state"
	"accredit/state/internal/sqlstore"
)

// outcome finds out, on other connections, what became of a commit whose
// answer was lost: nil when it was made. A transaction that the server is
// still busy with is waited for, and so is a server that restarts.
func (s *Store) outcome(ctx context.Context, applyID, xid string, lost error) error {
	calm, cancel := context.WithTimeout(context.WithoutCancel(ctx), s.opts.search)
	defer cancel()
	for pause := 10 * time.Millisecond; ; pause = min(2*pause, time.Second) {
		made, known, err := s.look(calm, applyID, xid)
		switch {
		case made:
			return nil
		case known:
			return s.fault(state.ErrNoAccess, "the connection was lost while committing, and the server rolled back: nothing was changed", "Try again", lost)
		}
		select {
		case <-calm.Done():
			return &state.UnknownError{Path: s.address.shown, ApplyID: applyID, Err: errors.Join(lost, err),
				Look: fmt.Sprintf(`SELECT serial FROM %s WHERE apply_id = '%s'`, s.name("revisions"), applyID)}
		case <-time.After(pause):
		}
	}
}

// look asks for the revision of an apply, and where there is none whether its
// transaction can still make one. While it is in progress it can; and a
// standby may not have heard of it yet. A primary that does not know its
// number has crashed before anything of it was written; if another
// transaction has the number now, that is true as well.
func (s *Store) look(ctx context.Context, applyID, xid string) (made, known bool, err error) {
	var standby bool
	var status sql.NullString
	err = s.db.QueryRowContext(ctx, `SELECT pg_is_in_recovery()`).Scan(&standby)
	if err == nil && !standby {
		err = s.db.QueryRowContext(ctx, `SELECT pg_xact_status($1::xid8)`, xid).Scan(&status)
	}
	if err != nil && !hasCode(err, inTheFuture) {
		return false, false, err
	}
	err = s.reading(ctx, func(c *sql.Conn) error {
		made, err = sqlstore.WasApplied(ctx, conn{c}, applyID)
		return err
	})
	if err != nil {
		return false, false, err
	}
	return made, !standby && status.String != "in progress", nil
}
