//go:build unix

package main

import (
	"database/sql"
	"path/filepath"
	"strings"
	"testing"

	_ "modernc.org/sqlite"
)

// What the cache has of the state is not what apply writes on: somebody who
// edits the database behind accredit's back stops an apply by means of it, which
// says so, and not one that reads everything.
func TestCachedPlanOfTamperedState(t *testing.T) {
	c := newCached(t, 0)
	db, err := sql.Open("sqlite", c.state)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	result, err := db.Exec(`UPDATE grants SET expires = 800000 WHERE hub_id = 105`)
	if err != nil {
		t.Fatal(err)
	}
	if n, err := result.RowsAffected(); err != nil || n == 0 {
		t.Fatal(n, err)
	}
	file := filepath.Join(c.dir, "clients", "0", "5.hcl")
	c.write(file, strings.ReplaceAll(c.read(file), "permission_set.view_only", "permission_set.editor"))
	is, log := c.run(true, "apply", c.dir, "--auto-approve")
	if is.Code != 1 || !strings.Contains(is.Err, "the plan does not hold") || !strings.Contains(is.Err, "accredit state check") || !keptLine.MatchString(log) {
		t.Errorf("%+v\n%s", is, log)
	}
	if is, _ := c.run(false, "apply", c.dir, "--auto-approve"); is.Code != 0 {
		t.Errorf("%+v", is)
	}
}
