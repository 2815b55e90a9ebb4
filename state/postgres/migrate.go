package postgres

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"hash/crc32"
	"io/fs"
	"strings"
	"testing/fstest"

	"github.com/jackc/pgx/v5"
	"github.com/pressly/goose/v3"

	"accredit/state"
)

//go:embed migrations/*.sql
var embedded embed.FS

// migrationLock is the class of the advisory locks that guard migrations:
// "accr". The other half of the key is made of the schema's name.
const migrationLock = 0x61636372

// migrate creates the schema where it is missing and runs the migrations that
// are, each in a transaction of its own. A transaction on another connection
// guards them with an advisory lock, so that two runs never migrate at once;
// the lock ends with that connection. A run that is killed meanwhile is
// continued by the next.
func (s *Store) migrate(ctx context.Context, latest int64) error {
	return s.with(ctx, func(c *sql.Conn) error {
		if err := s.begin(ctx, c, "READ COMMITTED, READ WRITE", max(0, s.opts.Wait)); err != nil {
			return err
		}
		if _, err := c.ExecContext(ctx, `SELECT pg_advisory_xact_lock($1, $2)`, migrationLock, int32(crc32.ChecksumIEEE([]byte(s.address.schema)))); err != nil {
			return err
		}
		f, err := s.inspect(ctx) // somebody may have been faster
		if err == nil {
			err = s.judge(f, latest)
		}
		if err == nil && f.schema != latest {
			err = s.migrateGuarded(ctx, f, latest)
		}
		if err != nil {
			return err
		}
		return run(ctx, c, "ROLLBACK")
	})
}

func (s *Store) migrateGuarded(ctx context.Context, f found, latest int64) error {
	if !f.exists {
		if err := s.createSchema(ctx); err != nil {
			return err
		}
	}
	if f.schema > 0 {
		if err := s.backupBefore(ctx, f.schema); err != nil {
			return err
		}
	}
	migrations, err := s.inSchema()
	if err != nil {
		return err
	}
	p, err := goose.NewProvider(goose.DialectPostgres, s.db, migrations, goose.WithTableName(s.address.schema+"."+versionTable))
	if err != nil {
		return err
	}
	if _, err := p.Up(ctx); err != nil {
		return fmt.Errorf("migrate from schema version %d to %d: %w", f.schema, latest, err)
	}
	return nil
}

func (s *Store) createSchema(ctx context.Context) error {
	var keyword bool
	err := s.db.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM pg_get_keywords() WHERE word = $1 AND catcode <> 'U')`, s.address.schema).Scan(&keyword)
	if err != nil {
		return err
	}
	if keyword { // goose writes the name without quotes
		return s.fault(state.ErrBadURL, fmt.Sprintf("%q is a word of SQL and cannot name a schema for accredit", s.address.schema), "Name another with ?search_path=NAME", nil)
	}
	_, err = s.db.ExecContext(ctx, `CREATE SCHEMA `+pgx.Identifier{s.address.schema}.Sanitize())
	if hasCode(err, insufficientPrivilege) {
		return s.fault(state.ErrNoAccess, fmt.Sprintf("there is no schema %q, and the user %q may not create it", s.address.schema, s.address.config.User),
			fmt.Sprintf(`Let the database's owner run CREATE SCHEMA %s AUTHORIZATION ..., or GRANT CREATE ON DATABASE`, s.address.schema), err)
	}
	return err
}

// inSchema gives the migrations with a first statement that chooses the
// schema, for that transaction only.
func (s *Store) inSchema() (fs.FS, error) {
	names, err := fs.Glob(s.opts.migrations, "*.sql")
	if err != nil {
		return nil, err
	}
	all := fstest.MapFS{}
	for _, name := range names {
		text, err := fs.ReadFile(s.opts.migrations, name)
		if err != nil {
			return nil, err
		}
		const up = "-- +goose Up\n"
		_, statements, ok := strings.Cut(string(text), up)
		if !ok {
			return nil, errors.New(name + " does not begin with " + up)
		}
		all[name] = &fstest.MapFile{Data: fmt.Appendf(nil, "%sSET LOCAL search_path TO %s, pg_temp;\n%s", up, pgx.Identifier{s.address.schema}.Sanitize(), statements)}
	}
	return all, nil
}
