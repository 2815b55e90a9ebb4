package sqlite

import (
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"accredit/state"
)

// sumsOf are the lines of the .sum file of the state at path.
func sumsOf(t testing.TB, path string) []string {
	t.Helper()
	db, err := connectTo(path, reading)
	must(t, err)
	defer db.Close()
	c, err := db.Conn(t.Context())
	must(t, err)
	defer c.Close()
	list, err := objects(t.Context(), c)
	must(t, err)
	var lines []string
	for _, o := range list {
		lines = append(lines, fmt.Sprintf("%s %s %s", o.sum(), o.kind, o.name))
	}
	return lines
}

// TestSums: beside each migration is what it and those before it make. A
// state of every version is made anew, so that the files stay true. Where
// goose makes its table in a new way, a line is added, and none taken away.
func TestSums(t *testing.T) {
	all := later(t)
	names, err := fs.Glob(all, "*.sql")
	must(t, err)
	for i := range names {
		path := filepath.Join(t.TempDir(), "accredit.db")
		s, err := Open(t.Context(), path, Options{Mode: Create, migrations: only(t, all, names[:i+1])})
		must(t, err)
		must(t, s.Close())
		name := strings.TrimSuffix(names[i], ".sql") + ".sum"
		made := sumsOf(t, path)
		data, err := fs.ReadFile(all, name)
		if errors.Is(err, fs.ErrNotExist) && *update {
			dir := "migrations"
			if _, err := fs.Stat(embedded, "migrations/"+names[i]); err != nil {
				dir = "testdata/newer"
			}
			must(t, os.WriteFile(filepath.Join(dir, name), []byte(strings.Join(made, "\n")+"\n"), 0o644))
			continue
		}
		if err != nil {
			t.Errorf("there is no %s: run this test with -update", name)
		}
		lines := strings.Split(strings.TrimSpace(string(data)), "\n")
		for _, line := range made {
			if !slices.Contains(lines, line) {
				t.Errorf("%s has no line\n%s", name, line)
			}
		}
	}
}

// only leaves out the .sum files, and the migrations that are not named.
func only(t testing.TB, all fs.FS, names []string) fs.FS {
	t.Helper()
	some := os.DirFS(t.TempDir())
	for _, name := range names {
		data, err := fs.ReadFile(all, name)
		must(t, err)
		must(t, os.WriteFile(filepath.Join(fmt.Sprint(some), name), data, 0o600))
	}
	return some
}

// edited are changes of what a database has that no row shows.
func edited() map[string][]string {
	rewrite := func(what string) []string {
		return []string{"PRAGMA writable_schema = ON", "UPDATE sqlite_schema SET " + what, "PRAGMA writable_schema = RESET"}
	}
	return map[string][]string{
		"trigger":                        {`CREATE TRIGGER x AFTER INSERT ON revisions BEGIN UPDATE grants SET status = 1; UPDATE people SET name = 'PWNED'; END`},
		"trigger of a name of ours":      {`CREATE TRIGGER revisions AFTER INSERT ON revisions BEGIN DELETE FROM gone; END`},
		"trigger on the versions":        {`CREATE TRIGGER x AFTER UPDATE ON goose_db_version BEGIN DELETE FROM gone; END`},
		"view":                           {`CREATE VIEW v AS SELECT * FROM people`},
		"table":                          {`CREATE TABLE t (a)`},
		"index":                          {`CREATE INDEX i ON people (name)`},
		"no index":                       {`DROP INDEX rights_by_serial`},
		"another index":                  {`DROP INDEX rights_by_serial`, `CREATE INDEX rights_by_serial ON rights (serial DESC)`},
		"an index of another table":      {`DROP INDEX rights_by_serial`, `CREATE INDEX rights_by_serial ON changes (serial)`},
		"a view in place of a table":     {`ALTER TABLE gone RENAME TO gone2`, `CREATE VIEW gone AS SELECT * FROM gone2 WHERE 0`},
		"column":                         {`ALTER TABLE people ADD COLUMN x TEXT`},
		"edited definition":              rewrite(`sql = replace(sql, 'CHECK (id = 1)', 'CHECK (id > 0)') WHERE name = 'agency'`),
		"a comment over a column":        rewrite(`sql = replace(sql, 'serial       INTEGER NOT NULL,', 'serial       INTEGER NOT NULL, --') WHERE name = 'agency'`),
		"definition of the versions":     rewrite(`sql = replace(sql, 'is_applied INTEGER NOT NULL', 'is_applied INTEGER') WHERE name = 'goose_db_version'`),
		"one version more":               {`INSERT INTO goose_db_version (version_id, is_applied) VALUES (2, 1)`},
		"one version less":               {`DELETE FROM goose_db_version WHERE version_id = 1`},
		"a version that was taken back":  {`UPDATE goose_db_version SET is_applied = 0 WHERE version_id = 1`},
		"no user_version":                {`PRAGMA user_version = 0`},
		"a user_version that never was":  {`PRAGMA user_version = -1`},
		"a table for the planner's name": append(rewrite(`name = 'sqlite_stat1' WHERE name = 'rights_by_serial'`), `PRAGMA user_version = 1`),
	}
}

// TestEditedSchema: none is opened for writing, found whole, backed up or
// restored, and the text says what it is.
func TestEditedSchema(t *testing.T) {
	for name, statements := range edited() {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "accredit.db")
			fill(t, path)
			good := backup(t, path)
			modifyOnOne(t, path, statements...)
			if s, err := Open(t.Context(), path, Options{Mode: Create}); !errors.Is(err, state.ErrDamaged) {
				t.Errorf("open for writing: %v", err)
				if err == nil {
					s.Close()
				}
			}
			if s, err := Open(t.Context(), path, Options{}); err != nil {
				if !errors.Is(err, state.ErrDamaged) {
					t.Errorf("open for reading: %v", err)
				}
			} else {
				if problems, err := s.Check(t.Context()); err == nil && len(problems) == 0 {
					t.Error("check found nothing")
				}
				if err := s.Backup(t.Context(), filepath.Join(t.TempDir(), "b.db")); !errors.Is(err, state.ErrDamaged) {
					t.Errorf("backup: %v", err)
				}
				must(t, s.Close())
			}
			if _, err := Restore(t.Context(), path, filepath.Join(t.TempDir(), "r.db"), RestoreOptions{}); !errors.Is(err, ErrUnsound) {
				t.Errorf("restored: %v", err)
			}
			_, err := Restore(t.Context(), good, path, RestoreOptions{ReplaceNewer: true})
			if err != nil || wholeAt(t, path) != 1 {
				t.Errorf("a backup in its place: %v", err)
			}
		})
	}
}

// modifyOnOne runs statements on one connection.
func modifyOnOne(t testing.TB, path string, statements ...string) {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	must(t, err)
	defer db.Close()
	db.SetMaxOpenConns(1)
	for _, s := range statements {
		if _, err := db.Exec(s); err != nil {
			t.Fatalf("%s: %v", s, err)
		}
	}
}

// TestEditedBeforeMigration: a trigger does not run in a migration, and what
// it would have changed is as it was.
func TestEditedBeforeMigration(t *testing.T) {
	path := filepath.Join(t.TempDir(), "accredit.db")
	fill(t, path)
	modify(t, path, `CREATE TRIGGER x AFTER INSERT ON goose_db_version BEGIN UPDATE people SET name = 'PWNED'; END`)
	before := bytesOf(t, path)
	for _, mode := range []Mode{ReadOnly, Create} {
		if _, err := Open(t.Context(), path, Options{Mode: mode, migrations: later(t)}); !errors.Is(err, state.ErrDamaged) || !strings.Contains(err.Error(), `trigger "x"`) {
			t.Errorf("%v", err)
		}
	}
	if string(bytesOf(t, path)) != string(before) {
		t.Error("it was changed")
	}
}

// TestAnalyze: what ANALYZE leaves is no damage.
func TestAnalyze(t *testing.T) {
	path := filepath.Join(t.TempDir(), "accredit.db")
	fill(t, path)
	modify(t, path, "ANALYZE")
	if rev := applyNamed(t, path, "x"); rev.Serial != 2 || wholeAt(t, path) != 2 {
		t.Errorf("%+v", rev)
	}
}

func BenchmarkSchema(b *testing.B) {
	path := filepath.Join(b.TempDir(), "accredit.db")
	fill(b, path)
	s := open(b, path, Create)
	for b.Loop() {
		must(b, s.reading(b.Context(), func(c *sql.Conn) error { return s.demandLatest(b.Context(), c) }))
	}
}
