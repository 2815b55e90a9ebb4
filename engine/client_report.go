package engine

import (
	"cmp"
	"fmt"
	"slices"
	"time"
)

// ClientReport is what an agency tells a client: who of the agency can do what
// in the client's account, since when, why and until when, who consented, and
// what changed. It holds nothing of other clients and nothing that is the
// agency's own business: no labels, no revenue, no modes.
//
// NewClientReport begins it with what is recorded; Add takes the revisions
// that concern the client, the latest first.
type ClientReport struct {
	Agency      string
	Name        string // of the client
	HubID       int64
	Domain      string
	AsOf        time.Time
	Serial      int64
	SuperAdmins []string // the client's own, as far as known
	People      []ReportedPerson
	Rights      []ReportedRights
	Links       []Link

	Since       time.Time // what changed after that moment is told,
	SinceSerial int64     // or after that serial
	Changes     []ReportedChange
	Said        []string // what somebody said of the client and what is not recorded

	catalogue *Catalogue
	aliases   map[string]int // every e-mail that somebody had, to their place in People
}

// ReportedPerson is somebody of the agency who has access.
type ReportedPerson struct {
	Person   Person
	Grant    RecordedGrant
	Rights   int       // index into ClientReport.Rights
	Since    time.Time // since when it is recorded without a break; zero: not known
	Imported bool      // they had it already when it was first recorded
	Lapsed   bool      // its last day has passed
}

// ReportedRights are what one or more people can do.
type ReportedRights struct {
	Set     string
	Unknown bool // the contents of the set are not known
	All     bool // super admin: everything
	Emails  []string
	Areas   []ReportedArea
	key     string
}

// ReportedArea is what a set of rights gives in one area.
type ReportedArea struct {
	Name  string
	Lines []ReportedReach // farthest first
}

// ReportedReach lists in words what somebody can do as far as that.
type ReportedReach struct {
	Reach string
	Can   []string
}

// ReportedChange is one change of the client's people or consents.
type ReportedChange struct {
	At         time.Time
	Event      Event
	More, Less []ReportedReach // what they can do more, and less or only so far as the reach says
}

// NewClientReport tells what is recorded of a client. Rights are read against
// the catalogue. The error says that the client is not recorded.
func NewClientReport(c *Catalogue, a *Access, hubID int64, asOf time.Time) (*ClientReport, error) {
	client := a.Client(hubID)
	if client == nil {
		return nil, fmt.Errorf("no client with hub id %d is recorded", hubID)
	}
	r := &ClientReport{
		Agency: a.Agency.Name, Name: client.Name, HubID: hubID, Domain: client.Domain, AsOf: asOf, Serial: a.Serial,
		SuperAdmins: client.SuperAdmins, Links: client.Links, catalogue: c, aliases: map[string]int{},
	}
	resolver := catalogueResolver(c, a)
	for i := range client.Grants {
		g := client.Grants[i]
		p := ReportedPerson{Person: a.People[g.Person], Grant: g, Lapsed: g.Expires != 0 && g.Expires < DateOf(asOf)}
		p.Rights = r.rightsOf(c, resolver, &g, p.Person.Email)
		for _, email := range append([]string{p.Person.Email}, p.Person.FormerEmails...) {
			r.aliases[email] = len(r.People)
		}
		r.People = append(r.People, p)
	}
	return r, nil
}

// rightsOf files what a grant gives, equal rights once.
func (r *ClientReport) rightsOf(c *Catalogue, res *resolver, g *RecordedGrant, email string) int {
	is := res.resolve(g.Rights)
	key := is.set + "\x00" + string(is.rights)
	for i := range r.Rights {
		if r.Rights[i].key == key && r.Rights[i].Unknown == g.Rights.Unknown {
			r.Rights[i].Emails = append(r.Rights[i].Emails, email)
			return i
		}
	}
	rights := ReportedRights{Set: is.set, Unknown: g.Rights.Unknown, Emails: []string{email}, key: key}
	rights.All = !rights.Unknown && c.IsSuperAdmin(is.rights)
	if !rights.Unknown && !rights.All {
		rights.Areas = areasOf(c, is.rights, g.Rights.Levels)
	}
	r.Rights = append(r.Rights, rights)
	return len(r.Rights) - 1
}

// areasOf sorts what rights give into areas and by how far they reach. A
// recorded permission that the catalogue does not have stands with its name.
func areasOf(c *Catalogue, rights Rights, recorded Levels) []ReportedArea {
	areas := make([]ReportedArea, len(Areas())+1)
	for i, area := range Areas() {
		areas[i].Name = area.Name
	}
	areas[len(areas)-1].Name = "Other"
	add := func(permission, reach, can string) {
		area := &areas[AreaOf(permission)]
		area.Lines = addReach(area.Lines, reach, can)
	}
	for _, l := range []struct {
		kind  Kind
		level Level
	}{{Scope, All}, {Scope, Team}, {Scope, Own}, {Toggle, On}} {
		for i, p := range c.All() {
			if p.Kind == l.kind && rights.Level(i) == l.level {
				add(p.Name, l.kind.Reach(l.level), cmp.Or(p.allows(), p.Name))
			}
		}
	}
	for _, pl := range recorded {
		if _, known := c.Index(pl.Permission); !known && !IsLowestLevel(pl.Level) {
			add(pl.Permission, "level "+pl.Level, pl.Permission)
		}
	}
	return slices.DeleteFunc(areas, func(a ReportedArea) bool { return len(a.Lines) == 0 })
}

// Add takes the next older revision. Only what concerns the client is used.
func (r *ClientReport) Add(e *HistoryEntry) {
	told := e.At.After(r.Since)
	if r.SinceSerial > 0 {
		told = e.Serial > r.SinceSerial
	}
	for _, event := range slices.Backward(e.Events) {
		if event.HubID != r.HubID {
			continue
		}
		if told && r.concerns(&event) {
			if event.Went && event.Evidence == nil && event.Step.Action == ActionRemove && e.Kind == "apply" {
				event.Evidence = &Evidence{Kind: EvidenceTold, At: e.At, By: e.Who} // apply records and does not look
			}
			more, less := r.catalogue.inWords(event.Permissions)
			r.Changes = append(r.Changes, ReportedChange{e.At, event, more, less})
		}
		if event.Kind == EventGrant && event.Came {
			r.came(event.Email, e)
		}
	}
}

// came notes since when somebody has the access that they have now: it is the
// latest time that they got some.
func (r *ClientReport) came(email string, e *HistoryEntry) {
	at, ok := r.aliases[email]
	if !ok || !r.People[at].Since.IsZero() {
		return
	}
	r.People[at].Since, r.People[at].Imported = e.At, e.Kind == "import"
}

// concerns leaves of an event what a client should see, and reports whether
// something is left.
func (r *ClientReport) concerns(e *Event) bool {
	shown := map[string]bool{}
	switch e.Kind {
	case EventGrant:
		for _, name := range []string{"permission_set", "status", "starts", "expires", "reason", "teams"} {
			shown[name] = true
		}
	case EventClient:
		for _, name := range []string{"super_admins", "access_links", "ends_on"} {
			shown[name] = true
		}
	default:
		return false
	}
	e.Fields = slices.DeleteFunc(slices.Clone(e.Fields), func(f Field) bool { return !shown[f.Name] })
	return len(e.Fields)+len(e.Permissions) > 0
}

// inWords describes what somebody can do more and less, by how far.
func (c *Catalogue) inWords(changes []PermissionChange) (more, less []ReportedReach) {
	for _, change := range changes {
		words := change.Permission
		if i, ok := c.Index(change.Permission); ok {
			p := c.At(i)
			words = cmp.Or(p.allows(), words)
		}
		kind, ok := KindOfLevel(cmp.Or(change.After, change.Before))
		before, _ := kind.Level(change.Before)
		after, known := kind.Level(change.After)
		switch {
		case !ok || !known:
			more = addReach(more, change.Before+" -> "+change.After, words)
		case after < before:
			less = addReach(less, kind.Reach(after), words)
		default:
			more = addReach(more, kind.Reach(after), words)
		}
	}
	return more, less
}

// addReach files what can be done under how far.
func addReach(list []ReportedReach, reach, can string) []ReportedReach {
	for i := range list {
		if list[i].Reach == reach {
			list[i].Can = append(list[i].Can, can)
			return list
		}
	}
	return append(list, ReportedReach{reach, []string{can}})
}
