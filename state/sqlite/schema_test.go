package sqlite

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"accredit/state"
)

var update = flag.Bool("update", false, "write the state of this schema where there is none yet")

// TestSchemas is T19: a state of the schema of every release is read by this
// program as it was, with its history, and can be gone on with.
func TestSchemas(t *testing.T) {
	latest := int64(0)
	for version := int64(1); ; version++ {
		if list, err := filepath.Glob(fmt.Sprintf("migrations/%05d_*.sql", version)); err != nil || len(list) == 0 {
			break
		}
		latest = version
	}
	for version := int64(1); version <= latest; version++ {
		file := fmt.Sprintf("testdata/schema-%d.sql", version)
		if _, err := os.Stat(file); errors.Is(err, os.ErrNotExist) && *update && version == latest {
			must(t, os.WriteFile(file, []byte(dump(t, smallHistory(t))), 0o644))
		}
		t.Run(file, func(t *testing.T) { testSchema(t, file, version, latest) })
	}
}

func testSchema(t *testing.T, file string, version, latest int64) {
	path := filepath.Join(t.TempDir(), "accredit.db")
	modify(t, path, string(bytesOf(t, file)))
	must(t, os.Chmod(path, 0o600))
	if got := schemaOf(t, path); got != version {
		t.Fatalf("%s has schema %d", file, got)
	}
	s := open(t, path, Create)
	for serial := range int64(6) {
		if a, err := s.ReadAt(t.Context(), serial+1); err != nil || a.Serial != serial+1 {
			t.Errorf("at serial %d: %v", serial+1, err)
		}
	}
	must(t, s.Close())
	if wholeAt(t, path) != 6 {
		t.Error("not as it was")
	}
	// What is recorded is what this program records today, and so gives the same plan.
	want, got := contentHash(t, historyOfSchema(t, version)), contentHash(t, path)
	if want != got {
		t.Errorf("content %s, want %s", got, want)
	}
	if rev := applyNamed(t, path, "onwards"); rev.Serial != 7 {
		t.Errorf("went on to %+v", rev)
	}
	if version < latest {
		wholeAt(t, fmt.Sprintf("%s.backup-%d", path, version))
	}
}

func contentHash(t *testing.T, path string) string {
	t.Helper()
	s := open(t, path, ReadOnly)
	for e, err := range s.History(t.Context(), state.Filter{Limit: 1, RevisionsOnly: true}) {
		must(t, err)
		return e.Revision.ContentHash
	}
	t.Fatal("no revision")
	return ""
}

// dump writes a file as SQL statements.
func dump(t *testing.T, path string) string {
	t.Helper()
	db, err := connectTo(path, writing)
	must(t, err)
	defer db.Close()
	f, err := inspect(t.Context(), db)
	must(t, err)
	var b strings.Builder
	fmt.Fprintf(&b, "-- A state of six revisions, as schema version %d has it.\nPRAGMA application_id = %d;\nPRAGMA user_version = %d;\n", f.schema, f.application, f.schema)
	for _, sql := range texts(t, db, "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite%' ORDER BY rowid") {
		b.WriteString(sql + ";\n")
	}
	for _, tb := range append(tables(t, path), versions(t, path)) {
		for _, row := range tb.rows {
			values := make([]string, len(row))
			for i, v := range row {
				values[i] = literal(v)
			}
			fmt.Fprintf(&b, "INSERT INTO %s (%s) VALUES (%s);\n", tb.name, strings.Join(tb.columns, ", "), strings.Join(values, ", "))
		}
	}
	return b.String()
}

// versions are the rows of the table that says which migrations were run.
func versions(t *testing.T, path string) table {
	t.Helper()
	db, err := connectTo(path, writing)
	must(t, err)
	defer db.Close()
	tb := table{name: "goose_db_version", columns: []string{"version_id", "is_applied"}}
	rows, err := db.Query("SELECT version_id, is_applied FROM goose_db_version ORDER BY id")
	must(t, err)
	defer rows.Close()
	for rows.Next() {
		var version, applied int64
		must(t, rows.Scan(&version, &applied))
		tb.rows = append(tb.rows, []any{version, applied})
	}
	must(t, rows.Err())
	return tb
}

func literal(v any) string {
	if s, ok := v.(string); ok {
		return "'" + strings.ReplaceAll(s, "'", "''") + "'"
	}
	return fmt.Sprint(v)
}
