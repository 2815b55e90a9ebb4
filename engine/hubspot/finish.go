package hubspot

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"accredit/engine"
)

// finish makes observed access of what was collected.
func (b *gathered) finish() (*Export, []Problem) {
	e := &Export{
		Access: &engine.Access{}, Lost: b.lost, Empty: b.empty, Skipped: b.skipped, Notes: b.notes,
		SetNames: map[string]string{}, domains: b.EmailDomains,
	}
	out := &assembly{
		gathered: b, Export: e, names: map[string]map[string]int{}, ids: map[string]string{}, rights: map[string]*engine.RecordedRights{},
		known: setsByName(b.Sets), rows: map[int64]*ClientRow{}, met: map[string]*other{},
	}
	for i := range b.Clients {
		out.rows[b.Clients[i].HubID] = &b.Clients[i]
	}
	var read []*account
	for _, hubID := range slices.Sorted(maps.Keys(b.accounts)) {
		a := b.accounts[hubID]
		if a.Reading == Whole || a.Reading == Partial && b.SkipBad {
			out.count(a)
			read = append(read, a)
		}
		e.Accounts = append(e.Accounts, a.Account)
	}
	out.others()
	out.people()
	for _, a := range read {
		e.Access.Clients = append(e.Access.Clients, out.client(a))
	}
	out.sets()
	out.perhapsOurs(read)
	out.noteNames(read)
	return e, b.problems
}

// assembly makes the parts of an export.
type assembly struct {
	*gathered
	*Export
	known  map[string]*engine.RecordedSet // by name
	rows   map[int64]*ClientRow           // by hub id
	names  map[string]map[string]int      // of our people, by e-mail: how often each name stands there
	ids    map[string]string              // their user ids; empty: the files do not agree
	index  map[string]int32
	rights map[string]*engine.RecordedRights // by name of the set
	met    map[string]*other                 // who is not ours, by e-mail
}

// count looks at who of an account is ours.
func (x *assembly) count(a *account) {
	a.Users = len(a.users)
	for email, u := range a.users {
		if !x.isOurs(email) {
			x.meet(u.user)
			continue
		}
		a.Ours++
		if u.saysMore {
			x.UnreadPermissions++
		}
		email = x.present(email)
		if x.names[email] == nil {
			x.names[email] = map[string]int{}
		}
		x.names[email][u.name]++
		if id, twice := x.ids[email]; twice && u.userID != "" && id != u.userID {
			x.ids[email] = ""
		} else if u.userID != "" {
			x.ids[email] = u.userID
		}
	}
}

// people lists everybody of ours, with what is known of them.
func (x *assembly) people() {
	known := map[string]*engine.Person{}
	for i := range x.People {
		known[x.People[i].Email] = &x.People[i]
	}
	x.index = map[string]int32{}
	for _, email := range slices.Sorted(maps.Keys(x.names)) {
		p := engine.Person{Email: email, Kind: engine.Contractor}
		if x.isEmployee(email) {
			p.Kind = engine.Employee
		}
		if was := known[email]; was != nil {
			p = *was
			p.Pos = engine.Pos{}
		}
		p.UserID = cmp.Or(x.ids[email], p.UserID)
		if p.Name == "" {
			p.Name = mostOften(x.names[email])
		}
		x.index[email] = int32(len(x.Access.People))
		x.Access.People = append(x.Access.People, p)
	}
}

// mostOften gives the name that stands there most often, of equals the first
// in the order of letters; nothing only where there is no other.
func mostOften(names map[string]int) string {
	best := ""
	for _, name := range slices.Sorted(maps.Keys(names)) {
		if name != "" && (best == "" || names[name] > names[best]) {
			best = name
		}
	}
	return best
}

// client makes the client of an account.
func (x *assembly) client(a *account) engine.RecordedClient {
	c := engine.RecordedClient{Client: engine.Client{HubID: a.HubID, AccountType: engine.AccountTypes[0], Mode: engine.Observe}}
	if row := x.rows[a.HubID]; row != nil {
		c.Name, c.Domain = row.Name, row.Domain
	}
	for _, email := range slices.Sorted(maps.Keys(a.users)) {
		u := a.users[email]
		switch {
		case x.isOurs(email):
			if today := x.present(email); today == email || a.users[today].user == nil {
				c.Grants = append(c.Grants, x.grant(u.user))
				continue
			}
			x.Notes = append(x.Notes, Problem{a.File, u.line,
				fmt.Sprintf("%s is there under %s, too, which counts", email, x.present(email))})
		case u.isOwner():
			c.SuperAdmins = append(c.SuperAdmins, email)
		}
	}
	slices.SortFunc(c.Grants, func(g, h engine.RecordedGrant) int { return cmp.Compare(g.Person, h.Person) })
	return c
}

func (x *assembly) grant(u *user) engine.RecordedGrant {
	g := engine.RecordedGrant{Person: x.index[x.present(u.email)], Rights: x.rightsOf(u), Status: u.status, Unlinked: u.unlinked, Seat: engine.SeatFor(u.email, x.EmailDomains)}
	if u.partnerSeat {
		g.Seat = engine.SeatPartner
	}
	if len(u.teams) > 0 {
		g.Details = &engine.Details{Teams: u.teams}
	}
	return g
}

// rightsOf records a set: a known one with its contents, else unknown ones.
func (x *assembly) rightsOf(u *user) *engine.RecordedRights {
	name := x.setOf(u)
	if len(u.sets) > 0 && !engine.IsBuiltinSet(name) && x.SetNames[name] == "" {
		x.SetNames[name] = withoutHidden(strings.Join(u.names(), ", "))
	}
	if x.rights[name] != nil {
		return x.rights[name]
	}
	unknown := !engine.IsBuiltinSet(name)
	var contents engine.Levels
	if set := x.known[name]; set != nil {
		unknown, contents = set.Unknown, set.Levels
	}
	x.rights[name] = engine.NewRecordedRights(name, unknown, contents, nil)
	return x.rights[name]
}

// sets lists the sets that grants name, as known or of unknown contents.
func (x *assembly) sets() {
	for _, name := range slices.Sorted(maps.Keys(x.rights)) {
		if engine.IsBuiltinSet(name) {
			continue
		}
		set := engine.RecordedSet{Name: name, Unknown: true}
		if known := x.known[name]; known != nil {
			set = *known
		}
		x.Access.Sets = append(x.Access.Sets, set)
	}
}

func setsByName(sets []engine.RecordedSet) map[string]*engine.RecordedSet {
	byName := make(map[string]*engine.RecordedSet, len(sets))
	for i := range sets {
		byName[sets[i].Name] = &sets[i]
	}
	return byName
}
