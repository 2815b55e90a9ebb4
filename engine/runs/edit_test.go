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
	"accredit/engine/runs"
)

// openEdited opens a run in a client in which the contents of a set change for
// all who have it.
func openEdited(t *testing.T, set string, levels engine.Levels, world func(*enginetest.World, *enginetest.Client)) *carried {
	t.Helper()
	w := enginetest.New(nil).Set("dev", "crm.deals.edit=own").Set("junior", "crm.deals.view=own")
	for _, name := range []string{"ann", "bob", "cat", "dan", "eve"} {
		w.Person(name)
	}
	world(w, w.Client(1))
	a := w.Access()
	d := w.Desired()
	rights, dropped := levels.Over(w.Catalogue, "")
	if len(dropped) > 0 {
		t.Fatal(dropped)
	}
	redefine(d, set, rights)
	return openAgency(t, rand.New(rand.NewPCG(1, 1)), d, a)
}

// redefine gives a declared set other contents, for all who want it as it is.
func redefine(d *engine.Desired, set string, rights engine.Rights) {
	var was engine.Rights
	for i := range d.Sets {
		if s := &d.Sets[i]; s.Name == set {
			was, s.Rights, s.Definition = s.Rights, rights, "more"
		}
	}
	for i := range d.Clients {
		for j := range d.Clients[i].Grants {
			g := &d.Clients[i].Grants[j]
			if g.Set != set || g.Rights != was || g.Origin == nil {
				continue
			}
			is := *g.Origin
			is.Definition = "more"
			g.Origin, g.Rights = &is, rights
		}
	}
}

var moreDeals = engine.Levels{{Permission: "crm.deals.edit", Level: "all"}}

func devs(_ *enginetest.World, c *enginetest.Client) {
	c.Both("ann", engine.SetSuperAdmin).Both("bob", "dev").Both("cat", "dev").Was("dan", "dev").Want("dan", "junior")
}

// task finds the task of somebody, open or not.
func (c *carried) task(t *testing.T, name string) runs.Task {
	t.Helper()
	for _, v := range runs.NewViews(c.access(), c.all, c.at) {
		for _, task := range v.Tasks {
			if task.Step.Email == enginetest.Email(name) {
				return task
			}
		}
	}
	t.Fatalf("%s has no task", name)
	return runs.Task{}
}

func (c *carried) states(t *testing.T, names ...string) string {
	t.Helper()
	var list []string
	for _, name := range names {
		task := c.task(t, name)
		list = append(list, task.Step.State.String())
	}
	return strings.Join(list, " ")
}

// An edit of a set is one line with one dialog, waits for those who lose the set
// by another step, and what is said of one is said of all.
func TestEditIsOne(t *testing.T) {
	c := openEdited(t, "dev", moreDeals, devs)
	bob, cat, dan := c.task(t, "bob"), c.task(t, "cat"), c.task(t, "dan")
	if len(bob.Edit) != 2 || !slices.Equal(bob.Edit, cat.Edit) || bob.Dialog() != cat.Dialog() || len(dan.Edit) > 0 {
		t.Fatalf("edits: bob %v, cat %v, dan %v", bob.Edit, cat.Edit, dan.Edit)
	}
	if clicks, _ := bob.Clicks(); !strings.Contains(clicks, "Permission sets > dev") {
		t.Errorf("the clicks are %q", clicks)
	}
	if lines := runs.Lines([]*runs.Task{&bob, &cat}); len(lines) != 1 || len(lines[0]) != 2 {
		t.Errorf("%d lines", len(lines))
	}
	if bob.Ready || cat.Ready || !dan.Ready || !slices.Equal(bob.WaitsFor, []string{dan.Step.ID()}) {
		t.Errorf("bob waits for %v, dan is ready: %v", bob.WaitsFor, dan.Ready)
	}
	b := c.book()
	if _, err := b.Done([]engine.StepID{id(bob.Step)}, runs.Claim{At: c.at, Who: bob.Step.Actor, Evidence: engine.EvidenceTold}); err == nil {
		t.Error("the edit is made before dan has another set")
	}
	c.done(t, &dan)
	bob = c.task(t, "bob")
	c.done(t, &bob)
	if got := c.states(t, "bob", "cat"); got != "done done" {
		t.Errorf("done of one: %s", got)
	}
	if done := c.task(t, "cat"); len(done.Edit) != 2 {
		t.Errorf("when done it is an edit of %v", done.Edit)
	}
	b = c.book()
	never := func(int64, string, int64) (bool, error) { return false, nil }
	cat = c.task(t, "cat")
	if _, err := b.Undo([]engine.StepID{id(cat.Step)}, runs.Claim{At: c.at, Who: cat.Step.Actor, Because: "no"}, never); err != nil {
		t.Fatal(err)
	}
	c.apply(b.Changes())
	if got := c.states(t, "bob", "cat"); strings.Contains(got, "done") {
		t.Errorf("undone of one: %s", got)
	}
}

// Who should have lost the set before an edit and could not is named: the edit
// changes them, too.
func TestEditNamesWhoStays(t *testing.T) {
	c := openEdited(t, "dev", moreDeals, devs)
	dan := c.task(t, "dan")
	b := c.book()
	if _, err := b.Fail([]engine.StepID{id(dan.Step)}, runs.Claim{At: c.at, Who: dan.Step.Actor, Because: "no"}); err != nil {
		t.Fatal(err)
	}
	c.apply(b.Changes())
	bob := c.task(t, "bob")
	if first := bob.LookFirst(); !bob.Ready || !strings.HasPrefix(first, dan.Step.Email+" still has the set") {
		t.Errorf("ready: %v, waits for %v, first %q", bob.Ready, bob.WaitsFor, first)
	}
}

// Who made an edit made all of it, or none.
func TestEditBySomebodyElse(t *testing.T) {
	c := openEdited(t, "dev", moreDeals, func(w *enginetest.World, c *enginetest.Client) {
		devs(w, c)
		c.Both("eve", engine.SetSuperAdmin).Acting("ann", "eve")
	})
	dan := c.task(t, "dan")
	c.done(t, &dan)
	bob := c.task(t, "bob")
	claim := runs.Claim{At: c.at, Who: bob.Step.Actor, Evidence: engine.EvidenceTold, By: enginetest.Email("cat")}
	if _, err := c.book().Done([]engine.StepID{id(bob.Step)}, claim); err == nil {
		t.Error("cat, who may not, made the edit")
	}
	claim.By = enginetest.Email("eve")
	b := c.book()
	if _, err := b.Done([]engine.StepID{id(bob.Step)}, claim); err != nil {
		t.Fatal(err)
	}
	c.apply(b.Changes())
	for _, name := range []string{"bob", "cat"} {
		if s := c.task(t, name).Step; s.State != engine.StepDone || s.Actor != claim.By {
			t.Errorf("%s is %s by %s", name, s.State, s.Actor)
		}
	}
}

// What could not be made of one could not be made of all.
func TestEditFails(t *testing.T) {
	c := openEdited(t, "dev", moreDeals, devs)
	cat := c.task(t, "cat")
	b := c.book()
	if _, err := b.Fail([]engine.StepID{id(cat.Step)}, runs.Claim{At: c.at, Who: cat.Step.Actor, Because: "no"}); err != nil {
		t.Fatal(err)
	}
	c.apply(b.Changes())
	if got := c.states(t, "bob", "cat", "dan"); got != "failed failed open" {
		t.Errorf("failed of one: %s", got)
	}
}

// An edit has one actor who can make all of it, also where the plan has several.
// Where there are several all the same, the changes stay single.
func TestEditActor(t *testing.T) {
	c := openEdited(t, "dev", moreDeals, func(w *enginetest.World, c *enginetest.Client) {
		devs(w, c)
		c.Both("eve", engine.SetSuperAdmin)
	})
	by := func(name string) int32 {
		return int32(slices.IndexFunc(c.plan.People, func(p engine.Person) bool { return p.Email == enginetest.Email(name) }))
	}
	for i := range c.plan.Steps {
		if st := &c.plan.Steps[i]; st.Person == by("bob") {
			st.Actor = by("eve")
		} else if st.Actor != engine.Nobody {
			st.Actor = by("ann")
		}
	}
	opened, err := runs.Open(c.base, c.plan, engine.Run{Plan: "p", At: c.at, By: "ann"})
	if err != nil {
		t.Fatal(err)
	}
	part := opened.Changes.Parts[0].After
	edited := func() (actors []string, edit []string) {
		for _, is := range runs.Look(c.base, engine.CatalogueOf(c.base), part, c.at) {
			if is.Step.Cause == engine.CausePermissionSet {
				actors, edit = append(actors, is.Step.Actor), is.Edit
			}
		}
		return actors, edit
	}
	actors, edit := edited()
	if len(actors) != 2 || actors[0] != actors[1] || len(edit) != 2 {
		t.Errorf("an edit of %v by %v", edit, actors)
	}
	for i := range part.Steps {
		s := &part.Steps[i]
		if want := engine.MarkOf(c.base.Lineage, c.at, part.HubID, s); s.Mark != want {
			t.Errorf("the mark of %s is %s, want %s", s.ID(), s.Mark, want)
		}
		if s.Cause == engine.CausePermissionSet && s.Email == enginetest.Email("bob") {
			s.Actor = map[bool]string{true: enginetest.Email("eve"), false: enginetest.Email("ann")}[s.Actor == enginetest.Email("ann")]
		}
	}
	if actors, edit := edited(); len(edit) != 0 {
		t.Errorf("by %v, and an edit of %v", actors, edit)
	}
}

// manyWithOneSet is a client in which several people have each set, some of them
// admins, and some lose it or get another.
func manyWithOneSet(rng *rand.Rand) (w *enginetest.World, names []string) {
	w = enginetest.New(nil).Set("reader", "crm.contacts.view=all").Set("editor", "crm.contacts.view=team", "crm.contacts.edit=own").
		Set("helper", "partner.admin=on", "crm.contacts.view=all").Set("clerk", "partner.admin=on", "account.modify_billing=on")
	names = []string{"reader", "editor", "helper", "clerk"}
	c := w.Client(1)
	for i := range 4 + rng.IntN(4) {
		name := fmt.Sprintf("p%d", i)
		w.Person(name)
		switch was := names[rng.IntN(len(names))]; rng.IntN(8) {
		case 0:
			c.Both(name, engine.SetSuperAdmin)
		case 1:
			c.Was(name, was).Want(name, names[rng.IntN(len(names))])
		case 2:
			c.Was(name, was)
		case 3:
			c.Want(name, was)
		default:
			c.Both(name, was)
		}
	}
	return w, names
}

// In whatever order ready tasks are made, edits among them, a run ends where its
// plan ends.
func TestEveryOrderOfEdits(t *testing.T) {
	seen, waited := 0, 0
	for seed := range uint64(suite.Sample(5_000, 400)) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			rng := rand.New(rand.NewPCG(seed, 19))
			w, names := manyWithOneSet(rng)
			a := w.Access()
			d := w.Desired()
			own := slices.DeleteFunc(slices.Clone(d.Sets), func(s engine.PermissionSet) bool { return !slices.Contains(names, s.Name) })
			for range 2 {
				redefine(d, names[rng.IntN(len(names))], own[rng.IntN(len(own))].Rights)
			}
			c := openAgency(t, rng, d, a)
			if c == nil {
				return
			}
			for tasks := c.tasks(); len(tasks) > 0; tasks = c.tasks() {
				var ready []*runs.Task
				for i := range tasks {
					task := &tasks[i]
					switch {
					case task.Ready:
						ready = append(ready, task)
					case len(task.Edit) > 0:
						waited++
					}
				}
				if len(ready) == 0 {
					t.Fatalf("a dead end: %s waits for %v, %q", tasks[0].Step.ID(), tasks[0].WaitsFor, tasks[0].Blocked)
				}
				made := ready[rng.IntN(len(ready))]
				c.done(t, made)
				if len(made.Edit) == 0 {
					continue
				}
				seen++
				for _, left := range c.tasks() {
					if slices.Contains(made.Edit, left.Step.ID()) {
						t.Fatalf("%s was made, and %s of the same edit is open", made.Step.ID(), left.Step.ID())
					}
				}
			}
			c.endsAsPlanned(t)
		})
	}
	if seen == 0 || waited == 0 {
		t.Errorf("%d edits were made, %d had to wait", seen, waited)
	}
}
