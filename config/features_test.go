package config

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"accredit/engine"
	"github.com/google/go-cmp/cmp"
)

// The example of the language page, whole.
const example = `
agency {
  name           = "Northwind Growth"
  hub_id         = 1000001
  email_domains  = ["northwind.example"]
  acting_admins  = [employee.maria]
  subset_rule    = "strict"
  mode           = "enforce"

  guardrails {
    max_removals       = "25%"
    min_partner_admins = 1
    max_super_admins   = 2
    protected          = [employee.maria]
    removal_approval {
      hub_id  = 886618330
      up_to   = 40
      reason  = "Contract ended, OPS-201"
      expires = "2026-12-05"
    }
  }
}

employee "maria" {
  email                  = "maria@northwind.example"
  name                   = "Maria Olsen"
  roles                  = ["super_admin"]
  default_permission_set = permission_set.account_manager
  status                 = "active"
  labels                 = { pod = "growth" }
  former_emails          = ["maria.old@northwind.example"]
}

employee "bob" {
  email  = "bob@northwind.example"
  name   = "Bob Ray"
  labels = { pod = "growth" }
}

contractor "dan" {
  email = "dan@freelance.example"
  name  = "Dan Wu"
}

team "growth" {
  members = [employee.maria, employee.bob, contractor.dan]
}

permission_set "account_manager" {
  description = "Runs the account day to day."
  extends     = [permission_set.view_only]
  permissions = {
    "crm.contacts.edit" = "all"
    "crm.deals.*"       = "team"
    "reports.access"    = true
  }
  except      = ["crm.export"]
}

permission "crm.acme_orders.view" {
  kind        = "scope"
  description = "Records of an installed app."
}

client "acme" {
  name          = "Acme Corp"
  hub_id        = 886618329
  domain        = "acme.example"
  account_type  = "standard"
  subset_rule   = "clamp"
  acting_admins = [employee.bob]
  super_admins  = ["owner@acme.example"]
  managed_mrr   = 1200
  labels        = { tier = "gold" }

  access_link {
    admin       = employee.maria
    approved_by = "owner@acme.example"
    approved_on = "2026-11-01"
  }

  access "pod" {
    people         = [team.growth]
    except         = []
    permission_set = permission_set.account_manager
    add            = { "marketing.blog.publish" = true }
    remove         = ["crm.bulk_delete"]
    teams          = ["EMEA"]
    reason         = "SOW-118"
    expires        = "2026-12-31"
    starts         = "2026-12-01"
    status         = "active"
  }
}

access "audit_week" {
  clients        = { tier = "gold" }
  people         = [contractor.dan]
  permission_set = permission_set.view_only
  overrides      = [client.acme.access.pod]
}

policy "contractors_never_bill" {
  subject       = "grant"
  condition     = grant.person.kind != "contractor" || !allows(grant, "account.modify_billing")
  error_message = "${grant.person.email} is a contractor and would get billing in ${grant.client.name}."
  severity      = "error"
}

test "dan stays out of billing" {
  person = contractor.dan
  client = client.acme
  allow  = ["crm.contacts.view"]
  deny   = ["account.modify_billing", "crm.export"]
}

removed {
  hub_id = 886618331
}

variable "pod_lead" { default = "maria" }
locals   { gold = [for c in clients : c if lookup(c.labels, "tier", "") == "gold"] }
`

func TestExample(t *testing.T) {
	d := mustLoad(t, example)
	maria, bob, dan := int32(2), int32(0), int32(1)

	wantAgency := engine.Agency{
		Name: "Northwind Growth", HubID: 1000001, EmailDomains: []string{"northwind.example"}, ActingAdmins: []int32{maria},
		Guardrails: engine.Guardrails{
			MaxRemovals: engine.Limit{Value: 25, Percent: true}, MinPartnerAdmins: 1, MaxSuperAdmins: 2, Protected: []int32{maria},
			Approvals: []engine.Approval{{HubID: 886618330, UpTo: 40, Reason: "Contract ended, OPS-201", Expires: date("2026-12-05"), Pos: pos(14, 5)}},
			Pos:       pos(9, 3),
		},
		Pos: pos(1, 1),
	}
	if diff := cmp.Diff(wantAgency, d.Agency); diff != "" {
		t.Errorf("agency (-want +got):\n%s", diff)
	}
	wantPeople := []engine.Person{
		{Address: "employee.bob", Kind: engine.Employee, Email: "bob@northwind.example", Name: "Bob Ray", Labels: map[string]string{"pod": "growth"}, Pos: pos(33, 1)},
		{Address: "contractor.dan", Kind: engine.Contractor, Email: "dan@freelance.example", Name: "Dan Wu", Pos: pos(39, 1)},
		{Address: "employee.maria", Kind: engine.Employee, Email: "maria@northwind.example", Name: "Maria Olsen", Roles: engine.RoleSuperAdmin,
			FormerEmails: []string{"maria.old@northwind.example"}, Labels: map[string]string{"pod": "growth"}, Pos: pos(23, 1)},
	}
	if diff := cmp.Diff(wantPeople, d.People); diff != "" {
		t.Errorf("people (-want +got):\n%s", diff)
	}
	acme := d.Clients[0]
	wantClient := engine.Client{
		Address: "client.acme", Name: "Acme Corp", HubID: 886618329, Domain: "acme.example", AccountType: "standard",
		SuperAdmins: []string{"owner@acme.example"}, ManagedMRR: 1200, Labels: map[string]string{"tier": "gold"},
		Links: []engine.Link{{Admin: "maria@northwind.example", ApprovedBy: "owner@acme.example", ApprovedOn: date("2026-11-01"), Pos: pos(75, 3)}},
	}
	if diff := cmp.Diff(wantClient, acme.Client); diff != "" {
		t.Errorf("client (-want +got):\n%s", diff)
	}
	if acme.SubsetRule != engine.Clamp || !slices.Equal(acme.ActingAdmins, []int32{bob}) || !acme.HasPeople || acme.Pos != pos(64, 1) {
		t.Errorf("client: %+v", acme)
	}
	for _, g := range acme.Grants {
		g.Origin.Wish, g.Origin.Definition = "", ""
	}
	setRights := func(name string) engine.Rights {
		return d.Sets[slices.IndexFunc(d.Sets, func(s engine.PermissionSet) bool { return s.Name == name })].Rights
	}
	wantGrants := []engine.Grant{
		{Person: bob, Set: "account_manager", Rights: with(d, setRights("account_manager"), "marketing.blog.publish", 1, "crm.bulk_delete", 0), Seat: engine.SeatPartner,
			Starts: date("2026-12-01"), Expires: date("2026-12-31"), Details: &engine.Details{Teams: []string{"EMEA"}, Reason: "SOW-118"},
			Origin: &engine.Origin{Block: "client.acme.access.pod", Team: "team.growth"}, Pos: pos(81, 3)},
		{Person: dan, Set: "view_only", Rights: setRights("view_only"), Origin: &engine.Origin{Block: "access.audit_week"}, Pos: pos(95, 1)},
		{Person: maria, Set: "partner_admin", Rights: setRights("partner_admin"), Seat: engine.SeatPartner,
			Origin: &engine.Origin{Block: "client.acme.access_link"}, Pos: pos(75, 3)},
	}
	if diff := cmp.Diff(wantGrants, acme.Grants); diff != "" {
		t.Errorf("grants (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]engine.Removed{{HubID: 886618331, Pos: pos(116, 1)}}, d.Removed); diff != "" {
		t.Errorf("removed (-want +got):\n%s", diff)
	}
	view, _ := d.Catalogue.Index("crm.contacts.view")
	billing, _ := d.Catalogue.Index("account.modify_billing")
	export, _ := d.Catalogue.Index("crm.export")
	wantTest := engine.Test{Name: "dan stays out of billing", Person: dan, HubID: 886618329,
		Allow: []engine.Need{{Permission: view, Level: 1}}, Deny: []engine.Need{{Permission: billing, Level: 1}, {Permission: export, Level: 1}}, Pos: pos(109, 1)}
	if diff := cmp.Diff([]engine.Test{wantTest}, d.Tests); diff != "" {
		t.Errorf("tests (-want +got):\n%s", diff)
	}
	if i, ok := d.Catalogue.Index("crm.acme_orders.view"); !ok || !d.Catalogue.At(i).Custom {
		t.Error("the catalogue lacks the declared permission")
	}
}

func date(s string) engine.Date {
	d, err := engine.ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

func pos(line, column int32) engine.Pos {
	return engine.Pos{File: "main.hcl", Line: line, Column: column}
}

// with changes levels: name, level, name, level, ...
func with(d *engine.Desired, r engine.Rights, changes ...any) engine.Rights {
	for i := 0; i < len(changes); i += 2 {
		at, ok := d.Catalogue.Index(changes[i].(string))
		if !ok {
			panic(changes[i])
		}
		r = r.With(at, engine.Level(changes[i+1].(int)))
	}
	return r
}

func TestForEach(t *testing.T) {
	d := mustLoad(t, `client "book" {
  for_each     = { for r in csvdecode(file("data/clients.csv")) : r.id => r }
  name         = each.value.name
  hub_id       = each.value.hub
  domain       = each.value.domain
  managed_mrr  = each.value.mrr
  mode         = each.value.mode
  labels       = { tier = each.value.tier, key = each.key }
  access "pod" {
    people         = [employee[each.value.lead]]
    permission_set = permission_set.view_only
    reason         = "for ${each.key}"
    expires        = each.value.until
  }
}
employee "pair" {
  for_each = ["ann", "ben"]
  email    = "${each.value}@northwind.example"
  name     = "${upper(each.value)} ${each.key}"
}
access "row" {
  for_each       = { a = client.book["acme"], b = client.book["bolt"] }
  clients        = [each.value]
  people         = values(employee.pair)
  permission_set = permission_set.view_only
}
access "ben" {
  clients        = [client.book["acme"]]
  people         = [employee.pair[1]]
  permission_set = permission_set.partner_admin
  overrides      = [access.row["a"], client.book["acme"].access.pod]
}
-- data/clients.csv --
id,name,hub,domain,mrr,tier,lead,until,mode
acme,Acme,42,acme.example,12.5,gold,bob,2026-12-31,observe
bolt,Bolt,43,,,,maria,,
`+base)
	want := []engine.Client{
		{Address: `client.book["acme"]`, Name: "Acme", HubID: 42, Domain: "acme.example", AccountType: "standard", Mode: engine.Observe, ManagedMRR: 12.5, Labels: map[string]string{"tier": "gold", "key": "acme"}},
		{Address: `client.book["bolt"]`, Name: "Bolt", HubID: 43, AccountType: "standard", Labels: map[string]string{"key": "bolt"}},
	}
	if diff := cmp.Diff(want, []engine.Client{d.Clients[0].Client, d.Clients[1].Client}); diff != "" {
		t.Errorf("clients (-want +got):\n%s", diff)
	}
	wantGrants := []string{"ann@northwind.example view_only", "ben@northwind.example partner_admin", "bob@northwind.example view_only"}
	if diff := cmp.Diff(wantGrants, grantsOf(d, 42)); diff != "" {
		t.Errorf("grants (-want +got):\n%s", diff)
	}
	bob := grantOf(t, d, 42, "bob@northwind.example")
	if bob.Origin.Block != `client.book["acme"].access.pod` || bob.Details.Reason != "for acme" || bob.Expires != date("2026-12-31") {
		t.Errorf("grant: %+v %+v", bob, bob.Origin)
	}
	if ann := grantOf(t, d, 43, "ann@northwind.example"); ann.Origin.Block != `access.row["b"]` || d.People[0].Address != "employee.pair[0]" || d.People[0].Name != "ANN 0" {
		t.Errorf("grant: %+v of %+v", ann.Origin, d.People[0])
	}
}

func TestVariables(t *testing.T) {
	const config = `variable "from_default" { default = "d" }
variable "from_file" { default = "d" }
variable "from_flag" { default = "d" }
variable "count" { default = 1 }
variable "on" { default = false }
variable "list" { default = [] }
client "acme" {
  name   = "${var.from_default} ${var.from_file} ${var.from_flag} ${var.count + 1} ${var.on ? "on" : "off"} ${join("+", var.list)}"
  hub_id = 42
}
-- x.vars.hcl --
from_file = "f"
from_flag = "f"
-- ignored/_x.vars.hcl --
`
	r := loadArchive(t, config+base, Options{Vars: map[string]string{"from_flag": "v", "count": "4", "on": "true", "list": `["a", "b"]`}})
	if r.Desired == nil {
		t.Fatal(printDiagnostics(r.Diagnostics))
	}
	if got, want := r.Desired.Clients[0].Name, "d f v 5 on a+b"; got != want {
		t.Errorf("name is %q, want %q", got, want)
	}
	r = loadArchive(t, config+base, Options{Vars: map[string]string{"from_flagg": "v", "count": "x"}})
	if !hasMistake(r.Diagnostics, ": Unknown variable", `"from_flag"`) || !hasMistake(r.Diagnostics, "main.hcl:4: Wrong value for a variable", "number") {
		t.Errorf("got:\n%s", printDiagnostics(r.Diagnostics))
	}
}

func TestValuesOfReferences(t *testing.T) {
	d := mustLoad(t, `client "acme" {
  name   = "Acme"
  hub_id = 42
  labels = { a = "1" }
  access "pod" {
    people = []
  }
}
access "top" {
  clients = []
  people  = []
}
client "probe" {
  hub_id = 43
  name   = "Probe"
  access {
    people = [employee.bob]
    permission_set = permission_set.view_only
    reason = jsonencode([
      employee.bob, client.acme, [for m in team.growth.members : m.email], permission_set.view_only, access.top,
      agency.name, [for c in clients : c.address], [for p in people : p.address],
    ])
  }
}
`+base)
	want := `[{"address":"employee.bob","email":"bob@northwind.example","kind":"employee","labels":{"pod":"growth"},"name":"Bob Ray","roles":[],"status":"active"},` +
		`{"access":{"pod":{"address":"client.acme.access.pod"}},"account_type":"standard","address":"client.acme","domain":null,"hub_id":42,"labels":{"a":"1"},"managed_mrr":null,"mode":"enforce","name":"Acme"},` +
		`["bob@northwind.example","maria@northwind.example"],{"address":"permission_set.view_only"},{"address":"access.top"},"Northwind Growth",` +
		`["client.acme","client.probe"],["employee.bob","contractor.dan","employee.maria"]]`
	if diff := cmp.Diff(want, grantOf(t, d, 43, "bob@northwind.example").More().Reason); diff != "" {
		t.Errorf("values (-want +got):\n%s", diff)
	}
}

func TestAccessMayUseAnyClient(t *testing.T) {
	d := mustLoad(t, inClient("  access {\n    people = [employee.bob]\n    permission_set = permission_set.view_only\n    reason = \"as in ${client.acme.name} of ${length(clients)}\"\n  }")+base)
	if got := grantOf(t, d, 42, "bob@northwind.example").More().Reason; got != "as in Acme of 1" {
		t.Errorf("reason is %q", got)
	}
}

func TestGuardrailsHoldWithoutABlock(t *testing.T) {
	d := mustLoad(t, inClient("")+base)
	if diff := cmp.Diff(engine.DefaultGuardrails(), d.Agency.Guardrails); diff != "" {
		t.Errorf("guardrails (-want +got):\n%s", diff)
	}
	d = mustLoad(t, agencyWith("  guardrails {\n    max_removals = \"40\"\n    min_partner_admins = 0\n  }"))
	want := engine.DefaultGuardrails()
	want.MaxRemovals, want.MinPartnerAdmins, want.Pos = engine.Limit{Value: 40}, 0, pos(5, 3)
	if diff := cmp.Diff(want, d.Agency.Guardrails); diff != "" {
		t.Errorf("guardrails (-want +got):\n%s", diff)
	}
}

func TestDefaultsComeFromTheAgency(t *testing.T) {
	d := mustLoad(t, agencyWith("  mode = \"additive\"\n  subset_rule = \"clamp\"")+inClient("")+"client \"b\" {\n  name = \"Bolt\"\n  hub_id = 43\n  mode = \"enforce\"\n  subset_rule = \"strict\"\n}\n")
	if a, b := d.Clients[0], d.Clients[1]; a.Mode != engine.Additive || a.SubsetRule != engine.Clamp || b.Mode != engine.Enforce || b.SubsetRule != engine.Strict {
		t.Errorf("modes %s %s, rules %s %s", a.Mode, b.Mode, a.SubsetRule, b.SubsetRule)
	}
}

func TestSkippedNamesAndEmptyStrings(t *testing.T) {
	d := mustLoad(t, inClient("  domain = \"\"\n  mode = \"\"\n  managed_mrr = \"\"\n  access_link {\n    admin = \"bob@northwind.example\"\n    approved_by = \"\"\n    approved_on = \"\"\n  }")+
		base+"-- .hidden/x.hcl --\nnonsense\n-- _drafts/x.hcl --\nnonsense\n-- _x.hcl --\nnonsense\n-- notes.txt --\nnonsense\n")
	c := d.Clients[0]
	if c.Domain != "" || c.Mode != engine.Enforce || c.Links[0].ApprovedOn != 0 {
		t.Errorf("client: %+v", c.Client)
	}
}

func TestInnermostNamedTeam(t *testing.T) {
	d := mustLoad(t, "team \"outer\" {\n  members = [team.growth, contractor.dan]\n}\n"+inClient(grant("a", "team.outer, team.growth", ""))+base)
	for email, want := range map[string]string{"bob@northwind.example": "team.growth", "dan@freelance.example": "team.outer"} {
		if got := grantOf(t, d, 42, email).Origin.Team; got != want {
			t.Errorf("%s through %q, want %q", email, got, want)
		}
	}
}

// Teams that hold the same teams by several ways have their members once: what
// was written out a way would double with each of these levels.
func TestTeamsHeldBySeveralWays(t *testing.T) {
	var b strings.Builder
	b.WriteString("team \"a0\" {\n  members = [employee.bob]\n}\nteam \"b0\" {\n  members = [contractor.dan, employee.bob]\n}\n")
	const levels = 100
	for i := 1; i <= levels; i++ {
		for _, name := range []string{"a", "b"} {
			fmt.Fprintf(&b, "team \"%s%d\" {\n  members = [team.a%d, team.b%d, team.a%d]\n}\n", name, i, i-1, i-1, i-1)
		}
	}
	fmt.Fprintf(&b, "locals {\n  names = join(\" \", team.a%d.members[*].email)\n}\n", levels)
	top := fmt.Sprintf("team.b%d, team.a%d, team.b1", levels, levels)
	d := mustLoad(t, b.String()+inClient("  access {\n    people = ["+top+"]\n    permission_set = permission_set.view_only\n    reason = local.names\n  }")+base)
	for email, want := range map[string]string{"bob@northwind.example": "team.b1", "dan@freelance.example": "team.b1"} {
		g := grantOf(t, d, 42, email)
		if got := g.Origin.Team; got != want {
			t.Errorf("%s through %q, want %q", email, got, want)
		}
		if got := g.More().Reason; got != "bob@northwind.example dan@freelance.example" {
			t.Errorf("members as a value: %q", got)
		}
	}
}

func TestDigest(t *testing.T) {
	config := "locals {\n  x = csvdecode(file(\"a.csv\"))\n}\n" + base + "-- a.csv --\na,b\n"
	digest := func(text string, o Options) string { return loadArchive(t, text, o).Desired.Digest }
	first := digest(config, Options{})
	if first != digest(config, Options{Now: today.Add(72 * time.Hour)}) || !strings.HasPrefix(first, "sha256:") || len(first) != 71 {
		t.Errorf("digest %q depends on the day", first)
	}
	for name, changed := range map[string]string{
		"file":    strings.Replace(config, "Bob Ray", "Bob Roy", 1),
		"name":    strings.Replace(config, "-- base.hcl", "-- bass.hcl", 1),
		"data":    strings.Replace(config, "a,b", "a,c", 1),
		"comment": config + "-- c.hcl --\n# nothing\n",
		"vars":    config + "-- c.vars.hcl --\n",
	} {
		if digest(changed, Options{}) == first {
			t.Errorf("digest does not see a change of %s", name)
		}
	}
	with := "variable \"v\" {\n  default = \"a\"\n}\n"
	if digest(with+config, Options{}) == digest(with+config, Options{Vars: map[string]string{"v": "a"}}) {
		t.Error("digest does not see --var")
	}
}

func TestLinksAreSorted(t *testing.T) {
	d := mustLoad(t, inClient(linkOf(`"z@x.example"`, "2026-11-01", "")+linkOf("employee.bob", "2026-11-02", "")+linkOf("employee.bob", "2026-10-02", "2026-10-03"))+base)
	var got []string
	for _, l := range d.Clients[0].Links {
		got = append(got, l.Admin+" "+l.ApprovedOn.String())
	}
	want := []string{"bob@northwind.example 2026-10-02", "bob@northwind.example 2026-11-02", "z@x.example 2026-11-01"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("links (-want +got):\n%s", diff)
	}
}

func TestProgress(t *testing.T) {
	var seen []int
	loadArchive(t, "locals {\n}\n-- v.vars.hcl --\n"+base, Options{Progress: func(done, total int) {
		seen = append(seen, done*10+total)
	}})
	if !slices.Equal(seen, []int{13, 23, 33}) {
		t.Errorf("progress: %v", seen)
	}
}

func TestBuiltinSetsAreThere(t *testing.T) {
	d := mustLoad(t, set("description = \"x\"")+base)
	names := map[string]bool{}
	for _, s := range d.Sets {
		names[s.Name] = s.Builtin
	}
	if !maps.Equal(names, map[string]bool{"a": false, "partner_admin": true, "super_admin": true, "view_only": true}) {
		t.Errorf("sets: %v", names)
	}
}

// A checkout with CRLF means what one with LF does, heredocs included; an
// escape in quotes is no line break of the file.
func TestCarriageReturnsReachNoValue(t *testing.T) {
	text := "locals {\n  who = <<EOT\n${employee.bob.name},\n\nowner\nEOT\n}\n" + inClient("  access {\n    people = [employee.bob]\n    permission_set = permission_set.view_only\n    reason = <<-EOT\n      for ${local.who}\n\n        and others\n    EOT\n  }") + base
	want := grantOf(t, mustLoad(t, text), 42, "bob@northwind.example").More().Reason
	crlf := strings.ReplaceAll(text, "\n", "\r\n")
	crlf = strings.ReplaceAll(crlf, "-- base.hcl --\r\n", "-- base.hcl --\n")
	if got := grantOf(t, mustLoad(t, crlf), 42, "bob@northwind.example").More().Reason; got != want || strings.Contains(got, "\r") || !strings.Contains(got, "\n\nowner\n") {
		t.Errorf("with CRLF %q, with LF %q", got, want)
	}
	escaped := loadArchive(t, inClient("  access {\n    people = [employee.bob]\n    permission_set = permission_set.view_only\n    reason = \"a\\r\\nb\"\n  }")+base, Options{})
	if said := printDiagnostics(escaped.Diagnostics); !strings.Contains(said, "U+000D") {
		t.Errorf("an escape: %s", said)
	}
}

// A list by condition may hold other kinds on one side than on the other.
func TestConditionalLists(t *testing.T) {
	for people, want := range map[string]int{
		"var.audit ? [] : [team.growth, contractor.dan]":                                     3,
		"var.audit ? [contractor.dan] : [team.growth]":                                       2,
		"(!var.audit ? [contractor.dan] : [team.growth])":                                    1,
		"[contractor.dan, var.audit ? contractor.dan : team.growth]":                         3,
		"flatten([contractor.dan, [var.audit ? [contractor.dan] : [team.growth]]])":          3,
		"concat(var.audit ? [team.growth] : [contractor.dan, employee.bob], [employee.bob])": 2,
	} {
		d := mustLoad(t, "variable \"audit\" { default = false }\n"+inClient("  access {\n    people = "+people+"\n    permission_set = permission_set.view_only\n  }")+base)
		if got := len(d.Clients[0].Grants); got != want {
			t.Errorf("%s: %d people, want %d", people, got, want)
		}
	}
	wrong := loadArchive(t, "locals {\n  x = 1 > 0 ? \"a\" : [1, {}]\n}\n"+base, Options{})
	if said := printDiagnostics(wrong.Diagnostics); !strings.Contains(said, "Inconsistent conditional") {
		t.Errorf("text or a list: %s", said)
	}
}
