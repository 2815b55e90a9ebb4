package state_test

import (
	"context"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"time"

	"accredit/engine"
	"accredit/state"
	"accredit/state/sqlite"
)

// A store reads, lets somebody decide, and writes, all in one transaction. Its
// history keeps who, when and why.
func ExampleStore() {
	dir, err := os.MkdirTemp("", "accredit")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	ctx := context.Background()
	var store state.Store
	store, err = sqlite.Open(ctx, filepath.Join(dir, "accredit.db"), sqlite.Options{Mode: sqlite.Create})
	if err != nil {
		log.Fatal(err)
	}
	defer store.Close()

	revision := state.Revision{
		Kind: state.KindApply, Who: "ada@lighthouse.example", Reason: "first inventory",
		At: time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC),
	}
	_, err = store.Apply(ctx, revision, func(now *engine.Access) (*engine.Changes, error) {
		return &engine.Changes{
			Agency: "Lighthouse Studio", HubID: 2200417, Catalogue: engine.BuiltinCatalogue().Version,
			People: []engine.PersonChange{{After: &engine.Person{Email: "ada@lighthouse.example", Name: "Ada Kowalska", Kind: engine.Employee}}},
			Clients: []engine.ClientChange{{After: &engine.RecordedClient{
				Client: engine.Client{Name: "Riverbend Bakery", HubID: 48213075},
			}}},
			Grants: []engine.GrantChange{{
				HubID: 48213075, Email: "ada@lighthouse.example",
				After: &engine.RecordedGrant{Rights: &engine.RecordedRights{Set: engine.SetPartnerAdmin}},
			}},
		}, nil
	})
	if err != nil {
		log.Fatal(err)
	}

	access, err := store.Read(ctx, state.ReadOptions{})
	if err != nil {
		log.Fatal(err)
	}
	for _, client := range access.Clients {
		for _, grant := range client.Grants {
			fmt.Printf("%s: %s has %s\n", client.Name, access.People[grant.Person].Email, grant.Rights.Set)
		}
	}
	for entry, err := range store.History(ctx, state.Filter{}) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Printf("serial %d, %s: %s\n", entry.Revision.Serial, entry.Revision.Who, entry.Revision.Reason)
	}
	problems, err := store.VerifyHistory(ctx)
	fmt.Println("problems:", len(problems), err)
	// Output:
	// Riverbend Bakery: ada@lighthouse.example has partner_admin
	// serial 1, ada@lighthouse.example: first inventory
	// problems: 0 <nil>
}
