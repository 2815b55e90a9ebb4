package cli

import (
	"encoding/json"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"accredit/engine"
	"accredit/engine/hubspot/fakehub"
)

// saved is an office at a moment: configuration, state and world. Many tests begin
// with the same one.
type saved struct {
	config string
	state  []byte
	world  string
}

// save keeps an office as it is now.
func (o *office) save(config string) *saved {
	o.t.Helper()
	data, err := os.ReadFile(o.state)
	if err != nil {
		o.t.Fatal(err)
	}
	text, err := o.hub.World().Text()
	if err != nil {
		o.t.Fatal(err)
	}
	return &saved{config, data, string(text)}
}

// open goes on with a saved office.
func (s *saved) open(t *testing.T) *office {
	t.Helper()
	o := newOffice(t, s.config)
	if err := os.WriteFile(o.state, s.state, 0o600); err != nil {
		t.Fatal(err)
	}
	o.open(s.readWorld(t))
	return o
}

func (s *saved) readWorld(t *testing.T) *fakehub.World {
	t.Helper()
	w, err := fakehub.ReadWorld([]byte(s.world))
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// twelveSaved is an office in which a run of twelve steps was approved, and how it
// ends where nothing goes wrong, with the requests that this takes.
var twelveSaved struct {
	sync.Once
	begin, end *saved
	requests   []fakehub.Entry
}

func twelveOffice(t *testing.T) {
	t.Helper()
	twelveSaved.Do(func() {
		inOffice(t, func(t *testing.T) {
			o := newOffice(t, "")
			o.twelve()
			twelveSaved.begin = o.save(officeConfig("run", true))
			time.Sleep(10 * time.Minute)
			v := o.invariants()
			o.must(exitOK, "run", "resume", "--auto-approve", "--parallel", "1")
			v.hold()
			twelveSaved.end = o.save(officeConfig("run", true))
			twelveSaved.requests = o.log()
			v.finished()
		})
	})
	if twelveSaved.end == nil {
		t.Fatal("there is no office")
	}
}

// finished demands that the run of twelve is done: recorded is wanted, the plan has
// nothing to do, and the world is the one that no fault leaves.
func (v *invariants) finished() {
	v.t.Helper()
	for _, p := range v.parts() {
		for i := range p.Steps {
			if s := &p.Steps[i]; s.State != engine.StepDone {
				v.t.Errorf("%s (%s %s in %d) is %s: %s", s.ID(), s.Action, s.Email, p.HubID, s.State, reasonOf(s))
			}
		}
	}
	v.must(exitOK, "plan", "--detailed-exitcode")
	v.must(exitOK, "drift", "--observed", "live", "--detailed-exitcode")
	if is, want := usersOf(v.hub.World()), usersOf(twelveSaved.end.readWorld(v.t)); is != want {
		v.t.Errorf("the world ends as\n%s\nand not as\n%s", is, want)
	}
}

func reasonOf(s *engine.RunStep) string {
	if e := s.LastEvent(); e != nil {
		return e.Because
	}
	return ""
}

// usersOf writes down who is in the accounts of a world with what.
func usersOf(w *fakehub.World) string {
	var lines []string
	for i := range w.Accounts {
		a := &w.Accounts[i]
		for j := range a.Users {
			text, _ := json.Marshal(viewOf(a, &a.Users[j])) // it cannot fail
			lines = append(lines, a.Name+" "+string(text))
		}
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}

// resumeToTheEnd resumes until nothing is open, each time when what was unclear can
// be settled. Invariants hold after each.
func (v *invariants) resumeToTheEnd(args ...string) {
	v.t.Helper()
	for range 4 {
		time.Sleep(11 * time.Minute)
		if code, stdout, stderr := v.run(append([]string{"run", "resume", "--auto-approve"}, args...)...); code != exitOK && code != exitBlocked {
			v.t.Errorf("run resume: exit code %d\n%s%s", code, stdout, stderr)
		}
		v.hold()
		if !v.isOpen() {
			return
		}
	}
}

// isOpen reports whether a step is left that is not settled.
func (o *office) isOpen() bool {
	return slices.ContainsFunc(o.parts(), func(p engine.RunPart) bool {
		return slices.ContainsFunc(p.Steps, func(s engine.RunStep) bool { return s.IsPending() })
	})
}

// viewOf is a user as the log shows them.
func viewOf(a *fakehub.Account, u *fakehub.User) fakehub.UserView {
	v := fakehub.UserView{ID: u.ID, Email: u.Email, SuperAdmin: u.SuperAdmin, PartnerAdmin: u.PartnerAdmin, RoleIDs: u.RoleIDs, PrimaryTeamID: u.PrimaryTeamID, SecondaryTeamIDs: u.SecondaryTeamIDs}
	for _, id := range u.RoleIDs {
		i := slices.IndexFunc(a.PermissionSets, func(s fakehub.PermissionSet) bool { return s.ID == id })
		v.Sets = append(v.Sets, a.PermissionSets[i].Name)
	}
	return v
}
