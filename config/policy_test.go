package config

import (
	"strings"
	"sync"
	"testing"

	"accredit/engine"
)

// subjectOf gives the first grant of client 42 as a subject.
func subjectOf(d *engine.Desired, kind engine.SubjectKind) *engine.Subject {
	c := &d.Clients[0]
	g := &c.Grants[0]
	return &engine.Subject{
		Kind: kind, Catalogue: d.Catalogue, Person: &d.People[g.Person], Client: &c.Client, Grant: g,
		People: []string{"bob@northwind.example"}, SuperAdmins: []string{"owner@acme.example"},
		Action: engine.ActionAdd, Effect: engine.Expands, Cause: engine.CauseConfig, After: g,
	}
}

var policyTables = []struct {
	subject, condition string
	pass               bool
	message            string // part of it, where it does not pass
}{
	{"grant", `grant.person.kind == "employee"`, true, ""},
	{"grant", `grant.person.kind == "contractor"`, false, "no: bob@northwind.example"},
	{"grant", `grant.client.name == "Acme" && grant.client.hub_id == 42 && grant.client.labels.tier == "gold"`, true, ""},
	{"grant", `grant.permission_set == "view_only" && grant.status == "active" && grant.seat == "partner"`, true, ""},
	{"grant", `grant.reason == "SOW-1" && contains(grant.teams, "EMEA") && grant.expires == "2027-01-01" && grant.starts == null`, true, ""},
	{"grant", `allows(grant, "crm.contacts.view")`, true, ""},
	{"grant", `allows(grant, "crm.contacts.view", "all") && !allows(grant, "crm.contacts.edit") && !allows(grant, "crm.export", "on")`, true, ""},
	{"grant", `allows(grant, "crm.${grant.reason}")`, false, "no permission"},
	{"grant", `grant.person.labels.nope == "x"`, false, "main.hcl:"},
	{"grant", `grant.person.email == client.acme.super_admin`, false, ""},
	{"grant", `contains([for p in people : p.email], grant.person.email)`, true, ""},
	{"client", `length(client.people) == 1 && client.super_admins[0] == "owner@acme.example" && length(client.partner_admins) == 0`, true, ""},
	{"client", `client.domain != null`, false, "no: Acme"},
	{"person", `person.status == "active" && length(person.roles) == 0`, true, ""},
	{"change", `change.action == "add" && change.effect == "expands" && change.cause == "config" && change.actor == null`, true, ""},
	{"change", `change.before == null && change.after.person.email == change.person.email && change.client.hub_id == 42`, true, ""},
	{"change", `!allows(change.before, "crm.contacts.view") && allows(change.after, "crm.contacts.view")`, true, ""},
}

func TestPolicies(t *testing.T) {
	messages := map[string]string{"grant": `"no: ${grant.person.email}"`, "client": `"no: ${client.name}"`, "person": `"no"`, "change": `"no"`}
	kinds := map[string]engine.SubjectKind{"grant": engine.SubjectGrant, "client": engine.SubjectClient, "person": engine.SubjectPerson, "change": engine.SubjectChange}
	for _, test := range policyTables {
		t.Run(test.condition, func(t *testing.T) {
			config := policy(test.subject, test.condition, messages[test.subject]) +
				inClient("  labels = { tier = \"gold\" }\n"+grant("a", "employee.bob", "reason = \"SOW-1\"\n    teams = [\"EMEA\"]\n    expires = \"2027-01-01\"")) + base
			if strings.Contains(test.condition, "super_admin)") || strings.HasSuffix(test.condition, "client.acme.super_admin") {
				r := loadArchive(t, config, Options{})
				if r.Desired != nil {
					t.Error("an attribute that references do not have was accepted")
				}
				return
			}
			d := mustLoad(t, config)
			p := d.Policies[0]
			if p.Subject != kinds[test.subject] || p.Name != "p" || p.Severity != engine.Error || p.Pos != pos(1, 1) {
				t.Errorf("policy: %+v", p)
			}
			v := p.Check(subjectOf(d, p.Subject))
			if v.Pass != test.pass || v.Unknown || !strings.Contains(v.Message, test.message) {
				t.Errorf("verdict: %+v", v)
			}
		})
	}
}

func TestPolicyOnUnknownRights(t *testing.T) {
	config := policy("grant", `grant.person.kind != "employee" || !allows(grant, "crm.export")`, `"m"`) + set("unknown = true") +
		inClient("  access {\n    people = [employee.bob]\n    permission_set = permission_set.a\n  }") + base
	d := mustLoad(t, config)
	if v := d.Policies[0].Check(subjectOf(d, engine.SubjectGrant)); !v.Unknown || v.Pass {
		t.Errorf("verdict: %+v", v)
	}
	d = mustLoad(t, strings.Replace(config, `!= "employee"`, `== "employee"`, 1))
	if v := d.Policies[0].Check(subjectOf(d, engine.SubjectGrant)); v.Unknown || !v.Pass {
		t.Errorf("what does not depend on the rights is known: %+v", v)
	}
}

func TestPolicySeverityAndOrder(t *testing.T) {
	d := mustLoad(t, "policy \"b\" {\n  subject = \"person\"\n  condition = true\n  error_message = \"x\"\n  severity = \"warning\"\n}\n"+policy("grant", "true", `"x"`)+inClient("")+base)
	if len(d.Policies) != 2 || d.Policies[0].Name != "b" || d.Policies[0].Severity != engine.Warning || d.Policies[1].Name != "p" {
		t.Errorf("policies: %+v", d.Policies)
	}
}

func TestPolicyFromManyGoroutines(t *testing.T) {
	d := mustLoad(t, policy("grant", `allows(grant, "crm.contacts.view") && length([for p in people : p if p.email == grant.person.email]) == 1`, `"no: ${grant.person.email}"`)+
		inClient(grant("a", "employee.bob", ""))+base)
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			for range 100 {
				if v := d.Policies[0].Check(subjectOf(d, engine.SubjectGrant)); !v.Pass {
					t.Errorf("verdict: %+v", v)
					return
				}
			}
		})
	}
	group.Wait()
}

func TestNeedsOfTests(t *testing.T) {
	d := mustLoad(t, inClient("")+"test \"b\" {\n  person = contractor.dan\n  client = client.acme\n  allow = { \"crm.contacts.view\" = \"team\" }\n  deny = [\"crm.contacts.edit\"]\n}\n"+
		"test \"a\" {\n  person = employee.bob\n  client = client.acme\n  deny = { \"crm.export\" = true }\n}\n"+base)
	view, _ := d.Catalogue.Index("crm.contacts.view")
	edit, _ := d.Catalogue.Index("crm.contacts.edit")
	export, _ := d.Catalogue.Index("crm.export")
	a, b := d.Tests[0], d.Tests[1]
	if a.Name != "a" || a.HubID != 42 || d.People[a.Person].Address != "employee.bob" || a.Deny[0] != (engine.Need{Permission: export, Level: 1}) {
		t.Errorf("test: %+v", a)
	}
	if b.Allow[0] != (engine.Need{Permission: view, Level: engine.Team}) || b.Deny[0] != (engine.Need{Permission: edit, Level: engine.Own}) {
		t.Errorf("test: %+v", b)
	}
}
