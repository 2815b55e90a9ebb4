package runs_test

import (
	"testing"
	"time"

	"accredit/engine"
	"accredit/engine/enginetest"
	"accredit/engine/runs"
)

// Who was seen as invited is recorded so, and their later steps begin with it:
// only an observation says that they accepted.
func TestInvitedGoesOn(t *testing.T) {
	w := driftlessWorld()
	w.Person("cat", "manage_partner_employees")
	w.Client(7).Was("cat", "partner_admin")
	bob, cat := enginetest.Email("bob"), enginetest.Email("cat")
	part := engine.RunPart{Run: engine.Run{Number: 1, At: enginetest.Now}, HubID: 7, Steps: []engine.RunStep{
		{Run: 1, Seq: 1, Action: engine.ActionAdd, Effect: engine.Expands, Email: bob, Actor: cat, After: grantOf(w, "junior")},
		{Run: 1, Seq: 2, Action: engine.ActionChange, Effect: engine.Expands, Email: bob, Actor: cat, Before: grantOf(w, "junior"), After: grantOf(w, "senior"), Record: grantOf(w, "senior")},
	}}
	at := enginetest.Now.Add(time.Hour)
	book := runs.NewBook(w.Access(), []engine.RunPart{part}, at)
	invited := engine.Invited
	if err := book.Seen([]runs.Proof{{HubID: 7, Step: &part.Steps[0], Shown: []string{"member", "set"}, Status: &invited, At: at}}, cat); err != nil {
		t.Fatal(err)
	}
	if _, err := book.Done([]engine.StepID{{Run: 1, Seq: 2}}, runs.Claim{At: at, Who: cat, Evidence: engine.EvidenceTold}); err != nil {
		t.Fatal(err)
	}
	grants := book.Changes().Grants
	if len(grants) != 3 {
		t.Fatalf("%d changes", len(grants))
	}
	for i := range grants {
		if got := grants[i].After.Status; got != engine.Invited {
			t.Errorf("change %d records %s", i, got)
		}
	}
}
