package engine_test

import (
	"fmt"
	"log"
	"time"

	"accredit/engine"
)

// lighthouse is an agency on both sides: Ada is recorded as partner admin of a
// client, and Sam is wanted there as well.
func lighthouse() (*engine.Desired, *engine.Access) {
	catalogue := engine.BuiltinCatalogue()
	people := []engine.Person{
		{Email: "ada@lighthouse.example", Name: "Ada Kowalska", Kind: engine.Employee},
		{Email: "sam@lighthouse.example", Name: "Sam Adeyemi", Kind: engine.Employee},
	}
	riverbend := engine.Client{Name: "Riverbend Bakery", HubID: 48213075}
	sets := map[string]engine.PermissionSet{}
	for _, set := range engine.BuiltinSets(catalogue) {
		sets[set.Name] = set
	}
	grant := func(person int32, set string) engine.Grant {
		return engine.Grant{Person: person, Set: set, Rights: sets[set].Rights, Seat: engine.SeatPartner}
	}
	desired := &engine.Desired{
		AsOf:      time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC),
		Catalogue: catalogue,
		Agency: engine.Agency{
			Name: "Lighthouse Studio", HubID: 2200417, EmailDomains: []string{"lighthouse.example"},
			Guardrails: engine.DefaultGuardrails(),
		},
		People: people,
		Sets:   engine.BuiltinSets(catalogue),
		Clients: []engine.DesiredClient{{
			Client: riverbend, HasPeople: true,
			Grants: []engine.Grant{grant(0, engine.SetPartnerAdmin), grant(1, engine.SetViewOnly)},
		}},
	}
	recorded := &engine.Access{
		Lineage: "example", Serial: 1, Catalogue: catalogue.Version,
		People: people[:1],
		Clients: []engine.RecordedClient{{
			Client: riverbend,
			Grants: []engine.RecordedGrant{{
				Rights: &engine.RecordedRights{Set: engine.SetPartnerAdmin}, Seat: engine.SeatPartner,
			}},
		}},
	}
	recorded.Agency.Name, recorded.Agency.HubID = desired.Agency.Name, desired.Agency.HubID
	return desired, recorded
}

// A plan compares what is wanted with what is recorded, and names for each step
// the person who makes it.
func ExampleMakePlan() {
	desired, recorded := lighthouse()
	plan, err := engine.MakePlan(desired, recorded, engine.Options{})
	if err != nil {
		log.Fatal(err)
	}
	for _, step := range plan.Steps {
		client := plan.Clients[step.Client].Name
		fmt.Printf("%s: %s %s as %s, by %s via %s\n", client, step.Action, plan.People[step.Person].Email, step.After.Set,
			plan.People[step.Actor].Email, step.Via)
	}
	fmt.Println("effect:", plan.Effect)
	fmt.Println("violations:", len(plan.Violations))
	// Output:
	// Riverbend Bakery: add sam@lighthouse.example as view_only, by ada@lighthouse.example via client_account
	// effect: expands
	// violations: 0
}
