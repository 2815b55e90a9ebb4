package config

import (
	"strings"
	"testing"
)

// What is read in place of a file, or beside the files, is what a later run
// would read.
func TestLoadInstead(t *testing.T) {
	dir := t.TempDir()
	text := strings.TrimPrefix(base, "-- base.hcl --\n")
	write(t, dir, "base.hcl", text)
	instead := []File{
		{Name: "base.hcl", Content: []byte(strings.ReplaceAll(text, "Bob", "Robert"))},
		{Name: "more/eve.hcl", Content: []byte("employee \"eve\" {\n  email = \"eve@northwind.example\"\n  name  = \"Eve\"\n}\n")},
	}
	ahead, err := Load(dir, Options{Now: today, Instead: instead})
	if err != nil || ahead.Diagnostics.HasErrors() {
		t.Fatal(err, ahead.Diagnostics)
	}
	if people := ahead.Desired.People; len(people) != 4 || people[0].Name != "Robert Ray" {
		t.Errorf("%d people: %+v", len(people), people)
	}
	if res, err := Load(dir, Options{Now: today}); err != nil || len(res.Desired.People) != 3 || res.Desired.People[0].Name != "Bob Ray" {
		t.Errorf("the files changed: %v, %v", res, err)
	}
}
