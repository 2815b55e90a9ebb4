package engine_test

import (
	"fmt"
	"runtime/debug"
	"slices"
	"testing"

	"accredit/engine"
	"accredit/engine/enginetest"
	"accredit/engine/enginetest/suite"
	"accredit/engine/verify"
)

// tiny is a catalogue of the permissions that the rules speak of and two more.
// Bits of a state of enginetest.Brute are its indexes.
func tiny(t *testing.T) *engine.Catalogue {
	t.Helper()
	c, err := engine.NewCatalogue("tiny", []engine.Permission{
		{Name: engine.PermissionModifyBilling}, {Name: engine.PermissionSuperAdmin}, {Name: engine.PermissionPartnerAdmin},
		{Name: "x.a"}, {Name: "x.b"},
	})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func bitsOf(r engine.Rights) int {
	bits := 0
	for i := range len(r) {
		bits |= int(r[i]) << i
	}
	return bits
}

func rightsOf(bits int) engine.Rights {
	b := make([]byte, 5)
	for i := range b {
		b[i] = byte(bits >> i & 1)
	}
	return engine.Rights(b)
}

// smallWorlds plans every state × wanted state of people who each have one of
// the kinds, and compares with brute force: the planner finds a plan exactly
// when there is one (docs/reliability.md, T2).
type smallWorlds struct {
	people     int
	kinds      []int // states, enginetest.Absent included
	roleHolder int   // a person, or -1
	own        int
	stride     int
}

func (sw smallWorlds) run(t *testing.T) {
	defer debug.SetGCPercent(debug.SetGCPercent(400)) // most of what planning so many makes is garbage at once
	c := tiny(t)
	brute := &enginetest.Brute{RoleHolder: make([]bool, sw.people), Own: sw.own}
	super, _ := c.Index(engine.PermissionSuperAdmin)
	partner, _ := c.Index(engine.PermissionPartnerAdmin)
	brute.Super, brute.Partner = uint(super), uint(partner)
	for _, s := range engine.BuiltinSets(c) {
		switch s.Name {
		case engine.SetSuperAdmin:
			brute.Everything = bitsOf(s.Rights)
		case engine.SetPartnerAdmin:
			brute.PartnerRights = bitsOf(s.Rights)
		}
	}
	if sw.roleHolder >= 0 {
		brute.RoleHolder[sw.roleHolder] = true
	}
	states := 1
	for range sw.people {
		states *= len(sw.kinds)
	}
	const batch = 1 << 12
	tried, possible, wrong := 0, 0, 0
	var nows, wants [][]int
	flush := func() {
		p := sw.plan(t, c, brute, nows, wants)
		for i := range nows {
			can := brute.Possible(nows[i], wants[i])
			tried++
			if can {
				possible++
			}
			if can != p[i] {
				if wrong++; wrong <= 5 {
					t.Errorf("now %v want %v: brute force says %v, the planner %v", nows[i], wants[i], can, p[i])
				}
			}
		}
		nows, wants = nows[:0], wants[:0]
	}
	for n := 0; n < states*states; n += max(sw.stride, 1) {
		nows, wants = append(nows, sw.state(n%states)), append(wants, sw.state(n/states))
		if len(nows) == batch {
			flush()
		}
	}
	flush()
	t.Logf("worlds %d, possible %d, impossible %d, disagreements %d", tried, possible, tried-possible, wrong)
}

func (sw smallWorlds) state(n int) []int {
	s := make([]int, sw.people)
	for i := range s {
		s[i] = sw.kinds[n%len(sw.kinds)]
		n /= len(sw.kinds)
	}
	return s
}

// plan plans all worlds at once, each a client, and reports for each whether
// it has a plan that the checker accepts and that ends in what is wanted.
func (sw smallWorlds) plan(t *testing.T, c *engine.Catalogue, b *enginetest.Brute, nows, wants [][]int) []bool {
	t.Helper()
	w := enginetest.New(c)
	name := func(i int) string { return fmt.Sprintf("p%d", i) }
	for i := range sw.people {
		if b.RoleHolder[i] {
			w.Person(name(i), "super_admin")
		} else {
			w.Person(name(i))
		}
	}
	set := func(state int) string {
		switch state {
		case b.Everything:
			return engine.SetSuperAdmin
		case b.PartnerRights:
			return engine.SetPartnerAdmin
		}
		return fmt.Sprintf("s%d", state)
	}
	for _, k := range sw.kinds {
		if s := set(k); k != enginetest.Absent && s[0] == 's' && s != engine.SetSuperAdmin {
			w.SetRights(s, rightsOf(k))
		}
	}
	for i := range nows {
		client := w.Client(int64(i + 1))
		if sw.own > 0 {
			client.Own("owner@client.example")
		}
		for k := range sw.people {
			if nows[i][k] != enginetest.Absent {
				client.Was(name(k), set(nows[i][k]))
			}
			if wants[i][k] != enginetest.Absent {
				client.Want(name(k), set(wants[i][k]))
			}
		}
	}
	p := w.Plan(engine.Options{SkipBlocked: true, Overrides: []string{engine.RuleMaxRemovals, engine.RuleEmptySource}})
	if err := verify.Plan(w.Access(), p); err != nil {
		t.Fatal(err)
	}
	ok := make([]bool, len(nows))
	end := make([][]int, len(nows))
	for i := range nows {
		ok[i], end[i] = true, slices.Clone(nows[i])
	}
	for i := range p.Steps {
		st := &p.Steps[i]
		end[p.Clients[st.Client].HubID-1][st.Person] = enginetest.Absent
		if st.After != nil {
			end[p.Clients[st.Client].HubID-1][st.Person] = bitsOf(st.After.Rights)
		}
	}
	for _, s := range p.Skipped {
		ok[p.Clients[s.Client].HubID-1] = false
	}
	for _, s := range p.Waiting {
		ok[p.Clients[s.Client].HubID-1] = false
	}
	for i := range ok {
		if ok[i] && !slices.Equal(end[i], wants[i]) {
			t.Errorf("now %v want %v: the plan ends in %v", nows[i], wants[i], end[i])
		}
	}
	return ok
}

func TestPlannerFourPeople(t *testing.T) {
	const member, partner, super = 8, 28, 31
	kinds := []int{enginetest.Absent, member, partner, super}
	for _, own := range []int{0, 1} {
		for _, holder := range []int{-1, 0} {
			t.Run(fmt.Sprintf("own=%d/roleholder=%d", own, holder), func(t *testing.T) {
				smallWorlds{people: 4, kinds: kinds, roleHolder: holder, own: own, stride: suite.Every(11)}.run(t)
			})
		}
	}
}

func TestPlannerThreePeopleTwoToggles(t *testing.T) {
	kinds := []int{enginetest.Absent, 0, 8, 16, 24, 4, 12, 20, 28, 31}
	smallWorlds{people: 3, kinds: kinds, roleHolder: -1, stride: suite.Every(37)}.run(t)
}
