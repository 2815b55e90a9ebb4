package engine_test

import (
	"slices"
	"strings"
	"testing"

	"accredit/engine"
	"accredit/engine/enginetest"
	"accredit/engine/verify"

	"github.com/google/go-cmp/cmp"
)

// noRoles is a small agency of which nobody has a role in the partner account.
func noRoles() *enginetest.World {
	w := small().Declare("ann", func(p *engine.Person) { p.Roles = 0 })
	w.Access().People[0].Roles = 0
	return w
}

// Each case is a sentence of docs/rules.md about who may act. The checker takes
// every plan without a violation.
func TestWhoMayAct(t *testing.T) {
	clamp := func(d *dc) { d.SubsetRule = engine.Clamp }
	cases := []struct {
		name              string
		world             func() *enginetest.World
		steps, violations []string
		assumed           bool // it is assumed who can use the Client Access Manager
	}{
		{name: "the sole partner admin without a block removes themself by their recorded role", world: func() *enginetest.World {
			w := small().OldPerson("abe", roleHolder)
			w.Client(7).Was("abe", "partner_admin").Want("ben", "partner_admin")
			return w
		}, steps: []string{"7 add ben ->partner_admin by abe", "7 remove abe partner_admin>- by ann"}},
		{name: "by their recorded role where nobody else has one", world: func() *enginetest.World {
			w := noRoles().OldPerson("abe", roleHolder)
			w.Client(7).Was("abe", "super_admin").Want("ben", "partner_admin").Own("o@c.example")
			return w
		}, steps: []string{"7 add ben ->partner_admin by abe", "7 remove abe super_admin>- by abe"}},
		{name: "nobody without a role migrates themself", world: func() *enginetest.World {
			w := small()
			w.Client(7).Own("o@c.example").Was("ben", "super_admin").Want("ben", "partner_admin")
			return w
		}, violations: []string{"actor"}},
		{name: "a partner admin without a role migrates nobody", world: func() *enginetest.World {
			w := small()
			w.Client(7).Own("o@c.example").Both("cat", "partner_admin").Was("ben", "super_admin").Want("ben", "partner_admin")
			return w
		}, violations: []string{"actor"}},
		{name: "a super admin without a role migrates another", world: func() *enginetest.World {
			w := small()
			w.Client(7).Both("cat", "super_admin").Was("ben", "super_admin").Want("ben", "partner_admin")
			return w
		}, steps: []string{"7 migrate ben super_admin>partner_admin by cat"}},
		{name: "a partner admin without a role deactivates no super admin: a role holder does", world: func() *enginetest.World {
			w := small()
			w.Client(7).Own("o@c.example").Both("cat", "partner_admin").Acting("cat").Was("ben", "super_admin").Want("ben", "super_admin", wantOff)
			return w
		}, steps: []string{"7 deactivate ben super_admin>super_admin(off) by ann"}},
		{name: "a partner admin does not reactivate a super admin", world: func() *enginetest.World {
			w := small()
			w.Client(7).Both("ann", "partner_admin").Was("ben", "super_admin", off).Want("ben", "super_admin")
			return w
		}, violations: []string{"actor"}},
		{name: "a super admin does", world: func() *enginetest.World {
			w := small()
			w.Client(7).Both("cat", "super_admin").Both("ann", "partner_admin").Was("ben", "super_admin", off).Want("ben", "super_admin")
			return w
		}, steps: []string{"7 reactivate ben super_admin(off)>super_admin by cat"}},
		{name: "without roles a partner admin counts as able to, with a warning", world: func() *enginetest.World {
			w := noRoles()
			w.Client(7).Own("o@c.example").Both("cat", "partner_admin").Acting("cat").Was("ben", "super_admin").Want("ben", "partner_admin")
			return w
		}, steps: []string{"7 migrate ben super_admin>partner_admin by cat"}, assumed: true},
		{name: "without roles who needs no role comes first, without a warning", world: func() *enginetest.World {
			w := noRoles()
			w.Client(7).Both("cat", "partner_admin").Both("dan", "super_admin").Was("ben", "super_admin").Want("ben", "partner_admin")
			return w
		}, steps: []string{"7 migrate ben super_admin>partner_admin by dan"}},
		{name: "a super admin gets an unknown set from a super admin", world: func() *enginetest.World {
			w := small().UnknownSet("theirs")
			w.Client(7).Both("cat", "super_admin").Was("ben", "super_admin").Want("ben", "theirs")
			return w
		}, steps: []string{"7 change ben super_admin>theirs by cat"}},
		{name: "or by way of migration", world: func() *enginetest.World {
			w := small().UnknownSet("theirs")
			w.Client(7).Own("o@c.example").Both("ann", "partner_admin").Was("ben", "super_admin").Want("ben", "theirs")
			return w
		}, steps: []string{"7 migrate ben super_admin>partner_admin by ann", "7 change ben partner_admin>theirs by ann"}},
		{name: "the last super admin gets no unknown set", world: func() *enginetest.World {
			w := small().UnknownSet("theirs")
			w.Client(7).Both("ann", "partner_admin").Was("ben", "super_admin").Want("ben", "theirs")
			return w
		}, violations: []string{"last-super-admin"}},
		{name: "clamp: somebody new is added with everything held back", world: func() *enginetest.World {
			w := small().Set("billing", "account.modify_billing=on")
			w.Client(7).Both("ann", "partner_admin").Want("ben", "billing").Declared(clamp)
			return w
		}, steps: []string{"7 add ben ->billing by ann"}},
		{name: "clamp: where nobody may act it is a violation", world: func() *enginetest.World {
			w := small()
			w.Client(7).Was("ben", "reader").Want("ben", "editor").Declared(clamp)
			return w
		}, violations: []string{"actor"}},
		{name: "clamp: nor is the end of something held back that nobody may take", world: func() *enginetest.World {
			w := small()
			w.Client(7).Was("ben", "editor").Want("ben", "reader").Declared(clamp)
			return w
		}, violations: []string{"actor"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			w := c.world()
			p := w.Plan(opts{})
			if diff := cmp.Diff(append([]string{}, c.steps...), enginetest.Lines(p)); diff != "" {
				t.Errorf("steps (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(append([]string{}, c.violations...), enginetest.Rules(p.Violations)); diff != "" {
				t.Errorf("violations (-want +got):\n%s%v", diff, p.Violations)
			}
			assumed := slices.ContainsFunc(p.Warnings, func(f engine.Finding) bool { return strings.HasPrefix(f.Hint, "Declare roles") })
			if assumed != c.assumed {
				t.Errorf("warnings %v", p.Warnings)
			}
			if err := verify.Plan(w.Access(), p); len(c.violations) == 0 && err != nil {
				t.Error(err)
			}
		})
	}
}
