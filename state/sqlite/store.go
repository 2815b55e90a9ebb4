package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"iter"
	"os"
	"time"

	"accredit/engine"
	"accredit/engine/ordinary"
	"accredit/state"
	"accredit/state/internal/sqlstore"
)

// Read implements state.Store.
func (s *Store) Read(ctx context.Context, opts state.ReadOptions) (*engine.Access, error) {
	return get(ctx, s, func(c *sql.Conn) (*engine.Access, error) { return sqlstore.Read(ctx, newConn(c), opts) })
}

// ChangedSince implements state.Store.
func (s *Store) ChangedSince(ctx context.Context, since state.Anchor) (state.Changed, error) {
	return get(ctx, s, func(c *sql.Conn) (state.Changed, error) { return sqlstore.ChangedSince(ctx, newConn(c), since) })
}

// ReadAt implements state.Store.
func (s *Store) ReadAt(ctx context.Context, serial int64) (*engine.Access, error) {
	return get(ctx, s, func(c *sql.Conn) (*engine.Access, error) { return sqlstore.ReadAt(ctx, newConn(c), serial) })
}

// VerifyHistory implements state.Store.
func (s *Store) VerifyHistory(ctx context.Context, anchors ...state.Anchor) ([]state.Problem, error) {
	return get(ctx, s, func(c *sql.Conn) ([]state.Problem, error) { return sqlstore.VerifyHistory(ctx, newConn(c), anchors) })
}

// Runs implements state.Store.
func (s *Store) Runs(ctx context.Context) ([]engine.RunPart, error) {
	return get(ctx, s, func(c *sql.Conn) ([]engine.RunPart, error) { return sqlstore.Parts(ctx, newConn(c)) })
}

// NoteCompared implements state.Store.
func (s *Store) NoteCompared(ctx context.Context, moments map[int64]time.Time) error {
	if s.write == nil {
		return s.fault(state.ErrReadOnly, "it was opened for reading", "", nil)
	}
	err := s.transaction(ctx, s.write, "BEGIN IMMEDIATE", func(c *sql.Conn) (bool, error) {
		return sqlstore.NoteCompared(ctx, newConn(c), moments)
	})
	return s.translate(ctx, s.cannotWrite(err))
}

// get runs f in a transaction that reads.
func get[T any](ctx context.Context, s *Store, f func(*sql.Conn) (T, error)) (T, error) {
	var value T
	err := s.reading(ctx, func(c *sql.Conn) error {
		var err error
		value, err = f(c)
		return err
	})
	return value, s.translate(ctx, err)
}

// History implements state.Store.
func (s *Store) History(ctx context.Context, f state.Filter) iter.Seq2[state.Entry, error] {
	return sqlstore.History(ctx, s.reader, f)
}

// reader is a sqlstore.Reader.
func (s *Store) reader(ctx context.Context, f func(sqlstore.Conn) error) error {
	return s.translate(ctx, s.reading(ctx, func(c *sql.Conn) error { return f(newConn(c)) }))
}

// Apply implements state.Store.
func (s *Store) Apply(ctx context.Context, rev state.Revision, decide func(*engine.Access) (*engine.Changes, error)) (state.Revision, error) {
	return s.ApplyPart(ctx, rev, nil, decide)
}

// ApplyPart implements state.Store; a nil part is everything.
func (s *Store) ApplyPart(ctx context.Context, rev state.Revision, part *state.Part, decide func(*engine.Access) (*engine.Changes, error)) (state.Revision, error) {
	if s.write == nil {
		return state.Revision{}, s.fault(state.ErrReadOnly, "it was opened for reading", "", nil)
	}
	var own error // of decide
	var done state.Revision
	release := func() {}
	defer func() { release() }()
	err := s.transaction(ctx, s.write, "BEGIN IMMEDIATE", func(c *sql.Conn) (bool, error) {
		release = s.hold(&rev)
		var err error
		done, err = sqlstore.Apply(ctx, newConn(c), rev, part, func(a *engine.Access) (*engine.Changes, error) {
			changes, err := decide(a)
			own = err
			return changes, err
		})
		return done.Serial > 0, err
	})
	if err == nil {
		return done, nil
	}
	if own != nil {
		return state.Revision{}, own
	}
	return state.Revision{}, s.translate(ctx, s.cannotWrite(err))
}

// Check implements state.Store.
func (s *Store) Check(ctx context.Context) ([]state.Problem, error) {
	problems := s.checkMode()
	more, err := get(ctx, s, func(c *sql.Conn) ([]state.Problem, error) {
		if err := checkFile(ctx, c); err != nil {
			return nil, err
		}
		schema, err := s.compareLatest(ctx, c)
		if err != nil {
			return schema, err
		}
		rows, err := sqlstore.Check(ctx, newConn(c))
		return append(schema, rows...), err
	})
	problems = append(problems, more...)
	if errors.Is(err, state.ErrDamaged) {
		return append(problems, state.Problem{Where: "file", Text: err.Error()}), nil
	}
	return problems, err
}

// checkMode finds a file that others than its owner can read.
func (s *Store) checkMode() []state.Problem {
	info, err := os.Lstat(s.path)
	if err != nil || !ordinary.OpenToOthers(info) {
		return nil
	}
	return []state.Problem{{Where: "mode", Text: fmt.Sprintf("others can use it: its mode is %04o, not 0600", info.Mode().Perm())}}
}
