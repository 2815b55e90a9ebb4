package verify_test

import (
	"fmt"
	"log"
	"time"

	"accredit/engine"
	"accredit/engine/verify"
)

// The checker replays a plan before it is recorded. It finds a step that its
// actor may not make, whoever wrote the plan.
func ExamplePlan() {
	catalogue := engine.BuiltinCatalogue()
	sets := engine.BuiltinSets(catalogue)
	ada := engine.Person{Email: "ada@lighthouse.example", Name: "Ada Kowalska", Kind: engine.Employee}
	sam := engine.Person{Email: "sam@lighthouse.example", Name: "Sam Adeyemi", Kind: engine.Employee}
	riverbend := engine.Client{Name: "Riverbend Bakery", HubID: 48213075}
	desired := &engine.Desired{
		AsOf:      time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC),
		Catalogue: catalogue,
		Agency:    engine.Agency{Name: "Lighthouse Studio", HubID: 2200417, Guardrails: engine.DefaultGuardrails()},
		People:    []engine.Person{ada, sam},
		Sets:      sets,
		Clients: []engine.DesiredClient{{
			Client: riverbend, HasPeople: true,
			Grants: []engine.Grant{
				{Person: 0, Set: sets[0].Name, Rights: sets[0].Rights}, // partner_admin
				{Person: 1, Set: sets[2].Name, Rights: sets[2].Rights}, // view_only
			},
		}},
	}
	recorded := &engine.Access{
		People: []engine.Person{ada},
		Clients: []engine.RecordedClient{{
			Client: riverbend,
			Grants: []engine.RecordedGrant{{Rights: &engine.RecordedRights{Set: engine.SetPartnerAdmin}}},
		}},
	}

	plan, err := engine.MakePlan(desired, recorded, engine.Options{})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(verify.Plan(recorded, plan))

	step := &plan.Steps[len(plan.Steps)-1]
	step.Actor = step.Person // somebody edits the plan: Sam adds himself
	fmt.Println(verify.Plan(recorded, plan))
	// Output:
	// <nil>
	// the plan was checked again and refused: step 1 of Riverbend Bakery: sam@lighthouse.example would change their own access
}
