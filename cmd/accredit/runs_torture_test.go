//go:build unix

package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"accredit/engine/enginetest/suite"
	"accredit/state/postgres/pgtest"
)

// Eight processes claim, check, cancel and apply at once. Each step is settled
// once, and what is recorded is what the steps that are done say (T24).
func TestEightProcessesClaim(t *testing.T) {
	withoutRace(t)
	t.Run("sqlite", func(t *testing.T) { claimAtOnce(t, filepath.Join(t.TempDir(), "accredit.db")) })
	t.Run("postgres", func(t *testing.T) { claimAtOnce(t, pgtest.StartOwn(t).URL(t)) })
}

func claimAtOnce(t *testing.T, state string) {
	rounds := suite.Sample(200, 4)
	dir := t.TempDir()
	config := []string{strings.Replace(tortureAgency, "}", "  execution = \"run\"\n}", 1)}
	for r := range rounds + 2 {
		config = append(config, fmt.Sprintf(`
client "c%d" {
  name         = "C%d"
  hub_id       = %d
  access_link {
    admin       = employee.ann
    approved_by = "owner@c.example"
    approved_on = "2026-01-01"
  }
  access {
    people         = [employee.ann]
    permission_set = permission_set.partner_admin
  }
  access {
    people         = [employee.bob]
    permission_set = permission_set.view_only
  }
}
`, r, r, 1000+r))
	}
	if err := os.WriteFile(filepath.Join(dir, "agency.hcl"), []byte(strings.Join(config, "")), 0o644); err != nil {
		t.Fatal(err)
	}
	run := func(args ...string) (string, int) {
		cmd := exec.Command(os.Args[0], append(args, "--chdir", dir, "--state", state)...)
		cmd.Env = append(os.Environ(), programVariable+"=1", "ACCREDIT_USER=ann@t.example", "HOME="+dir)
		out, err := cmd.Output()
		var exit *exec.ExitError
		switch {
		case errors.As(err, &exit):
			return string(out) + string(exit.Stderr), exit.ExitCode()
		case err != nil:
			t.Error(err)
		}
		return string(out), 0
	}
	if out, code := run("apply", "--auto-approve"); code != 0 {
		t.Fatalf("exit code %d\n%s", code, out)
	}
	tasks := openTasks(t, run)
	if len(tasks) <= rounds+1 {
		t.Fatalf("%d tasks for %d rounds", len(tasks), rounds)
	}
	codes := map[string]int{}
	for r := range rounds {
		id := tasks[r].ID
		worksheet := filepath.Join(dir, fmt.Sprintf("back%d.md", r))
		if err := os.WriteFile(worksheet, fmt.Appendf(nil, "/accredit done %s-%s\n", id, tasks[r].Mark), 0o644); err != nil {
			t.Fatal(err)
		}
		export := filepath.Join(dir, fmt.Sprintf("%d.csv", tasks[r].HubID))
		if err := os.WriteFile(export, fmt.Appendf(nil, "Hub ID,Email,Permission set\n%[1]d,ann@t.example,Partner Admin\n%[1]d,bob@t.example,View only\n", tasks[r].HubID), 0o644); err != nil {
			t.Fatal(err)
		}
		seen := time.Now().UTC().Format(time.RFC3339)
		var mu sync.Mutex
		var wg sync.WaitGroup
		for _, args := range [][]string{
			{"task", "done", id}, {"task", "fail", id, "--because", "no seat"}, {"task", "done", id}, {"task", "read", worksheet},
			{"run", "cancel", "1", "--client", fmt.Sprint(tasks[r].HubID), "--because", "ended"}, {"apply", "--auto-approve"},
			{"run", "check", "--observed", export, "--observed-at", seen, "--auto-approve"}, {"apply", "--auto-approve"},
		} {
			wg.Go(func() {
				out, code := run(args...)
				mu.Lock()
				defer mu.Unlock()
				codes[args[0]+" "+args[1]+" "+fmt.Sprint(code)]++
				if !slices.Contains([]int{0, 4, 5}, code) {
					t.Errorf("%q: exit code %d\n%s", args, code, out)
				}
			})
		}
		wg.Wait()
	}
	if out, code := run("task", "done", tasks[rounds].ID); code != 0 { // of the client that is left alone
		t.Errorf("exit code %d\n%s", code, out)
	}
	comesTooLate(t, run, tasks[rounds+1])
	settledOnce(t, run)
	t.Logf("exit codes: %v", codes)
}

// comesTooLate lets eight say at once that a canceled step was done. Nobody's word is
// lost to another's.
func comesTooLate(t *testing.T, run func(...string) (string, int), s runStep) {
	t.Helper()
	if out, code := run("run", "cancel", "1", "--client", fmt.Sprint(s.HubID), "--because", "ended"); code != 0 {
		t.Fatalf("exit code %d\n%s", code, out)
	}
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			if out, code := run("task", "done", s.ID, "--because", fmt.Sprint("I am ", i)); code != 4 {
				t.Errorf("exit code %d\n%s", code, out)
			}
		})
	}
	wg.Wait()
	out, _ := run("run", "show", "1", "--format", "json")
	for i := range 8 {
		if n := strings.Count(out, fmt.Sprintf(`"done: I am %d"`, i)); n != 1 {
			t.Errorf("what %d said stands there %d times", i, n)
		}
	}
}

// runStep is what the test looks at of a step of a run.
type runStep struct {
	ID, Mark, State, Email, Action string
	HubID                          int64 `json:"hub_id"`
	Events                         []struct{ State string }
}

// allTasks lists the steps of runs.
func allTasks(t *testing.T, out string) []runStep {
	t.Helper()
	var doc struct{ Runs []struct{ Steps []runStep } }
	if err := json.Unmarshal([]byte(out), &doc); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	var list []runStep
	for _, r := range doc.Runs {
		list = append(list, r.Steps...)
	}
	return list
}

func openTasks(t *testing.T, run func(...string) (string, int)) []runStep {
	t.Helper()
	out, code := run("run", "show", "--format", "json")
	if code != 0 {
		t.Fatalf("exit code %d\n%s", code, out)
	}
	return allTasks(t, out)
}

// settledOnce demands that each step was done at most once, and that people have
// the access that steps gave them, and no other.
func settledOnce(t *testing.T, run func(...string) (string, int)) {
	t.Helper()
	given := map[int64]int{}
	steps := 0
	for number := 1; ; number++ {
		out, code := run("run", "show", fmt.Sprint(number), "--format", "json")
		if code != 0 {
			break
		}
		var doc struct{ Steps []runStep }
		if err := json.Unmarshal([]byte(out), &doc); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		for _, s := range doc.Steps {
			steps++
			done := 0
			for _, e := range s.Events {
				if e.State == "done" {
					done++
				}
			}
			if done > 1 || (done == 1) != (s.State == "done") {
				t.Errorf("%s is %s, and was done %d times", s.ID, s.State, done)
			}
			given[s.HubID] += done
		}
	}
	if steps == 0 {
		t.Error("no run has a step")
	}
	out, code := run("show", "--format", "json")
	if code != 0 {
		t.Fatalf("exit code %d\n%s", code, out)
	}
	var state struct {
		Clients []struct {
			HubID  int64 `json:"hub_id"`
			Grants []struct{ Email string }
		}
	}
	if err := json.Unmarshal([]byte(out), &state); err != nil {
		t.Fatal(err)
	}
	all := 0
	for _, c := range state.Clients {
		has := 0
		for _, g := range c.Grants {
			if g.Email == "bob@t.example" {
				has++
				all++
			}
		}
		if has != given[c.HubID] {
			t.Errorf("%d: bob has %d grants, and %d steps gave him one", c.HubID, has, given[c.HubID])
		}
	}
	if all == 0 {
		t.Error("nothing was recorded")
	}
	if out, code := run("state", "check"); code != 0 {
		t.Errorf("exit code %d\n%s", code, out)
	}
}
