package cli

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"accredit/engine"
	"accredit/engine/enginetest/suite"
	"accredit/engine/hubspot/fakehub"
)

// What a key may be able to do. The last are names of before.
var keyScopes = [][]string{
	{},
	{"crm.objects.users.read"},
	{"crm.objects.users.read", "settings.users.teams.read"},
	{"crm.objects.users.read", "crm.objects.users.write"},
	{"crm.objects.users.read", "settings.users.teams.read", "crm.objects.users.write"},
	{"crm.objects.users.read", "settings.users.teams.read", "crm.objects.users.write", "settings.billing.write"},
	{"crm.objects.users.write", "settings.users.teams.read"},
	{"settings.users.read", "settings.users.teams.read", "settings.users.write"},
}

var (
	hubTiers    = []string{"free", "professional"}
	hubVersions = []string{"2026-09,2026-03", "2026-03", "v3"}
	// hubSwitches are what nobody could confirm of HubSpot, each the other way.
	hubSwitches = []string{
		"", "last-page none", "cut 3", "cut-paged 3", "lag 3", "crm-lag 2", "deactivated no", "deactivated never", "duplicate 400", "duplicate 200", "duplicate reset",
		"after reset", "after hang", "after 502", "put merge", "put replace-seats", "put add-role", "delete super-admins", "delete nothing", "seats 2", "seats 9",
		"new-users invited", "api-partner no", "partner-role yes", "keys bound", "scopes wrong", "page 2", "page 2 order shifting",
	}
	// lies are the switches with which HubSpot does something else than it was asked.
	lies = []string{"put replace-seats", "put add-role", "delete nothing", "duplicate reset"}
)

// hubKind is what an account is, and what its key can do.
type hubKind struct {
	tier    string
	scopes  []string
	billing bool // the sets of the account need settings.billing.write
}

// Whatever an account is, its key can do, and HubSpot does where it is not known, each
// step is done, handed or open, and no run fails for an account (L9).
func TestTiersScopesVersions(t *testing.T) {
	t.Parallel()
	twelveOffice(t)
	var kinds []hubKind
	for _, tier := range hubTiers {
		for _, scopes := range keyScopes {
			kinds = append(kinds, hubKind{tier, scopes, false}, hubKind{tier, scopes, true})
		}
	}
	type trial struct {
		kinds              []hubKind
		versions, switches string
	}
	var list []trial
	for _, switches := range hubSwitches {
		for _, versions := range hubVersions {
			for three := range slices.Chunk(kinds, len(officeHubs)) {
				list = append(list, trial{three, versions, switches})
			}
		}
	}
	every := suite.Every(len(list) / 3)
	for i := every / 2; i < len(list); i += every {
		try := list[i]
		t.Run(fmt.Sprintf("%d %s %s", i, try.versions, try.switches), func(t *testing.T) {
			t.Parallel()
			inOffice(t, func(t *testing.T) { tierTrial(t, try.kinds, try.versions, try.switches) })
		})
	}
	t.Logf("%d runs of %d accounts each", len(list), len(officeHubs))
}

func tierTrial(t *testing.T, kinds []hubKind, versions, switches string) {
	o := twelveSaved.begin.open(t)
	w := o.hub.World()
	for i, kind := range kinds {
		for j := range w.Accounts {
			if a := &w.Accounts[j]; a.HubID == officeHubs[i] {
				kind.make(a)
			}
		}
	}
	b := fakehub.Behaviour{Versions: strings.Split(versions, ",")}
	for words := range slices.Chunk(strings.Fields(switches), 2) {
		if err := b.Set(words[0], words[1]); err != nil {
			t.Fatal(err)
		}
	}
	w.Behaviour = b
	if err := o.hub.SetWorld(w); err != nil {
		t.Fatal(err)
	}
	o.began = o.hub.World()
	v := o.invariants()
	time.Sleep(10 * time.Minute)
	lied := slices.Contains(lies, switches)
	for range 2 {
		code, stdout, stderr := o.run("run", "resume", "--auto-approve")
		if code != exitOK && (code != exitBlocked || !lied && !strings.Contains(stdout, "unclear")) {
			t.Errorf("exit code %d\n%s%s", code, stdout, stderr)
		}
		v.hold()
		v.doneIsTrue()
		for _, p := range o.parts() {
			for i := range p.Steps {
				if s := &p.Steps[i]; s.State == engine.StepFailed && !lied {
					t.Errorf("%s (%s) failed: %s", s.ID(), s.Action, reasonOf(s))
				}
			}
		}
		time.Sleep(15 * time.Minute)
	}
	for _, args := range [][]string{{"account", "check"}, {"drift", "--observed", "live"}, {"run", "check", "--observed", "live", "--auto-approve"}} {
		if code, stdout, stderr := o.run(args...); code == exitError && !strings.Contains(stderr, "read") {
			t.Errorf("%v: exit code %d\n%s%s", args, code, stdout, stderr)
		}
	}
	v.hold()
	v.doneIsTrue()
}

// make makes an account of that kind.
func (k *hubKind) make(a *fakehub.Account) {
	a.Tier, a.Keys[0].Scopes = k.tier, k.scopes
	for i := range a.PermissionSets {
		a.PermissionSets[i].RequiresBillingWrite = k.billing
	}
}

// doneIsTrue demands that the accounts are as the steps say that are recorded.
func (v *invariants) doneIsTrue() {
	v.t.Helper()
	w := v.hub.World()
	for _, p := range v.parts() {
		for i := range p.Steps {
			s := stepAt{p.HubID, &p.Steps[i]}
			if s.State != engine.StepDone {
				continue
			}
			for j := range w.Accounts {
				a := &w.Accounts[j]
				if a.HubID != p.HubID {
					continue
				}
				var u *fakehub.UserView
				if at := slices.IndexFunc(a.Users, func(u fakehub.User) bool { return u.Email == s.Email }); at >= 0 {
					view := viewOf(a, &a.Users[at])
					u = &view
				}
				if !v.shows(u, s) {
					v.t.Errorf("%s (%s %s in %d) is recorded as done, and the account has %+v", s.ID(), s.Action, s.Email, p.HubID, u)
				}
			}
		}
	}
}
