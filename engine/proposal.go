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
