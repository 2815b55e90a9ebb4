package main

import (
	"context"
	"errors"

	"accredit/engine"
	"accredit/state"
	"accredit/state/postgres"
	"accredit/state/sqlite"

	"github.com/rogpeppe/go-internal/testscript"
)

// hold applies to the state at a place until the script is over: hold PLACE.
func hold(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: hold PLACE")
	}
	s, err := openPlace(ts, args[0])
	ts.Check(err)
	held, release, done := make(chan struct{}), make(chan struct{}), make(chan error, 1)
	rev := state.Revision{Who: "eve@northwind.example", Command: "accredit apply --reason 'long\x1b[2J'"}
	go func() {
		_, err := s.Apply(context.Background(), rev, func(*engine.Access) (*engine.Changes, error) {
			close(held)
			<-release
			return nil, nil
		})
		done <- errors.Join(err, s.Close())
	}()
	select {
	case <-held:
	case err := <-done:
		ts.Fatalf("hold: %v", err)
	}
	ts.Defer(func() {
		close(release)
		ts.Check(<-done)
	})
}

func openPlace(ts *testscript.TestScript, place string) (state.Store, error) {
	if postgres.IsAddress(place) {
		return postgres.Open(context.Background(), place, postgres.Options{Mode: postgres.Create})
	}
	return sqlite.Open(context.Background(), ts.MkAbs(place), sqlite.Options{Mode: sqlite.Create})
}
