package fakehub_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"accredit/engine/hubspot/fakehub"
)

// small is a world that is right; each case breaks it in one place.
const small = `{
  "agency": 1,
  "behaviour": {
    "put": "merge"
  },
  "permissions": {
    "crm.export": "toggle"
  },
  "accounts": [
    {
      "hubId": 1,
      "name": "Us"
    },
    {
      "hubId": 2,
      "name": "Acme",
      "keys": [
        {"key": "k", "scopes": []}
      ],
      "permissionSets": [
        {"id": "11", "name": "Rep", "contents": {"crm.export": "on"}}
      ],
      "teams": [
        {"id": "21", "name": "North"}
      ],
      "users": [
        {
          "id": "5",
          "email": "bob@x.example",
          "roleIds": ["11"],
          "primaryTeamId": "21"
        }
      ]
    }
  ]
}

`

func TestReadWorld(t *testing.T) {
	w, err := fakehub.ReadWorld([]byte(small))
	if err != nil {
		t.Fatal(err)
	}
	text, err := w.Text()
	if err != nil {
		t.Fatal(err)
	}
	again, err := fakehub.ReadWorld(text)
	if err != nil {
		t.Fatal(err)
	}
	if twice, err := again.Text(); err != nil || !bytes.Equal(text, twice) {
		t.Errorf("%v: written again as %s", err, twice)
	}
}

// Every mistake is said with its line and field.
func TestInvalidWorlds(t *testing.T) {
	for _, c := range []struct{ old, with, message string }{
		{`"agency": 1,`, `"agency": 7,`, "line 2: agency: there is no account 7"},
		{`"agency": 1,`, `"agency": "1",`, "line 2: agency is a string, and should be a int64"},
		{`"agency": 1,`, `"agency": 1, "Agency": 1,`, "line 2: there is no field Agency"},
		{`"agency": 1,`, `"agency": 1, "agency": 1,`, "line 2: agency stands there twice"},
		{`"agency": 1,`, "\n\"agency\" 1,", "line 3: this is no JSON"},
		{`"put": "merge"`, `"put": "swap"`, `line 4: behaviour.put: "swap" is not one of "replace", "replace-seats", "merge" or "add-role"`},
		{`"put": "merge"`, `"put": null`, "line 4: behaviour.put is null: leave it out"},
		{`"put": "merge"`, `"lag": 1.5`, "line 4: behaviour.lag is a number 1.5"},
		{`"put": "merge"`, `"page": -2`, "line 4: behaviour.page: -2 is below 0"},
		{`"toggle"`, `"switch"`, `line 7: permissions.crm.export: "switch" is not`},
		{`"hubId": 1,`, `"hubId": 0,`, "line 11: accounts[0].hubId: a hub id is a number above 0"},
		{`"hubId": 2,`, `"hubId": 1,`, "line 15: accounts[1].hubId: account 1 stands there twice"},
		{`"name": "Acme",`, `"name": "Acme", "tier": "gold",`, `line 16: accounts[1].tier: "gold" is not one of`},
		{`"name": "Acme",`, `"name": "Acme", "dailyLimit": -1,`, "line 16: accounts[1].dailyLimit: -1 is below 0"},
		{`{"key": "k", "scopes": []}`, `{"key": "", "scopes": []}`, "line 18: accounts[1].keys[0].key: it is empty"},
		{`{"key": "k", "scopes": []}`, `{"key": "k", "scope": []}`, "line 18: there is no field accounts[1].keys[0].scope"},
		{`"id": "11", "name": "Rep"`, `"id": "11", "name": ""`, "line 21: accounts[1].permissionSets[0].name: a permission set has a name"},
		{`{"crm.export": "on"}`, `{"crm.export": "all"}`, `line 21: accounts[1].permissionSets[0].contents.crm.export: "all" is no level of it`},
		{`{"id": "21", "name": "North"}`, `{"id": "", "name": "North"}`, "line 24: accounts[1].teams[0].id: it is empty"},
		{`"id": "5",`, `"id": "x5",`, "line 29: accounts[1].users[0].email: bob@x.example has the id"},
		{`"bob@x.example"`, `"Bob@x.example"`, "line 29: accounts[1].users[0].email: \"Bob@x.example\" is no e-mail address in lower case"},
		{`"bob@x.example"`, `"bob\u0000@x.example"`, "line 29: accounts[1].users[0].email"},
		{`["11"]`, `["11", "11"]`, "line 30: accounts[1].users[0].roleIds[1]"},
		{`["11"]`, `["12"]`, "line 30: accounts[1].users[0].roleIds[0]: there is no permission set \"12\""},
		{`"primaryTeamId": "21"`, `"primaryTeamId": "22"`, "line 31: accounts[1].users[0].primaryTeamId: there is no team"},
		{`"primaryTeamId": "21"`, `"secondaryTeamIds": ["22"]`, "line 31: accounts[1].users[0].secondaryTeamIds[0]: there is no team"},
		{`"primaryTeamId": "21"`, `"individual": {"crm.export": "all"}`, "line 31: accounts[1].users[0].individual.crm.export"},
		{`"primaryTeamId": "21"`, `"lastLogin": "yesterday"`, "line 31: accounts[1].users[0].lastLogin: \"yesterday\" is no moment"},
		{`"primaryTeamId": "21"`, `"lastLogin": 5`, "line 31: accounts[1].users[0].lastLogin: \"\" is no moment"},
		{"\n}\n", "\n}\n{}", "line 37: there is more after the end of the world"},
		{"\n}\n", "\n", "line 35: this is no JSON"},
	} {
		text := strings.Replace(small, c.old, c.with, 1)
		if text == small {
			t.Fatalf("%s does not stand there", c.old)
		}
		_, err := fakehub.ReadWorld([]byte(text))
		if err == nil || !strings.HasPrefix(err.Error(), c.message) {
			t.Errorf("%s: %v\nwant %s", c.with, err, c.message)
		}
	}
	for _, text := range []string{"", "null", "[]", "1", `""`} {
		if _, err := fakehub.ReadWorld([]byte(text)); err == nil || !strings.HasPrefix(err.Error(), "line 1: ") {
			t.Errorf("%q: %v", text, err)
		}
	}
}

// A person has one id in all accounts, and an id is of one person.
func TestIdentities(t *testing.T) {
	user := func(id, email string) []fakehub.User { return []fakehub.User{{ID: id, Email: email}} }
	for _, c := range []struct {
		one, other []fakehub.User
		known      map[string]string
		message    string
	}{
		{user("5", "bob@x.example"), user("5", "bob@x.example"), nil, ""},
		{user("5", "bob@x.example"), user("6", "bob@x.example"), nil, "has the ids 5 and 6"},
		{user("5", "bob@x.example"), user("5", "eve@x.example"), nil, "have the same id 5"},
		{nil, user("5", "bob@x.example"), map[string]string{"bob@x.example": "6"}, "has the ids 6 and 5"},
	} {
		w := &fakehub.World{Agency: 1, UserIDs: c.known, Accounts: []fakehub.Account{{HubID: 1, Users: c.one}, {HubID: 2, Users: c.other}}}
		_, err := fakehub.New(w, fakehub.Options{})
		if c.message == "" && err != nil || c.message != "" && (err == nil || !strings.Contains(err.Error(), c.message)) {
			t.Errorf("%v", err)
		}
	}
}

// The file is replaced: only its owner can read it, nothing is left beside it, and
// where it cannot be written the world stays as it was.
func TestSave(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "world.json")
	if err := world().Save(path); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v %v", info.Mode(), err)
	}
	w, err := fakehub.LoadWorld(path)
	if err != nil {
		t.Fatal(err)
	}
	hub, err := fakehub.New(w, fakehub.Options{Path: filepath.Join(dir, "gone", "world.json")})
	if err != nil {
		t.Fatal(err)
	}
	before, err := hub.World().Text()
	if err != nil {
		t.Fatal(err)
	}
	for _, err := range []error{hub.SetWorld(world()), hub.SetBehaviour(fakehub.Behaviour{Put: "merge"})} {
		if err == nil {
			t.Error("a world that cannot be kept was taken")
		}
	}
	if after, err := hub.World().Text(); err != nil || !bytes.Equal(before, after) {
		t.Errorf("%v: the world is another", err)
	}
	if list, err := os.ReadDir(dir); err != nil || len(list) != 1 {
		t.Errorf("%v: %v", err, list)
	}
	if _, err := fakehub.LoadWorld(filepath.Join(dir, "none.json")); err == nil {
		t.Error("a file that there is not was read")
	}
}

// A request whose change cannot be kept changes nothing and says so.
func TestDiskIsFull(t *testing.T) {
	w := world()
	hub, err := fakehub.New(w, fakehub.Options{Path: filepath.Join(t.TempDir(), "gone", "world.json")})
	if err != nil {
		t.Fatal(err)
	}
	base := serve(t, hub)
	for _, c := range []struct{ method, path, body string }{
		{"POST", users, post("ann@ours.example", "")},
		{"PUT", byEmail("bob@ours.example"), `{"roleId":"12"}`},
		{"DELETE", byEmail("bob@ours.example"), ""},
	} {
		if r := ask(t, base, "acme-key", c.method, c.path, c.body); r.status != 500 {
			t.Errorf("%s: %d %s", c.method, r.status, r.text)
		}
	}
	if u := userOf(t, hub, acme, "bob@ours.example"); u == nil || u.RoleIDs[0] != "11" || userOf(t, hub, acme, "ann@ours.example") != nil {
		t.Errorf("the world is another: %+v", hub.World().Accounts[1].Users)
	}
	if n := len(hub.World().UserIDs); n != 0 {
		t.Errorf("%d ids are kept of people who are there", n)
	}
}

// The world can be read and put in place while the fake runs.
func TestWorldOverHTTP(t *testing.T) {
	hub, base := start(t, world())
	if r := ask(t, base, "", "PUT", "/_world", strings.Replace(small, `"toggle"`, `"x"`, 1)); r.status != 400 || !strings.HasPrefix(r.text, "line 7: ") {
		t.Errorf("%d %s", r.status, r.text)
	}
	if r := ask(t, base, "", "PUT", "/_world", small); r.status != 200 {
		t.Errorf("%d %s", r.status, r.text)
	}
	if got := ask(t, base, "", "GET", "/_world", ""); got.at(t, "accounts.1.name") != "Acme" || hub.World().Behaviour.Put != "merge" {
		t.Error(got.text)
	}
	if r := ask(t, base, "k", "GET", "/account-info/2026-09/details", ""); r.at(t, "portalId") != 2.0 {
		t.Error(r.text)
	}
	if r := ask(t, base, "acme-key", "GET", "/account-info/2026-09/details", ""); r.status != 401 {
		t.Errorf("a key of the other world: %d", r.status)
	}
}
