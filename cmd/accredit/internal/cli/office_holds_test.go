package cli

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"accredit/engine"
	"accredit/engine/hubspot/fakehub"
	"accredit/state"
)

// invariants are what must hold of an office at every moment (docs/reliability.md,
// "Connected accounts"), against the fake's own log. They remember what was
// approved, so that nothing gets lost.
type invariants struct {
	*office
	approved map[string]bool
	judged   int64 // up to which serial steps were judged
	looks    map[whom][]look
}

func (o *office) invariants() *invariants {
	return &invariants{office: o, approved: map[string]bool{}}
}

// hold demands that all of them hold.
func (v *invariants) hold() {
	v.t.Helper()
	parts := v.parts()
	v.nothingLost(parts)
	r := newReplay(v.office, parts)
	v.looks = map[whom][]look{}
	owners, people := v.keyOwners(), v.people()
	checked := map[int64]int{} // by account of the key, the process that asked whose it is
	r.run(func(e *fakehub.Entry) {
		v.rightAccount(r, e, checked)
		v.note(r, e)
		if isWrite(e) && e.KeyAccount != 0 {
			v.mayBeSent(r, e, owners, people)
		}
	})
	for _, s := range r.steps {
		v.onceOnly(s, r.writes[s.ID()])
		v.shownFirst(s, r.writes[s.ID()])
	}
	v.rulesKept(parts)
	v.noKeys()
	v.sound()
}

// nothingLost is I1.
func (v *invariants) nothingLost(parts []engine.RunPart) {
	v.t.Helper()
	there := map[string]int{}
	for i := range parts {
		for j := range parts[i].Steps {
			s := &parts[i].Steps[j]
			there[s.ID()]++
			v.approved[s.ID()] = true
			if e := s.Settling(); s.State > engine.StepDone && (e == nil || e.Because == "") {
				v.t.Errorf("I1: %s is %s without a reason", s.ID(), s.State)
			}
		}
	}
	for id := range v.approved {
		if there[id] != 1 {
			v.t.Errorf("I1: %s stands %d times", id, there[id])
		}
	}
}

// rightAccount is I3: nothing is asked with a key before it was asked whose it is, and
// nothing is written by a process that did not hear the answer.
func (v *invariants) rightAccount(r *replay, e *fakehub.Entry, checked map[int64]int) {
	v.t.Helper()
	if e.KeyAccount == 0 {
		return
	}
	const asking = 1
	isDetails := e.Method == http.MethodGet && strings.HasPrefix(e.Path, "/account-info/") && strings.Contains(e.Path, "/details")
	process := (r.process + 1) * 2 // even: it asked; odd: it heard the answer
	switch known := checked[e.KeyAccount]; {
	case isDetails && (e.Status == http.StatusOK && (e.Fault == "" || e.Fault == "delay" || e.Fault == "slow")):
		checked[e.KeyAccount] = process + asking
	case isDetails:
		checked[e.KeyAccount] = max(known, process)
	case known != process+asking:
		v.t.Errorf("I3: request %d (%s %s) with the key of %d, whose account this process does not know", e.N, e.Method, e.Path, e.KeyAccount)
	}
}

// note keeps what answers said, for I6.
func (v *invariants) note(r *replay, e *fakehub.Entry) {
	if e.Method != http.MethodGet && !strings.HasSuffix(e.Path, "/search") || e.Fault != "" && e.Fault != "delay" && e.Fault != "slow" {
		return
	}
	for i := range e.Shown {
		who := whom{e.KeyAccount, e.Shown[i].Email}
		v.looks[who] = append(v.looks[who], look{e.At, e.N, &e.Shown[i]})
	}
	if e.Absent != "" {
		who := whom{e.KeyAccount, r.emailOf(e.Absent)}
		v.looks[who] = append(v.looks[who], look{e.At, e.N, nil})
	}
}

// mayBeSent is I4, and the half of I2 that a request is written down before it leaves.
func (v *invariants) mayBeSent(r *replay, e *fakehub.Entry, owners map[int64]string, people map[string]bool) {
	v.t.Helper()
	email := r.target(e)
	s := r.stepOf(e)
	known, looked := r.shown[whom{e.KeyAccount, email}]
	what := fmt.Sprintf("request %d (%s of %s in %d)", e.N, e.Method, email, e.KeyAccount)
	switch {
	case s == nil:
		v.t.Errorf("I2: %s is of no step that was written down", what)
	case !looked:
		v.t.Errorf("I2: %s left before this process read the account", what)
	case len(r.writes[s.ID()]) >= countEvents(s, engine.StepSent.String()):
		v.t.Errorf("I2: %s was not written down", what)
	case (e.Method == http.MethodPost) != (known.user == nil):
		v.t.Errorf("I2: %s, and the account shows otherwise", what)
	}
	_, domain, _ := strings.Cut(email, "@")
	switch {
	case known.user != nil && known.user.SuperAdmin:
		v.t.Errorf("I4: %s, a super admin", what)
	case email == owners[e.KeyAccount]:
		v.t.Errorf("I4: %s, the owner of the key", what)
	case strings.HasPrefix(domain, "appserviceaccount."), !people[email]:
		v.t.Errorf("I4: %s, nobody of ours", what)
	}
}

func countEvents(s *stepAt, kind string) int {
	n := 0
	for _, e := range s.Events {
		if e.Kind == kind {
			n++
		}
	}
	return n
}

// onceOnly is I2: no request again before a read showed that nothing was done. What
// adds somebody, and whose answer is not known, waits until HubSpot must be done.
func (v *invariants) onceOnly(s stepAt, list []write) {
	v.t.Helper()
	for i := 1; i < len(list); i++ {
		was, is := list[i-1], list[i]
		switch {
		case is.before.n <= was.n:
			v.t.Errorf("I2: %s was sent again (request %d) without a read since request %d", s.ID(), is.n, was.n)
		case !sameView(was.before.user, is.before.user):
			v.t.Errorf("I2: %s was sent again (request %d) and the account was not as before", s.ID(), is.n)
		case is.method == http.MethodPost && !was.wasRefused() && !absentTwice(was):
			v.t.Errorf("I2: %s was sent again (request %d) before it was known that request %d did nothing", s.ID(), is.n, was.n)
		}
	}
}

// wasRefused reports whether the answer said that nothing was done.
func (w *write) wasRefused() bool {
	const moved = 477
	return (w.fault == "" || w.fault == "answer") && w.status >= 400 && w.status < 500 && w.status != http.StatusRequestTimeout && w.status != moved
}

// absentTwice reports whether nobody was there twice, half a minute apart and long
// enough after the request. The moment when it left is written down in whole seconds.
func absentTwice(w write) bool {
	var first time.Time
	for _, l := range w.since {
		switch {
		case l.user != nil || l.at.Before(w.at.Add(2*time.Minute-time.Second)):
		case first.IsZero():
			first = l.at
		case !l.at.Before(first.Add(30 * time.Second)):
			return true
		}
	}
	return false
}

func sameView(a, b *fakehub.UserView) bool {
	if a == nil || b == nil {
		return a == b
	}
	return a.ID == b.ID && a.SuperAdmin == b.SuperAdmin && slices.Equal(a.RoleIDs, b.RoleIDs) && a.PrimaryTeamID == b.PrimaryTeamID && slices.Equal(a.SecondaryTeamIDs, b.SecondaryTeamIDs)
}

// shownFirst is I6: what is called seen was shown after the last request.
func (v *invariants) shownFirst(s stepAt, writes []write) {
	v.t.Helper()
	e := s.Settling()
	if s.State != engine.StepDone || e == nil || e.Evidence != engine.EvidenceSeen {
		return
	}
	after := 0
	if len(writes) > 0 {
		after = writes[len(writes)-1].n
	}
	if !slices.ContainsFunc(v.looks[whom{s.hubID, s.Email}], func(l look) bool {
		return l.n > after && l.at.Before(e.At.Add(time.Second)) && v.shows(l.user, s)
	}) {
		v.t.Errorf("I6: %s (%s %s in %d) is called seen, and no answer showed it", s.ID(), s.Action, s.Email, s.hubID)
	}
}

// sound is I8: the state is whole, and its history is as it was written.
func (v *invariants) sound() {
	v.t.Helper()
	v.store(func(s state.Store) {
		for _, ask := range []func() ([]state.Problem, error){
			func() ([]state.Problem, error) { return s.Check(v.t.Context()) },
			func() ([]state.Problem, error) { return s.VerifyHistory(v.t.Context()) },
		} {
			if list, err := ask(); err != nil || len(list) > 0 {
				v.t.Errorf("I8: %v %v", list, err)
			}
		}
	})
}
