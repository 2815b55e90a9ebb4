//go:build unix

package postgres

import (
	"errors"
	"os"
	"strings"
	"testing"

	"accredit/state"
	"accredit/state/postgres/pgtest"
	"accredit/state/statetest"
)

// as is the URL with another user.
func as(place, user string) string {
	return strings.Replace(place, "//accredit@", "//"+user+"@", 1)
}

// TestRoles makes the roles of roles.sql and shows that each can do what it
// needs, and no more.
func TestRoles(t *testing.T) {
	server := pgtest.StartOwn(t)
	place := server.URL(t)
	schema := pgtest.Schema(place)
	owner := open(t, place, Options{Mode: Create})
	if _, err := owner.Apply(t.Context(), state.Revision{}, always(statetest.Small())); err != nil {
		t.Fatal(err)
	}
	script, err := os.ReadFile("roles.sql")
	if err != nil {
		t.Fatal(err)
	}
	for _, statement := range strings.Split(strings.ReplaceAll(strings.ReplaceAll(string(script), "SCHEMA accredit ", "SCHEMA "+schema+" "), "accredit.", schema+"."), ";\n") {
		if strings.TrimSpace(statement) != "" {
			server.Exec(t, statement)
		}
	}
	server.Exec(t, "CREATE ROLE pia LOGIN IN ROLE accredit_planner", "CREATE ROLE ada LOGIN IN ROLE accredit_applier", "CREATE ROLE nobody LOGIN")

	t.Run("planner", func(t *testing.T) {
		s := open(t, as(place, "pia"), Options{})
		if a, err := s.Read(t.Context(), state.ReadOptions{}); err != nil || a.Serial != 1 {
			t.Errorf("read: %v, %v", a, err)
		}
		whole(t, s)
		_, err := Open(t.Context(), as(place, "pia"), Options{Mode: Create})
		if !errors.Is(err, state.ErrNoAccess) || !strings.Contains(err.Error(), "pia") || !strings.Contains(err.Error(), "may not write") {
			t.Errorf("open for writing: %v", err)
		}
		for _, table := range tablesOf(t, owner) {
			for _, statement := range []string{"DELETE FROM ", "TRUNCATE ", "INSERT INTO %s SELECT * FROM ", "ALTER TABLE %s ADD x int; --"} {
				refused(t, s, strings.ReplaceAll(statement, "%s", s.name(table))+s.name(table))
			}
		}
	})
	t.Run("applier", func(t *testing.T) {
		s := open(t, as(place, "ada"), Options{Mode: Create})
		statetest.Lived(t, s)
		whole(t, s)
		for _, table := range []string{"revisions", "changes", "changed_people", "rights", "intents"} {
			refused(t, s, "DELETE FROM "+s.name(table))
			refused(t, s, "UPDATE "+s.name(table)+" SET "+map[bool]string{true: "id = id", false: "serial = serial"}[table == "intents"])
			refused(t, s, "TRUNCATE "+s.name(table))
		}
		for _, table := range tablesOf(t, owner) {
			refused(t, s, "DROP TABLE "+s.name(table))
			refused(t, s, "ALTER TABLE "+s.name(table)+" ADD x int")
		}
		refused(t, s, "CREATE TABLE "+s.name("mine")+" (a int)")
		refused(t, s, "UPDATE "+s.name(versionTable)+" SET version_id = 99")
	})
	t.Run("nobody", func(t *testing.T) {
		for _, mode := range []Mode{ReadOnly, Create} {
			if _, err := Open(t.Context(), as(place, "nobody"), Options{Mode: mode}); !errors.Is(err, state.ErrNoAccess) {
				t.Errorf("mode %d: %v, want ErrNoAccess", mode, err)
			}
		}
		fresh := as(server.URL(t), "nobody")
		if _, err := Open(t.Context(), fresh, Options{}); !errors.Is(err, state.ErrNone) {
			t.Errorf("read a schema that is not there: %v", err)
		}
		if _, err := Open(t.Context(), fresh, Options{Mode: Create}); !errors.Is(err, state.ErrNoAccess) || !strings.Contains(err.Error(), "may not create it") {
			t.Errorf("make a schema: %v", err)
		}
	})
}

func tablesOf(t *testing.T, s *Store) []string {
	t.Helper()
	var list []string
	rows, err := s.db.QueryContext(t.Context(), `SELECT relname::text FROM pg_class WHERE relnamespace = to_regnamespace($1) AND relkind = 'r'`, s.address.schema)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			t.Fatal(err)
		}
		list = append(list, name)
	}
	if err := rows.Err(); err != nil || len(list) < 12 {
		t.Fatalf("tables %v, %v", list, err)
	}
	return list
}

func refused(t *testing.T, s *Store, statement string) {
	t.Helper()
	if _, err := s.db.ExecContext(t.Context(), statement); !hasCode(err, insufficientPrivilege) {
		t.Errorf("%s: %v, want no rights", statement, err)
	}
}
