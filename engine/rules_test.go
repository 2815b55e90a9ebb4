package engine_test

import (
	"slices"
	"strings"
	"testing"

	"accredit/engine"
	"accredit/engine/enginetest"

	"github.com/google/go-cmp/cmp"
)

type (
	opts = engine.Options
	dc   = engine.DesiredClient
	rc   = engine.RecordedClient
	rg   = engine.RecordedGrant
	g    = engine.Grant
)

// small is an agency of four with sets that most cases need: ann is partner
// admin and super admin of the partner account.
func small() *enginetest.World {
	return enginetest.New(nil).Person("ann", "super_admin").Person("ben").Person("cat").Person("dan").
		Set("editor", "crm.contacts.edit=all", "crm.contacts.view=all").
		Set("reader", "crm.contacts.view=all").
		Set("twin", "crm.contacts.view=all").
		Set("biller", "crm.contacts.view=all", "account.modify_billing=on")
}

func roleHolder(p *engine.Person) { p.Roles = engine.RoleSuperAdmin }

func off(r *rg)    { r.Status = engine.Deactivated }
func wantOff(w *g) { w.Status = engine.Deactivated }

func until(date string) func(*g) {
	d, _ := engine.ParseDate(date)
	return func(w *g) { w.Expires = d }
}

func wasUntil(date string) func(*rg) {
	d, _ := engine.ParseDate(date)
	return func(w *rg) { w.Expires = d }
}

func because(reason string) func(*g) {
	return func(w *g) { w.Details = &engine.Details{Reason: reason} }
}

var noReaders = engine.Policy{Name: "no-readers", Subject: engine.SubjectGrant, Check: func(s *engine.Subject) engine.Verdict {
	return engine.Verdict{Pass: s.Grant.Set != "reader", Message: "nobody reads"}
}}

// Each case is a line of the tables of docs/rules.md.
func TestRules(t *testing.T) {
	cases := []struct {
		name       string
		world      func(*enginetest.World)
		o          opts
		steps      []string
		violations []string
		check      func(*testing.T, *engine.Plan)
	}{
		{name: "adopt sets partner admin whatever was there", world: func(w *enginetest.World) {
			w.Client(7).Link("ann", "2026-11-20").Was("ann", "reader", func(r *rg) { r.RecordedOn = day("2026-11-01") }).Want("ann", "partner_admin")
		}, steps: []string{"7 adopt ann reader>partner_admin"}},
		{name: "what was adopted has no billing to keep", world: func(w *enginetest.World) {
			w.Client(7).Link("ann", "2026-11-20").Was("ann", "biller", func(r *rg) { r.RecordedOn = day("2026-11-01") }).
				Want("ann", "partner_admin", func(w *g) { w.KeepBilling = true })
		}, steps: []string{"7 adopt ann biller>partner_admin"}},
		{name: "a link is adopted once", world: func(w *enginetest.World) {
			w.Client(7).Link("ann", "2026-11-01").Both("ben", "partner_admin").
				Was("ann", "reader", func(r *rg) { r.RecordedOn = day("2026-11-01") }).Want("ann", "partner_admin")
		}, steps: []string{"7 change ann reader>partner_admin by ben"}},
		{name: "somebody who was removed after the approval is not adopted again", world: func(w *enginetest.World) {
			w.Client(7).Link("cat", "2026-11-01").Both("ann", "partner_admin").Want("cat", "partner_admin").
				Recorded(func(c *rc) { c.Gone = []engine.Gone{{Person: 2, On: day("2026-11-10")}} })
		}, steps: []string{"7 add cat ->partner_admin by ann"}},
		{name: "a super admin is not adopted but migrates", world: func(w *enginetest.World) {
			w.Client(7).Own("o@c.example").Link("ann", "2026-11-20").Was("ann", "super_admin").Want("ann", "partner_admin")
		}, steps: []string{"7 migrate ann super_admin>partner_admin by ann"}},
		{name: "an ended link is evidence only", world: func(w *enginetest.World) {
			w.Client(7).New().Link("ann", "2026-11-01").Want("ben", "reader").
				Declared(func(d *dc) { d.Links[0].EndedOn = day("2026-11-15") })
		}, check: func(t *testing.T, p *engine.Plan) { waitingFor(t, p, "ben") }},
		{name: "what touches nobody is a record", world: func(w *enginetest.World) {
			w.Client(7).Both("ann", "partner_admin").Was("ben", "reader").Want("ben", "reader", because("SOW-1"), until("2026-12-31"))
		}, steps: []string{"7 record ben reader>reader"}, check: func(t *testing.T, p *engine.Plan) {
			if p.Effect != engine.Reduces {
				t.Errorf("an end date has effect %s, want reduces", p.Effect)
			}
		}},
		{name: "a record of a person and of a client", world: func(w *enginetest.World) {
			w.Declare("ben", func(p *engine.Person) { p.Name = "Benjamin" })
			w.Client(7).Both("ann", "partner_admin").Declared(func(d *dc) { d.ManagedMRR = 1200 })
		}, steps: []string{"record ben", "7 record"}, check: func(t *testing.T, p *engine.Plan) {
			if p.Effect != engine.EffectNone {
				t.Errorf("effect %s, want none", p.Effect)
			}
		}},
		{name: "two declared sets with equal rights: a record", world: func(w *enginetest.World) {
			w.Client(7).Both("ann", "partner_admin").Was("ben", "reader").Want("ben", "twin")
		}, steps: []string{"7 record ben reader>twin"}},
		{name: "link, then change, for a contractor who exists there", world: func(w *enginetest.World) {
			w.Person("kim@free.example")
			w.Client(7).Both("ann", "partner_admin").Was("kim@free.example", "reader", func(r *rg) { r.Unlinked = true }).Want("kim@free.example", "editor")
		}, steps: []string{"7 link kim@free.example reader>reader by ann", "7 change kim@free.example reader>editor by ann"}},
		{name: "an employee is not linked", world: func(w *enginetest.World) {
			w.Client(7).Both("ann", "partner_admin").Was("ben", "reader", func(r *rg) { r.Unlinked = true }).Want("ben", "reader")
		}},
		{name: "deactivate", world: func(w *enginetest.World) {
			w.Client(7).Both("ann", "partner_admin").Was("ben", "reader").Want("ben", "reader", wantOff)
		}, steps: []string{"7 deactivate ben reader>reader(off) by ann"}},
		{name: "a role holder without a grant deactivates and removes", world: func(w *enginetest.World) {
			w.Client(8).Both("ann", "partner_admin") // the agency goes on
			w.Client(7).Was("ben", "partner_admin").Want("ben", "partner_admin", wantOff).Was("cat", "reader")
		}, steps: []string{"7 remove cat reader>- by ann", "7 deactivate ben partner_admin>partner_admin(off) by ann"}},
		{name: "reactivate, then change", world: func(w *enginetest.World) {
			w.Client(7).Both("ann", "partner_admin").Was("ben", "reader", off).Want("ben", "editor")
		}, steps: []string{"7 reactivate ben reader(off)>reader by ann", "7 change ben reader>editor by ann"}},
		{name: "a role holder alone cannot reactivate", world: func(w *enginetest.World) {
			w.Client(7).Was("ben", "reader", off).Want("ben", "reader")
		}, violations: []string{"actor"}},
		{name: "while both sides are deactivated nobody changes the set", world: func(w *enginetest.World) {
			w.Client(7).Both("ann", "partner_admin").Was("ben", "reader", off).Want("ben", "editor", wantOff)
		}},
		{name: "nor makes a super admin of whom another will reactivate", world: func(w *enginetest.World) {
			w.Client(7).Both("ann", "partner_admin").Was("ben", "reader", off).Want("ben", "super_admin", wantOff)
		}},
		{name: "a deactivated person gets no new grant", world: func(w *enginetest.World) {
			w.Client(7).Both("ann", "partner_admin").Want("ben", "reader", wantOff)
		}},
		{name: "nobody changes their own grant", world: func(w *enginetest.World) {
			w.Client(7).Was("ann", "partner_admin").Want("ann", "reader")
		}, violations: []string{"actor"}},
		{name: "a role holder removes themself, last", world: func(w *enginetest.World) {
			w.Client(8).Both("ann", "partner_admin") // the agency goes on
			w.Client(7).Was("ann", "partner_admin").Was("ben", "reader").Declared(func(d *dc) { d.HasPeople = true })
		}, steps: []string{"7 remove ben reader>- by ann", "7 remove ann partner_admin>- by ann"}, check: func(t *testing.T, p *engine.Plan) {
			if len(p.Relationships) != 1 || p.Relationships[0].EndsOn != day("2027-01-20") || !p.Relationships[0].Assumed {
				t.Errorf("relationships %v", p.Relationships)
			}
		}},
		{name: "the relationship ends 60 days after the last activity", world: func(w *enginetest.World) {
			w.Client(8).Both("ann", "partner_admin") // the agency goes on
			w.Client(7).Was("ann", "partner_admin").Recorded(func(c *rc) { c.LastActivity = day("2026-11-20") })
		}, steps: []string{"7 remove ann partner_admin>- by ann"}, check: func(t *testing.T, p *engine.Plan) {
			if r := p.Relationships[0]; r.EndsOn != day("2027-01-19") || r.Assumed {
				t.Errorf("relationship %v, want the end on 2027-01-19", r)
			}
		}},
		{name: "never before today", world: func(w *enginetest.World) {
			w.Client(8).Both("ann", "partner_admin") // the agency goes on
			w.Client(7).Was("ann", "partner_admin").Recorded(func(c *rc) { c.LastActivity = day("2026-01-01") })
		}, steps: []string{"7 remove ann partner_admin>- by ann"}, check: func(t *testing.T, p *engine.Plan) {
			if p.Relationships[0].EndsOn != enginetestDay() {
				t.Errorf("ends on %s", p.Relationships[0].EndsOn)
			}
		}},
		{name: "gaining super admin takes a super admin there", world: func(w *enginetest.World) {
			w.Client(7).Both("ann", "partner_admin").Was("ben", "reader").Want("ben", "super_admin")
		}, violations: []string{"subset"}},
		{name: "a super admin gives super admin", world: func(w *enginetest.World) {
			w.Client(7).Both("cat", "super_admin").Both("ann", "partner_admin").Was("ben", "reader").Want("ben", "super_admin")
		}, steps: []string{"7 change ben reader>super_admin by cat"}},
		{name: "a super admin becomes a reader by way of migration where no super admin can act", world: func(w *enginetest.World) {
			w.Client(7).Own("o@c.example").Both("ann", "partner_admin").Was("ben", "super_admin").Want("ben", "reader")
		}, steps: []string{"7 migrate ben super_admin>partner_admin by ann", "7 change ben partner_admin>reader by ann"}},
		{name: "keep billing: by themself", world: func(w *enginetest.World) {
			w.Declare("ben", roleHolder)
			w.Access().People[1].Roles = engine.RoleSuperAdmin
			w.Client(7).Own("o@c.example").Both("ann", "partner_admin").Was("ben", "super_admin").
				Want("ben", "partner_admin", func(w *g) { w.KeepBilling = true })
		}, steps: []string{"7 migrate ben super_admin>partner_admin by ben"}, check: func(t *testing.T, p *engine.Plan) {
			if !p.Catalogue.HasBilling(p.Steps[0].After.Rights) {
				t.Error("billing was not kept")
			}
		}},
		{name: "keep billing: not by who cannot use the Client Access Manager", world: func(w *enginetest.World) {
			w.Client(7).Own("o@c.example").Both("ann", "partner_admin").Was("ben", "super_admin").
				Want("ben", "partner_admin", func(w *g) { w.KeepBilling = true })
		}, violations: []string{"keep-billing"}},
		{name: "keep billing: not by another", world: func(w *enginetest.World) {
			w.Client(7).Own("o@c.example").Both("ann", "partner_admin").Was("ben", "super_admin").
				Want("ben", "partner_admin", func(w *g) { w.KeepBilling = true })
		}, o: opts{As: enginetest.Email("ann")}, violations: []string{"keep-billing"}},
		{name: "without keep_billing it goes", world: func(w *enginetest.World) {
			w.Client(7).Own("o@c.example").Both("ann", "partner_admin").Was("ben", "super_admin").Want("ben", "partner_admin")
		}, steps: []string{"7 migrate ben super_admin>partner_admin by ann"}, check: func(t *testing.T, p *engine.Plan) {
			if p.Catalogue.HasBilling(p.Steps[0].After.Rights) {
				t.Error("billing was kept")
			}
		}},
		{name: "strict names what nobody can give", world: func(w *enginetest.World) {
			w.Client(7).Both("ann", "partner_admin").Want("ben", "biller")
		}, violations: []string{"subset"}, check: func(t *testing.T, p *engine.Plan) {
			if m := p.Violations[0].Message; !strings.Contains(m, "account.modify_billing (wanted on, reachable off)") {
				t.Error(m)
			}
			hint := "Let a super admin of the client give ann@northwind.example account.modify_billing in Client 7 first.\nUse subset_rule = \"clamp\" here: 1 permission stays as it is."
			if diff := cmp.Diff(hint, p.Violations[0].Hint); diff != "" {
				t.Error(diff)
			}
		}},
		{name: "removals obey the subset rule too", world: func(w *enginetest.World) {
			w.Client(7).Both("ann", "partner_admin").Was("ben", "biller").Want("ben", "reader")
		}, violations: []string{"subset"}},
		{name: "clamp: what nobody can take away stays", world: func(w *enginetest.World) {
			w.Client(7).Both("ann", "partner_admin").Was("ben", "biller").Want("ben", "reader").Declared(func(d *dc) { d.SubsetRule = engine.Clamp })
		}, check: func(t *testing.T, p *engine.Plan) {
			if p.HeldBack != 1 || len(p.Warnings) == 0 {
				t.Errorf("held back %d, warnings %v", p.HeldBack, p.Warnings)
			}
		}},
		{name: "acting admins of the client before those of the agency", world: func(w *enginetest.World) {
			w.Agency().ActingAdmins = []int32{2}
			w.Client(7).Both("ann", "partner_admin").Both("ben", "partner_admin").Both("cat", "partner_admin").Want("dan", "reader").Acting("ben")
		}, steps: []string{"7 add dan ->reader by ben"}},
		{name: "acting admins of the agency before others", world: func(w *enginetest.World) {
			w.Agency().ActingAdmins = []int32{2}
			w.Client(7).Both("ann", "partner_admin").Both("cat", "partner_admin").Want("dan", "reader")
		}, steps: []string{"7 add dan ->reader by cat"}},
		{name: "those with the Client Access Manager before others by e-mail", world: func(w *enginetest.World) {
			w.Person("zoe", "manage_partner_employees")
			w.Client(7).Both("ben", "partner_admin").Both("zoe", "partner_admin").Want("dan", "reader")
		}, steps: []string{"7 add dan ->reader by zoe"}, check: func(t *testing.T, p *engine.Plan) {
			if p.Steps[0].Via != engine.ViaClientAccessManager {
				t.Errorf("via %s", p.Steps[0].Via)
			}
		}},
		{name: "a super admin acts through the client account", world: func(w *enginetest.World) {
			w.Client(7).Both("ann", "super_admin").Want("dan", "reader")
		}, steps: []string{"7 add dan ->reader by ann"}, check: func(t *testing.T, p *engine.Plan) {
			if p.Steps[0].Via != engine.ViaClientAccount {
				t.Errorf("via %s", p.Steps[0].Via)
			}
		}},
		{name: "--as limits to one person", world: func(w *enginetest.World) {
			w.Client(7).Both("ann", "partner_admin").Both("ben", "partner_admin").Want("dan", "reader")
		}, o: opts{As: enginetest.Email("ben")}, steps: []string{"7 add dan ->reader by ben"}},
		{name: "who leaves acts last of all, with a warning", world: func(w *enginetest.World) {
			w.OldPerson("abe", nil)
			w.Client(7).Was("abe", "partner_admin").Was("ben", "reader").Want("ben", "partner_admin").Want("cat", "partner_admin")
		}, steps: []string{"7 change ben reader>partner_admin by abe", "7 add cat ->partner_admin by ben", "7 remove abe partner_admin>- by ann"},
			check: func(t *testing.T, p *engine.Plan) {
				if !slices.ContainsFunc(p.Warnings, func(f engine.Finding) bool { return strings.Contains(f.Message, "before they go") }) {
					t.Errorf("warnings %v", p.Warnings)
				}
			}},
		{name: "a begin is told where blocks have no label", world: func(w *enginetest.World) {
			w.Client(7).Both("ann", "partner_admin").Was("ben", "reader").
				Want("ben", "editor", func(w *g) { w.Origin = &engine.Origin{Block: "client.c7.access"}; w.Starts = enginetestDay() })
		}, steps: []string{"7 change ben reader>editor by ann"}, check: func(t *testing.T, p *engine.Plan) {
			if p.Steps[0].Cause != engine.CauseStart {
				t.Errorf("the cause is %s", p.Steps[0].Cause)
			}
		}},
		{name: "a policy that was overridden does not block what comes later", world: func(w *enginetest.World) {
			w.Desired().Policies = []engine.Policy{noReaders}
			w.Client(7).Both("ann", "partner_admin").Both("ben", "reader").Want("cat", "editor")
		}, steps: []string{"7 add cat ->editor by ann"}},
		{name: "it blocks what is new", world: func(w *enginetest.World) {
			w.Desired().Policies = []engine.Policy{noReaders}
			w.Client(7).Both("ann", "partner_admin").Both("ben", "reader").Want("cat", "reader")
		}, steps: []string{"7 add cat ->reader by ann"}, violations: []string{"policy:no-readers"}},
		{name: "only additions wait", world: func(w *enginetest.World) {
			w.Client(7).Want("ben", "reader")
		}, check: func(t *testing.T, p *engine.Plan) { waitingFor(t, p, "ben") }},
		{name: "additive keeps leavers and joins rights under the old name", world: func(w *enginetest.World) {
			w.Client(7).Both("ann", "partner_admin").Was("ben", "reader").Want("ben", "editor").Was("cat", "reader").
				Declared(func(d *dc) { d.Mode = engine.Additive }).Recorded(func(c *rc) { c.Mode = engine.Additive })
		}, steps: []string{"7 change ben reader>reader by ann"}, check: func(t *testing.T, p *engine.Plan) {
			keeps(t, p, "cat remove additive")
		}},
		{name: "additive does not migrate", world: func(w *enginetest.World) {
			w.Client(7).Own("o@c.example").Was("ben", "super_admin").Want("ben", "partner_admin").
				Declared(func(d *dc) { d.Mode = engine.Additive }).Recorded(func(c *rc) { c.Mode = engine.Additive })
		}, check: func(t *testing.T, p *engine.Plan) { keeps(t, p, "ben migrate additive") }},
		{name: "observe shows and does nothing", world: func(w *enginetest.World) {
			w.Client(7).Both("ann", "partner_admin").Want("ben", "editor").Was("cat", "reader").Was("dan", "reader").Want("dan", "reader", because("x")).
				Declared(func(d *dc) { d.Mode = engine.Observe }).Recorded(func(c *rc) { c.Mode = engine.Observe })
		}, steps: []string{"7 record dan reader>reader"}, check: func(t *testing.T, p *engine.Plan) {
			keeps(t, p, "ben add observe", "cat remove observe")
		}},
		{name: "a deleted block in additive mode is refused", world: func(w *enginetest.World) {
			w.Client(7).Undeclared().Was("ben", "reader").Recorded(func(c *rc) { c.Mode = engine.Additive })
			w.Client(8).Both("ann", "partner_admin")
		}, violations: []string{"mode"}},
		{name: "a deleted block in enforce mode is an empty source", world: func(w *enginetest.World) {
			w.Client(7).Undeclared().Was("ben", "reader")
			w.Client(8).Both("ann", "partner_admin")
		}, steps: []string{"7 remove ben reader>- by ann"}, violations: []string{"empty-source"}},
		{name: "unless a removal_approval names it", world: func(w *enginetest.World) {
			w.Agency().Guardrails.Approvals = []engine.Approval{{HubID: 7, UpTo: 5}}
			w.Client(7).Undeclared().Was("ben", "reader")
			w.Client(8).Both("ann", "partner_admin")
		}, steps: []string{"7 remove ben reader>- by ann"}},
		{name: "with an up_to that is not enough", world: func(w *enginetest.World) {
			w.Agency().Guardrails.Approvals = []engine.Approval{{HubID: 7, UpTo: 1}}
			w.Client(7).Undeclared().Was("ben", "reader").Was("cat", "reader")
			w.Client(8).Both("ann", "partner_admin")
		}, steps: []string{"7 remove ben reader>- by ann", "7 remove cat reader>- by ann"}, violations: []string{"empty-source"}},
		{name: "or everybody there has left", world: func(w *enginetest.World) {
			w.Declare("ben", func(p *engine.Person) { p.Status = engine.PersonLeft })
			w.Client(7).Was("ben", "reader").Declared(func(d *dc) { d.HasPeople = false })
			w.Client(8).Both("ann", "partner_admin")
		}, steps: []string{"record ben", "7 remove ben reader>- by ann"}},
		{name: "removed forgets a client", world: func(w *enginetest.World) {
			w.Desired().Removed = []engine.Removed{{HubID: 7}}
			w.Client(7).Undeclared().Was("ben", "super_admin")
			w.Client(8).Both("ann", "partner_admin")
		}, steps: []string{"7 forget"}},
		{name: "removed forgets a person", world: func(w *enginetest.World) {
			w.OldPerson("abe", nil)
			w.Desired().Removed = []engine.Removed{{Email: enginetest.Email("abe")}}
			w.Client(8).Both("ann", "partner_admin").Was("abe", "reader")
		}, steps: []string{"forget abe"}},
		{name: "max-removals as a count", world: func(w *enginetest.World) {
			w.Agency().Guardrails.MaxRemovals = engine.Limit{Value: 1}
			w.Client(7).Both("ann", "partner_admin").Was("ben", "reader").Was("cat", "reader")
		}, steps: []string{"7 remove ben reader>- by ann", "7 remove cat reader>- by ann"}, violations: []string{"max-removals"}},
		{name: "a percentage is at least ten", world: func(w *enginetest.World) {
			w.Agency().Guardrails.MaxRemovals = engine.Limit{Value: 1, Percent: true}
			w.Client(7).Both("ann", "partner_admin").Was("ben", "reader").Was("cat", "reader")
		}, steps: []string{"7 remove ben reader>- by ann", "7 remove cat reader>- by ann"}},
		{name: "what the last 24 hours took counts", world: func(w *enginetest.World) {
			w.Agency().Guardrails.MaxRemovals = engine.Limit{Value: 5}
			w.Access().Recent = []engine.Recent{
				{Serial: 1, At: enginetest.Now.AddDate(0, 0, -3), Removals: 100, Grants: 500},
				{Serial: 2, At: enginetest.Now.Add(-1), Removals: 4, Grants: 3},
			}
			w.Client(7).Both("ann", "partner_admin").Was("ben", "reader").Was("cat", "reader")
		}, steps: []string{"7 remove ben reader>- by ann", "7 remove cat reader>- by ann"}, violations: []string{"max-removals"}},
		{name: "an expiry whose date was recorded is not counted", world: func(w *enginetest.World) {
			w.Agency().Guardrails.MaxRemovals = engine.Limit{Value: 0}
			w.Client(7).Both("ann", "partner_admin").Was("ben", "reader", wasUntil("2026-11-20"))
		}, steps: []string{"7 remove ben reader>- by ann"}},
		{name: "a removal_approval excuses up to its number", world: func(w *enginetest.World) {
			w.Agency().Guardrails.MaxRemovals = engine.Limit{Value: 0}
			w.Agency().Guardrails.Approvals = []engine.Approval{{Email: enginetest.Email("ben"), UpTo: 1}}
			w.Client(7).Both("ann", "partner_admin").Was("ben", "reader")
			w.Client(8).Both("ann", "partner_admin").Was("ben", "reader")
		}, steps: []string{"7 remove ben reader>- by ann", "8 remove ben reader>- by ann"}, violations: []string{"max-removals"}},
		{name: "migrations are not counted", world: func(w *enginetest.World) {
			w.Agency().Guardrails.MaxRemovals = engine.Limit{Value: 0}
			w.Client(7).Own("o@c.example").Both("ann", "partner_admin").Was("ben", "super_admin").Want("ben", "partner_admin")
		}, steps: []string{"7 migrate ben super_admin>partner_admin by ann"}},
		{name: "no active grant left is refused whatever the counts", world: func(w *enginetest.World) {
			w.Client(7).Was("ann", "partner_admin")
			w.Client(8).Want("ben", "reader")
		}, steps: []string{"7 remove ann partner_admin>- by ann"}, violations: []string{"max-removals"}},
		{name: "min-partner-admins where the plan makes it worse", world: func(w *enginetest.World) {
			w.Agency().Guardrails.MinPartnerAdmins = 1
			w.Client(7).Was("ben", "partner_admin").Both("cat", "reader")
		}, steps: []string{"7 remove ben partner_admin>- by ann"}, violations: []string{"min-partner-admins"}},
		{name: "a client that breaks it already gets a warning", world: func(w *enginetest.World) {
			w.Agency().Guardrails.MinPartnerAdmins = 1
			w.Client(7).Both("cat", "reader")
		}, check: func(t *testing.T, p *engine.Plan) {
			if diff := cmp.Diff([]string{"min-partner-admins"}, enginetest.Rules(p.Warnings)); diff != "" {
				t.Error(diff)
			}
		}},
		{name: "a client with nobody left is exempt", world: func(w *enginetest.World) {
			w.Agency().Guardrails.MinPartnerAdmins = 1
			w.Client(7).Was("ben", "partner_admin")
			w.Client(8).Both("ann", "partner_admin")
		}, steps: []string{"7 remove ben partner_admin>- by ann"}},
		{name: "max-super-admins", world: func(w *enginetest.World) {
			w.Agency().Guardrails.MaxSuperAdmins = 1
			w.Client(7).Both("ann", "super_admin").Want("ben", "super_admin")
		}, steps: []string{"7 add ben ->super_admin by ann"}, violations: []string{"max-super-admins"}},
		{name: "protected", world: func(w *enginetest.World) {
			w.Agency().Guardrails.Protected = []int32{1}
			w.Client(7).Both("ann", "partner_admin").Was("ben", "partner_admin").Want("ben", "reader")
			w.Client(8).Both("ann", "partner_admin").Was("ben", "reader", wasUntil("2026-11-20"))
		}, steps: []string{"7 change ben partner_admin>reader by ann", "8 remove ben reader>- by ann"}, violations: []string{"protected", "protected"}},
		{name: "a former e-mail is one record", world: func(w *enginetest.World) {
			w.NewPerson("eve", func(p *engine.Person) { p.FormerEmails = []string{enginetest.Email("eva")} }).OldPerson("eva", func(p *engine.Person) { p.Name = "eve" })
			w.Client(7).Both("ann", "partner_admin").Was("eva", "reader").Want("eve", "reader")
		}, steps: []string{"record eve"}, check: func(t *testing.T, p *engine.Plan) {
			if p.Steps[0].Cause != engine.CauseRename {
				t.Errorf("cause %s", p.Steps[0].Cause)
			}
		}},
		{name: "a former e-mail in other clients than the present one is a record too", world: func(w *enginetest.World) {
			w.Person("eve").Declare("eve", func(p *engine.Person) { p.FormerEmails = []string{enginetest.Email("eva")} }).OldPerson("eva", nil)
			w.Client(7).Both("ann", "partner_admin").Was("eva", "reader").Want("eve", "reader")
			w.Client(8).Both("ann", "partner_admin").Both("eve", "reader")
		}, steps: []string{"record eve"}},
		{name: "a former e-mail beside the present one is another user", world: func(w *enginetest.World) {
			w.Person("eve").Declare("eve", func(p *engine.Person) { p.FormerEmails = []string{enginetest.Email("eva")} }).OldPerson("eva", nil)
			w.Client(8).Both("ann", "partner_admin").Was("eva", "editor").Both("eve", "reader")
		}, steps: []string{"record eve", "8 remove eva editor>- by ann"}},
		{name: "and may be the last super admin", world: func(w *enginetest.World) {
			w.Person("eve").Declare("eve", func(p *engine.Person) { p.FormerEmails = []string{enginetest.Email("eva")} }).OldPerson("eva", nil)
			w.Client(8).Both("ann", "partner_admin").Was("eva", "super_admin").Both("eve", "reader")
		}, steps: []string{"record eve"}, violations: []string{"last-super-admin"}},
		{name: "after a migration clamp holds back what nobody can give", world: func(w *enginetest.World) {
			w.Client(7).Own("o@c.example").Both("ann", "partner_admin").Was("cat", "super_admin").
				Want("cat", "partner_admin", func(w *g) {
					w.Rights = engine.BuiltinCatalogue().WithBilling(w.Rights, engine.BuiltinSets(engine.BuiltinCatalogue())[1].Rights)
				}).
				Declared(func(d *dc) { d.SubsetRule = engine.Clamp })
		}, steps: []string{"7 migrate cat super_admin>partner_admin by ann"}, check: func(t *testing.T, p *engine.Plan) {
			if p.HeldBack != 1 || p.Steps[0].More().Wanted == "" {
				t.Errorf("held back %d", p.HeldBack)
			}
		}},
		{name: "and strict refuses it", world: func(w *enginetest.World) {
			w.Client(7).Own("o@c.example").Both("ann", "partner_admin").Was("cat", "super_admin").
				Want("cat", "partner_admin", func(w *g) {
					w.Rights = engine.BuiltinCatalogue().WithBilling(w.Rights, engine.BuiltinSets(engine.BuiltinCatalogue())[1].Rights)
				})
		}, violations: []string{"subset"}},
		{name: "a change to a set of unknown contents cannot be judged", world: func(w *enginetest.World) {
			w.UnknownSet("theirs").Set("plain", "partner.admin=on")
			w.Client(7).Both("ben", "plain").Was("cat", "editor").Want("cat", "theirs")
		}, steps: []string{"7 change cat editor>theirs by ben"}},
		{name: "who leaves is said once, with all that ends, and counts as left", world: func(w *enginetest.World) {
			w.OldPerson("abe", func(p *engine.Person) { p.Roles = engine.RoleSuperAdmin })
			w.Client(7).Both("ann", "partner_admin").Was("abe", "reader", func(r *rg) {
				r.Details = &engine.Details{AssetsKnown: true, Assets: []engine.Asset{{Kind: "contact", Count: 14}}}
			})
			w.Client(8).Both("ann", "reader").Was("abe", "partner_admin")
		}, steps: []string{"7 remove abe reader>- by ann", "8 remove abe partner_admin>- by ann"}, check: func(t *testing.T, p *engine.Plan) {
			want := "abe@northwind.example leaves 2 clients: client.c7, client.c8. With them ends: owner of 14 contacts in client.c7, the last partner admin of client.c8."
			if diff := cmp.Diff(want, p.Warnings[0].Message); diff != "" {
				t.Error(diff)
			}
			if len(p.Facts.People) != 1 || p.People[p.Facts.People[0]].Status != engine.PersonLeft {
				t.Errorf("people to write: %v", p.Facts.People)
			}
		}},
		{name: "contractor to employee is a record", world: func(w *enginetest.World) {
			w.OldPerson("eve", func(p *engine.Person) { p.Kind = engine.Contractor }).NewPerson("eve", nil)
			w.Client(7).Both("ann", "partner_admin").Both("eve", "reader")
		}, steps: []string{"record eve"}},
		{name: "an unknown set cannot be judged", world: func(w *enginetest.World) {
			w.UnknownSet("theirs")
			w.Client(7).Both("ann", "partner_admin").Want("ben", "theirs")
		}, steps: []string{"7 add ben ->theirs by ann"}, check: func(t *testing.T, p *engine.Plan) {
			if p.Effect != engine.Both || !slices.ContainsFunc(p.Warnings, func(f engine.Finding) bool { return strings.Contains(f.Message, "cannot tell") }) {
				t.Errorf("effect %s, warnings %v", p.Effect, p.Warnings)
			}
		}},
		{name: "where no super admin is known taking one away is refused", world: func(w *enginetest.World) {
			w.Client(7).Both("ann", "partner_admin").Was("ben", "super_admin")
		}, violations: []string{"last-super-admin"}},
		{name: "deactivated super admins count as none", world: func(w *enginetest.World) {
			w.Client(7).Both("ann", "partner_admin").Was("ben", "super_admin").Was("cat", "super_admin", off).Want("cat", "super_admin", wantOff)
		}, violations: []string{"last-super-admin"}},
		{name: "the new super admin comes before the old one goes", world: func(w *enginetest.World) {
			w.Client(7).Was("ben", "super_admin").Want("cat", "super_admin")
		}, steps: []string{"7 add cat ->super_admin by ben", "7 remove ben super_admin>- by ann"}},
		{name: "two who could only be lowered by each other", world: func(w *enginetest.World) {
			w.Client(7).Was("ben", "partner_admin").Want("ben", "reader").Was("cat", "partner_admin").Want("cat", "reader")
		}, steps: []string{"7 change cat partner_admin>reader by ben"}, violations: []string{"order"}},
		{name: "clamp: what all who hold it are to lose stays with the most preferred", world: func(w *enginetest.World) {
			w.Set("exporter", "partner.admin=on", "crm.export=on").Set("plain", "partner.admin=on")
			w.Client(7).Was("ben", "exporter").Want("ben", "plain").Was("cat", "exporter").Want("cat", "plain").Acting("cat").
				Declared(func(d *dc) { d.SubsetRule = engine.Clamp })
		}, steps: []string{"7 change ben exporter>plain by cat"}, check: func(t *testing.T, p *engine.Plan) {
			if p.HeldBack != 1 {
				t.Errorf("held back %d, want 1", p.HeldBack)
			}
		}},
		{name: "skip-blocked leaves the client out and applies the rest", world: func(w *enginetest.World) {
			w.Client(7).Both("ann", "partner_admin").Want("ben", "biller").Want("cat", "reader")
			w.Client(8).Both("ann", "partner_admin").Want("cat", "reader")
		}, o: opts{SkipBlocked: true}, steps: []string{"8 add cat ->reader by ann"}, violations: []string{"subset"}, check: func(t *testing.T, p *engine.Plan) {
			if len(p.Skipped) != 1 || p.Clients[p.Skipped[0].Client].HubID != 7 {
				t.Errorf("skipped %v", p.Skipped)
			}
		}},
		{name: "--person leaves steps out, a needed one is named", world: func(w *enginetest.World) {
			w.Client(7).Both("ann", "partner_admin").Was("ben", "reader").Want("ben", "partner_admin").Want("cat", "reader").Acting("ben")
		}, o: opts{People: []string{enginetest.Email("cat")}}, steps: []string{"7 add cat ->reader by ben"}, violations: []string{"order"}},
		{name: "--client leaves other clients out", world: func(w *enginetest.World) {
			w.Client(7).Both("ann", "partner_admin").Want("ben", "reader")
			w.Client(8).Both("ann", "partner_admin").Want("ben", "reader")
		}, o: opts{Clients: []int64{8}}, steps: []string{"8 add ben ->reader by ann"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			w := small()
			c.world(w)
			if c.steps == nil {
				c.steps = []string{}
			}
			if c.violations == nil {
				c.violations = []string{}
			}
			p := plan(t, w, c.o, c.steps, c.violations)
			if c.check != nil {
				c.check(t, p)
			}
		})
	}
}

func day(s string) engine.Date {
	d, err := engine.ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

func enginetestDay() engine.Date { return engine.DateOf(enginetest.Now) }

func waitingFor(t *testing.T, p *engine.Plan, names ...string) {
	t.Helper()
	var got []string
	for _, w := range p.Waiting {
		got = append(got, p.People[w.Person].Email)
	}
	var want []string
	for _, n := range names {
		want = append(want, enginetest.Email(n))
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("waiting (-want +got):\n%s", diff)
	}
}

func keeps(t *testing.T, p *engine.Plan, want ...string) {
	t.Helper()
	var got []string
	for _, k := range p.Kept {
		name, _, _ := strings.Cut(p.People[k.Person].Email, "@")
		got = append(got, name+" "+k.Action.String()+" "+k.Mode.String())
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("kept (-want +got):\n%s", diff)
	}
}

// A record moves access to another mailbox, and says so where nobody can check
// whose it is.
func TestMoveEffect(t *testing.T) {
	for after, want := range map[string]engine.Effect{"b@a.example": engine.EffectNone, "a@b.example": engine.Both, "a@sub.a.example": engine.Both} {
		if got := engine.MoveEffect([]engine.Field{{Name: "name", Before: "x@q", After: "y@r"}, {Name: "email", Before: "a@a.example", After: after}}); got != want {
			t.Errorf("a@a.example -> %s: %v, want %v", after, got, want)
		}
	}
}
