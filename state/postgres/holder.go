package postgres

import (
	"context"
	"os"
	"time"

	"accredit/state"
)

// nameOf is the application_name of a run that has the state row. Everybody
// may see it in pg_stat_activity, and it goes with the transaction; what does
// not fit into its 63 bytes stands in the note with the same token.
func nameOf(token string) string { return "accredit " + token }

// leaveNote says who is about to apply, for whoever waits, and returns the
// note's token. It clears away notes of long ago. A note is a courtesy: where
// it cannot be written, nobody is told.
func (s *Store) leaveNote(ctx context.Context, rev *state.Revision) string {
	token := state.NewID()
	host, _ := os.Hostname()
	_, _ = s.db.ExecContext(ctx, `WITH old AS (DELETE FROM `+s.name("holders")+` WHERE since < now() - interval '1 day')
		INSERT INTO `+s.name("holders")+` VALUES ($1, $2, $3, $4, $5, now())`,
		token, rev.Who, host, os.Getpid(), rev.Command)
	return token
}

// locked says who holds the state: who left the note whose token the
// transaction with the state row shows. A run that is dead has none.
func (s *Store) locked(ctx context.Context, waited time.Duration, cause error) error {
	e := &state.LockedError{Path: s.address.shown, Waited: waited, Err: cause}
	var h state.Holder
	var since float64
	err := s.db.QueryRowContext(ctx, `SELECT h.who, h.host, h.pid, h.command, extract(epoch FROM coalesce(a.xact_start, h.since))::float8
		FROM `+s.name("holders")+` h JOIN pg_stat_activity a ON a.application_name = 'accredit ' || h.token
		WHERE a.datname = current_database() ORDER BY h.since DESC LIMIT 1`).Scan(&h.Who, &h.Host, &h.PID, &h.Command, &since)
	if err == nil {
		h.Since = time.UnixMilli(int64(since * 1000)).UTC()
		e.Holder = &h
	}
	return e
}
