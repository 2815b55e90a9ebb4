package engine

import "testing"

// TestEffectOfTeams: teams matter where a right at level team is held.
func TestEffectOfTeams(t *testing.T) {
	c := BuiltinCatalogue()
	rights := func(level string) Rights {
		r, _ := Levels{{"crm.contacts.edit", level}, {"crm.export", "on"}}.Over(c, "")
		return r
	}
	grant := func(level string, teams ...string) *Grant {
		return &Grant{Set: "x", Rights: rights(level), Details: &Details{Teams: teams}}
	}
	unknown := func(teams ...string) *Grant { return &Grant{Set: "x", Unknown: true, Details: &Details{Teams: teams}} }
	off := grant("team", "B")
	off.Status = Deactivated
	tests := []struct {
		name          string
		before, after *Grant
		want          Effect
	}{
		{"a team more", grant("team", "A"), grant("team", "A", "B"), Expands},
		{"the first team", grant("team"), grant("team", "B"), Expands},
		{"a team less", grant("team", "A", "B"), grant("team", "B"), Reduces},
		{"another team", grant("team", "A"), grant("team", "B"), Both},
		{"the same teams", grant("team", "A", "B"), grant("team", "A", "B"), EffectNone},
		{"no right at level team", grant("own", "A"), grant("own", "B"), EffectNone},
		{"everything anyway", grant("all", "A"), grant("all", "B"), EffectNone},
		{"from everything to teams", grant("all", "A"), grant("team", "B"), Reduces},
		{"from teams to everything", grant("team", "A"), grant("all", "B"), Expands},
		{"rights that are not known", unknown("A"), unknown("B"), Both},
		{"deactivated", off, grant("team", "A"), Expands},
	}
	for _, tt := range tests {
		if got := EffectOf(tt.before, tt.after); got != tt.want {
			t.Errorf("%s: %v, want %v", tt.name, got, tt.want)
		}
	}
}
