package hubspot_test

import (
	"strings"
	"testing"

	"accredit/engine"
	"accredit/engine/hubspot"
)

func shownOptions() hubspot.Options {
	return hubspot.Options{
		EmailDomains: []string{"ours.example"}, AgencyHubID: 1,
		Sets:     []engine.RecordedSet{{Name: "sales_rep"}, {Name: "am"}},
		SetNames: hubspot.SetNames{Accounts: map[int64]map[string]string{7: {"am": "Account mgr"}}},
	}
}

// A set is what its name stands for in that account. Two that share a name stand for
// none, and a name makes nobody super admin.
func TestNamer(t *testing.T) {
	n := hubspot.NewNamer(shownOptions(), 7, []string{"Sales Rep", "Account mgr", "Twin", "twin", "Super Admin", "Partner Admin", "View only", "am"})
	for name, want := range map[string]string{
		"Sales Rep": "sales_rep", "sales-rep": "sales_rep", "Account mgr": "am", "View only": "view_only", "Partner Admin": "partner_admin",
		"Twin": "", "twin": "", "Super Admin": "", "Sales / Rep": "", "am": "",
	} {
		set, known := n.Set(name)
		if known != (want != "") || known && set != want || set == engine.SetSuperAdmin || !known && (set == "sales_rep" || set == "am") {
			t.Errorf("%s: %s, %v; want %q", name, set, known, want)
		}
	}
	if a, _ := n.Set("Twin"); a == "twin" {
		t.Error("one of two sets of one name has that name")
	}
}

// What the API shows becomes what an export becomes.
func TestReadShown(t *testing.T) {
	whole := hubspot.Shown{HubID: 7, Source: "account 7", Whole: true, Sets: []string{"Sales Rep"}, TellsTeams: true, TellsStatus: true, Users: []hubspot.ShownUser{
		{Email: "bob@ours.example", UserID: "2", Name: "Bob\u202e Berg", Sets: []string{"Sales Rep"}, Teams: []string{"South", "North"}},
		{Email: "ann@ours.example", UserID: "3", Sets: []string{"Sales Rep", "Other"}, Deactivated: true},
		{Email: "eve@ours.example", UserID: "4"},
		{Email: "owner@acme.example", UserID: "9", SuperAdmin: true},
	}}
	twice := hubspot.Shown{HubID: 8, Source: "account 8", Whole: true, Users: []hubspot.ShownUser{
		{Email: "bob@ours.example", UserID: "2", SuperAdmin: true}, {Email: "BOB@ours.example", UserID: "2"}, {Email: "nobody", UserID: "5"},
	}}
	e, problems := hubspot.ReadShown([]hubspot.Shown{whole, twice, {HubID: 1, Source: "ours"}}, shownOptions())
	if len(problems) != 1 || !strings.Contains(problems[0].Text, "agency's own") {
		t.Errorf("%v", problems)
	}
	if got := e.Account(7).Reading; got != hubspot.Whole {
		t.Error(got)
	}
	if got := e.Account(8).Reading; got != hubspot.Partial {
		t.Error(got)
	}
	var sets []string
	for _, g := range e.Access.Clients[0].Grants {
		sets = append(sets, e.Access.People[g.Person].Email+" "+g.Rights.Set+" "+g.Status.String())
	}
	if got, want := strings.Join(sets, ", "), "ann@ours.example other__sales_rep deactivated, bob@ours.example sales_rep active, eve@ours.example no_permission_set active"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	if p := e.Access.People[1]; p.Name != "Bob Berg" || p.UserID != "2" {
		t.Errorf("%+v", p)
	}
	if own := e.Access.Clients[0].SuperAdmins; len(own) != 1 {
		t.Error(own)
	}
}
