package engine

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// HistoryEntry is a revision as people are told of it: who, when, why, and
// what it changed, thing by thing.
type HistoryEntry struct {
	Serial                             int64
	At                                 time.Time
	Kind, Who, Command, Reason         string
	ConfigDigest, GitCommit, Catalogue string
	Overrides                          []string // rules that were overridden
	Signers                            []string // whose signatures of the plan were demanded and found
	Skipped                            []string // labels of clients left out as blocked
	Removals, Grants                   int
	Hash                               string
	Events                             []Event // nil where only the revision was asked for
}

// What HistoryEntry.GitCommit says beside a commit: CommitDirty follows it where
// the configuration was not as committed; CommitUnknown stands in its place
// where there is a repository, and git did not tell its commit.
const (
	CommitDirty   = "-dirty"
	CommitUnknown = "unknown"
)

// EventKind says what an event is about.
type EventKind string

// The kinds of event. A grant is a person's access in a client.
const (
	EventAgency EventKind = "agency"
	EventSet    EventKind = "permission_set"
	EventPerson EventKind = "person"
	EventClient EventKind = "client"
	EventGrant  EventKind = "grant"
	EventDrift  EventKind = "drift" // a difference that is left as it is for a while
	EventRun    EventKind = "run"   // a run was opened, or something happened to one of its steps
)

// Event is one thing that a revision changed. It came when it was not there
// before, and went when it is not there afterwards.
type Event struct {
	Kind        EventKind
	HubID       int64  // of a client or grant
	Client      string // its label
	Email       string // of a person or grant, as it is afterwards
	Set         string // name of a permission set
	Step        StepInfo
	Came, Went  bool
	Evidence    *Evidence          // how the change of a grant is known; nil: nothing is known of it
	Fields      []Field            // what differs, in a fixed order
	Permissions []PermissionChange // of a set or grant that was there before and is there now
	Run         *RunEvent          // of a run
}

// Field finds what an event says of a field; ok: it differs.
func (e *Event) Field(name string) (f Field, ok bool) {
	for _, f := range e.Fields {
		if f.Name == name {
			return f, true
		}
	}
	return Field{}, false
}

// EventsOf tells what changes mean, one thing after the other: the agency,
// permission sets, people, then client by client the client and the grants in
// the order of the steps. Clients get their label from the changes, else from
// the access, which may be of another moment.
func EventsOf(c *Changes, a *Access) []Event {
	events := agencyEvents(c)
	for i := range c.Sets {
		events = append(events, setEvent(&c.Sets[i]))
	}
	for i := range c.People {
		events = append(events, personEvent(&c.People[i]))
	}
	labels := clientLabels(c, a)
	var ofClients []Event
	for i := range c.Clients {
		ofClients = append(ofClients, clientEvent(&c.Clients[i]))
	}
	for i := range c.Grants {
		e := grantEvent(&c.Grants[i])
		e.Evidence = c.evidenceOf(&c.Grants[i])
		ofClients = append(ofClients, e)
	}
	for i := range c.Ignored {
		ofClients = append(ofClients, ignoredEvent(&c.Ignored[i]))
	}
	for i := range c.Parts {
		ofClients = append(ofClients, runEvents(&c.Parts[i])...)
	}
	for i := range ofClients {
		ofClients[i].Client = labels(ofClients[i].HubID)
	}
	slices.SortStableFunc(ofClients, func(x, y Event) int { return cmp.Compare(x.HubID, y.HubID) })
	return append(events, ofClients...)
}

// ClientLabel names a client of an access by hub id, known or not.
func (a *Access) ClientLabel(hubID int64) string { return clientLabels(&Changes{}, a)(hubID) }

func clientLabels(c *Changes, a *Access) func(int64) string {
	changed := map[int64]string{}
	for i := range c.Clients {
		if of := cmp.Or(c.Clients[i].After, c.Clients[i].Before); of != nil {
			changed[of.HubID] = of.Label()
		}
	}
	return func(hubID int64) string {
		if label := changed[hubID]; label != "" {
			return label
		}
		if is := a.Client(hubID); is != nil {
			return is.Label()
		}
		return fmt.Sprintf("hub %d", hubID)
	}
}

func agencyEvents(c *Changes) []Event {
	e := Event{Kind: EventAgency}
	for _, f := range []Field{{Name: "name", After: c.Agency}, {Name: "hub_id", After: number(c.HubID)}, {Name: "catalogue", After: c.Catalogue}} {
		if f.After != "" {
			e.Fields = append(e.Fields, f)
		}
	}
	if b := c.Bounds; b != nil {
		e.Fields = append(e.Fields, Field{Name: "max_removals", After: b.MaxRemovals.String()},
			Field{Name: "min_partner_admins", After: strconv.Itoa(b.MinPartnerAdmins)}, Field{Name: "max_super_admins", After: strconv.Itoa(b.MaxSuperAdmins)})
	}
	if len(e.Fields) == 0 {
		return nil
	}
	return []Event{e}
}

func number(n int64) string {
	if n == 0 {
		return ""
	}
	return strconv.FormatInt(n, 10)
}

func setEvent(c *SetChange) Event {
	e := Event{Kind: EventSet, Came: c.Before == nil, Went: c.After == nil}
	if c.Before != nil {
		e.Set = c.Before.Name
	}
	if c.After != nil {
		e.Set = c.After.Name
	}
	switch {
	case e.Came:
		e.differ("contents", "", contentsTold(c.After))
	case e.Went:
		e.differ("contents", contentsTold(c.Before), "")
	case c.Before.Unknown != c.After.Unknown:
		e.differ("contents", contentsTold(c.Before), contentsTold(c.After))
	default:
		e.Permissions = levelChanges(c.Before.Levels, c.After.Levels)
	}
	return e
}

func contentsTold(s *RecordedSet) string {
	if s.Unknown {
		return "unknown"
	}
	if len(s.Levels) == 1 {
		return "1 permission"
	}
	return fmt.Sprintf("%d permissions", len(s.Levels))
}

// differ notes a field where its values differ.
func (e *Event) differ(name, before, after string) {
	if before != after {
		e.Fields = append(e.Fields, Field{name, before, after})
	}
}

func personEvent(c *PersonChange) Event {
	e := Event{Kind: EventPerson, Came: c.Before == nil, Went: c.After == nil}
	var none Person
	before, after := cmp.Or(c.Before, &none), cmp.Or(c.After, &none)
	e.Email = cmp.Or(after.Email, before.Email)
	if !e.Came && !e.Went {
		e.differ("email", before.Email, after.Email)
		e.differ("address", before.Address, after.Address)
	}
	e.differ("name", before.Name, after.Name)
	e.differ("kind", before.Kind.String(), after.Kind.String())
	e.differ("status", statusOf(c.Before), statusOf(c.After))
	e.differ("roles", strings.Join(before.Roles.Names(), ", "), strings.Join(after.Roles.Names(), ", "))
	e.differ("former_emails", strings.Join(before.FormerEmails, ", "), strings.Join(after.FormerEmails, ", "))
	e.differ("protected", protectedText(before), protectedText(after))
	e.differ("user_id", before.UserID, after.UserID)
	e.differ("labels", LabelText(before.Labels), LabelText(after.Labels))
	return e
}

func statusOf(p *Person) string {
	if p == nil {
		return ""
	}
	return p.Status.String()
}
