package sqlite

import (
	"context"
	"fmt"
	"path/filepath"
	"testing"

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
