package runs_test

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"accredit/engine"
	"accredit/engine/enginetest"
	"accredit/engine/enginetest/suite"
	"accredit/engine/runs"
)

// looking is one step of one person, and how somebody saw them.
type looking struct {
	before, after, seen *engine.RecordedGrant
	how                 engine.Observed
}

// randomLook makes up a step and an observation, about as often of what stood
// before, of what is to be, and of something else.
func randomLook(rng *rand.Rand) looking {
	l := looking{before: randomGrant(rng), after: randomGrant(rng)}
	switch rng.IntN(4) {
	case 0:
		l.seen = alike(rng, l.before)
	case 1:
		l.seen = randomGrant(rng)
	default:
		l.seen = alike(rng, l.after)
	}
	yes := func() bool { return rng.IntN(3) > 0 }
	l.how = engine.Observed{Source: "look", Whole: yes(), Names: yes(), NoSets: !yes(), Teams: yes(), Status: yes(), SuperAdmins: yes()}
	l.how.At = []time.Time{{}, enginetest.Now.Add(-time.Hour), enginetest.Now, enginetest.Now.Add(time.Hour), enginetest.Now.Add(time.Hour)}[rng.IntN(5)]
	if l.seen != nil && l.seen.Rights.Set == engine.SetSuperAdmin {
		l.how.SuperAdmins = true // who says it knows it
	}
	if l.seen != nil && l.how.NoSets && !engine.IsBuiltinSet(l.seen.Rights.Set) {
		l.seen.Rights = &engine.RecordedRights{Set: "(no set)"}
	}
	return l
}

// randomGrant is some access, or none.
func randomGrant(rng *rand.Rand) *engine.RecordedGrant {
	if rng.IntN(5) == 0 {
		return nil
	}
	pick := func(names ...string) string { return names[rng.IntN(len(names))] }
	g := &engine.RecordedGrant{
		Rights: &engine.RecordedRights{Set: pick("junior", "senior", engine.SetPartnerAdmin, engine.SetSuperAdmin)},
		Status: engine.Status(rng.IntN(3)), Seat: engine.Seat(rng.IntN(2)),
	}
	if rng.IntN(2) == 0 {
		g.Status = engine.Active
	}
	if teams := [][]string{nil, {"A"}, {"A", "B"}, {"A, B"}, {"C"}}[rng.IntN(5)]; teams != nil {
		g.Details = &engine.Details{Teams: teams}
	}
	return g
}

// alike is access as it may be seen: now and then with one thing that is not so.
func alike(rng *rand.Rand, g *engine.RecordedGrant) *engine.RecordedGrant {
	if g == nil {
		return nil
	}
	is := *g
	other := randomGrant(rng)
	if other == nil {
		return &is
	}
	switch rng.IntN(6) {
	case 0:
		is.Status = other.Status
	case 1:
		is.Details = other.Details
	case 2:
		is.Seat = other.Seat
	}
	return &is
}

// mayLook reports whether somebody with that access may be seen so, as far as the
// source tells. It is written down anew, and shares nothing with what is tested.
func (l *looking) mayLook(g *engine.RecordedGrant) bool {
	if g == nil || l.seen == nil {
		return g == nil && l.seen == nil || l.seen == nil && !l.how.Whole
	}
	admin := func(set string) bool { return set == engine.SetPartnerAdmin || set == engine.SetSuperAdmin }
	named := func(g *engine.RecordedGrant) string {
		teams := ""
		if g.Details != nil {
			teams = strings.Join(g.Details.Teams, "|")
		}
		if l.how.Names {
			teams = strings.ReplaceAll(teams, ", ", "|")
		}
		return teams
	}
	set := g.Rights.Set == l.seen.Rights.Set || l.how.NoSets && !admin(g.Rights.Set) && !admin(l.seen.Rights.Set) ||
		g.Rights.Set == engine.SetSuperAdmin && !l.how.SuperAdmins
	status := !l.how.Status || (g.Status == engine.Deactivated) == (l.seen.Status == engine.Deactivated)
	seat := g.Seat == engine.SeatUnknown || l.seen.Seat == engine.SeatUnknown || g.Seat == l.seen.Seat
	return set && status && seat && (!l.how.Teams || named(g) == named(l.seen))
}

// isLater reports whether somebody looked after the step was approved.
func (l *looking) isLater() bool { return l.how.At.After(enginetest.Now) }

// prove asks what the look proves.
func (l *looking) prove() runs.Proof {
	w := enginetest.New(nil)
	w.Person("bob")
	w.Client(7)
	a := w.Access()
	o := &engine.Observation{Access: &engine.Access{Clients: []engine.RecordedClient{{Client: engine.Client{HubID: 7}}}}, Accounts: []engine.Observed{l.how}}
	if l.seen != nil {
		o.Access.People = []engine.Person{{Email: enginetest.Email("bob")}}
		o.Access.Clients[0].Grants = []engine.RecordedGrant{*l.seen}
	}
	step := engine.RunStep{Run: 1, Seq: 1, Email: enginetest.Email("bob"), Before: l.before, After: l.after}
	part := &engine.RunPart{Run: engine.Run{Number: 1, At: enginetest.Now}, HubID: 7, Steps: []engine.RunStep{step}}
	return runs.Prove(a, []*engine.RunPart{part}, o, nil)[0]
}

// Whatever a step changes and whatever was seen: it is proved only by somebody who
// looked after it was approved, and who cannot have seen what stood before; and each
// attribute that proves it was seen.
func TestProveLaws(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 12))
	proved, invited := 0, 0
	for i := range suite.Sample(500_000, 60_000) {
		l := randomLook(rng)
		p := l.prove()
		if p.Proved() {
			proved++
			if l.seen != nil && l.seen.Status == engine.Invited {
				invited++
			}
		}
		if wrong := l.wrong(&p); wrong != "" {
			t.Fatalf("case %d: proved by %v (%s), and %s:\nbefore %+v\nafter %+v\nseen %+v\nhow %+v", i, p.Shown, p.Why, wrong, show(l.before), show(l.after), show(l.seen), l.how)
		}
	}
	if proved == 0 || invited == 0 {
		t.Errorf("%d proved, %d of them invited", proved, invited)
	}
}

// wrong says which law a proof breaks, or nothing.
func (l *looking) wrong(p *runs.Proof) string {
	may := l.isLater() && l.mayLook(l.after) && !l.mayLook(l.before)
	shows := func(attribute string) bool { return slices.Contains(p.Shown, attribute) }
	switch {
	case p.Proved() && !l.isLater():
		return "nobody looked after it was approved"
	case p.Proved() && l.mayLook(l.before):
		return "it may be as it was"
	case p.Proved() && !l.showsTheChange():
		return "not all that changes is as it should be"
	case p.Proved() == (p.Why != ""):
		return "it does not say why, or says why although it is proved"
	case shows(engine.ShowsMember) && (l.before == nil) == (l.after == nil):
		return "they were there before"
	case l.seen == nil && p.Proved() && (!slices.Equal(p.Shown, []string{engine.ShowsMember}) || !l.how.Whole):
		return "nobody was seen"
	case l.seen == nil:
		return ""
	case shows(engine.ShowsSet) && l.seen.Rights.Set != l.after.Rights.Set:
		return "the set was not seen"
	case shows(engine.ShowsStatus) && (!l.how.Status || l.seen.Status != l.after.Status):
		return "the status was not seen"
	case shows(engine.ShowsTeams) && !l.how.Teams:
		return "teams are not told"
	case may && !p.Proved() && !l.how.NoSets && l.seen.Rights.Set == l.after.Rights.Set && l.seen.Status == l.after.Status && l.seen.Seat == l.after.Seat:
		return "it should be"
	}
	return ""
}

// showsTheChange reports whether everything that the step changes, and that the
// source tells, may be as it is after the step. What it does not change may be
// whatever it is: that is drift, and no work on the step.
func (l *looking) showsTheChange() bool {
	if l.after == nil || l.seen == nil {
		return l.mayLook(l.after)
	}
	if l.before == nil { // a team that nobody asked for, and the seat, are no part of it
		is := *l.after
		if is.Seat = l.seen.Seat; is.Details == nil {
			is.Details = l.seen.Details
		}
		return l.mayLook(&is)
	}
	for _, take := range []func(is, from *engine.RecordedGrant){
		func(is, from *engine.RecordedGrant) { is.Rights = from.Rights },
		func(is, from *engine.RecordedGrant) { is.Status = from.Status },
		func(is, from *engine.RecordedGrant) { is.Details = from.Details },
		func(is, from *engine.RecordedGrant) { is.Seat = from.Seat },
	} {
		was, is := *l.seen, *l.seen
		take(&was, l.before)
		take(&is, l.after)
		if l.mayLook(&was) && !l.mayLook(&is) {
			return false
		}
	}
	return true
}

func show(g *engine.RecordedGrant) any {
	if g == nil {
		return "nothing"
	}
	var teams []string
	if g.Details != nil {
		teams = g.Details.Teams
	}
	return []any{g.Rights.Set, g.Status.String(), g.Seat, teams}
}
