package mine

import "accredit/engine"

// Propose finds teams and access blocks for what is recorded, as seen on a day.
// It is greedy and bounded: teams are groups of people who hold the same in so
// many clients that naming them once is shorter (rules: see teams.go), at
// most maxTeams of them. The same access gives the same proposal.
//
// Permission sets stand as they are recorded; Sets finds more of them.
func Propose(a *engine.Access, day engine.Date) *engine.Proposal {
	m := newMiner(a)
	m.day = day
	m.cells()
	m.teams()
	m.out.Clients = make([]engine.ProposedClient, len(a.Clients))
	for i := range a.Clients {
		m.client(int32(i))
	}
	m.nameTeams()
	return m.out
}

type miner struct {
	a     *engine.Access
	day   engine.Date
	sets  map[string]*engine.RecordedSet // by name
	texts map[*engine.RecordedRights]string
	views []string // permissions to view that the built-in catalogue does not have
	out   *engine.Proposal

	byClient [][]cell // for each client, by what they hold
	pods     []pod    // candidates that were taken
	podsOf   map[int32][]int
}

func newMiner(a *engine.Access) *miner {
	m := &miner{a: a, sets: map[string]*engine.RecordedSet{}, texts: map[*engine.RecordedRights]string{}, out: &engine.Proposal{}}
	for i := range a.Sets {
		m.sets[a.Sets[i].Name] = &a.Sets[i]
	}
	return m
}

// cell is a group of people who hold the same in one client.
type cell struct {
	like   *engine.RecordedGrant // one of them
	people []int32               // whom a block may reach through a team, sorted
	named  []int32               // whom a block must name, sorted
	cover  cover
}
