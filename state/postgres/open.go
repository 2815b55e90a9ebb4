package postgres

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"sync"
	"time"

	"github.com/jackc/pgx/v5/stdlib"

	"accredit/state"
	"accredit/state/internal/sqlstore"
)

// Mode says what a state is opened for.
type Mode int

const (
	// ReadOnly opens an existing state; Apply is refused. A standby will do.
	// Nothing is created or migrated.
	ReadOnly Mode = iota
	// Create opens a state for writing. It makes the schema and its tables
	// where there are none, and migrates older ones.
	Create
)

// DefaultWait is how long another run is waited for.
const DefaultWait = 5 * time.Second

// Options are the choices of Open. The zero value opens for reading.
type Options struct {
	Mode Mode
	Wait time.Duration // for another run that holds the state; 0: DefaultWait, negative: not at all

	migrations fs.FS         // tests bring their own
	isolation  string        // of an apply; tests show what another level does
	search     time.Duration // for what became of a commit whose answer was lost
}

// defaultSearch is how long it is looked for what became of a commit: long
// enough for a server to restart.
const defaultSearch = 30 * time.Second

// connections is how many a store uses at most: one to apply or read, one
// that guards a migration, one that looks for a commit.
const connections = 4

// Store is a state in a schema. It implements state.Store.
type Store struct {
	address address
	opts    Options
	db      *sql.DB
	watched bool // the server notices a client that is gone while it works for it

	closing  sync.Once
	closeErr error
}

var _ state.Store = (*Store)(nil)

// Open opens the state at a URL. It fails with state.ErrNone (no schema or no
// tables, and opened for reading), ErrBadURL, ErrNoAccess, ErrOld,
// ErrReadOnly, ErrForeign, ErrNewer, ErrOlder, ErrDamaged or ErrLocked.
func Open(ctx context.Context, place string, opts Options) (*Store, error) {
	a, err := parseAddress(place)
	if err != nil {
		return nil, err
	}
	if opts.migrations == nil {
		if opts.migrations, err = fs.Sub(embedded, "migrations"); err != nil {
			return nil, err
		}
	}
	opts.Wait = cmp.Or(opts.Wait, DefaultWait)
	opts.isolation = cmp.Or(opts.isolation, "SERIALIZABLE")
	opts.search = cmp.Or(opts.search, defaultSearch)
	s := &Store{address: a, opts: opts, db: stdlib.OpenDB(*a.config)}
	s.db.SetMaxOpenConns(connections)
	if err := s.prepare(ctx); err != nil {
		return nil, errors.Join(s.translate(ctx, err), s.Close())
	}
	return s, nil
}

// prepare does the work of Open.
func (s *Store) prepare(ctx context.Context) error {
	latest, err := sqlstore.LatestSchema(s.opts.migrations)
	if err != nil {
		return err
	}
	f, err := s.inspect(ctx)
	if err != nil {
		return err
	}
	if err := s.judge(f, latest); err != nil {
		return err
	}
	if s.opts.Mode == ReadOnly {
		return s.mayRead(ctx)
	}
	if f.schema != latest {
		if err := s.migrate(ctx, latest); err != nil {
			return err
		}
	}
	s.watched = s.canWatch(ctx)
	return s.mayWrite(ctx)
}

// Close closes the connections.
func (s *Store) Close() error {
	s.closing.Do(func() { s.closeErr = s.db.Close() })
	return s.closeErr
}

// Path is where the state is, without a password.
func (s *Store) Path() string { return s.address.shown }

// String names the store in messages, without a password.
func (s *Store) String() string { return fmt.Sprintf("state at %s", s.address.shown) }

// GoString keeps %#v from showing a password.
func (s *Store) GoString() string { return s.String() }
