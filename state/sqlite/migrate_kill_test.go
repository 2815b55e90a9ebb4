package sqlite

import (
	"bufio"
	"context"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"accredit/engine/enginetest/suite"
	"accredit/state"
)

// migratorVariable makes the test program migrate the state that it names, by
// two slow migrations.
const migratorVariable = "ACCREDIT_TEST_MIGRATOR"

// migratorRowsVariable is how many rows each of them writes.
const migratorRowsVariable = "ACCREDIT_TEST_MIGRATOR_ROWS"

// slow are the migrations of a version to come, which take their time.
func slow(rows string) (fs.FS, error) {
	all := fstest.MapFS{}
	names, err := fs.Glob(embedded, "migrations/*.sql")
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		data, err := fs.ReadFile(embedded, name)
		if err != nil {
			return nil, err
		}
		all[filepath.Base(name)] = &fstest.MapFile{Data: data}
	}
	for i, version := range []int{len(names) + 1, len(names) + 2} {
		all[fmt.Sprintf("%05d_slow.sql", version)] = &fstest.MapFile{Data: fmt.Appendf(nil,
			"-- +goose Up\nCREATE TABLE slow%d (n INTEGER);\nINSERT INTO slow%[1]d WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < %[3]s) SELECT n FROM c;\nUPDATE people SET name = name;\nPRAGMA user_version = %[2]d;\n", i, version, rows)}
	}
	return all, nil
}

// migrator opens a state, which migrates it, and says so before and after.
func migrator(path string) {
	migrations, err := slow(os.Getenv(migratorRowsVariable))
	fmt.Println("begin")
	if err == nil {
		var s *Store
		if s, err = Open(context.Background(), path, Options{Mode: Create, migrations: migrations}); err == nil {
			err = s.Close()
		}
	}
	fmt.Println("end", err)
	os.Exit(0)
}

// TestKillDuringMigration is T19: a run is killed at many moments of a
// migration. The next one continues, what is recorded is as it was, and every
// backup that bears its name is whole and of use to the program of before.
func TestKillDuringMigration(t *testing.T) {
	rounds, rows := suite.Sample(40, 8), suite.Sample("120000", "12000")
	migrations, err := slow(rows)
	must(t, err)
	original := smallHistory(t)
	whole := bytesOf(t, original)
	want := tables(t, original)
	killed := map[int64]int{} // by the schema version that was reached
	for i := range rounds {
		path := filepath.Join(t.TempDir(), "accredit.db")
		must(t, os.WriteFile(path, whole, 0o600))
		ended := killMigrator(t, path, rows, time.Duration(i*240/rounds)*time.Millisecond)
		if !ended {
			killed[schemaOf(t, path)]++
		}
		for _, name := range left(t, path) {
			if !strings.Contains(name, ".backup-") || strings.Contains(name, ".new-") || strings.HasSuffix(name, "-journal") {
				continue
			}
			copied := filepath.Join(filepath.Dir(path), name)
			if wholeAt(t, copied) != 6 || !sameRows(want, tables(t, copied)) {
				t.Errorf("round %d: %s is not what was there", i, name)
			}
		}
		s, err := Open(t.Context(), path, Options{Mode: Create, migrations: migrations})
		if err != nil {
			t.Fatalf("round %d: the next run: %v", i, err)
		}
		problems, err := s.Check(t.Context())
		more, err2 := s.VerifyHistory(t.Context())
		if err != nil || err2 != nil || len(problems)+len(more) > 0 {
			t.Fatalf("round %d: %v %v %v %v", i, problems, more, err, err2)
		}
		if a, err := s.Read(t.Context(), state.ReadOptions{}); err != nil || a.Serial != 6 {
			t.Fatalf("round %d: %+v, %v", i, a, err)
		}
		s.Close()
	}
	t.Logf("killed at schema version: %v", killed)
}

func schemaOf(t *testing.T, path string) int64 {
	t.Helper()
	db, err := connectTo(path, writing)
	must(t, err)
	defer db.Close()
	f, err := inspect(t.Context(), db)
	must(t, err)
	return f.schema
}

// killMigrator starts one and kills it that long after it began; ended: it was
// done before.
func killMigrator(t *testing.T, path, rows string, delay time.Duration) (ended bool) {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), migratorVariable+"="+path, migratorRowsVariable+"="+rows)
	out, err := cmd.StdoutPipe()
	must(t, err)
	must(t, cmd.Start())
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if lines.Text() == "begin" {
			time.AfterFunc(delay, func() { cmd.Process.Kill() })
		} else {
			ended = true
			if lines.Text() != "end <nil>" {
				t.Errorf("the migrator says: %s", lines.Text())
			}
		}
	}
	cmd.Wait()
	return ended
}
