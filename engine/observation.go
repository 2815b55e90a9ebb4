package engine

import (
	"cmp"
	"slices"
	"time"
)

// Observation is what somebody saw in client accounts: who of ours is there,
// with what, and the client's own super admins. An account that nobody looked
// at or that could not be read is unknown, never empty.
type Observation struct {
	Access   *Access        // the accounts that were read: clients by hub id, with their people and sets
	Accounts []Observed     // how each client of Access was read, in the same order
	Unread   []UnreadClient // by hub id
}

// Observed says how much the source of one account can tell.
type Observed struct {
	Source string    // the file
	At     time.Time // when somebody looked; zero: not known
	Whole  bool      // false: who is absent may stand in a row that could not be read

	// Names: sets are known by name only, not what a person may do with them.
	Names bool
	// Absent are e-mails of people who were looked for one by one and are not
	// there, sorted: they are absent also where the rest is not Whole.
	Absent []string
	// NoSets: not even names, except that of the two built-in admin sets.
	NoSets bool
	// NoPartners: whoever has no set may be partner admin, which is not told.
	NoPartners bool

	Teams, Status, SuperAdmins bool // what it tells at all

	// Later is what was recorded of the account after At: the source is too old
	// to say anything of it.
	Later Later

	// Others are people there who are not the agency's and have the user id or
	// the name of somebody who is known.
	Others []Person
}

// Later counts what was recorded of an account after somebody looked at it.
type Later struct {
	Records     int
	People      []string // whose access was recorded, by the address they had then
	SuperAdmins bool     // the client's own
}

// UnreadClient is an account that could not be read, and why. Why may hold
// data from outside.
type UnreadClient struct {
	HubID       int64
	Source, Why string
}

// Told is how an account is observed by a source that tells everything.
func Told(source string) Observed {
	return Observed{Source: source, Whole: true, Teams: true, Status: true, SuperAdmins: true}
}

// TellsOf reports whether somebody who was not seen is not there. Of a person these
// are all addresses that they may be there with.
func (o *Observed) TellsOf(emails ...string) bool {
	return o.Whole || !slices.ContainsFunc(emails, func(email string) bool { return !slices.Contains(o.Absent, email) })
}

// hides reports whether the source cannot tell who was seen from a partner admin.
func (o *Observed) hides(c *Catalogue, is, seen *Grant) bool {
	return o.NoPartners && seen.Set == NoSet && c.IsPartnerAdmin(is.Rights) && !c.IsSuperAdmin(is.Rights)
}

// Account finds an observed client, and how it was read; nil where nobody knows.
func (o *Observation) Account(hubID int64) (*RecordedClient, *Observed) {
	if o == nil {
		return nil, nil
	}
	at, found := slices.BinarySearchFunc(o.Access.Clients, hubID, func(c RecordedClient, id int64) int { return cmp.Compare(c.HubID, id) })
	if !found {
		return nil, nil
	}
	return &o.Access.Clients[at], &o.Accounts[at]
}

// asDesired puts what was observed where what is wanted stands, so that the
// one diff that serves the plan compares it with what is recorded.
func (o *Observation) asDesired(d *Desired) *Desired {
	seen := &Desired{AsOf: d.AsOf, Catalogue: d.Catalogue, Agency: Agency{Name: d.Agency.Name, HubID: d.Agency.HubID, EmailDomains: d.Agency.EmailDomains}, Sets: d.Sets}
	if o == nil {
		seen.People = d.People
		return seen
	}
	people, index := o.withDeclared(d)
	seen.People = people
	r := &observedRights{d: d, known: map[*RecordedRights]Rights{}}
	for i := range o.Access.Clients {
		in := &o.Access.Clients[i]
		c := DesiredClient{Client: in.Client}
		at := map[int32]int{}
		for j := range in.Grants {
			person, email := index[in.Grants[j].Person], o.Access.People[in.Grants[j].Person].Email
			g := r.grant(&in.Grants[j], person)
			if before, twice := at[person]; !twice {
				at[person] = len(c.Grants)
				c.Grants = append(c.Grants, g)
			} else if email == people[person].Email { // the present address counts
				c.Grants[before] = g
			}
		}
		slices.SortFunc(c.Grants, func(a, b Grant) int { return int(a.Person - b.Person) })
		seen.Clients = append(seen.Clients, c)
	}
	return seen
}

// observedRights reads observed rights against today's catalogue.
type observedRights struct {
	d     *Desired
	known map[*RecordedRights]Rights
}

func (r *observedRights) grant(in *RecordedGrant, person int32) Grant {
	return Grant{
		Person: person, Set: in.Rights.Set, Rights: r.rights(in.Rights), Unknown: in.Rights.Unknown, Status: in.Status,
		Seat: in.Seat, Unlinked: in.Unlinked, Starts: in.Starts, Expires: in.Expires, Details: in.Details,
	}
}

func (r *observedRights) rights(rec *RecordedRights) Rights {
	if known, ok := r.known[rec]; ok {
		return known
	}
	var base Rights
	if FollowsCatalogue(rec.Set) {
		for i := range r.d.Sets {
			if r.d.Sets[i].Name == rec.Set {
				base = r.d.Sets[i].Rights
			}
		}
	}
	rights, _ := rec.Levels.Over(r.d.Catalogue, base)
	if rec.Unknown {
		rights = ""
	}
	r.known[rec] = rights
	return rights
}

// withDeclared lists the declared people and those who were observed beside
// them, by e-mail, and where each observed person stands there.
func (o *Observation) withDeclared(d *Desired) (people []Person, index []int32) {
	owner := map[string]string{} // any e-mail → present e-mail
	for i := range d.People {
		for _, former := range d.People[i].FormerEmails {
			owner[former] = d.People[i].Email
		}
	}
	for i := range d.People {
		owner[d.People[i].Email] = d.People[i].Email
	}
	people = slices.Clone(d.People)
	for i := range o.Access.People {
		if p := &o.Access.People[i]; owner[p.Email] == "" {
			owner[p.Email] = p.Email
			people = append(people, *p)
		}
	}
	slices.SortFunc(people, func(a, b Person) int { return cmp.Compare(a.Email, b.Email) })
	at := make(map[string]int32, len(people))
	for i := range people {
		at[people[i].Email] = int32(i)
	}
	index = make([]int32, len(o.Access.People))
	for i := range o.Access.People {
		index[i] = at[owner[o.Access.People[i].Email]]
	}
	return people, index
}
