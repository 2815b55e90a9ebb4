package runs_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"accredit/engine"
	"accredit/engine/enginetest"
	"accredit/engine/enginetest/suite"
	"accredit/engine/revise"
	"accredit/engine/runs"
	"accredit/engine/verify"
	"accredit/state"
	"accredit/state/sqlite"
)

// machine is an agency in which people plan, apply, tick, fail, undo and cancel
// as they like, on a real state.
type machine struct {
	t       *testing.T
	rng     *rand.Rand
	store   state.Store
	at      time.Time
	every   map[string]bool // ids that were ever opened
	claimed map[string]bool
	counts  map[string]int
}

// Whatever people do, in whatever order: no approved step is lost, a client
// never has two open parts, every client that had a known super admin keeps one
// at every step, and the state stays whole.
func TestMachine(t *testing.T) {
	counts := map[string]int{}
	for seed := range uint64(suite.Sample(300, 12)) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			s, err := sqlite.Open(t.Context(), t.TempDir()+"/accredit.db", sqlite.Options{Mode: sqlite.Create})
			if err != nil {
				t.Fatal(err)
			}
			defer s.Close()
			m := &machine{t: t, rng: rand.New(rand.NewPCG(seed, 19)), store: s, at: enginetest.Now, every: map[string]bool{}, counts: counts}
			m.begin()
			for range 40 {
				m.at = m.at.Add(time.Duration(m.rng.IntN(20)) * time.Hour)
				m.move()
				m.check()
			}
			for _, list := range [][]state.Problem{m.problems(s.Check(t.Context())), m.problems(s.VerifyHistory(t.Context()))} {
				if len(list) > 0 {
					t.Error(list)
				}
			}
		})
	}
	for _, what := range []string{"opened", "replaced", "done", "failed", "undone", "canceled", "refused"} {
		if counts[what] == 0 {
			t.Errorf("never %s: %v", what, counts)
		}
	}
	t.Log(counts)
}

func (m *machine) problems(list []state.Problem, err error) []state.Problem {
	if err != nil {
		m.t.Fatal(err)
	}
	return list
}

// begin records a random agency.
func (m *machine) begin() {
	w := enginetest.Everything(m.rng)
	a := w.Access()
	for i := range a.Clients {
		a.Clients[i].Execution = engine.ExecuteRun
	}
	m.write(func(now *engine.Access) (*engine.Changes, error) {
		changes := revise.Import(now, a, engine.DateOf(m.at))
		for i := range changes.Clients {
			changes.Clients[i].After.Execution = engine.ExecuteRun
		}
		return changes, nil
	})
}

func (m *machine) write(decide func(*engine.Access) (*engine.Changes, error)) error {
	_, err := m.store.Apply(m.t.Context(), state.Revision{At: m.at, Who: "ann", Kind: state.KindStep}, decide)
	return err
}

func (m *machine) read() (*engine.Access, []engine.RunPart) {
	a, err := m.store.Read(m.t.Context(), state.ReadOptions{Now: m.at})
	if err != nil {
		m.t.Fatal(err)
	}
	all, err := m.store.Runs(m.t.Context())
	if err != nil {
		m.t.Fatal(err)
	}
	return a, all
}

func (m *machine) move() {
	switch m.rng.IntN(8) {
	case 0:
		m.apply()
		m.claimed = nil // what the configuration says of a client's own super admins is no step
	case 1:
		m.say("failed", func(b *runs.Book, ids []engine.StepID, c runs.Claim) error { _, err := b.Fail(ids, c); return err })
	case 2:
		never := func(int64, string, int64) (bool, error) { return false, nil }
		m.say("undone", func(b *runs.Book, ids []engine.StepID, c runs.Claim) error {
			_, err := b.Undo(ids, c, never)
			return err
		})
	case 3:
		if m.rng.IntN(3) == 0 {
			m.cancel()
		}
	default:
		m.say("done", func(b *runs.Book, ids []engine.StepID, c runs.Claim) error { _, err := b.Done(ids, c); return err })
	}
}

// apply plans another configuration of the same agency and opens its run.
func (m *machine) apply() {
	d := *enginetest.Everything(m.rng).Desired()
	d.Clients = slices.Clone(d.Clients)
	for i := range d.Clients {
		d.Clients[i].Execution = engine.ExecuteRun
	}
	d.AsOf = m.at
	err := m.write(func(now *engine.Access) (*engine.Changes, error) {
		p, err := engine.MakePlan(&d, now, engine.Options{Overrides: []string{engine.RuleMaxRemovals, engine.RuleEmptySource, engine.RuleProtected, engine.RuleMinPartnerAdmins}, SkipBlocked: true})
		if err != nil {
			return nil, err
		}
		if slices.ContainsFunc(p.Violations, func(f engine.Finding) bool { return f.Blocks() && f.Client == engine.Nobody }) {
			return nil, errRefused
		}
		if err := verify.Plan(now, p); err != nil {
			return nil, err
		}
		changes, err := revise.Applied(now, runs.Facts(p), nil)
		if err != nil {
			return nil, err
		}
		opened, err := runs.Open(now, p, engine.Run{Plan: "p", At: m.at, By: "ann"})
		if err != nil {
			return nil, err
		}
		changes.Parts = opened.Changes.Parts
		m.counts["opened"] += opened.Steps
		m.counts["replaced"] += len(opened.Replaced)
		return changes, nil
	})
	if err != nil && !errors.Is(err, errRefused) {
		m.t.Fatal(err)
	}
}

var errRefused = errors.New("refused")

// say claims something of one or two tasks, of any state.
func (m *machine) say(what string, claim func(*runs.Book, []engine.StepID, runs.Claim) error) {
	a, all := m.read()
	var steps []*engine.RunStep
	for i := range all {
		for j := range all[i].Steps {
			steps = append(steps, &all[i].Steps[j])
		}
	}
	if len(steps) == 0 {
		return
	}
	var ids []engine.StepID
	s := steps[m.rng.IntN(len(steps))]
	ids = append(ids, id(s))
	for range m.rng.IntN(2) {
		ids = append(ids, id(steps[m.rng.IntN(len(steps))]))
	}
	c := runs.Claim{At: m.at, Who: s.Actor, By: s.Actor, Because: "b", Evidence: engine.EvidenceTold}
	if holder := slices.IndexFunc(a.People, func(p engine.Person) bool { return p.Roles != 0 }); holder >= 0 {
		c.Who, c.By = a.People[holder].Email, ""
		if m.rng.IntN(3) > 0 {
			c.By = s.Actor
		}
	}
	book := runs.NewBook(a, all, m.at)
	if err := claim(book, ids, c); err != nil {
		m.counts["refused"]++
		book = runs.NewBook(a, all, m.at)
		book.Say(ids, what, c)
	} else {
		m.counts[what]++
	}
	if changes := book.Changes(); changes != nil {
		if err := m.write(func(*engine.Access) (*engine.Changes, error) { return changes, nil }); err != nil {
			m.t.Fatal(err)
		}
	}
}

func (m *machine) cancel() {
	a, all := m.read()
	if len(a.Parts) == 0 {
		return
	}
	p := &a.Parts[m.rng.IntN(len(a.Parts))]
	book := runs.NewBook(a, all, m.at)
	if book.Cancel(p.Number, p.HubID, runs.Claim{At: m.at, Who: "ann", Because: "b"}) == 0 {
		return
	}
	m.counts["canceled"]++
	if err := m.write(func(*engine.Access) (*engine.Changes, error) { return book.Changes(), nil }); err != nil {
		m.t.Fatal(err)
	}
}

// check demands what must hold at every moment.
func (m *machine) check() {
	a, all := m.read()
	seen := map[string]int{}
	for i := range all {
		for j := range all[i].Steps {
			s := &all[i].Steps[j]
			seen[s.ID()]++
			m.every[s.ID()] = true
			if s.State == engine.StepCanceled && (s.LastEvent() == nil || s.LastEvent().Because == "" && s.LastEvent().Kind != engine.EventSaid) {
				m.t.Errorf("%s is canceled without a reason", s.ID())
			}
		}
	}
	for step := range m.every {
		if seen[step] != 1 {
			m.t.Fatalf("%s stands %d times", step, seen[step])
		}
	}
	for i := range a.Parts {
		if i > 0 && a.Parts[i].HubID == a.Parts[i-1].HubID {
			m.t.Fatalf("client %d has two open parts", a.Parts[i].HubID)
		}
	}
	m.keepsSupers(a)
}

// keepsSupers demands that no step took the last known super admin: a client that
// has none never had one, or an observation said so.
func (m *machine) keepsSupers(a *engine.Access) {
	c := engine.CatalogueOf(a)
	for i := range a.Clients {
		r := &a.Clients[i]
		supers := len(r.SuperAdmins)
		for j := range r.Grants {
			if is := c.Grant(&r.Grants[j], 0); c.IsSuperAdmin(is.Effective()) {
				supers++
			}
		}
		key := fmt.Sprint("super ", r.HubID)
		if supers > 0 {
			m.note(key)
		} else if m.claimed[key] {
			m.t.Fatalf("client %d has no known super admin any more", r.HubID)
		}
	}
}

func (m *machine) note(key string) {
	if m.claimed == nil {
		m.claimed = map[string]bool{}
	}
	m.claimed[key] = true
}
