package engine

import (
	"slices"
	"strings"
)

// Status of a grant: a deactivated one stays on record and gives nothing; one
// that is invited gives what it says once the invitation is accepted.
type Status uint8

// The statuses. Nobody wants Invited: it is only observed.
const (
	Active Status = iota
	Deactivated
	Invited
)

var statusNames = [...]string{"active", "deactivated", "invited"}

// String returns "active", "deactivated" or "invited".
func (s Status) String() string { return statusNames[s] }

// Wanted returns the status that a configuration has for it: who is invited is
// wanted active.
func (s Status) Wanted() Status {
	if s == Invited {
		return Active
	}
	return s
}

// ParseStatus reads "active", "deactivated" or "invited".
func ParseStatus(s string) (Status, error) { return parseName[Status](statusNames[:], s, "status") }

// Seat is the seat that a person has in a client account (docs/rules.md R8).
type Seat uint8

// A partner seat is free; for other people the seat is not known.
const (
	SeatUnknown Seat = iota
	SeatPartner
)

var seatNames = [...]string{"unknown", "partner"}

// String returns "partner" or "unknown".
func (s Seat) String() string { return seatNames[s] }

// ParseSeat reads "partner" or "unknown".
func ParseSeat(s string) (Seat, error) { return parseName[Seat](seatNames[:], s, "seat") }

// SeatFor gives the seat of somebody with that e-mail: partner where the
// domain is exactly one of the agency's.
func SeatFor(email string, domains []string) Seat {
	_, domain, _ := strings.Cut(email, "@")
	if slices.Contains(domains, domain) {
		return SeatPartner
	}
	return SeatUnknown
}

// Asset is something in a client account that a person owns.
type Asset struct {
	Kind  string
	Name  string // empty where only a count is known
	Count int
}

// Details are what few grants have, kept apart so that the many stay small.
// It is immutable and may be shared.
type Details struct {
	Teams       []string // teams inside the client account, sorted
	Reason      string
	Assets      []Asset
	AssetsKnown bool // false: what the person owns there is not known
}

var noDetails = &Details{}

// Origin says where a grant was asked for, so that a later plan can tell why
// it changes (docs/rules.md R11). It is immutable and may be shared.
type Origin struct {
	Block      string // address of the access block or link
	Team       string // address of the team through which the person was reached
	Definition string // PermissionSet.Definition at that time
	Wish       string // digest of what was wanted: set, rights by name, status, teams
	Observed   bool   // somebody changed the grant outside accredit since it was made
}

var noOrigin = &Origin{}

// Grant is a person's access in one client. In a Plan and in Desired the
// person is an index into its list of people; the client is the list that
// the grant stands in.
type Grant struct {
	Person      int32
	Set         string // name of the permission set
	Rights      Rights // effective while active: the set, adjusted
	Status      Status
	Seat        Seat
	Unknown     bool // the set's contents are not known
	Unlinked    bool // the user exists there but is not linked to the agency
	KeepBilling bool // wanted: keep the recorded billing permission (R5)
	Starts      Date
	Expires     Date // last day of access
	Details     *Details
	Origin      *Origin
	Pos         Pos // of the block that asks for it; not recorded
}

// More returns the grant's details, never nil.
func (g *Grant) More() *Details {
	if g.Details == nil {
		return noDetails
	}
	return g.Details
}

// askedBy takes over where another grant was asked for.
func (g *Grant) askedBy(other *Grant) { g.Origin, g.Pos = other.Origin, other.Pos }

// From returns the grant's origin, never nil.
func (g *Grant) From() *Origin {
	if g.Origin == nil {
		return noOrigin
	}
	return g.Origin
}

// Given returns the rights that the grant gives, or will give once the
// invitation is accepted: none without a grant, while deactivated, or when they
// are not known. They are what can be taken away, and what a policy judges.
func (g *Grant) Given() Rights {
	if g == nil || g.Status == Deactivated || g.Unknown {
		return ""
	}
	return g.Rights
}

// Effective returns the rights that the grant gives now: none without a grant,
// while deactivated or invited, or when they are not known.
func (g *Grant) Effective() Rights {
	if g == nil || g.Status != Active || g.Unknown {
		return ""
	}
	return g.Rights
}

// Period is when the grant is wanted.
func (g *Grant) Period() Period { return Period{From: g.Starts, To: g.Expires} }
