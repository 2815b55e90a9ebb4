package render

import (
	"time"

	"accredit/engine"
)

// rights gives rights by name for a sample.
func rights(levels ...engine.PermissionLevel) engine.Rights {
	r, dropped := engine.Levels(levels).Over(engine.BuiltinCatalogue(), "")
	if len(dropped) > 0 {
		panic(dropped)
	}
	return r
}

var (
	sampleJunior  = rights(engine.PermissionLevel{Permission: "crm.deals.edit", Level: "own"}, engine.PermissionLevel{Permission: "reports.access", Level: "on"})
	sampleManager = rights(engine.PermissionLevel{Permission: "crm.contacts.edit", Level: "all"}, engine.PermissionLevel{Permission: "crm.deals.edit", Level: "all"})
)

// Indexes of the people and clients of the sample.
const (
	bob, dan, eve, maria         = 0, 1, 2, 3
	globex, initech, hooli, acme = 0, 1, 2, 3
)

// samplePlan is a plan with something of everything.
func samplePlan() *engine.Plan {
	c := engine.BuiltinCatalogue()
	p := &engine.Plan{
		AsOf: time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC), Catalogue: c, Lineage: "7c9e6679", Serial: 12, Agency: "Northwind Growth",
		People: []engine.Person{
			{Address: "employee.bob", Kind: engine.Employee, Email: "bob@northwind.example", Name: "Bob Ray"},
			{Address: "contractor.dan", Kind: engine.Contractor, Email: "dan@freelance.example"},
			{Address: "employee.eve", Kind: engine.Employee, Email: "eve@northwind.example"},
			{Address: "employee.maria", Kind: engine.Employee, Email: "maria@northwind.example"},
		},
		Clients: []engine.PlanClient{
			{Client: engine.Client{Address: "client.globex", Name: "Globex", HubID: 2}, Pos: engine.Pos{File: "clients/globex.hcl", Line: 1}},
			{Client: engine.Client{Address: "client.initech", Name: "Initech", HubID: 7}},
			{Client: engine.Client{Name: "Hooli", HubID: 9}},
			{Client: engine.Client{Address: "client.acme", Name: "Acme Corp", HubID: 886618329}, Pos: engine.Pos{File: "clients/acme.hcl", Line: 1}},
		},
		Sets: append(engine.BuiltinSets(c),
			engine.PermissionSet{Name: "developer", Rights: sampleManager},
			engine.PermissionSet{Name: "junior", Rights: sampleJunior},
			engine.PermissionSet{Name: "account_manager", Rights: sampleManager}),
		Effect: engine.Both, HeldBack: 1,
	}
	p.Steps = append(sampleRecords(), sampleSteps(c)...)
	pos := engine.Pos{File: "clients/acme.hcl", Line: 17}
	p.Waiting = []engine.Waiting{{Client: initech, Person: bob, Set: "junior", For: "access_link"}, {Client: initech, Person: eve, Set: "junior", For: "access_link"}}
	p.EndsSoon = []engine.Upcoming{
		{Kind: engine.UpcomingEnds, Day: engine.DateOf(p.AsOf) + 6, Client: &p.Clients[initech].Client, Person: &p.People[bob], Set: "junior", Then: "view_only", Pos: engine.Pos{File: "clients/initech.hcl", Line: 30}},
		{Kind: engine.UpcomingEnds, Day: engine.DateOf(p.AsOf) + 6, Client: &p.Clients[initech].Client, Person: &p.People[eve], Set: "junior", Then: "view_only", Pos: engine.Pos{File: "clients/initech.hcl", Line: 30}},
		{Kind: engine.UpcomingLinkEnds, Day: engine.DateOf(p.AsOf) + 1, Client: &p.Clients[globex].Client},
	}
	p.Kept = []engine.Kept{{Client: globex, Person: dan, Action: engine.ActionRemove, Mode: engine.Additive}}
	p.Relationships = []engine.RelationshipChange{{Client: acme, Before: engine.RelationshipManaged, After: engine.RelationshipEnding, EndsOn: 740000, Assumed: true}}
	p.Skipped = []engine.Skipped{{Client: hooli, Rules: []string{engine.RuleLastSuperAdmin, engine.RuleActor}}}
	p.Warnings = []engine.Finding{{Rule: engine.RuleSubset, Severity: engine.Warning, Client: acme, Person: eve, Message: "What their set gives is not known.", Pos: pos}}
	p.Violations = []engine.Finding{
		{Rule: engine.RuleLastSuperAdmin, Client: hooli, Person: maria, Message: "maria@northwind.example is the last known super admin of Hooli: after this change nobody known would be one.", Hint: "Declare the client's own super_admins.", Pos: engine.Pos{File: "clients/hooli.hcl", Line: 230}},
		{Rule: engine.RuleMaxRemovals, Overridden: true, Client: engine.Nobody, Person: engine.Nobody, Message: "31 of 100 grants go."},
	}
	p.Causes = []engine.CauseCount{{Kind: engine.CausePermissionSet, Name: "junior", Grants: 412, Clients: 120,
		Permissions: []engine.PermissionChange{{Permission: "crm.deals.edit", Before: "none", After: "own"}}}}
	return p
}

func sampleRecords() []engine.Step {
	return []engine.Step{
		{Client: engine.Nobody, Seq: 1, Person: bob, Actor: engine.Nobody, Action: engine.ActionRecord, Cause: engine.CauseConfig,
			Details: &engine.StepDetails{Fields: []engine.Field{{Name: "name", Before: "Bob", After: "Bob Ray"}, {Name: "roles", After: "super_admin"}}}, Pos: engine.Pos{File: "people.hcl", Line: 4}},
		{Client: globex, Seq: 1, Person: engine.Nobody, Actor: engine.Nobody, Action: engine.ActionRecord, Cause: engine.CauseConfig,
			Details: &engine.StepDetails{Fields: []engine.Field{{Name: "domain", After: "globex.example"}}}},
		{Client: globex, Seq: 2, Person: eve, Actor: engine.Nobody, Action: engine.ActionRecord, Cause: engine.CauseConfig,
			Before: &engine.Grant{Person: eve, Set: "junior", Rights: sampleJunior, Expires: 739981},
			After:  &engine.Grant{Person: eve, Set: "junior", Rights: sampleJunior, Details: &engine.Details{Reason: "SOW-119"}}},
	}
}

func sampleSteps(c *engine.Catalogue) []engine.Step {
	pos := engine.Pos{File: "clients/acme.hcl", Line: 17}
	clamped, _ := engine.Levels{{Permission: "crm.contacts.edit", Level: "all"}, {Permission: "crm.deals.edit", Level: "team"}}.Over(c, "")
	before := rights(engine.PermissionLevel{Permission: "reports.access", Level: "on"})
	super := engine.BuiltinSets(c)[1].Rights
	return []engine.Step{
		{Client: acme, Seq: 1, Person: bob, Actor: maria, Action: engine.ActionAdd, Effect: engine.Expands, Cause: engine.CauseConfig, Via: engine.ViaClientAccessManager, Pos: pos,
			After: &engine.Grant{Person: bob, Set: "developer", Rights: sampleManager, Seat: engine.SeatPartner, Expires: 739981, Details: &engine.Details{Reason: "SOW-118"}}},
		{Client: acme, Seq: 2, Person: eve, Actor: maria, Action: engine.ActionChange, Effect: engine.Both, Cause: engine.CauseConfig, Via: engine.ViaClientAccessManager, Pos: pos,
			Before: &engine.Grant{Person: eve, Set: "junior", Rights: sampleJunior}, After: &engine.Grant{Person: eve, Set: "account_manager", Rights: clamped}, Details: &engine.StepDetails{Wanted: sampleManager}},
		{Client: acme, Seq: 3, Person: dan, Actor: maria, Action: engine.ActionRemove, Effect: engine.Reduces, Cause: engine.CauseExpiry, Via: engine.ViaClientAccount,
			Before: &engine.Grant{Person: dan, Set: "view_only", Rights: before, Expires: 739940, Details: &engine.Details{AssetsKnown: true,
				Assets: []engine.Asset{{Kind: "contact", Count: 14}, {Kind: "company", Count: 2}, {Kind: "landing_page", Count: 1}, {Kind: "workflow", Name: "Welcome"}}}}},
		{Client: acme, Seq: 4, Person: dan, Actor: maria, Action: engine.ActionDeactivate, Effect: engine.Reduces, Cause: engine.CauseDrift,
			Before: &engine.Grant{Person: dan, Set: "view_only"}, After: &engine.Grant{Person: dan, Set: "view_only", Status: engine.Deactivated}},
		{Client: acme, Seq: 5, Person: dan, Actor: maria, Action: engine.ActionMigrate, Effect: engine.Reduces, Cause: engine.CauseConfig,
			Before: &engine.Grant{Person: dan, Set: "super_admin", Rights: super}, After: &engine.Grant{Person: dan, Set: "junior", Rights: sampleJunior}},
		{Client: acme, Seq: 6, Person: dan, Actor: maria, Action: engine.ActionChange, Effect: engine.Expands, Cause: engine.CausePermissionSet,
			Before: &engine.Grant{Person: dan, Set: "junior", Rights: before}, After: &engine.Grant{Person: dan, Set: "junior", Rights: sampleJunior}},
		{Client: acme, Seq: 7, Person: dan, Actor: engine.Nobody, Action: engine.ActionAdopt, Effect: engine.Expands, Cause: engine.CauseConfig,
			After: &engine.Grant{Person: dan, Set: "junior", Rights: sampleJunior}},
		{Client: acme, Seq: 8, Person: engine.Nobody, Actor: engine.Nobody, Action: engine.ActionForget},
	}
}
