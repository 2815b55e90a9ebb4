package engine

import (
	"cmp"
	"slices"
	"strings"
)

// UpcomingKind says what happens by itself on a later day.
type UpcomingKind uint8

// The kinds. The order is that in which they are listed on one day.
const (
	UpcomingEnds UpcomingKind = iota
	UpcomingLinkEnds
	UpcomingRelationshipEnds
	UpcomingTaskOverdue
	UpcomingApprovalExpires
	UpcomingBegins
)

var upcomingNames = [...]string{"ends", "link_ends", "relationship_ends", "task_overdue", "approval_expires", "begins"}

// String returns the kind as JSON has it.
func (k UpcomingKind) String() string { return upcomingNames[k] }

// ParseUpcomingKind reads the name of a kind.
func ParseUpcomingKind(s string) (UpcomingKind, error) {
	return parseName[UpcomingKind](upcomingNames[:], s, "kind of what is upcoming")
}

// Upcoming is something that happens by itself on a later day.
type Upcoming struct {
	Kind   UpcomingKind
	Day    Date    // of what ends, the last day; of a task, the day on which it is due
	Client *Client // nil: it is about none
	Person *Person // nil: it is about none
	Set    string  // that begins or ends
	Before string  // what they have until it begins; empty: nothing
	Then   string  // what they have after it ended; empty: nothing
	Until  Date    // of what begins, the last day; zero: no end
	Reason string
	What   string // the id of a task, what an approval is of, why a relationship ends
	Lead   string // e-mail of who looks after the client: its first acting admin, else the agency's
	Pos    Pos
}

// HubID is the client's, or zero.
func (u *Upcoming) HubID() int64 {
	if u.Client == nil {
		return 0
	}
	return u.Client.HubID
}

// Email is the person's, or nothing.
func (u *Upcoming) Email() string {
	if u.Person == nil {
		return ""
	}
	return u.Person.Email
}

// EndsWith reports whether another one is the same but for the person.
func (u *Upcoming) EndsWith(other *Upcoming) bool {
	return u.Kind == other.Kind && u.Day == other.Day && u.HubID() == other.HubID() && u.Set == other.Set && u.Then == other.Then && u.Pos == other.Pos
}

// FindUpcoming lists what happens by itself from today on, at most so many days
// ahead: as declared, or, where d is nil, as recorded. The day is that for which
// d was resolved. Tasks are known to package runs.
func FindUpcoming(d *Desired, a *Access, today Date, days int) []Upcoming {
	f := &upcomingFinder{d: d, a: a, today: today, last: today + Date(days)}
	if d != nil {
		for i := range d.Clients {
			f.declared(&d.Clients[i])
		}
		f.approvals()
	}
	for i := range a.Clients {
		f.recorded(&a.Clients[i])
	}
	SortUpcoming(f.list)
	return f.list
}

// SortUpcoming orders by day, then kind, client and person.
func SortUpcoming(list []Upcoming) {
	slices.SortStableFunc(list, func(x, y Upcoming) int {
		return cmp.Or(cmp.Compare(x.Day, y.Day), cmp.Compare(x.Kind, y.Kind), cmp.Compare(x.HubID(), y.HubID()),
			strings.Compare(x.Email(), y.Email()), strings.Compare(x.What, y.What))
	})
}
