package engine_test

import (
	"testing"

	"accredit/engine"
	"accredit/engine/enginetest"
	"accredit/engine/verify"

	"github.com/google/go-cmp/cmp"
)

// plan checks the steps and the violated rules of a world, that the checker
// agrees, and that planning the state after it gives nothing.
func plan(t *testing.T, w *enginetest.World, o engine.Options, steps, violations []string) *engine.Plan {
	t.Helper()
	p := w.Plan(o)
	if diff := cmp.Diff(steps, enginetest.Lines(p)); diff != "" {
		t.Errorf("steps (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(violations, enginetest.Rules(p.Violations)); diff != "" {
		t.Errorf("violations (-want +got):\n%s", diff)
		for _, f := range p.Violations {
			t.Log(f.Rule, f.Message, f.Hint)
		}
	}
	if len(p.Violations) == 0 {
		if err := verify.Plan(w.Access(), p); err != nil {
			t.Error(err)
		}
	}
	return p
}

func TestNothingToDo(t *testing.T) {
	w := enginetest.New(nil).Person("ann").Person("bob").Set("editor", "crm.contacts.edit=all")
	w.Client(7).Both("ann", "partner_admin").Both("bob", "editor")
	plan(t, w, engine.Options{}, []string{}, []string{})
}

func TestAddChangeRemove(t *testing.T) {
	w := enginetest.New(nil).Person("ann", "super_admin").Person("bob").Person("cat").Person("dan").
		Set("editor", "crm.contacts.edit=all").Set("reader", "crm.contacts.view=all")
	w.Client(7).Both("ann", "partner_admin").Want("bob", "editor").Was("cat", "reader").Want("cat", "editor").Was("dan", "reader")
	plan(t, w, engine.Options{}, []string{
		"7 add bob ->editor by ann",
		"7 change cat reader>editor by ann",
		"7 remove dan reader>- by ann",
	}, []string{})
}

// The swap of docs/rules.md R4: no whole change is legal, three steps do it.
func TestSwap(t *testing.T) {
	w := enginetest.New(nil).Person("ann").Person("ben").
		Set("with_reports", "partner.admin=on", "reports.access=on").
		Set("with_export", "partner.admin=on", "crm.export=on")
	w.Client(7).Was("ann", "with_reports").Want("ann", "with_export").Was("ben", "with_export").Want("ben", "with_reports")
	p := plan(t, w, engine.Options{}, []string{
		"7 change ben with_export>with_export by ann",
		"7 change ann with_reports>with_export by ben",
		"7 change ben with_export>with_reports by ann",
	}, []string{})
	if p.Effect != engine.Both {
		t.Errorf("effect %s, want both", p.Effect)
	}
}

// The sole partner admin leaves and another comes.
func TestHandOver(t *testing.T) {
	w := enginetest.New(nil).Person("ann").Person("ben").Set("reader", "crm.contacts.view=all")
	w.Client(7).Was("ann", "partner_admin").Was("ben", "reader").Want("ben", "partner_admin")
	plan(t, w, engine.Options{}, []string{
		"7 change ben reader>partner_admin by ann",
		"7 remove ann partner_admin>- by ben",
	}, []string{})
}

func TestLastSuperAdminStays(t *testing.T) {
	w := enginetest.New(nil).Person("ann").Person("ben")
	w.Client(7).Was("ann", "super_admin").Want("ann", "partner_admin").Both("ben", "partner_admin")
	plan(t, w, engine.Options{}, []string{}, []string{"last-super-admin"})

	w.Client(7).Own("owner@client.example")
	plan(t, w, engine.Options{}, []string{"7 migrate ann super_admin>partner_admin by ann"}, []string{})
}

func TestTwoGiveTogether(t *testing.T) {
	w := enginetest.New(nil).Person("ann").Person("ben").Person("cat").
		Set("a", "partner.admin=on", "crm.import=on").
		Set("b", "partner.admin=on", "crm.export=on").
		Set("c", "crm.import=on", "crm.export=on")
	w.Client(7).Both("ann", "a").Both("ben", "b").Want("cat", "c")
	plan(t, w, engine.Options{}, []string{"7 add cat ->c by ann", "7 change cat c>c by ben"}, []string{})
}

func TestClampHoldsBack(t *testing.T) {
	w := enginetest.New(nil).Person("ann").Person("cat").
		Set("a", "partner.admin=on", "crm.import=on").
		Set("c", "crm.import=on", "crm.export=on")
	w.Client(7).Both("ann", "a").Want("cat", "c")
	plan(t, w, engine.Options{}, []string{}, []string{"subset"})

	w.Client(7).Declared(func(d *engine.DesiredClient) { d.SubsetRule = engine.Clamp })
	p := plan(t, w, engine.Options{}, []string{"7 add cat ->c by ann"}, []string{})
	if p.HeldBack != 1 || p.Steps[0].More().Wanted == "" {
		t.Errorf("held back %d, wanted %q", p.HeldBack, p.Steps[0].More().Wanted)
	}
}

func TestAdoptThenAdd(t *testing.T) {
	w := enginetest.New(nil).Person("ann").Person("ben").Set("reader", "crm.contacts.view=all")
	w.Client(7).New().Link("ann", "2026-11-01").Want("ann", "partner_admin").Want("ben", "reader")
	p := plan(t, w, engine.Options{}, []string{"7 adopt ann ->partner_admin", "7 add ben ->reader by ann"}, []string{})
	if len(p.Relationships) != 1 || p.Relationships[0].After != engine.RelationshipManaged {
		t.Errorf("relationships %v", p.Relationships)
	}
}

func TestWaiting(t *testing.T) {
	w := enginetest.New(nil).Person("ann").Person("ben").Set("reader", "crm.contacts.view=all")
	w.Client(7).New().Link("ann", "").Want("ben", "reader")
	p := plan(t, w, engine.Options{}, []string{}, []string{})
	if len(p.Waiting) != 1 {
		t.Errorf("waiting %v", p.Waiting)
	}
}
