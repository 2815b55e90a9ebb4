package engine

import "time"

// Drift is where what is declared, what is recorded and what was observed
// differ. It is plain data.
type Drift struct {
	AsOf         time.Time
	Agency       string
	AgencyHubID  int64
	Dir          string // the configuration's, as the user named it
	Commit       string // of the configuration; empty: not known
	ConfigDigest string
	Lineage      string // of the state; empty where there is none yet
	Serial       int64
	Catalogue    *Catalogue

	Looked    bool     // accounts were looked at; else only declared and recorded are compared
	Sources   []string // what observed accounts came from, sorted
	Observed  int      // accounts that were read, of those declared or recorded
	Unknown   []UnknownAccount
	Unmanaged []UnmanagedAccount

	People  []Person     // by e-mail
	Clients []PlanClient // by hub id: declared or recorded
	Sets    []PermissionSet
	Items   []DriftItem // records of persons, then by client and e-mail

	// Violations are rules that what was observed breaks, and those that keep a
	// plan from making recorded what is declared.
	Violations []Finding
	Warnings   []Finding
}

// UnknownAccount is an account of which nobody knows who has access there.
type UnknownAccount struct {
	Client int32
	Why    string // may hold data from outside
	Tried  bool   // somebody looked, and it could not be read
	Partly bool   // some of it was read: who is there is known, who is not is not
}

// UnmanagedAccount was observed and is neither declared nor recorded.
type UnmanagedAccount struct {
	HubID  int64
	Name   string
	Source string
	People int // of ours
}

// DriftClass says what kind of difference it is.
type DriftClass uint8

// The classes. Of one difference the first that fits counts, except that
// lapsed and not applied are about other pairs: what is declared against what
// is recorded.
const (
	DriftSuperAdminAppeared DriftClass = iota // somebody is super admin who was not known to be
	DriftSuperAdminVanished                   // a known super admin is none any more
	DriftMissing                              // recorded, and not there
	DriftUnknownPerson                        // one of ours is there, neither recorded nor declared
	DriftChanged                              // there with something else than recorded
	DriftNotDone                              // recorded as removed by accredit, and still there
	DriftDoneEarly                            // the end of an open step is there already
	DriftLapsed                               // there, and the declared period is over
	DriftNotApplied                           // declared and not recorded: what a plan would do
)

var driftClassNames = [...]string{"super_admin_appeared", "super_admin_vanished", "missing", "unknown_person", "changed_outside", "not_done", "done_early", "lapsed", "not_applied"}

// String returns the class's name.
func (c DriftClass) String() string { return driftClassNames[c] }

// DriftClasses lists the classes in the order of the summary.
func DriftClasses() []DriftClass {
	return []DriftClass{DriftSuperAdminAppeared, DriftSuperAdminVanished, DriftMissing, DriftUnknownPerson, DriftChanged, DriftNotDone, DriftDoneEarly, DriftLapsed, DriftNotApplied}
}

// Outside reports whether the class speaks of what somebody did outside
// accredit.
func (c DriftClass) Outside() bool { return c < DriftLapsed }

// DriftItem is one difference.
type DriftItem struct {
	Client int32  // Nobody: a person's own record
	HubID  int64  // of the client; zero: a person's own record
	Person int32  // Nobody: the client's own record or super admin
	Email  string // of the person or the client's own super admin; empty: the client's own record
	Class  DriftClass

	Declared, Recorded, Observed *Grant // nil: no grant
	Seen                         bool   // Observed was looked at in this run; else nobody knows
	ByName                       bool   // what was seen is known by the name of its set only
	AsDeclared                   bool   // what was seen is what is declared: only the record is behind
	Permissions                  []DriftPermission
	Stuck                        bool          // a plan has no step for it: a rule stands in the way, or it waits
	Action                       Action        // of what a plan would do first; NoAction where it does nothing
	Fields                       []Field       // of a record of a person or client
	GoneOn                       Date          // of what is not done: when the removal was recorded
	GoneBy                       string        // who recorded it, as history says; empty: not known
	Task                         string        // id of the open step that is overdue
	Perhaps                      *SamePerson   // who this perhaps is under another address
	Logged                       []LoggedEvent // what HubSpot's own log says of the person there; evidence, and no authority
	Digest                       string        // of the difference, so that a later run knows it again
	Ignored                      *Ignored
	Pos                          Pos // what declares it, or would
}

// LoggedEvent is an entry of HubSpot's security activity, such as REMOVE_USER. What
// it says comes from outside.
type LoggedEvent struct {
	Type, By string // By: e-mail of who did it; empty: it is not said
	At       time.Time
}

// DriftPermission is one permission in which the three differ, with levels by
// name; a level is empty where there is no grant or its rights are not known.
type DriftPermission struct{ Permission, Declared, Recorded, Observed string }

// Own reports whether the item is about one of the client's own super admins.
func (it *DriftItem) Own() bool { return it.Person == Nobody && it.Email != "" }

// Now is what is there, as far as anybody knows: what was observed in this
// run, else what is recorded.
func (it *DriftItem) Now() *Grant {
	if it.Seen {
		return it.Observed
	}
	return it.Recorded
}

// IsMetBy reports whether a grant that somebody declares is what is there.
func (it *DriftItem) IsMetBy(c *Catalogue, g *Grant) bool {
	now := it.Now()
	if g == nil || now == nil {
		return g == nil && now == nil
	}
	how := &Observed{Names: it.ByName}
	return g.Status == now.Status.Wanted() && sameTeamsSeen(how, g, now) && sameRightsSeen(c, how, g, now)
}

// Count counts the items of each class that are not ignored, and those that are.
func (d *Drift) Count() (classes map[DriftClass]int, ignored int) {
	classes = map[DriftClass]int{}
	for i := range d.Items {
		if d.Items[i].Ignored != nil {
			ignored++
			continue
		}
		classes[d.Items[i].Class]++
	}
	return classes, ignored
}

// Accounts counts the accounts that could have been looked at.
func (d *Drift) Accounts() int {
	n := d.Observed
	for i := range d.Unknown {
		if !d.Unknown[i].Partly {
			n++
		}
	}
	return n
}

// Unread reports whether the report leaves open what it was made to tell: an
// account that somebody looked at could not be read, or not all of it, or none
// was read at all.
func (d *Drift) Unread() bool {
	for i := range d.Unknown {
		if u := &d.Unknown[i]; u.Tried || u.Partly || d.Observed == 0 {
			return true
		}
	}
	return false
}

// Found reports whether there is a difference that nobody ignores.
func (d *Drift) Found() bool {
	for i := range d.Items {
		if d.Items[i].Ignored == nil {
			return true
		}
	}
	return false
}

// Blocked reports whether a rule is broken.
func (d *Drift) Blocked() bool {
	for i := range d.Violations {
		if d.Violations[i].Blocks() {
			return true
		}
	}
	return false
}

// DriftOptions narrow a report. The zero value reports everything.
type DriftOptions struct {
	Clients []int64  // hub ids
	People  []string // e-mails
}
