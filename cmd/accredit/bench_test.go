package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"accredit/config"
	"accredit/engine"
	"accredit/state"
	"accredit/state/sqlite"
)

// The benchmarks measure the four parts of the main job over books of 1,000,
// 10,000 and 100,000 grants, each grant an access block of its own: twenty
// people with access in each client, one file a client.

const grantsPerClient = 20

var benchNow = time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC)

// writeBook writes a configuration with so many grants; changed of the clients
// give everybody another permission set.
func writeBook(tb testing.TB, grants, changed int) string {
	tb.Helper()
	dir := tb.TempDir()
	clients := grants / grantsPerClient
	people := max(grantsPerClient, grants/35)
	var b bytes.Buffer
	b.WriteString("agency {\n  name = \"Bench\"\n  hub_id = 1\n  email_domains = [\"bench.example\"]\n  guardrails {\n    max_removals = 1000000\n  }\n}\n")
	b.WriteString("permission_set \"editor\" {\n  extends = [permission_set.view_only]\n  permissions = { \"crm.*.edit\" = \"all\" }\n}\n")
	for i := range people {
		fmt.Fprintf(&b, "employee \"p%d\" {\n  email = \"p%d@bench.example\"\n  name  = \"Person %d\"\n}\n", i, i, i)
		if b.Len() > 400<<10 || i == people-1 {
			write(tb, filepath.Join(dir, fmt.Sprintf("people%d.hcl", i)), b.Bytes())
			b.Reset()
		}
	}
	if err := os.Mkdir(filepath.Join(dir, "clients"), 0o755); err != nil {
		tb.Fatal(err)
	}
	for c := range clients {
		b.Reset()
		set := "view_only"
		if c < changed {
			set = "editor"
		}
		admin := c * grantsPerClient % people
		fmt.Fprintf(&b, "client \"c%d\" {\n  name   = \"Client %d\"\n  hub_id = %d\n  access_link {\n    admin       = employee.p%d\n    approved_by = \"owner@c%d.example\"\n    approved_on = \"2026-11-01\"\n  }\n", c, c, c+100, admin, c)
		for g := 1; g < grantsPerClient; g++ {
			fmt.Fprintf(&b, "  access {\n    people         = [employee.p%d]\n    permission_set = permission_set.%s\n  }\n", (admin+g)%people, set)
		}
		b.WriteString("}\n")
		write(tb, filepath.Join(dir, "clients", fmt.Sprintf("c%d.hcl", c)), b.Bytes())
	}
	return dir
}

func write(tb testing.TB, path string, content []byte) {
	tb.Helper()
	if err := os.WriteFile(path, content, 0o644); err != nil {
		tb.Fatal(err)
	}
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
		if err := engine.Verify(a, p); err != nil {
			return nil, err
		}
		return p.Changes(a)
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
		dir := writeBook(b, grants, 0)
		b.ReportAllocs()
		for b.Loop() {
			load(b, dir)
		}
	})
}

func BenchmarkPlanEmptyState(b *testing.B) {
	eachSize(b, func(b *testing.B, grants int) {
		d := load(b, writeBook(b, grants, 0))
		b.ReportAllocs()
		for b.Loop() {
			makePlan(b, d, &engine.Access{})
		}
	})
}

func BenchmarkPlanNoChange(b *testing.B) {
	eachSize(b, func(b *testing.B, grants int) {
		d := load(b, writeBook(b, grants, 0))
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
		d := load(b, writeBook(b, grants, 0))
		a := apply(b, filepath.Join(b.TempDir(), "accredit.db"), makePlan(b, d, &engine.Access{}))
		changed := load(b, writeBook(b, grants, max(1, grants/grantsPerClient/100)))
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
		apply(b, path, makePlan(b, load(b, writeBook(b, grants, 0)), &engine.Access{}))
		b.ReportAllocs()
		for b.Loop() {
			read(b, path)
		}
	})
}

func BenchmarkApplyEmptyState(b *testing.B) {
	eachSize(b, func(b *testing.B, grants int) {
		p := makePlan(b, load(b, writeBook(b, grants, 0)), &engine.Access{})
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
			load(b, writeBook(b, grants, 0)), load(b, writeBook(b, grants, max(1, grants/grantsPerClient/100))),
		}
		a := apply(b, path, makePlan(b, books[0], &engine.Access{}))
		b.ReportAllocs()
		for i := 1; b.Loop(); i++ {
			a = apply(b, path, makePlan(b, books[i%2], a))
		}
	})
}
