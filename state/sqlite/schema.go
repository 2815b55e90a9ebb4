package sqlite

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"accredit/state"
	"accredit/state/internal/sqlstore"
)

// object is an entry of SQLite's own table of what a database has. What was
// added or changed there is not in any row that a content hash covers, and
// still decides what rows say: a trigger, a view in the place of a table.
type object struct{ kind, name, table, sql string }

// sum is what the .sum file beside a migration says of an object. Line ends
// are those of the checkout that the program was built from.
func (o object) sum() string {
	text := strings.Join([]string{o.kind, o.name, o.table, strings.ReplaceAll(o.sql, "\r\n", "\n")}, "\x00")
	return fmt.Sprintf("%x", sha256.Sum256([]byte(text)))
}

// isStatistics: ANALYZE makes these, and they only advise the planner. Nobody
// can make a table of such a name in another way than that.
func (o object) isStatistics() bool {
	return o.kind == "table" && o.name == o.table && (o.name == "sqlite_stat1" || o.name == "sqlite_stat4")
}

func objects(ctx context.Context, c *sql.Conn) (list []object, err error) {
	rows, err := c.QueryContext(ctx, "SELECT type, name, tbl_name, coalesce(sql, '') FROM sqlite_schema ORDER BY type, name")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var o object
		if err := rows.Scan(&o.kind, &o.name, &o.table, &o.sql); err != nil {
			return nil, err
		}
		if !o.isStatistics() {
			list = append(list, o)
		}
	}
	return list, rows.Err()
}

// sums are the objects of one schema version by kind and name, and what they
// may be: more than one thing where versions of goose made its table in
// several ways. Nil: there is no .sum file, as tests bring migrations without.
func (s *Store) sums(version int64) (map[string][]string, error) {
	names, err := fs.Glob(s.opts.migrations, fmt.Sprintf("%05d_*.sum", version))
	if err != nil || len(names) == 0 {
		return nil, err
	}
	data, err := fs.ReadFile(s.opts.migrations, names[0])
	if err != nil {
		return nil, err
	}
	all := map[string][]string{}
	for line := range bytes.Lines(data) {
		sum, object, _ := strings.Cut(strings.TrimSpace(string(line)), " ")
		all[object] = append(all[object], sum)
	}
	return all, nil
}

// compareSchema finds what the migrations up to that version did not make, or
// made otherwise.
func (s *Store) compareSchema(ctx context.Context, c *sql.Conn, version int64) ([]state.Problem, error) {
	sums, err := s.sums(version)
	if err != nil || sums == nil {
		return nil, err
	}
	list, err := objects(ctx, c)
	if err != nil {
		return nil, err
	}
	var problems []state.Problem
	report := func(format string, args ...any) {
		problems = append(problems, state.Problem{Where: "schema", Text: fmt.Sprintf(format, args...)})
	}
	seen := map[string]bool{}
	for _, o := range list {
		key := o.kind + " " + o.name
		switch made, ok := sums[key]; {
		case !ok:
			report("the %s %q on %q is not accredit's", o.kind, o.name, o.table)
		case seen[key]:
			report("the %s %q is there twice", o.kind, o.name)
		case !slices.Contains(made, o.sum()):
			report("the %s %q is not as accredit made it", o.kind, o.name)
		}
		seen[key] = true
	}
	for key := range sums {
		if !seen[key] {
			report("the %s is missing", key)
		}
	}
	slices.SortFunc(problems, func(a, b state.Problem) int { return strings.Compare(a.Text, b.Text) })
	if len(problems) > 0 { // perhaps the very table of versions
		return problems, nil
	}
	ran, err := versionsRun(ctx, c)
	if want := versionsUpTo(version); err == nil && ran != want {
		report("goose_db_version says that the migrations %s were run, not %s", ran, want)
	}
	return problems, err
}

// versionsRun lists the migrations that goose noted, one that was taken back
// with a minus.
func versionsRun(ctx context.Context, c *sql.Conn) (string, error) {
	var list string
	err := c.QueryRowContext(ctx, `SELECT coalesce(group_concat(iif(is_applied IS 1, '', '-') || version_id, ' '), '')
		FROM (SELECT version_id, is_applied FROM goose_db_version ORDER BY id)`).Scan(&list)
	return list, err
}

func versionsUpTo(version int64) string {
	list := "0"
	for v := int64(1); v <= version; v++ {
		list += fmt.Sprint(" ", v)
	}
	return list
}

// compareLatest does so for a state that was brought up to date.
func (s *Store) compareLatest(ctx context.Context, c *sql.Conn) ([]state.Problem, error) {
	latest, err := sqlstore.LatestSchema(s.opts.migrations)
	if err != nil {
		return nil, err
	}
	f, err := inspect(ctx, c)
	switch {
	case err != nil:
		return nil, err
	case f.schema > latest:
		return nil, &state.NewerError{Path: s.path, Found: f.schema, Known: latest}
	case f.schema != latest: // and no migration was left to run
		return []state.Problem{{Where: "schema", Text: fmt.Sprintf("user_version is %d, not %d", f.schema, latest)}}, nil
	}
	return s.compareSchema(ctx, c, latest)
}

// demandLatest fails with state.ErrDamaged where compareLatest finds anything.
func (s *Store) demandLatest(ctx context.Context, c *sql.Conn) error {
	return firstOf(s.compareLatest(ctx, c))
}

// firstOf makes an error of what was found.
func firstOf(problems []state.Problem, err error) error {
	if err != nil || len(problems) == 0 {
		return err
	}
	return fmt.Errorf("%w: %s", state.ErrDamaged, problems[0].Text)
}
