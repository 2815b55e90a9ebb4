//go:build unix

package postgres

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"testing"

	"accredit/engine"
	"accredit/engine/enginetest/suite"
	"accredit/state"
	"accredit/state/postgres/pgtest"
	"accredit/state/statetest"
)

// TestIsolation shows what SERIALIZABLE is there for: an apply keeps the state
// row as well, so here are transactions that only look at grants and change
// them, as somebody else's program could. Under REPEATABLE READ both admins
// go, and nobody is told.
func TestIsolation(t *testing.T) {
	for isolation, safe := range map[string]bool{"SERIALIZABLE": true, "REPEATABLE READ": false} {
		t.Run(isolation, func(t *testing.T) {
			place := pgtest.Start(t).URL(t)
			s := open(t, place, Options{Mode: Create, isolation: isolation})
			if _, err := s.Apply(t.Context(), state.Revision{}, always(statetest.TwoAdmins())); err != nil {
				t.Fatal(err)
			}
			lost := 0
			for range suite.Sample(200, 20) {
				if demoteRows(t, s) == 0 {
					lost++
				}
			}
			if (lost == 0) != safe {
				t.Errorf("%d rounds ended without a super admin", lost)
			}
		})
	}
}

// demoteRows lets both demote the other after both have looked, and counts who
// is left.
func demoteRows(t *testing.T, s *Store) (left int) {
	t.Helper()
	if _, err := s.db.ExecContext(t.Context(), `UPDATE `+s.name("grants")+` SET rights_id = 1`); err != nil {
		t.Fatal(err)
	}
	var looked, wg sync.WaitGroup
	looked.Add(2)
	for person := range 2 {
		wg.Go(func() {
			err := s.with(t.Context(), func(c *sql.Conn) error {
				first := sync.OnceFunc(looked.Done)
				defer first()
				if err := s.begin(t.Context(), c, s.opts.isolation+", READ WRITE", s.opts.Wait); err != nil {
					return err
				}
				var n int
				if err := c.QueryRowContext(t.Context(), `SELECT count(*) FROM grants WHERE rights_id = 1`).Scan(&n); err != nil {
					return err
				}
				first()
				looked.Wait()
				if n == 2 {
					if _, err := c.ExecContext(t.Context(), `UPDATE grants SET rights_id = 2 WHERE person_id = $1`, person+1); err != nil {
						return err
					}
				}
				return commit(t.Context(), c)
			})
			if err != nil && !isRetryable(err) {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if err := s.db.QueryRowContext(t.Context(), `SELECT count(*) FROM `+s.name("grants")+` WHERE rights_id = 1`).Scan(&left); err != nil {
		t.Fatal(err)
	}
	return left
}

// countVariable makes the test program add to a counter in the state that it
// names, so often.
const countVariable = "ACCREDIT_TEST_COUNT"

// count is the part of TestProcesses that runs eight times.
func count(place string) {
	times, _ := strconv.Atoi(os.Getenv(countVariable))
	ctx := context.Background()
	s, err := Open(ctx, place, Options{Mode: Create})
	for done := 0; err == nil && done < times; {
		_, err = s.Apply(ctx, state.Revision{Who: fmt.Sprint(os.Getpid())}, func(a *engine.Access) (*engine.Changes, error) {
			return &engine.Changes{HubID: a.Agency.HubID + 1}, nil
		})
		if errors.Is(err, state.ErrLocked) {
			fmt.Println("held")
			err = nil
		} else if err == nil {
			done++
		}
	}
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	os.Exit(0)
}

// TestProcesses lets eight processes apply fifty times each: no update is
// lost, and who does not come first is told, or comes later (T8).
func TestProcesses(t *testing.T) {
	place := pgtest.Start(t).URL(t)
	s := open(t, place, Options{Mode: Create})
	if _, err := s.Apply(t.Context(), state.Revision{}, always(&engine.Changes{HubID: 1000, Agency: "Northwind"})); err != nil {
		t.Fatal(err)
	}
	const processes = 8
	each := suite.Sample(50, 6)
	var wg sync.WaitGroup
	held := make([]int, processes)
	for i := range processes {
		cmd := exec.Command(os.Args[0])
		cmd.Env = append(os.Environ(), countVariable+"="+fmt.Sprint(each), countPlace+"="+place)
		wg.Go(func() {
			out, err := cmd.CombinedOutput()
			held[i] = strings.Count(string(out), "held\n")
			if err != nil {
				t.Errorf("process %d: %v\n%s", i, err, out)
			}
		})
	}
	wg.Wait()
	a, err := s.Read(t.Context(), state.ReadOptions{})
	if err != nil || a.Serial != int64(1+processes*each) || a.Agency.HubID != int64(1000+processes*each) {
		t.Errorf("serial %d and count %d after %d applies, %v", a.Serial, a.Agency.HubID-1000, processes*each, err)
	}
	whole(t, s)
	t.Logf("%d applies, told that another run holds the state: %v", processes*each, held)
}

const countPlace = "ACCREDIT_TEST_COUNT_PLACE"

// whole fails when a check finds a problem.
func whole(t *testing.T, s state.Store) {
	t.Helper()
	problems, err := s.Check(t.Context())
	if err != nil || len(problems) > 0 {
		t.Fatalf("check: %v, %v", problems, err)
	}
	if problems, err = s.VerifyHistory(t.Context()); err != nil || len(problems) > 0 {
		t.Fatalf("verify: %v, %v", problems, err)
	}
}
