package cli

import (
	"fmt"
	"net/http"
	"slices"
	"testing"
	"time"

	"accredit/engine"
	"accredit/engine/enginetest/suite"
	"accredit/engine/hubspot/fakehub"
	"accredit/engine/runs"
)

// meddling is what somebody else does to a user of an account while a run goes on.
type meddling struct {
	name string
	do   func(w *fakehub.World, a *fakehub.Account, email string)
}

var meddlings = []meddling{
	{"promoted", func(w *fakehub.World, a *fakehub.Account, email string) { userIn(w, a, email).SuperAdmin = true }},
	{"removed", func(w *fakehub.World, a *fakehub.Account, email string) {
		a.Users = slices.DeleteFunc(a.Users, func(u fakehub.User) bool { return u.Email == email })
	}},
	{"another set", func(w *fakehub.World, a *fakehub.Account, email string) {
		userIn(w, a, email).RoleIDs = []string{setID(a, "view only")}
	}},
	{"a second set", func(w *fakehub.World, a *fakehub.Account, email string) {
		u := userIn(w, a, email)
		u.RoleIDs = append(slices.Clone(u.RoleIDs), setID(a, "view only"))
	}},
	{"another team", func(w *fakehub.World, a *fakehub.Account, email string) {
		userIn(w, a, email).PrimaryTeamID = a.Teams[0].ID
	}},
	{"another user of that address", func(w *fakehub.World, a *fakehub.Account, email string) {
		id := userIn(w, a, email).ID
		for i := range w.Accounts { // a person has one id everywhere
			for j := range w.Accounts[i].Users {
				if u := &w.Accounts[i].Users[j]; u.ID == id {
					u.ID = "77" + id[2:]
				}
			}
		}
	}},
	{"made already", func(w *fakehub.World, a *fakehub.Account, email string) {
		switch email {
		case "bob@ours.example":
			userIn(w, a, email).RoleIDs = []string{setID(a, "account mgr")}
		case "eve@ours.example":
			a.Users = slices.DeleteFunc(a.Users, func(u fakehub.User) bool { return u.Email == email })
		default:
			userIn(w, a, email).RoleIDs = []string{setID(a, "developer")}
		}
	}},
}

// userIn is a user of an account, added where nobody is there, with the id that they
// have in the agency's own account.
func userIn(w *fakehub.World, a *fakehub.Account, email string) *fakehub.User {
	is := func(u fakehub.User) bool { return u.Email == email }
	i := slices.IndexFunc(a.Users, is)
	if i < 0 {
		own := w.Accounts[0].Users
		i = len(a.Users)
		a.Users = append(a.Users, fakehub.User{ID: own[slices.IndexFunc(own, is)].ID, Email: email, RoleIDs: []string{setID(a, "developer")}})
	}
	return &a.Users[i]
}

// setID is the id of a permission set, which is there then.
func setID(a *fakehub.Account, name string) string {
	i := slices.IndexFunc(a.PermissionSets, func(s fakehub.PermissionSet) bool { return sameName(s.Name, name) })
	if i < 0 {
		i = len(a.PermissionSets)
		a.PermissionSets = append(a.PermissionSets, fakehub.PermissionSet{ID: "91919191", Name: name})
	}
	return a.PermissionSets[i].ID
}

// The account changes at any request of a step: nobody who became super admin is
// touched after that could be read, and the step is made where the account shows it,
// and is else refused or handed (L8).
func TestAccountChangesBetween(t *testing.T) {
	t.Parallel()
	twelveOffice(t)
	type trial struct {
		meddling
		email string
		at    int // request
	}
	var list []trial
	for _, m := range meddlings {
		for _, email := range []string{"eve@ours.example", "bob@ours.example", "carl@ours.example", "ann@ours.example"} {
			for at := 2; at <= 30; at++ {
				list = append(list, trial{m, email, at})
			}
		}
	}
	tried := list
	if !suite.Exhaustive() {
		tried = []trial{{meddlings[0], "eve@ours.example", 5}, {meddlings[0], "bob@ours.example", 12}, {meddlings[3], "bob@ours.example", 4}, {meddlings[2], "ann@ours.example", 20}}
	}
	for _, try := range tried {
		t.Run(fmt.Sprint(try.name, " ", try.email, " at ", try.at), func(t *testing.T) {
			t.Parallel()
			inOffice(t, func(t *testing.T) { meddled(t, try.meddling, try.email, try.at) })
		})
	}
	t.Logf("%d of %d", len(tried), len(list))
}

func meddled(t *testing.T, m meddling, email string, at int) {
	o := twelveSaved.begin.open(t)
	v := o.invariants()
	hubID, n := officeHubs[0], 0
	o.around = func(_ *http.Request, serve func()) {
		if n++; n == at {
			w := o.hub.World()
			for i := range w.Accounts {
				if w.Accounts[i].HubID == hubID {
					m.do(w, &w.Accounts[i], email)
				}
			}
			if err := o.hub.SetWorld(w); err != nil {
				t.Error(err)
			}
		}
		serve()
	}
	time.Sleep(10 * time.Minute)
	if code, stdout, stderr := o.run("run", "resume", "--auto-approve", "--parallel", "1"); code != exitOK && code != exitBlocked {
		t.Errorf("exit code %d\n%s%s", code, stdout, stderr)
	}
	v.hold()
	v.superAdminsLive()
	v.resumeToTheEnd()
	v.superAdminsLive()
	v.othersDone(hubID, email)
}

// superAdminsLive demands that no user is changed by the API who was super admin.
func (v *invariants) superAdminsLive() {
	v.t.Helper()
	for _, e := range v.log() {
		for _, c := range e.Changes {
			if isWrite(&e) && c.Before != nil && c.Before.SuperAdmin {
				v.t.Errorf("I4: request %d changed %s, a super admin", e.N, c.Email)
			}
		}
	}
}

// othersDone demands that the step of somebody ended in one of the ways that are
// honest, and that everybody else's was made.
func (v *invariants) othersDone(hubID int64, email string) {
	v.t.Helper()
	for _, p := range v.parts() {
		for i := range p.Steps {
			s := &p.Steps[i]
			meddled := p.HubID == hubID && s.Email == email
			if s.State == engine.StepDone || meddled && (s.State == engine.StepFailed || s.State == engine.StepOpen && runs.IsHanded(s)) {
				continue
			}
			v.t.Errorf("%s (%s %s in %d) is %s: %s", s.ID(), s.Action, s.Email, p.HubID, s.State, reasonOf(s))
		}
	}
}
