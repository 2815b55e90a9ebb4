package engine_test

import (
	"strings"
	"testing"

	"accredit/engine"
	"accredit/engine/enginetest"
)

// What the commonest findings say, word for word: who reads them runs an
// agency. Each line of a hint is one way out.
func TestMessages(t *testing.T) {
	const accessLink = "Ask the client to approve an access link for one of your people. You find it in HubSpot: Partner > Client Access Manager > Get access link."
	cases := []struct {
		name    string
		world   func(*enginetest.World)
		as      string
		message string
		hint    []string // lines that are there
	}{
		{name: "nobody can add", world: func(w *enginetest.World) {
			w.Client(7).Own("owner@acme.example").Was("cat", "reader").Want("cat", "reader").Want("ben", "reader")
		},
			message: "We have no active partner admin or super admin in Client 7 who could add ben@northwind.example.",
			hint:    []string{"Ask the client's super admin owner@acme.example to make this change.", accessLink}},
		{name: "the only super admin", world: func(w *enginetest.World) {
			w.Client(7).Both("ann", "partner_admin").Was("ben", "super_admin").Want("ben", "partner_admin")
		}, message: "ben@northwind.example is the only super admin we know in Client 7, and an account must keep one.",
			hint: []string{"List the client's own in super_admins of the client's block.", "Make somebody else super admin first."}},
		{name: "the last of two", world: func(w *enginetest.World) {
			w.Client(7).Both("ann", "partner_admin").Was("ben", "super_admin").Want("ben", "partner_admin").Was("cat", "super_admin").Want("cat", "partner_admin")
		}, message: "is the last super admin we know in Client 7, and an account must keep one."},
		{name: "nobody stays", world: func(w *enginetest.World) {
			w.Client(7).Both("ann", "partner_admin")
			w.Client(8).Was("ann", "partner_admin").Declared(func(d *dc) { d.HasPeople = true }).Recorded(func(c *rc) { c.LastActivity = w.Desired().Day() - 10 })
		}, message: "None of us stays in Client 8: HubSpot ends the managed relationship on 2027-01-10, 60 days after the last activity.",
			hint: []string{"To return, the client must approve a new access link."}},
		{name: "no access is declared", world: func(w *enginetest.World) {
			w.Client(7).Both("ann", "partner_admin")
			w.Client(8).Undeclared().Was("ann", "partner_admin")
		}, message: "No access is declared for Client 8, but 1 person has it: this plan would remove them.",
			hint: []string{"Use --override empty-source to let it through once."}},
		{name: "no access is declared, and several have it", world: func(w *enginetest.World) {
			w.Client(7).Both("ann", "partner_admin")
			w.Client(8).Undeclared().Was("ann", "partner_admin").Was("ben", "reader")
		}, message: "No access is declared for Client 8, but 2 people have it: this plan would remove them."},
		{name: "somebody keeps what nobody can take", world: func(w *enginetest.World) {
			w.Client(7).Both("ann", "partner_admin").Was("ben", "biller").Want("ben", "reader").Declared(func(d *dc) { d.SubsetRule = engine.Clamp })
		}, message: "ben@northwind.example keeps account.modify_billing in Client 7: no admin of ours there has it.",
			hint: []string{"This follows by itself once one does."}},
		{name: "no block declares", world: func(w *enginetest.World) {
			w.OldPerson("zed", func(*engine.Person) {})
			w.Client(7).Both("ann", "partner_admin").Was("zed", "reader").
				Declared(func(d *dc) { d.Mode = engine.Observe }).Recorded(func(c *rc) { c.Mode = engine.Observe })
		}, message: "no block declares zed@northwind.example"},
		{name: "a role is missing", world: func(w *enginetest.World) {
			w.Client(7).Own("owner@acme.example").Was("ben", "super_admin").Want("ben", "partner_admin")
		}, message: "who could migrate ben@northwind.example.",
			hint: []string{
				"Make ann@northwind.example partner admin in Client 7 first: they have the role in your partner account that this takes.",
				"Give ben@northwind.example the role manage_partner_employees in your partner account, and declare it in their roles. ann@northwind.example has such a role.",
			}},
		{name: "a line break in a name is no other way out", world: func(w *enginetest.World) {
			w.Client(7).Was("cat", "reader").Want("cat", "reader").Was("ben", "super_admin").Want("ben", "partner_admin").Own("owner@acme.example").Declared(func(d *dc) { d.Name = "Acme\nDo nothing." })
		}, message: "who could migrate", hint: []string{"Make ann@northwind.example partner admin in Acme Do nothing. first: they have the role in your partner account that this takes."}},
		{name: "drift that is ignored", world: func(w *enginetest.World) {
			w.Client(7).Both("ann", "partner_admin").Both("ben", "reader")
			w.Access().Ignored = []engine.Ignored{{HubID: 7, Email: "ben@northwind.example", Digest: "x", Until: w.Desired().Day(), On: w.Desired().Day(), Who: "ann@northwind.example", Because: "the audit"}}
		}, message: "Drift is ignored until 2026-11-21 (ann@northwind.example on 2026-11-21: the audit). This plan follows the configuration all the same."},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			w := small()
			c.world(w)
			p := w.Plan(engine.Options{As: c.as})
			var all []string
			for _, f := range append(p.Violations, p.Warnings...) {
				all = append(all, f.Message+"\n"+f.Hint)
				if !strings.Contains(f.Message, c.message) {
					continue
				}
				for _, line := range c.hint {
					if !strings.Contains("\n"+f.Hint+"\n", "\n"+line+"\n") {
						t.Errorf("the hint lacks %q:\n%s", line, f.Hint)
					}
				}
				return
			}
			t.Errorf("nothing says %q:\n%s", c.message, strings.Join(all, "\n"))
		})
	}
}
