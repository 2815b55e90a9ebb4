package config

import (
	"slices"
	"strings"
	"testing"

	"accredit/engine"
	"github.com/google/go-cmp/cmp"
)

// setTables: the body of permission_set.a, and levels it must give.
var setTables = []struct {
	name, config string
	want         map[string]string
}{
	{name: "outright", config: `permissions = { "crm.contacts.edit" = "own", "crm.export" = true, "reports.access" = "on", "service.access" = "false" }`,
		want: map[string]string{"crm.contacts.edit": "own", "crm.export": "on", "reports.access": "on", "service.access": "off", "crm.contacts.view": "none"}},
	{name: "wildcard with dots", config: `permissions = { "crm.*" = "team" }`,
		want: map[string]string{"crm.contacts.edit": "team", "crm.export": "on", "marketing.access": "off"}},
	{name: "wildcard with true", config: `permissions = { "crm.*" = true }`, want: map[string]string{"crm.contacts.edit": "all", "crm.export": "on"}},
	{name: "wildcard with none", config: `permissions = { "crm.*" = "all", "crm.export*" = "none" }`, want: map[string]string{"crm.export": "off", "crm.contacts.edit": "all"}},
	{name: "exact beats wildcard", config: `permissions = { "crm.contacts.ed*t" = "all", "crm.contacts.edit" = "own" }`, want: map[string]string{"crm.contacts.edit": "own"}},
	{name: "more literal beats less", config: `permissions = { "crm.*" = "all", "crm.contacts.*" = "own" }`, want: map[string]string{"crm.contacts.edit": "own", "crm.deals.edit": "all"}},
	{name: "tie with equal levels", config: `permissions = { "crm.contacts.*" = "own", "crm.*acts.edit" = "own" }`, want: map[string]string{"crm.contacts.edit": "own"}},
	{name: "by name only", config: `permissions = { "*" = true }`,
		want: map[string]string{"partner.admin": "off", "account.modify_billing": "off", "account.super_admin": "off", "account.scim": "on"}},
	{name: "named", config: `permissions = { "partner.admin" = true, "account.modify_billing" = true }`, want: map[string]string{"partner.admin": "on", "account.modify_billing": "on"}},
	{name: "extends joins", config: "extends = [permission_set.view_only]\n  permissions = { \"crm.contacts.edit\" = \"own\" }",
		want: map[string]string{"crm.contacts.edit": "own", "crm.contacts.view": "all"}},
	{name: "wildcard only raises", config: "extends = [permission_set.view_only]\n  permissions = { \"crm.contacts.*\" = \"own\" }",
		want: map[string]string{"crm.contacts.edit": "own", "crm.contacts.view": "all"}},
	{name: "except comes last", config: "extends = [permission_set.view_only]\n  permissions = { \"crm.*\" = \"all\" }\n  except = [\"crm.contacts.*\", \"crm.export\"]",
		want: map[string]string{"crm.contacts.edit": "none", "crm.contacts.view": "none", "crm.export": "off", "crm.deals.edit": "all", "marketing.blog.view": ""}},
	{name: "super admin less one", config: "extends = [permission_set.super_admin]\n  except = [\"account.super_admin\"]",
		want: map[string]string{"account.super_admin": "off", "account.modify_billing": "on", "partner.admin": "on"}},
	{name: "map from an expression", config: `permissions = { for k in ["view", "edit"] : "crm.contacts.${k}" => "team" }`,
		want: map[string]string{"crm.contacts.view": "team", "crm.contacts.edit": "team"}},
}

func TestPermissionSets(t *testing.T) {
	for _, test := range setTables {
		t.Run(strings.ReplaceAll(test.name, " ", "_"), func(t *testing.T) {
			d := mustLoad(t, set(test.config)+base)
			s := setNamed(t, d, "a")
			for name, want := range test.want {
				i, ok := d.Catalogue.Index(name)
				if !ok {
					if want != "" {
						t.Errorf("the catalogue has no %s", name)
					}
					continue
				}
				if got := d.Catalogue.At(i).Kind.Name(s.Rights.Level(i)); want != "" && got != want {
					t.Errorf("%s is %s, want %s", name, got, want)
				}
			}
		})
	}
}

func setNamed(t *testing.T, d *engine.Desired, name string) engine.PermissionSet {
	t.Helper()
	i := slices.IndexFunc(d.Sets, func(s engine.PermissionSet) bool { return s.Name == name })
	if i < 0 {
		t.Fatalf("no set %q", name)
	}
	return d.Sets[i]
}

func TestExceptWildcardSparesWhatIsNamed(t *testing.T) {
	r := loadArchive(t, set("permissions = { \"account.modify_billing\" = true }\n  except = [\"account.*\"]")+base, Options{})
	if r.Desired == nil || !hasMistake(r.Diagnostics, "main.hcl:3: Wildcard spares a permission", "account.modify_billing") {
		t.Errorf("got:\n%s", printDiagnostics(r.Diagnostics))
	}
}

func TestUnknownSet(t *testing.T) {
	d := mustLoad(t, set("unknown = true")+inClient("  access {\n    people = [employee.bob]\n    permission_set = permission_set.a\n  }")+base)
	if g := grantOf(t, d, 42, "bob@northwind.example"); !g.Unknown || g.Rights != "" {
		t.Errorf("grant: %+v", g)
	}
	r := loadArchive(t, set("unknown = true")+inClient("  access {\n    people = [employee.bob]\n    permission_set = permission_set.a\n    add = { \"crm.export\" = true }\n  }")+base, Options{})
	if !hasMistake(r.Diagnostics, "main.hcl:10: Set takes no adjustment", "not known") {
		t.Errorf("got:\n%s", printDiagnostics(r.Diagnostics))
	}
}

func TestAdjustments(t *testing.T) {
	d := mustLoad(t, inClient("  access {\n    people = [employee.bob]\n    permission_set = permission_set.view_only\n    remove = [\"crm.*\"]\n    add = { \"crm.deals.view\" = \"own\", \"marketing.*\" = true }\n  }")+base)
	g := grantOf(t, d, 42, "bob@northwind.example")
	got := map[string]string{}
	for _, l := range engine.LevelsOf(d.Catalogue, g.Rights) {
		got[l.Permission] = l.Level
	}
	if got["crm.deals.view"] != "own" || got["crm.contacts.view"] != "" || got["marketing.access"] != "on" {
		t.Errorf("rights: %v", got)
	}
}

// The definition is a digest of what was written: it sees levels, patterns,
// exceptions and what is extended, not names, order or comments.
func TestDefinition(t *testing.T) {
	definition := func(config, name string) string { return setNamed(t, mustLoad(t, config+base), name).Definition }
	first := definition(set("permissions = {\n    \"crm.*\" = \"own\"\n    \"crm.export\" = false\n  }"), "a")
	if got := definition("# hello\npermission_set \"b\" {\n  description = \"x\"\n  permissions = { \"crm.export\" = \"off\", \"crm.*\" = \"own\" }\n}\n", "b"); got != first {
		t.Errorf("the same definition is %s and %s", first, got)
	}
	for _, changed := range []string{
		`permissions = { "crm.*" = "team", "crm.export" = false }`, `permissions = { "crm.*" = "own" }`,
		"permissions = { \"crm.*\" = \"own\", \"crm.export\" = false }\n  except = [\"crm.bulk_delete\"]",
		"permissions = { \"crm.*\" = \"own\", \"crm.export\" = false }\n  extends = [permission_set.partner_admin]",
	} {
		config := set(changed)
		if strings.Contains(changed, "extends") {
			config = strings.Replace(config, `, "crm.export" = false`, "", 1)
		}
		if definition(config, "a") == first {
			t.Errorf("definition does not see %s", changed)
		}
	}
	over := func(level string) string {
		return definition(set(`permissions = { "crm.contacts.edit" = "`+level+`" }`)+"permission_set \"b\" {\n  extends = [permission_set.a]\n}\n", "b")
	}
	if over("own") == over("team") {
		t.Error("definition does not see a change of what is extended")
	}
}

func TestExplain(t *testing.T) {
	r := loadArchive(t, `permission_set "base" {
  permissions = {
    "crm.*" = "team"
  }
}
permission_set "top" {
  extends = [permission_set.base, permission_set.view_only]
  permissions = {
    "crm.contacts.edit" = "team"
    "crm.deals.edit"    = "all"
  }
  except = ["crm.export"]
}
`+base, Options{})
	tests := []struct {
		permission string
		want       []Origin
	}{
		{"crm.contacts.edit", []Origin{{"top", "crm.contacts.edit", "team", pos(9, 5)}, {"base", "crm.*", "team", pos(3, 5)}}},
		{"crm.deals.edit", []Origin{{"top", "crm.deals.edit", "all", pos(10, 5)}}},
		{"crm.tickets.edit", []Origin{{"base", "crm.*", "team", pos(3, 5)}}},
		{"crm.contacts.view", []Origin{{Set: "view_only", Level: "all"}}},
		{"crm.export", nil},
		{"no.such", nil},
	}
	for _, test := range tests {
		if diff := cmp.Diff(test.want, r.Explain("top", test.permission)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", test.permission, diff)
		}
	}
	if got := r.Explain("nothing", "crm.export"); got != nil {
		t.Errorf("an unknown set gives %v", got)
	}
}

// A right behind a tab that the set does not open is warned of, once a tab.
func TestClosedTabs(t *testing.T) {
	for permissions, want := range map[string]int{
		`"marketing.email.edit" = true, "marketing.blog.edit" = true`:  1,
		`"marketing.email.edit" = true, "marketing.access" = true`:     0,
		`"marketing.*" = true, "crm.contacts.edit" = "all"`:            0,
		`"marketing.email.edit" = true, "sales.playbooks.edit" = true`: 2,
	} {
		r := loadArchive(t, "permission_set \"s\" {\n  permissions = { "+permissions+" }\n}\n"+base, Options{})
		if got := strings.Count(printDiagnostics(r.Diagnostics), "Tab is closed"); got != want || r.Desired == nil {
			t.Errorf("%s: %d warnings, want %d\n%s", permissions, got, want, printDiagnostics(r.Diagnostics))
		}
	}
}
