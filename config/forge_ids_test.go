package config

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Only active people are known by their account, and the same number in two
// forges is two accounts.
func TestForgeIDs(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "main.hcl", agencyWith("")+`
employee "ann" {
  email     = "ann@northwind.example"
  name      = "Ann"
  forge_ids = { gitlab = 42, github = 583231 }
}
employee "ben" {
  email     = "ben@northwind.example"
  name      = "Ben"
  status    = "left"
  forge_ids = { github = 42 }
}
contractor "cy" {
  email     = "cy@freelance.example"
  name      = "Cy"
  forge_ids = { github = "", gitlab = "43" }
}
`)
	res, err := Load(dir, Options{})
	if err != nil || res.Diagnostics.HasErrors() {
		t.Fatal(err, res.Diagnostics)
	}
	want := []ForgeID{{"github", 583231, "ann@northwind.example"}, {"gitlab", 42, "ann@northwind.example"}, {"gitlab", 43, "cy@freelance.example"}}
	if diff := cmp.Diff(want, res.ForgeIDs); diff != "" {
		t.Error(diff)
	}
}
