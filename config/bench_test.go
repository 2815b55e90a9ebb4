package config

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// benchDay is the day for which generated configurations are resolved.
var benchDay = time.Date(2026, 12, 2, 9, 0, 0, 0, time.UTC)

// generate writes a configuration of the given shape with about n grants: 20
// people a client.
func generate(tb testing.TB, dir, shape string, n int) {
	tb.Helper()
	const each = 20
	clients := max(1, n/each)
	people := min(2000, max(each, clients))
	var b strings.Builder
	b.WriteString("agency {\n  name = \"Bench\"\n  hub_id = 1\n  email_domains = [\"bench.example\"]\n}\n")
	b.WriteString("permission_set \"dev\" {\n  permissions = { \"crm.contacts.*\" = \"team\" }\n}\n")
	write(tb, dir, "agency.hcl", b.String())
	b.Reset()
	for i := range people {
		fmt.Fprintf(&b, "employee \"p%d\" {\n  email = \"p%d@bench.example\"\n  name = \"Person %d\"\n}\n", i, i, i)
	}
	for t := range max(1, people/each) {
		fmt.Fprintf(&b, "team \"t%d\" {\n  members = [", t)
		for i := range each {
			fmt.Fprintf(&b, "employee.p%d, ", (t*each+i)%people)
		}
		b.WriteString("]\n}\n")
	}
	write(tb, dir, "people.hcl", b.String())
	b.Reset()
	for c := range clients {
		switch shape {
		case "csv":
			for i := range each {
				fmt.Fprintf(&b, "%d-%d,c%d,p%d\n", c, i, c, (c*7+i)%people)
			}
			continue
		case "teams":
			fmt.Fprintf(&b, "client \"c%d\" {\n  name = \"Client %d\"\n  hub_id = %d\n  access {\n    people = [team.t%d]\n    permission_set = permission_set.dev\n    reason = \"SOW-%d\"\n  }\n}\n",
				c, c, c+1000, c%max(1, people/each), c)
		case "blocks":
			fmt.Fprintf(&b, "client \"c%d\" {\n  name = \"Client %d\"\n  hub_id = %d\n", c, c, c+1000)
			for i := range each {
				fmt.Fprintf(&b, "  access {\n    people = [employee.p%d]\n    permission_set = permission_set.dev\n    reason = \"SOW-%d\"\n  }\n", (c*7+i)%people, c)
			}
			b.WriteString("}\n")
		}
		if b.Len() > 250_000 || c == clients-1 {
			write(tb, dir, fmt.Sprintf("clients/%06d.hcl", c), b.String())
			b.Reset()
		}
	}
	if shape == "csv" {
		write(tb, dir, "grants.csv", "id,client,person\n"+b.String())
		b.Reset()
		b.WriteString("id,hub\n")
		for c := range clients {
			fmt.Fprintf(&b, "c%d,%d\n", c, c+1000)
		}
		write(tb, dir, "clients.csv", b.String())
		write(tb, dir, "book.hcl", `
client "book" {
  for_each = { for r in csvdecode(file("clients.csv")) : r.id => r }
  name     = "Client ${each.key}"
  hub_id   = each.value.hub
}
access "row" {
  for_each       = csvdecode(file("grants.csv"))
  clients        = [client.book[each.value.client]]
  people         = [employee[each.value.person]]
  permission_set = permission_set.dev
}
`)
	}
}

func write(tb testing.TB, dir, name, text string) {
	tb.Helper()
	path := filepath.Join(dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		tb.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		tb.Fatal(err)
	}
}

func BenchmarkPolicy(b *testing.B) {
	d := mustLoad(b, policy("grant", `grant.person.kind != "contractor" || !allows(grant, "account.modify_billing")`, `"no: ${grant.person.email}"`)+
		inClient(grant("a", "contractor.dan", ""))+base)
	s := subjectOf(d, d.Policies[0].Subject)
	b.ReportAllocs()
	for b.Loop() {
		if v := d.Policies[0].Check(s); !v.Pass {
			b.Fatal(v)
		}
	}
}

func BenchmarkLoad(b *testing.B) {
	for _, shape := range []string{"blocks", "teams", "csv"} {
		for _, n := range []int{1_000, 10_000, 100_000} {
			b.Run(fmt.Sprintf("%s/%d", shape, n), func(b *testing.B) {
				dir := b.TempDir()
				generate(b, dir, shape, n)
				b.ReportAllocs()
				for b.Loop() {
					r, err := Load(dir, Options{Now: benchDay})
					if err != nil || r.Desired == nil {
						b.Fatal(err, r)
					}
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/grant")
			})
		}
	}
}
