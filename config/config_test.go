package config

import (
	"flag"
	"strings"
	"testing"
	"time"

	"accredit/engine"
	"github.com/rogpeppe/go-internal/txtar"
)

var update = flag.Bool("update", false, "rewrite golden files")

// today is the day for which the configurations of tests are resolved.
var today = time.Date(2026, 12, 2, 9, 0, 0, 0, time.UTC)

// base is what most configurations need and few are about.
const base = `-- base.hcl --
agency {
  name          = "Northwind Growth"
  hub_id        = 1000001
  email_domains = ["northwind.example"]
}
employee "maria" {
  email                  = "maria@northwind.example"
  name                   = "Maria Olsen"
  default_permission_set = permission_set.view_only
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
  members = [employee.maria, employee.bob]
}
`

// loadArchive loads a configuration written as a txtar archive; what stands
// before the first file is main.hcl.
func loadArchive(t testing.TB, text string, o Options) *Result {
	t.Helper()
	dir := t.TempDir()
	archive := txtar.Parse([]byte(text))
	if main := strings.TrimLeft(string(archive.Comment), "\n"); main != "" {
		write(t, dir, "main.hcl", main)
	}
	for _, f := range archive.Files {
		write(t, dir, f.Name, string(f.Data))
	}
	if o.Now.IsZero() {
		o.Now = today
	}
	r, err := Load(dir, o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// mustLoad loads a configuration that has no mistake. Warnings are allowed.
func mustLoad(t testing.TB, text string) *engine.Desired {
	t.Helper()
	r := loadArchive(t, text, Options{})
	if r.Desired == nil {
		t.Fatalf("want no mistakes, got:\n%s", printDiagnostics(r.Diagnostics))
	}
	return r.Desired
}

// printDiagnostics writes diagnostics for people who read test output.
func printDiagnostics(ds Diagnostics) string {
	var b strings.Builder
	for _, d := range ds {
		b.WriteString(d.Severity.String() + " " + d.Subject.Pos().String() + ": " + d.Summary + "\n    " + d.Detail + "\n")
		if d.Hint != "" {
			b.WriteString("    hint: " + d.Hint + "\n")
		}
		for _, p := range d.Related {
			b.WriteString("    " + p.Range.Pos().String() + " " + p.Note + "\n")
		}
	}
	return b.String()
}

// grantsOf writes the grants of a client as "email set", in order.
func grantsOf(d *engine.Desired, hubID int64) []string {
	list := []string{}
	for _, c := range d.Clients {
		if c.HubID != hubID {
			continue
		}
		for _, g := range c.Grants {
			list = append(list, d.People[g.Person].Email+" "+g.Set)
		}
	}
	return list
}

// grantOf finds one grant.
func grantOf(t testing.TB, d *engine.Desired, hubID int64, email string) *engine.Grant {
	t.Helper()
	for _, c := range d.Clients {
		for i := range c.Grants {
			if c.HubID == hubID && d.People[c.Grants[i].Person].Email == email {
				return &c.Grants[i]
			}
		}
	}
	t.Fatalf("%s has no grant in %d; there is: %v", email, hubID, grantsOf(d, hubID))
	return nil
}
