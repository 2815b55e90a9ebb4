package config

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"accredit/engine"
	"accredit/engine/enginetest/suite"
	"github.com/google/go-cmp/cmp"
)

// scheduleTables are further ways in which access changes by itself.
var scheduleTables = []struct{ name, config string }{
	{"link approved later", inClient(linkOf("employee.bob", "2026-12-10", ""))},
	{"link ends below a block by name", inClient(linkOf("employee.bob", "2026-11-01", "2026-12-20") + grant("a", "employee.bob", `expires = "2026-12-10"`))},
	{"link ends, the team takes over", inClient(linkOf("employee.bob", "2026-11-01", "2026-12-20") + grant("a", "team.growth", ""))},
	{"one link after another", inClient(linkOf("employee.bob", "2026-11-01", "2026-12-10") + linkOf("employee.bob", "2026-12-15", ""))},
	{"override in between", inClient(grant("a", "employee.bob", "") + other("b", "employee.bob", "overrides = [client.acme.access.a]\n    starts = \"2026-12-10\"\n    expires = \"2026-12-20\""))},
	{"three in turn", inClient(grant("a", "employee.bob", `expires = "2026-12-05"`) + other("b", "employee.bob", "starts = \"2026-12-06\"\n    expires = \"2026-12-20\"") + grant("c", "employee.bob", `starts = "2027-01-01"`))},
	{"copy of what changes", inClient(grant("a", "employee.bob", `expires = "2026-12-05"`) + other("b", "employee.bob", `starts = "2026-12-06"`) + "  access {\n    people = [contractor.dan]\n    copy_from = employee.bob\n  }\n")},
	{"copy of a copy of what changes", inClient(grant("a", "employee.bob", `expires = "2026-12-05"`) + other("b", "employee.bob", `starts = "2026-12-06"`) +
		"  access {\n    people = [contractor.dan]\n    copy_from = employee.maria\n  }\n  access {\n    people = [employee.maria]\n    copy_from = employee.bob\n  }\n")},
	{"copy of a link that ends", inClient(linkOf("employee.bob", "2026-11-01", "2026-12-20") + grant("a", "employee.bob, employee.maria", `starts = "2026-12-25"`) + "  access {\n    people = [contractor.dan]\n    copy_from = employee.bob\n  }\n")},
}

// What the schedule says of a later day is what the configuration gives when
// it is read on that day: everybody, every day, of every configuration here. A
// sample takes other days of one configuration than of the next.
func TestScheduleIsWhatComes(t *testing.T) {
	tables := scheduleTables
	for _, g := range grantTables {
		tables = append(tables, struct{ name, config string }{g.name, g.config})
	}
	compared, scheduled := 0, 0
	for i, test := range tables {
		t.Run(strings.ReplaceAll(test.name, " ", "_"), func(t *testing.T) {
			now := loadArchive(t, test.config+base, Options{Compared: true})
			if now.Desired == nil {
				t.Fatalf("it does not load:\n%s", printDiagnostics(now.Diagnostics))
			}
			for _, c := range now.Desired.Clients {
				scheduled += len(c.Schedule)
			}
			for day := i % suite.Every(4); day < 45; day += suite.Every(4) {
				at := today.Add(time.Duration(day) * 24 * time.Hour)
				then := loadArchive(t, test.config+base, Options{Now: at})
				if then.Desired == nil {
					t.Fatalf("on %s it does not load:\n%s", at, printDiagnostics(then.Diagnostics))
				}
				compared++
				if diff := cmp.Diff(givenOn(then.Desired, engine.DateOf(at), false), givenOn(now.Desired, engine.DateOf(at), true)); diff != "" {
					t.Fatalf("on %s (-read then +schedule):\n%s", at.Format(time.DateOnly), diff)
				}
			}
		})
	}
	if compared < suite.Sample(1000, 250) || scheduled < 30 {
		t.Errorf("only %d days, %d scheduled grants", compared, scheduled)
	}
}

// givenOn lists who has what on a day, by the schedule or as of the day.
func givenOn(d *engine.Desired, day engine.Date, bySchedule bool) []string {
	list := []string{}
	for _, c := range d.Clients {
		planned := map[int32]bool{}
		for i := range c.Schedule {
			planned[c.Schedule[i].Person] = true
		}
		add := func(g *engine.Grant) {
			if !bySchedule || g.Period().Contains(day) {
				list = append(list, fmt.Sprintf("%d %s %s %s %x", c.HubID, d.People[g.Person].Email, g.Set, g.From().Block, string(g.Rights)))
			}
		}
		for i := range c.Grants {
			if !bySchedule || !planned[c.Grants[i].Person] {
				add(&c.Grants[i])
			}
		}
		for i := range c.Schedule {
			if bySchedule {
				add(&c.Schedule[i])
			}
		}
	}
	slices.Sort(list)
	return list
}

// The definition of a policy is what it says, not how it is written.
func TestPolicyDefinition(t *testing.T) {
	definition := func(text string) string {
		t.Helper()
		r := loadArchive(t, text+base, Options{Compared: true})
		if r.Desired == nil {
			t.Fatalf("it does not load:\n%s", printDiagnostics(r.Diagnostics))
		}
		return r.Desired.Policies[0].Definition
	}
	policy := "policy \"p\" {\n  subject = \"grant\"\n  condition = grant.permission_set != local.x\n  error_message = \"no\"\n}\n"
	first := definition("locals {\n  x = \"a\"\n}\n" + policy)
	for name, same := range map[string]string{
		"spaces":   strings.Replace(policy, " != ", "   !=   ", 1),
		"comments": strings.Replace(policy, "  condition", "  # why\n  condition", 1),
	} {
		if definition("locals {\n  x = \"a\"\n}\n"+same) != first {
			t.Errorf("%s change the definition", name)
		}
	}
	for name, other := range map[string]string{
		"a local":     "locals {\n  x = \"b\"\n}\n" + policy,
		"the message": "locals {\n  x = \"a\"\n}\n" + strings.Replace(policy, `"no"`, `"not so"`, 1),
		"an operator": "locals {\n  x = \"a\"\n}\n" + strings.Replace(policy, "!=", "==", 1),
	} {
		if definition(other) == first {
			t.Errorf("%s does not change the definition", name)
		}
	}
	if loadArchive(t, "locals {\n  x = \"a\"\n}\n"+policy+base, Options{}).Desired.Policies[0].Definition != "" {
		t.Error("it is made though nobody asked")
	}
}
