package engine

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// PermissionLevel is a permission with a level, both by name, as recorded.
type PermissionLevel struct{ Permission, Level string }

// Levels lists permissions above their lowest level, by name. Recorded rights
// are kept by name, since the catalogue may change after they were recorded.
type Levels []PermissionLevel

// LevelsOf writes rights by name. Only levels above the lowest are listed.
func LevelsOf(c *Catalogue, r Rights) Levels {
	levels := Levels{}
	for i := range len(r) {
		if l := r.Level(i); l > 0 {
			p := c.At(i)
			levels = append(levels, PermissionLevel{p.Name, p.Kind.Name(l)})
		}
	}
	return levels
}

// DeviationsOf lists every permission whose level in r differs from that in base.
func DeviationsOf(c *Catalogue, r, base Rights) Levels {
	levels := Levels{}
	for i := range max(len(r), len(base)) {
		if l := r.Level(i); l != base.Level(i) {
			p := c.At(i)
			levels = append(levels, PermissionLevel{p.Name, p.Kind.Name(l)})
		}
	}
	return levels
}

// Over applies the levels to base, and names the permissions that catalogue c
// does not have with that level (docs/rules.md R12: they are dropped).
func (ls Levels) Over(c *Catalogue, base Rights) (r Rights, dropped []string) {
	b := make([]byte, c.Len())
	copy(b, base)
	for _, pl := range ls {
		i, ok := c.Index(pl.Permission)
		if !ok {
			dropped = append(dropped, pl.Permission)
			continue
		}
		l, ok := c.At(i).Kind.Level(pl.Level)
		if !ok {
			dropped = append(dropped, pl.Permission)
			continue
		}
		b[i] = byte(l)
	}
	return Rights(b), dropped
}

// Sort orders the levels by permission.
func (ls Levels) Sort() {
	slices.SortFunc(ls, func(a, b PermissionLevel) int { return strings.Compare(a.Permission, b.Permission) })
}

// RecordedSet is a permission set as last declared.
type RecordedSet struct {
	Name       string
	Unknown    bool
	Levels     Levels
	Definition string // PermissionSet.Definition; empty where imported
}

// RecordedRights is what a recorded grant gives: the name of its set and the
// effective levels, adjusted or held back. Many grants share one. It is
// immutable. For super_admin and partner_admin, which are read against
// today's catalogue, Levels are the deviations from the set; else they are all.
type RecordedRights struct {
	Set     string
	Unknown bool
	Levels  Levels
}

// RecordedGrant is a person's recorded access in one client.
type RecordedGrant struct {
	Person     int32 // index into Access.People
	Rights     *RecordedRights
	Status     Status
	Seat       Seat
	Unlinked   bool
	Starts     Date
	Expires    Date
	RecordedOn Date      // the day on which it was last recorded, for R6 and adoption
	Details    *Details  // nil: none
	Origin     *Origin   // nil: not made by accredit
	Evidence   *Evidence // nil: nothing is known of how the last step was made
}

// Gone remembers that somebody had access in a client, for adoption (a link
// approved before that day is not adopted again) and to tell drift.
type Gone struct {
	Person int32
	On     Date
	Origin *Origin
}

// Relationship of the agency with a client (docs/rules.md R6).
type Relationship uint8

// States of a relationship.
const (
	RelationshipUnknown Relationship = iota
	RelationshipPending
	RelationshipManaged
	RelationshipEnding
	RelationshipEnded
)

var relationshipNames = [...]string{"unknown", "pending", "managed", "ending", "ended"}

// String returns the state's name.
func (r Relationship) String() string { return relationshipNames[r] }

// ParseRelationship reads a state's name.
func ParseRelationship(s string) (Relationship, error) {
	return parseName[Relationship](relationshipNames[:], s, "relationship")
}

// RecordedClient is a client as recorded, and who has access there.
type RecordedClient struct {
	Client
	// DeclaredSuperAdmins is Client.SuperAdmins as a configuration last had it;
	// where the two differ, somebody observed the account since (R2).
	DeclaredSuperAdmins []string
	Applied             bool            // a plan was applied to this client at least once
	EndsOn              Date            // set while nobody is left
	Begins              []BeginApproval // begins of later days that were approved, in the order of CompareBeginApprovals
	ComparedAt          time.Time       // moment of the last whole comparison with the account; zero: none
	Grants              []RecordedGrant // by person
	Gone                []Gone          // by person
}

// Renumber gives everybody who has or had access there the number that stands in
// a list at their present one. It leaves the order as it is.
func (c *RecordedClient) Renumber(number []int32) {
	for i := range c.Grants {
		c.Grants[i].Person = number[c.Grants[i].Person]
	}
	for i := range c.Gone {
		c.Gone[i].Person = number[c.Gone[i].Person]
	}
}

// Relationship derives the client's state on a day.
func (c *RecordedClient) Relationship(day Date) Relationship {
	switch {
	case len(c.Grants) > 0:
		return RelationshipManaged
	case c.EndsOn != 0 && day > c.EndsOn:
		return RelationshipEnded
	case c.EndsOn != 0:
		return RelationshipEnding
	}
	for _, l := range c.Links {
		if l.EndedOn == 0 || day < l.EndedOn {
			return RelationshipPending
		}
	}
	return RelationshipUnknown
}

// Recent is one revision of the last day, for the guardrail on removals.
type Recent struct {
	Serial   int64
	At       time.Time
	Removals int // taken away and counted, see docs/rules.md R7
	Grants   int // in state after it
}

// Access is what is recorded: the state at one serial.
type Access struct {
	Lineage   string
	Serial    int64
	Hash      string // of that revision
	Catalogue string // version that the last revision was made with
	Agency    struct {
		Name  string
		HubID int64
	}
	Bounds  *Bounds       // nil: those of docs/rules.md R7
	Sets    []RecordedSet // by name
	People  []Person      // by e-mail
	Clients []RecordedClient
	Recent  []Recent  // by serial: those of the last 24 hours, and the one before them
	Ignored []Ignored // differences that are left as they are for a while, in the order of CompareIgnored
	Parts   []RunPart // open ones, by hub id
	LastRun int64     // greatest number of a run, open or not
}

// Client finds a recorded client by hub id; nil: there is none.
func (a *Access) Client(hubID int64) *RecordedClient {
	i, ok := slices.BinarySearchFunc(a.Clients, hubID, func(c RecordedClient, id int64) int { return cmp.Compare(c.HubID, id) })
	if !ok {
		return nil
	}
	return &a.Clients[i]
}

// Grants counts the recorded grants.
func (a *Access) Grants() int {
	n := 0
	for i := range a.Clients {
		n += len(a.Clients[i].Grants)
	}
	return n
}
