package hubspot

import (
	"testing"

	"accredit/engine"

	"github.com/google/go-cmp/cmp"
)

// recorded is a state with what no export shows.
func recorded() *engine.Access {
	adjusted := &engine.RecordedRights{Set: "sales_rep", Levels: engine.Levels{{Permission: "crm.export", Level: "on"}}}
	a := &engine.Access{
		Sets:   []engine.RecordedSet{{Name: "sales_rep"}},
		People: []engine.Person{{Address: "employee.bob", Email: "bob@northwind.example", Name: "Robert"}, {Email: "eve@northwind.example"}},
	}
	a.Clients = []engine.RecordedClient{{
		Client: engine.Client{HubID: 7, Name: "Acme", Mode: engine.Enforce, SuperAdmins: []string{"owner@acme.example"}, ManagedMRR: 5},
		Grants: []engine.RecordedGrant{
			{Person: 0, Rights: adjusted, Expires: 9, Details: &engine.Details{Reason: "SOW", Teams: []string{"EMEA"}}},
			{Person: 1, Rights: adjusted},
		},
	}}
	return a
}

func TestOver(t *testing.T) {
	was := recorded()
	o := agency
	o.People, o.Sets = was.People, was.Sets
	e, problems := ReadExports([]File{text("7.csv", "Email,Name,Role,Status\nbob@northwind.example,Bob,Sales Rep,deactivated\nann@northwind.example,Ann,X,\n")}, o)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	got := e.Over(was)
	if diff := cmp.Diff([]string{
		"7 ann@northwind.example x unknown seat",
		"7 bob@northwind.example sales_rep deactivated EMEA",
		"7 super admins owner@acme.example",
	}, grants(got)); diff != "" {
		t.Error(diff)
	}
	c := got.Clients[0]
	if g := c.Grants[1]; g.Expires != 9 || g.Details.Reason != "SOW" || len(g.Rights.Levels) != 1 {
		t.Errorf("%+v", g)
	}
	if c.ManagedMRR != 5 || c.Mode != engine.Enforce || c.Name != "Acme" || got.People[1].Name != "Robert" {
		t.Errorf("%+v", c)
	}
	if was.Clients[0].Grants[0].Status != engine.Active {
		t.Error("what is recorded was changed")
	}
}

// Who is in a bad row is not gone.
func TestOverPartial(t *testing.T) {
	o := agency
	o.SkipBad = true
	e, _ := ReadExports([]File{text("7.csv", "Email,Role\nbob@northwind.example,Sales Rep\neve at northwind.example,X\n")}, o)
	if diff := cmp.Diff([]string{
		"7 bob@northwind.example sales_rep EMEA", "7 eve@northwind.example sales_rep", "7 super admins owner@acme.example",
	}, grants(e.Over(recorded()))); diff != "" {
		t.Error(diff)
	}
}

// Nor is a super admin of the client who is in a bad row.
func TestOverPartialSuperAdmins(t *testing.T) {
	o := agency
	o.SkipBad = true
	e, _ := ReadExports([]File{text("7.csv", "Email,Role,Super admin\nboss@acme.example,,TRUE\nbob@northwind.example,Sales Rep,FALSE\nowner at acme.example,,TRUE\n")}, o)
	if diff := cmp.Diff([]string{
		"7 bob@northwind.example sales_rep EMEA", "7 eve@northwind.example sales_rep", "7 super admins boss@acme.example owner@acme.example",
	}, grants(e.Over(recorded()))); diff != "" {
		t.Error(diff)
	}
}
