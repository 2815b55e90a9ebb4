package fakehub_test

import (
	"slices"
	"strings"
	"testing"

	"accredit/engine/hubspot/fakehub"
)

func post(email, rest string) string {
	return `{"email":"` + email + `","sendWelcomeEmail":false` + rest + `}`
}

// A POST gives 201, and to somebody who was there before the id that they had.
func TestCreate(t *testing.T) {
	hub, base := start(t, world())
	r := ask(t, base, "acme-key", "POST", users, post("Ann@ours.example", `,"roleId":"11","primaryTeamId":"21","secondaryTeamIds":["22"]`))
	if r.status != 201 || r.at(t, "id") != "3" || r.at(t, "roleId") != "11" || r.at(t, "superAdmin") != false || r.at(t, "sendWelcomeEmail") != false {
		t.Fatalf("%d %s", r.status, r.text)
	}
	u := userOf(t, hub, acme, "ann@ours.example")
	if !u.Linked || !slices.Equal(u.SeatNames, []string{fakehub.PartnerSeat}) || u.PrimaryTeamID != "21" || !slices.Equal(u.SecondaryTeamIDs, []string{"22"}) {
		t.Errorf("ann became %+v", u)
	}
	first := ask(t, base, "acme-key", "POST", users, post("new@ours.example", ""))
	ask(t, base, "acme-key", "DELETE", byEmail("new@ours.example"), "")
	again := ask(t, base, "acme-key", "POST", users, post("new@ours.example", ""))
	elsewhere := ask(t, base, "beta-key", "POST", users, post("new@ours.example", ""))
	if id := first.at(t, "id"); again.status != 201 || again.at(t, "id") != id || elsewhere.at(t, "id") != id {
		t.Errorf("ids %v, %v and %v", id, again.at(t, "id"), elsewhere.at(t, "id"))
	}
}

func TestCreateRefuses(t *testing.T) {
	w := world()
	w.Accounts[1].Keys = append(w.Accounts[1].Keys, fakehub.Key{Key: "no-billing", Scopes: []string{"crm.objects.users.write"}})
	hub, base := start(t, w)
	for _, c := range []struct {
		key, body string
		status    int
	}{
		{"acme-key", `{`, 400},
		{"acme-key", `{"sendWelcomeEmail":false}`, 400},
		{"acme-key", `{"email":"new@ours.example"}`, 400},
		{"acme-key", post("no address", ""), 400},
		{"acme-key", post("a@b@c", ""), 400},
		{"acme-key", post("new@ours.example", `,"roleId":"99"`), 400},
		{"acme-key", post("new@ours.example", `,"primaryTeamId":"99"`), 400},
		{"acme-key", post("new@ours.example", `,"secondaryTeamIds":["21","99"]`), 400},
		{"no-billing", post("new@ours.example", `,"roleId":"13"`), 403},
	} {
		before := len(hub.Log(0))
		if r := ask(t, base, c.key, "POST", users, c.body); r.status != c.status {
			t.Errorf("%s: %d %s, want %d", c.body, r.status, r.text, c.status)
		}
		if e := hub.Log(before)[0]; e.Changed || e.Body != c.body {
			t.Errorf("%s: the log says %+v", c.body, e)
		}
	}
}

// Both readings of what is not confirmed of a POST.
func TestCreateSwitches(t *testing.T) {
	ann := post("ann@ours.example", `,"roleId":"11"`)
	bob := post("bob@ours.example", `,"roleId":"12"`)
	for _, c := range []struct {
		name   string
		b      fakehub.Behaviour
		body   string
		status int // 0: no answer
		email  string
		want   func(u *fakehub.User) bool
	}{
		{"duplicate 409", fakehub.Behaviour{}, bob, 409, "bob@ours.example", hasSet("11")},
		{"duplicate 400", fakehub.Behaviour{Duplicate: "400"}, bob, 400, "bob@ours.example", hasSet("11")},
		{"duplicate 200", fakehub.Behaviour{Duplicate: "200"}, bob, 200, "bob@ours.example", hasSet("11")},
		{"duplicate resets", fakehub.Behaviour{Duplicate: "reset"}, bob, 201, "bob@ours.example", hasSet("12")},
		{"done, then 502", fakehub.Behaviour{After: "502"}, ann, 502, "ann@ours.example", hasSet("11")},
		{"done, then 429", fakehub.Behaviour{After: "429"}, ann, 429, "ann@ours.example", hasSet("11")},
		{"done, then a reset", fakehub.Behaviour{After: "reset"}, ann, 0, "ann@ours.example", hasSet("11")},
		{"invited", fakehub.Behaviour{NewUsers: "invited"}, ann, 201, "ann@ours.example", func(u *fakehub.User) bool { return u.Invited && u.NotOnAnyHub }},
		{"no partner by the API", fakehub.Behaviour{APIPartner: "no"}, ann, 201, "ann@ours.example", func(u *fakehub.User) bool { return !u.Linked && u.SeatNames == nil }},
	} {
		w := world()
		w.Behaviour = c.b
		hub, base := start(t, w)
		r, err := try(base, "acme-key", "POST", users, c.body)
		if r.status != c.status || (err != nil) != (c.status == 0) {
			t.Errorf("%s: %d %v %s", c.name, r.status, err, r.text)
		}
		if u := userOf(t, hub, acme, c.email); u == nil || !c.want(u) {
			t.Errorf("%s: became %+v", c.name, u)
		}
	}
}

func hasSet(ids ...string) func(u *fakehub.User) bool {
	return func(u *fakehub.User) bool { return slices.Equal(u.RoleIDs, ids) }
}

// Keys that give only what their maker holds.
func TestBoundKeys(t *testing.T) {
	for _, c := range []struct {
		keys, role string
		status     int
	}{{"free", "13", 201}, {"bound", "13", 403}, {"bound", "11", 201}} {
		w := world()
		w.Behaviour.Keys = c.keys
		_, base := start(t, w)
		if r := ask(t, base, "acme-key", "POST", users, post("ann@ours.example", `,"roleId":"`+c.role+`"`)); r.status != c.status {
			t.Errorf("%s key, role %s: %d %s", c.keys, c.role, r.status, r.text)
		}
	}
}

// A PUT replaces, or merges, or does neither.
func TestUpdate(t *testing.T) {
	busy := func(w *fakehub.World) {
		u := &w.Accounts[1].Users[1]
		u.RoleIDs, u.PrimaryTeamID, u.SecondaryTeamIDs, u.SeatNames = []string{"11", "12"}, "21", []string{"22"}, []string{"Core"}
		u.Individual = map[string]string{"crm.export": "on"}
	}
	for _, c := range []struct {
		put, body string
		sets      []string
		team      string
		seats     int
	}{
		{"", `{"roleId":"12"}`, []string{"12"}, "", 1},
		{"", `{"firstName":"Bob"}`, nil, "", 1},
		{"", `{"roleId":"11","primaryTeamId":"22","secondaryTeamIds":[]}`, []string{"11"}, "22", 1},
		{"replace-seats", `{"roleId":"12","primaryTeamId":"21"}`, []string{"12"}, "21", 0},
		{"replace-seats", `{"roleId":"12","seatNames":["Sales Hub"]}`, []string{"12"}, "", 1},
		{"merge", `{"firstName":"Bob"}`, []string{"11", "12"}, "21", 1},
		{"merge", `{"roleId":"12"}`, []string{"12"}, "21", 1},
		{"add-role", `{"roleId":"13"}`, []string{"11", "12", "13"}, "21", 1},
		{"add-role", `{"roleId":"12"}`, []string{"11", "12"}, "21", 1},
	} {
		w := world()
		busy(w)
		w.Behaviour.Put = c.put
		hub, base := start(t, w)
		r := ask(t, base, "acme-key", "PUT", byEmail("bob@ours.example"), c.body)
		u := userOf(t, hub, acme, "bob@ours.example")
		if r.status != 200 || !slices.Equal(u.RoleIDs, c.sets) || u.PrimaryTeamID != c.team || len(u.SeatNames) != c.seats {
			t.Errorf("%q %s: %d, became %+v", c.put, c.body, r.status, u)
		}
	}
}

func TestUpdateRefuses(t *testing.T) {
	w := world()
	w.Accounts[1].Users[1].NotOnAnyHub = true
	w.Accounts[1].Users = append(w.Accounts[1].Users, fakehub.User{ID: "5", Email: "eve@ours.example", RoleIDs: []string{"13"}})
	w.Accounts[1].Keys = append(w.Accounts[1].Keys, fakehub.Key{Key: "no-billing", Scopes: []string{"crm.objects.users.write"}})
	hub, base := start(t, w)
	for _, c := range []struct {
		key, email, body string
		status           int
		message          string
	}{
		{"acme-key", "nobody@ours.example", `{}`, 404, "OBJECT_NOT_FOUND"},
		{"acme-key", "bob@ours.example", `{"roleId":"12"}`, 400, `\"subCategory\":\"USER_NOT_ON_ANY_HUBS\"`},
		{"acme-key", "owner@acme.example", `{"roleId":"12"}`, 400, "Super admin"},
		{"acme-key", "maria@ours.example", `{"roleId":"99"}`, 400, "no role"},
		{"no-billing", "eve@ours.example", `{"roleId":"12"}`, 403, "settings.billing.write"},
		{"no-billing", "eve@ours.example", `{"firstName":"Eve"}`, 403, "settings.billing.write"},
		{"no-billing", "maria@ours.example", `{"roleId":"13"}`, 403, "settings.billing.write"},
	} {
		r := ask(t, base, c.key, "PUT", byEmail(c.email), c.body)
		if r.status != c.status || !strings.Contains(r.text, c.message) {
			t.Errorf("%s %s: %d %s, want %d with %s", c.email, c.body, r.status, r.text, c.status, c.message)
		}
	}
	for _, e := range hub.Log(0) {
		if e.Changed {
			t.Errorf("%s %s changed something", e.Method, e.Path)
		}
	}
}

// DELETE: 204, and 204 again; a read knows at once, a list later.
func TestDelete(t *testing.T) {
	w := world()
	w.Behaviour.Lag = 2
	hub, base := start(t, w)
	for range 2 {
		if r := ask(t, base, "acme-key", "DELETE", byEmail("bob@ours.example"), ""); r.status != 204 || r.text != "" {
			t.Errorf("%d %s", r.status, r.text)
		}
	}
	for _, path := range []string{users + "/2", byEmail("bob@ours.example")} {
		if r := ask(t, base, "acme-key", "GET", path, ""); r.status != 404 {
			t.Errorf("%s: %d", path, r.status)
		}
	}
	for i, there := range []bool{true, true, false} {
		if r := ask(t, base, "acme-key", "GET", users, ""); strings.Contains(r.text, "bob@ours.example") != there {
			t.Errorf("list %d: %s", i+1, r.text)
		}
	}
	log := hub.Log(0)
	if !log[0].Changed || log[1].Changed || log[0].Changes[0].After != nil || log[0].Changes[0].Before.ID != "2" || log[2].Absent != "2" {
		t.Errorf("the log says %+v", log[:3])
	}
}

func TestDeleteSwitches(t *testing.T) {
	for _, c := range []struct {
		how, email string
		twoSupers  bool
		status     int
		gone       bool
	}{
		{"", "bob@ours.example", false, 204, true},
		{"nothing", "bob@ours.example", false, 204, false},
		{"", "owner@acme.example", false, 400, false},
		{"", "owner@acme.example", true, 400, false},
		{"super-admins", "owner@acme.example", false, 400, false},
		{"super-admins", "owner@acme.example", true, 204, true},
	} {
		w := world()
		w.Behaviour.Delete = c.how
		w.Accounts[1].Users[0].SuperAdmin = c.twoSupers
		hub, base := start(t, w)
		r := ask(t, base, "acme-key", "DELETE", byEmail(c.email), "")
		if gone := userOf(t, hub, acme, c.email) == nil; r.status != c.status || gone != c.gone {
			t.Errorf("%q %s: %d, gone %v", c.how, c.email, r.status, gone)
		}
	}
}

// After a DELETE a few POSTs find no seat.
func TestNoSeat(t *testing.T) {
	w := world()
	w.Behaviour.Seats = 2
	_, base := start(t, w)
	ask(t, base, "acme-key", "DELETE", byEmail("bob@ours.example"), "")
	for i, want := range []int{400, 400, 201} {
		r := ask(t, base, "acme-key", "POST", users, post("bob@ours.example", ""))
		if r.status != want || want == 400 && !strings.Contains(r.text, "NO_SEAT_AVAILABLE_FOR_ROLE_COMBINATION") {
			t.Errorf("POST %d: %d %s", i+1, r.status, r.text)
		}
	}
}
