package fakehub_test

import (
	"maps"
	"testing"

	"accredit/engine/hubspot/fakehub"
)

// The subset rule, case by case as docs/rules.md has it under R1: what the actor
// holds of a permission, what the target has, what is wanted, and what comes of it.
var subset = []struct{ cur, des, act, after string }{
	// cur > act: they cannot touch it
	{"all", "none", "none", "all"}, {"all", "none", "own", "all"}, {"all", "own", "team", "all"}, {"team", "all", "own", "team"},
	{"own", "none", "none", "own"}, {"own", "all", "none", "own"},
	// otherwise min(des, act)
	{"none", "all", "all", "all"}, {"none", "all", "team", "team"}, {"none", "all", "own", "own"}, {"none", "all", "none", "none"},
	{"all", "none", "all", "none"}, {"team", "own", "team", "own"}, {"team", "all", "team", "team"}, {"own", "none", "all", "none"},
	{"team", "team", "all", "team"}, {"none", "none", "all", "none"}, {"team", "all", "all", "all"},
}

// sale is a world in which maria changes bob in acme, with one permission in play.
func sale(cur, act string) *fakehub.World {
	w := world()
	a := &w.Accounts[1]
	a.PermissionSets = []fakehub.PermissionSet{{ID: "31", Name: "none"}}
	for i, level := range []string{"own", "team", "all"} {
		a.PermissionSets = append(a.PermissionSets, fakehub.PermissionSet{ID: string(rune('a' + i)), Name: level, Contents: map[string]string{"crm.contacts.view": level}})
	}
	a.Users[0].Individual = map[string]string{"crm.contacts.view": act}
	a.Users[1].RoleIDs = []string{"31"}
	if cur != "none" {
		a.Users[1].Individual = map[string]string{"crm.contacts.view": cur}
	}
	return w
}

// rightsOf are the rights of a user as the last request that changed them says.
func rightsOf(t *testing.T, hub *fakehub.Hub, email string) map[string]string {
	t.Helper()
	log := hub.Log(0)
	for i := len(log) - 1; i >= 0; i-- {
		for _, c := range log[i].Changes {
			if c.Email == email && c.After != nil {
				return c.After.Rights
			}
		}
	}
	return nil
}

func level(rights map[string]string, name string) string {
	if rights[name] == "" {
		return "none"
	}
	return rights[name]
}

// A change of set in the Client Access Manager says nothing of what it left out.
func TestChangeDropsWhatTheActorLacks(t *testing.T) {
	for _, c := range subset {
		hub, base := start(t, sale(c.cur, c.act))
		clicks := manager + "Clients. Hover Acme > Actions > Details. Hover bob@ours.example > Actions > Change permission set. " + c.des + ". Confirm."
		if err := person(t, base, "maria@ours.example").Do(clicks); err != nil {
			t.Errorf("%+v: %v", c, err)
			continue
		}
		if got := levelNow(t, hub); got != c.after {
			t.Errorf("%+v: became %q", c, got)
		}
	}
}

// levelNow is bob's level in acme.
func levelNow(t *testing.T, hub *fakehub.Hub) string {
	t.Helper()
	w := hub.World()
	u := userOf(t, hub, acme, "bob@ours.example")
	if own := u.Individual["crm.contacts.view"]; own != "" {
		return own
	}
	for _, s := range w.Accounts[1].PermissionSets {
		if len(u.RoleIDs) == 1 && s.ID == u.RoleIDs[0] {
			return level(s.Contents, "crm.contacts.view")
		}
	}
	return "none"
}

// The same of single levels in the account's settings, and of what a set holds.
func TestLevelsDropWhatTheActorLacks(t *testing.T) {
	for _, c := range subset {
		hub, base := start(t, sale(c.cur, c.act))
		r := person(t, base, "maria@ours.example")
		if err := r.Do("Client account Acme > Settings > Users & Teams > bob@ours.example. crm.contacts.view: " + c.des); err != nil {
			t.Errorf("%+v: %v", c, err)
			continue
		}
		if got := levelNow(t, hub); got != c.after {
			t.Errorf("%+v: became %q", c, got)
		}

		w := sale("none", c.act)
		w.Accounts[1].PermissionSets[0].Contents = map[string]string{"crm.contacts.view": c.cur}
		hub, base = start(t, w)
		if err := person(t, base, "maria@ours.example").Do("Client account Acme > Settings > Users & Teams > Permission sets > none. crm.contacts.view: " + c.des); err != nil {
			t.Errorf("the set, %+v: %v", c, err)
			continue
		}
		if got := level(hub.World().Accounts[1].PermissionSets[0].Contents, "crm.contacts.view"); got != c.after {
			t.Errorf("the set, %+v: became %q", c, got)
		}
	}
}

// Somebody who is added has nothing before; a migration gives exactly what partner
// admins have, whoever makes it; a super admin gives everything.
func TestWhatDialogsGive(t *testing.T) {
	lacksExport := func(w *fakehub.World) {
		w.Accounts[1].Users[0].Individual = map[string]string{"crm.export": "off"}
		w.Accounts[1].PermissionSets = append([]fakehub.PermissionSet{}, w.Accounts[1].PermissionSets...)
		w.Accounts[1].PermissionSets[0].Contents = map[string]string{"crm.export": "on", "reports.access": "on"}
	}
	partner := map[string]string{
		"crm.contacts.edit": "all", "crm.contacts.view": "all", "crm.export": "on", "partner.admin": "on", "reports.access": "on",
	}
	super := maps.Clone(partner)
	for _, name := range []string{"account.super_admin", "account.modify_billing", "account.scim", "account.data_center_migration"} {
		super[name] = "on"
	}
	lesser := maps.Clone(partner)
	delete(lesser, "crm.export")
	billed := maps.Clone(partner)
	billed["account.modify_billing"] = "on"
	addAnn := manager + "Clients. Hover Acme > Actions > Add employees. Employees: ann@ours.example. Permissions: "
	for _, c := range []struct {
		name, as, clicks, email string
		prepare                 func(w *fakehub.World)
		want                    map[string]string
	}{
		{"a set", "maria@ours.example", addAnn + "Sales Rep. Add employees.", "ann@ours.example", lacksExport, map[string]string{"reports.access": "on"}},
		{"partner admin", "maria@ours.example", addAnn + "Partner Admin. Add employees.", "ann@ours.example", lacksExport, lesser},
		{"partner admin, by one who holds all", "maria@ours.example", addAnn + "Partner Admin. Add employees.", "ann@ours.example", nil, partner},
		{"super admin, in the settings", "owner@acme.example", "Client account Acme > Settings > Users & Teams > bob@ours.example. Permissions: Super Admin. Save.", "bob@ours.example", nil, super},
		{"migration of another", "maria@ours.example", manager + "Clients. Hover Acme > Actions > Details. Hover bob@ours.example > Actions > Change permission set. Partner Admin. Confirm.", "bob@ours.example",
			func(w *fakehub.World) { makeBobSuper(w); lacksExport(w) }, partner},
		{"migration of oneself", "bob@ours.example", manager + "Clients. Hover Acme > Change to Partner Admin. Confirm.", "bob@ours.example", makeBobSuper, partner},
		{"migration that keeps billing", "bob@ours.example", manager + "Clients. Hover Acme > Change to Partner Admin. Keep billing permissions: yes. Confirm.", "bob@ours.example", makeBobSuper, billed},
	} {
		w := world()
		if c.prepare != nil {
			c.prepare(w)
		}
		hub, base := start(t, w)
		if err := person(t, base, c.as).Do(c.clicks); err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if got := rightsOf(t, hub, c.email); !maps.Equal(got, c.want) {
			t.Errorf("%s: became %v, want %v", c.name, got, c.want)
		}
	}
}
