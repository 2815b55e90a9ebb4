package live_test

import (
	"context"
	"net/http/httptest"
	"slices"
	"testing"
	"time"

	"accredit/engine"
	"accredit/engine/hubspot"
	"accredit/engine/hubspot/fakehub"
	"accredit/engine/hubspot/live"
)

const (
	acme   = 886618329
	maria  = "maria@ours.example"
	bob    = "bob@ours.example"
	secret = "key-of-acme-in-the-fake"
)

// world is an account with Maria, who made the key, and Bob, who has a set and a
// team.
func world(b fakehub.Behaviour) *fakehub.World {
	return &fakehub.World{
		Agency: 1000, EmailDomains: []string{"ours.example"}, Behaviour: b,
		Accounts: []fakehub.Account{
			{HubID: 1000, Name: "Ours", Users: []fakehub.User{{ID: "1", Email: maria}, {ID: "2", Email: bob}, {ID: "3", Email: "ann@ours.example"}}},
			{
				HubID: acme, Name: "Acme", Keys: []fakehub.Key{{Key: secret, Owner: maria, Scopes: fakehub.Scopes()}},
				PermissionSets: []fakehub.PermissionSet{{ID: "11", Name: "Developer"}, {ID: "12", Name: "Account mgr"}},
				Teams:          []fakehub.Team{{ID: "21", Name: "North"}, {ID: "22", Name: "South"}},
				Seats:          []fakehub.Seat{{Name: "Core", Remaining: 3}},
				Users: []fakehub.User{
					{ID: "1", Email: maria, PartnerAdmin: true, Linked: true}, {ID: "9", Email: "owner@acme.example", SuperAdmin: true},
					{ID: "2", Email: bob, RoleIDs: []string{"11"}, Linked: true, PrimaryTeamID: "21", SecondaryTeamIDs: []string{"22"}},
				},
			},
		},
	}
}

func names(hubID int64, sets []string) func(string) (string, bool) {
	return hubspot.NewNamer(hubspot.Options{
		Sets:     []engine.RecordedSet{{Name: "developer"}, {Name: "am"}},
		SetNames: hubspot.SetNames{Everywhere: map[string]string{"am": "Account mgr"}},
	}, hubID, sets).Set
}

func account(t *testing.T, b fakehub.Behaviour) *live.Account {
	t.Helper()
	hub, err := fakehub.New(world(b), fakehub.Options{})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(hub.Handler())
	t.Cleanup(server.Close)
	t.Cleanup(hub.Close)
	c, err := live.New(live.Options{BaseURL: server.URL, Agency: 1000, Wait: func(ctx context.Context, _ time.Duration) error { return ctx.Err() }})
	if err != nil {
		t.Fatal(err)
	}
	key, err := live.NewKeys(func(name string) (string, bool) { return secret, name == "ACCREDIT_HUBSPOT_KEY_886618329" }).Of(t.Context(), acme)
	if err != nil {
		t.Fatal(err)
	}
	return c.Account(acme, key)
}

func grant(set string) *engine.RecordedGrant {
	return &engine.RecordedGrant{Rights: &engine.RecordedRights{Set: set}}
}

// send makes a step, and says what came of it.
func send(t *testing.T, a *live.Account, s engine.RunStep) live.Answer {
	t.Helper()
	s.Actor = maria
	l, err := a.Look(t.Context(), s.Email, "", names)
	if err != nil {
		t.Fatal(err)
	}
	d := live.Decide(&s, live.Terms{Writes: engine.ConnectionWrites, Owner: maria, EmailDomains: []string{"ours.example"}}, l)
	if d.Verdict != live.Send {
		t.Fatalf("%s: %s", d.Verdict, d.Why)
	}
	return a.Send(t.Context(), d.Request, names)
}

// What nobody could confirm of HubSpot, the fake does both ways: no step is called
// made that the account does not show.
func TestStepsInTheFake(t *testing.T) {
	add := engine.RunStep{Action: engine.ActionAdd, Email: "ann@ours.example", After: grant("developer")}
	change := engine.RunStep{Action: engine.ActionChange, Email: bob, Before: grant("developer"), After: grant("am")}
	remove := engine.RunStep{Action: engine.ActionRemove, Email: bob, Before: grant("developer")}
	for name, test := range map[string]struct {
		behaviour fakehub.Behaviour
		step      engine.RunStep
		want      live.Outcome
	}{
		"add":                       {fakehub.Behaviour{}, add, live.Made},
		"add, answered 502 after":   {fakehub.Behaviour{After: "502"}, add, live.Made},
		"add, reset after":          {fakehub.Behaviour{After: "reset"}, add, live.Made},
		"change, put replaces":      {fakehub.Behaviour{}, change, live.Made},
		"change, put merges":        {fakehub.Behaviour{Put: "merge"}, change, live.Made},
		"change, put adds":          {fakehub.Behaviour{Put: "add-role"}, change, live.Refused},
		"change, earlier version":   {fakehub.Behaviour{Versions: []string{"2026-03"}}, change, live.Made},
		"remove":                    {fakehub.Behaviour{}, remove, live.Made},
		"remove, the list lags":     {fakehub.Behaviour{Lag: 5}, remove, live.Made},
		"remove that does nothing":  {fakehub.Behaviour{Delete: "nothing"}, remove, live.Refused},
		"remove in earlier version": {fakehub.Behaviour{Versions: []string{"2026-03"}}, remove, live.Made},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := send(t, account(t, test.behaviour), test.step); got.Outcome != test.want {
				t.Errorf("%+v", got)
			}
		})
	}
}

// Whatever a list leaves out, whoever is asked for is found or absent.
func TestObserveTheFake(t *testing.T) {
	for name, b := range map[string]fakehub.Behaviour{
		"gentle": {}, "small pages": {Page: 1}, "no last paging": {LastPage: "none"}, "cut": {Cut: 1, Versions: []string{"2026-03"}}, "shifting": {Page: 1, Order: "shifting"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r, err := account(t, b).Observe(t.Context(), []string{bob, maria, "ann@ours.example"})
			if err != nil {
				t.Fatal(err)
			}
			if !slices.Equal(r.Absent, []string{"ann@ours.example"}) {
				t.Errorf("absent %v", r.Absent)
			}
			for _, email := range []string{bob, maria} {
				if !slices.ContainsFunc(r.Shown.Users, func(u hubspot.ShownUser) bool { return u.Email == email }) {
					t.Errorf("%s is not there", email)
				}
			}
			if whole := name == "gentle" || name == "small pages" || name == "shifting"; r.Shown.Whole != whole {
				t.Errorf("whole: %v", r.Shown.Whole)
			}
		})
	}
}

func TestCheckTheFake(t *testing.T) {
	got, err := account(t, fakehub.Behaviour{}).Check(t.Context(), maria)
	if err != nil || got.Owner.Can != live.Can || got.Seats.Can != live.Can || got.Activity.Can != live.Can || len(got.Roles) != 2 {
		t.Errorf("%+v %v", got, err)
	}
}
