package verify_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"accredit/engine"
	"accredit/engine/enginetest"
	"accredit/engine/verify"
)

// admins is a client with two partner admins and two super admins, of whom
// everybody can act.
func admins() (*enginetest.World, *enginetest.Client) {
	w := enginetest.New(nil).Person("ann").Person("bob").Person("sam").Person("sue").Person("tom").
		Set("editor", "crm.contacts.edit=all").Set("reader", "crm.contacts.view=all")
	w.Agency().Guardrails = engine.DefaultGuardrails()
	return w, w.Client(11).Both("ann", "partner_admin").Both("sam", "super_admin").Both("sue", "super_admin")
}

// many has people in a client who are all to go.
func many(n int) *enginetest.World {
	w, c := admins()
	for i := range n {
		name := fmt.Sprintf("p%d", i)
		w.Person(name)
		c.Was(name, "reader")
	}
	return w
}

// Worlds whose plan breaks a guardrail, by name of the rule and of the case.
func brokenGuardrails() map[string]*enginetest.World {
	worlds := map[string]*enginetest.World{}
	protect := func(w *enginetest.World, name string) *enginetest.World {
		d := w.Desired()
		d.Agency.Guardrails.Protected = []int32{int32(slices.IndexFunc(d.People, func(p engine.Person) bool { return p.Email == enginetest.Email(name) }))}
		return w
	}
	w, c := admins()
	c.Was("bob", "reader")
	worlds["protected is removed"] = protect(w, "bob")
	w, c = admins()
	c.Was("bob", "reader", func(g *engine.RecordedGrant) { g.Expires = engine.DateOf(w.Desired().AsOf) - 1 })
	worlds["protected expires"] = protect(w, "bob")
	w, c = admins()
	c.Was("bob", "reader").Want("bob", "reader", func(g *engine.Grant) { g.Status = engine.Deactivated })
	worlds["protected is deactivated"] = protect(w, "bob")
	w, c = admins()
	c.Was("bob", "partner_admin").Want("bob", "editor")
	worlds["protected loses partner admin"] = protect(w, "bob")
	w, c = admins()
	c.Was("bob", "super_admin").Want("bob", "partner_admin")
	worlds["protected is migrated"] = protect(w, "bob")
	w, c = admins()
	c.Want("ann", "editor")
	worlds["min-partner-admins goes to none"] = w
	w, c = admins()
	c.Want("tom", "super_admin")
	worlds["max-super-admins goes to three"] = w
	worlds["max-removals takes eleven"] = many(11)
	w = many(6)
	w.Access().Recent = []engine.Recent{{Serial: 1, At: w.Desired().AsOf.Add(-time.Hour), Removals: 5, Grants: 14}}
	worlds["max-removals takes six after five"] = w
	w = enginetest.New(nil).Person("ann", "super_admin").Person("bob")
	w.Client(11).Own("owner@client.example").Was("ann", "partner_admin").Was("bob", "partner_admin")
	worlds["max-removals leaves nobody"] = w
	return worlds
}

// A plan is not believed that it has no violations: what steps and state tell
// of the guardrails is judged anew. What was overridden stays so.
func TestPlanJudgesGuardrails(t *testing.T) {
	for name, w := range brokenGuardrails() {
		t.Run(name, func(t *testing.T) {
			rule, _, _ := strings.Cut(name, " ")
			p := w.Plan(engine.Options{})
			if !slices.ContainsFunc(p.Violations, func(f engine.Finding) bool { return f.Rule == rule && f.Severity == engine.Error }) {
				t.Fatalf("the plan has the violations %v", p.Violations)
			}
			p.Violations = nil
			if err := verify.Plan(w.Access(), p); err == nil || !strings.Contains(err.Error(), "it breaks the rule "+rule) {
				t.Errorf("without its violations: %v", err)
			}
			if p.Removals > 5 {
				p.Removals = 0
				if err := verify.Plan(w.Access(), p); err == nil || !strings.Contains(err.Error(), "takes away 0") {
					t.Errorf("without its removals: %v", err)
				}
			}
			if err := verify.Plan(w.Access(), w.Plan(engine.Options{Overrides: []string{rule}})); err != nil {
				t.Errorf("overridden: %v", err)
			}
		})
	}
}

// What an approval excuses, what was recorded to end and what was broken before
// are no violations to the checker either.
func TestPlanTakesWhatIsAllowed(t *testing.T) {
	approved := many(15)
	approved.Desired().Agency.Guardrails.Approvals = []engine.Approval{{HubID: 11, UpTo: 3}, {Email: enginetest.Email("p1"), UpTo: 2}, {HubID: 11, UpTo: 5}}
	more := many(11)
	more.Desired().Agency.Guardrails.MaxRemovals = engine.Limit{Value: 90, Percent: true}
	expired, c := admins()
	for i := range 15 {
		name := fmt.Sprintf("p%d", i)
		expired.Person(name)
		c.Was(name, "reader", func(g *engine.RecordedGrant) { g.Expires = engine.DateOf(expired.Desired().AsOf) - 1 })
	}
	before, c := admins()
	c.Both("tom", "super_admin").Was("bob", "reader").Want("bob", "editor")
	for name, w := range map[string]*enginetest.World{"approved": approved, "another limit": more, "expired": expired, "broken before": before} {
		p := w.Plan(engine.Options{})
		if len(p.Steps) == 0 || slices.ContainsFunc(p.Violations, func(f engine.Finding) bool { return f.Blocks() }) {
			t.Fatalf("%s: the plan has %d steps and the violations %v", name, len(p.Steps), p.Violations)
		}
		if err := verify.Plan(w.Access(), p); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}
