package live

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"
)

func TestCheck(t *testing.T) {
	s := newServer(t)
	s.says("GET /settings/users/2026-09/seats", 403, `{"category":"MISSING_SCOPES","message":"no","context":{"missingScopes":["settings.billing.write"]}}`)
	got, err := s.account().Check(t.Context(), maria)
	if err != nil {
		t.Fatal(err)
	}
	if got.Version != "2026-09" || got.PortalID != "886618329" || got.Listed != 4 || !got.WholeList || got.Sets.Can != Can || len(got.Roles) != 2 ||
		got.Teams.Can != Can || got.Seats.Can != Cannot || got.Deactivated.Can != Can || got.Activity.Can != Can || got.Owner.Can != Can || !got.SuperAdmin {
		t.Errorf("%+v", got)
	}
	if !strings.Contains(got.Seats.Why, "settings.billing.write, as HubSpot says; it has named the wrong scope before") {
		t.Error(got.Seats.Why)
	}
	if _, err := json.Marshal(got); err != nil {
		t.Error(err)
	}
	for _, method := range []string{"PUT", "DELETE", "PATCH", "POST /settings"} {
		if s.asked(method) > 0 {
			t.Error("a check wrote something")
		}
	}
	noKey(t, got)
}

// A poor account and a poor key are no error.
func TestCheckPoor(t *testing.T) {
	s := newServer(t)
	forbidden := `{"category":"MISSING_SCOPES","message":"no"}`
	s.says("GET /settings/users/2026-09/roles", 400, `{"category":"VALIDATION_ERROR","message":"account doesn't have access to roles"}`)
	s.says("GET /settings/users/2026-09/teams", 403, forbidden)
	s.says("POST /crm/objects/2026-09/users/search", 403, forbidden)
	s.says("GET /account-info/2026-09/activity/login", 500, `{}`)
	got, err := s.account().Check(t.Context(), "petra@northwind.example")
	if err != nil || got.Sets.Can != NoneThere || got.Teams.Can != Cannot || got.Deactivated.Can != Cannot || got.Activity.Can != Unknown || got.Owner.Can != NoneThere {
		t.Errorf("%+v %v", got, err)
	}
}

func TestCheckWrongPortal(t *testing.T) {
	s := newServer(t)
	s.says("GET /account-info/2026-09/details", 200, `{"portalId":42}`)
	a := s.account()
	for range 2 {
		if got, err := a.Check(t.Context(), maria); !errors.Is(err, ErrWrongPortal) || got == nil {
			t.Errorf("%+v %v", got, err)
		}
	}
	if s.asked("") != 1 {
		t.Error(s.log)
	}
}

func TestActivity(t *testing.T) {
	s := newServer(t)
	a := s.account()
	logins, err := a.Logins(t.Context())
	if err != nil || len(logins) != 1 || logins[0].Email != maria || logins[0].At.Day() != 20 {
		t.Errorf("%+v %v", logins, err)
	}
	events, err := a.Events(t.Context(), time.Date(2026, 11, 19, 0, 0, 0, 0, time.UTC))
	if err != nil || len(events) != 2 || events[0].Type != "ADD_USER" || events[1].By != "owner@acme.example" || events[0].Object != "1005" {
		t.Errorf("%+v %v", events, err)
	}
	s.says("GET /account-info/2026-09/activity/login", 403, `{"category":"MISSING_SCOPES"}`)
	if _, err := a.Logins(t.Context()); !IsUntold(err) {
		t.Errorf("%v", err)
	}
	s.says("GET /account-info/2026-09/activity/login", 500, `{}`)
	if _, err := a.Logins(t.Context()); err == nil || IsUntold(err) {
		t.Errorf("%v", err)
	}
}

func TestPartnerClients(t *testing.T) {
	s := newServer(t)
	s.says("GET /account-info/2026-09/details", 200, `{"portalId":111}`)
	s.says("GET /crm/properties/2026-09/partner_clients", 200, `{"results":[{"name":"hs_client_name","label":"Name"},{"name":"hs_client_domain_name"},{"name":"hs_split_managed_mrr"},
		{"name":"hs_relationship_type"},{"name":"hs_managed_relationship_estimated_expiration_date"},{"name":"hs_account_link"},{"name":"client_portal_id","label":"x"},{"name":"hs_object_id","label":"Record ID"}]}`)
	s.file("POST /crm/objects/2026-09/partner_clients/search", "partner_clients.json")
	c, err := New(Options{BaseURL: s.URL, Now: s.clock.now, Wait: s.clock.wait})
	if err != nil {
		t.Fatal(err)
	}
	list, err := c.Account(111, key(t)).PartnerClients(t.Context())
	if err != nil || len(list) != 3 {
		t.Fatalf("%+v %v", list, err)
	}
	if a := list[0]; a.HubID != hub || a.HubIDFrom != "client_portal_id" || a.Name != "Acme" || a.Domain != "acme.example" || a.ManagedMRR != "1200.5" || a.Relationship != "MANAGED" || a.Expires.Year() != 2027 {
		t.Errorf("%+v", a)
	}
	if b := list[1]; b.HubID != 42000001 || b.HubIDFrom != "hs_account_link" || b.ManagedMRR != "7" {
		t.Errorf("%+v", b)
	}
	if c := list[2]; c.HubID != 0 {
		t.Errorf("%+v", c)
	}
}
