package engine

import (
	"slices"
	"time"
)

// Plan is what would change, by whom and in which order, and what stands in
// the way. It is plain data, complete without the configuration it was made
// from: it can be saved, compared and checked by something that did not make it.
type Plan struct {
	AsOf         time.Time
	ConfigDigest string
	Catalogue    *Catalogue
	Lineage      string // of the state; empty where there is none yet
	Serial       int64
	StateHash    string // of the latest revision that it was made from
	Agency       string
	AgencyHubID  int64
	EmailDomains []string

	People  []Person     // everybody that the plan or state speaks of, by e-mail
	Clients []PlanClient // by hub id
	Sets    []PermissionSet

	Steps         []Step // records of persons, then by client
	Waiting       []Waiting
	Kept          []Kept
	Violations    []Finding
	Warnings      []Finding
	Skipped       []Skipped
	Relationships []RelationshipChange
	Causes        []CauseCount
	Facts         Facts
	InProgress    []InProgress // by client: what is approved and not done yet
	Replaces      []Replaced   // by client: open parts of runs that this plan takes over from
	Scheduled     []Scheduled  // by client, day and person: begins of later days that it would approve
	EndsSoon      []Upcoming   // access and links that end in the days that it looks ahead

	Base        string   // revision of the configuration that Step.InBase speaks of; empty: nobody asked
	Overrides   []string // rules overridden on the command line, sorted
	SkipBlocked bool
	Narrowed    bool     // by --client or --person
	OnlyClients []int64  // hub ids given with --client
	OnlyPeople  []string // e-mails given with --person
	As          string   // e-mail of the only person who may act; empty: anybody
	Limits      Limits   // the guardrails that it was judged by
	Removals    int      // of Steps, counted for the guardrail
	HeldBack    int      // grants with something held back, those without a step included
	Observed    int      // clients that are only observed (docs/rules.md R10), those without a step included
	Effect      Effect

	stepsEffect Effect // without what is scheduled
}

// PlanClient is a client that a plan speaks of, and what checking its steps needs.
//
// Its SuperAdmins are the declared ones.
type PlanClient struct {
	Client
	SubsetRule SubsetRule
	Begins     []BeginApproval // of a declared client: those that stand once the plan is applied
	Pos        Pos
}

// Waiting is a wanted addition that waits for the client's consent.
type Waiting struct {
	Client, Person int32
	Set            string
	For            string // "access_link"
	Pos            Pos
}

// Kept is a difference that the client's mode leaves as it is.
type Kept struct {
	Client, Person int32
	Action         Action // what enforce would do
	Mode           Mode
	Before, After  string // permission sets, recorded and declared; empty: no access
	Pos            Pos    // where the difference was asked for
}

// Skipped is a client whose steps were left out because of violations.
type Skipped struct {
	Client int32
	Rules  []string
}

// RelationshipChange says how a relationship changes with the plan.
type RelationshipChange struct {
	Client        int32
	Before, After Relationship
	EndsOn        Date
	Assumed       bool // the last activity is not known
}

// CauseCount says once what changes many grants.
type CauseCount struct {
	Kind        Cause
	Name        string
	Grants      int
	Clients     int
	Permissions []PermissionChange
}

// Facts are what applying the plan writes without a step: what state does not
// hold yet, and the values that its records changed.
type Facts struct {
	People  []int32       // people to write as they stand in Plan.People
	Clients []int32       // clients to write as they stand in Plan.Clients
	Sets    []RecordedSet // custom sets as declared now; nil: as recorded
	Renames []SetRename   // sets that only got another name
}

// SetRename says that grants recorded under one name of a permission set
// stand under another from now on, with the same rights.
type SetRename struct{ From, To string }

// Summary counts a plan.
type Summary struct {
	Actions    map[Action]int
	Clients    int // with steps
	Effect     Effect
	Kept       int
	Waiting    int
	HeldBack   int // steps with something held back
	Violations int // not overridden
	Warnings   int
	Observed   int // clients that are only observed
}

// Options are those that the plan was made with.
func (p *Plan) Options() Options {
	return Options{As: p.As, Overrides: p.Overrides, SkipBlocked: p.SkipBlocked, Clients: p.OnlyClients, People: p.OnlyPeople}
}

// HasChanges reports whether applying the plan changes anything that somebody
// should approve: steps, begins of later days, or a run that it takes over from.
// What is in progress is approved already.
func (p *Plan) HasChanges() bool {
	return len(p.Steps) > 0 || len(p.Replaces) > 0 ||
		slices.ContainsFunc(p.Scheduled, func(s Scheduled) bool { return s.Refused == "" })
}
