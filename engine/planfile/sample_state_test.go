package planfile

import (
	"time"

	"accredit/engine"
)

// sampleState is a state with something of everything that its JSON keeps.
func sampleState() *engine.Access {
	manager := engine.Levels{{Permission: "crm.contacts.edit", Level: "all"}, {Permission: "reports.access", Level: "on"}}
	partner := engine.NewRecordedRights("partner_admin", false, nil, engine.Levels{{Permission: "account.modify_billing", Level: "on"}})
	adjusted := engine.NewRecordedRights("account_manager", false, manager, engine.Levels{{Permission: "crm.contacts.edit", Level: "none"}, {Permission: "crm.export", Level: "on"}})
	a := &engine.Access{
		Lineage: "7c9e6679", Serial: 12, Catalogue: "2026.11",
		Sets: []engine.RecordedSet{{Name: "account_manager", Levels: manager}, {Name: "their_own", Unknown: true}},
		People: []engine.Person{
			{Email: "bob@northwind.example", Name: "Bob Ray", Kind: engine.Employee, Status: engine.PersonLeft, FormerEmails: []string{"rob@northwind.example"}},
			{Email: "dan@freelance.example"},
			{Email: "maria@northwind.example", Name: "Maria Olsen", Kind: engine.Employee, Roles: engine.RoleSuperAdmin, Labels: map[string]string{"pod": "growth"}},
		},
		Clients: []engine.RecordedClient{
			{Client: engine.Client{HubID: 7, Name: "Initech", AccountType: "sandbox", Mode: engine.Observe}, EndsOn: 739940},
			{Client: engine.Client{HubID: 886618329, Name: "Acme Corp", Domain: "acme.example", AccountType: "standard",
				SuperAdmins: []string{"owner@acme.example"}, ManagedMRR: 99.5, LastActivity: 739940, Labels: map[string]string{"tier": "gold"},
				Links: []engine.Link{{Admin: "maria@northwind.example", ApprovedBy: "owner@acme.example", ApprovedOn: 739921}}},
				Grants: []engine.RecordedGrant{
					{Person: 0, Rights: adjusted, Status: engine.Deactivated, Seat: engine.SeatPartner, Starts: 739900, Expires: 740000,
						Evidence: &engine.Evidence{Kind: engine.EvidenceTold, At: time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC), By: "maria@northwind.example", EnteredBy: "bot", Step: "7.12"},
						Details:  &engine.Details{Teams: []string{"Sales"}, Reason: "SOW-118", AssetsKnown: true}},
					{Person: 1, Rights: engine.NewRecordedRights("their_own", true, nil, nil), Unlinked: true},
					{Person: 2, Rights: partner, Seat: engine.SeatPartner,
						Evidence: &engine.Evidence{Kind: engine.EvidenceSeen, At: time.Date(2026, 11, 22, 10, 0, 0, 5, time.UTC), Source: "acme.csv", ToldOf: []string{engine.ShowsMember, engine.ShowsSet}},
						Details:  &engine.Details{AssetsKnown: true, Assets: []engine.Asset{{Kind: "contact", Count: 14}}}},
				}},
		},
	}
	a.Agency.Name, a.Agency.HubID = "Northwind Growth", 1000001
	return a
}
