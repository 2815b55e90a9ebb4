package postgres

import (
	"context"
	"database/sql"
	"errors"
	"iter"
	"time"

	"accredit/engine"
	"accredit/state"
	"accredit/state/internal/sqlstore"
)

// Read implements state.Store.
func (s *Store) Read(ctx context.Context, opts state.ReadOptions) (*engine.Access, error) {
	return get(ctx, s, func(c sqlstore.Conn) (*engine.Access, error) { return sqlstore.Read(ctx, c, opts) })
}

// ChangedSince implements state.Store.
func (s *Store) ChangedSince(ctx context.Context, since state.Anchor) (state.Changed, error) {
	return get(ctx, s, func(c sqlstore.Conn) (state.Changed, error) { return sqlstore.ChangedSince(ctx, c, since) })
}

// ReadAt implements state.Store.
func (s *Store) ReadAt(ctx context.Context, serial int64) (*engine.Access, error) {
	return get(ctx, s, func(c sqlstore.Conn) (*engine.Access, error) { return sqlstore.ReadAt(ctx, c, serial) })
}

// VerifyHistory implements state.Store.
func (s *Store) VerifyHistory(ctx context.Context, anchors ...state.Anchor) ([]state.Problem, error) {
	return get(ctx, s, func(c sqlstore.Conn) ([]state.Problem, error) { return sqlstore.VerifyHistory(ctx, c, anchors) })
}

// Check implements state.Store. The server looks after its files itself.
func (s *Store) Check(ctx context.Context) ([]state.Problem, error) {
	problems, err := get(ctx, s, func(c sqlstore.Conn) ([]state.Problem, error) {
		strange, err := s.checkSchema(ctx, c)
		if err != nil {
			return nil, err
		}
		rows, err := sqlstore.Check(ctx, c)
		return append(strange, rows...), err
	})
	if errors.Is(err, state.ErrDamaged) {
		return append(problems, state.Problem{Where: "database", Text: err.Error()}), nil
	}
	return problems, err
}

// Runs implements state.Store.
func (s *Store) Runs(ctx context.Context) ([]engine.RunPart, error) {
	return get(ctx, s, func(c sqlstore.Conn) ([]engine.RunPart, error) { return sqlstore.Parts(ctx, c) })
}

// NoteCompared implements state.Store.
func (s *Store) NoteCompared(ctx context.Context, moments map[int64]time.Time) error {
	if s.opts.Mode == ReadOnly {
		return s.fault(state.ErrReadOnly, "it was opened for reading", "", nil)
	}
	rev := state.Revision{Command: "accredit run check"}
	_, err := write(ctx, s, &rev, func(c *sql.Conn) (struct{}, bool, error) {
		wrote, err := sqlstore.NoteCompared(ctx, conn{c}, moments)
		return struct{}{}, wrote, err
	})
	return s.translate(ctx, err)
}

// get runs f in a transaction that reads.
func get[T any](ctx context.Context, s *Store, f func(sqlstore.Conn) (T, error)) (T, error) {
	var value T
	err := s.read(ctx, func(c sqlstore.Conn) error {
		var err error
		value, err = f(c)
		return err
	})
	return value, err
}

// read is a sqlstore.Reader.
func (s *Store) read(ctx context.Context, f func(sqlstore.Conn) error) error {
	return s.translate(ctx, s.reading(ctx, func(c *sql.Conn) error { return f(conn{c}) }))
}

// History implements state.Store.
func (s *Store) History(ctx context.Context, f state.Filter) iter.Seq2[state.Entry, error] {
	return sqlstore.History(ctx, s.read, f)
}

// Dump implements state.Store.
func (s *Store) Dump(ctx context.Context) iter.Seq2[state.Row, error] {
	return sqlstore.Dump(ctx, s.read)
}

// Fill implements state.Store.
func (s *Store) Fill(ctx context.Context, rows iter.Seq2[state.Row, error]) (state.Anchor, error) {
	if s.opts.Mode == ReadOnly {
		return state.Anchor{}, s.fault(state.ErrReadOnly, "it was opened for reading", "", nil)
	}
	rev := state.Revision{Command: "accredit state copy"}
	anchor, err := write(ctx, s, &rev, func(c *sql.Conn) (state.Anchor, bool, error) {
		a, applyID, err := sqlstore.Fill(ctx, conn{c}, rows)
		rev.ApplyID = applyID
		return a, true, err
	})
	return anchor, s.translate(ctx, err)
}
