//go:build unix

package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"accredit/engine/enginetest/suite"
)

// Somebody new is planned by means of the cache, unless they may be somebody
// who is there, or matter to clients that do not name them; then everything is
// read. The plan is the same in any case.
func TestCachedPlanWelcomes(t *testing.T) {
	const zoe = "employee \"zoe\" {\n  email = \"zoe@large.example\"\n  name = \"Zoe\"\n}\n"
	people, teams := filepath.Join("people", "0.hcl"), filepath.Join("teams", "0.hcl")
	client := filepath.Join("clients", "0", "1.hcl")
	at := func(c *cached, name string) string { return filepath.Join(c.dir, name) }
	appended := func(name, text string) func(*cached) {
		return func(c *cached) { c.write(at(c, name), c.read(at(c, name))+"\n"+text) }
	}
	replaced := func(name, before, after string) func(*cached) {
		return func(c *cached) {
			if was := c.read(at(c, name)); !strings.Contains(was, before) {
				c.t.Fatalf("no %q in\n%s", before, was)
			}
			c.write(at(c, name), strings.Replace(c.read(at(c, name)), before, after, 1))
		}
	}
	both := func(list ...func(*cached)) func(*cached) {
		return func(c *cached) {
			for _, f := range list {
				f(c)
			}
		}
	}
	nothing := func(*cached) {}
	for i, s := range []struct {
		name          string
		before, after func(*cached)
		part          bool
	}{
		{"somebody", nothing, appended(people, zoe), true},
		{"somebody, at the top", nothing, func(c *cached) { c.write(at(c, people), zoe+"\n"+c.read(at(c, people))) }, true},
		{"somebody, in between", nothing, replaced(people, "\nemployee \"p9\"", "\n"+zoe+"\nemployee \"p9\""), true},
		{"somebody, in a file of their own", nothing, func(c *cached) { c.write(at(c, "zoe.hcl"), zoe) }, true},
		{"somebody, in a client's file", nothing, appended(client, zoe), true},
		{"somebody, beside the agency", nothing, appended("agency.hcl", zoe), true},
		{"somebody with access", nothing, both(appended(people, zoe), replaced(client, "[employee.", "[employee.zoe, employee.")), true},
		{"two, with access, before all others", nothing, both(
			appended(people, strings.ReplaceAll(zoe, "zoe", "zara")+strings.NewReplacer("zoe", "aaron", "Zoe", "Aaron").Replace(zoe)),
			replaced(client, "[employee.", "[employee.zara, employee.aaron, employee.")), true},
		{"a team with somebody new", nothing, both(appended(people, zoe), appended(teams, "team \"new\" {\n  members = [employee.zoe, employee.p3]\n}\n"),
			replaced(client, "[employee.", "[team.new, employee.")), true},
		{"a team of teams", nothing, appended(teams, "team \"new\" {\n  members = [team.t0, team.t1]\n}\n"), true},
		{"a policy asks about people", appended("agency.hcl", "policy \"p\" {\n  subject = \"person\"\n  condition = person.name != \"Zoe\"\n  error_message = \"no ${person.name}\"\n}\n"), appended(people, zoe), true},

		{"a team with somebody new is left out", nothing, both(appended(people, strings.NewReplacer("zoe", "aaron", "Zoe", "Aaron").Replace(zoe)),
			appended(teams, "team \"new\" {\n  members = [employee.aaron, employee.p7, employee.p8]\n}\n"),
			replaced(client, "  access {\n", "  access {\n    except = [team.new]\n")), true},
		{"somebody, recorded since", nothing, both(appended(people, zoe), func(c *cached) { c.run(true, "apply", c.dir, "--auto-approve") }), true},
		{"somebody, recorded since, with another name", nothing, both(appended(people, zoe), func(c *cached) { c.run(true, "apply", c.dir, "--auto-approve") }, replaced(people, "Zoe", "Zoe X")), false},
		{"somebody, recorded since, who has left", nothing, both(appended(people, zoe), replaced(client, "[employee.", "[employee.zoe, employee."),
			func(c *cached) { c.run(true, "apply", c.dir, "--auto-approve") }, replaced(people, "\"Zoe\"", "\"Zoe\"\n  status = \"left\"")), false},
		{"somebody, recorded since, and gone", nothing, both(appended(people, zoe), func(c *cached) { c.run(true, "apply", c.dir, "--auto-approve") }, replaced(people, zoe, "")), false},

		{"a name that looks like another, with access", nothing, both(appended(people, strings.ReplaceAll(zoe, "Zoe", "Pers\u043en 7")), replaced(client, "[employee.", "[employee.zoe, employee.")), false},
		{"who approved a link", nothing, appended(people, strings.ReplaceAll(zoe, "zoe@large.example", "owner@c1.example")), false},
		{"an e-mail twice", nothing, appended(people, strings.ReplaceAll(zoe, "zoe@", "p9@")), false},
		{"two with one e-mail", nothing, appended(people, zoe+strings.Replace(zoe, "\"zoe\"", "\"zoe2\"", 1)), false},
		{"two with one label", nothing, appended(people, zoe+strings.Replace(zoe, "zoe@", "zoe2@", 1)), false},
		{"two who look alike", nothing, appended(people, zoe+strings.NewReplacer("\"zoe\"", "\"zoe2\"", "zoe@", "zoe2@", "Zoe", "Z\u043ee").Replace(zoe)), true},
		{"who is no longer managed", nothing, both(appended(people, zoe), appended("agency.hcl", "removed {\n  email = \"zoe@large.example\"\n}\n")), false},
		{"a label twice", nothing, appended(people, strings.ReplaceAll(zoe, "\"zoe\"", "\"p9\"")), false},
		{"an e-mail that looks like another", nothing, appended(people, strings.ReplaceAll(zoe, "zoe@", "pl0@")), false},
		{"a name that looks like another", nothing, appended(people, strings.ReplaceAll(zoe, "Zoe", "Pers\u043en 7")), false},
		{"a super admin of a client", replaced(client, "  hub_id = ", "  super_admins = [\"zoe@large.example\"]\n  hub_id = "), appended(people, zoe), false},
		{"the admin of a link that nobody was", replaced(client, "  access_link {", "  access_link {\n    admin = \"zoe@large.example\"\n    approved_by = \"o@c.example\"\n    approved_on = \"2026-11-01\"\n  }\n  access_link {"), appended(people, zoe), false},
		{"the admin of a recorded link that nobody was", func(c *cached) {
			c.run(false, "apply", c.dir, "--auto-approve")
			path := filepath.Join(c.home, "observed.json")
			c.write(path, `{"schema": "accredit.state/v1", "clients": [{"hub_id": 101, "name": "Client 1", "access_links": [
				{"admin": "p6@large.example", "approved_by": "owner@c1.example", "approved_on": "2026-11-01"},
				{"admin": "zoe@large.example", "approved_by": "owner@c1.example", "approved_on": "2026-11-01"}],
				"grants": [{"email": "p6@large.example", "permission_set": "partner_admin"}]}]}`)
			if is, _ := c.run(false, "import", path, "--auto-approve", "--chdir", c.dir); is.Code != 0 {
				c.t.Fatalf("%+v", is)
			}
		}, appended(people, zoe), false},
		{"somebody who was there", both(appended(people, zoe), func(c *cached) { c.run(false, "apply", c.dir, "--auto-approve") }, replaced(people, zoe, "")), appended(people, zoe), false},
		{"the address of somebody who was there", both(appended(people, zoe), func(c *cached) { c.run(false, "apply", c.dir, "--auto-approve") }, replaced(people, zoe, "")),
			appended(people, strings.ReplaceAll(zoe, "zoe@", "zoe.new@")), false},
		{"somebody with a former address", nothing, appended(people, strings.Replace(zoe, "}", "  former_emails = [\"p2@large.example\"]\n}", 1)), false},
		{"a client takes everybody of a pod", both(
			replaced(people, "  name  = \"Person 7\"\n", "  name  = \"Person 7\"\n  labels = { pod = \"a\" }\n"),
			replaced(client, "people         = [", "people = { pod = \"a\" } # ")),
			appended(people, strings.Replace(zoe, "}", "  labels = { pod = \"a\" }\n}", 1)), false},
		{"a client takes whoever there is", replaced(client, "  access {\n", "  access {\n    reason = join(\",\", [for p in people : p.name])\n"), appended(people, zoe), false},
		{"a team with a mistake", nothing, appended(teams, "team \"new\" {\n  members = [employee.nobody]\n}\n"), false},
		{"a team twice", nothing, appended(teams, "team \"t0\" {\n  members = [employee.p3]\n}\n"), false},
		{"a default set that is none", nothing, appended(people, strings.Replace(zoe, "}", "  default_permission_set = permission_set.none\n}", 1)), false},
		{"somebody, and another goes", nothing, both(appended(people, zoe), replaced(people, "employee \"p35\"", "employee \"p99\"")), false},
		{"somebody, and another changes", nothing, both(appended(people, zoe), replaced(people, "Person 35", "Person XXXV")), false},
		{"somebody, and a team changes", nothing, both(appended(people, zoe), replaced(teams, "employee.p1,", "")), false},
		{"a permission set", nothing, appended("agency.hcl", "permission_set \"new\" {\n  extends = [permission_set.editor]\n}\n"), false},
	} {
		if i%suite.Every(16) > 0 {
			continue
		}
		t.Run(s.name, func(t *testing.T) {
			c := newCached(t, 0)
			c.said = []string{s.name}
			s.before(c)
			c.run(false, "apply", c.dir, "--auto-approve")
			if err := os.RemoveAll(filepath.Join(c.dir, ".accredit")); err != nil {
				t.Fatal(err)
			}
			c.compare()
			s.after(c)
			for i, format := range planForms {
				if c.compareAs(format); i == 0 && s.part && !c.used {
					t.Error("the cache was not used")
				}
			}
			c.run(true, "apply", c.dir, "--auto-approve")
			c.compareAs("json")
		})
	}
}
