package fakehub_test

import (
	"os"
	"strings"
	"testing"

	"accredit/engine/hubspot/fakehub"
)

// manager is the way to the Client Access Manager in printed clicks.
const manager = "Partner account > Partner > Client Access Manager > "

// clicked are the clicks that accredit prints, and what becomes of whom by them.
// Templates are as in engine/runs/clicks.go, whole or in the pieces of which it
// puts them together.
var clicked = []struct {
	name     string
	pieces   []string
	as       string // empty: maria
	prepare  func(w *fakehub.World)
	fill     []string // of {client}, {person} and so on
	hubID    int64
	email    string
	want     func(u *fakehub.User) bool // u is nil where they are gone
	clientOf string                     // ticked where the clicks do not say which
}{
	{"add", []string{manager + "Clients. Hover {client} > Actions > Add employees. Employees: {person}. Permissions: {set}. Add employees."}, "", nil,
		[]string{"{client}", "Acme", "{person}", "ann@ours.example", "{set}", "sales_rep"}, acme, "ann@ours.example",
		func(u *fakehub.User) bool { return u != nil && u.RoleIDs[0] == "11" && u.Linked }, ""},
	{"contractor", []string{manager + "Contractors. Hover {person} > Actions > Link clients. Choose {client}. Confirm. Permissions: {set}."}, "", nil,
		[]string{"{client}", "Acme", "{person}", "carl@free.example", "{set}", "view_only"}, acme, "carl@free.example",
		func(u *fakehub.User) bool { return u != nil && u.RoleIDs[0] == "12" && u.Linked && u.SeatNames == nil }, ""},
	{"link", []string{manager + "Employees. Hover {person} > Actions > Link clients. Choose {client}. Confirm."}, "",
		func(w *fakehub.World) {
			w.Accounts[1].Users = append(w.Accounts[1].Users, fakehub.User{ID: "4", Email: "carl@free.example", RoleIDs: []string{"12"}})
		},
		[]string{"{client}", "Acme", "{person}", "carl@free.example"}, acme, "carl@free.example",
		func(u *fakehub.User) bool { return u.Linked && u.RoleIDs[0] == "12" }, ""},
	{"change", []string{manager + "Clients. Hover {client} > Actions > Details. Hover {person} > Actions > Change permission set. {set}. Confirm."}, "", nil,
		[]string{"{client}", "Acme", "{person}", "bob@ours.example", "{set}", "view_only"}, acme, "bob@ours.example",
		func(u *fakehub.User) bool { return u.RoleIDs[0] == "12" && len(u.RoleIDs) == 1 }, ""},
	{"migrate another", []string{manager + "Clients. Hover {client} > Actions > Details. Hover {person} > Actions > Change permission set. {set}. Confirm."}, "", makeBobSuper,
		[]string{"{client}", "Acme", "{person}", "bob@ours.example", "{set}", "partner_admin"}, acme, "bob@ours.example",
		func(u *fakehub.User) bool { return u.PartnerAdmin && !u.SuperAdmin && u.Individual == nil }, ""},
	{"migrate oneself", []string{manager + "Clients. Hover {client} > Change to Partner Admin. Keep billing permissions: {keep}. Confirm."}, "bob@ours.example", makeBobSuper,
		[]string{"{client}", "Acme", "{keep}", "yes"}, acme, "bob@ours.example",
		func(u *fakehub.User) bool {
			return u.PartnerAdmin && !u.SuperAdmin && u.Individual["account.modify_billing"] == "on"
		}, ""},
	{"remove", []string{manager + "Employees. Hover {person} > Remove employee from clients. Look at what they own. Tick {client}. Next. Done."}, "", nil,
		[]string{"{client}", "Acme, Beta", "{person}", "bob@ours.example"}, beta, "bob@ours.example", isGone, ""},
	{"deactivate", []string{manager + "Employees. Hover {person} > Deactivate employee."}, "", nil,
		[]string{"{person}", "bob@ours.example"}, beta, "bob@ours.example", isOff, "Beta"},
	{"settings: add", []string{"Client account {client} > Settings > Users & Teams > Create user. {person}. Permissions: {set}.", " Send."}, "owner@acme.example", nil,
		[]string{"{client}", "Acme", "{person}", "ann@ours.example", "{set}", "super_admin"}, acme, "ann@ours.example",
		func(u *fakehub.User) bool { return u != nil && u.SuperAdmin && u.Linked }, ""},
	{"settings: change", []string{"Client account {client} > Settings > Users & Teams > {person}", ". Permissions: {set}.", " Save."}, "owner@beta.example", nil,
		[]string{"{client}", "Beta", "{person}", "bob@ours.example", "{set}", "super_admin"}, beta, "bob@ours.example",
		func(u *fakehub.User) bool { return u.SuperAdmin }, ""},
	{"settings: remove", []string{"Client account {client} > Settings > Users & Teams > {person}", " > Actions > Remove from account."}, "owner@beta.example", nil,
		[]string{"{client}", "Beta", "{person}", "bob@ours.example"}, beta, "bob@ours.example", isGone, ""},
	{"settings: deactivate", []string{"Client account {client} > Settings > Users & Teams > {person}", " > Deactivate."}, "owner@beta.example", nil,
		[]string{"{client}", "Beta", "{person}", "bob@ours.example"}, beta, "bob@ours.example", isOff, ""},
	{"settings: reactivate", []string{"Client account {client} > Settings > Users & Teams > {person}", " > Reactivate."}, "maria@ours.example",
		func(w *fakehub.World) { w.Accounts[1].Users[1].Deactivated = true },
		[]string{"{client}", "Acme", "{person}", "bob@ours.example"}, acme, "bob@ours.example",
		func(u *fakehub.User) bool { return !u.Deactivated }, ""},
}

func makeBobSuper(w *fakehub.World) {
	w.Accounts[0].Users[1].ManagesPartnerEmployees = true
	bob := &w.Accounts[1].Users[1]
	bob.SuperAdmin, bob.RoleIDs = true, nil
}

func isGone(u *fakehub.User) bool { return u == nil }

func isOff(u *fakehub.User) bool { return u != nil && u.Deactivated && u.RoleIDs[0] == "11" }

func TestClicksCanBeFollowed(t *testing.T) {
	source, err := os.ReadFile("../../runs/clicks.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range clicked {
		t.Run(c.name, func(t *testing.T) {
			for _, piece := range c.pieces {
				if !strings.Contains(string(source), `"`+piece+`"`) {
					t.Errorf("accredit prints no clicks %q", piece)
				}
			}
			w := world()
			if c.prepare != nil {
				c.prepare(w)
			}
			hub, base := start(t, w)
			as := c.as
			if as == "" {
				as = "maria@ours.example"
			}
			clicks := strings.NewReplacer(c.fill...).Replace(strings.Join(c.pieces, ""))
			var clients []string
			if c.clientOf != "" {
				clients = []string{c.clientOf}
			}
			if err := person(t, base, as).Do(clicks, clients...); err != nil {
				t.Fatal(err)
			}
			if u := userOf(t, hub, c.hubID, c.email); !c.want(u) {
				t.Errorf("%s became %+v", c.email, u)
			}
		})
	}
}

// The edit of a permission set takes levels as well, which the clicks leave to the
// task.
func TestEditOfASet(t *testing.T) {
	hub, base := start(t, world())
	r := person(t, base, "maria@ours.example")
	if err := r.Do("Client account Acme > Settings > Users & Teams > Permission sets > sales_rep. crm.export: on. Save. It changes everybody there who has the set."); err != nil {
		t.Fatal(err)
	}
	if got := hub.World().Accounts[1].PermissionSets[0].Contents["crm.export"]; got != "on" {
		t.Errorf("crm.export of the set is %q", got)
	}
	last := hub.Log(0)[len(hub.Log(0))-2] // the page after it was shown, too
	if len(last.Changes) != 1 || last.Changes[0].Email != "bob@ours.example" || last.Changes[0].After.Rights["crm.export"] != "on" || !last.Changed {
		t.Errorf("the log says %+v", last)
	}
}

// Whoever is created can be put into teams at once.
func TestCreateWithTeams(t *testing.T) {
	hub, base := start(t, world())
	clicks := "Client account Acme > Settings > Users & Teams > Create user. ann@ours.example. Permissions: View only. Main team: South. Additional teams: North. Send."
	if err := person(t, base, "maria@ours.example").Do(clicks); err != nil {
		t.Fatal(err)
	}
	if u := userOf(t, hub, acme, "ann@ours.example"); u.PrimaryTeamID != "22" || len(u.SecondaryTeamIDs) != 1 || u.SecondaryTeamIDs[0] != "21" {
		t.Errorf("ann became %+v", u)
	}
}

// All people of a client are removed together, after a review.
func TestRemoveEverybody(t *testing.T) {
	w := world()
	w.Accounts[1].Users[1].Assets = []fakehub.Asset{{Kind: "workflow", Name: "Welcome", Count: 3}}
	hub, base := start(t, w)
	r := person(t, base, "maria@ours.example")
	for _, step := range []func() error{
		func() error { return r.Open("/cam/clients") },
		func() error { return r.Click("Acme") },
		func() error { return r.Click("Tick all") },
		func() error { return r.Click("Remove partner employee") },
	} {
		if err := step(); err != nil {
			t.Fatal(err)
		}
	}
	if !r.Has("Review") || !r.Has(`owns 3 workflow "Welcome"`) {
		t.Errorf("the review says %q", r.Text())
	}
	if err := r.Click("Confirm removal"); err != nil {
		t.Fatal(err)
	}
	if users := hub.World().Accounts[1].Users; len(users) != 1 || users[0].Email != "owner@acme.example" {
		t.Errorf("still there: %+v", users)
	}
}

// The client's approval of an access link makes a partner admin.
func TestApprovalOfALink(t *testing.T) {
	hub, base := start(t, world())
	r := person(t, base, "maria@ours.example")
	if err := r.Do(manager + "Employees. Hover ann@ours.example > Actions > Copy access link"); err != nil {
		t.Fatal(err)
	}
	for _, as := range []string{"maria@ours.example", "owner@acme.example", "owner@beta.example"} {
		client := person(t, base, as)
		if err := client.Open("/access-link/ann@ours.example"); err != nil {
			t.Fatal(err)
		}
		if err := client.Choose("Account", "Beta"); err != nil {
			t.Fatal(err)
		}
		err := client.Send()
		if allowed := as == "owner@beta.example"; (err == nil) != allowed {
			t.Errorf("%s approves: %v", as, err)
		}
	}
	if u := userOf(t, hub, beta, "ann@ours.example"); u == nil || !u.PartnerAdmin || !u.Linked {
		t.Errorf("ann became %+v", u)
	}
}
