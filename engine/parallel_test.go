package engine_test

import (
	"errors"
	"strings"
	"sync/atomic"
	"testing"

	"accredit/engine"
	"accredit/engine/enginetest"
)

// A panic in a goroutine comes out where the work was begun, with the stack of
// where it happened, after the others have ended.
func TestParallelPanics(t *testing.T) {
	var group engine.Parallel
	var ended atomic.Int32
	for i := range 8 {
		group.Go(func() {
			if i == 3 {
				causeFault()
			}
			ended.Add(1)
		})
	}
	err := engine.Caught(func() error { group.Wait(); return nil })
	var fault *engine.Panic
	if !errors.As(err, &fault) || fault.Value != "fault" || !strings.Contains(string(fault.Stack), "causeFault") || ended.Load() != 7 {
		t.Errorf("%v, %d others ended", err, ended.Load())
	}
	if err := engine.Caught(func() error { return nil }); err != nil {
		t.Errorf("no panic is %v", err)
	}
}

func causeFault() { panic("fault") }

// Clients are planned in parallel: a panic there can be seen to.
func TestMakePlanPanics(t *testing.T) {
	w := enginetest.New(nil).Person("ann")
	for hub := range int64(500) {
		w.Client(hub+1).Both("ann", "partner_admin")
	}
	err := engine.Caught(func() error {
		_, err := engine.MakePlan(w.Desired(), w.Access(), engine.Options{Progress: func(int, int) { causeFault() }})
		return err
	})
	var fault *engine.Panic
	if !errors.As(err, &fault) || !strings.Contains(string(fault.Stack), "planClients") {
		t.Errorf("the error is %v", err)
	}
}
