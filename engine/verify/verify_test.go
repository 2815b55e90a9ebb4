package verify_test

import (
	"slices"
	"strings"
	"testing"

	"accredit/engine"
	"accredit/engine/enginetest"
	"accredit/engine/verify"
)

// forgery is a plan that somebody edited: the checker takes the plan as it was
// made, and refuses the edited one with these words.
type forgery struct {
	world func() *enginetest.World
	forge func(*engine.Plan)
	words string
}

func TestForgeriesAreRefused(t *testing.T) {
	for _, table := range []map[string]forgery{forgedOrder(), forgedSets(), forgedRecords(), forgedClients(), forgedWhole()} {
		for name, f := range table {
			t.Run(name, func(t *testing.T) {
				w := f.world()
				p := w.Plan(engine.Options{})
				if err := verify.Plan(w.Access(), p); err != nil {
					t.Fatalf("the plan as it was made: %v", err)
				}
				f.forge(p)
				if err := verify.Plan(w.Access(), p); err == nil || !strings.Contains(err.Error(), f.words) {
					t.Errorf("the forged plan: %v, want %q", err, f.words)
				}
			})
		}
	}
}

// twoClients has a removal and an addition in each of two clients.
func twoClients() *enginetest.World {
	w := enginetest.New(nil).Person("ann").Person("bob").Person("sam").Person("sue").
		Set("editor", "crm.contacts.edit=all").Set("reader", "crm.contacts.view=all")
	for _, hub := range []int64{11, 22} {
		w.Client(hub).Both("ann", "partner_admin").Both("sam", "super_admin").Both("sue", "super_admin").
			Was("bob", "reader").Want("bob", "editor")
	}
	return w
}

func at(p *engine.Plan, email string) int32 {
	return int32(slices.IndexFunc(p.People, func(who engine.Person) bool { return who.Email == enginetest.Email(email) }))
}

// grantOf is a grant of somebody with a built-in set.
func grantOf(p *engine.Plan, name, set string) *engine.Grant {
	i := slices.IndexFunc(p.Sets, func(s engine.PermissionSet) bool { return s.Name == set })
	return &engine.Grant{Person: at(p, name), Set: set, Rights: p.Sets[i].Rights, Seat: engine.SeatPartner}
}

func removal(p *engine.Plan, client, seq int32, name, set string) engine.Step {
	before := grantOf(p, name, set)
	return engine.Step{Client: client, Seq: seq, Person: at(p, name), Actor: at(p, "ann"), Via: engine.ViaClientAccount,
		Action: engine.ActionRemove, Effect: engine.EffectOf(before, nil), Cause: engine.CauseConfig, Before: before}
}

func forgedOrder() map[string]forgery {
	return map[string]forgery{
		"a client twice": {twoClients, func(p *engine.Plan) {
			p.Steps = slices.Concat([]engine.Step{removal(p, 0, 1, "sue", "super_admin")}, p.Steps[1:], []engine.Step{removal(p, 0, 2, "sam", "super_admin")})
		}, "not the order of hub ids"},
		"clients in another order": {twoClients, func(p *engine.Plan) { slices.Reverse(p.Steps) }, "not the order of hub ids"},
		"seq of another step":      {twoClients, func(p *engine.Plan) { p.Steps[1].Seq = 2 }, "is in place 1"},
		"seq of records":           {renamedPerson, func(p *engine.Plan) { p.Steps[0].Seq = 2 }, "is in place 1"},
		"a record after clients": {renamedPerson, func(p *engine.Plan) {
			p.Steps = append(p.Steps[1:], p.Steps[0])
		}, "must come first"},
		"two records of one person": {renamedPerson, func(p *engine.Plan) {
			again := p.Steps[0]
			again.Seq = 2
			p.Steps = slices.Insert(p.Steps, 1, again)
		}, "one for each"},
	}
}

// renamedSet has one set under another name, with the same rights.
func renamedSet() *enginetest.World {
	w := twoClients().Set("old", "crm.contacts.view=all", "crm.export=on").Set("fresh", "crm.contacts.view=all", "crm.export=on")
	w.Client(11).Was("sue", "old").Want("sue", "fresh")
	w.Desired().Sets = slices.DeleteFunc(w.Desired().Sets, func(s engine.PermissionSet) bool { return s.Name == "old" })
	w.Access().Sets = slices.DeleteFunc(w.Access().Sets, func(s engine.RecordedSet) bool { return s.Name == "fresh" })
	return w
}

func forgedSets() map[string]forgery {
	rename := func(from, to string) func(*engine.Plan) {
		return func(p *engine.Plan) {
			p.Facts.Renames = append(p.Facts.Renames, engine.SetRename{From: from, To: to})
		}
	}
	return map[string]forgery{
		"rename to a built-in set": {renamedSet, rename("reader", engine.SetSuperAdmin), "a built-in set has no other name"},
		"rename of a built-in set": {renamedSet, rename(engine.SetSuperAdmin, "reader"), "a built-in set has no other name"},
		"rename of nothing":        {renamedSet, rename("nothing", "fresh"), "it is not recorded"},
		"rename to nothing":        {renamedSet, rename("reader", "nothing"), "is not declared"},
		"rename to a known set":    {renamedSet, rename("old", "editor"), "is recorded already"},
		"rename of what stays":     {renamedSet, rename("reader", "fresh"), "it is still there"},
		"rename twice":             {renamedSet, rename("old", "fresh"), "it is listed twice"},
		"rename with other rights": {renamedSet, func(p *engine.Plan) {
			i := slices.IndexFunc(p.Facts.Sets, func(s engine.RecordedSet) bool { return s.Name == "fresh" })
			p.Facts.Sets[i].Levels = append(p.Facts.Sets[i].Levels, engine.PermissionLevel{Permission: "reports.access", Level: "on"})
		}, "their rights differ"},
		"a built-in set with other contents": {twoClients, func(p *engine.Plan) {
			i := slices.IndexFunc(p.Sets, func(s engine.PermissionSet) bool { return s.Name == engine.SetPartnerAdmin })
			p.Sets[i].Rights = ""
		}, "are not those of the catalogue"},
		"a built-in set to write": {renamedSet, func(p *engine.Plan) {
			p.Facts.Sets = append(p.Facts.Sets, engine.RecordedSet{Name: engine.SetViewOnly})
		}, "is built in, and would be written"},
		"a built-in set left out": {adopting, func(p *engine.Plan) {
			p.Sets = slices.DeleteFunc(p.Sets, func(s engine.PermissionSet) bool { return s.Name == engine.SetPartnerAdmin })
		}, "is not listed"},
	}
}

// renamedPerson is recorded under a former e-mail, beside somebody else.
func renamedPerson() *enginetest.World {
	w := twoClients().OldPerson("kim.old", nil).NewPerson("kim", func(p *engine.Person) {
		p.FormerEmails = []string{enginetest.Email("kim.old")}
	})
	w.Client(11).Was("kim.old", "reader").Want("kim", "reader")
	return w
}

// forgotten has somebody without a block whom a removed block drops.
func forgotten() *enginetest.World {
	w := twoClients().OldPerson("old", nil)
	w.Client(11).Was("old", "reader")
	w.Desired().Removed = []engine.Removed{{Email: enginetest.Email("old")}}
	return w
}

func forgedRecords() map[string]forgery {
	takeOver := func(from, to string, p *engine.Plan) {
		p.People[at(p, to)].FormerEmails = []string{enginetest.Email(from)}
		p.Steps = slices.Insert(p.Steps, 0, engine.Step{Client: engine.Nobody, Seq: 1, Person: at(p, to), Actor: engine.Nobody,
			Action: engine.ActionRecord, Cause: engine.CauseRename, Details: &engine.StepDetails{Fields: []engine.Field{
				{Name: "former_emails", After: enginetest.Email(from)},
				{Name: "email", Before: enginetest.Email(from), After: enginetest.Email(to)},
			}}})
		p.Facts.People = append(p.Facts.People, at(p, to))
	}
	return map[string]forgery{
		"somebody becomes another": {twoClients, func(p *engine.Plan) { takeOver("sue", "bob", p) }, "is somebody else"},
		"without former_emails": {twoClients, func(p *engine.Plan) {
			takeOver("sue", "bob", p)
			p.People[at(p, "bob")].FormerEmails, p.Steps[0].Details.Fields = nil, p.Steps[0].More().Fields[1:]
		}, "is not one of their former_emails"},
		"former_emails that no record tells": {twoClients, func(p *engine.Plan) {
			p.People[at(p, "bob")].FormerEmails = []string{"x@northwind.example"}
			p.Facts.People = append(p.Facts.People, at(p, "bob"))
		}, "is not what the step about them says"},
		"the last super admin becomes a reader": {twoClients, func(p *engine.Plan) {
			takeOver("sue", "bob", p)
			p.Steps[0].More().Fields[0].After += ", " + enginetest.Email("sam")
			p.People[at(p, "bob")].FormerEmails = []string{enginetest.Email("sam"), enginetest.Email("sue")}
			p.Steps[0].More().Fields[0].After = strings.Join(p.People[at(p, "bob")].FormerEmails, ", ")
			p.Steps[0].Details.Fields = append(p.Steps[0].Details.Fields, engine.Field{Name: "email", Before: enginetest.Email("sam"), After: enginetest.Email("bob")})
			for _, name := range []string{"sue", "sam"} {
				p.People[at(p, name)].Email = name + ".x@northwind.example"
			}
		}, "without a super admin that we know"},
		"roles that no record tells": {twoClients, func(p *engine.Plan) {
			p.People[at(p, "bob")].Roles = engine.RoleSuperAdmin
			p.Facts.People = append(p.Facts.People, at(p, "bob"))
		}, "is not what the step about them says"},
		"a record with a grant":        {renamedPerson, func(p *engine.Plan) { p.Steps[0].After = grantOf(p, "bob", engine.SetSuperAdmin) }, "may only record something, and does more"},
		"a record with an actor":       {renamedPerson, func(p *engine.Plan) { p.Steps[0].Actor = 0 }, "may only record something, and does more"},
		"a record with an effect":      {renamedPerson, func(p *engine.Plan) { p.Steps[0].Effect = engine.Reduces }, "may only record something, and does more"},
		"a removal without a client":   {renamedPerson, func(p *engine.Plan) { p.Steps[0].Action = engine.ActionRemove }, "needs a client"},
		"a record that is not written": {renamedPerson, func(p *engine.Plan) { p.Facts.People = nil }, "is not what would be written"},
		"forgotten and declared":       {forgotten, func(p *engine.Plan) { p.Facts.People = append(p.Facts.People, p.Steps[0].Person) }, "can be forgotten"},
		"forgotten and changed":        {forgotten, func(p *engine.Plan) { p.Steps[0].Person = at(p, "bob") }, "who is forgotten is changed"},
	}
}

// adopting has an approved link for somebody new.
func adopting() *enginetest.World {
	w := twoClients().Person("eve")
	w.Client(22).Link("eve", "2026-11-01").Want("eve", "partner_admin")
	return w
}

func inMode(mode engine.Mode) func() *enginetest.World {
	return func() *enginetest.World {
		w := twoClients()
		w.Client(33).Declared(func(d *engine.DesiredClient) { d.Mode = mode }).Recorded(func(r *engine.RecordedClient) { r.Mode = mode }).
			Both("ann", "partner_admin").Both("bob", "reader")
		return w
	}
}

func forgedClients() map[string]forgery {
	adopt := func(change func(p *engine.Plan, link *engine.Link)) func(*engine.Plan) {
		return func(p *engine.Plan) { change(p, &p.Clients[1].Links[0]) }
	}
	in33 := func(f func(p *engine.Plan) engine.Step) func(*engine.Plan) {
		return func(p *engine.Plan) { p.Steps = append(p.Steps, f(p)) }
	}
	remove := in33(func(p *engine.Plan) engine.Step { return removal(p, 2, 1, "bob", "reader") })
	noLink := "was approved since they were last recorded there"
	return map[string]forgery{
		"observed, and removed":   {inMode(engine.Observe), remove, "mode of the client is observe"},
		"only added, and removed": {inMode(engine.Additive), remove, "mode of the client is additive"},
		"only added, and lowered": {inMode(engine.Additive), in33(func(p *engine.Plan) engine.Step {
			st := removal(p, 2, 1, "bob", "reader")
			st.Action, st.After = engine.ActionChange, grantOf(p, "bob", "editor")
			st.Effect = engine.EffectOf(st.Before, st.After)
			return st
		}), "mode of the client is additive"},
		"a mode that no record tells": {inMode(engine.Observe), func(p *engine.Plan) {
			p.Clients[2].Mode = engine.Enforce
			remove(p)
		}, "mode of client.c33 differs"},
		"super admins that no record tells": {twoClients, func(p *engine.Plan) {
			p.Clients[0].SuperAdmins = []string{"nobody@acme.example"}
		}, "super_admins of client.c11 differs"},
		"adopted without a link":  {adopting, adopt(func(p *engine.Plan, _ *engine.Link) { p.Clients[1].Links = nil }), noLink},
		"adopted before approval": {adopting, adopt(func(_ *engine.Plan, l *engine.Link) { l.ApprovedOn = 0 }), noLink},
		"adopted after the end":   {adopting, adopt(func(_ *engine.Plan, l *engine.Link) { l.EndedOn = l.ApprovedOn + 1 }), noLink},
		"adopted before the day":  {adopting, adopt(func(p *engine.Plan, l *engine.Link) { l.ApprovedOn = engine.DateOf(p.AsOf) + 1 }), noLink},
		"another's link":          {adopting, adopt(func(_ *engine.Plan, l *engine.Link) { l.Admin = enginetest.Email("bob") }), noLink},
		"adopted again": {func() *enginetest.World {
			w := adopting()
			w.Client(22).Recorded(func(r *engine.RecordedClient) {
				r.Gone = []engine.Gone{{Person: int32(slices.IndexFunc(w.Access().People, func(p engine.Person) bool { return p.Email == enginetest.Email("eve") })), On: 1}}
			})
			return w
		}, adopt(func(_ *engine.Plan, l *engine.Link) { l.ApprovedOn = 1 }), noLink},
		"a client's record late": {adopting, func(p *engine.Plan) {
			p.Steps = append(p.Steps, engine.Step{Client: 1, Seq: p.Steps[len(p.Steps)-1].Seq + 1, Person: engine.Nobody, Actor: engine.Nobody,
				Action: engine.ActionRecord, Details: &engine.StepDetails{Fields: []engine.Field{{Name: "name", Before: "a", After: "b"}}}})
		}, "must be the first"},
		"a declared client forgotten": {inMode(engine.Enforce), in33(func(*engine.Plan) engine.Step {
			return engine.Step{Client: 2, Seq: 1, Person: engine.Nobody, Actor: engine.Nobody, Action: engine.ActionForget}
		}), "can be forgotten"},
		"a record of a client that is not written": {inMode(engine.Enforce), in33(func(*engine.Plan) engine.Step {
			return engine.Step{Client: 2, Seq: 1, Person: engine.Nobody, Actor: engine.Nobody, Action: engine.ActionRecord,
				Details: &engine.StepDetails{Fields: []engine.Field{{Name: "name", Before: "a", After: "b"}}}}
		}), "is not what would be written"},
		"a removal of a client": {inMode(engine.Enforce), in33(func(*engine.Plan) engine.Step {
			return engine.Step{Client: 2, Seq: 1, Person: engine.Nobody, Actor: engine.Nobody, Action: engine.ActionRemove}
		}), "a client cannot have the action remove"},
	}
}

func forgedWhole() map[string]forgery {
	return map[string]forgery{
		"no effect":       {twoClients, func(p *engine.Plan) { p.Effect = engine.EffectNone }, "its effect is both"},
		"a step's effect": {twoClients, func(p *engine.Plan) { p.Steps[0].Effect = engine.EffectNone }, "its effect is not none"},
		"an end that was not there": {twoClients, func(p *engine.Plan) {
			before := *p.Steps[0].Before
			before.Expires = 5
			p.Steps[0].Before = &before
		}, "not what the step starts from"},
		"overridden in silence": {twoClients, func(p *engine.Plan) {
			p.Violations = append(p.Violations, engine.Finding{Rule: engine.RuleProtected, Overridden: true, Client: 0, Person: engine.Nobody})
		}, "is not among its overrides"},
	}
}
