//go:build unix

package postgres

import (
	"context"
	"errors"
	"io"
	"sync"
	"testing"
	"time"

	"accredit/engine/enginetest/suite"
	"accredit/state"
	"accredit/state/postgres/pgtest"
	"accredit/state/statetest"
)

// TestLostCommit loses the answer to a COMMIT in every way: whatever happened,
// the answer of Apply is what is recorded (T10).
func TestLostCommit(t *testing.T) {
	server := pgtest.StartOwn(t)
	for _, c := range []struct {
		name   string
		rounds int
		when   moment
		fault  func(*link)
		wants  func(made, rounds int) bool
	}{
		{"cut before it is sent", suite.Sample(50, 5), beforeSent, (*link).cut,
			func(made, _ int) bool { return made == 0 }},
		{"cut after it is sent", suite.Sample(50, 10), afterSent, (*link).cut, either},
		{"answer swallowed", suite.Sample(50, 5), beforeSent, (*link).swallow,
			func(made, rounds int) bool { return made == rounds }},
		{"backend terminated", suite.Sample(50, 10), meanwhile, func(*link) {
			server.Exec(t, `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'accredit %'`)
		}, either},
		{"server crashed before it is sent", suite.Sample(10, 1), beforeSent, func(*link) {
			server.Crash(t)
			server.Run(t)
		}, func(made, _ int) bool { return made == 0 }},
		{"server crashed", suite.Sample(50, 3), meanwhile, func(*link) {
			server.Crash(t)
			server.Run(t)
		}, either},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := newProxy(t, server.Socket())
			place := server.URL(t)
			s := open(t, p.through(place), Options{Mode: Create})
			if _, err := s.Apply(t.Context(), state.Revision{}, always(statetest.Agency(300, false))); err != nil {
				t.Fatal(err)
			}
			made := 0
			for round := range c.rounds {
				if loseOne(t, s, p, c.when, c.fault, time.Duration(25*round/c.rounds)) {
					made++
				}
			}
			t.Logf("%d of %d were recorded, and so it was said of each", made, c.rounds)
			if !c.wants(made, c.rounds) {
				t.Errorf("%d of %d were recorded", made, c.rounds)
			}
			whole(t, open(t, place, Options{}))
		})
	}
}

// moment of a fault.
type moment int

const (
	beforeSent moment = iota // it is over when COMMIT is sent
	meanwhile                // it begins before COMMIT is sent, each time longer before
	afterSent                // it begins after COMMIT is sent, each time later
)

func either(int, int) bool { return true }

// loseOne applies while something happens to the COMMIT, at another moment with
// each step, and compares what is said with what is recorded.
func loseOne(t *testing.T, s *Store, p *proxy, when moment, fault func(*link), step time.Duration) (made bool) {
	t.Helper()
	var over sync.WaitGroup
	p.next(func(l *link) {
		switch when {
		case beforeSent:
			over.Add(1) // Apply may know before the server's starter does
			defer over.Done()
			fault(l)
		case meanwhile:
			over.Go(func() { fault(l) })
			time.Sleep(step * 300 * time.Microsecond)
		case afterSent:
			over.Go(func() {
				time.Sleep(step * 60 * time.Microsecond)
				fault(l)
			})
		}
	})
	defer over.Wait()
	rev := state.Revision{ApplyID: state.NewID()}
	done, err := s.Apply(t.Context(), rev, always(statetest.Named(rev.ApplyID)))
	if errors.Is(err, state.ErrUnknown) {
		t.Fatal(err)
	}
	recorded := recordedSoon(t, s, rev.ApplyID)
	if (err == nil) != recorded || err == nil && done.ApplyID != rev.ApplyID {
		t.Fatalf("apply says %v, recorded is %t", err, recorded)
	}
	return recorded
}

// recordedSoon looks for an apply, as soon as the server can be asked.
func recordedSoon(t *testing.T, s *Store, applyID string) bool {
	t.Helper()
	for {
		n := 0
		var err error
		for _, err = range s.History(t.Context(), state.Filter{ApplyID: applyID, RevisionsOnly: true}) {
			n++
		}
		if err == nil {
			return n == 1
		}
		if !errors.Is(err, state.ErrNoServer) && !errors.Is(err, io.ErrUnexpectedEOF) {
			t.Fatal(err)
		}
		time.Sleep(10 * time.Millisecond)
	}
}

// TestUnknownCommit loses the answer and the server: nobody can say what
// became of it, and so it is said, with the way to find out.
func TestUnknownCommit(t *testing.T) {
	server := pgtest.StartOwn(t)
	p := newProxy(t, server.Socket())
	s := open(t, p.through(server.URL(t)), Options{Mode: Create, search: 300 * time.Millisecond})
	if _, err := s.Apply(t.Context(), state.Revision{}, always(statetest.Small())); err != nil {
		t.Fatal(err)
	}
	p.next(func(l *link) {
		p.close(l)
		l.swallow()
	})
	_, err := s.Apply(context.Background(), state.Revision{ApplyID: "the-one"}, always(statetest.Named("x")))
	var unknown *state.UnknownError
	if !errors.As(err, &unknown) || !errors.Is(err, state.ErrUnknown) || unknown.ApplyID != "the-one" {
		t.Fatalf("apply: %v, want UnknownError", err)
	}
	server.Exec(t, unknown.Look)
}
