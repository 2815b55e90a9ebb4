package sqlite

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"accredit/state"
)

// damages are ways in which a state breaks, each with the words by which the
// check, or opening the file, tells it.
var damages = map[string]struct {
	do   func(t testing.TB, path string)
	says string
	mend func(path string) error // nil: restore the backup
}{
	"bytes of every page": {damage, "damaged", nil},
	"the header":          {func(t testing.TB, path string) { flip(t, path, 0, 100) }, "not a SQLite database", nil},
	"one page":            {func(t testing.TB, path string) { flip(t, path, 4096*3, 4096) }, "damaged", nil},
	"cut off":             {func(t testing.TB, path string) { cutFile(t, path) }, "damaged", nil},
	"others can read it":  {func(t testing.TB, path string) { t.Helper(); must(t, os.Chmod(path, 0o644)) }, "others can use it", func(path string) error { return os.Chmod(path, 0o600) }},
	"a reference":         {func(t testing.TB, path string) { modify(t, path, "PRAGMA foreign_keys = 0", "DELETE FROM clients") }, "names one of clients that is not there", nil},
	"a person":            {func(t testing.TB, path string) { modify(t, path, "DELETE FROM people WHERE id = 1") }, "damaged", nil},
	"a table":             {func(t testing.TB, path string) { modify(t, path, "DROP TABLE grants") }, "no such table", nil},
	"a grant, edited":     {func(t testing.TB, path string) { modify(t, path, "UPDATE grants SET expires = 999999") }, "it is not what revision 6 wrote", nil},
	"a grant, deleted":    {func(t testing.TB, path string) { modify(t, path, "DELETE FROM grants") }, "it is not what revision 6 wrote", nil},
	"an orphaned row":     {func(t testing.TB, path string) { modify(t, path, "INSERT INTO origins VALUES (7, 99, 'x', 1)") }, "rows that no access names", nil},
	"gone with access":    {func(t testing.TB, path string) { modify(t, path, "INSERT INTO gone VALUES (7, 1, 5, 0)") }, "has access in client 7 and is remembered as gone", nil},
	"a revision, deleted": {func(t testing.TB, path string) { modify(t, path, "DELETE FROM revisions WHERE serial = 3") }, "what was between them is missing", nil},
	"a revision, edited":  {func(t testing.TB, path string) { modify(t, path, "UPDATE revisions SET who = 'x' WHERE serial = 3") }, "were edited", nil},
	"a change, deleted":   {func(t testing.TB, path string) { modify(t, path, "DELETE FROM changes WHERE serial = 2") }, "were edited", nil},
	"history, cut off":    {func(t testing.TB, path string) { modify(t, path, "DELETE FROM revisions WHERE serial > 3") }, "history ends with 3", nil},
	"who changed":         {func(t testing.TB, path string) { modify(t, path, "DELETE FROM changed_people") }, "does not list the people", nil},
	"what rights give":    {func(t testing.TB, path string) { modify(t, path, "UPDATE rights SET permission_set = 'super_admin'") }, "were edited", nil},
}

func flip(t testing.TB, path string, from, n int) {
	t.Helper()
	b := bytesOf(t, path)
	for i := from; i < from+n; i++ {
		b[i] ^= 0x55
	}
	must(t, os.WriteFile(path, b, 0o600))
}

func cutFile(t testing.TB, path string) {
	t.Helper()
	must(t, os.Truncate(path, int64(len(bytesOf(t, path))/2)))
}

// TestRecovery: each kind of damage is told, with a way out, and the way out
// leads to the state as it was.
func TestRecovery(t *testing.T) {
	for name, d := range damages {
		t.Run(name, func(t *testing.T) {
			path := smallHistory(t)
			from := backup(t, path)
			d.do(t, path)
			if said := whatIsWrong(t, path); !strings.Contains(said, d.says) {
				t.Fatalf("said %q, want %q", said, d.says)
			}
			opts := RestoreOptions{ReplaceOther: d.says == "not a SQLite database"}
			if d.mend != nil {
				must(t, d.mend(path))
			} else if _, err := Restore(t.Context(), from, path, opts); err != nil {
				t.Fatal(err)
			}
			if wholeAt(t, path) != 6 {
				t.Error("not as it was")
			}
		})
	}
}

// whatIsWrong is all that opening and checking says.
func whatIsWrong(t *testing.T, path string) string {
	t.Helper()
	s, err := Open(t.Context(), path, Options{})
	if err != nil {
		return err.Error()
	}
	defer s.Close()
	problems, err := s.Check(t.Context())
	more, err2 := s.VerifyHistory(t.Context())
	said := fmt.Sprint(errors.Join(err, err2))
	for _, p := range append(problems, more...) {
		if p.Recovery() == "" {
			t.Errorf("no way out of %s", p)
		}
		said += "\n" + p.String()
	}
	return said
}

// TestEachOlderBackup is the last part of T18: the state is put back to each
// of its older backups, and the signed checkpoints tell every time, also when
// it goes on from there to the same serial.
func TestEachOlderBackup(t *testing.T) {
	keyFile := filepath.Join(t.TempDir(), "key")
	secret, _, err := state.NewKey("test")
	must(t, err)
	must(t, os.WriteFile(keyFile, []byte(secret), 0o600))
	signer, err := state.ReadSigner(keyFile)
	must(t, err)
	notes := filepath.Join(t.TempDir(), "checkpoints.txt")
	path := filepath.Join(t.TempDir(), "accredit.db")
	fill(t, path)
	var backups []string
	for i := range 6 {
		rev := applyNamed(t, path, fmt.Sprint("n", i))
		if added, err := state.AppendCheckpoint(notes, state.CheckpointOf(&rev), signer); err != nil || !added {
			t.Fatalf("%t, %v", added, err)
		}
		backups = append(backups, backup(t, path))
	}
	list, problems, err := state.ReadCheckpoints(notes, signer.Verifier())
	if err != nil || len(problems) > 0 || len(list) != 6 {
		t.Fatalf("%v, %v, %v", list, problems, err)
	}
	told := func() int {
		t.Helper()
		s, err := Open(t.Context(), path, Options{})
		must(t, err)
		defer s.Close()
		var anchors []state.Anchor
		for i := range list {
			anchors = append(anchors, list[i].Anchor())
		}
		found, err := s.VerifyHistory(t.Context(), anchors...)
		must(t, err)
		if alone, err := s.VerifyHistory(t.Context()); err != nil || len(alone) > 0 {
			t.Fatalf("without checkpoints: %v, %v", alone, err)
		}
		return len(found)
	}
	if told() != 0 {
		t.Fatal("the true state does not have its checkpoints")
	}
	for i, from := range backups[:5] {
		_, err := Restore(t.Context(), from, path, RestoreOptions{ReplaceNewer: true})
		must(t, err)
		if n := told(); n != 5-i {
			t.Errorf("backup %d: %d checkpoints are missed, want %d", i, n, 5-i)
		}
		for n := range 7 {
			rev := applyNamed(t, path, fmt.Sprint("other", n))
			if added, err := state.AppendCheckpoint(notes, state.CheckpointOf(&rev), signer); added {
				t.Fatalf("backup %d: a checkpoint was added: %v", i, err)
			}
			if rev.Serial >= list[5].Serial {
				break
			}
		}
		if told() == 0 {
			t.Errorf("backup %d that went on: not told", i)
		}
	}
}
