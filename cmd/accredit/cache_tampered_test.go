//go:build unix

package main

import (
	"database/sql"
	"path/filepath"
	"strings"
	"testing"

	_ "modernc.org/sqlite"
)

// The cache holds no access: what somebody wrote into the database behind
// accredit's back is what a plan by means of it reads, as one without it does.
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
	c.said = []string{"a row was edited"}
	c.compare()
	if !c.used {
		t.Error("the cache was not used")
	}
}
