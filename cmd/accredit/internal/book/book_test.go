package book_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"accredit/cmd/accredit/internal/book"
	"accredit/config"
	"accredit/engine"
)

var now = time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC)

func load(t *testing.T, b book.Book, dir string) *engine.Desired {
	t.Helper()
	if err := b.Write(dir); err != nil {
		t.Fatal(err)
	}
	r, err := config.Load(dir, config.Options{Now: now})
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Diagnostics) > 0 {
		t.Fatalf("%+v", r.Diagnostics[0])
	}
	return r.Desired
}

// Every shape gives just so many grants, the same ones, and a plan from an
// empty state without a violation; a changed book changes only what it says.
func TestBooks(t *testing.T) {
	var first *engine.Desired
	for _, shape := range book.Shapes() {
		for _, grants := range []int{1_000, 3_000} {
			b := book.Book{Shape: shape, Grants: grants}
			dir := t.TempDir()
			d := load(t, b, dir)
			plan, err := engine.MakePlan(d, &engine.Access{}, engine.Options{})
			if err != nil {
				t.Fatal(err)
			}
			if len(plan.Violations)+len(plan.Waiting)+len(plan.Warnings) > 0 || len(plan.Steps) != grants || len(b.Rows()) != grants {
				t.Errorf("%s, %d grants: %d steps, %d rows, %v %v", shape, grants, len(plan.Steps), len(b.Rows()), plan.Violations, plan.Warnings)
			}
			if grants == 1_000 {
				if first == nil {
					first = d
				}
				if a, b := numbers(first), numbers(d); a != b {
					t.Errorf("%s has other grants than %s", shape, book.Blocks)
				}
			}
			b.Joined = 2
			if more := load(t, b, dir); len(more.People) != len(d.People)+2 || len(more.Clients[1].Grants) != len(d.Clients[1].Grants)+1 {
				t.Errorf("%s: %d people and %d grants after two joined", shape, len(more.People), len(more.Clients[1].Grants))
			}
			b.Joined, b.Changed = 0, 2
			before := files(t, dir)
			if a, b := numbers(d), numbers(load(t, b, dir)); a == b {
				t.Errorf("%s: nothing changed", shape)
			}
			if len(files(t, dir)) != len(before) {
				t.Errorf("%s: other files", shape)
			}
		}
	}
}

// numbers tells who has which set where, whatever the names.
func numbers(d *engine.Desired) string {
	text := ""
	for i := range d.Clients {
		for j := range d.Clients[i].Grants {
			g := &d.Clients[i].Grants[j]
			text += d.People[g.Person].Email + " " + g.Set + "\n"
		}
		text += "\n"
	}
	return text
}

func files(t *testing.T, dir string) []string {
	t.Helper()
	var names []string
	err := filepath.WalkDir(dir, func(path string, _ os.DirEntry, err error) error {
		names = append(names, path)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}
