package fakehub_test

import (
	"errors"
	"strings"
	"testing"

	"accredit/engine/hubspot/fakehub"
	"accredit/engine/hubspot/fakehub/robot"
)

// cast is a world with every kind of actor in acme: with a role in the agency's own
// account or without, as partner admin, as super admin, with a set, or not there.
// bob is whom they act on.
func cast() *fakehub.World {
	w := world()
	own, client := &w.Accounts[0], &w.Accounts[1]
	for i, name := range []string{"partner", "super", "set", "absent"} {
		for j, role := range []string{"-role", ""} {
			u := fakehub.User{ID: string(rune('1'+i)) + string(rune('1'+j)), Email: name + role + "@ours.example", ManagesPartnerEmployees: role != ""}
			own.Users = append(own.Users, u)
			u.ManagesPartnerEmployees, u.Linked = false, true
			switch name {
			case "partner":
				u.PartnerAdmin = true
			case "super":
				u.SuperAdmin = true
			case "set":
				u.RoleIDs = []string{"11"}
			}
			if name != "absent" {
				client.Users = append(client.Users, u)
			}
		}
	}
	return w
}

// Who may do what, as docs/rules.md says under "Steps": the Client Access Manager
// takes a role in the agency's own account, and for most a partner admin there.
func TestWhoMay(t *testing.T) {
	inManager := func(w *fakehub.World) {}
	off := func(w *fakehub.World) { w.Accounts[1].Users[1].Deactivated = true }
	super := func(w *fakehub.World) { w.Accounts[1].Users[1].SuperAdmin, w.Accounts[1].Users[1].RoleIDs = true, nil }
	superOff := func(w *fakehub.World) { super(w); off(w) }
	unlinked := func(w *fakehub.World) { w.Accounts[1].Users[1].Linked = false }
	settings := "Client account Acme > Settings > Users & Teams > "
	details := manager + "Clients. Hover Acme > Actions > Details. Hover bob@ours.example > Actions > Change permission set. "
	for _, c := range []struct {
		name    string
		clicks  string
		prepare func(w *fakehub.World)
		may     string // of partner-role partner super-role super set-role set absent-role absent owner
	}{
		{"add in the manager", manager + "Clients. Hover Acme > Actions > Add employees. Employees: ann@ours.example. Permissions: View only. Add employees.", inManager, "partner-role"},
		{"add in the settings", settings + "Create user. ann@ours.example. Permissions: View only. Send.", inManager, "partner-role partner super-role super owner"},
		{"add a super admin", settings + "Create user. ann@ours.example. Permissions: Super Admin. Send.", inManager, "super-role super owner"},
		{"link", manager + "Employees. Hover bob@ours.example > Actions > Link clients. Choose Acme. Confirm.", unlinked, "partner-role super-role"},
		{"change in the manager", details + "View only. Confirm.", inManager, "partner-role"},
		{"change in the settings", settings + "bob@ours.example. Permissions: View only. Save.", inManager, "partner-role partner super-role super owner"},
		{"teams", settings + "bob@ours.example. Main team: North.", inManager, "partner-role partner super-role super owner"},
		{"gain super admin", settings + "bob@ours.example. Permissions: Super Admin. Save.", inManager, "super-role super owner"},
		{"lose super admin", settings + "bob@ours.example. Permissions: View only. Save.", super, "super-role super owner"},
		{"migrate another in the manager", details + "Partner Admin. Confirm.", super, "partner-role"},
		{"migrate another in the settings", settings + "bob@ours.example. Permissions: Partner Admin. Save.", super, "super-role super owner"},
		{"remove in the manager", manager + "Employees. Hover bob@ours.example > Remove employee from clients. Tick Acme. Next. Done.", inManager, "partner-role super-role set-role absent-role"},
		{"remove in the settings", settings + "bob@ours.example > Actions > Remove from account.", inManager, "partner-role partner super-role super owner"},
		{"remove a super admin in the manager", manager + "Employees. Hover bob@ours.example > Remove employee from clients. Tick Acme. Next. Done.", super, "partner-role super-role set-role absent-role"},
		{"remove a super admin in the settings", settings + "bob@ours.example > Actions > Remove from account.", super, "super-role super owner"},
		{"remove who was super admin", settings + "bob@ours.example > Actions > Remove from account.", superOff, "partner-role partner super-role super owner"},
		{"deactivate in the manager", manager + "Employees. Hover bob@ours.example > Deactivate employee.", inManager, "partner-role super-role set-role absent-role"},
		{"deactivate in the settings", settings + "bob@ours.example > Deactivate.", inManager, "partner-role partner super-role super owner"},
		{"deactivate a super admin", settings + "bob@ours.example > Deactivate.", super, "super-role super owner"},
		{"reactivate in the manager", manager + "Employees. Hover bob@ours.example > Reactivate employee.", off, "partner-role"},
		{"reactivate in the settings", settings + "bob@ours.example > Reactivate.", off, "partner-role partner super-role super owner"},
		{"reactivate a super admin", settings + "bob@ours.example > Reactivate.", superOff, "super-role super owner"},
		{"change of who is deactivated", settings + "bob@ours.example. Permissions: View only. Save.", off, ""},
		{"edit a set", settings[:len(settings)-3] + " > Permission sets > View only. crm.export: on. Save.", inManager, "partner-role partner super-role super owner"},
	} {
		for _, actor := range strings.Fields("partner-role partner super-role super set-role set absent-role absent owner") {
			w := cast()
			c.prepare(w)
			hub, base := start(t, w)
			email := actor + "@ours.example"
			if actor == "owner" {
				email = "owner@acme.example"
			}
			may := strings.Contains(" "+c.may+" ", " "+actor+" ")
			err := person(t, base, email).Do(c.clicks, "Acme")
			var refused *robot.Refused
			if err != nil && !errors.As(err, &refused) || (err == nil) != may {
				t.Errorf("%s, %s: %v", c.name, actor, err)
			}
			checkChanged(t, hub, c.name+", "+actor, may)
		}
	}
}

// checkChanged checks that something was changed exactly where it was allowed.
func checkChanged(t *testing.T, hub *fakehub.Hub, what string, may bool) {
	t.Helper()
	changed := false
	for _, e := range hub.Log(0) {
		changed = changed || e.Changed
	}
	if changed != may {
		t.Errorf("%s: changed %v", what, changed)
	}
}

// Nobody changes what they may do themself, but for what a role holder can take
// away from themself.
func TestOneself(t *testing.T) {
	settings := "Client account Acme > Settings > Users & Teams > "
	for _, c := range []struct {
		as, clicks string
		may        bool
	}{
		{"partner-role@ours.example", settings + "partner-role@ours.example. Permissions: View only. Save.", false},
		{"partner-role@ours.example", settings + "partner-role@ours.example. crm.export: off", false},
		{"partner-role@ours.example", settings + "partner-role@ours.example. Main team: North.", false},
		{"partner-role@ours.example", settings + "partner-role@ours.example > Deactivate.", false},
		{"partner@ours.example", settings + "partner@ours.example > Actions > Remove from account.", false},
		{"super@ours.example", settings + "super@ours.example. Permissions: Partner Admin. Save.", false},
		{"super@ours.example", manager + "Clients. Hover Acme > Change to Partner Admin. Confirm.", false},
		{"super-role@ours.example", manager + "Clients. Hover Acme > Change to Partner Admin. Confirm.", true},
		{"partner-role@ours.example", manager + "Employees. Hover partner-role@ours.example > Deactivate employee.", true},
		{"set-role@ours.example", manager + "Employees. Hover set-role@ours.example > Remove employee from clients. Tick Acme. Next. Done.", true},
	} {
		hub, base := start(t, cast())
		if err := person(t, base, c.as).Do(c.clicks, "Acme"); (err == nil) != c.may {
			t.Errorf("%s: %q: %v", c.as, c.clicks, err)
		}
		checkChanged(t, hub, c.as+": "+c.clicks, c.may)
	}
}

// An account keeps a super admin, whoever asks.
func TestLastSuperAdmin(t *testing.T) {
	for _, clicks := range []string{
		"bob@ours.example. Permissions: View only. Save.", "bob@ours.example > Deactivate.", "bob@ours.example > Actions > Remove from account.",
	} {
		w := world()
		makeBobSuper(w)
		w.Accounts[1].Users[2].Deactivated = true // the owner
		hub, base := start(t, w)
		r := person(t, base, "maria@ours.example")
		err := r.Do(manager + "Employees. Hover bob@ours.example > Remove employee from clients. Tick Acme. Next. Done.")
		if err == nil || !strings.Contains(err.Error(), "at least one super admin") {
			t.Errorf("%v", err)
		}
		if err := person(t, base, "bob@ours.example").Do("Client account Acme > Settings > Users & Teams > " + clicks); err == nil {
			t.Errorf("%s: nothing refused it", clicks)
		}
		checkChanged(t, hub, clicks, false)
	}
}

// Where nobody has a role, admins of an account may use the Client Access Manager.
func TestNobodyHasRoles(t *testing.T) {
	w := world()
	w.Accounts[0].Users[0].ManagesPartnerEmployees = false
	_, base := start(t, w)
	remove := func(client string) string {
		return manager + "Employees. Hover bob@ours.example > Remove employee from clients. Tick " + client + ". Next. Done."
	}
	if err := person(t, base, "maria@ours.example").Do(remove("Beta")); err == nil {
		t.Error("maria is nothing in beta")
	}
	if err := person(t, base, "maria@ours.example").Do(remove("Acme")); err != nil {
		t.Error(err)
	}
}

// Several clients are changed together or not at all.
func TestAllOrNothing(t *testing.T) {
	w := world()
	w.Accounts[2].Users[1].Deactivated = true // then bob is the only super admin of beta
	bob := &w.Accounts[2].Users[0]
	bob.SuperAdmin, bob.RoleIDs = true, nil
	hub, base := start(t, w)
	err := person(t, base, "maria@ours.example").Do(manager + "Employees. Hover bob@ours.example > Remove employee from clients. Tick Acme, Beta. Next. Done.")
	if err == nil || !strings.Contains(err.Error(), "nothing was done") {
		t.Errorf("%v", err)
	}
	checkChanged(t, hub, "both", false)
	if userOf(t, hub, acme, "bob@ours.example") == nil {
		t.Error("bob is gone from acme")
	}
}
