package sqlite

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"accredit/engine"
	"accredit/state"
	"accredit/state/statetest"
)

func always(c *engine.Changes) func(*engine.Access) (*engine.Changes, error) {
	return func(*engine.Access) (*engine.Changes, error) { return c, nil }
}

func sizes(b *testing.B, f func(b *testing.B, n int, own bool)) {
	for _, n := range []int{1000, 10_000, 100_000} {
		for _, own := range []bool{false, true} {
			b.Run(fmt.Sprintf("grants=%d/ownBlocks=%t", n, own), func(b *testing.B) {
				b.ReportAllocs()
				f(b, n, own)
			})
		}
	}
}

func filled(b *testing.B, n int, own bool) *Store {
	s := open(b, filepath.Join(b.TempDir(), "accredit.db"), Create)
	if _, err := s.Apply(b.Context(), state.Revision{}, always(statetest.Agency(n, own))); err != nil {
		b.Fatal(err)
	}
	return s
}

func BenchmarkApply(b *testing.B) {
	sizes(b, func(b *testing.B, n int, own bool) {
		c := statetest.Agency(n, own)
		for b.Loop() {
			b.StopTimer()
			s := open(b, filepath.Join(b.TempDir(), "accredit.db"), Create)
			b.StartTimer()
			if _, err := s.Apply(b.Context(), state.Revision{}, always(c)); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// BenchmarkRawInsert writes the very rows of an apply with nothing but INSERT,
// in one transaction: the floor of BenchmarkApply.
func BenchmarkRawInsert(b *testing.B) {
	sizes(b, func(b *testing.B, n int, own bool) {
		var rows []state.Row
		for row, err := range filled(b, n, own).Dump(b.Context()) {
			if err != nil {
				b.Fatal(err)
			}
			rows = append(rows, row)
		}
		for b.Loop() {
			b.StopTimer()
			s := open(b, filepath.Join(b.TempDir(), "accredit.db"), Create)
			b.StartTimer()
			err := s.transaction(b.Context(), s.write, "BEGIN IMMEDIATE", func(c *sql.Conn) (bool, error) { return true, rawInsert(b.Context(), c, rows) })
			if err != nil {
				b.Fatal(err)
			}
		}
	})
}

func rawInsert(ctx context.Context, c *sql.Conn, rows []state.Row) error {
	for table, list := range byTable(rows) {
		marks := "(?" + strings.Repeat(", ?", len(list[0].Values)-1) + ")"
		for part := range slices.Chunk(list, batchRows) {
			var args []any
			for _, row := range part {
				args = append(args, row.Values...)
			}
			if _, err := c.ExecContext(ctx, "INSERT INTO "+table+" VALUES "+marks+strings.Repeat(", "+marks, len(part)-1), args...); err != nil {
				return err
			}
		}
	}
	return nil
}

// byTable walks the rows table by table.
func byTable(rows []state.Row) iter.Seq2[string, []state.Row] {
	return func(yield func(string, []state.Row) bool) {
		for len(rows) > 0 {
			n := slices.IndexFunc(rows, func(r state.Row) bool { return r.Table != rows[0].Table })
			if n < 0 {
				n = len(rows)
			}
			if !yield(rows[0].Table, rows[:n]) {
				return
			}
			rows = rows[n:]
		}
	}
}

func BenchmarkApplyOne(b *testing.B) {
	sizes(b, func(b *testing.B, n int, own bool) {
		s := filled(b, n, own)
		for b.Loop() {
			_, err := s.Apply(b.Context(), state.Revision{}, func(a *engine.Access) (*engine.Changes, error) {
				g := a.Clients[0].Grants[0]
				after := g
				after.Expires++
				return &engine.Changes{Grants: []engine.GrantChange{{HubID: a.Clients[0].HubID, Email: a.People[g.Person].Email, Before: &g, After: &after}}}, nil
			})
			if err != nil {
				b.Fatal(err)
			}
		}
	})
}

func benchmarkOf(b *testing.B, f func(context.Context, *Store) error) {
	sizes(b, func(b *testing.B, n int, own bool) {
		s := filled(b, n, own)
		for b.Loop() {
			if err := f(b.Context(), s); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func BenchmarkRead(b *testing.B) {
	benchmarkOf(b, func(ctx context.Context, s *Store) error { _, err := s.Read(ctx, state.ReadOptions{}); return err })
}

func BenchmarkCheck(b *testing.B) {
	benchmarkOf(b, func(ctx context.Context, s *Store) error { _, err := s.Check(ctx); return err })
}

func BenchmarkVerifyHistory(b *testing.B) {
	benchmarkOf(b, func(ctx context.Context, s *Store) error { _, err := s.VerifyHistory(ctx); return err })
}

const yearDigest = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

// BenchmarkYear is a year of history: 500 applies of 20 changed grants each on
// a state of 1,000 grants. It reports how large the file is then, and how much
// of that is history. docs/operations.md has the figures.
func BenchmarkYear(b *testing.B) {
	for b.Loop() {
		path := filepath.Join(b.TempDir(), "accredit.db")
		s := open(b, path, Create)
		if _, err := s.Apply(b.Context(), state.Revision{}, always(statetest.Agency(1000, false))); err != nil {
			b.Fatal(err)
		}
		before := sizeOf(b, path)
		for i := range 500 {
			rev := state.Revision{Who: "ops@northwind.example", Kind: state.KindApply, Command: "accredit apply plan.json . --max-age 1h",
				Reason: "Merge pull request #123", ConfigDigest: yearDigest, GitCommit: yearDigest[7:47]}
			if _, err := s.Apply(b.Context(), rev, func(a *engine.Access) (*engine.Changes, error) { return twenty(a, i), nil }); err != nil {
				b.Fatal(err)
			}
		}
		after := sizeOf(b, path)
		b.ReportMetric(float64(before)/1000, "kB-before")
		b.ReportMetric(float64(after)/1000, "kB-after")
		b.ReportMetric(float64(after-before)/500/20, "B/change")
		began := time.Now()
		if problems, err := s.VerifyHistory(b.Context()); err != nil || len(problems) > 0 {
			b.Fatal(problems, err)
		}
		b.ReportMetric(float64(time.Since(began).Milliseconds()), "ms/verify")
		began = time.Now()
		if _, err := s.ReadAt(b.Context(), 1); err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(time.Since(began).Milliseconds()), "ms/first-serial")
	}
}

func sizeOf(b *testing.B, path string) int64 {
	info, err := os.Stat(path)
	if err != nil {
		b.Fatal(err)
	}
	return info.Size()
}

// twenty changes the reason and end of twenty grants, other ones each time.
func twenty(a *engine.Access, round int) *engine.Changes {
	c := &engine.Changes{}
	for n := range 20 {
		client := &a.Clients[(round*20+n)%len(a.Clients)]
		before := &client.Grants[(round+n)%len(client.Grants)]
		after := *before
		after.Expires++
		after.Details = &engine.Details{Reason: fmt.Sprintf("SOW-%d", round)}
		c.Grants = append(c.Grants, engine.GrantChange{HubID: client.HubID, Email: a.People[before.Person].Email, Before: before, After: &after,
			Step: engine.StepInfo{Action: engine.ActionRecord, Cause: engine.CauseConfig}})
	}
	slices.SortStableFunc(c.Grants, func(x, y engine.GrantChange) int { return cmp.Compare(x.HubID, y.HubID) })
	return c
}
