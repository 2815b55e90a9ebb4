package config

import (
	"strings"
	"testing"

	"accredit/engine"
	"github.com/google/go-cmp/cmp"
)

// grantTables: a configuration beside base, and who has what in client 42.
var grantTables = []struct {
	name, config string
	want         []string
	lapsed       []string // "email set"
	nobody       bool     // HasPeople is false
}{
	{name: "named", config: inClient(grant("a", "employee.bob", "")), want: []string{"bob@northwind.example view_only"}},
	{name: "default set", config: inClient("  access {\n    people = [employee.maria]\n  }"), want: []string{"maria@northwind.example view_only"}},
	{name: "team and except", config: inClient(grant("a", "team.growth, contractor.dan", "except = [employee.bob]")),
		want: []string{"dan@freelance.example view_only", "maria@northwind.example view_only"}},
	{name: "nested lists and kinds", config: "locals {\n  two = [employee.bob, [contractor.dan]]\n}\n" + inClient(grant("a", "local.two, team.growth", "")),
		want: []string{"bob@northwind.example view_only", "dan@freelance.example view_only", "maria@northwind.example view_only"}},
	{name: "team in a team", config: "team \"all\" {\n  members = [team.growth, contractor.dan]\n}\n" + inClient(grant("a", "team.all", "")),
		want: []string{"bob@northwind.example view_only", "dan@freelance.example view_only", "maria@northwind.example view_only"}},
	{name: "people by label", config: inClient("  access {\n    people = { pod = \"growth\" }\n    permission_set = permission_set.view_only\n  }"),
		want: []string{"bob@northwind.example view_only"}},
	{name: "everybody", config: inClient("  access {\n    people = people\n    permission_set = permission_set.view_only\n  }"),
		want: []string{"bob@northwind.example view_only", "dan@freelance.example view_only", "maria@northwind.example view_only"}},
	{name: "filtered", config: inClient("  access {\n    people = [for p in people : p if p.kind == \"contractor\"]\n    permission_set = permission_set.view_only\n  }"),
		want: []string{"dan@freelance.example view_only"}},
	{name: "by variable", config: "variable \"lead\" {\n  default = \"bob\"\n}\n" + inClient(grant("a", "employee[var.lead]", "")), want: []string{"bob@northwind.example view_only"}},
	{name: "members of a team", config: inClient("  access {\n    people = team.growth.members\n    permission_set = permission_set.view_only\n  }"),
		want: []string{"bob@northwind.example view_only", "maria@northwind.example view_only"}},
	{name: "left", config: "employee \"x\" {\n  email = \"x@northwind.example\"\n  name = \"X\"\n  status = \"left\"\n}\n" + inClient(grant("a", "employee.x", "")), want: []string{}, nobody: true},
	{name: "clients by label", config: inClient("  labels = { tier = \"gold\" }") + "access \"x\" {\n  clients = { tier = \"gold\" }\n  people = [employee.bob]\n  permission_set = permission_set.view_only\n}\n",
		want: []string{"bob@northwind.example view_only"}},
	{name: "clients by expression", config: inClient("  labels = { tier = \"gold\" }") + "access \"x\" {\n  clients = [for c in clients : c if lookup(c.labels, \"tier\", \"\") == \"gold\"]\n  people = [employee.bob]\n  permission_set = permission_set.view_only\n}\n",
		want: []string{"bob@northwind.example view_only"}},

	// Dates.
	{name: "first day", config: inClient(grant("a", "employee.bob", `starts = "2026-12-02"`)), want: []string{"bob@northwind.example view_only"}},
	{name: "last day", config: inClient(grant("a", "employee.bob", `expires = "2026-12-02"`)), want: []string{"bob@northwind.example view_only"}},
	{name: "not begun", config: inClient(grant("a", "employee.bob", `starts = "2026-12-03"`)), want: []string{}, lapsed: []string{"bob@northwind.example view_only"}},
	{name: "ended", config: inClient(grant("a", "employee.bob", `expires = "2026-12-01"`)), want: []string{}, lapsed: []string{"bob@northwind.example view_only"}},
	{name: "one after the other", config: inClient(grant("a", "employee.bob", `expires = "2026-12-31"`) + grant("b", "employee.bob", `starts = "2027-01-01"`)),
		want: []string{"bob@northwind.example view_only"}, lapsed: []string{"bob@northwind.example view_only"}},
	{name: "ended ones do not conflict", config: inClient(grant("a", "employee.bob", `expires = "2026-12-01"`) + grant("b", "employee.bob", "")),
		want: []string{"bob@northwind.example view_only"}, lapsed: []string{"bob@northwind.example view_only"}},

	// Precedence.
	{name: "overrides a block", config: inClient(grant("a", "employee.bob", "") + other("b", "employee.bob", "overrides = [client.acme.access.a]")), want: []string{"bob@northwind.example partner_admin"}},
	{name: "overrides a client", config: inClient("  access {\n    people = [employee.bob]\n    permission_set = permission_set.view_only\n  }\n" + other("b", "employee.bob", "overrides = [client.acme]")), want: []string{"bob@northwind.example partner_admin"}},
	{name: "overrides an outer block", config: inClient(other("b", "employee.bob", "overrides = [access.x]")) + "access \"x\" {\n  clients = clients\n  people = [employee.bob]\n  permission_set = permission_set.view_only\n}\n",
		want: []string{"bob@northwind.example partner_admin"}},
	{name: "override not begun", config: inClient(grant("a", "employee.bob", "") + other("b", "employee.bob", "overrides = [client.acme.access.a]\n    starts = \"2027-01-01\"")),
		want: []string{"bob@northwind.example view_only"}, lapsed: []string{"bob@northwind.example partner_admin"}},
	{name: "override has ended", config: inClient(grant("a", "employee.bob", "") + other("b", "employee.bob", "overrides = [client.acme.access.a]\n    expires = \"2026-12-01\"")),
		want: []string{"bob@northwind.example view_only"}, lapsed: []string{"bob@northwind.example partner_admin"}},
	{name: "chain of overrides", config: inClient(grant("a", "employee.bob", "") + grant("b", "employee.bob", "overrides = [client.acme.access.a]") + other("c", "employee.bob", "overrides = [client.acme.access.a, client.acme.access.b]")),
		want: []string{"bob@northwind.example partner_admin"}},

	// Links.
	{name: "approved link", config: inClient(linkOf("employee.bob", "2026-12-02", "")), want: []string{"bob@northwind.example partner_admin"}},
	{name: "link by e-mail", config: inClient(linkOf(`"BOB@northwind.example"`, "2026-12-01", "")), want: []string{"bob@northwind.example partner_admin"}},
	{name: "link of a stranger", config: inClient(linkOf(`"gone@northwind.example"`, "2026-12-01", "")), want: []string{}, nobody: true},
	{name: "pending link", config: inClient("  access_link {\n    admin = employee.bob\n  }"), want: []string{}},
	{name: "link approved tomorrow", config: inClient(linkOf("employee.bob", "2026-12-03", "")), want: []string{}},
	{name: "ended link", config: inClient(linkOf("employee.bob", "2026-11-01", "2026-12-02")), want: []string{}},
	{name: "link ends tomorrow", config: inClient(linkOf("employee.bob", "2026-11-01", "2026-12-03")), want: []string{"bob@northwind.example partner_admin"}},
	{name: "named block beats link", config: inClient(linkOf("employee.bob", "2026-11-01", "") + grant("a", "employee.bob", "")), want: []string{"bob@northwind.example view_only"}},
	{name: "team leaves the linked out", config: inClient(linkOf("employee.bob", "2026-11-01", "") + grant("a", "team.growth", "")), want: []string{"bob@northwind.example partner_admin", "maria@northwind.example view_only"}},
	{name: "label leaves the linked out", config: inClient(linkOf("employee.bob", "2026-11-01", "") + "  access {\n    people = { pod = \"growth\" }\n    permission_set = permission_set.view_only\n  }"), want: []string{"bob@northwind.example partner_admin"}},
	{name: "named and in a team", config: inClient(linkOf("employee.bob", "2026-11-01", "") + grant("a", "team.growth, employee.bob", "")), want: []string{"bob@northwind.example view_only", "maria@northwind.example view_only"}},
	{name: "two teams and a link", config: inClient(linkOf("employee.bob", "2026-11-01", "") + "  access {\n    people = [team.growth]\n    except = [employee.maria]\n    permission_set = permission_set.view_only\n  }\n" + grant("a", "team.growth", "")),
		want: []string{"bob@northwind.example partner_admin", "maria@northwind.example view_only"}},
	{name: "two links", config: inClient(linkOf("employee.bob", "2026-11-01", "") + linkOf("employee.maria", "2026-11-01", "")), want: []string{"bob@northwind.example partner_admin", "maria@northwind.example partner_admin"}},

	// Copies.
	{name: "copy", config: inClient(other("a", "employee.bob", "") + "  access {\n    people = [contractor.dan]\n    copy_from = employee.bob\n  }"),
		want: []string{"bob@northwind.example partner_admin", "dan@freelance.example partner_admin"}},
	{name: "copy of a link", config: inClient(linkOf("employee.bob", "2026-11-01", "") + "  access {\n    people = [contractor.dan]\n    copy_from = employee.bob\n  }"),
		want: []string{"bob@northwind.example partner_admin", "dan@freelance.example partner_admin"}},
	{name: "copy of a copy", config: inClient(other("a", "employee.bob", "") + "  access {\n    people = [contractor.dan]\n    copy_from = employee.maria\n  }\n  access {\n    people = [employee.maria]\n    copy_from = employee.bob\n  }"),
		want: []string{"bob@northwind.example partner_admin", "dan@freelance.example partner_admin", "maria@northwind.example partner_admin"}},
	{name: "copy of what has ended", config: inClient(other("a", "employee.bob", `expires = "2026-12-01"`) + "  access {\n    people = [contractor.dan]\n    copy_from = employee.bob\n  }"),
		want: []string{"dan@freelance.example partner_admin"}, lapsed: []string{"bob@northwind.example partner_admin"}},
	{name: "nobody", config: inClient("  access {\n    people = []\n  }"), want: []string{}, nobody: true},
}

func other(label, who, more string) string {
	return strings.Replace(grant(label, who, more), "permission_set.view_only", "permission_set.partner_admin", 1)
}

func linkOf(admin, approved, ended string) string {
	return "  access_link {\n    admin = " + admin + "\n    approved_by = \"o@acme.example\"\n    approved_on = \"" + approved + "\"\n    ended_on = \"" + ended + "\"\n  }\n"
}

func TestGrants(t *testing.T) {
	for _, test := range grantTables {
		t.Run(strings.ReplaceAll(test.name, " ", "_"), func(t *testing.T) {
			d := mustLoad(t, test.config+base)
			if diff := cmp.Diff(test.want, grantsOf(d, 42)); diff != "" {
				t.Errorf("grants (-want +got):\n%s", diff)
			}
			var lapsed []string
			for _, l := range d.Clients[0].Lapsed {
				lapsed = append(lapsed, d.People[l.Person].Email+" "+l.Set)
			}
			if diff := cmp.Diff(test.lapsed, lapsed); diff != "" {
				t.Errorf("lapsed (-want +got):\n%s", diff)
			}
			if d.Clients[0].HasPeople == test.nobody {
				t.Errorf("HasPeople is %v", d.Clients[0].HasPeople)
			}
		})
	}
}

func TestCopyTakesAdjustmentsNotDates(t *testing.T) {
	d := mustLoad(t, inClient(other("a", "employee.bob", "remove = [\"crm.export\"]\n    keep_billing = true\n    teams = [\"EMEA\"]\n    expires = \"2026-12-31\"\n    status = \"deactivated\"")+
		"  access {\n    people = [contractor.dan]\n    copy_from = employee.bob\n    add = { \"account.modify_billing\" = true }\n  }")+base)
	bob, dan := grantOf(t, d, 42, "bob@northwind.example"), grantOf(t, d, 42, "dan@freelance.example")
	if dan.Rights != with(d, bob.Rights, "account.modify_billing", 1) || !dan.KeepBilling || dan.Expires != 0 || dan.Details != nil || dan.Status != engine.Active {
		t.Errorf("copy: %+v", dan)
	}
	if bob.Status != engine.Deactivated || !bob.KeepBilling {
		t.Errorf("original: %+v", bob)
	}
}

func TestStatusOfAPersonHoldsEverywhere(t *testing.T) {
	d := mustLoad(t, strings.Replace(base, `name                   = "Maria Olsen"`, "name = \"Maria Olsen\"\n  status = \"deactivated\"", 1)+"-- c.hcl --\n"+inClient(grant("a", "employee.maria", "")))
	if g := grantOf(t, d, 42, "maria@northwind.example"); g.Status != engine.Deactivated {
		t.Errorf("status is %s", g.Status)
	}
}

// A cycle of copy_from is told once, whoever finds it: those in it, one who
// copies from them, or nobody but that one, where they have left.
func TestCopyCycleIsToldOnce(t *testing.T) {
	copies := func(who, from string) string {
		return "  access {\n    people = [employee." + who + "]\n    copy_from = employee." + from + "\n  }\n"
	}
	const eve = "employee \"eve\" {\n  email = \"eve@northwind.example\"\n  name = \"Eve\"\n}\nemployee \"adam\" {\n  email = \"adam@northwind.example\"\n  name = \"Adam\"\n}\n"
	for _, test := range []struct{ name, config, path string }{
		{"two", copies("bob", "eve") + copies("eve", "bob"), "employee.bob -> employee.eve -> employee.bob"},
		{"three", copies("maria", "eve") + copies("bob", "maria") + copies("eve", "bob"), "employee.maria -> employee.eve -> employee.bob -> employee.maria"},
		{"one from outside", copies("adam", "bob") + copies("bob", "eve") + copies("eve", "bob"), "employee.bob -> employee.eve -> employee.bob"},
		{"oneself", copies("bob", "bob"), "employee.bob -> employee.bob"},
	} {
		r := loadArchive(t, inClient(test.config)+eve+base, Options{})
		if len(r.Diagnostics) != 1 || !strings.HasSuffix(r.Diagnostics[0].Detail, ": "+test.path+".") {
			t.Errorf("%s: want %s once, got:\n%s", test.name, test.path, printDiagnostics(r.Diagnostics))
		}
	}
	left := strings.ReplaceAll(eve+base, "  name = \"Eve\"\n", "  name = \"Eve\"\n  status = \"left\"\n")
	left = strings.ReplaceAll(left, "  name   = \"Bob Ray\"\n", "  name   = \"Bob Ray\"\n  status = \"left\"\n")
	r := loadArchive(t, inClient(copies("adam", "bob")+copies("bob", "eve")+copies("eve", "bob"))+left, Options{})
	if len(r.Diagnostics) != 1 || r.Diagnostics[0].Summary != "Cycle" {
		t.Errorf("of people who left:\n%s", printDiagnostics(r.Diagnostics))
	}
}

// The caret stands under a wrong level, not under the permission.
func TestWrongLevelIsMarked(t *testing.T) {
	for _, line := range []string{`"crm.contacts.edit" = "al"`, `"crm.export" = "al"`, `"crm.contacts.edit" = "on"`} {
		r := loadArchive(t, set("permissions = { "+line+" }")+base, Options{})
		at := r.Diagnostics[0].Subject
		if got, want := string(r.Sources[at.File][at.Byte:at.EndByte]), line[strings.LastIndex(line, " ")+1:]; got != want {
			t.Errorf("%s: marked is %s", line, got)
		}
	}
}
