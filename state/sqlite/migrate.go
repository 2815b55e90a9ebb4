package sqlite

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"

	"github.com/pressly/goose/v3"
	sqlite3 "modernc.org/sqlite/lib"

	"accredit/state"
	"accredit/state/internal/sqlstore"
)

//go:embed migrations/*.sql migrations/*.sum
var embedded embed.FS

// applicationID marks a SQLite file as a state of accredit: "accr".
const applicationID = 0x61636372

// tablesOfGoose is what a run that was killed before its first migration
// leaves: goose_db_version, and sqlite_sequence with its numbers.
const tablesOfGoose = 2

// found is what a file says about itself.
type found struct {
	application int64
	schema      int64 // 0: nothing yet
	tables      int64
}

func (f found) isForeign() bool {
	return f.application != applicationID && (f.application != 0 || f.tables > 0)
}

func inspect(ctx context.Context, c interface {
	QueryRowContext(context.Context, string, ...any) *sql.Row
}) (found, error) {
	var f found
	err := c.QueryRowContext(ctx, `SELECT (SELECT count(*) FROM sqlite_schema), application_id, user_version
		FROM pragma_application_id, pragma_user_version`).Scan(&f.tables, &f.application, &f.schema)
	return f, err
}

// bringUpToDate refuses files of others and of newer versions, and migrates
// older and empty ones.
func (s *Store) bringUpToDate(ctx context.Context) error {
	latest, err := sqlstore.LatestSchema(s.opts.migrations)
	if err != nil {
		return err
	}
	var f found
	if err := s.reading(ctx, func(c *sql.Conn) error { f, err = inspect(ctx, c); return err }); err != nil {
		return err
	}
	if err := s.judge(f, latest); err != nil {
		return err
	}
	if f.schema != latest {
		if err := s.migrate(ctx, latest); err != nil {
			return err
		}
	}
	if s.opts.Mode == ReadOnly { // what is damaged can still be looked at
		return nil
	}
	return s.reading(ctx, func(c *sql.Conn) error { return s.demandLatest(ctx, c) })
}

// judge says whether the file may be used.
func (s *Store) judge(f found, latest int64) error {
	switch {
	case f.isForeign():
		return s.fault(state.ErrForeign, "it is a SQLite database of another program", "Name another file", nil)
	case f.schema > latest:
		return &state.NewerError{Path: s.path, Found: f.schema, Known: latest}
	case f.schema <= 0 && f.tables > tablesOfGoose:
		return s.damaged(fmt.Errorf("it has tables, and user_version is %d", f.schema))
	case f.schema == 0 && s.opts.Mode == ReadOnly:
		return s.fault(state.ErrNone, "there is nothing in it yet", "", nil)
	}
	return nil
}

// migrate holds the file exclusively, backs up what there is and runs the
// missing migrations, each in a transaction of its own that also sets
// user_version. A run that is killed meanwhile is continued by the next.
func (s *Store) migrate(ctx context.Context, latest int64) (err error) {
	db, err := s.connect(migrating)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(s.cannotWrite(err), db.Close()) }()
	if err := s.patiently(ctx, func() error {
		_, err := db.ExecContext(ctx, "BEGIN EXCLUSIVE; COMMIT") // the lock stays: locking_mode
		return err
	}); err != nil {
		return err
	}
	f, err := inspect(ctx, db)
	if err != nil {
		return err
	}
	if err := s.judge(f, latest); err != nil || f.schema == latest {
		return err // somebody was faster
	}
	if f.schema == 0 {
		_, err = db.ExecContext(ctx, fmt.Sprintf("PRAGMA application_id = %d", applicationID))
	} else if err = s.demandBefore(ctx, db, f.schema); err == nil && !s.opts.isCopy {
		err = s.backupBefore(ctx, db, f.schema)
	}
	if err != nil {
		return err
	}
	p, err := goose.NewProvider(goose.DialectSQLite3, db, s.opts.migrations)
	if err != nil {
		return err
	}
	if _, err := p.Up(ctx); err != nil {
		return fmt.Errorf("migrate from schema version %d to %d: %w", f.schema, latest, err)
	}
	return nil
}

// demandBefore looks for triggers and the like, which a migration would set
// off.
func (s *Store) demandBefore(ctx context.Context, db *sql.DB, schema int64) error {
	c, err := db.Conn(ctx)
	if err != nil {
		return err
	}
	return errors.Join(firstOf(s.compareSchema(ctx, c, schema)), c.Close())
}

// backupBefore copies the file to accredit.db.backup-<schema version>, or
// with a further number where an earlier attempt left that.
func (s *Store) backupBefore(ctx context.Context, db *sql.DB, schema int64) error {
	path := fmt.Sprintf("%s.backup-%d", s.path, schema)
	for n := 2; ; n++ {
		err := copyTo(ctx, db, path, checkFile)
		if err == nil {
			return nil
		}
		if !errors.Is(err, fs.ErrExist) || n > 100 {
			return fmt.Errorf("back up before the migration: %w", err)
		}
		path = fmt.Sprintf("%s.backup-%d.%d", s.path, schema, n)
	}
}

// cannotWrite tells a journal that cannot be made, because of the directory,
// from a file that cannot be opened.
func (s *Store) cannotWrite(err error) error {
	if code(err) == sqlite3.SQLITE_CANTOPEN {
		return s.fault(state.ErrReadOnly, "nothing can be written beside it", "Check who may write to the directory", err)
	}
	return err
}
