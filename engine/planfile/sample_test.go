package planfile

import (
	"time"

	"accredit/engine"
)

// at names a level of a permission for a sample.
func at(c *engine.Catalogue, r engine.Rights, permission string, l engine.Level) engine.Rights {
	i, ok := c.Index(permission)
	if !ok {
		panic("no permission " + permission)
	}
	return r.With(i, l)
}

// samplePlan is a plan with something of everything.
func samplePlan() *engine.Plan {
	c, err := engine.BuiltinCatalogue().With([]engine.Permission{
		{Name: "crm.tickets_app.edit", Kind: engine.Scope, Description: "Edit records of the tickets app", Custom: true},
	})
	if err != nil {
		panic(err)
	}
	none := engine.Rights(make([]byte, c.Len()))
	junior := at(c, at(c, none, "crm.deals.edit", engine.Own), "crm.export", engine.On)
	manager := at(c, at(c, none, "crm.contacts.edit", engine.All), "crm.deals.edit", engine.All)
	builtin := engine.BuiltinSets(c)
	view := builtin[2]
	p := &engine.Plan{
		AsOf: time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC), ConfigDigest: "sha256:c0ffee", Catalogue: c,
		Lineage: "7c9e6679", Serial: 12, Agency: "Northwind Growth", AgencyHubID: 1000001, EmailDomains: []string{"northwind.example"},
		People: []engine.Person{
			{Address: "employee.bob", Kind: engine.Employee, Email: "bob@northwind.example", Name: "Bob Ray", Labels: map[string]string{"pod": "growth"}},
			{Address: "contractor.dan", Kind: engine.Contractor, Email: "dan@freelance.example", Name: "Dan Wu"},
			{Address: "employee.eve", Kind: engine.Employee, Email: "eve@northwind.example", FormerEmails: []string{"eva@northwind.example"}},
			{Address: "employee.maria", Kind: engine.Employee, Email: "maria@northwind.example", Name: "Maria Olsen", Roles: engine.RoleSuperAdmin},
		},
		Clients: []engine.PlanClient{
			{Client: engine.Client{Address: "client.initech", Name: "Initech", HubID: 7, AccountType: "standard", Mode: engine.Additive}, SubsetRule: engine.Clamp},
			{Client: engine.Client{Address: "client.acme", Name: "Acme Corp", HubID: 886618329, Domain: "acme.example", AccountType: "standard",
				SuperAdmins: []string{"owner@acme.example"}, ManagedMRR: 12.5, Labels: map[string]string{"tier": "gold"},
				Links: []engine.Link{{Admin: "maria@northwind.example", ApprovedBy: "owner@acme.example", ApprovedOn: 739921, Pos: engine.Pos{File: "clients/acme.hcl", Line: 9, Column: 3}}}},
				SubsetRule: engine.Clamp, Pos: engine.Pos{File: "clients/acme.hcl", Line: 1, Column: 1}},
		},
		Sets: []engine.PermissionSet{
			{Name: "account_manager", Rights: manager, Definition: "sha256:aa", Pos: engine.Pos{File: "permission_sets.hcl", Line: 4}},
			{Name: "junior", Rights: junior, Definition: "sha256:bb"},
			{Name: "their_own", Unknown: true, Definition: "sha256:cc"},
			view,
		},
		Overrides: []string{"max-super-admins"}, SkipBlocked: true, Narrowed: true, Removals: 1, HeldBack: 1, Effect: engine.Both,
		Limits: engine.Limits{MaxRemovals: engine.Limit{Value: 12}, MinPartnerAdmins: 1, MaxSuperAdmins: 3, Protected: []string{"maria@northwind.example"},
			Approvals: []engine.Approval{{HubID: 7, UpTo: 2, Expires: 739921}, {Email: "dan@freelance.example", UpTo: 40}}},
	}
	p.Steps = sampleSteps(c, view.Rights, junior, manager)
	p.Waiting = []engine.Waiting{{Client: 0, Person: 0, Set: "their_own", For: "access_link", Pos: engine.Pos{File: "clients/initech.hcl", Line: 3}}}
	p.EndsSoon = []engine.Upcoming{
		{Kind: engine.UpcomingEnds, Day: engine.DateOf(p.AsOf) + 6, Client: &engine.Client{Address: "client.acme", HubID: 886618329},
			Person: &engine.Person{Address: "employee.bob", Email: "bob@northwind.example"}, Set: "account_manager", Then: "view_only", Reason: "SOW-118", Lead: "maria@northwind.example", Pos: engine.Pos{File: "clients/acme.hcl", Line: 30}},
		{Kind: engine.UpcomingLinkEnds, Day: engine.DateOf(p.AsOf) + 9, Client: &engine.Client{Address: "client.initech", HubID: 7}},
	}
	p.Kept = []engine.Kept{{Client: 0, Person: 1, Action: engine.ActionRemove, Mode: engine.Additive}}
	p.Violations = []engine.Finding{{Rule: engine.RuleLastSuperAdmin, Client: 1, Person: 2, Message: "Nobody would be left.", Hint: "Declare super_admins.", Pos: engine.Pos{File: "clients/acme.hcl", Line: 17}}}
	p.Warnings = []engine.Finding{{Rule: engine.RuleMaxRemovals, Severity: engine.Warning, Overridden: true, Client: engine.Nobody, Person: engine.Nobody, Message: "Many."}}
	p.Skipped = []engine.Skipped{{Client: 1, Rules: []string{engine.RuleLastSuperAdmin}}}
	p.Relationships = []engine.RelationshipChange{{Client: 1, Before: engine.RelationshipManaged, After: engine.RelationshipEnding, EndsOn: 740000, Assumed: true}}
	p.Causes = []engine.CauseCount{{Kind: engine.CausePermissionSet, Name: "account_manager", Grants: 412, Clients: 120,
		Permissions: []engine.PermissionChange{{Permission: "crm.export", Before: "off", After: "on"}}}}
	p.Facts = engine.Facts{People: []int32{0, 2}, Clients: []int32{1}, Sets: []engine.RecordedSet{
		{Name: "junior", Levels: engine.LevelsOf(c, junior), Definition: "sha256:bb"}, {Name: "their_own", Unknown: true}}}
	return p
}

func sampleSteps(c *engine.Catalogue, view, junior, manager engine.Rights) []engine.Step {
	origin := &engine.Origin{Block: "client.acme.access.pod", Team: "team.growth", Definition: "sha256:aa", Wish: "sha256:dd"}
	place := engine.Pos{File: "clients/acme.hcl", Line: 17, Column: 3}
	clamped := at(c, manager, "crm.deals.edit", engine.Team)
	return []engine.Step{
		{Client: engine.Nobody, Seq: 1, Person: 0, Actor: engine.Nobody, Action: engine.ActionRecord, Cause: engine.CauseConfig,
			Details: &engine.StepDetails{Fields: []engine.Field{{Name: "name", Before: "Bob", After: "Bob Ray"}}}},
		{Client: 1, Seq: 1, Person: engine.Nobody, Actor: engine.Nobody, Action: engine.ActionRecord, Cause: engine.CauseConfig,
			Details: &engine.StepDetails{Fields: []engine.Field{{Name: "domain", After: "acme.example"}}}},
		{Client: 1, Seq: 2, Person: 0, Actor: 3, Action: engine.ActionAdd, Effect: engine.Expands, Cause: engine.CauseConfig, Via: engine.ViaClientAccessManager,
			After: &engine.Grant{Person: 0, Set: "account_manager", Rights: at(c, manager, "crm.export", engine.On), Seat: engine.SeatPartner, Starts: 739900, Expires: 739981,
				Details: &engine.Details{Reason: "SOW-118", Teams: []string{"Sales"}}, Origin: origin, Pos: place}, Pos: place},
		{Client: 1, Seq: 3, Person: 2, Actor: 3, Action: engine.ActionChange, Effect: engine.Both, Cause: engine.CausePermissionSet, Via: engine.ViaClientAccount,
			Before:  &engine.Grant{Person: 2, Set: "junior", Rights: junior, Seat: engine.SeatPartner},
			After:   &engine.Grant{Person: 2, Set: "account_manager", Rights: clamped, Seat: engine.SeatPartner, KeepBilling: true, Origin: origin, Pos: place},
			Details: &engine.StepDetails{Wanted: manager}},
		{Client: 1, Seq: 4, Person: 1, Actor: 3, Action: engine.ActionRemove, Effect: engine.Reduces, Cause: engine.CauseExpiry, Via: engine.ViaClientAccessManager,
			Before: &engine.Grant{Person: 1, Set: "view_only", Rights: view, Unlinked: true, Status: engine.Deactivated,
				Details: &engine.Details{AssetsKnown: true, Assets: []engine.Asset{{Kind: "contact", Count: 14}, {Kind: "workflow", Name: "Welcome", Count: 1}}}}},
		{Client: 1, Seq: 5, Person: 3, Actor: engine.Nobody, Action: engine.ActionForget, Effect: engine.Both,
			Before: &engine.Grant{Person: 3, Set: "their_own", Unknown: true, Details: &engine.Details{AssetsKnown: true}}},
	}
}
