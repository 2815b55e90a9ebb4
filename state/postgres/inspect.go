package postgres

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"accredit/state"
)

// oldestServer is the first version that can say what became of a
// transaction (pg_xact_status with 64 bits), as server_version_num has it.
const oldestServer = 130000

// versionTable is where goose notes migrations.
const versionTable = "goose_db_version"

// found is what a server and the schema say about themselves.
type found struct {
	server   int64
	encoding string
	standby  bool
	exists   bool  // the schema
	usable   bool  // by this user
	tables   int64 // in the schema
	ours     bool  // has the state row's table
	versions bool  // has the table of migrations
	schema   int64 // version; 0: nothing yet
}

// inspect looks into the catalogue, which everybody may, and then at the
// version. It begins no transaction of its own.
func (s *Store) inspect(ctx context.Context) (found, error) {
	var f found
	err := s.db.QueryRowContext(ctx, `SELECT current_setting('server_version_num')::bigint, pg_is_in_recovery(),
		current_setting('server_encoding'), n.oid IS NOT NULL, coalesce(has_schema_privilege(n.oid, 'USAGE'), false),
		(SELECT count(*) FROM pg_class c WHERE c.relnamespace = n.oid AND c.relkind IN ('r', 'p', 'v', 'm', 'f')),
		EXISTS (SELECT 1 FROM pg_class c WHERE c.relnamespace = n.oid AND c.relname = 'agency' AND obj_description(c.oid, 'pg_class') = 'accredit state'),
		EXISTS (SELECT 1 FROM pg_class c WHERE c.relnamespace = n.oid AND c.relname = $2)
		FROM (SELECT) one LEFT JOIN pg_namespace n ON n.nspname = $1`, s.address.schema, versionTable).
		Scan(&f.server, &f.standby, &f.encoding, &f.exists, &f.usable, &f.tables, &f.ours, &f.versions)
	if err != nil || !f.versions || !f.usable || f.server < oldestServer {
		return f, err
	}
	err = s.db.QueryRowContext(ctx, `SELECT coalesce(max(version_id), 0) FROM `+s.name(versionTable)).Scan(&f.schema)
	return f, err
}

// name writes a table's name with its schema.
func (s *Store) name(table string) string { return pgx.Identifier{s.address.schema, table}.Sanitize() }

// judge says whether the schema may be used.
func (s *Store) judge(f found, latest int64) error {
	writes := s.opts.Mode == Create
	switch {
	case f.server < oldestServer:
		return s.fault(state.ErrOld, fmt.Sprintf("the server is PostgreSQL %d, which is too old", f.server/10000), "Use PostgreSQL 13 or newer", nil)
	case f.encoding != "UTF8":
		return s.fault(state.ErrNoAccess, fmt.Sprintf("the database has the encoding %s, not UTF8", f.encoding), "Make a database with ENCODING 'UTF8'", nil)
	case writes && f.standby:
		return s.fault(state.ErrReadOnly, "the server is a standby and only reads", "Name the primary, or give both hosts and target_session_attrs=read-write in the URL", nil)
	case f.exists && !f.usable:
		return s.noRights("it may not use the schema")
	case f.isForeign():
		return s.fault(state.ErrForeign, fmt.Sprintf("the schema %q has tables of another program", s.address.schema), "Name another schema with ?search_path=NAME", nil)
	case f.schema > latest:
		return &state.NewerError{Path: s.address.shown, Found: f.schema, Known: latest}
	case f.schema == 0 && !writes:
		return s.fault(state.ErrNone, "there is nothing in it yet", "", nil)
	case f.schema < latest && !writes:
		return s.fault(state.ErrOlder, fmt.Sprintf("it has schema version %d, this accredit needs %d", f.schema, latest),
			"Run a command that writes as the schema's owner: it migrates. Those who share the state need this accredit then", nil)
	}
	return nil
}

// isForeign: before the first migration there can be the table of versions,
// left by a run that was killed, and nothing else.
func (f found) isForeign() bool {
	if f.schema > 0 {
		return !f.ours
	}
	return f.tables > 1 || f.tables == 1 && !f.versions
}

func (s *Store) mayRead(ctx context.Context) error {
	return s.may(ctx, "read", "agency:SELECT", "grants:SELECT", "revisions:SELECT", "changes:SELECT")
}

// mayWrite fails where an apply would, before anybody is asked anything.
func (s *Store) mayWrite(ctx context.Context) error {
	return s.may(ctx, "write", "agency:SELECT", "agency:UPDATE", "grants:INSERT", "grants:DELETE", "revisions:INSERT", "changes:INSERT")
}

func (s *Store) may(ctx context.Context, what string, rights ...string) error {
	var missing string
	err := s.db.QueryRowContext(ctx, `SELECT coalesce(string_agg(r, ', '), '') FROM unnest($1::text[]) r
		WHERE NOT has_table_privilege(quote_ident($2) || '.' || split_part(r, ':', 1), split_part(r, ':', 2))`,
		rights, s.address.schema).Scan(&missing)
	if err != nil {
		return err
	}
	if missing != "" {
		return s.noRights("it may not " + what + " it (" + missing + ")")
	}
	return nil
}

func (s *Store) noRights(what string) error {
	return s.fault(state.ErrNoAccess, fmt.Sprintf("the user %q does not have the rights: %s", s.address.config.User, what),
		fmt.Sprintf("Let the owner of the schema %q grant them; state/postgres/roles.sql shows which are needed", s.address.schema), nil)
}

// canWatch finds out whether the server can notice that a client is gone:
// from version 14 on, on most systems.
func (s *Store) canWatch(ctx context.Context) bool {
	_, err := s.db.ExecContext(ctx, `SELECT set_config('client_connection_check_interval', '1s', true)`)
	return err == nil
}

func (s *Store) fault(kind error, what, hint string, err error) error {
	return &state.FileError{Path: s.address.shown, Kind: kind, What: what, Hint: hint, Err: err}
}
