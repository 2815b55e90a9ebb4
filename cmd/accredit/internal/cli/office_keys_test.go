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

// What the operator may have given for an account.
const (
	rightKey   = "right"
	othersKey  = "of another client"
	revokedKey = "revoked"
	agencysKey = "of the agency"
)

var keyKinds = []string{rightKey, othersKey, revokedKey, agencysKey}

// Whichever keys two accounts have, nothing is done in an account with the key of
// another, and with a wrong key no second question is asked (L5).
func TestWrongKeys(t *testing.T) {
	t.Parallel()
	twelveOffice(t)
	var list [][2]string
	for _, first := range keyKinds {
		for _, second := range keyKinds {
			list = append(list, [2]string{first, second})
		}
	}
	for i := 0; i < len(list); i += suite.Every(6) {
		t.Run(strings.Join(list[i][:], " and "), func(t *testing.T) {
			t.Parallel()
			inOffice(t, func(t *testing.T) { wrongKeys(t, list[i]) })
		})
	}
}

func wrongKeys(t *testing.T, kinds [2]string) {
	o := twelveSaved.begin.open(t)
	w := o.hub.World()
	kindOf := map[int64]string{officeHubs[0]: kinds[0], officeHubs[1]: kinds[1], officeHubs[2]: rightKey}
	other := map[int64]int64{officeHubs[0]: officeHubs[1], officeHubs[1]: officeHubs[0]}
	for hubID, kind := range kindOf {
		switch kind {
		case othersKey:
			o.keys[hubID] = officeKey(other[hubID])
		case agencysKey:
			o.keys[hubID] = officeKey(w.Agency)
		case revokedKey:
			for i := range w.Accounts {
				if w.Accounts[i].HubID == hubID {
					w.Accounts[i].Keys[0].Revoked = true
				}
			}
		}
	}
	if err := o.hub.SetWorld(w); err != nil {
		t.Fatal(err)
	}
	v := o.invariants()
	time.Sleep(10 * time.Minute)
	for _, args := range [][]string{
		{"account", "check"}, {"account", "list"}, {"drift", "--observed", "live"}, {"run", "check", "--observed", "live", "--auto-approve"},
		{"report", "activity", "--observed", "live"}, {"account", "read", "--out", t.TempDir()}, {"run", "resume", "--auto-approve", "--parallel", "3"},
	} {
		from := len(o.log())
		code, stdout, stderr := o.run(args...)
		if args[1] == "resume" && code != exitOK {
			t.Errorf("%v: exit code %d\n%s%s", args, code, stdout, stderr)
		}
		v.askedOnce(t, o.log()[from:], kindOf, other, args)
	}
	v.hold()
	v.onlyWithRightKeys(kindOf)
	if err := o.hub.SetWorld(withGoodKeys(o.hub.World())); err != nil {
		t.Fatal(err)
	}
	for hubID := range kindOf {
		o.keys[hubID] = officeKey(hubID)
	}
	v.resumeToTheEnd()
	v.finished()
}

func withGoodKeys(w *fakehub.World) *fakehub.World {
	for i := range w.Accounts {
		for j := range w.Accounts[i].Keys {
			w.Accounts[i].Keys[j].Revoked = false
		}
	}
	return w
}

// askedOnce demands that a key that is of another account was used for one question,
// and one that HubSpot does not take, too.
func (v *invariants) askedOnce(t *testing.T, log []fakehub.Entry, kinds map[int64]string, other map[int64]int64, args []string) {
	t.Helper()
	asked := map[int64][]string{}
	for _, e := range log {
		asked[e.KeyAccount] = append(asked[e.KeyAccount], e.Method+" "+e.Path)
	}
	for hubID, kind := range kinds {
		of := hubID
		switch kind {
		case rightKey:
			continue
		case agencysKey:
			of = v.hub.World().Agency
		case othersKey:
			if of = other[hubID]; kinds[of] == rightKey {
				continue // it may have been used before it was given for a wrong account, too
			}
		}
		if list := asked[of]; len(list) > 2 || slices.ContainsFunc(list, func(s string) bool { return !strings.Contains(s, "/details") }) {
			t.Errorf("I3: %v asked with the key of %d, which is %s: %v", args, of, kind, list)
		}
	}
}

// onlyWithRightKeys demands that steps are made where the key is right and nobody else
// has it, and nowhere else.
func (v *invariants) onlyWithRightKeys(kinds map[int64]string) {
	v.t.Helper()
	used := map[string]int{}
	for hubID := range kinds {
		used[v.keys[hubID]]++
	}
	for _, p := range v.parts() {
		for i := range p.Steps {
			s := &p.Steps[i]
			switch right := kinds[p.HubID] == rightKey; {
			case right && used[v.keys[p.HubID]] == 1 && s.State != engine.StepDone:
				v.t.Errorf("%s is %s in %d, whose key is right: %s", s.ID(), s.State, p.HubID, reasonOf(s))
			case !right && s.State != engine.StepOpen:
				v.t.Errorf("I3: %s is %s in %d, whose key is %s", s.ID(), s.State, p.HubID, kinds[p.HubID])
			}
		}
	}
}

// A key that is revoked while the run goes on leaves what is unclear to be settled
// with another one (L5).
func TestKeyRevokedMidway(t *testing.T) {
	t.Parallel()
	twelveOffice(t)
	for n := 1; n <= len(twelveSaved.requests)/3; n += suite.Every(13) {
		t.Run(fmt.Sprint(n), func(t *testing.T) {
			t.Parallel()
			inOffice(t, func(t *testing.T) {
				o := twelveSaved.begin.open(t)
				w := o.hub.World()
				for i := range w.Accounts {
					w.Accounts[i].Keys[0].RevokedAfter = n
				}
				if err := o.hub.SetWorld(w); err != nil {
					t.Fatal(err)
				}
				v := o.invariants()
				time.Sleep(10 * time.Minute)
				if code, stdout, stderr := o.run("run", "resume", "--auto-approve"); code != exitOK && code != exitBlocked {
					t.Errorf("exit code %d\n%s%s", code, stdout, stderr)
				}
				v.hold()
				w = o.hub.World()
				for i := range w.Accounts {
					w.Accounts[i].Keys[0].RevokedAfter = 0
				}
				if err := o.hub.SetWorld(w); err != nil {
					t.Fatal(err)
				}
				v.resumeToTheEnd()
				v.finished()
			})
		})
	}
}
