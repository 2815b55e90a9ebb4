package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	_ "modernc.org/sqlite" // the driver "sqlite"

	"accredit/state"
)

// Mode says what a state is opened for.
type Mode int

const (
	// ReadOnly opens an existing state; Apply is refused. A file of an older
	// version is migrated all the same, since it cannot be read otherwise.
	ReadOnly Mode = iota
	// Create opens a state for writing and makes it where there is none.
	Create
)

// DefaultWait is how long another run is waited for.
const DefaultWait = 5 * time.Second

// Options are the choices of Open. The zero value opens for reading.
type Options struct {
	Mode Mode
	Wait time.Duration // for another run that holds the state; 0: DefaultWait, negative: not at all

	migrations fs.FS // tests bring their own
	isCopy     bool  // migrate without a backup: it is a copy of one
}

// Store is a state in a file. It implements state.Store.
type Store struct {
	path  string
	opts  Options
	read  *sql.DB
	write *sql.DB                // nil when opened for reading
	note  atomic.Pointer[[]byte] // the latest that this store left

	closing  sync.Once
	closeErr error
}

var _ state.Store = (*Store)(nil)

// quickCheckLimit is the size in bytes up to which a file that is opened for
// writing is checked whole: a few milliseconds a megabyte. Larger ones are
// checked by Check and Backup.
const quickCheckLimit = 32 << 20

// Open opens the state at path. It fails with state.ErrNone (nothing there,
// or nothing in it, and opened for reading), ErrSymlink, ErrNotFile,
// ErrForeign, ErrDamaged, ErrReadOnly, ErrNoAccess, ErrLocked or ErrNewer.
func Open(ctx context.Context, path string, opts Options) (*Store, error) {
	s, err := newStore(path, opts)
	if err != nil {
		return nil, err
	}
	if err := s.prepare(ctx); err != nil {
		return nil, errors.Join(s.translate(ctx, err), s.Close())
	}
	return s, nil
}

// newStore is a store that is not opened.
func newStore(path string, opts Options) (*Store, error) {
	absolute, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	if opts.Wait == 0 {
		opts.Wait = DefaultWait
	}
	if opts.migrations == nil {
		if opts.migrations, err = fs.Sub(embedded, "migrations"); err != nil {
			return nil, err
		}
	}
	return &Store{path: absolute, opts: opts}, nil
}

// prepare does the work of Open.
func (s *Store) prepare(ctx context.Context) error {
	size, err := s.lookAtFile()
	if err != nil {
		return err
	}
	if s.read, err = s.connect(reading); err != nil {
		return err
	}
	if err := s.bringUpToDate(ctx); err != nil {
		return err
	}
	if s.opts.Mode == ReadOnly {
		return nil
	}
	if s.write, err = s.connect(writing); err != nil {
		return err
	}
	if err := s.probe(ctx); err != nil {
		return err
	}
	if size > quickCheckLimit {
		return nil
	}
	return s.reading(ctx, func(c *sql.Conn) error { return sound(ctx, c, "quick_check") })
}

// Close closes the file.
func (s *Store) Close() error {
	s.closing.Do(func() {
		for _, db := range []*sql.DB{s.write, s.read} {
			if db != nil {
				s.closeErr = errors.Join(s.closeErr, db.Close())
			}
		}
	})
	return s.closeErr
}

// sound runs SQLite's own check, quick_check or integrity_check.
func sound(ctx context.Context, c *sql.Conn, check string) error {
	var result string
	if err := c.QueryRowContext(ctx, "PRAGMA "+check+"(1)").Scan(&result); err != nil {
		return err
	}
	if result != "ok" {
		return fmt.Errorf("%w: %s", state.ErrDamaged, result)
	}
	return nil
}
