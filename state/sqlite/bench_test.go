package sqlite

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"accredit/engine"
	"accredit/state"
)

// world makes changes from nothing to n grants: 36 a client and one for each
// of 28 people a thousand. ownBlocks gives each grant a block of its own.
func world(n int, ownBlocks bool) *engine.Changes {
	people := max(36, n*28/1000)
	c := &engine.Changes{Agency: "Northwind", HubID: 1, Catalogue: "2026.11"}
	for i := range people {
		c.People = append(c.People, engine.PersonChange{After: &engine.Person{
			Email: fmt.Sprintf("person%06d@northwind.example", i), Name: fmt.Sprintf("Person %d", i), Kind: engine.Employee}})
	}
	var rights []*engine.RecordedRights
	for i := range 200 {
		r := &engine.RecordedRights{Set: fmt.Sprintf("set_%03d", i)}
		for j := range 100 {
			r.Levels = append(r.Levels, engine.PermissionLevel{Permission: fmt.Sprintf("crm.thing_%d.edit", i+j), Level: "all"})
		}
		rights = append(rights, r)
	}
	step := engine.StepInfo{Action: engine.ActionAdd, Effect: engine.Expands, Cause: engine.CauseConfig, Actor: "maria@northwind.example", Via: engine.ViaClientAccessManager}
	for i := 0; i < n; i += 36 {
		hubID := int64(1000 + i)
		c.Clients = append(c.Clients, engine.ClientChange{After: &engine.RecordedClient{Client: engine.Client{
			HubID: hubID, Name: fmt.Sprintf("Client %d", i), Domain: "client.example", Address: fmt.Sprintf("client.c%d", i)}}})
		shared := &engine.Origin{Block: fmt.Sprintf("client.c%d.access", i), Definition: digestText, Wish: digestText}
		for j := range min(36, n-i) {
			o := shared
			if ownBlocks {
				o = &engine.Origin{Block: fmt.Sprintf("client.c%d.access.p%d", i, j), Definition: digestText, Wish: digestText}
			}
			c.Grants = append(c.Grants, engine.GrantChange{HubID: hubID, Email: c.People[(i/36*7+j)%people].After.Email, Step: step,
				After: &engine.RecordedGrant{Rights: rights[(i+j)%200], Seat: engine.SeatPartner, RecordedOn: 740000, Expires: 740500, Origin: o}})
		}
	}
	return c
}

const digestText = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

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
	if _, err := s.Apply(b.Context(), state.Revision{}, always(world(n, own))); err != nil {
		b.Fatal(err)
	}
	return s
}

func BenchmarkApply(b *testing.B) {
	sizes(b, func(b *testing.B, n int, own bool) {
		c := world(n, own)
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

// BenchmarkYear is a year of history: 500 applies of 20 changed grants each on
// a state of 1,000 grants. It reports how large the file is then, and how much
// of that is history. docs/operations.md has the figures.
func BenchmarkYear(b *testing.B) {
	for b.Loop() {
		path := filepath.Join(b.TempDir(), "accredit.db")
		s := open(b, path, Create)
		if _, err := s.Apply(b.Context(), state.Revision{}, always(world(1000, false))); err != nil {
			b.Fatal(err)
		}
		before := sizeOf(b, path)
		for i := range 500 {
			rev := state.Revision{Who: "ops@northwind.example", Kind: state.KindApply, Command: "accredit apply plan.json . --max-age 1h",
				Reason: "Merge pull request #123", ConfigDigest: digestText, GitCommit: digestText[7:47]}
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
