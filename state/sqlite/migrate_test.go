package sqlite

import (
	"database/sql"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"accredit/state"
	"accredit/state/statetest"
)

// later are the migrations of a version to come.
func later(t testing.TB) fs.FS {
	t.Helper()
	all := fstest.MapFS{}
	for from, dir := range map[fs.FS]string{embedded: "migrations", os.DirFS("testdata"): "newer"} {
		list, err := fs.ReadDir(from, dir)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range list {
			data, err := fs.ReadFile(from, dir+"/"+e.Name())
			if err != nil {
				t.Fatal(err)
			}
			all[e.Name()] = &fstest.MapFile{Data: data}
		}
	}
	return all
}

func TestMigrateOlder(t *testing.T) {
	for _, mode := range []Mode{ReadOnly, Create} {
		path := filepath.Join(t.TempDir(), "accredit.db")
		rev := fill(t, path)
		s, err := Open(t.Context(), path, Options{Mode: mode, migrations: later(t)})
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		if a, err := s.Read(t.Context(), state.ReadOptions{}); err != nil || a.Lineage != rev.Lineage || len(a.Clients) != 1 {
			t.Errorf("after the migration: %+v, %v", a, err)
		}
		var version int64
		if err := s.read.QueryRow("SELECT max(version_id) FROM goose_db_version").Scan(&version); err != nil || version != 5 {
			t.Errorf("goose is at version %d, %v", version, err)
		}
		// The program of before refuses it, and the backup is what it can use.
		if _, err := Open(t.Context(), path, Options{Mode: Create}); !errors.Is(err, state.ErrNewer) {
			t.Errorf("the older program: %v, want ErrNewer", err)
		}
		backup := open(t, path+".backup-4", Create)
		if a, err := backup.Read(t.Context(), state.ReadOptions{}); err != nil || a.Serial != 1 {
			t.Errorf("backup: %+v, %v", a, err)
		}
		if info, err := os.Stat(path + ".backup-4"); err != nil || info.Mode() != 0o600 {
			t.Errorf("backup: %v, %v", info, err)
		}
	}
}

func TestMigrateKeepsEarlierBackup(t *testing.T) {
	path := filepath.Join(t.TempDir(), "accredit.db")
	fill(t, path)
	if err := os.WriteFile(path+".backup-4", []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := Open(t.Context(), path, Options{migrations: later(t)})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if b, err := os.ReadFile(path + ".backup-4"); err != nil || string(b) != "mine" {
		t.Errorf("the earlier backup was touched: %q, %v", b, err)
	}
	open(t, path+".backup-4.2", ReadOnly)
}

// TestMigrationFails leaves the state as it was.
func TestMigrationFails(t *testing.T) {
	path := filepath.Join(t.TempDir(), "accredit.db")
	fill(t, path)
	broken := later(t).(fstest.MapFS)
	broken["00005_later.sql"] = &fstest.MapFile{Data: []byte("-- +goose Up\nDROP TABLE clients;\nPRAGMA user_version = 5;\nSELECT nonsense;\n")}
	if _, err := Open(t.Context(), path, Options{Mode: Create, migrations: broken}); err == nil {
		t.Fatal("a broken migration gave no error")
	}
	s := open(t, path, Create)
	if _, err := s.Apply(t.Context(), state.Revision{}, always(statetest.Named("x"))); err != nil {
		t.Error(err)
	}
}

// TestMigrateDamaged makes no backup of rubbish and does not migrate it.
func TestMigrateDamaged(t *testing.T) {
	path := filepath.Join(t.TempDir(), "accredit.db")
	fill(t, path)
	modify(t, path, "PRAGMA foreign_keys = 0", "DELETE FROM clients")
	if _, err := Open(t.Context(), path, Options{Mode: Create, migrations: later(t)}); !errors.Is(err, state.ErrDamaged) {
		t.Errorf("%v, want ErrDamaged", err)
	}
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if f, err := inspect(t.Context(), db); err != nil || f.schema != 4 {
		t.Errorf("schema version %d, %v, want 4", f.schema, err)
	}
}

func TestCreateAtTheSameTime(t *testing.T) {
	path := filepath.Join(t.TempDir(), "accredit.db")
	var wg sync.WaitGroup
	for range 5 {
		wg.Go(func() {
			s, err := Open(t.Context(), path, Options{Mode: Create, Wait: time.Minute})
			if err != nil {
				t.Error(err)
				return
			}
			defer s.Close()
			if err := s.Path(); err != path {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	fill(t, path)
}

// TestCreateGoesOn continues what a run that was killed left: the mark of
// the application and nothing else.
func TestCreateGoesOn(t *testing.T) {
	path := filepath.Join(t.TempDir(), "accredit.db")
	modify(t, path, "PRAGMA application_id = 1633903474", "CREATE TABLE goose_db_version (\n\t\tid INTEGER PRIMARY KEY AUTOINCREMENT,\n\t\tversion_id INTEGER NOT NULL,\n\t\tis_applied INTEGER NOT NULL,\n\t\ttstamp TIMESTAMP DEFAULT (datetime('now'))\n\t)",
		"INSERT INTO goose_db_version (version_id, is_applied) VALUES (0, 1)")
	if _, err := Open(t.Context(), path, Options{}); !errors.Is(err, state.ErrNone) {
		t.Errorf("read: %v, want ErrNone", err)
	}
	fill(t, path)
}
