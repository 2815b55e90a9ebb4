package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"sync"

	sqlite3 "modernc.org/sqlite/lib"

	"accredit/state"
	"accredit/state/internal/sqlstore"
)

// replaceBy gives the copy the state's name, while nobody writes the state.
func (s *Store) replaceBy(ctx context.Context, copied string, has *chain, opts RestoreOptions) (kept string, err error) {
	if _, err := os.Lstat(s.path); errors.Is(err, fs.ErrNotExist) {
		if err := s.moveAside(s.path, s.freeName("replaced"), "-journal"); err != nil {
			return "", err
		}
		return "", publish(copied, s.path)
	}
	switch _, err := s.lookAtFile(); {
	case err == nil, errors.Is(err, state.ErrNone), errors.Is(err, state.ErrDamaged): // an empty file is nothing, or no more
	case errors.Is(err, state.ErrForeign) && opts.ReplaceOther:
	case errors.Is(err, state.ErrForeign):
		return "", fmt.Errorf("%w: %w", ErrReplaceOther, err)
	default:
		return "", err
	}
	release, err := s.holdForRestore(ctx, has, opts)
	if err != nil {
		return "", err
	}
	release = sync.OnceValue(release)
	defer func() { err = errors.Join(err, release()) }()
	kept = s.freeName("replaced")
	if err := os.Link(s.path, kept); err != nil { // a file system without links: there is a moment without a state
		if err := os.Rename(s.path, kept); err != nil {
			return "", err
		}
	}
	if err := s.moveAside(s.path, kept, "-journal", "-wal"); err != nil {
		return kept, err
	}
	if !replacesOpenFiles {
		if err := release(); err != nil {
			return kept, err
		}
	}
	if err := os.Rename(copied, s.path); err != nil {
		return kept, err
	}
	return kept, syncDirectory(s.path)
}

// moveAside moves what a killed run left beside the file, so that SQLite does
// not roll it back into another one.
func (s *Store) moveAside(from, to string, suffixes ...string) error {
	for _, suffix := range suffixes {
		if err := os.Rename(from+suffix, to+suffix); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

// freeName is a name beside the state that nothing has yet.
func (s *Store) freeName(word string) string {
	for n := 1; ; n++ {
		name := fmt.Sprintf("%s.%s-%d", s.path, word, n)
		if _, err := os.Lstat(name); errors.Is(err, fs.ErrNotExist) {
			return name
		}
	}
}

// holdForRestore takes the lock of the state that is to be replaced, so that
// no commit is lost, and judges whether it may be. What is damaged so that it
// cannot be opened has no lock that anybody could hold.
func (s *Store) holdForRestore(ctx context.Context, has *chain, opts RestoreOptions) (release func() error, err error) {
	db, err := s.connect(writing)
	if err != nil {
		return nil, err
	}
	c, err := s.connection(ctx, db)
	if err != nil {
		if err := s.mayReplaceBroken(ctx, err, opts); err != nil {
			return nil, errors.Join(err, db.Close())
		}
		return db.Close, nil
	}
	release = func() error { drop(ctx, c); return db.Close() }
	if err = s.patiently(ctx, func() error { return run(context.WithoutCancel(ctx), c, "BEGIN EXCLUSIVE") }); err == nil {
		err = s.mayReplace(ctx, c, has, opts)
	}
	if err != nil && !errors.Is(err, ErrReplaceNewer) && !errors.Is(err, ErrReplaceOther) {
		err = s.mayReplaceBroken(ctx, err, opts)
	}
	if err != nil {
		return nil, errors.Join(err, release())
	}
	return release, nil
}

// mayReplaceBroken judges by the error that kept a state from being read: what
// is damaged may go, since it is kept beside whatever it was.
func (s *Store) mayReplaceBroken(ctx context.Context, err error, opts RestoreOptions) error {
	err = s.translate(ctx, err)
	switch {
	case errors.Is(err, state.ErrDamaged), code(err) == sqlite3.SQLITE_ERROR: // a table is missing
		return nil
	case errors.Is(err, state.ErrForeign):
		if opts.ReplaceOther {
			return nil
		}
		return fmt.Errorf("%w: %w", ErrReplaceOther, err)
	}
	return err
}

// mayReplace compares what is there with the history of the backup.
func (s *Store) mayReplace(ctx context.Context, c *sql.Conn, has *chain, opts RestoreOptions) error {
	f, err := inspect(ctx, c)
	if err != nil {
		return err
	}
	latest, err := sqlstore.LatestSchema(s.opts.migrations)
	if err != nil {
		return err
	}
	if f.isForeign() || f.schema > latest {
		if opts.ReplaceOther {
			return nil
		}
		return fmt.Errorf("%w: %s is a database of another program or of a newer accredit", ErrReplaceOther, s.path)
	}
	var lineage, hash string
	var serial int64
	err = c.QueryRowContext(ctx, "SELECT lineage, serial, hash FROM agency").Scan(&lineage, &serial, &hash)
	switch {
	case errors.Is(err, sql.ErrNoRows) || err != nil && f.tables == 0:
		return nil // nothing is recorded there
	case err != nil:
		return err
	case lineage != has.head.Lineage && !opts.ReplaceOther:
		return fmt.Errorf("%w: the state at %s has the lineage %s, the backup %s", ErrReplaceOther, s.path, lineage, has.head.Lineage)
	case lineage != has.head.Lineage || opts.ReplaceNewer || has.hashes[serial] == hash:
		return nil
	case serial > has.head.Serial:
		return fmt.Errorf("%w: the state at %s is at serial %d, the backup at %d", ErrReplaceNewer, s.path, serial, has.head.Serial)
	}
	return fmt.Errorf("%w: revision %d of the state at %s is not the backup's: they went different ways", ErrReplaceNewer, serial, s.path)
}

// compareRestored looks at what is in place now. Somebody may have applied
// already.
func (s *Store) compareRestored(ctx context.Context, has *chain, kept string) error {
	now, err := s.whole(ctx, s.path)
	if err == nil && now.hashes[has.head.Serial] != has.head.Hash {
		err = fmt.Errorf("%w: it is not what the backup was", state.ErrDamaged)
	}
	if err != nil {
		return fmt.Errorf("after the restore: %w (what was there is kept as %s)", err, kept)
	}
	return nil
}

func removeIfThere(path string) error {
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}
