package config_test

import (
	"fmt"
	"log"
	"os"
	"path/filepath"
	"time"

	"accredit/config"
)

// A configuration is a directory of HCL files. Load resolves it for one day.
func ExampleLoad() {
	dir, err := os.MkdirTemp("", "accredit")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	text := `
agency {
  name          = "Lighthouse Studio"
  hub_id        = 2200417
  email_domains = ["lighthouse.example"]
}

employee "ada" {
  email = "ada@lighthouse.example"
  name  = "Ada Kowalska"
}

client "riverbend" {
  name   = "Riverbend Bakery"
  hub_id = 48213075

  access {
    people         = [employee.ada]
    permission_set = permission_set.view_only
    expires        = "2026-12-31"
  }
}
`
	if err := os.WriteFile(filepath.Join(dir, "main.hcl"), []byte(text), 0o600); err != nil {
		log.Fatal(err)
	}

	result, err := config.Load(dir, config.Options{Now: time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC)})
	if err != nil {
		log.Fatal(err) // the directory could not be read
	}
	for _, mistake := range result.Diagnostics {
		fmt.Println(mistake.Summary)
	}
	for _, client := range result.Desired.Clients {
		for _, grant := range client.Grants {
			person := result.Desired.People[grant.Person]
			fmt.Printf("%s: %s has %s until %s\n", client.Name, person.Email, grant.Set, grant.Expires)
		}
	}
	// Output:
	// Riverbend Bakery: ada@lighthouse.example has view_only until 2026-12-31
}

// Mistakes of an author are diagnostics with a place and a way out. All of
// them are collected.
func ExampleLoad_mistakes() {
	dir, err := os.MkdirTemp("", "accredit")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	text := `
agency {
  name          = "Lighthouse Studio"
  hub_id        = 2200417
  email_domains = ["lighthouse.example"]
}

client "riverbend" {
  name   = "Riverbend Bakery"
  hub_id = 48213075
  mode   = "enforced"
}
`
	if err := os.WriteFile(filepath.Join(dir, "main.hcl"), []byte(text), 0o600); err != nil {
		log.Fatal(err)
	}

	result, err := config.Load(dir, config.Options{Now: time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC)})
	if err != nil {
		log.Fatal(err)
	}
	for _, mistake := range result.Diagnostics {
		at := mistake.Subject
		fmt.Printf("%s:%d:%d: %s. %s\n", at.File, at.Line, at.Column, mistake.Summary, mistake.Hint)
	}
	fmt.Println("nothing to plan with:", result.Desired == nil)
	// Output:
	// main.hcl:11:12: Unknown value. Did you mean "enforce"?
	// nothing to plan with: true
}
