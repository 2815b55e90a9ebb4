package sqlite

import (
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"accredit/engine"
	"accredit/engine/enginetest/suite"
	"accredit/state"
	"accredit/state/statetest"
)

// smallHistory makes a state of six revisions in which every table has rows.
func smallHistory(t testing.TB) string {
	t.Helper()
	return historyOfSchema(t, 4)
}

// historyOfSchema is the small history with what a state of that schema can
// hold.
func historyOfSchema(t testing.TB, schema int64) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "accredit.db")
	s, err := Open(t.Context(), path, Options{Mode: Create})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	origin := &engine.Origin{Block: "client.acme.access.pod", Team: "team.growth", Definition: "d", Wish: "w"}
	reader := &engine.RecordedRights{Set: "reader", Levels: engine.Levels{{Permission: "crm.contacts.view", Level: "all"}}}
	ben := &engine.RecordedGrant{Rights: reader, RecordedOn: 740000, Expires: 740100, Origin: origin, Details: &engine.Details{Reason: "SOW-1"}}
	later := *ben
	later.Expires = 740200
	rows := []*engine.Changes{
		statetest.Small(),
		{Sets: []engine.SetChange{{After: &engine.RecordedSet{Name: "reader", Levels: reader.Levels}}},
			Grants: []engine.GrantChange{{HubID: 7, Email: "ben@northwind.example", After: ben, Step: engine.StepInfo{Action: engine.ActionAdd}}}},
		{Grants: []engine.GrantChange{{HubID: 7, Email: "ben@northwind.example", Before: ben, After: &later, Step: engine.StepInfo{Action: engine.ActionRecord}}}},
		{Removals: 1, Grants: []engine.GrantChange{{HubID: 7, Email: "ben@northwind.example", Before: &later, GoneOn: 740050, Step: engine.StepInfo{Action: engine.ActionRemove}}}},
	}
	rows = append(rows, &engine.Changes{Grants: []engine.GrantChange{{HubID: 7, Email: "ben@northwind.example", After: ben, Step: engine.StepInfo{Action: engine.ActionAdd}}},
		People: []engine.PersonChange{{After: &engine.Person{Email: "cat@northwind.example"}}}},
		&engine.Changes{Grants: []engine.GrantChange{
			{HubID: 7, Email: "cat@northwind.example", After: ben, Step: engine.StepInfo{Action: engine.ActionAdd}},
			{HubID: 7, Email: "cat@northwind.example", Before: ben, GoneOn: 740060, Step: engine.StepInfo{Action: engine.ActionRemove}}}})
	if schema >= 2 {
		for i, digest := range []string{"sha256:a", "sha256:b"} {
			ignored := &engine.Ignored{HubID: 7, Email: "ben@northwind.example", Digest: digest, Until: 740100, On: engine.Date(740000 + i), Who: "w", Because: digest}
			rows[4].Ignored = append(rows[4].Ignored, engine.IgnoreChange{After: ignored})
		}
	}
	if schema >= 4 {
		addRuns(rows)
	}
	if schema >= 4 {
		rows[4].Bounds = &engine.Bounds{MaxRemovals: engine.Limit{Value: 12}, MinPartnerAdmins: 2, MaxSuperAdmins: 1}
		rows[4].People[0].After.Protected = true
	}
	for i, c := range rows {
		rev := state.Revision{Who: fmt.Sprint("w", i), Reason: fmt.Sprint("r", i), Kind: state.KindApply, Command: "accredit apply"}
		if i == 4 && schema >= 4 {
			rev.Signers = []string{"maria", "bob"}
		}
		if i == 3 {
			rev.Overrides, rev.Skipped = []string{"protected"}, []int64{9}
		}
		if _, err := s.Apply(t.Context(), rev, always(c)); err != nil {
			t.Fatal(err)
		}
	}
	if schema >= 4 {
		must(t, s.NoteCompared(t.Context(), map[int64]time.Time{7: time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC)}))
	}
	return path
}

// addRuns adds what a state of schema 4 can hold: evidence, a run that is closed
// and one that is open, and the begin of a later day.
func addRuns(rows []*engine.Changes) {
	at := time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC)
	rows[1].Grants[0].After.Evidence = &engine.Evidence{Kind: engine.EvidenceTold, At: at, By: "ann@northwind.example"}
	step := engine.RunStep{Run: 1, Seq: 1, Mark: "3fa9", Action: engine.ActionAdd, Email: "cat@northwind.example", Actor: "ann@northwind.example"}
	open := &engine.RunPart{Run: engine.Run{Number: 1, Plan: "p", At: at, By: "w"}, HubID: 7, Steps: []engine.RunStep{step}}
	closed := open.Clone()
	closed.Steps[0].State = engine.StepFailed
	closed.Steps[0].Events = []engine.StepEvent{{At: at, Kind: "failed", By: "ann@northwind.example", Because: "no seat"}}
	next := open.Clone()
	next.Number, next.Steps[0].Run = 2, 2
	rows[2].Parts = []engine.RunPartChange{{After: open}}
	rows[3].Parts = []engine.RunPartChange{{Before: open, After: closed}}
	rows[4].Parts = []engine.RunPartChange{{After: next}}
	client := engine.RecordedClient{Client: engine.Client{HubID: 7, Name: "Acme"}}
	after := client
	after.Execution = engine.ExecuteRun
	after.Begins = []engine.BeginApproval{{Email: "cat@northwind.example", Starts: 740300, Digest: "d"}}
	rows[5].Clients = []engine.ClientChange{{Before: &client, After: &after}}
}

// table is one table of the schema as it is in a file.
type table struct {
	name    string
	columns []string
	keys    []string
	rows    [][]any
}

func tables(t testing.TB, path string) []table {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var list []table
	for _, name := range texts(t, db, "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name NOT LIKE 'goose%' ORDER BY name") {
		tb := table{name: name, columns: texts(t, db, "SELECT name FROM pragma_table_info('"+name+"') ORDER BY cid"),
			keys: texts(t, db, "SELECT name FROM pragma_table_info('"+name+"') WHERE pk > 0 ORDER BY pk")}
		tb.rows = rowsOf(t, db, &tb)
		if len(tb.rows) == 0 {
			t.Fatalf("table %s is empty", name)
		}
		list = append(list, tb)
	}
	return list
}

func rowsOf(t testing.TB, db *sql.DB, tb *table) (list [][]any) {
	t.Helper()
	rows, err := db.Query("SELECT * FROM " + tb.name + " ORDER BY " + strings.Join(tb.keys, ", "))
	must(t, err)
	defer rows.Close()
	for rows.Next() {
		values, into := make([]any, len(tb.columns)), make([]any, len(tb.columns))
		for i := range values {
			into[i] = &values[i]
		}
		must(t, rows.Scan(into...))
		list = append(list, values)
	}
	must(t, rows.Err())
	return list
}

func texts(t testing.TB, db *sql.DB, query string) []string {
	t.Helper()
	rows, err := db.Query(query)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var list []string
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			t.Fatal(err)
		}
		list = append(list, s)
	}
	must(t, rows.Err())
	return list
}

// where picks one row by its key.
func (tb *table) where(row []any) (string, []any) {
	var parts []string
	var args []any
	for _, key := range tb.keys {
		parts = append(parts, key+" = ?")
		args = append(args, row[slices.Index(tb.columns, key)])
	}
	return " WHERE " + strings.Join(parts, " AND "), args
}

// attack is statements that somebody runs on the file behind accredit's back.
type attack struct {
	name       string
	table      string
	statements []string
	args       [][]any
}

// other is another value of the same type, which the column's rules allow.
func other(v any) any {
	switch v := v.(type) {
	case int64:
		return v + 1
	case float64:
		return v + 0.5
	case string:
		return v + "x"
	}
	return "x"
}

// attacks are: each row deleted, each row swapped with the next one, each
// column of each row edited, each row written a second time, and each table
// cut off after each row.
func attacks(list []table) []attack {
	var all []attack
	for _, tb := range list {
		for i, row := range tb.rows {
			where, key := tb.where(row)
			at := fmt.Sprintf("%s %v", tb.name, key)
			all = append(all, attack{"delete " + at, "", []string{"DELETE FROM " + tb.name + where}, [][]any{key}})
			for c, column := range tb.columns {
				all = append(all, attack{"edit " + column + " of " + at, "",
					[]string{"UPDATE " + tb.name + " SET " + column + " = ?" + where}, [][]any{append([]any{other(row[c])}, key...)}})
			}
			if more := tb.again(row); more != nil {
				all = append(all, attack{"add to " + at, "", []string{"INSERT INTO " + tb.name + " VALUES (?" + strings.Repeat(", ?", len(row)-1) + ")"}, [][]any{more}})
			}
			if i+1 < len(tb.rows) {
				all = append(all, tb.swap(row, tb.rows[i+1]))
				all = append(all, tb.cut(i))
			}
		}
		for i := range all {
			if all[i].table == "" {
				all[i].table = tb.name
			}
		}
	}
	return all
}

// again is the row once more under another key.
func (tb *table) again(row []any) []any {
	more := slices.Clone(row)
	if tb.name == "agency" {
		return nil // there can be one
	}
	for i, column := range tb.columns {
		unique := column == "email" || column == "apply_id"
		if column == tb.keys[len(tb.keys)-1] || unique {
			if n, ok := more[i].(int64); ok {
				more[i] = n + 100
			} else {
				more[i] = other(more[i])
			}
		}
	}
	return more
}

// swap exchanges what two rows say under their keys.
func (tb *table) swap(a, b []any) attack {
	at := attack{name: fmt.Sprintf("swap in %s", tb.name)}
	key := slices.Index(tb.columns, tb.keys[len(tb.keys)-1])
	whereA, keyA := tb.where(a)
	whereB, keyB := tb.where(b)
	at.name += fmt.Sprintf(" %v %v", keyA, keyB)
	insert := "INSERT INTO " + tb.name + " VALUES (?" + strings.Repeat(", ?", len(a)-1) + ")"
	newA, newB := slices.Clone(b), slices.Clone(a)
	for i, column := range tb.columns {
		if slices.Contains(tb.keys, column) {
			newA[i], newB[i] = a[i], b[i]
		}
	}
	if slices.Equal(tb.keys, tb.columns) { // keys alone: exchange the last
		newA, newB = slices.Clone(a), slices.Clone(b)
		newA[key], newB[key] = b[key], a[key]
	}
	at.statements = []string{"DELETE FROM " + tb.name + whereA, "DELETE FROM " + tb.name + whereB, insert, insert}
	at.args = [][]any{keyA, keyB, newA, newB}
	return at
}

// cut deletes all rows after the i-th.
func (tb *table) cut(i int) attack {
	at := attack{name: fmt.Sprintf("cut %s after row %d", tb.name, i+1)}
	for _, row := range tb.rows[i+1:] {
		where, key := tb.where(row)
		at.statements, at.args = append(at.statements, "DELETE FROM "+tb.name+where), append(at.args, key)
	}
	return at
}

// run makes the attack on a file; false: the database itself refuses it, or
// nothing differs afterwards.
func (at *attack) run(t testing.TB, path string) bool {
	t.Helper()
	db, err := sql.Open("sqlite", path+"?_pragma=foreign_keys(0)")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for i, s := range at.statements {
		if _, err := db.Exec(s, at.args[i]...); err != nil {
			return false
		}
	}
	return true
}

// historyTables are those of which history verify alone must find everything.
// The agency's row names the latest revision and, beside it, the agency.
var historyTables = []string{"revisions", "changes", "rights", "changed_people"}

// TestEveryRow is T18: every row of every table of a small history is deleted,
// swapped, edited column by column, repeated and cut off, and it is found: in
// the tables of history by VerifyHistory, elsewhere by Check.
func TestEveryRow(t *testing.T) {
	path := smallHistory(t)
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	before := tables(t, path)
	found, refused, same, unnamed := 0, 0, 0, 0
	all := attacks(before)
	for i := 0; i < len(all); i += suite.Every(5) {
		at := all[i]
		victim := filepath.Join(t.TempDir(), "accredit.db")
		if err := os.WriteFile(victim, whole, 0o600); err != nil {
			t.Fatal(err)
		}
		switch {
		case !at.run(t, victim):
			refused++
		case sameRows(before, tablesOrNone(t, victim)):
			same++
		case strings.HasPrefix(at.name, "add to intents"):
			unnamed++ // as a grant leaves it that went: nothing names it, and it says nothing
		case at.table == "compared":
			unnamed++ // when an account was last compared is no part of what is recorded
		case !isFound(t, victim, &at):
			t.Errorf("%s: not found", at.name)
		default:
			found++
		}
	}
	t.Logf("found %d; refused by the database %d; no difference %d; rows that nothing names %d", found, refused, same, unnamed)
	if len(all) < 400 {
		t.Errorf("only %d attacks", len(all))
	}
}

// tablesOrNone reads a file in which a table may be empty.
func tablesOrNone(t testing.TB, path string) []table {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, name := range texts(t, db, "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name NOT LIKE 'goose%'") {
		if len(texts(t, db, "SELECT 'x' FROM "+name+" LIMIT 1")) == 0 {
			return nil
		}
	}
	return tables(t, path)
}

func sameRows(a, b []table) bool {
	return slices.EqualFunc(a, b, func(x, y table) bool {
		return slices.EqualFunc(x.rows, y.rows, func(p, q []any) bool { return fmt.Sprint(p) == fmt.Sprint(q) })
	})
}

func isFound(t *testing.T, path string, at *attack) bool {
	t.Helper()
	s, err := Open(t.Context(), path, Options{})
	if err != nil {
		return true // it cannot even be opened
	}
	defer s.Close()
	problems, err := s.VerifyHistory(t.Context())
	if err != nil {
		t.Fatalf("%s: %v", at.name, err)
	}
	if len(problems) > 0 || slices.Contains(historyTables, at.table) {
		return len(problems) > 0
	}
	problems, err = s.Check(t.Context())
	if err != nil {
		t.Fatalf("%s: %v", at.name, err)
	}
	return len(problems) > 0
}
