package statetest

import (
	"context"
	"slices"
	"testing"
	"time"

	"accredit/engine"
	"accredit/state"
)

// Place is where a state is; each call opens it once more, for writing. It
// waits that long for others: 0 is the backend's default, a negative time not
// at all. The store is closed when the test is over.
type Place func(t testing.TB, wait time.Duration) state.Store

// Run tests a backend. place makes a new, empty place for a state. The tests
// named in except are left out.
func Run(t *testing.T, place func(t testing.TB) Place, except ...string) {
	for _, c := range []struct {
		name string
		test func(*testing.T, Place)
	}{
		{"Empty", testEmpty},
		{"FirstRevision", testFirstRevision},
		{"RoundTrip", testRoundTrip},
		{"Shared", testShared},
		{"Part", testPart},
		{"WithoutGrants", testWithoutGrants},
		{"ChangedSince", testChangedSince},
		{"ApplyPart", func(t *testing.T, p Place) { testApplyPart(t, p(t, 0), place(t)(t, 0)) }},
		{"History", testHistory},
		{"Filters", testFilters},
		{"Recent", testRecent},
		{"NothingToWrite", testNothingToWrite},
		{"Compared", testCompared},
		{"ClosedPart", testClosedPart},
		{"Rollback", testRollback},
		{"Panic", testPanic},
		{"Mismatch", testMismatch},
		{"BadText", testBadText},
		{"ApplyOnce", testApplyOnce},
		{"Rename", testRename},
		{"DropClient", testDropClient},
		{"DropPerson", testDropPerson},
		{"Ignored", testIgnored},
		{"Rivals", testRivals},
		{"ReadWhileApplying", testReadWhileApplying},
		{"Canceled", testCanceled},
		{"Anchors", testAnchors},
		{"OneWinner", testOneWinner},
		{"DemoteEachOther", testDemoteEachOther},
		{"Held", testHeld},
		{"WaitIsCutShort", testWaitIsCutShort},
		{"CanceledMidway", testCanceledMidway},
		{"Exchange", testExchange},
		{"Backup", testBackup},
		{"Copy", func(t *testing.T, p Place) { testCopy(t, p, place(t)) }},
		{"CopyFails", func(t *testing.T, p Place) { testCopyFails(t, p, place(t)) }},
		{"Closed", testClosed},
		{"CloseTwice", testCloseTwice},
	} {
		if !slices.Contains(except, c.name) {
			t.Run(c.name, func(t *testing.T) { c.test(t, place(t)) })
		}
	}
}

// noon is the time of the first revision in tests.
var noon = time.Date(2026, 11, 21, 12, 0, 0, 123456789, time.UTC)

func always(c *engine.Changes) func(*engine.Access) (*engine.Changes, error) {
	return func(*engine.Access) (*engine.Changes, error) { return c, nil }
}

func apply(t testing.TB, s state.Store, rev state.Revision, c *engine.Changes) state.Revision {
	t.Helper()
	if rev.At.IsZero() {
		rev.At = noon
	}
	done, err := s.Apply(t.Context(), rev, always(c))
	if err != nil {
		t.Fatalf("apply: %v", err)
	}
	return done
}

func read(t testing.TB, s state.Store) *engine.Access {
	t.Helper()
	a, err := s.Read(t.Context(), state.ReadOptions{})
	if err != nil {
		t.Fatalf("read: %v", err)
	}
	return a
}

// same compares all that a model knows.
func same(t testing.TB, got *engine.Access, want *Model) {
	t.Helper()
	plain := *got
	plain.Lineage, plain.Serial, plain.Hash, plain.Recent = "", 0, "", nil
	if diff := Diff(want.Access(), &plain); diff != "" {
		t.Fatalf("read differs from what was written (-want +got):\n%s", diff)
	}
}

// sound fails when a check finds a problem.
func sound(t testing.TB, s state.Store) {
	t.Helper()
	for what, check := range map[string]func(context.Context) ([]state.Problem, error){
		"check":  s.Check,
		"verify": func(ctx context.Context) ([]state.Problem, error) { return s.VerifyHistory(ctx) },
	} {
		problems, err := check(t.Context())
		if err != nil || len(problems) > 0 {
			t.Fatalf("%s: %v, %v", what, problems, err)
		}
	}
}

// Small is a state with two people and a client, in which ann has access.
func Small() *engine.Changes {
	rights := &engine.RecordedRights{Set: engine.SetPartnerAdmin}
	return &engine.Changes{
		Agency: "Northwind Growth", HubID: 1000001, Catalogue: "2026.11",
		People:  []engine.PersonChange{{After: &engine.Person{Email: "ann@northwind.example"}}, {After: &engine.Person{Email: "ben@northwind.example"}}},
		Clients: []engine.ClientChange{{After: &engine.RecordedClient{Client: engine.Client{HubID: 7, Name: "Acme"}}}},
		Grants: []engine.GrantChange{{HubID: 7, Email: "ann@northwind.example", Step: engine.StepInfo{Action: engine.ActionAdopt, Effect: engine.Expands},
			After: &engine.RecordedGrant{Rights: rights, RecordedOn: 740000}}},
	}
}

// Named is a change of nothing but the agency's name.
func Named(name string) *engine.Changes { return &engine.Changes{Agency: name} }
