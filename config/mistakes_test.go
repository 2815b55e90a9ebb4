package config

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"accredit/engine"
	"github.com/google/go-cmp/cmp"
)

// inClient is a small client around what a test is about.
func inClient(body string) string {
	return "client \"acme\" {\n  name = \"Acme\"\n  hub_id = 42\n" + body + "\n}\n"
}

// mistakes: each configuration has exactly one mistake, unless more is set.
// want is "file:line: summary"; says must be part of detail or hint.
var mistakes = []struct {
	name, config, want, says string
	alone                    bool // without base
	more                     bool // other diagnostics may follow from it
}{
	// Files and blocks.
	{name: "syntax", config: "team \"x\" {\n  members =\n}\n", want: "main.hcl:2: Invalid expression"},
	{name: "argument outside", config: "name = 1\n", want: "main.hcl:1: Unknown argument", says: "Move it into a block"},
	{name: "unknown block", config: "emploee \"x\" {\n}\n", want: "main.hcl:1: Unknown block", says: `Did you mean "employee"?`},
	{name: "block in the wrong place", config: "guardrails {\n}\n", want: "main.hcl:1: Unknown block", says: "into an agency block"},
	{name: "unknown nested block", config: inClient("  acces {\n    people = []\n  }"), want: "main.hcl:4: Unknown block", says: `Did you mean "access"?`},
	{name: "unknown argument", config: inClient(`  doman = "x.example"`), want: "main.hcl:4: Unknown argument", says: `Did you mean "domain"?`},
	{name: "argument written as block", config: inClient("  labels {\n  }"), want: "main.hcl:4: Unknown block", says: "labels is an argument"},
	{name: "block written as argument", config: inClient("  access = {}"), want: "main.hcl:4: Unknown argument", says: "access is a block"},
	{name: "missing argument", config: "client \"acme\" {\n  name = \"Acme\"\n}\n", want: "main.hcl:1: Missing argument", says: `"hub_id"`},
	{name: "missing people", config: inClient("  access {\n    permission_set = permission_set.view_only\n  }"), want: "main.hcl:4: Missing argument", says: `"people"`},
	{name: "missing clients", config: "access \"x\" {\n  people = [employee.bob]\n}\n", want: "main.hcl:1: Missing argument", says: `"clients"`},
	{name: "missing admin", config: inClient("  access_link {\n  }"), want: "main.hcl:4: Missing argument", says: `"admin"`},
	{name: "empty name", config: "employee \"x\" {\n  email = \"x@northwind.example\"\n  name = \"\"\n}\n", want: "main.hcl:3: Missing argument", says: "employee.x needs name"},
	{name: "missing label", config: "team {\n  members = []\n}\n", want: "main.hcl:1: Missing label", says: "team \"name\""},
	{name: "extra label", config: "team \"a\" \"b\" {\n  members = []\n}\n", want: "main.hcl:1: Extra label", says: "one label"},
	{name: "label where none is", config: "locals \"a\" {\n}\n", want: "main.hcl:1: Extra label", says: "takes no label"},
	{name: "label is no identifier", config: "team \"a b\" {\n  members = []\n}\n", want: "main.hcl:1: Invalid label", says: "identifier"},
	{name: "duplicate label", config: "team \"growth\" {\n  members = []\n}\n", want: "main.hcl:1: Duplicate label", says: "growth"},
	{name: "duplicate access label", config: inClient("  access \"a\" {\n    people = []\n  }\n  access \"a\" {\n    people = []\n  }"), want: "main.hcl:7: Duplicate label", says: "client.acme"},
	{name: "two guardrails", config: agencyWith("  guardrails {\n  }\n  guardrails {\n  }"), alone: true, want: "main.hcl:7: Duplicate block", says: "at most one"},
	{name: "no agency", config: "locals {\n  a = 1\n}\n", alone: true, want: ": No agency block", says: "Add agency"},
	{name: "second agency", config: agencyWith(""), want: "main.hcl:1: Second agency block", says: "exactly one"},
	{name: "duplicate key", config: inClient(`  labels = { a = "1", a = "2" }`), want: "main.hcl:4: Duplicate key", says: `"a"`},
	{name: "duplicate key in an expression", config: "locals {\n  x = merge({ a = 1, \"a\" = 2 }, {})\n}\n", want: "main.hcl:2: Duplicate key", says: `"a"`},
	{name: "variables in a subfolder", config: "-- sub/x.vars.hcl --\na = 1\n", want: "sub/x.vars.hcl:1: Variables file is not read", says: "top of the directory"},

	// Names and values.
	{name: "unknown employee", config: "team \"x\" {\n  members = [\n    employee.mariaa,\n  ]\n}\n", want: "main.hcl:3: Unknown employee", says: `Did you mean "maria"?`},
	{name: "contractor as employee", config: "team \"x\" {\n  members = [employee.dan]\n}\n", want: "main.hcl:2: Unknown employee", says: "contractor.dan"},
	{name: "unknown set", config: inClient("  access {\n    people = [employee.bob]\n    permission_set = permission_set.view_onli\n  }"), want: "main.hcl:6: Unknown permission set", says: `Did you mean "view_only"?`},
	{name: "unknown client", config: "access \"x\" {\n  clients = [client.nobody]\n  people = []\n}\n", want: "main.hcl:2: Unknown client"},
	{name: "unknown access", config: inClient("  access \"pod\" {\n    people = []\n    overrides = [client.acme.access.pot]\n  }"), want: "main.hcl:6: Unknown access", says: `"pod"`},
	{name: "unknown variable", config: "locals {\n  x = var.nothing\n}\n", want: "main.hcl:2: Unknown variable"},
	{name: "unknown local", config: "locals {\n  pods = 1\n  x = local.pod\n}\n", want: "main.hcl:3: Unknown local", says: `"pods"`},
	{name: "unknown root", config: "locals {\n  x = emploie.bob\n}\n", want: "main.hcl:2: Unknown name", says: `"employee"`},
	{name: "unknown function", config: "locals {\n  x = uper(\"a\")\n}\n", want: "main.hcl:2: Unknown function", says: `"upper"`},
	{name: "time is no function", config: "locals {\n  x = timestamp()\n}\n", want: "main.hcl:2: Unknown function", says: "when or where"},
	{name: "allows outside a policy", config: "locals {\n  x = allows(1, 2)\n}\n", want: "main.hcl:2: Function not available here", says: "policy"},
	{name: "computed unknown employee", config: "variable \"who\" {\n  default = \"mara\"\n}\nteam \"x\" {\n  members = [employee[var.who]]\n}\n", want: "main.hcl:5: Unknown employee", says: `"maria"`},
	{name: "cycle of locals", config: "locals {\n  a = local.b\n  b = local.a\n}\n", want: "main.hcl:2: Cycle", says: "local.a -> local.b -> local.a"},
	{name: "cycle through a client", config: "client \"acme\" {\n  name = local.n\n  hub_id = 42\n}\nlocals {\n  n = client.acme.name\n}\n", want: "main.hcl:6: Cycle", says: "local.n -> client.acme -> local.n"},
	{name: "cycle through clients", config: inClient("  domain = clients[0].name"), want: "main.hcl:1: Cycle", says: "clients -> client.acme -> clients"},
	{name: "team in itself", config: "team \"a\" {\n  members = [team.b]\n}\nteam \"b\" {\n  members = [team.a]\n}\n", want: "main.hcl:1: Cycle", says: "team.a -> team.b -> team.a"},
	{name: "sets extend each other", config: "permission_set \"a\" {\n  extends = [permission_set.b]\n}\npermission_set \"b\" {\n  extends = [permission_set.a]\n}\n", want: "main.hcl:1: Cycle", says: "permission_set.a -> permission_set.b"},
	{name: "made up object", config: "team \"x\" {\n  members = [merge(employee.bob, { status = \"left\" })]\n}\n", want: "main.hcl:2: Not a reference", says: "not one"},
	{name: "text as reference", config: "team \"x\" {\n  members = [\"bob\"]\n}\n", want: "main.hcl:2: Not a reference", says: "Did you mean employee.bob?"},
	{name: "label as reference", config: inClient("  access {\n    people = [employee.bob]\n    permission_set = \"view_only\"\n  }"), want: "main.hcl:6: Not a reference", says: "Did you mean permission_set.view_only?"},
	{name: "e-mail as reference", config: "team \"x\" {\n  members = [\"Dan@freelance.example\"]\n}\n", want: "main.hcl:2: Not a reference", says: "Did you mean contractor.dan?"},
	{name: "label of a client as reference", config: inClient("") + "access \"x\" {\n  clients = [\"acme\"]\n  people = []\n}\n", want: "main.hcl:7: Not a reference", says: "Did you mean client.acme?"},
	{name: "label of an admin as reference", config: inClient("  access_link {\n    admin = \"bob\"\n  }"), want: "main.hcl:5: Not a reference", says: "Did you mean employee.bob?"},
	{name: "text like no label", config: "team \"x\" {\n  members = [\"nobody\"]\n}\n", want: "main.hcl:2: Not a reference", says: "such as employee.maria"},
	{name: "label without its kind", config: "team \"x\" {\n  members = [bob]\n}\n", want: "main.hcl:2: Unknown name", says: "Did you mean employee.bob?"},
	{name: "label of a set without its kind", config: inClient("  access {\n    people = [employee.bob]\n    permission_set = growth\n  }") + "permission_set \"growth\" {\n}\n", want: "main.hcl:6: Unknown name", says: "Did you mean permission_set.growth?"},
	{name: "label without its kind in an expression", config: "locals {\n  x = growth.members\n}\n", want: "main.hcl:2: Unknown name", says: "Did you mean team.growth?"},
	{name: "client as person", config: inClient("  acting_admins = [client.acme]"), want: "main.hcl:4: Wrong kind of block", says: "client.acme is a client"},
	{name: "set as member", config: "team \"x\" {\n  members = [permission_set.view_only]\n}\n", want: "main.hcl:2: Wrong kind of block", says: "an employee, a contractor or a team"},
	{name: "people without brackets", config: inClient("  access {\n    people = employee.bob\n    permission_set = permission_set.view_only\n  }"), want: "main.hcl:5: Wrong type", says: "brackets"},
	{name: "list for one", config: inClient("  access {\n    people = [employee.bob]\n    permission_set = [permission_set.view_only]\n  }"), want: "main.hcl:6: Wrong type", says: "brackets"},
	{name: "for_each over a number", config: "client \"x\" {\n  for_each = 3\n  name = \"x\"\n  hub_id = 1\n}\n", want: "main.hcl:2: Wrong type", says: "a map or a list"},
	{name: "each without for_each", config: inClient("  domain = each.value"), want: "main.hcl:4: No for_each here"},
	{name: "unknown column", config: "client \"x\" {\n  for_each = [{ name = \"X\", hub = 7 }]\n  name = each.value.nam\n  hub_id = each.value.hub\n}\n", want: "main.hcl:3: Unknown attribute", says: `"name"`},
	{name: "unknown attribute of a reference", config: "locals {\n  x = employee.bob.emial\n}\n", want: "main.hcl:2: Unknown attribute", says: `"email"`},
	{name: "failing element", config: "client \"x\" {\n  for_each = { a = 0, b = { n = \"B\" } }\n  name = \"X${each.value.n}\"\n  hub_id = 9\n}\n", want: "main.hcl:3: Unsupported attribute", says: `"a"`},
	{name: "instance without key", config: "client \"x\" {\n  for_each = { a = 7 }\n  name = each.key\n  hub_id = each.value\n}\naccess \"y\" {\n  clients = [client.x]\n  people = []\n}\n", want: "main.hcl:7: Which instance", says: `client.x["a"]`},
	{name: "unknown key", config: "client \"x\" {\n  for_each = { acme = 7 }\n  name = each.key\n  hub_id = each.value\n}\naccess \"y\" {\n  clients = [client.x[\"acne\"]]\n  people = []\n}\n", want: "main.hcl:7: Unknown instance", says: `"acme"`},
	{name: "key without for_each", config: "team \"x\" {\n  members = [employee.bob[\"a\"]]\n}\n", want: "main.hcl:2: No for_each", says: "employee.bob"},
	{name: "hub id is text", config: "client \"acme\" {\n  name = \"Acme\"\n  hub_id = \"acme\"\n}\n", want: "main.hcl:3: Wrong type", says: "number"},
	{name: "hub id too large", config: "client \"acme\" {\n  name = \"Acme\"\n  hub_id = 9007199254740993\n}\n", want: "main.hcl:3: Number out of range"},
	{name: "hub id zero", config: "client \"acme\" {\n  name = \"Acme\"\n  hub_id = 0\n}\n", want: "main.hcl:3: Number out of range"},
	{name: "hub id with a fraction", config: "client \"acme\" {\n  name = \"Acme\"\n  hub_id = 1.5\n}\n", want: "main.hcl:3: Number out of range"},
	{name: "unknown mode", config: inClient(`  mode = "enforced"`), want: "main.hcl:4: Unknown value", says: `"enforce"`},
	{name: "unknown status", config: "employee \"x\" {\n  email = \"x@northwind.example\"\n  name = \"X\"\n  status = \"gone\"\n}\n", want: "main.hcl:4: Unknown value", says: `"left"`},
	{name: "unknown role", config: "employee \"x\" {\n  email = \"x@northwind.example\"\n  name = \"X\"\n  roles = [\"superadmin\"]\n}\n", want: "main.hcl:4: Unknown role", says: `"super_admin"`},
	{name: "labels are text", config: inClient(`  labels = { a = ["b"] }`), want: "main.hcl:4: Wrong type", says: "label"},
	{name: "escaped control character", config: inClient(`  domain = "a\u202e.example"`), want: "main.hcl:4: Control character", says: "U+202E"},
	{name: "two values for a variable", config: "variable \"a\" {\n  default = 1\n}\n-- a.vars.hcl --\na = 1\n-- b.vars.hcl --\na = 2\n", want: "b.vars.hcl:1: Variable set twice", says: `"a"`},
	{name: "variable without value", config: "variable \"a\" {\n}\n", want: "main.hcl:1: Variable without a value", says: "--var a="},
	{name: "value of no variable", config: "variable \"lead\" {\n  default = \"x\"\n}\n-- a.vars.hcl --\nleed = 1\n", want: "a.vars.hcl:1: Unknown variable", says: `"lead"`},
	{name: "default is not constant", config: "variable \"a\" {\n  default = employee.bob\n}\n", want: "main.hcl:2: Not a constant"},
	{name: "duplicate local", config: "locals {\n  a = 1\n}\nlocals {\n  a = 2\n}\n", want: "main.hcl:5: Duplicate local"},

	// People and clients.
	{name: "bad e-mail", config: "employee \"x\" {\n  email = \"Bob <b@northwind.example>\"\n  name = \"X\"\n}\n", want: "main.hcl:2: Invalid e-mail"},
	{name: "same e-mail", config: "contractor \"x\" {\n  email = \"BOB@northwind.example\"\n  name = \"X\"\n}\n", want: "main.hcl:2: Duplicate e-mail", says: "employee.bob"},
	{name: "former e-mail of another", config: "employee \"x\" {\n  email = \"x@northwind.example\"\n  name = \"X\"\n  former_emails = [\"bob@northwind.example\"]\n}\n", want: "main.hcl:2: Duplicate e-mail", says: "both claim"},
	{name: "forge id of another", config: "employee \"x\" {\n  email = \"x@northwind.example\"\n  name = \"X\"\n  forge_ids = { github = 7 }\n}\nemployee \"y\" {\n  email = \"y@northwind.example\"\n  name = \"X\"\n  forge_ids = { gitlab = 7, github = \"7\" }\n}\n", want: "main.hcl:9: Duplicate forge id", says: "employee.x and employee.y both have the id 7 of github"},
	{name: "unknown forge", config: "employee \"x\" {\n  email = \"x@northwind.example\"\n  name = \"X\"\n  forge_ids = { gihub = 7 }\n}\n", want: "main.hcl:4: Unknown forge", says: `"github"`},
	{name: "login as forge id", config: "employee \"x\" {\n  email = \"x@northwind.example\"\n  name = \"X\"\n  forge_ids = { github = \"octocat\" }\n}\n", want: "main.hcl:4: Wrong type", says: "not its login"},
	{name: "forge id of nobody", config: "employee \"x\" {\n  email = \"x@northwind.example\"\n  name = \"X\"\n  forge_ids = { github = 0 }\n}\n", want: "main.hcl:4: Number out of range"},
	{name: "half a forge id", config: "employee \"x\" {\n  email = \"x@northwind.example\"\n  name = \"X\"\n  forge_ids = { github = 1.5 }\n}\n", want: "main.hcl:4: Number out of range"},
	{name: "same hub id", config: inClient("") + "client \"b\" {\n  name = \"Bcme\"\n  hub_id = 42\n}\n", want: "main.hcl:8: Duplicate hub id", says: "client.acme"},
	{name: "hub id of the agency", config: "client \"b\" {\n  name = \"B\"\n  hub_id = 1000001\n}\n", want: "main.hcl:3: Hub id of the agency", says: "agency's own"},
	{name: "agency person as client super admin", config: inClient(`  super_admins = ["bob@northwind.example"]`), want: "main.hcl:4: Agency person as client super admin", says: "employee.bob"},
	{name: "public mail domain", config: strings.Replace(agencyWith(""), `["northwind.example"]`, `["northwind.example", "GMail.com"]`, 1), alone: true, want: "main.hcl:4: Public mail domain", says: "gmail.com"},
	{name: "bad domain of the agency", config: strings.Replace(agencyWith(""), `["northwind.example"]`, `["@northwind.example"]`, 1), alone: true, want: "main.hcl:4: Invalid domain"},
	{name: "removed and declared", config: inClient("") + "removed {\n  hub_id = 42\n}\n", want: "main.hcl:6: Removed and declared", says: "client.acme"},
	{name: "removed person is declared", config: "removed {\n  email = \"bob@northwind.example\"\n}\n", want: "main.hcl:1: Removed and declared", says: "employee.bob"},
	{name: "removed names nothing", config: "removed {\n}\n", want: "main.hcl:1: One of two"},
	{name: "removed names both", config: "removed {\n  hub_id = 9\n  email = \"x@northwind.example\"\n}\n", want: "main.hcl:1: One of two"},
	{name: "approved by nobody", config: inClient("  access_link {\n    admin = employee.bob\n    approved_on = \"2026-11-01\"\n  }"), want: "main.hcl:6: Missing argument", says: "approved_by"},
	{name: "link ends before", config: inClient("  access_link {\n    admin = employee.bob\n    approved_by = \"o@acme.example\"\n    approved_on = \"2026-11-01\"\n    ended_on = \"2026-10-01\"\n  }"), want: "main.hcl:8: Ends before it begins"},

	// Permission sets.
	{name: "unknown permission", config: set(`permissions = { "crm.contact.edit" = "all" }`), want: "main.hcl:2: Unknown permission", says: `"crm.contacts.edit"`},
	{name: "wildcard matches nothing", config: set(`permissions = { "crm.contakts.*" = "all" }`), want: "main.hcl:2: Wildcard matches nothing", says: `"crm.contacts.*"`},
	{name: "wildcard for what is given by name", config: set(`permissions = { "partner.*" = true }`), want: "main.hcl:2: Wildcard matches nothing", says: `"partner.admin"`},
	{name: "unknown level", config: set(`permissions = { "crm.contacts.edit" = "al" }`), want: "main.hcl:2: Unknown level", says: `"all"`},
	{name: "number as level", config: set(`permissions = { "crm.contacts.edit" = 3 }`), want: "main.hcl:2: Unknown level", says: "a number"},
	{name: "toggle level for a scope", config: set(`permissions = { "crm.contacts.edit" = true }`), want: "main.hcl:2: Level of another kind", says: "scope"},
	{name: "scope level for a toggle", config: set(`permissions = { "crm.export" = "all" }`), want: "main.hcl:2: Level of another kind", says: "toggle"},
	{name: "wildcards disagree", config: set(`permissions = { "crm.contacts.*" = "own", "crm.*acts.edit" = "team" }`), want: "main.hcl:2: Wildcards disagree", says: "crm.contacts.edit"},
	{name: "below extends", config: "permission_set \"a\" {\n  extends = [permission_set.view_only]\n  permissions = {\n    \"crm.contacts.view\" = \"own\"\n  }\n}\n", want: "main.hcl:4: Level below that of extends", says: `except = ["crm.contacts.view"]`},
	{name: "super admin by another name", config: set(`permissions = { "account.super_admin" = true }`), want: "main.hcl:2: Super admin by another name", says: "permission_set.super_admin"},
	{name: "super admin through extends", config: set(`extends = [permission_set.super_admin]`), want: "main.hcl:1: Super admin by another name"},
	{name: "built-in set again", config: "permission_set \"view_only\" {\n}\n", want: "main.hcl:1: Built-in permission set", says: "view_only"},
	{name: "unknown set with contents", config: "permission_set \"a\" {\n  unknown = true\n  permissions = { \"crm.export\" = true }\n}\n", want: "main.hcl:3: Unknown contents"},
	{name: "unknown set extended", config: "permission_set \"a\" {\n  unknown = true\n}\npermission_set \"b\" {\n  extends = [permission_set.a]\n}\n", want: "main.hcl:5: Unknown contents", says: "cannot be extended"},
	{name: "permission in the catalogue", config: "permission \"crm.export\" {\n  kind = \"toggle\"\n}\n", want: "main.hcl:1: Permission is in the catalogue"},
	{name: "permission twice", config: "permission \"crm.x.view\" {\n  kind = \"toggle\"\n}\npermission \"crm.x.view\" {\n  kind = \"scope\"\n}\n", want: "main.hcl:4: Duplicate permission"},
	{name: "bad permission name", config: "permission \"x\" {\n  kind = \"toggle\"\n}\n", want: "main.hcl:1: Invalid permission name"},
	{name: "bad kind", config: "permission \"crm.x.view\" {\n  kind = \"switch\"\n}\n", want: "main.hcl:2: Unknown value", says: `"toggle"`},
	{name: "unknown exception", config: set(`except = ["crm.exprt"]`), want: "main.hcl:2: Unknown permission", says: `"crm.export"`},

	// Access.
	{name: "overlap", config: inClient(grant("a", "employee.bob", "") + grant("b", "employee.bob", `reason = "SOW-1"`)), want: "main.hcl:9: Overlapping access", says: "except = [employee.bob]"},
	{name: "duplicate access", config: inClient(strings.ReplaceAll(grant("a", "employee.bob", `add = { "crm.export" = true }`)+grant("a", "employee.bob", `add = { "crm.export" = true }`), "access \"a\"", "access")), want: "main.hcl:9: Duplicate access", says: "Delete one of the two."},
	{name: "duplicate access with labels", config: inClient(grant("a", "employee.bob", "") + grant("b", "employee.bob", "")), want: "main.hcl:9: Duplicate access", says: "client.acme.access.a and client.acme.access.b"},
	{name: "overlap through a team", config: inClient(grant("a", "employee.bob", "") + grant("b", "team.growth", "")), want: "main.hcl:9: Overlapping access", says: "except = [employee.bob] to the block at main.hcl:9"},
	{name: "overlap with an outer block", config: inClient(grant("a", "employee.bob", "")) + "access \"audit\" {\n  clients = [client.acme]\n  people = [employee.bob]\n  permission_set = permission_set.view_only\n}\n", want: "main.hcl:11: Overlapping access", says: "overrides = [client.acme.access.a]"},
	{name: "overlap later", config: inClient(grant("a", "employee.bob", `expires = "2027-02-01"`) + grant("b", "employee.bob", `starts = "2027-01-01"`)), want: "main.hcl:9: Overlapping access"},
	{name: "override each other", config: inClient(grant("a", "employee.bob", "overrides = [client.acme.access.b]") + grant("b", "employee.bob", "overrides = [client.acme.access.a]")), want: "main.hcl:9: Cycle of overrides", says: "each other"},
	{name: "overridden by two", config: inClient(grant("a", "employee.bob", "") + grant("b", "employee.bob", "overrides = [client.acme.access.a]") + grant("c", "employee.bob", "reason = \"SOW-1\"\n    overrides = [client.acme.access.a]")), want: "main.hcl:14: Overlapping access", says: "client.acme.access.b and client.acme.access.c"},
	{name: "circle of overrides", config: inClient(grant("a", "employee.bob", "overrides = [client.acme.access.b]") + grant("b", "employee.bob", "overrides = [client.acme.access.c]") + grant("c", "employee.bob", "reason = \"SOW-1\"\n    overrides = [client.acme.access.a]")), want: "main.hcl:9: Cycle of overrides", says: "none counts"},
	{name: "override oneself", config: inClient(grant("a", "employee.bob", "overrides = [client.acme.access.a]")), want: "main.hcl:7: Overrides itself"},
	{name: "override a person", config: inClient(grant("a", "employee.bob", "overrides = [employee.bob]")), want: "main.hcl:7: Wrong kind of block"},
	{name: "no set", config: inClient("  access {\n    people = [employee.bob]\n  }"), want: "main.hcl:4: No permission set", says: "employee.bob"},
	{name: "set and copy", config: inClient(grant("a", "employee.bob", "copy_from = employee.maria")), want: "main.hcl:7: Set and copy"},
	{name: "nothing to copy", config: inClient("  access {\n    people = [employee.bob]\n    copy_from = employee.maria\n  }"), want: "main.hcl:4: Nothing to copy", says: "employee.maria"},
	{name: "copy in a circle", config: inClient("  access {\n    people = [employee.bob]\n    copy_from = employee.maria\n  }\n  access {\n    people = [employee.maria]\n    copy_from = employee.bob\n  }"), want: "main.hcl:4: Cycle", says: ": employee.bob -> employee.maria -> employee.bob."},
	{name: "added and removed", config: inClient(grant("a", "employee.bob", "add = { \"crm.export\" = true }\n    remove = [\"crm.export\"]")), want: "main.hcl:8: Added and removed"},
	{name: "adjusted super admin", config: inClient("  access {\n    people = [employee.bob]\n    permission_set = permission_set.super_admin\n    remove = [\"crm.export\"]\n  }"), want: "main.hcl:7: Set takes no adjustment", says: "takes no add or remove"},
	{name: "super admin through add", config: inClient(grant("a", "employee.bob", `add = { "account.super_admin" = true }`)), want: "main.hcl:7: Super admin by another name"},
	{name: "bad date", config: inClient(grant("a", "employee.bob", `expires = "31.12.2026"`)), want: "main.hcl:7: Invalid date", says: "2026-12-31"},
	{name: "no such day", config: inClient(grant("a", "employee.bob", `expires = "2026-02-30"`)), want: "main.hcl:7: Invalid date"},
	{name: "expires before starts", config: inClient(grant("a", "employee.bob", "starts = \"2027-01-02\"\n    expires = \"2027-01-01\"")), want: "main.hcl:8: Ends before it begins"},
	{name: "expired", config: inClient(grant("a", "employee.bob", `expires = "2026-12-01"`)), want: "main.hcl:4: Expired access block", says: "2026-12-01"},
	{name: "selector without value", config: "access \"x\" {\n  clients = { tier = \"\" }\n  people = []\n}\n", want: "main.hcl:2: Empty selector", more: true},
	{name: "selector for nobody", config: inClient("  access {\n    people = { pod = \"groth\" }\n  }"), want: "main.hcl:5: Nobody has these labels"},

	// Guardrails, policies, tests.
	{name: "bad limit", config: agencyWith("  guardrails {\n    max_removals = \"many\"\n  }"), alone: true, want: "main.hcl:6: Invalid limit", says: `"25%"`},
	{name: "limit above all", config: agencyWith("  guardrails {\n    max_removals = \"101%\"\n  }"), alone: true, want: "main.hcl:6: Invalid limit"},
	{name: "approval of nothing", config: agencyWith("  guardrails {\n    removal_approval {\n      up_to = 3\n    }\n  }"), alone: true, want: "main.hcl:6: One of two"},
	{name: "unknown subject", config: policy("grants", "true", `"x"`), want: "main.hcl:2: Unknown value", says: `"grant"`},
	{name: "unknown attribute of the subject", config: policy("grant", `grant.person.kynd != "x"`, `"x"`), want: "main.hcl:3: Unknown attribute", says: `"kind"`},
	{name: "hidden attribute of the subject", config: policy("grant", `grant.__rights != null`, `"x"`), want: "main.hcl:3: Unknown attribute"},
	{name: "unknown attribute in the message", config: policy("client", "true", `"${client.nam}"`), want: "main.hcl:4: Unknown attribute", says: `"name"`},
	{name: "unknown permission in allows", config: policy("grant", `allows(grant, "crm.exprt")`, `"x"`), want: "main.hcl:3: Unknown permission", says: `"crm.export"`},
	{name: "unknown level in allows", config: policy("grant", `allows(grant, "crm.export", "all")`, `"x"`), want: "main.hcl:3: Unknown level"},
	{name: "allows without a grant", config: policy("person", `allows(person, "crm.export")`, `"x"`), want: "main.hcl:3: Function not available here"},
	{name: "unknown function in a policy", config: policy("grant", `alows(grant, "crm.export")`, `"x"`), want: "main.hcl:3: Unknown function", says: `"allows"`},
	{name: "condition is no truth value", config: policy("grant", `grant.teams`, `"x"`), want: "main.hcl:3: Wrong type", says: "condition"},
	{name: "policy twice", config: policy("grant", "true", `"x"`) + policy("grant", "true", `"x"`), want: "main.hcl:6: Duplicate label"},
	{name: "test asks nothing", config: inClient("") + "test \"t\" {\n  person = employee.bob\n  client = client.acme\n}\n", want: "main.hcl:6: Test without a question"},
	{name: "test of an unknown permission", config: inClient("") + "test \"t\" {\n  person = employee.bob\n  client = client.acme\n  deny = [\"crm.exports\"]\n}\n", want: "main.hcl:9: Unknown permission", says: `"crm.export"`},
	{name: "test of the lowest level", config: inClient("") + "test \"t\" {\n  person = employee.bob\n  client = client.acme\n  allow = { \"crm.export\" = false }\n}\n", want: "main.hcl:9: Lowest level in a test"},
	{name: "test with a wildcard", config: inClient("") + "test \"t\" {\n  person = employee.bob\n  client = client.acme\n  deny = [\"crm.*\"]\n}\n", want: "main.hcl:9: Wildcard in a test"},
	{name: "two sets of one name", config: "permission_set \"b\" {\n  hubspot_name = \"A-1\"\n}\npermission_set \"a_1\" {}\n", want: "main.hcl:1: Two sets of one name", says: "permission_set.a_1"},
	{name: "set named like a built-in one", config: "permission_set \"b\" {\n  hubspot_name = \"View only\"\n}\n", want: "main.hcl:1: Two sets of one name", says: "view_only"},
	{name: "set named super admin", config: set(`hubspot_name = "Super-Admin"`), want: "main.hcl:1: Two sets of one name", says: "super_admin"},
	{name: "set named partner admin in one account", config: "permission_set \"a\" {}\nclient \"c\" {\n  name = \"C\"\n  hub_id = 9\n  permission_set_names = { a = \"Partner Admin\" }\n}\n", want: "main.hcl:5: Name of a built-in set"},
	{name: "unknown set named", config: "client \"c\" {\n  name = \"C\"\n  hub_id = 9\n  permission_set_names = { veiw_only = \"X\" }\n}\n", want: "main.hcl:4: Unknown permission set", says: `"view_only"`},
	{name: "sets named alike in one account", config: "permission_set \"a\" {}\npermission_set \"b\" {}\nclient \"c\" {\n  name = \"C\"\n  hub_id = 9\n  permission_set_names = { a = \"X y\", b = \"x_Y\" }\n}\n", want: "main.hcl:6: Two sets of one name"},
	{name: "name of a set is no text", config: "permission_set \"a\" {}\nclient \"c\" {\n  name = \"C\"\n  hub_id = 9\n  permission_set_names = { a = [1] }\n}\n", want: "main.hcl:5: Wrong type"},
	{name: "missing data", config: "locals {\n  x = file(\"none.csv\")\n}\n", want: "main.hcl:2: ", says: "none.csv"},
	{name: "data outside", config: "locals {\n  x = csvdecode(file(\"../secret.csv\"))\n}\n", want: "main.hcl:2: ", says: ".."},
}

func agencyWith(body string) string {
	return "agency {\n  name = \"N\"\n  hub_id = 1\n  email_domains = [\"northwind.example\"]\n" + body + "\n}\n"
}

func set(body string) string { return "permission_set \"a\" {\n  " + body + "\n}\n" }

func grant(label, who, more string) string {
	if more == "" {
		more = "teams = []"
	}
	return fmt.Sprintf("  access %q {\n    people = [%s]\n    permission_set = permission_set.view_only\n    %s\n  }\n", label, who, more)
}

func policy(subject, condition, message string) string {
	return fmt.Sprintf("policy \"p\" {\n  subject = %q\n  condition = %s\n  error_message = %s\n}\n", subject, condition, message)
}

func TestMistakes(t *testing.T) {
	seen := map[string]bool{}
	for _, m := range mistakes {
		if seen[m.name] {
			t.Errorf("two cases are called %q", m.name)
		}
		seen[m.name] = true
		t.Run(strings.ReplaceAll(m.name, " ", "_"), func(t *testing.T) {
			text := m.config
			if !m.alone {
				text += base
			}
			r := loadArchive(t, text, Options{})
			if r.Diagnostics.HasErrors() != (r.Desired == nil) {
				t.Errorf("errors: %v, but Desired is nil: %v", r.Diagnostics.HasErrors(), r.Desired == nil)
			}
			if len(r.Diagnostics) != 1 && !m.more {
				t.Errorf("want one diagnostic, got %d", len(r.Diagnostics))
			}
			if !hasMistake(r.Diagnostics, m.want, m.says) {
				t.Errorf("want %s (%s), got:\n%s", m.want, m.says, printDiagnostics(r.Diagnostics))
			}
		})
	}
	if len(mistakes) < 60 {
		t.Errorf("only %d kinds of mistake", len(mistakes))
	}
}

func hasMistake(ds Diagnostics, want, says string) bool {
	for _, d := range ds {
		got := d.Subject.Pos().String() + ": " + d.Summary
		if strings.HasPrefix(got, want) && strings.Contains(d.Detail+" "+d.Hint, says) {
			return true
		}
	}
	return false
}

// Conflicts show both places.
func TestConflictsShowBothPlaces(t *testing.T) {
	for _, m := range mistakes {
		summary := m.want[strings.LastIndex(m.want, ": ")+2:]
		switch summary {
		case "Duplicate label", "Duplicate e-mail", "Duplicate hub id", "Overlapping access", "Duplicate access", "Hub id of the agency",
			"Removed and declared", "Second agency block", "Variable set twice", "Duplicate key", "Duplicate permission":
		default:
			continue
		}
		r := loadArchive(t, m.config+map[bool]string{false: base}[m.alone], Options{})
		if len(r.Diagnostics) == 0 || len(r.Diagnostics[0].Related) == 0 || r.Diagnostics[0].Related[0].Range.Pos().IsZero() {
			t.Errorf("%s: no second place:\n%s", m.name, printDiagnostics(r.Diagnostics))
		}
	}
}

// All mistakes of all files are reported in one run, sorted by place, and
// their sources are there for the snippets.
func TestAllMistakesAtOnce(t *testing.T) {
	r := loadArchive(t, `-- a.hcl --
team "x" {
  members = [employee.nobody, employee.noone]
}
-- b.hcl --
permission_set "s" {
  permissions = { "crm.nothing" = "all", "crm.export" = "all" }
}
-- c/d.hcl --
client "c" {
  name = 1
  colour = "red"
}
`+base, Options{})
	want := []string{"a.hcl:2", "a.hcl:2", "b.hcl:2", "b.hcl:2", "c/d.hcl:1", "c/d.hcl:3"}
	if len(r.Diagnostics) != len(want) {
		t.Fatalf("want %d, got:\n%s", len(want), printDiagnostics(r.Diagnostics))
	}
	for i, d := range r.Diagnostics {
		if d.Subject.Pos().String() != want[i] {
			t.Errorf("diagnostic %d at %s, want %s", i, d.Subject.Pos(), want[i])
		}
		src := r.Sources[d.Subject.File]
		if d.Severity != engine.Error || len(src) < d.Subject.EndByte || d.Subject.EndByte <= d.Subject.Byte {
			t.Errorf("diagnostic %d has no source for %+v", i, d.Subject)
		}
	}
}

// TestMessages keeps every word that an author may get to read in one file,
// where a reviewer sees it.
func TestMessages(t *testing.T) {
	var b strings.Builder
	for _, m := range mistakes {
		text := m.config
		if !m.alone {
			text += base
		}
		fmt.Fprintf(&b, "== %s ==\n%s\n%s\n", m.name, strings.TrimRight(m.config, "\n"), printDiagnostics(loadArchive(t, text, Options{}).Diagnostics))
	}
	name := filepath.Join("testdata", "mistakes.golden")
	if *update {
		write(t, "testdata", "mistakes.golden", b.String())
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), b.String()); diff != "" {
		t.Errorf("messages changed; run with -update and read the difference:\n%s", diff)
	}
}
