package engine

// Proposal says the access that is recorded as a configuration could say it:
// in few blocks. It gives exactly what is recorded, whatever was found on the
// way; that is for the caller to prove, by planning with it.
type Proposal struct {
	Teams    []ProposedTeam
	Clients  []ProposedClient // those of the Access that was mined, in its order
	Outliers []Outlier        // by client, then person
}

// ProposedTeam is a group of people who hold the same in several clients.
type ProposedTeam struct {
	Name    string
	Members []int32 // people, sorted
}

// ProposedClient is what a client's block would hold.
type ProposedClient struct {
	Links  []Link
	Blocks []ProposedBlock
}

// ProposedBlock is an access block.
type ProposedBlock struct {
	Teams   []int   // indexes into Proposal.Teams
	People  []int32 // named one by one
	Except  []int32 // members of the teams whom the block leaves out
	Set     string
	Add     Levels   // beyond the set
	Remove  []string // permissions of the set that are taken away
	Status  Status
	Details *Details // teams in the account and the reason; nil: neither
	Starts  Date
	Expires Date
	Inexact bool // the rights cannot be said as the set with additions and removals
}

// Outlier is somebody whose access in a client is not that of their peers: of
// the team that otherwise holds the same as they do.
type Outlier struct {
	Client, Person int32  // indexes into Access
	Set            string // empty: no access there
	PeerSet        string
	Peers          int  // of the team, who hold PeerSet there
	More           bool // they have more than their peers
}

// Mine finds teams and access blocks for what is recorded, as seen on a day.
// It is greedy and bounded: teams are groups of people who hold the same in so
// many clients that naming them once is shorter (rules: see mine_teams.go), at
// most maxTeams of them. The same access gives the same proposal.
//
// Permission sets stand as they are recorded; MineSets finds more of them.
func Mine(a *Access, day Date) *Proposal {
	m := newMiner(a)
	m.day = day
	m.cells()
	m.teams()
	m.out.Clients = make([]ProposedClient, len(a.Clients))
	for i := range a.Clients {
		m.client(int32(i))
	}
	m.nameTeams()
	return m.out
}

type miner struct {
	a     *Access
	day   Date
	sets  map[string]*RecordedSet // by name
	texts map[*RecordedRights]string
	views []string // permissions to view that the built-in catalogue does not have
	out   *Proposal

	byClient [][]cell // for each client, by what they hold
	pods     []pod    // candidates that were taken
	podsOf   map[int32][]int
}

func newMiner(a *Access) *miner {
	m := &miner{a: a, sets: map[string]*RecordedSet{}, texts: map[*RecordedRights]string{}, out: &Proposal{}}
	for i := range a.Sets {
		m.sets[a.Sets[i].Name] = &a.Sets[i]
	}
	return m
}

// cell is a group of people who hold the same in one client.
type cell struct {
	like   *RecordedGrant // one of them
	people []int32        // whom a block may reach through a team, sorted
	named  []int32        // whom a block must name, sorted
	cover  cover
}
