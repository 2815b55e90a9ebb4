package fakehub_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"accredit/engine/hubspot/fakehub"
	"accredit/engine/hubspot/fakehub/robot"
)

// Hub ids of the world of the tests.
const (
	agency = 1000
	acme   = 2001
	beta   = 2002
)

// world is one in which maria manages partner employees and is partner admin of
// acme, where owner is the client's super admin.
func world() *fakehub.World {
	contents := map[string]string{"crm.contacts.view": "all", "crm.contacts.edit": "team", "reports.access": "on"}
	sets := []fakehub.PermissionSet{
		{ID: "11", Name: "Sales Rep", Contents: contents},
		{ID: "12", Name: "View only", Contents: map[string]string{"crm.contacts.view": "all"}},
		{ID: "13", Name: "Billing", Contents: map[string]string{"account.modify_billing": "on"}, RequiresBillingWrite: true},
	}
	client := func(hubID int64, name, domain, key string, users ...fakehub.User) fakehub.Account {
		return fakehub.Account{
			HubID: hubID, Name: name, Domain: domain, PermissionSets: sets, Users: users,
			Keys:  []fakehub.Key{{Key: key, Owner: "maria@ours.example", Scopes: fakehub.Scopes()}},
			Teams: []fakehub.Team{{ID: "21", Name: "North"}, {ID: "22", Name: "South"}},
			Seats: []fakehub.Seat{{Name: "Core", Remaining: 3}},
		}
	}
	user := func(id, email string) fakehub.User { return fakehub.User{ID: id, Email: email} }
	with := func(u fakehub.User, do func(*fakehub.User)) fakehub.User { do(&u); return u }
	partner := func(u *fakehub.User) { u.PartnerAdmin, u.Linked = true, true }
	super := func(u *fakehub.User) { u.SuperAdmin = true }
	rep := func(u *fakehub.User) { u.RoleIDs, u.Linked = []string{"11"}, true }
	return &fakehub.World{
		Agency: agency, EmailDomains: []string{"ours.example"},
		Permissions: map[string]string{"crm.contacts.view": "scope", "crm.contacts.edit": "scope", "crm.export": "toggle", "reports.access": "toggle"},
		Accounts: []fakehub.Account{
			{HubID: agency, Name: "Northwind", Keys: []fakehub.Key{{Key: "agency-key", Scopes: fakehub.Scopes()}},
				Users: []fakehub.User{
					with(user("1", "maria@ours.example"), func(u *fakehub.User) { u.ManagesPartnerEmployees = true; u.FirstName = "Maria" }),
					user("2", "bob@ours.example"), user("3", "ann@ours.example"),
					with(user("4", "carl@free.example"), func(u *fakehub.User) { u.Contractor = true }),
				},
				PartnerClients: []fakehub.PartnerClient{{ID: "1", HubID: acme, Name: "Acme", Domain: "acme.example", ManagedMRR: 1200}},
			},
			client(acme, "Acme", "acme.example", "acme-key", with(user("1", "maria@ours.example"), partner),
				with(user("2", "bob@ours.example"), rep), with(user("9", "owner@acme.example"), super)),
			client(beta, "Beta", "beta.example", "beta-key", with(user("2", "bob@ours.example"), rep), with(user("8", "owner@beta.example"), super)),
		},
	}
}

// start serves a world on a free port of this machine.
func start(t *testing.T, w *fakehub.World) (*fakehub.Hub, string) {
	t.Helper()
	hub, err := fakehub.New(w, fakehub.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return hub, serve(t, hub)
}

// serve serves a fake until the test ends.
func serve(t *testing.T, hub *fakehub.Hub) string {
	t.Helper()
	server := httptest.NewServer(hub.Handler())
	t.Cleanup(server.Close)
	t.Cleanup(hub.Close) // first, so that nothing hangs
	return server.URL
}

// person opens the pages.
func person(t *testing.T, base, as string) *robot.Robot {
	t.Helper()
	r, err := robot.New(base, as)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// reply is an answer of the API.
type reply struct {
	status int
	header http.Header
	text   string
}

// at reads a value of the answer by a path such as results.0.email.
func (r reply) at(t *testing.T, path string) any {
	t.Helper()
	var v any
	if err := json.Unmarshal([]byte(r.text), &v); err != nil {
		t.Fatalf("%v: %s", err, r.text)
	}
	for part := range strings.SplitSeq(path, ".") {
		switch in := v.(type) {
		case map[string]any:
			v = in[part]
		case []any:
			i := int(part[0] - '0')
			if i >= len(in) {
				return nil
			}
			v = in[i]
		default:
			return nil
		}
	}
	return v
}

// ask sends a request with a key and fails the test where there is no answer.
func ask(t *testing.T, base, key, method, path, body string) reply {
	t.Helper()
	r, err := try(base, key, method, path, body)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// try sends a request with a key, and follows nothing.
func try(base, key, method, path, body string) (reply, error) {
	req, err := http.NewRequest(method, base+path, bytes.NewReader([]byte(body)))
	if err != nil {
		return reply{}, err
	}
	if key != "" {
		req.Header.Set("Authorization", "Bearer "+key)
	}
	client := &http.Client{
		Transport:     &http.Transport{DisableKeepAlives: true}, // else a reset is tried again by the client
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	answer, err := client.Do(req)
	if err != nil {
		return reply{}, err
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	return reply{answer.StatusCode, answer.Header, string(text)}, err
}

// userOf finds a user in the world as it is now.
func userOf(t *testing.T, hub *fakehub.Hub, hubID int64, email string) *fakehub.User {
	t.Helper()
	for _, a := range hub.World().Accounts {
		for i := range a.Users {
			if a.HubID == hubID && a.Users[i].Email == email {
				return &a.Users[i]
			}
		}
	}
	return nil
}
