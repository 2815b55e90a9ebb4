package config

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestHubspotNames(t *testing.T) {
	d := mustLoad(t, agencyWith("")+`permission_set "am" {
  hubspot_name = "Northwind AM (2026)"
}
permission_set "sales_rep" {}
client "acme" {
  name                 = "Acme"
  hub_id               = 7
  permission_set_names = { am = "Account mgr", view_only = "Nur ansehen", sales_rep = "" }
}
`)
	names := map[string]string{}
	for i := range d.Sets {
		names[d.Sets[i].Name] = d.Sets[i].InHubspot()
	}
	want := map[string]string{"am": "Northwind AM (2026)", "sales_rep": "sales_rep", "partner_admin": "partner_admin", "super_admin": "super_admin", "view_only": "view_only"}
	if diff := cmp.Diff(want, names); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(map[string]string{"am": "Account mgr", "view_only": "Nur ansehen"}, d.Clients[0].SetNames); diff != "" {
		t.Error(diff)
	}
}
