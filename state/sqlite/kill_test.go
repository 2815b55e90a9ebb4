package sqlite

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"accredit/engine"
	"accredit/state"
)

// victimVariable makes the test program apply to the state that it names
// until it is killed.
const victimVariable = "ACCREDIT_TEST_VICTIM"

func TestMain(m *testing.M) {
	if path := os.Getenv(victimVariable); path != "" {
		victim(path)
	}
	if path := os.Getenv(migratorVariable); path != "" {
		migrator(path)
	}
	os.Exit(m.Run())
}

// victim applies big changes one after the other and prints each serial that
// it was promised.
func victim(path string) {
	ctx := context.Background()
	s, err := Open(ctx, path, Options{Mode: Create})
	for i := 0; err == nil; i++ {
		fmt.Println("begin")
		var rev state.Revision
		rev, err = s.Apply(ctx, state.Revision{Who: "victim"}, func(a *engine.Access) (*engine.Changes, error) {
			if a.Serial == 0 {
				return world(3000, true), nil
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

// TestKill kills a run at many moments. What it promised is there, what is
// there is whole, and the next run starts at once.
func TestKill(t *testing.T) {
	rounds := 15
	if testing.Short() {
		rounds = 5
	}
	path := filepath.Join(t.TempDir(), "accredit.db")
	hot := 0
	for i := range rounds {
		promised := killAfter(t, path, time.Duration(i*7)*time.Millisecond)
		if _, err := os.Lstat(path + "-journal"); err == nil {
			hot++
		}
		mode := Mode(i % 2) // the next run reads, or writes
		start := time.Now()
		s, err := Open(t.Context(), path, Options{Mode: mode, Wait: -1})
		if err != nil {
			t.Fatalf("round %d: open after the kill: %v", i, err)
		}
		a, err := s.Read(t.Context(), state.ReadOptions{})
		if err != nil || a.Serial < promised || a.Serial > promised+1 {
			t.Fatalf("round %d: serial %v after %d was promised, %v", i, a, promised, err)
		}
		if took := time.Since(start); took > 2*time.Second {
			t.Errorf("round %d: the next run took %v", i, took)
		}
		if problems, err := s.Check(t.Context()); err != nil || len(problems) > 0 {
			t.Fatalf("round %d: %v, %v", i, problems, err)
		}
		for _, client := range a.Clients {
			for _, g := range client.Grants {
				if g.Expires != 740500+engine.Date(a.Serial-1) {
					t.Fatalf("round %d: half an apply at serial %d: %v", i, a.Serial, g.Expires)
				}
			}
		}
		s.Close()
	}
	t.Logf("%d of %d kills left a journal to roll back", hot, rounds)
}

// killAfter starts a victim, kills it that long after an apply began and
// returns the last serial that it was promised.
func killAfter(t *testing.T, path string, delay time.Duration) int64 {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), victimVariable+"="+path)
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
			time.AfterFunc(delay, func() { cmd.Process.Kill() })
		} else if lines.Text() != "begin" {
			t.Errorf("the victim says: %s", lines.Text())
		}
	}
	cmd.Wait()
	return promised
}
