package postgres

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/cenkalti/backoff/v5"

	"accredit/engine"
	"accredit/state"
	"accredit/state/internal/sqlstore"
)

// attempts is how often an apply that the server rolled back, because it
// would not fit any order with others, begins again.
const attempts = 10

// Apply implements state.Store.
func (s *Store) Apply(ctx context.Context, rev state.Revision, decide func(*engine.Access) (*engine.Changes, error)) (state.Revision, error) {
	return s.ApplyPart(ctx, rev, nil, decide)
}

// ApplyPart implements state.Store; a nil part is everything.
func (s *Store) ApplyPart(ctx context.Context, rev state.Revision, part *state.Part, decide func(*engine.Access) (*engine.Changes, error)) (state.Revision, error) {
	if s.opts.Mode == ReadOnly {
		return state.Revision{}, s.fault(state.ErrReadOnly, "it was opened for reading", "", nil)
	}
	if rev.ApplyID == "" {
		rev.ApplyID = state.NewID()
	}
	var own error // of decide
	done, err := write(ctx, s, &rev, func(c *sql.Conn) (state.Revision, bool, error) {
		own = nil
		done, err := sqlstore.Apply(ctx, conn{c}, rev, part, func(a *engine.Access) (*engine.Changes, error) {
			changes, err := decide(a)
			own = err
			return changes, err
		})
		return done, done.Serial > 0, err
	})
	if own != nil {
		return state.Revision{}, own
	}
	return done, s.translate(ctx, err)
}

// write runs f in a transaction that has the state row, commits when f says
// so, and runs f again when the server wants it.
func write[T any](ctx context.Context, s *Store, rev *state.Revision, f func(*sql.Conn) (result T, commit bool, err error)) (T, error) {
	token := s.leaveNote(ctx, rev)
	pause := backoff.NewExponentialBackOff()
	pause.InitialInterval, pause.MaxInterval = 5*time.Millisecond, 250*time.Millisecond
	return backoff.Retry(ctx, func() (T, error) {
		t := turn{store: s, token: token, rev: rev}
		result, err := runTurn(ctx, &t, f)
		if err != nil && !isRetryable(err) {
			err = backoff.Permanent(err)
		}
		return result, err
	}, backoff.WithBackOff(pause), backoff.WithMaxTries(attempts), backoff.WithMaxElapsedTime(0))
}

// turn is one attempt to write.
type turn struct {
	store *Store
	token string
	rev   *state.Revision
	xid   string // of the transaction, as the server numbers it
}

func runTurn[T any](ctx context.Context, t *turn, f func(*sql.Conn) (T, bool, error)) (T, error) {
	var result T
	var lost error
	err := t.store.with(ctx, func(c *sql.Conn) error {
		if err := t.take(ctx, c); err != nil {
			return err
		}
		var wanted bool
		var err error
		if result, wanted, err = f(c); err != nil {
			return err
		}
		if !wanted {
			return run(ctx, c, "ROLLBACK")
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err = commit(ctx, c); isLost(err) {
			lost = err
		}
		return err
	})
	if lost != nil {
		err = t.store.outcome(ctx, t.rev.ApplyID, t.xid, lost)
	}
	return result, err
}

// take begins a transaction and locks the state row, which is waited for.
// While others come first, the snapshot that was taken before the wait is
// old, and the server says so with 40001: that costs nothing yet, and is
// tried again as long as waiting is allowed.
func (t *turn) take(ctx context.Context, c *sql.Conn) error {
	s := t.store
	start := time.Now()
	for {
		left := max(0, s.opts.Wait-time.Since(start))
		err := s.begin(ctx, c, s.opts.isolation+", READ WRITE", left)
		if err != nil {
			return err
		}
		err = c.QueryRowContext(ctx, `SELECT pg_current_xact_id()::text, set_config('application_name', $1, true)
			FROM (SELECT FROM agency WHERE id = 1 FOR UPDATE) locked`, nameOf(t.token)).Scan(&t.xid, new(string))
		switch {
		case err == nil:
			return nil
		case errors.Is(err, sql.ErrNoRows):
			return fmt.Errorf("%w: the state row is missing", state.ErrDamaged)
		case isRetryable(err) && left > 0:
			if err := run(ctx, c, "ROLLBACK"); err != nil {
				return err
			}
		case isRetryable(err) || hasCode(err, lockNotAvailable):
			return s.locked(ctx, time.Since(start), err)
		default:
			return err
		}
	}
}
