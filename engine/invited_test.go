package engine_test

import (
	"slices"
	"testing"

	"accredit/engine"
	"accredit/engine/enginetest"
	"accredit/engine/verify"
)

func invited(g *engine.RecordedGrant) { g.Status = engine.Invited }

// invitedWorld is an agency with three sets and three people.
func invitedWorld() *enginetest.World {
	return enginetest.New(nil).Set("junior", "crm.contacts.view=all").Set("senior", "crm.contacts.view=all", "crm.contacts.edit=all").
		Person("ann").Person("bob").Person("eve")
}

// Who has not accepted counts as no super admin: the last real one stays.
func TestInvitedIsNoSuperAdmin(t *testing.T) {
	w := invitedWorld()
	w.Client(7).Both("ann", "partner_admin").Was("bob", engine.SetSuperAdmin).Was("eve", engine.SetSuperAdmin, invited).Want("eve", engine.SetSuperAdmin)
	p := w.Plan(engine.Options{})
	if !slices.ContainsFunc(p.Violations, func(v engine.Finding) bool { return v.Rule == engine.RuleLastSuperAdmin }) {
		t.Errorf("%+v", p.Violations)
	}
}

// Nor does an invited partner admin act, or count.
func TestInvitedDoesNotAct(t *testing.T) {
	w := invitedWorld()
	w.Client(7).Own("owner@acme.example").Was("ann", "partner_admin", invited).Want("ann", "partner_admin").Want("bob", "junior").Both("eve", "senior")
	p := w.Plan(engine.Options{})
	if len(p.Steps) > 0 || !slices.ContainsFunc(p.Violations, func(v engine.Finding) bool { return v.Rule == engine.RuleActor }) {
		t.Errorf("%+v %+v", p.Steps, p.Violations)
	}
}

// It stays as it is until an observation says otherwise; another set is a
// change, with the effect that it will have.
func TestInvitedStays(t *testing.T) {
	w := invitedWorld()
	w.Client(7).Own("owner@acme.example").Both("ann", "partner_admin").Was("bob", "junior", invited).Want("bob", "junior").
		Was("eve", "junior", invited).Want("eve", "senior")
	p := w.Plan(engine.Options{})
	if len(p.Steps) != 1 || p.Steps[0].Action != engine.ActionChange || p.Steps[0].Effect != engine.Expands || p.Steps[0].After.Status != engine.Invited {
		t.Fatalf("%+v", p.Steps)
	}
	if err := verify.Plan(w.Access(), p); err != nil {
		t.Error(err)
	}
	for _, action := range []engine.Action{engine.ActionRemove, engine.ActionDeactivate} {
		w := invitedWorld()
		c := w.Client(7).Own("owner@acme.example").Both("ann", "partner_admin").Was("bob", "senior", invited)
		if action == engine.ActionDeactivate {
			c.Want("bob", "senior", func(g *engine.Grant) { g.Status = engine.Deactivated })
		}
		p := w.Plan(engine.Options{})
		if len(p.Steps) != 1 || p.Steps[0].Action != action || p.Steps[0].Effect != engine.Reduces {
			t.Errorf("%v: %+v", action, p.Steps)
		}
		if err := verify.Plan(w.Access(), p); err != nil {
			t.Error(err)
		}
	}
}

// To make an invited person super admin takes a super admin, and says that it
// expands.
func TestInvitedBecomesSuperAdmin(t *testing.T) {
	w := invitedWorld()
	w.Client(7).Own("owner@acme.example").Both("ann", "partner_admin").Was("bob", "junior", invited).Want("bob", engine.SetSuperAdmin)
	if p := w.Plan(engine.Options{}); len(p.Steps) > 0 || len(p.Violations) == 0 {
		t.Errorf("a partner admin makes a super admin: %+v", p.Steps)
	}
}

// Drift says what changes who is an admin, and not that somebody accepted.
func TestDriftInvited(t *testing.T) {
	for _, test := range []struct {
		set      string
		was, is  engine.Status
		findings int
	}{
		{"junior", engine.Active, engine.Invited, 0}, {"junior", engine.Invited, engine.Active, 0}, {"junior", engine.Invited, engine.Invited, 0},
		{"junior", engine.Invited, engine.Deactivated, 1}, {"partner_admin", engine.Active, engine.Invited, 1}, {"partner_admin", engine.Invited, engine.Active, 1},
		{"partner_admin", engine.Invited, engine.Invited, 0}, {engine.SetSuperAdmin, engine.Active, engine.Invited, 1},
	} {
		w := invitedWorld()
		status := func(s engine.Status) func(*engine.RecordedGrant) {
			return func(g *engine.RecordedGrant) { g.Status = s }
		}
		w.Client(7).Own("owner@acme.example").Both("ann", "partner_admin").Was("bob", test.set, status(test.was)).Want("bob", test.set)
		sight := w.Look()
		sight.At(7).Saw("bob", test.set, status(test.is))
		if d := drift(t, w, sight.Observation()); len(d.Items) != test.findings {
			t.Errorf("%s %s -> %s: %q", test.set, test.was, test.is, driftLines(d))
		}
	}
}
