package engine

import (
	"slices"
	"testing"
)

// TestPermissionChanges has a case for each sentence of docs/interface.md.
func TestPermissionChanges(t *testing.T) {
	c := BuiltinCatalogue()
	rights := func(levels ...PermissionLevel) Rights {
		r, dropped := Levels(levels).Over(c, "")
		if len(dropped) > 0 {
			t.Fatal(dropped)
		}
		return r
	}
	junior := rights(PermissionLevel{"crm.deals.edit", "own"}, PermissionLevel{"crm.export", "on"})
	adjusted := rights(PermissionLevel{"crm.deals.edit", "team"}, PermissionLevel{"reports.access", "on"})
	wanted := rights(PermissionLevel{"crm.deals.edit", "all"}, PermissionLevel{"reports.access", "on"})
	p := &Plan{Catalogue: c, Sets: []PermissionSet{{Name: "junior", Rights: junior}}}
	grant := func(r Rights) *Grant { return &Grant{Set: "junior", Rights: r} }
	unknown := &Grant{Set: "their_own", Unknown: true}

	differ := []PermissionChange{
		{Permission: "crm.deals.edit", Before: "own", After: "team"},
		{Permission: "crm.export", Before: "on", After: "off"},
		{Permission: "reports.access", Before: "off", After: "on"},
	}
	held := slices.Clone(differ)
	held[0].Wanted = "all"
	for name, test := range map[string]struct {
		step Step
		want []PermissionChange
	}{
		"change":               {Step{Action: ActionChange, Before: grant(junior), After: grant(adjusted)}, differ},
		"migrate":              {Step{Action: ActionMigrate, Before: grant(junior), After: grant(adjusted)}, differ},
		"record":               {Step{Action: ActionRecord, Before: grant(junior), After: grant(adjusted)}, differ},
		"record of equal ones": {Step{Action: ActionRecord, Before: grant(junior), After: grant(junior)}, nil},
		"record of a person":   {Step{Action: ActionRecord}, nil},
		"add":                  {Step{Action: ActionAdd, After: grant(adjusted)}, differ},
		"add of the set":       {Step{Action: ActionAdd, After: grant(junior)}, nil},
		"link":                 {Step{Action: ActionLink, Before: grant(adjusted), After: grant(adjusted)}, differ},
		"adopt":                {Step{Action: ActionAdopt, Before: grant(junior), After: grant(adjusted)}, differ},
		"deactivate":           {Step{Action: ActionDeactivate, Before: grant(junior), After: grant(adjusted)}, nil},
		"reactivate":           {Step{Action: ActionReactivate, Before: grant(junior), After: grant(adjusted)}, nil},
		"remove":               {Step{Action: ActionRemove, Before: grant(junior)}, nil},
		"forget":               {Step{Action: ActionForget, Before: grant(junior)}, nil},
		"held back, change":    {Step{Action: ActionChange, Before: grant(junior), After: grant(adjusted), Details: &StepDetails{Wanted: wanted}}, held},
		"held back, add":       {Step{Action: ActionAdd, After: grant(adjusted), Details: &StepDetails{Wanted: wanted}}, held},
		"held back, reactivate": {Step{Action: ActionReactivate, Before: grant(adjusted), After: grant(adjusted), Details: &StepDetails{Wanted: wanted}},
			[]PermissionChange{{Permission: "crm.deals.edit", Before: "team", After: "team", Wanted: "all"}}},
		"unknown before": {Step{Action: ActionChange, Before: unknown, After: grant(adjusted)}, nil},
		"unknown after":  {Step{Action: ActionChange, Before: grant(junior), After: unknown}, nil},
		"unknown before, held": {Step{Action: ActionChange, Before: unknown, After: grant(adjusted), Details: &StepDetails{Wanted: wanted}},
			[]PermissionChange{{Permission: "crm.deals.edit", After: "team", Wanted: "all"}}},
	} {
		t.Run(name, func(t *testing.T) {
			if got := p.PermissionChanges(&test.step); !slices.Equal(got, test.want) {
				t.Errorf("got %v, want %v", got, test.want)
			}
		})
	}
}
