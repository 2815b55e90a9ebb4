package compare_test

import (
	"fmt"
	"testing"

	"accredit/engine"
	"accredit/engine/compare"
	"accredit/engine/enginetest"

	"github.com/google/go-cmp/cmp"
)

// Steps that the base would make as well are marked, whatever their numbers,
// indexes, actors and lines; each of them once.
func TestMarkBase(t *testing.T) {
	base := enginetest.New(nil).Person("ann").Person("bob").Person("cat").Set("reader", "crm.contacts.view=all").Set("editor", "crm.contacts.edit=all")
	base.Client(7).Both("ann", "partner_admin").Was("bob", "reader").Want("cat", "reader")
	head := enginetest.New(nil).Person("ann").Person("aaa").Person("bob").Person("cat").Set("reader", "crm.contacts.view=all").Set("editor", "crm.contacts.edit=all")
	head.Client(3).Both("ann", "partner_admin").Want("cat", "reader")
	head.Client(7).Both("ann", "partner_admin").Was("bob", "reader").Want("cat", "editor").Want("aaa", "reader")
	p := head.Plan(engine.Options{})
	compare.MarkBase(p, base.Plan(engine.Options{}), "c0ffee")
	got := map[string]bool{}
	for i, line := range enginetest.Lines(p) {
		got[line] = p.Steps[i].InBase
	}
	want := map[string]bool{
		"3 add cat ->reader by ann":    false, // another client
		"7 add aaa ->reader by ann":    false,
		"7 add cat ->editor by ann":    false, // more than the base gives
		"7 remove bob reader>- by ann": true,
	}
	if diff := cmp.Diff(want, got); diff != "" || p.Base != "c0ffee" {
		t.Errorf("base %s (-want +got):\n%s", p.Base, diff)
	}
}

// A person with a new e-mail is the same in both plans.
func TestMarkBaseKnowsFormerEmails(t *testing.T) {
	world := func(email string, former ...string) *engine.Plan {
		w := enginetest.New(nil).Person("ann").Person("bob").Set("reader", "crm.contacts.view=all")
		w.Client(7).Both("ann", "partner_admin").Want("bob", "reader")
		d, a := w.Desired(), w.Access()
		for i := range d.People {
			if d.People[i].Name == "bob" {
				d.People[i].Email, d.People[i].FormerEmails = email, former
			}
		}
		p, err := engine.MakePlan(d, a, engine.Options{})
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	p := world("bobby@northwind.example", "bob@northwind.example")
	compare.MarkBase(p, world("bob@northwind.example"), "x")
	marks := ""
	for i := range p.Steps {
		marks += fmt.Sprint(p.Steps[i].Action, p.Steps[i].InBase, " ")
	}
	if marks != "record false add true " {
		t.Errorf("marks are %s", marks)
	}
}
