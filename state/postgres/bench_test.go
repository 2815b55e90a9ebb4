//go:build unix

package postgres

import (
	"context"
	"database/sql"
	"fmt"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"

	"accredit/engine"
	"accredit/engine/enginetest/suite"
	"accredit/state"
	"accredit/state/postgres/pgtest"
	"accredit/state/statetest"
)

func sizes(b *testing.B, f func(b *testing.B, n int, own bool)) {
	for _, n := range []int{1000, 10_000, 100_000, 1_000_000} {
		if !suite.Exhaustive() && n > 100_000 {
			continue
		}
		for _, own := range []bool{false, true} {
			b.Run(fmt.Sprintf("grants=%d/ownBlocks=%t", n, own), func(b *testing.B) {
				b.ReportAllocs()
				f(b, n, own)
			})
		}
	}
}

func filled(b *testing.B, place string, n int, own bool) *Store {
	s := open(b, place, Options{Mode: Create})
	if _, err := s.Apply(b.Context(), state.Revision{}, always(statetest.Agency(n, own))); err != nil {
		b.Fatal(err)
	}
	return s
}

func BenchmarkApply(b *testing.B) {
	server := pgtest.Start(b)
	sizes(b, func(b *testing.B, n int, own bool) {
		c := statetest.Agency(n, own)
		for b.Loop() {
			b.StopTimer()
			s := open(b, server.URL(b), Options{Mode: Create})
			b.StartTimer()
			if _, err := s.Apply(b.Context(), state.Revision{}, always(c)); err != nil {
				b.Fatal(err)
			}
			shut(b, s)
		}
	})
}

// shut ends the connections of a store that is not measured any more: a server
// takes only so many.
func shut(b *testing.B, s *Store) {
	b.StopTimer()
	defer b.StartTimer()
	if err := s.Close(); err != nil {
		b.Fatal(err)
	}
}

// BenchmarkRawCopy writes the very rows of an apply with nothing but COPY, as
// pgx has it, in one transaction: the floor of BenchmarkApply.
func BenchmarkRawCopy(b *testing.B) {
	server := pgtest.Start(b)
	sizes(b, func(b *testing.B, n int, own bool) {
		tables := map[string][][]any{}
		var order []string
		for row, err := range filled(b, server.URL(b), n, own).Dump(b.Context()) {
			if err != nil {
				b.Fatal(err)
			}
			if tables[row.Table] == nil {
				order = append(order, row.Table)
			}
			tables[row.Table] = append(tables[row.Table], row.Values)
		}
		for b.Loop() {
			b.StopTimer()
			s := open(b, server.URL(b), Options{Mode: Create})
			b.StartTimer()
			if err := s.with(b.Context(), func(c *sql.Conn) error { return rawCopy(b.Context(), s, c, order, tables) }); err != nil {
				b.Fatal(err)
			}
			shut(b, s)
		}
	})
}

func rawCopy(ctx context.Context, s *Store, c *sql.Conn, order []string, tables map[string][][]any) error {
	if err := s.begin(ctx, c, "SERIALIZABLE, READ WRITE", s.opts.Wait); err != nil {
		return err
	}
	for _, table := range order {
		if table == "agency" {
			continue
		}
		if err := c.Raw(func(driverConn any) error {
			columns, err := columnsOf(ctx, driverConn.(*stdlib.Conn).Conn(), table)
			if err != nil {
				return err
			}
			_, err = driverConn.(*stdlib.Conn).Conn().CopyFrom(ctx, pgx.Identifier{table}, columns, pgx.CopyFromRows(tables[table]))
			return err
		}); err != nil {
			return err
		}
	}
	return commit(ctx, c)
}

func columnsOf(ctx context.Context, c *pgx.Conn, table string) ([]string, error) {
	rows, err := c.Query(ctx, "SELECT * FROM "+table+" LIMIT 0") // in the order of the dump
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var names []string
	for _, f := range rows.FieldDescriptions() {
		names = append(names, f.Name)
	}
	return names, nil
}

func BenchmarkApplyOne(b *testing.B) {
	server := pgtest.Start(b)
	sizes(b, func(b *testing.B, n int, own bool) {
		s := filled(b, server.URL(b), n, own)
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

func BenchmarkRead(b *testing.B) {
	server := pgtest.Start(b)
	sizes(b, func(b *testing.B, n int, own bool) {
		s := filled(b, server.URL(b), n, own)
		for b.Loop() {
			if _, err := s.Read(b.Context(), state.ReadOptions{}); err != nil {
				b.Fatal(err)
			}
		}
	})
}
