package runs_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"accredit/engine"
	"accredit/engine/enginetest"
	"accredit/engine/enginetest/suite"
	"accredit/engine/revise"
	"accredit/engine/runs"
	"accredit/engine/verify"
	"accredit/state/statetest"
)

// carried is an agency while its plan is carried out, step by step.
type carried struct {
	rng   *rand.Rand
	d     *engine.Desired
	opts  engine.Options
	plan  *engine.Plan
	model *statetest.Model
	all   []engine.RunPart // closed ones too
	at    time.Time
	base  *engine.Access
	revs  int64
}

// open applies a plan in clients whose execution is run.
func open(t *testing.T, rng *rand.Rand) *carried {
	t.Helper()
	w := enginetest.Everything(rng)
	a := w.Access()
	return openAgency(t, rng, w.Desired(), a)
}

// openAgency does so for what is declared and recorded.
func openAgency(t *testing.T, rng *rand.Rand, wanted *engine.Desired, recorded *engine.Access) *carried {
	t.Helper()
	desired, access := *wanted, *recorded
	desired.Clients, access.Clients = slices.Clone(desired.Clients), slices.Clone(access.Clients)
	d, a := &desired, &access
	for i := range d.Clients {
		d.Clients[i].Execution = engine.ExecuteRun
	}
	for i := range a.Clients {
		a.Clients[i].Execution = engine.ExecuteRun
	}
	c := &carried{rng: rng, d: d, at: enginetest.Now, base: a, opts: engine.Options{Overrides: []string{engine.RuleMaxRemovals, engine.RuleEmptySource}, SkipBlocked: true}}
	var err error
	if c.plan, err = engine.MakePlan(d, a, c.opts); err != nil {
		t.Fatal(err)
	}
	if slices.ContainsFunc(c.plan.Violations, func(f engine.Finding) bool { return f.Blocks() && f.Client == engine.Nobody }) {
		return nil
	}
	c.model = statetest.ModelOf(a)
	changes, err := revise.Applied(a, runs.Facts(c.plan), nil)
	if err != nil {
		t.Fatal(err)
	}
	opened, err := runs.Open(a, c.plan, engine.Run{Plan: "p", At: c.at, By: "ann"})
	if err != nil {
		t.Fatal(err)
	}
	changes.Parts = opened.Changes.Parts
	c.apply(changes)
	return c
}

func (c *carried) apply(changes *engine.Changes) {
	c.revs++
	c.model.Apply(changes)
	for _, p := range changes.Parts {
		c.all = slices.DeleteFunc(c.all, func(x engine.RunPart) bool { return x.Number == p.After.Number && x.HubID == p.After.HubID })
		c.all = append(c.all, *p.After)
	}
}

func (c *carried) access() *engine.Access {
	a := c.model.Access()
	a.Lineage, a.Serial = c.base.Lineage, c.base.Serial+c.revs
	return a
}

// tasks lists the open tasks.
func (c *carried) tasks() []runs.Task {
	var list []runs.Task
	for _, v := range runs.NewViews(c.access(), c.all, c.at) {
		for _, task := range v.Tasks {
			if task.Step.IsPending() {
				list = append(list, task)
			}
		}
	}
	return list
}

func (c *carried) book() *runs.Book { return runs.NewBook(c.access(), c.all, c.at) }

func id(s *engine.RunStep) engine.StepID { return engine.StepID{Run: s.Run, Seq: s.Seq, Mark: s.Mark} }

func (c *carried) done(t *testing.T, task *runs.Task) {
	t.Helper()
	b := c.book()
	if _, err := b.Done([]engine.StepID{id(task.Step)}, runs.Claim{At: c.at, Who: task.Step.Actor, Evidence: engine.EvidenceTold}); err != nil {
		t.Fatalf("%s was ready and is refused: %v", task.Step.ID(), err)
	}
	c.apply(b.Changes())
}

// nothingNew demands that a plan made now has nothing to approve in clients of
// which nothing failed.
func (c *carried) nothingNew(t *testing.T, when string, failed map[int64]bool) {
	t.Helper()
	again, err := engine.MakePlan(c.d, c.access(), c.opts)
	if err != nil {
		t.Fatal(err)
	}
	for i := range again.Steps {
		st := &again.Steps[i]
		skipped := slices.ContainsFunc(c.plan.Skipped, func(s engine.Skipped) bool { return s.Client == st.Client })
		// Under clamp what can be reached depends on who is admin meanwhile.
		clamp := when == "in between" && st.Client != engine.Nobody && again.Clients[st.Client].SubsetRule == engine.Clamp
		if st.Client == engine.Nobody || !skipped && !clamp && !failed[again.Clients[st.Client].HubID] {
			t.Fatalf("%s: a plan has something new: %q", when, enginetest.Lines(again))
		}
	}
}

// In whatever order ready steps are made, a run ends where its plan ends, and a
// plan that is made in between has nothing new to approve.
func TestEveryOrderEndsThere(t *testing.T) {
	steps, waits := 0, 0
	for seed := range uint64(suite.Sample(5_000, 300)) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			c := open(t, rand.New(rand.NewPCG(seed, 16)))
			if c == nil {
				return
			}
			c.nothingNew(t, "at the opening", nil)
			for tasks := c.tasks(); len(tasks) > 0; tasks = c.tasks() {
				var ready []*runs.Task
				for i := range tasks {
					if tasks[i].Ready {
						ready = append(ready, &tasks[i])
					} else {
						waits++
					}
				}
				if len(ready) == 0 {
					t.Fatalf("a dead end: %s waits for %v, %q", tasks[0].Step.ID(), tasks[0].WaitsFor, tasks[0].Blocked)
				}
				c.done(t, ready[c.rng.IntN(len(ready))])
				c.nothingNew(t, "in between", nil)
				steps++
			}
			c.endsAsPlanned(t)
		})
	}
	if steps == 0 || waits == 0 {
		t.Errorf("%d steps made, %d had to wait", steps, waits)
	}
}

// endsAsPlanned compares what is recorded with what applying the plan at once
// would have recorded.
func (c *carried) endsAsPlanned(t *testing.T) {
	t.Helper()
	changes, err := revise.Applied(c.base, c.plan, nil)
	if err != nil {
		t.Fatal(err)
	}
	want := statetest.ModelOf(c.base)
	want.Apply(changes)
	for _, m := range []*statetest.Model{want, c.model} {
		for at, g := range m.Grants {
			g.Evidence, g.RecordedOn = nil, 0
			m.Grants[at] = g
		}
	}
	is := c.model.Clone()
	is.LastRun = 0
	if diff := statetest.Diff(want.Access(), is.Access()); diff != "" {
		t.Errorf("it does not end where the plan ends:\n%s", diff)
	}
}

// Where one step fails, everything that does not need it can be done, and what
// is left names what blocks it.
func TestOneFails(t *testing.T) {
	failures, blocked := 0, 0
	for seed := range uint64(suite.Sample(3_000, 200)) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			c := open(t, rand.New(rand.NewPCG(seed, 17)))
			if c == nil {
				return
			}
			tasks := c.tasks()
			if len(tasks) < 2 {
				return
			}
			fails := &tasks[c.rng.IntN(len(tasks))]
			b := c.book()
			if _, err := b.Fail([]engine.StepID{id(fails.Step)}, runs.Claim{At: c.at, Who: fails.Step.Actor, Because: "no seat"}); err != nil {
				t.Fatal(err)
			}
			c.apply(b.Changes())
			failures++
			for {
				tasks := c.tasks()
				i := slices.IndexFunc(tasks, func(x runs.Task) bool { return x.Ready })
				if i < 0 {
					for _, x := range tasks {
						blocked++
						if x.HubID != fails.HubID {
							t.Errorf("%s of another client is held up", x.Step.ID())
						}
						if x.Blocked != "" && !strings.Contains(x.Blocked, "fewer admins") && c.holds(x.Step, x.HubID) {
							t.Errorf("%s can be made, and is blocked: %s", x.Step.ID(), x.Blocked)
						}
						if x.Blocked == "" && len(x.WaitsFor) == 0 {
							t.Errorf("%s is not ready, and nothing says why", x.Step.ID())
						}
					}
					return
				}
				c.done(t, &tasks[i])
			}
		})
	}
	if failures == 0 || blocked == 0 {
		t.Errorf("%d failures, %d blocked", failures, blocked)
	}
}

// holds asks the checker whether a step can be made now, by one way or the other.
func (c *carried) holds(s *engine.RunStep, hubID int64) bool {
	a, catalogue := c.access(), engine.BuiltinCatalogue()
	find := func(email string) int32 {
		return int32(slices.IndexFunc(a.People, func(p engine.Person) bool { return p.Email == email }))
	}
	for i := range a.Clients {
		if a.Clients[i].HubID != hubID {
			continue
		}
		p := &engine.Plan{AsOf: c.at, Catalogue: catalogue, People: a.People, Sets: engine.BuiltinSets(catalogue), Clients: []engine.PlanClient{{Client: a.Clients[i].Client}}}
		for _, via := range []engine.Via{engine.ViaClientAccessManager, engine.ViaClientAccount} {
			person := find(s.Email)
			st := engine.Step{Person: person, Actor: find(s.Actor), Action: s.Action, Effect: s.Effect, Via: via,
				Before: catalogue.Grant(s.Before, person), After: catalogue.Grant(s.After, person)}
			if verify.NewReplay(a, p, 0).Make(&st) == "" {
				return true
			}
		}
	}
	return false
}

// What was told is taken back as it was.
func TestUndo(t *testing.T) {
	undone := 0
	for seed := range uint64(suite.Sample(2_000, 200)) {
		c := open(t, rand.New(rand.NewPCG(seed, 18)))
		if c == nil {
			continue
		}
		tasks := c.tasks()
		i := slices.IndexFunc(tasks, func(x runs.Task) bool { return x.Ready })
		if i < 0 {
			continue
		}
		before := c.model.Clone()
		c.done(t, &tasks[i])
		b := c.book()
		never := func(int64, string, int64) (bool, error) { return false, nil }
		if _, err := b.Undo([]engine.StepID{id(tasks[i].Step)}, runs.Claim{At: c.at, Who: tasks[i].Step.Actor, Because: "no"}, never); err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		c.apply(b.Changes())
		undone++
		for _, m := range []*statetest.Model{before, c.model} {
			m.Parts, m.Gone = nil, nil // what was said of it stays, and that they were gone is forgotten
			for at, g := range m.Grants {
				g.Evidence, g.RecordedOn = nil, 0
				m.Grants[at] = g
			}
		}
		if diff := statetest.Diff(before.Access(), c.model.Access()); diff != "" {
			t.Fatalf("seed %d: not as it was:\n%s", seed, diff)
		}
	}
	if undone == 0 {
		t.Error("nothing was undone")
	}
}

// A step that later ones stand on cannot be taken back under them: who was made
// admin has acted since.
func TestUndoUnderLater(t *testing.T) {
	w := enginetest.New(nil)
	w.Person("ann", "manage_partner_employees").Person("ben", "manage_partner_employees").Person("cat").Set("reader", "crm.contacts.view=all")
	w.Client(7).Both("ann", "partner_admin").Want("ben", "partner_admin").Want("cat", "reader").Acting("ben")
	d, a := *w.Desired(), *w.Access()
	d.Clients, a.Clients = slices.Clone(d.Clients), slices.Clone(a.Clients)
	d.Clients[0].Execution, a.Clients[0].Execution = engine.ExecuteRun, engine.ExecuteRun
	c := &carried{d: &d, at: enginetest.Now, base: &a}
	var err error
	if c.plan, err = engine.MakePlan(&d, &a, c.opts); err != nil {
		t.Fatal(err)
	}
	c.model = statetest.ModelOf(&a)
	opened, err := runs.Open(&a, c.plan, engine.Run{Plan: "p", At: c.at, By: "ann"})
	if err != nil {
		t.Fatal(err)
	}
	c.apply(&engine.Changes{Parts: opened.Changes.Parts})
	first := c.tasks()[0]
	if first.Step.Email != enginetest.Email("ben") || c.tasks()[1].Step.Actor != enginetest.Email("ben") {
		t.Fatalf("another order: %q", enginetest.Lines(c.plan))
	}
	for range 2 {
		b := c.book()
		if _, err := b.Done([]engine.StepID{id(c.tasks()[0].Step)}, runs.Claim{At: c.at, Who: c.tasks()[0].Step.Actor, Evidence: engine.EvidenceTold}); err != nil {
			t.Fatal(err)
		}
		c.apply(b.Changes())
	}
	b := c.book()
	never := func(int64, string, int64) (bool, error) { return false, nil }
	_, err = b.Undo([]engine.StepID{id(first.Step)}, runs.Claim{At: c.at, Who: first.Step.Actor, Because: "no"}, never)
	if !errors.Is(err, runs.ErrNotReady) {
		t.Errorf("undone under a later step: %v", err)
	}
}
