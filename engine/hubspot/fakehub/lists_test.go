package fakehub_test

import (
	"slices"
	"strings"
	"testing"

	"accredit/engine/hubspot/fakehub"
)

// What the account has beside users.
func TestListsOfAnAccount(t *testing.T) {
	w := world()
	w.Accounts[1].Users[1].PrimaryTeamID, w.Accounts[1].Users[0].SecondaryTeamIDs = "21", []string{"21", "22"}
	_, base := start(t, w)
	for _, c := range []struct {
		path string
		want []string
	}{
		{users + "/roles", []string{`{"id":"11","name":"Sales Rep","requiresBillingWrite":false}`, `"requiresBillingWrite":true`}},
		{users + "/teams", []string{`{"id":"21","name":"North","userIds":["2"],"secondaryUserIds":["1"]}`}},
		{"/settings/teams/2026-09", []string{`"South"`}},
		{"/settings/teams/2026-09/22", []string{`{"id":"22","name":"South","userIds":[],"secondaryUserIds":["1"]}`}},
		{users + "/seats", []string{`"remainingSeats":3`}},
		{"/account-info/2026-09/api-usage/daily/private-apps", []string{`"usageLimit":1000000`, `"resetsAt"`}},
	} {
		r := ask(t, base, "acme-key", "GET", c.path, "")
		for _, want := range c.want {
			if r.status != 200 || !strings.Contains(r.text, want) {
				t.Errorf("%s: %d %s, want %s", c.path, r.status, r.text, want)
			}
		}
	}
	for _, path := range []string{"/settings/teams/2026-09/77", "/settings/users/2026-03/seats"} {
		if r := ask(t, base, "acme-key", "GET", path, ""); r.status != 404 {
			t.Errorf("%s: %d", path, r.status)
		}
	}
}

// Free has no permission sets, and says so with a 400.
func TestRolesOnFree(t *testing.T) {
	w := world()
	w.Accounts[1].Tier = "free"
	_, base := start(t, w)
	if r := ask(t, base, "acme-key", "GET", users+"/roles", ""); r.status != 400 || r.at(t, "category") != "VALIDATION_ERROR" {
		t.Errorf("%d %s", r.status, r.text)
	}
}

// Sets whose names fold alike are two sets, and stay so.
func TestRolesThatFoldAlike(t *testing.T) {
	w := world()
	w.Accounts[1].PermissionSets = append(slices.Clone(w.Accounts[1].PermissionSets), fakehub.PermissionSet{ID: "14", Name: "sales-rep"})
	_, base := start(t, w)
	r := ask(t, base, "acme-key", "GET", users+"/roles", "")
	if !strings.Contains(r.text, `"Sales Rep"`) || !strings.Contains(r.text, `"sales-rep"`) {
		t.Error(r.text)
	}
}

// Apps stand in the list like users; other ids are known to a read alone.
func TestAppsAndUnlisted(t *testing.T) {
	w := world()
	w.Accounts[1].Users = append(w.Accounts[1].Users,
		fakehub.User{ID: "70", Email: "x@appserviceaccount.hubspot.example"}, fakehub.User{ID: "71", Email: "odd@ours.example", Unlisted: true})
	hub, base := start(t, w)
	emails, _, _ := emailsIn(t, base, users+"?limit=100")
	if !slices.Contains(emails, "x@appserviceaccount.hubspot.example") || slices.Contains(emails, "odd@ours.example") {
		t.Errorf("listed: %v", emails)
	}
	if r := ask(t, base, "acme-key", "GET", users+"/71", ""); r.status != 200 {
		t.Errorf("a read of somebody who is not listed: %d", r.status)
	}
	if _, text, err := hub.Export(acme); err != nil || strings.Contains(string(text), "appserviceaccount") {
		t.Errorf("the export has apps: %v", err)
	}
}

// Partner admin as a role of the API, or not.
func TestPartnerRole(t *testing.T) {
	for how, status := range map[string]int{"": 400, "yes": 201} {
		w := world()
		w.Behaviour.PartnerRole = how
		hub, base := start(t, w)
		roles := ask(t, base, "acme-key", "GET", users+"/roles", "").text
		maria := ask(t, base, "acme-key", "GET", byEmail("maria@ours.example"), "").text
		r := ask(t, base, "acme-key", "POST", users, post("ann@ours.example", `,"roleId":"990000001"`))
		if r.status != status || strings.Contains(roles, "Partner Admin") != (how == "yes") || strings.Contains(maria, `"roleIds":["990000001"]`) != (how == "yes") {
			t.Errorf("%q: %s %s %d %s", how, roles, maria, r.status, r.text)
		}
		if u := userOf(t, hub, acme, "ann@ours.example"); how == "yes" && !u.PartnerAdmin {
			t.Errorf("ann became %+v", u)
		}
		ask(t, base, "acme-key", "PUT", byEmail("maria@ours.example"), "{}")
		if u := userOf(t, hub, acme, "maria@ours.example"); u.PartnerAdmin != (how == "") {
			t.Errorf("%q: maria became %+v", how, u)
		}
	}
}
