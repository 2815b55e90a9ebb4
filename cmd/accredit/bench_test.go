package main

import (
	"context"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"accredit/cmd/accredit/internal/book"
	"accredit/config"
	"accredit/engine"
	"accredit/engine/revise"
	"accredit/engine/verify"
	"accredit/state"
	"accredit/state/sqlite"
)

// The benchmarks measure the four parts of the main job over books of 1,000,
// 10,000 and 100,000 grants, each grant an access block of its own. `make
// bench-scale` measures the program as a whole, in more shapes and sizes.

var benchNow = time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC)

// writeBook writes a configuration with so many grants; one in a hundred of
// the clients gives everybody another permission set where that is wanted.
func writeBook(tb testing.TB, grants int, changed bool) string {
	tb.Helper()
	b := book.Book{Shape: book.Blocks, Grants: grants}
	if changed {
		b.Changed = max(1, b.Clients()/100)
	}
	dir := tb.TempDir()
	if err := b.Write(dir); err != nil {
		tb.Fatal(err)
	}
	return dir
}

func load(tb testing.TB, dir string) *engine.Desired {
	tb.Helper()
	res, err := config.Load(dir, config.Options{Now: benchNow})
	if err != nil {
		tb.Fatal(err)
	}
	if res.Diagnostics.HasErrors() {
		tb.Fatalf("%+v", res.Diagnostics[0])
	}
	return res.Desired
}

func makePlan(tb testing.TB, d *engine.Desired, a *engine.Access) *engine.Plan {
	tb.Helper()
	p, err := engine.MakePlan(d, a, engine.Options{})
	if err != nil {
		tb.Fatal(err)
	}
	if len(p.Violations) > 0 {
		tb.Fatal(p.Violations[0].Message)
	}
	return p
}

func apply(tb testing.TB, path string, p *engine.Plan) *engine.Access {
	tb.Helper()
	ctx := context.Background()
	s, err := sqlite.Open(ctx, path, sqlite.Options{Mode: sqlite.Create})
	if err != nil {
		tb.Fatal(err)
	}
	defer s.Close()
	_, err = s.Apply(ctx, state.Revision{At: benchNow, Kind: state.KindApply, Who: "bench"}, func(a *engine.Access) (*engine.Changes, error) {
		if err := verify.Plan(a, p); err != nil {
			return nil, err
		}
		return revise.Applied(a, p, nil)
	})
	if err != nil {
		tb.Fatal(err)
	}
	return read(tb, path)
}

func read(tb testing.TB, path string) *engine.Access {
	tb.Helper()
	ctx := context.Background()
	s, err := sqlite.Open(ctx, path, sqlite.Options{})
	if err != nil {
		tb.Fatal(err)
	}
	defer s.Close()
	a, err := s.Read(ctx, state.ReadOptions{Now: benchNow})
	if err != nil {
		tb.Fatal(err)
	}
	return a
}

func eachSize(b *testing.B, f func(b *testing.B, grants int)) {
	for _, grants := range []int{1_000, 10_000, 100_000} {
		b.Run(fmt.Sprintf("grants=%d", grants), func(b *testing.B) { f(b, grants) })
	}
}

func BenchmarkLoad(b *testing.B) {
	eachSize(b, func(b *testing.B, grants int) {
		dir := writeBook(b, grants, false)
		b.ReportAllocs()
		for b.Loop() {
			load(b, dir)
		}
	})
}

func BenchmarkPlanEmptyState(b *testing.B) {
	eachSize(b, func(b *testing.B, grants int) {
		d := load(b, writeBook(b, grants, false))
		b.ReportAllocs()
		for b.Loop() {
			makePlan(b, d, &engine.Access{})
		}
	})
}

func BenchmarkPlanNoChange(b *testing.B) {
	eachSize(b, func(b *testing.B, grants int) {
		d := load(b, writeBook(b, grants, false))
		a := apply(b, filepath.Join(b.TempDir(), "accredit.db"), makePlan(b, d, &engine.Access{}))
		b.ReportAllocs()
		for b.Loop() {
			if p := makePlan(b, d, a); p.HasChanges() {
				b.Fatal("there are changes")
			}
		}
	})
}

func BenchmarkPlanOnePercent(b *testing.B) {
	eachSize(b, func(b *testing.B, grants int) {
		d := load(b, writeBook(b, grants, false))
		a := apply(b, filepath.Join(b.TempDir(), "accredit.db"), makePlan(b, d, &engine.Access{}))
		changed := load(b, writeBook(b, grants, true))
		b.ReportAllocs()
		for b.Loop() {
			if p := makePlan(b, changed, a); !p.HasChanges() {
				b.Fatal("there are no changes")
			}
		}
	})
}

func BenchmarkReadState(b *testing.B) {
	eachSize(b, func(b *testing.B, grants int) {
		path := filepath.Join(b.TempDir(), "accredit.db")
		apply(b, path, makePlan(b, load(b, writeBook(b, grants, false)), &engine.Access{}))
		b.ReportAllocs()
		for b.Loop() {
			read(b, path)
		}
	})
}

func BenchmarkApplyEmptyState(b *testing.B) {
	eachSize(b, func(b *testing.B, grants int) {
		p := makePlan(b, load(b, writeBook(b, grants, false)), &engine.Access{})
		dir := b.TempDir()
		b.ReportAllocs()
		for i := 0; b.Loop(); i++ {
			apply(b, filepath.Join(dir, fmt.Sprintf("%d.db", i)), p)
		}
	})
}

func BenchmarkApplyOnePercent(b *testing.B) {
	eachSize(b, func(b *testing.B, grants int) {
		path := filepath.Join(b.TempDir(), "accredit.db")
		books := []*engine.Desired{
			load(b, writeBook(b, grants, false)), load(b, writeBook(b, grants, true)),
		}
		a := apply(b, path, makePlan(b, books[0], &engine.Access{}))
		b.ReportAllocs()
		for i := 1; b.Loop(); i++ {
			a = apply(b, path, makePlan(b, books[i%2], a))
		}
	})
}
