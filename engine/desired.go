package engine

import "time"

// Desired is what the configuration wants on one day: resolved, checked and
// sorted. Lists of people hold indexes into People.
type Desired struct {
	AsOf      time.Time
	Digest    string // of the configuration: files, variables and data
	Catalogue *Catalogue
	Agency    Agency
	People    []Person        // by e-mail
	Sets      []PermissionSet // by name, built-in ones included
	Clients   []DesiredClient // by hub id
	Removed   []Removed
	Policies  []Policy // by name
	Tests     []Test   // by name
}

// DesiredClient is a declared client and who should have access there today.
type DesiredClient struct {
	Client
	SubsetRule   SubsetRule
	ActingAdmins []int32           // preferred before the agency's
	SetNames     map[string]string // what the account calls permission sets otherwise, by name of the set
	Connection   *Connection       // nil: the account is not connected
	Grants       []Grant           // in force today, by person
	Lapsed       []Lapsed
	// Schedule is what people have from today on whose access changes by
	// itself on a later day: all of it, by person and start, each grant with
	// the days on which it counts. Empty unless it was asked for.
	Schedule  []Grant
	MRRKnown  bool     // managed_mrr is declared, be it 0
	HasPeople bool     // some block or link gives somebody access here, whatever the dates
	Idle      []string // addresses of the access blocks whose lists are empty, and so give nobody anything
	Pos       Pos
}

// Lapsed is an access block that is not in force today: ended, or not begun.
type Lapsed struct {
	Person int32
	Period Period
	Set    string
	Origin *Origin
	Pos    Pos
}

// Removed asks to stop managing a client or a person and touch nobody.
type Removed struct {
	HubID int64  // or
	Email string // of the person
	Pos   Pos
}

// Day is the day for which the configuration was resolved.
func (d *Desired) Day() Date { return DateOf(d.AsOf) }
