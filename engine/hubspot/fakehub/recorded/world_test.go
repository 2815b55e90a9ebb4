package recorded_test

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"accredit/engine"
	"accredit/engine/hubspot"
	"accredit/engine/hubspot/fakehub"
	"accredit/engine/hubspot/fakehub/recorded"
	"accredit/engine/planfile"
)

// state is one of three accounts, with everything that a grant can have.
const state = `{
  "schema": "accredit.state/v1",
  "agency": {"name": "Northwind", "hub_id": 1000},
  "permission_sets": [
    {"name": "sales_rep", "permissions": {"crm.contacts.view": "all", "crm.contacts.edit": "team"}},
    {"name": "secret", "unknown": true}
  ],
  "people": [
    {"email": "maria@ours.example", "name": "Maria de la Cruz", "kind": "employee", "roles": ["super_admin"]},
    {"email": "bob@ours.example", "name": "Bob", "kind": "employee"},
    {"email": "carl@free.example", "kind": "contractor"},
    {"email": "gone@ours.example", "kind": "employee", "status": "left"}
  ],
  "clients": [
    {"hub_id": 2001, "name": "Acme, Inc.", "domain": "acme.example", "super_admins": ["owner@acme.example"], "grants": [
      {"email": "maria@ours.example", "permission_set": "partner_admin", "seat": "partner", "rights": {"account.modify_billing": "on"}},
      {"email": "bob@ours.example", "permission_set": "sales_rep", "seat": "partner", "teams": ["North", "South"], "rights": {"crm.contacts.edit": "all"}},
      {"email": "carl@free.example", "permission_set": "sales_rep", "status": "deactivated", "linked": false, "assets": [{"kind": "workflow", "count": 2}]},
      {"email": "gone@ours.example", "permission_set": "secret", "seat": "partner"}
    ]},
    {"hub_id": 2002, "name": "Beta", "grants": [{"email": "bob@ours.example", "permission_set": "super_admin", "seat": "partner"}]},
    {"hub_id": 2003, "name": "Gamma", "domain": "gamma.example", "super_admins": ["owner@gamma.example"], "grants": [
      {"email": "bob@ours.example", "permission_set": "sales_rep", "seat": "partner", "rights": {"crm.contacts.view": "own", "crm.contacts.edit": "none"}},
      {"email": "carl@free.example", "permission_set": "sales_rep", "rights": {"crm.contacts.view": "own", "crm.contacts.edit": "none"}}
    ]}
  ]
}`

// made makes the world of a state, with a configuration that declares nothing.
func made(t *testing.T, text string) (*engine.Access, *fakehub.World) {
	t.Helper()
	s, err := planfile.DecodeState(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	key := func() string { n++; return fmt.Sprintf("key-%d", n) }
	return s.Access, recorded.World(desired(), s.Access, recorded.Options{NewKey: key})
}

func desired() *engine.Desired {
	c := engine.BuiltinCatalogue()
	return &engine.Desired{
		Catalogue: c, Sets: engine.BuiltinSets(c),
		Agency: engine.Agency{Name: "Northwind", HubID: 1000, EmailDomains: []string{"ours.example"}},
	}
}

// lines are the grants of an access, a line each.
func lines(a *engine.Access) []string {
	var list []string
	for i := range a.Clients {
		c := &a.Clients[i]
		for _, g := range c.Grants {
			d := engine.DetailsOf(g.Details)
			list = append(list, fmt.Sprintf("%d %s %s %s seat:%s unlinked:%v %s", c.HubID, a.People[g.Person].Email, g.Rights.Set, g.Status, g.Seat, g.Unlinked, strings.Join(d.Teams, "+")))
		}
		list = append(list, fmt.Sprintf("%d super admins: %s", c.HubID, strings.Join(c.SuperAdmins, " ")))
	}
	slices.Sort(list)
	return list
}

// accredit's own reader of exports finds in the fake what is recorded.
func TestExportsAreAsRecorded(t *testing.T) {
	access, w := made(t, state)
	at := time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC)
	hub, err := fakehub.New(w, fakehub.Options{Now: func() time.Time { return at }})
	if err != nil {
		t.Fatal(err)
	}
	var files []hubspot.File
	for _, hubID := range []int64{2001, 2002, 2003} {
		name, text, err := hub.Export(hubID)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, hubspot.File{Name: name, Open: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(text)), nil }})
	}
	export, problems := hubspot.ReadExports(files, hubspot.Options{
		EmailDomains: []string{"ours.example"}, People: access.People, Sets: access.Sets, AgencyHubID: 1000, Teams: []string{"North", "South"},
	})
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	if got, want := lines(export.Access), lines(access); !slices.Equal(got, want) {
		t.Errorf("read:\n%s\nrecorded:\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	for i := range export.Accounts {
		if a := &export.Accounts[i]; a.Reading != hubspot.Whole || !a.At.Equal(at) || !a.TellsLinked || !a.TellsStatus || !a.TellsSeat || !a.TellsTeams {
			t.Errorf("%+v", a)
		}
	}
}

// Also without the columns that no page of HubSpot names, an export can be read.
func TestDocumentedExport(t *testing.T) {
	access, w := made(t, state)
	w.Behaviour.Export = "documented"
	hub, err := fakehub.New(w, fakehub.Options{})
	if err != nil {
		t.Fatal(err)
	}
	name, text, err := hub.Export(2001)
	if err != nil {
		t.Fatal(err)
	}
	file := hubspot.File{Name: name, Open: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(text)), nil }}
	export, problems := hubspot.ReadExports([]hubspot.File{file}, hubspot.Options{EmailDomains: []string{"ours.example"}, People: access.People, Sets: access.Sets})
	if len(problems) > 0 || len(export.Accounts) != 1 || export.Accounts[0].Reading != hubspot.Whole || export.Accounts[0].Ours != 4 || export.Accounts[0].TellsStatus {
		t.Errorf("%v %+v", problems, export.Accounts)
	}
}

func userOf(t *testing.T, w *fakehub.World, hubID int64, email string) *fakehub.User {
	t.Helper()
	for i := range w.Accounts {
		for j := range w.Accounts[i].Users {
			if u := &w.Accounts[i].Users[j]; w.Accounts[i].HubID == hubID && u.Email == email {
				return u
			}
		}
	}
	t.Fatalf("%s is not in %d", email, hubID)
	return nil
}

// Rights that differ from those of a set are individual permissions, and a set that
// all in an account have otherwise was not edited there yet.
func TestRights(t *testing.T) {
	_, w := made(t, state)
	if got := userOf(t, w, 2001, "maria@ours.example").Individual; len(got) != 1 || got["account.modify_billing"] != "on" {
		t.Errorf("maria: %v", got)
	}
	if got := userOf(t, w, 2001, "carl@free.example"); got.Individual != nil || got.Assets[0].Count != 2 {
		t.Errorf("carl: %+v", got)
	}
	if got := userOf(t, w, 2001, "bob@ours.example").Individual; len(got) != 1 || got["crm.contacts.edit"] != "all" {
		t.Errorf("bob: %v", got)
	}
	for i, want := range map[int]string{1: "all", 2: "all", 3: "own"} {
		for _, s := range w.Accounts[i].PermissionSets {
			if s.Name == "sales_rep" && s.Contents["crm.contacts.view"] != want {
				t.Errorf("sales_rep in %s: %v", w.Accounts[i].Name, s.Contents)
			}
		}
	}
	if got := userOf(t, w, 2003, "bob@ours.example").Individual; got != nil {
		t.Errorf("bob in gamma: %v", got)
	}
}

// Everybody who works for the agency is in its own account, with one id everywhere,
// and every account has a super admin and a key.
func TestPeopleAndKeys(t *testing.T) {
	_, w := made(t, state)
	var emails []string
	for _, u := range w.Accounts[0].Users {
		emails = append(emails, u.Email)
	}
	if want := []string{"bob@ours.example", "carl@free.example", "maria@ours.example"}; !slices.Equal(emails, want) {
		t.Errorf("in the agency's account: %v", emails)
	}
	maria := userOf(t, w, 1000, "maria@ours.example")
	if !maria.SuperAdmin || maria.FirstName != "Maria" || maria.LastName != "de la Cruz" || maria.ID != userOf(t, w, 2001, "maria@ours.example").ID {
		t.Errorf("maria: %+v", maria)
	}
	if !userOf(t, w, 1000, "carl@free.example").Contractor {
		t.Error("carl is no contractor")
	}
	if !userOf(t, w, 2003, "owner@gamma.example").SuperAdmin {
		t.Error("gamma has no super admin")
	}
	if n := len(w.Accounts[2].Users); n != 1 {
		t.Errorf("beta has %d users; bob is super admin there", n)
	}
	owners := []string{"maria@ours.example", "maria@ours.example", "bob@ours.example", "owner@gamma.example"}
	for i, a := range w.Accounts {
		if len(a.Keys) != 1 || a.Keys[0].Key != fmt.Sprintf("key-%d", i+1) || a.Keys[0].Owner != owners[i] {
			t.Errorf("%s: %+v", a.Name, a.Keys)
		}
	}
}

// Where nothing is recorded there are the declared accounts, sets and super admins,
// and with Options.Links the partner admins whose link was approved.
func TestNothingRecorded(t *testing.T) {
	for _, links := range []bool{false, true} {
		d := desired()
		d.People = []engine.Person{{Email: "maria@ours.example", Kind: engine.Employee}, {Email: "bob@ours.example", Kind: engine.Employee}}
		d.Sets = append(d.Sets, engine.PermissionSet{Name: "sales_rep", HubspotName: "Sales Rep (2026)"})
		d.Clients = []engine.DesiredClient{{
			Client: engine.Client{HubID: 2001, Name: "Acme", AccountType: "developer_test", SuperAdmins: []string{"owner@acme.example"}, Links: []engine.Link{
				{Admin: "bob@ours.example", ApprovedOn: 20000, EndedOn: 20001}, {Admin: "maria@ours.example", ApprovedOn: 20000}, {Admin: "eve@ours.example"},
			}},
			SetNames: map[string]string{"view_only": "Lookers"}, Connection: &engine.Connection{Owner: 1},
			Grants: []engine.Grant{{Person: 1, Set: "sales_rep", Details: &engine.Details{Teams: []string{"North"}}}},
		}, {Client: engine.Client{HubID: 2002}}, {Client: engine.Client{HubID: 2003, Domain: "gamma.example"}}}
		w := recorded.World(d, &engine.Access{}, recorded.Options{Links: links})
		if _, err := fakehub.New(w, fakehub.Options{}); err != nil {
			t.Fatal(err)
		}
		a := w.Accounts[1]
		want := 1
		if links {
			want = 2
			if u := userOf(t, w, 2001, "maria@ours.example"); !u.PartnerAdmin || !u.Linked {
				t.Errorf("maria: %+v", u)
			}
		}
		if len(a.Users) != want || a.AccountType != "DEVELOPER_TEST" || len(a.Teams) != 1 || a.Keys[0].Owner != "bob@ours.example" {
			t.Errorf("acme: %+v", a)
		}
		// Every account has a super admin: where none is known it is made up.
		for hubID, email := range map[int64]string{2002: "owner@hub-2002.example", 2003: "owner@gamma.example"} {
			if !userOf(t, w, hubID, email).SuperAdmin {
				t.Errorf("%s is no super admin", email)
			}
		}
		var names []string
		for _, s := range a.PermissionSets {
			names = append(names, s.Name)
		}
		if !slices.Equal(names, []string{"Sales Rep (2026)", "Lookers"}) {
			t.Errorf("sets: %v", names)
		}
	}
}
