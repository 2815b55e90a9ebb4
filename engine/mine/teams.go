package mine

import (
	"cmp"
	"encoding/binary"
	"maps"
	"slices"
	"strconv"

	"accredit/engine"
)

// Bounds of mining.
const (
	maxTeams = 1_000
	// teamCost is what a team's block costs beside its members, in words.
	teamCost = 4
	// Of this many members of a team one may be left out by name.
	membersPerExcept = 4
)

// pod is a group of people who recur.
type pod struct {
	people []int32 // sorted
	cells  int     // in which the group holds the same
	used   int     // blocks that name it
	sets   map[string]int
	team   int // index into Proposal.Teams, once named
}

// mainSet is the set that most of the blocks give which name the team.
func (p *pod) mainSet() string {
	best := ""
	for _, set := range slices.Sorted(maps.Keys(p.sets)) {
		if best == "" || p.sets[set] > p.sets[best] {
			best = set
		}
	}
	return best
}

// teams takes the groups that are worth a name, the most useful first: those
// for which saying the members once and the name everywhere is shorter than
// saying what the groups taken before leave open.
func (m *miner) teams() {
	m.podsOf = map[int32][]int{}
	for _, p := range m.recurring() {
		if len(m.pods) == maxTeams {
			break
		}
		without := m.cover(p.people).words()
		if p.cells*(without-1) <= len(p.people)+teamCost {
			continue
		}
		for _, person := range p.people {
			m.podsOf[person] = append(m.podsOf[person], len(m.pods))
		}
		m.pods = append(m.pods, p)
	}
}

// recurring lists the groups of two and more people that are whole cells, the
// most useful first, then by their members.
func (m *miner) recurring() []pod {
	seen := map[string]int{}
	var pods []pod
	for _, cells := range m.byClient {
		for i := range cells {
			if len(cells[i].people) < 2 {
				continue
			}
			key := groupKey(cells[i].people)
			at, known := seen[key]
			if !known {
				at = len(pods)
				seen[key] = at
				pods = append(pods, pod{people: cells[i].people})
			}
			pods[at].cells++
		}
	}
	pods = slices.DeleteFunc(pods, func(p pod) bool { return p.cells*(len(p.people)-1) <= len(p.people)+teamCost })
	slices.SortFunc(pods, func(a, b pod) int {
		return cmp.Or(cmp.Compare(b.cells*len(b.people), a.cells*len(a.people)), cmp.Compare(len(b.people), len(a.people)), slices.Compare(a.people, b.people))
	})
	return pods
}

func groupKey(people []int32) string {
	key := make([]byte, 0, 4*len(people))
	for _, p := range people {
		key = binary.BigEndian.AppendUint32(key, uint32(p))
	}
	return string(key)
}

// cover is how a block reaches a group of people: all of the teams, without
// those left out, and some by name.
type cover struct {
	pods   []int
	except []int32
	people []int32
}

// words counts what the block would list.
func (c cover) words() int { return len(c.pods) + len(c.except) + len(c.people) }

// cover finds a short way to say a group: again and again the team that saves
// most, while one does.
func (m *miner) cover(people []int32) cover {
	var c cover
	rest := people
	for len(rest) > 1 {
		best, saved, out := -1, 0, []int32(nil)
		for _, o := range m.overlaps(rest) {
			p := &m.pods[o.pod]
			strangers := without(without(p.people, people), c.except)
			if len(strangers)*membersPerExcept > len(p.people) {
				continue
			}
			if s := o.inside - 1 - len(strangers); s > saved {
				best, saved, out = o.pod, s, strangers
			}
		}
		if best < 0 {
			break
		}
		c.pods = append(c.pods, best)
		c.except = append(c.except, out...)
		rest = without(rest, m.pods[best].people)
	}
	slices.Sort(c.pods)
	slices.Sort(c.except)
	c.people = rest
	return c
}

// overlap says how many of some people are in a team.
type overlap struct{ pod, inside int }

// overlaps lists the teams that have some of the people, by index.
func (m *miner) overlaps(people []int32) []overlap {
	var pods []int
	for _, p := range people {
		pods = append(pods, m.podsOf[p]...)
	}
	slices.Sort(pods)
	var list []overlap
	for _, i := range pods {
		if n := len(list); n > 0 && list[n-1].pod == i {
			list[n-1].inside++
			continue
		}
		list = append(list, overlap{i, 1})
	}
	return list
}

// without gives the members of a sorted list that are not in another one.
func without(list, out []int32) []int32 {
	var rest []int32
	for _, p := range list {
		if _, found := slices.BinarySearch(out, p); !found {
			rest = append(rest, p)
		}
	}
	return rest
}

// nameTeams lists the teams that blocks name, the most used first, each named
// after the set that it mostly has, with a number where there are several.
// People give them better names.
func (m *miner) nameTeams() {
	var order []int
	for i := range m.pods {
		if m.pods[i].used > 0 {
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int {
		return cmp.Compare(m.pods[b].used*len(m.pods[b].people), m.pods[a].used*len(m.pods[a].people))
	})
	ofSet, number := map[string]int{}, map[string]int{}
	taken := map[string]bool{}
	for _, i := range order {
		ofSet[m.pods[i].mainSet()]++
	}
	for n, i := range order {
		set := m.pods[i].mainSet()
		name := set
		for number[set]++; ofSet[set] > 1 || taken[name]; number[set]++ {
			if name = set + "_" + strconv.Itoa(number[set]); !taken[name] {
				break
			}
		}
		taken[name] = true
		m.pods[i].team = n
		m.out.Teams = append(m.out.Teams, engine.ProposedTeam{Name: name, Members: m.pods[i].people})
	}
	for i := range m.out.Clients {
		for j := range m.out.Clients[i].Blocks {
			teams := m.out.Clients[i].Blocks[j].Teams
			for k := range teams {
				teams[k] = m.pods[teams[k]].team
			}
			slices.Sort(teams)
		}
	}
}
