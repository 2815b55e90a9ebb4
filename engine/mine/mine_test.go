package mine_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"accredit/engine"
	"accredit/engine/enginetest"
	"accredit/engine/mine"

	"pgregory.net/rapid"
)

// say writes a proposal as a configuration would.
func say(a *engine.Access, p *engine.Proposal) string {
	var b strings.Builder
	names := func(people []int32) string {
		var list []string
		for _, person := range people {
			list = append(list, a.People[person].Email)
		}
		return strings.Join(list, " ")
	}
	for _, team := range p.Teams {
		fmt.Fprintf(&b, "%s: %s\n", team.Name, names(team.Members))
	}
	for i, c := range p.Clients {
		for _, block := range c.Blocks {
			var teams []string
			for _, t := range block.Teams {
				teams = append(teams, p.Teams[t].Name)
			}
			fmt.Fprintf(&b, "%d %s: %s", a.Clients[i].HubID, block.Set, strings.TrimSpace(strings.Join(teams, " ")+" "+names(block.People)))
			if len(block.Except) > 0 {
				fmt.Fprintf(&b, " except %s", names(block.Except))
			}
			b.WriteString("\n")
		}
	}
	for _, o := range p.Outliers {
		fmt.Fprintf(&b, "outlier %s in %d: %q, %d have %s, more %v\n", a.People[o.Person].Email, a.Clients[o.Client].HubID, o.Set, o.Peers, o.PeerSet, o.More)
	}
	return b.String()
}

func pod(set string, people ...string) map[string]string {
	m := map[string]string{}
	for _, p := range people {
		m[p] = set
	}
	return m
}

func with(m map[string]string, person, set string) map[string]string {
	m[person] = set
	return m
}

func TestPropose(t *testing.T) {
	for _, c := range []struct {
		name string
		held enginetest.Held
		want string
	}{
		{"one client is a list of people", enginetest.Held{pod("rep", "a", "b", "c")}, "1 rep: a b c\n"},
		{"two clients are not yet a team", enginetest.Held{pod("rep", "a", "b"), pod("rep", "a", "b")}, "1 rep: a b\n2 rep: a b\n"},
		{"a team, and who stands beside it", enginetest.Held{
			with(pod("rep", "a", "b", "c", "d"), "m", "partner_admin"), pod("rep", "a", "b", "c", "d"), pod("rep", "a", "b", "c", "d", "e"),
			with(pod("rep", "a", "b", "c"), "d", "super_admin"), pod("rep", "a", "b", "d"), pod("rep", "a", "b", "c", "d"),
		}, `rep: a b c d
1 rep: rep
1 partner_admin: m
2 rep: rep
3 rep: rep e
4 rep: rep except d
4 super_admin: d
5 rep: rep except c
6 rep: rep
outlier d in 4: "super_admin", 3 have rep, more true
outlier c in 5: "", 3 have rep, more false
`},
		{"the same people with two sets", enginetest.Held{
			pod("x", "a", "b", "c", "d"), pod("x", "a", "b", "c", "d"), pod("x", "a", "b", "c", "d"), pod("y", "a", "b", "c", "d"),
			pod("x", "e", "f", "g", "h"), pod("x", "e", "f", "g", "h"), pod("x", "e", "f", "g", "h"),
		}, `x_1: a b c d
x_2: e f g h
1 x: x_1
2 x: x_1
3 x: x_1
4 y: x_1
5 x: x_2
6 x: x_2
7 x: x_2
`},
	} {
		a := c.held.Access()
		if got := say(a, mine.Propose(a, 1)); got != c.want {
			t.Errorf("%s:\n%s\nwant:\n%s", c.name, got, c.want)
		}
	}
}

// An approved link declares partner admin; a block reaches its admin by name
// only (docs/language.md).
func TestLinks(t *testing.T) {
	rep := func() map[string]string { return pod("rep", "a", "b", "c", "d") }
	a := enginetest.Held{rep(), rep(), rep(), rep(), with(rep(), "a", "partner_admin")}.Access()
	link := engine.Link{Admin: "a", ApprovedBy: "owner", ApprovedOn: 5}
	absent := engine.Link{Admin: "z", ApprovedBy: "owner", ApprovedOn: 5}
	ended := engine.Link{Admin: "b", ApprovedOn: 5, EndedOn: 7}
	a.Clients[0].Links = []engine.Link{link, ended, absent}
	a.Clients[4].Links = []engine.Link{link}
	p := mine.Propose(a, 9)
	want := `rep: a b c d
1 rep: rep a
2 rep: rep
3 rep: rep
4 rep: rep
5 rep: rep except a
outlier a in 5: "partner_admin", 3 have rep, more true
`
	if got := say(a, p); got != want {
		t.Errorf("%s\nwant:\n%s", got, want)
	}
	if got := p.Clients[0].Links; len(got) != 2 || got[0] != link || got[1] != ended {
		t.Errorf("links %+v: one that would give access to somebody who has none is kept", got)
	}
}

// Whatever is recorded, the blocks of a proposal give each person exactly what
// they hold, once; the same access gives the same proposal.
func TestProposalIsExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h := make(enginetest.Held, rapid.IntRange(1, 12).Draw(t, "clients"))
		people := rapid.IntRange(1, 12).Draw(t, "people")
		noise := rapid.IntRange(0, 30).Draw(t, "noise")
		for i := range h {
			h[i] = map[string]string{}
			for p := range people {
				set := []string{"", "x", "y", "partner_admin"}[(p/3+i/4)%4]
				if rapid.IntRange(0, 99).Draw(t, "chance") < noise {
					set = rapid.SampledFrom([]string{"", "x", "y", "super_admin"}).Draw(t, "set")
				}
				if set != "" {
					h[i][fmt.Sprintf("p%02d", p)] = set
				}
			}
		}
		a := h.Access()
		p := mine.Propose(a, 1)
		if again := mine.Propose(h.Access(), 1); say(a, again) != say(a, p) {
			t.Fatal("not the same twice")
		}
		for i, c := range p.Clients {
			got := map[string]string{}
			for _, block := range c.Blocks {
				for person := range reached(p, &block) {
					email := a.People[person].Email
					if got[email] != "" {
						t.Fatalf("client %d: %s is reached twice:\n%s", i, email, say(a, p))
					}
					got[email] = block.Set
				}
			}
			if fmt.Sprint(got) != fmt.Sprint(h[i]) {
				t.Fatalf("client %d: %v, want %v:\n%s", i, got, h[i], say(a, p))
			}
		}
		for _, o := range p.Outliers {
			if h[o.Client][a.People[o.Person].Email] != o.Set || o.Set == o.PeerSet || o.Peers < 1 {
				t.Fatalf("outlier %+v:\n%s", o, say(a, p))
			}
		}
	})
}

// reached lists the people whom a block reaches, as the language has it.
func reached(p *engine.Proposal, b *engine.ProposedBlock) map[int32]bool {
	people := map[int32]bool{}
	for _, team := range b.Teams {
		for _, person := range p.Teams[team].Members {
			people[person] = true
		}
	}
	for _, person := range b.People {
		people[person] = true
	}
	for _, person := range b.Except {
		delete(people, person)
	}
	return people
}

// A book of 200 clients with 60 people each, a tenth of whom do not hold what
// their team holds.
func BenchmarkPropose(b *testing.B) {
	h := make(enginetest.Held, 200)
	for c := range h {
		h[c] = map[string]string{}
		for k := range 60 {
			set := fmt.Sprintf("set%d", k%6)
			if (c*61+k*17)%10 == 0 {
				set = "other"
			}
			h[c][fmt.Sprintf("p%04d", c%20*60+k)] = set
		}
	}
	a := h.Access()
	for b.Loop() {
		mine.Propose(a, 1)
	}
}

func TestSets(t *testing.T) {
	levels := func(names ...string) (ls engine.Levels) {
		for _, name := range names {
			ls = append(ls, engine.PermissionLevel{Permission: name, Level: "on"})
		}
		return ls
	}
	base := levels("crm.export", "reports.access")
	a := &engine.Access{Sets: []engine.RecordedSet{{Name: "rep", Levels: base}}, People: []engine.Person{{Email: "a"}}}
	for i, deviations := range []engine.Levels{nil, levels("service.access"), levels("service.access"), levels("service.access"), levels("marketing.access")} {
		c := engine.RecordedClient{Client: engine.Client{HubID: int64(i + 1)}}
		c.Grants = []engine.RecordedGrant{{Rights: engine.NewRecordedRights("rep", false, base, deviations)}}
		a.Clients = append(a.Clients, c)
	}
	mined := mine.Sets(a)
	var got []string
	for i := range mined.Clients {
		r := mined.Clients[i].Grants[0].Rights
		got = append(got, r.Set)
		if !slices.Equal(r.Levels, a.Clients[i].Grants[0].Rights.Levels) {
			t.Errorf("client %d: the rights changed: %v", i, r.Levels)
		}
	}
	if want := []string{"rep", "rep_2", "rep_2", "rep_2", "rep"}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
	if len(a.Sets) != 1 || a.Clients[1].Grants[0].Rights.Set != "rep" {
		t.Error("the access that was mined was changed")
	}
}
