package cli

import (
	"fmt"
	"strings"
)

// officeHubs are the clients of the office that the tests know best.
var officeHubs = []int64{2001, 2002, 2003}

// officeConfig is an agency with three connected clients. In each, ann is added, bob
// gets another permission set, carl another team and eve goes, where after is true.
func officeConfig(execution string, after bool) string {
	var b strings.Builder
	fmt.Fprintf(&b, `agency {
  name          = "Ours"
  hub_id        = 1000
  email_domains = ["ours.example"]
  execution     = %q
  guardrails {
    max_removals = "100%%"
  }
}
employee "maria" {
  email = "maria@ours.example"
  name  = "Maria Olsen"
  roles = ["super_admin"]
}
permission_set "developer" {
  permissions = { "crm.contacts.view" = "all" }
}
permission_set "am" {
  hubspot_name = "Account mgr"
  permissions  = { "crm.contacts.view" = "all", "crm.contacts.edit" = "team" }
}
`, execution)
	for _, name := range []string{"ann", "bob", "carl", "eve"} {
		fmt.Fprintf(&b, "employee %q {\n  email = \"%s@ours.example\"\n  name  = %q\n}\n", name, name, strings.ToUpper(name[:1])+name[1:])
	}
	bob, team, write := "developer", "North", ""
	if after {
		bob, team, write = "am", "South", "\n    write = [\"add\", \"change\", \"remove\"]"
	}
	for _, hub := range officeHubs {
		access := func(person, set, more string) {
			fmt.Fprintf(&b, "  access {\n    people         = [employee.%s]\n    permission_set = permission_set.%s\n%s  }\n", person, set, more)
		}
		fmt.Fprintf(&b, `client "c%d" {
  name         = "Client %[1]d"
  hub_id       = %[1]d
  super_admins = ["owner@c%[1]d.example"]
  connection {
    owner = employee.maria%[2]s
  }
  access_link {
    admin       = employee.maria
    approved_by = "owner@c%[1]d.example"
    approved_on = "2026-11-01"
  }
`, hub, write)
		access("maria", "partner_admin", "")
		access("bob", bob, "")
		access("carl", "developer", fmt.Sprintf("    teams          = [%q]\n", team))
		if after {
			access("ann", "developer", "")
		} else {
			access("eve", "am", "")
		}
		b.WriteString("}\n")
	}
	return b.String()
}

// twelve opens an office in which a run of twelve steps is approved, four in each
// client, all of which the API can make.
func (o *office) twelve() {
	o.t.Helper()
	o.configure(officeConfig("record", false))
	o.must(exitOK, "apply", "--auto-approve")
	o.configure(officeConfig("run", true))
	o.open(o.world())
	o.must(exitOK, "apply", "--auto-approve")
}
