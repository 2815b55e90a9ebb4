package config

import (
	"strings"
	"testing"
)

// A name is held back only where a file that cannot be parsed has it as a
// word; what else is unknown is reported beside the syntax error.
func TestUnknownNamesBesideSyntaxErrors(t *testing.T) {
	const config = `-- use.hcl --
team "x" {
  members = [employee.olga, employee.oma, employee.nobody, contractor.list-end]
}
locals {
  a = [var.region, var.regio, local.far, local.fa]
}
client "c" {
  name   = "C"
  hub_id = 7
  access "pod" {
    people         = [team.away, team.gone]
    permission_set = permission_set.writers
  }
}
`
	broken := `-- broken.hcl --
employee "olga" {
  roles = ["super_admin"
}
employee "omar" {}
contractor "list-end" {}
variable "region" {}
locals { far = 1 }
team "away" {}
`
	unknown := func(text string) (names []string, syntax bool) {
		for _, d := range loadArchive(t, text+base, Options{}).Diagnostics {
			if strings.HasPrefix(d.Summary, "Unknown ") {
				names = append(names, strings.Split(d.Detail, "\"")[1])
			} else if d.Subject.File == "broken.hcl" {
				syntax = true
			}
		}
		return names, syntax
	}
	for _, test := range []struct {
		name, broken, want string
		syntax             bool
	}{
		{"no broken file", "", "olga oma nobody list-end region regio far fa away gone writers", false},
		{"syntax error", broken, "oma nobody regio fa gone writers", true},
		{"character not allowed", "-- broken.hcl --\n# olga \u200b\n", "oma nobody list-end region regio far fa away gone writers", true},
		{"not UTF-8", "-- broken.hcl --\n# \xff\n", "", true},
		{"too long to be seen whole", "-- broken.hcl --\n" + strings.Repeat("# 0123456789\n", 50_000), "", true},
	} {
		t.Run(strings.ReplaceAll(test.name, " ", "_"), func(t *testing.T) {
			names, syntax := unknown(config + test.broken)
			if got := strings.Join(names, " "); got != test.want || syntax != test.syntax {
				t.Errorf("reported: %s\nwant:     %s\nsyntax error reported: %v", got, test.want, syntax)
			}
		})
	}
}
