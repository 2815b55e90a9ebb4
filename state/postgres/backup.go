package postgres

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/jackc/pgx/v5"

	"accredit/state"
	"accredit/state/sqlite"
)

// Backup writes a checked copy to a new SQLite file at path: the way of state
// copy, so that it can be looked at and used without a server.
func (s *Store) Backup(ctx context.Context, path string) error {
	_, err := sqlite.WriteCopy(ctx, path, s.Dump(ctx))
	return err
}

// backupBefore copies the tables, as they are before a migration, into a
// schema beside: accredit_v1, or with a further number where an earlier
// attempt left that. It compares the number of rows, in the same snapshot.
func (s *Store) backupBefore(ctx context.Context, schema int64) error {
	name := fmt.Sprintf("%s_v%d", s.address.schema, schema)
	for n := 2; ; n++ {
		var taken bool
		if err := s.db.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM pg_namespace WHERE nspname = $1)`, name).Scan(&taken); err != nil {
			return err
		}
		if !taken {
			break
		}
		name = fmt.Sprintf("%s_v%d_%d", s.address.schema, schema, n)
	}
	err := s.with(ctx, func(c *sql.Conn) error {
		if err := s.begin(ctx, c, "REPEATABLE READ, READ WRITE", max(0, s.opts.Wait)); err != nil {
			return err
		}
		if err := s.copyTables(ctx, c, name); err != nil {
			return err
		}
		return commit(ctx, c)
	})
	if err != nil {
		return fmt.Errorf("back up to the schema %s before the migration: %w", name, err)
	}
	return nil
}

func (s *Store) copyTables(ctx context.Context, c *sql.Conn, name string) error {
	if err := run(ctx, c, "CREATE SCHEMA "+pgx.Identifier{name}.Sanitize()); err != nil {
		return err
	}
	rows, err := c.QueryContext(ctx, `SELECT relname FROM pg_class WHERE relnamespace = to_regnamespace(quote_ident($1)) AND relkind = 'r' ORDER BY relname`, s.address.schema)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }() // rows.Err tells whether all were read
	var tables []string
	for rows.Next() {
		var table string
		if err := rows.Scan(&table); err != nil {
			return err
		}
		tables = append(tables, table)
	}
	if err := rows.Err(); err != nil {
		return err
	}
	for _, table := range tables {
		from, to := s.name(table), pgx.Identifier{name, table}.Sanitize()
		if err := run(ctx, c, "CREATE TABLE "+to+" (LIKE "+from+" INCLUDING ALL)"); err != nil {
			return err
		}
		if err := run(ctx, c, "INSERT INTO "+to+" SELECT * FROM "+from); err != nil {
			return err
		}
		var same bool
		if err := c.QueryRowContext(ctx, "SELECT (SELECT count(*) FROM "+from+") = (SELECT count(*) FROM "+to+")").Scan(&same); err != nil {
			return err
		}
		if !same {
			return fmt.Errorf("%w: the copy of %s has another number of rows", state.ErrDamaged, table)
		}
	}
	return run(ctx, c, "COMMENT ON TABLE "+pgx.Identifier{name, "agency"}.Sanitize()+" IS 'accredit state'")
}
