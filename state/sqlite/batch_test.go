package sqlite

import (
	"database/sql"
	"path/filepath"
	"testing"
)

// Every row comes in as it was added, whatever the rows of a statement have in
// common, and however many patterns there are.
func TestBatchWritesRowsAsTheyAre(t *testing.T) {
	c := batchConn(t)
	b := newBatch(c, "t", "id, a, b, c", "")
	const rows = (mostPatterns+4)*batchRows + 7
	want := func(id int) (int64, string, float64) {
		a, text := int64(-7), ""
		switch part := id / batchRows; { // each part has another pattern
		case part%4 == 1:
			a = int64(id)
		case part%4 == 2:
			text = "it's ?"
		case part > mostPatterns:
			a, text = int64(-part), "x"
		}
		return a, text, float64(id) / 2
	}
	for id := range rows {
		a, text, f := want(id)
		if err := b.Add(t.Context(), id, a, text, f); err != nil {
			t.Fatal(err)
		}
	}
	if err := b.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	list, err := c.QueryContext(t.Context(), "SELECT id, a, b, c FROM t ORDER BY id")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = list.Close() }()
	n := 0
	for ; list.Next(); n++ {
		var id int
		var a int64
		var text string
		var f float64
		if err := list.Scan(&id, &a, &text, &f); err != nil {
			t.Fatal(err)
		}
		if wantA, wantText, wantF := want(n); id != n || a != wantA || text != wantText || f != wantF {
			t.Fatalf("row %d is %d, %d, %q, %g", n, id, a, text, f)
		}
	}
	if err := list.Err(); err != nil || n != rows {
		t.Errorf("%d of %d rows, %v", n, rows, err)
	}
}

// A statement that fails is told, at the latest by Close, and nothing is
// written after it.
func TestBatchTellsWhatFails(t *testing.T) {
	c := batchConn(t)
	b := newBatch(c, "t", "id, a, b, c", "")
	var failed error
	for id := range 3*batchRows + 1 {
		if err := b.Add(t.Context(), id%batchRows, 0, "", 0.5); err != nil && failed == nil {
			failed = err
		}
	}
	if err := b.Close(t.Context()); err == nil || failed == nil {
		t.Errorf("the same keys twice: Add said %v, Close said %v", failed, err)
	}
	var n int
	if err := c.QueryRowContext(t.Context(), "SELECT count(*) FROM t").Scan(&n); err != nil || n != batchRows {
		t.Errorf("%d rows are there, want %d, %v", n, batchRows, err)
	}
	if err := newBatch(c, "t", "id", "").Add(t.Context(), []byte("x")); err == nil {
		t.Error("bytes are no value of a column")
	}
}

func batchConn(t *testing.T) conn {
	t.Helper()
	db, err := sql.Open("sqlite", filepath.Join(t.TempDir(), "batch.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	c, err := db.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	if _, err := c.ExecContext(t.Context(), "CREATE TABLE t (id INTEGER PRIMARY KEY, a INTEGER, b TEXT, c REAL)"); err != nil {
		t.Fatal(err)
	}
	return newConn(c)
}
