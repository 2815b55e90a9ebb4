package config

import (
	"slices"
	"strings"
	"testing"

	"accredit/config/diagnostic"
	"accredit/engine"
)

// inConnected is a client in an agency that works with runs, with some lines in its
// connection block.
func inConnected(lines string) string {
	return agencyWith("  execution = \"run\"") + "employee \"maria\" {\n  email = \"maria@northwind.example\"\n  name = \"Maria\"\n}\n" +
		inClient("  connection {\n"+lines+"\n  }\n")
}

func TestConnection(t *testing.T) {
	d := mustLoad(t, inConnected("owner = employee.maria\nwrite = [\"remove\", \"add\", \"remove\"]\nwelcome_email = true"))
	k := d.Clients[0].Connection
	if k == nil {
		t.Fatal("no connection was read")
	}
	if got := d.People[k.Owner].Address; got != "employee.maria" || !k.WelcomeEmail {
		t.Errorf("the owner is %s, welcome_email %v", got, k.WelcomeEmail)
	}
	if want := []engine.Action{engine.ActionAdd, engine.ActionRemove}; !slices.Equal(k.Write, want) {
		t.Errorf("write is %v, wanted %v", k.Write, want)
	}
	if mustLoad(t, inConnected("owner = employee.maria")).Clients[0].Connection.Writes(engine.ActionRemove) {
		t.Error("without write the key may remove")
	}
}

func TestConnectionMistakes(t *testing.T) {
	for lines, want := range map[string]string{
		"":                       "owner",
		"owner = employee.nobdy": "nobdy",
		`owner = employee.maria` + "\n" + `write = ["delete"]`: `not "delete"`,
		`owner = employee.maria` + "\n" + `key = "pat-1"`:      "key",
		`owner = "maria@northwind.example"`:                    "Not a reference",
		`owner = [employee.maria]`:                             "One reference",
	} {
		res := loadArchive(t, inConnected(lines), Options{})
		if !slices.ContainsFunc(res.Diagnostics, func(d diagnostic.Diagnostic) bool { return strings.Contains(d.Summary+" "+d.Detail, want) }) {
			t.Errorf("%q: no diagnostic with %q: %v", lines, want, res.Diagnostics)
		}
	}
	recorded := strings.Replace(inConnected(`owner = employee.maria`+"\n"+`write = ["add"]`), `execution = "run"`, `execution = "record"`, 1)
	if res := loadArchive(t, recorded, Options{}); !slices.ContainsFunc(res.Diagnostics, func(d diagnostic.Diagnostic) bool { return d.Summary == "Writing without runs" }) {
		t.Errorf("write with execution record is taken: %v", res.Diagnostics)
	}
	twice := strings.Replace(inConnected("owner = employee.maria"), "  connection {", "  connection {\nowner = employee.maria\n}\n  connection {", 1)
	if res := loadArchive(t, twice, Options{}); !res.Diagnostics.HasErrors() {
		t.Error("two connections are taken")
	}
}
