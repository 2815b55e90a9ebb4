package runs_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"accredit/engine"
	"accredit/engine/enginetest"
	"accredit/engine/enginetest/suite"
	"accredit/engine/revise"
	"accredit/engine/runs"
)

// adminAndOthers is an agency with an open step: ann, the admin, adds cat.
func adminAndOthers(t *testing.T) *carried {
	t.Helper()
	w := enginetest.New(nil)
	w.Person("ann", "manage_partner_employees").Person("ben", "manage_partner_employees").Person("cat").Person("dan").Set("reader", "crm.contacts.view=all")
	w.Client(7).Both("ann", "partner_admin").Was("dan", "reader").Want("dan", "reader").Want("cat", "reader")
	return openAgency(t, rand.New(rand.NewPCG(1, 1)), w.Desired(), w.Access())
}

// narrowed plans for some people only, with what one of them wants changed.
func (c *carried) narrowed(t *testing.T, name string, change func([]engine.Grant) []engine.Grant) *engine.Plan {
	t.Helper()
	d := *c.d
	d.Clients = slices.Clone(d.Clients)
	d.Clients[0].Grants = change(slices.Clone(d.Clients[0].Grants))
	p, err := engine.MakePlan(&d, c.access(), engine.Options{People: []string{enginetest.Email(name)}, Overrides: c.opts.Overrides})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func (c *carried) without(name string) func([]engine.Grant) []engine.Grant {
	return func(list []engine.Grant) []engine.Grant {
		return slices.DeleteFunc(list, func(g engine.Grant) bool { return c.d.People[g.Person].Email == enginetest.Email(name) })
	}
}

// A narrowed plan keeps the open steps of others, and what cannot stand beside it is
// a violation that names it.
func TestBeside(t *testing.T) {
	c := adminAndOthers(t)
	task := c.tasks()[0]
	if task.Step.Email != enginetest.Email("cat") || task.Step.Actor != enginetest.Email("ann") {
		t.Fatalf("another world: %q", enginetest.Lines(c.plan))
	}

	p := c.narrowed(t, "dan", c.without("dan"))
	if list := runs.Beside(c.access(), p); len(list) > 0 {
		t.Fatalf("the removal of dan: %v", list)
	}
	opened, err := runs.Open(c.access(), p, engine.Run{Plan: "q", At: c.at, By: "ann"})
	if err != nil {
		t.Fatal(err)
	}
	part := opened.Changes.Parts[len(opened.Changes.Parts)-1].After
	if len(part.Steps) != 2 || part.Find(1, 1) == nil {
		t.Errorf("the step of cat is not kept: %+v", part.Steps)
	}

	p = c.narrowed(t, "ann", c.without("ann"))
	list := runs.Beside(c.access(), p)
	if len(list) != 1 || list[0].Rule != engine.RuleInProgress || !strings.Contains(list[0].Message, "Task 1.1 ") || list[0].Person == engine.Nobody {
		t.Fatalf("the removal of ann, who is to add cat: %+v", list)
	}
	if _, err := runs.Open(c.access(), p, engine.Run{Plan: "q", At: c.at, By: "ann"}); err == nil {
		t.Error("it is opened all the same")
	}
}

// In random agencies, too, no open step of others that can be made is lost: it is
// kept, and can still be made in its turn, or the plan has a violation that names it.
func TestBesideLosesNothing(t *testing.T) {
	kept, named := 0, 0
	for seed := range uint64(suite.Sample(6_000, 600)) {
		rng := rand.New(rand.NewPCG(seed, 21))
		c := open(t, rng)
		if c == nil || len(c.d.Clients) == 0 {
			continue
		}
		who := c.d.People[rng.IntN(len(c.d.People))].Email
		name, _, _ := strings.Cut(who, "@")
		before := c.tasks()
		p := c.narrowed(t, name, func(list []engine.Grant) []engine.Grant {
			return slices.DeleteFunc(list, func(g engine.Grant) bool { return c.d.People[g.Person].Email == who })
		})
		if p.OnlyPeople[0] != who || slices.ContainsFunc(p.Violations, func(f engine.Finding) bool { return f.Blocks() }) {
			continue
		}
		findings := runs.Beside(c.access(), p)
		opened, err := runs.Open(c.access(), p, engine.Run{Plan: "q", At: c.at, By: "ann"})
		if (err != nil) != slices.ContainsFunc(findings, func(f engine.Finding) bool { return strings.HasPrefix(f.Message, "Task ") }) {
			t.Fatalf("seed %d: %v, and the findings are %+v", seed, err, findings)
		}
		if len(findings) > 0 {
			named++
			continue
		}
		changes, err := revise.Applied(c.access(), runs.Facts(p), nil)
		if err != nil {
			t.Fatal(err)
		}
		changes.Parts = opened.Changes.Parts
		c.apply(changes)
		after := map[string]runs.Task{}
		for _, task := range c.tasks() {
			after[fmt.Sprint(task.HubID, task.Step.ID())] = task
		}
		for _, task := range before {
			if task.Step.Email == who || task.Blocked != "" {
				continue
			}
			is, there := after[fmt.Sprint(task.HubID, task.Step.ID())]
			if !there || is.Blocked != "" {
				t.Fatalf("seed %d: %s of %s in %d is lost: %q", seed, task.Step.ID(), task.Step.Email, task.HubID, is.Blocked)
			}
			kept++
		}
	}
	if kept == 0 || named == 0 {
		t.Errorf("%d steps kept, %d plans refused", kept, named)
	}
	t.Logf("%d steps kept, %d plans refused", kept, named)
}
