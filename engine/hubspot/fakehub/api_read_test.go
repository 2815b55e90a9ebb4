package fakehub_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"accredit/engine/hubspot/fakehub"
)

// clock is a time that moves only when a test moves it.
type clock struct{ now time.Time }

func startAt(t *testing.T, w *fakehub.World, c *clock) (*fakehub.Hub, string) {
	t.Helper()
	hub, err := fakehub.New(w, fakehub.Options{Now: func() time.Time { return c.now }})
	if err != nil {
		t.Fatal(err)
	}
	return hub, serve(t, hub)
}

func noon() *clock { return &clock{time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)} }

// The list of logins goes back 90 days; security activity says who did what.
func TestActivity(t *testing.T) {
	w, c := world(), noon()
	w.Accounts[1].Logins = []fakehub.Login{
		{Email: "bob@ours.example", At: c.now.AddDate(0, 0, -91)}, {Email: "bob@ours.example", At: c.now.AddDate(0, 0, -89)},
		{Email: "maria@ours.example", At: c.now.AddDate(0, 0, -1), Failed: true},
	}
	_, base := startAt(t, w, c)
	logins := "/account-info/2026-09/activity/login"
	r := ask(t, base, "acme-key", "GET", logins, "")
	if r.at(t, "results.0.email") != "maria@ours.example" || r.at(t, "results.0.loginSucceeded") != false || r.at(t, "results.1.userId") != 2.0 || r.at(t, "results.2") != nil {
		t.Error(r.text)
	}
	if r := ask(t, base, "acme-key", "GET", logins+"?userId=2&limit=1", ""); r.at(t, "results.0.email") != "bob@ours.example" || r.at(t, "results.1") != nil {
		t.Error(r.text)
	}
	if r := ask(t, base, "acme-key", "GET", logins+"?limit=1", ""); r.at(t, "paging.next.after") != "1" {
		t.Error(r.text)
	}
	if r := ask(t, base, "acme-key", "GET", logins+"?limit=201", ""); r.status != 400 {
		t.Error(r.text)
	}
	ask(t, base, "acme-key", "DELETE", byEmail("bob@ours.example"), "")
	security := "/account-info/2026-09/activity/security"
	r = ask(t, base, "acme-key", "GET", security+"?userId=2", "")
	if r.at(t, "results.0.type") != "REMOVE_USER" || r.at(t, "results.0.actingUser") != "maria@ours.example" || r.at(t, "results.0.createdAt") != "2026-11-21T12:00:00Z" {
		t.Error(r.text)
	}
	later := fmt.Sprint(c.now.Add(time.Second).UnixMilli())
	for _, query := range []string{"?fromTimestamp=" + later, "?toTimestamp=1", "?userId=1"} {
		if r := ask(t, base, "acme-key", "GET", security+query, ""); r.at(t, "results.0") != nil {
			t.Errorf("%s: %s", query, r.text)
		}
	}
}

// The CRM knows who is deactivated, under ids of its own, and late.
func TestSearchOfUsers(t *testing.T) {
	w := world()
	w.Behaviour.CRMLag, w.Behaviour.RateLimit = 1, "off"
	w.Accounts[1].Users[1].Deactivated = true
	hub, base := start(t, w)
	search := func(path, filters, rest string) reply {
		t.Helper()
		return ask(t, base, "acme-key", "POST", path, `{"filterGroups":[{"filters":[`+filters+`]}],"properties":["hs_internal_user_id","hs_email"]`+rest+`}`)
	}
	off := `{"propertyName":"hs_deactivated","operator":"EQ","value":"true"}`
	for _, path := range []string{"/crm/objects/2026-09/users/search", "/crm/v3/objects/users/search"} {
		r := search(path, off, "")
		if r.at(t, "total") != 1.0 || r.at(t, "results.0.properties.hs_internal_user_id") != "2" || r.at(t, "results.0.id") == "2" {
			t.Errorf("%s: %s", path, r.text)
		}
	}
	path := "/crm/objects/2026-09/users/search"
	if r := search(path, off+`,{"propertyName":"hs_internal_user_id","operator":"IN","values":["1"]}`, ""); r.at(t, "total") != 0.0 {
		t.Error(r.text)
	}
	r := search(path, `{"propertyName":"hs_deactivated","operator":"NEQ","value":"true"}`, `,"limit":1`)
	if r.at(t, "total") != 2.0 || r.at(t, "paging.next.after") != "1" {
		t.Error(r.text)
	}
	if r := search(path, `{"propertyName":"hs_deactivated","operator":"NEQ","value":"true"}`, `,"limit":1,"after":"1"`); r.at(t, "results.0.properties.hs_email") != "owner@acme.example" {
		t.Error(r.text)
	}
	if r := search(path, `{"propertyName":"x","operator":"NEAR"}`, ""); r.status != 400 {
		t.Error(r.text)
	}
	if err := hub.SetBehaviour(fakehub.Behaviour{CRMLag: 1, RateLimit: "off"}); err != nil {
		t.Fatal(err)
	}
	ask(t, base, "acme-key", "DELETE", byEmail("bob@ours.example"), "")
	for i, total := range []float64{1, 0} {
		if r := search(path, off, ""); r.at(t, "total") != total {
			t.Errorf("search %d: %s", i+1, r.text)
		}
	}
}

// What the user API shows of the deactivated.
func TestDeactivatedInTheUserAPI(t *testing.T) {
	for _, c := range []struct {
		how    string
		listed bool
		status int
	}{{"", true, 200}, {"yes", true, 200}, {"no", false, 200}, {"never", false, 404}} {
		w := world()
		w.Behaviour.Listed = c.how
		w.Accounts[1].Users[1].Deactivated = true
		_, base := start(t, w)
		list := ask(t, base, "acme-key", "GET", users, "")
		one := ask(t, base, "acme-key", "GET", byEmail("bob@ours.example"), "")
		if strings.Contains(list.text, "bob@ours.example") != c.listed || one.status != c.status {
			t.Errorf("%q: %s; %d", c.how, list.text, one.status)
		}
	}
}

// The clients of the agency, with or without a property that has the hub id.
func TestPartnerClients(t *testing.T) {
	hub, base := start(t, world())
	objects := "/crm/objects/2026-09/partner_clients"
	for _, c := range []struct {
		property string
		value    any
	}{{"", nil}, {"hs_portal", "2001"}} {
		if err := hub.SetBehaviour(fakehub.Behaviour{HubIDProperty: c.property}); err != nil {
			t.Fatal(err)
		}
		r := ask(t, base, "agency-key", "GET", objects+"?properties=hs_client_name,hs_split_managed_mrr,hs_portal", "")
		if r.at(t, "results.0.properties.hs_client_name") != "Acme" || r.at(t, "results.0.properties.hs_split_managed_mrr") != "1200" || r.at(t, "results.0.properties.hs_portal") != c.value {
			t.Errorf("%q: %s", c.property, r.text)
		}
		names := ask(t, base, "agency-key", "GET", "/crm/v3/properties/partner_clients", "")
		if strings.Contains(names.text, "hs_portal") != (c.property != "") {
			t.Errorf("%q: %s", c.property, names.text)
		}
	}
	r := ask(t, base, "agency-key", "POST", objects+"/search", `{"properties":["hs_client_domain_name"]}`)
	if r.at(t, "results.0.properties.hs_client_domain_name") != "acme.example" {
		t.Error(r.text)
	}
	if r := ask(t, base, "agency-key", "GET", objects+"/1?properties=hs_client_name", ""); r.at(t, "properties.hs_client_name") != "Acme" {
		t.Error(r.text)
	}
	if r := ask(t, base, "agency-key", "GET", objects+"/7", ""); r.status != 404 {
		t.Error(r.text)
	}
}

// Limits are per account, with the headers that HubSpot sends.
func TestRateLimits(t *testing.T) {
	w, c := world(), noon()
	w.Accounts[1].Tier, w.Accounts[1].TimeZone = "starter", "Europe/Berlin"
	w.Accounts[2].DailyLimit = 3
	hub, base := startAt(t, w, c)
	details := "/account-info/2026-09/details"
	var r reply
	for range 100 {
		r = ask(t, base, "acme-key", "GET", details, "")
	}
	if r.status != 200 || r.header.Get("X-HubSpot-RateLimit-Remaining") != "0" || r.header.Get("X-HubSpot-RateLimit-Max") != "100" {
		t.Errorf("%d %v", r.status, r.header)
	}
	r = ask(t, base, "acme-key", "GET", details, "")
	if r.status != 429 || r.at(t, "policyName") != "TEN_SECONDLY_ROLLING" || r.header.Get("Retry-After") == "" {
		t.Errorf("%d %s", r.status, r.text)
	}
	c.now = c.now.Add(11 * time.Second)
	if r := ask(t, base, "acme-key", "GET", details, ""); r.status != 200 {
		t.Errorf("ten seconds later: %d", r.status)
	}
	for i, want := range []int{200, 200, 200, 429} {
		if r := ask(t, base, "beta-key", "GET", details, ""); r.status != want || want == 429 && r.at(t, "policyName") != "DAILY" {
			t.Errorf("call %d of the day: %d %s", i+1, r.status, r.text)
		}
	}
	for i, want := range []int{200, 200, 200, 200, 429} {
		if r := ask(t, base, "acme-key", "POST", "/crm/v3/objects/users/search", "{}"); r.status != want {
			t.Errorf("search %d: %d %s", i+1, r.status, r.text)
		}
	}
	usage := ask(t, base, "acme-key", "GET", "/account-info/2026-09/api-usage/daily/private-apps", "")
	if usage.at(t, "results.0.resetsAt") != "2026-11-21T23:00:00Z" {
		t.Error(usage.text)
	}
	if err := hub.SetBehaviour(fakehub.Behaviour{RateLimit: "off"}); err != nil {
		t.Fatal(err)
	}
	if r := ask(t, base, "beta-key", "GET", details, ""); r.status != 200 {
		t.Errorf("without limits: %d", r.status)
	}
}
