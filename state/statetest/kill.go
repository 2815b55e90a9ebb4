package statetest

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"testing"
	"time"

	"accredit/engine"
	"accredit/engine/enginetest/suite"
	"accredit/state"
)

// victimVariable makes the test program apply to the state that it names
// until it is killed.
const victimVariable = "ACCREDIT_TEST_VICTIM"

// Main runs the tests of a backend, or the part of Kill that is killed. open
// opens the state at a place for writing.
func Main(m *testing.M, open func(ctx context.Context, place string) (state.Store, error)) {
	if place := os.Getenv(victimVariable); place != "" {
		victim(place, open)
	}
	os.Exit(m.Run())
}

// victim applies big changes one after the other and prints each serial that
// it was promised.
func victim(place string, open func(context.Context, string) (state.Store, error)) {
	ctx := context.Background()
	s, err := open(ctx, place)
	for err == nil {
		fmt.Println("begin")
		var rev state.Revision
		rev, err = s.Apply(ctx, state.Revision{Who: "victim"}, func(a *engine.Access) (*engine.Changes, error) {
			if a.Serial == 0 {
				return Agency(3000, true), nil
			}
			return nextDay(a), nil
		})
		fmt.Println(rev.Serial)
	}
	fmt.Println(err)
	os.Exit(1)
}

// nextDay moves the end of every grant by a day.
func nextDay(a *engine.Access) *engine.Changes {
	c := &engine.Changes{}
	for i := range a.Clients {
		for j := range a.Clients[i].Grants {
			before := &a.Clients[i].Grants[j]
			after := *before
			after.Expires++
			c.Grants = append(c.Grants, engine.GrantChange{HubID: a.Clients[i].HubID, Email: a.People[before.Person].Email, Before: before, After: &after})
		}
	}
	return c
}

// Kill kills a run at many moments, in the package's test program, which has
// to call Main. What the run promised is there, what is there is whole, and
// the next run, which opens the state with next, has it. after may look at what
// a kill left.
func Kill(t *testing.T, place string, next func(t testing.TB, round int) state.Store, after func()) {
	rounds := suite.Sample(15, 5)
	for i := range rounds {
		promised := killAfter(t, place, time.Duration(i*7)*time.Millisecond)
		after()
		s := next(t, i)
		if i%2 == 1 { // a run that writes
			if _, err := s.Apply(t.Context(), state.Revision{}, always(nil)); err != nil {
				t.Fatalf("round %d: apply after the kill: %v", i, err)
			}
		}
		a, err := s.Read(t.Context(), state.ReadOptions{})
		if err != nil || a.Serial < promised || a.Serial > promised+1 {
			t.Fatalf("round %d: serial %v after %d was promised, %v", i, a, promised, err)
		}
		for _, client := range a.Clients {
			for _, g := range client.Grants {
				if g.Expires != 740500+engine.Date(a.Serial-1) {
					t.Fatalf("round %d: half an apply at serial %d: %v", i, a.Serial, g.Expires)
				}
			}
		}
		sound(t, s)
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
}

// killAfter starts a victim, kills it that long after an apply began and
// returns the last serial that it was promised.
func killAfter(t *testing.T, place string, delay time.Duration) int64 {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), victimVariable+"="+place)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	promised, killed := int64(0), false
	for lines.Scan() {
		var serial int64
		if n, _ := fmt.Sscan(lines.Text(), &serial); n == 1 {
			promised = serial
		} else if lines.Text() == "begin" && promised > 0 && !killed {
			killed = true
			time.AfterFunc(delay, func() { _ = cmd.Process.Kill() }) // Wait tells
		} else if lines.Text() != "begin" {
			t.Errorf("the victim says: %s", lines.Text())
		}
	}
	if err := cmd.Wait(); err == nil || !killed {
		t.Errorf("the victim ended by itself: %v", err)
	}
	return promised
}
