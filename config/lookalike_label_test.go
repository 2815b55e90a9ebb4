package config

import (
	"strings"
	"testing"
)

// Labels that look alike are warned of, in every kind of block, and so are
// names that look like those of built-in permission sets.
func TestLabelsLookAlike(t *testing.T) {
	member := "{\n  members = [employee.bob]\n}\n"
	for _, test := range []struct{ name, config, want string }{
		{"teams", "team \"scope\" " + member + "team \"s\u0441ope\" " + member, "Names look alike"},
		{"sets", set("permissions = {}") + "permission_set \"\u0430\" {\n  permissions = {}\n}\n", "Names look alike"},
		{"clients", inClient("") + strings.NewReplacer(`"acme"`, "\"\u0430cme\"", "42", "43", `"Acme"`, `"Other"`).Replace(inClient("")), "Names look alike"},
		{"people", "employee \"b\u03bfb\" {\n  email = \"other@northwind.example\"\n  name  = \"Other\"\n}\n", "Names look alike"},
		{"Cyrillic", "permission_set \"super_\u0430dmin\" {\n  permissions = {}\n}\n", "Name looks like a built-in permission set"},
		{"Greek", "permission_set \"\u03c1artner_admin\" {\n  permissions = {}\n}\n", "Name looks like a built-in permission set"},
		{"Armenian", "permission_set \"view_\u0585nly\" {\n  permissions = {}\n}\n", "Name looks like a built-in permission set"},
		{"digit", "permission_set \"view_on1y\" {\n  permissions = {}\n}\n", "Name looks like a built-in permission set"},
		{"nothing", "permission_set \"viewer\" {\n  permissions = {}\n}\n", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			said := printDiagnostics(loadArchive(t, test.config+base, Options{}).Diagnostics)
			if test.want == "" && said != "" || !strings.Contains(said, test.want) {
				t.Errorf("want %q, got:\n%s", test.want, said)
			}
		})
	}
}
