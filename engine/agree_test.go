package engine_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"accredit/engine"
	"accredit/engine/enginetest"
	"accredit/engine/enginetest/suite"
	"accredit/engine/revise"
	"accredit/engine/verify"
	"accredit/state/statetest"
)

// Planner against checker: over random worlds with roles, statuses, dates,
// leavers, unknown sets, links, clamp, modes and kept billing, a plan without
// violations holds for the checker, can be applied, and leaves nothing to do.
func TestPlannerAndCheckerAgree(t *testing.T) {
	worlds, applied, steps := suite.Sample(10_000, 400), 0, map[engine.Action]int{}
	for seed := range uint64(worlds) {
		rng := rand.New(rand.NewPCG(seed, 15))
		w := enginetest.Everything(rng)
		o := drawOptions(rng, w)
		p := w.Plan(o)
		if !o.SkipBlocked && slices.ContainsFunc(p.Violations, func(f engine.Finding) bool { return f.Blocks() }) {
			continue
		}
		applied++
		for i := range p.Steps {
			steps[p.Steps[i].Action]++
		}
		if reason := disagreement(w, p, o); reason != "" {
			t.Fatalf("seed %d: %s\n%q\nviolations %v", seed, reason, enginetest.Lines(p), p.Violations)
		}
	}
	t.Logf("worlds %d, applied %d, steps %v", worlds, applied, steps)
	for _, action := range []engine.Action{engine.ActionAdopt, engine.ActionRecord, engine.ActionAdd, engine.ActionLink, engine.ActionChange,
		engine.ActionMigrate, engine.ActionDeactivate, engine.ActionReactivate, engine.ActionRemove} {
		if steps[action] == 0 {
			t.Errorf("no world has a step %s", action)
		}
	}
}

func drawOptions(rng *rand.Rand, w *enginetest.World) engine.Options {
	o := engine.Options{Overrides: []string{engine.RuleMaxRemovals, engine.RuleEmptySource}, SkipBlocked: rng.IntN(2) == 0}
	if people := w.Desired().People; rng.IntN(8) == 0 && len(people) > 0 {
		o.As = people[rng.IntN(len(people))].Email
	}
	return o
}

// disagreement says where checker, writer and planner do not agree about a plan.
func disagreement(w *enginetest.World, p *engine.Plan, o engine.Options) string {
	if err := verify.Plan(w.Access(), p); err != nil {
		return err.Error()
	}
	changes, err := revise.Applied(w.Access(), p, nil)
	if err != nil {
		return err.Error()
	}
	model := statetest.ModelOf(w.Access())
	model.Apply(changes)
	again, err := engine.MakePlan(w.Desired(), model.Access(), o)
	if err != nil {
		return err.Error()
	}
	for i := range again.Steps {
		// What was left out as blocked may be possible by now.
		st := &again.Steps[i]
		if st.Client == engine.Nobody || !slices.ContainsFunc(p.Skipped, func(s engine.Skipped) bool { return s.Client == st.Client }) {
			return fmt.Sprintf("after it there is %q to do", enginetest.Lines(again))
		}
	}
	return ""
}

// A world in which something held back was wanted again for ever, while a way
// out was tried.
func TestPlanningEnds(t *testing.T) {
	rng := rand.New(rand.NewPCG(5733, 15))
	w := enginetest.Everything(rng)
	if p := w.Plan(drawOptions(rng, w)); len(p.Violations) == 0 {
		t.Error("there is nothing to find ways out of")
	}
}
