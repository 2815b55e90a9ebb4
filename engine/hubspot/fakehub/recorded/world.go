// Package recorded makes the world of a fake HubSpot in which everything is as a
// state of accredit has it: accounts, their permission sets and teams, and who has
// access there. What was never recorded is as declared, as far as it needs nobody's
// doing: permission sets and teams, but nobody's access.
//
// It does not read files, and it is for trials and tests only.
package recorded

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"accredit/engine"
	"accredit/engine/hubspot/fakehub"
)

// Options say what else the world has.
type Options struct {
	// Links makes those people partner admins for whom an approved access link is
	// declared, as if the client had approved it here.
	Links bool
	// NewKey makes up a key; nil is fakehub.NewKey.
	NewKey func() string
}

// maker makes one world.
type maker struct {
	desired *engine.Desired
	access  *engine.Access
	options Options
	world   *fakehub.World
	ids     map[string]string // user id by e-mail
	taken   map[string]bool   // ids
}

// World returns the world. The state may be empty, and never nil.
func World(d *engine.Desired, a *engine.Access, o Options) *fakehub.World {
	if o.NewKey == nil {
		o.NewKey = fakehub.NewKey
	}
	m := &maker{desired: d, access: a, options: o, world: &fakehub.World{}, ids: map[string]string{}, taken: map[string]bool{}}
	m.world.EmailDomains = slices.Clone(d.Agency.EmailDomains)
	m.world.Permissions = map[string]string{}
	for _, p := range d.Catalogue.All() {
		m.world.Permissions[p.Name] = p.Kind.String()
	}
	m.knownIDs()
	own := m.agency()
	for _, c := range m.clients() {
		account := m.account(c)
		own.PartnerClients = append(own.PartnerClients, fakehub.PartnerClient{
			ID: strconv.Itoa(len(own.PartnerClients) + 1), HubID: account.HubID, Name: account.Name, Domain: account.Domain, ManagedMRR: c.client().ManagedMRR,
		})
		m.world.Accounts = append(m.world.Accounts, account)
	}
	m.world.Accounts = append([]fakehub.Account{own}, m.world.Accounts...)
	return m.world
}

// client is a client as declared, as recorded, or both.
type client struct {
	desired  *engine.DesiredClient
	recorded *engine.RecordedClient
}

// client is what is known of the account itself: rather as recorded.
func (c *client) client() *engine.Client {
	if c.recorded != nil {
		return &c.recorded.Client
	}
	return &c.desired.Client
}

// clients lists all clients by hub id.
func (m *maker) clients() []*client {
	byHub := map[int64]*client{}
	var list []*client
	at := func(hubID int64) *client {
		if byHub[hubID] == nil {
			byHub[hubID] = &client{}
			list = append(list, byHub[hubID])
		}
		return byHub[hubID]
	}
	for i := range m.desired.Clients {
		at(m.desired.Clients[i].HubID).desired = &m.desired.Clients[i]
	}
	for i := range m.access.Clients {
		at(m.access.Clients[i].HubID).recorded = &m.access.Clients[i]
	}
	slices.SortFunc(list, func(a, b *client) int { return cmp.Compare(a.client().HubID, b.client().HubID) })
	return list
}

// knownIDs takes over the ids that HubSpot was seen to use.
func (m *maker) knownIDs() {
	for _, p := range m.access.People {
		if p.UserID != "" && strings.Trim(p.UserID, "0123456789") == "" && !m.taken[p.UserID] {
			m.ids[p.Email], m.taken[p.UserID] = p.UserID, true
		}
	}
}

// fresh is an id that nothing has yet.
func (m *maker) fresh(text string) string {
	id := fakehub.FreshID(text, m.taken)
	m.taken[id] = true
	return id
}

// user is a user of that name and address, with the id that they have in all
// accounts.
func (m *maker) user(email, name string) fakehub.User {
	if m.ids[email] == "" {
		m.ids[email] = m.fresh(email)
	}
	first, last, _ := strings.Cut(name, " ")
	return fakehub.User{ID: m.ids[email], Email: email, FirstName: first, LastName: strings.TrimSpace(last)}
}

// isOurs reports whether an address is of one of the agency's domains.
func (m *maker) isOurs(email string) bool {
	return engine.SeatFor(email, m.world.EmailDomains) == engine.SeatPartner
}

// agency makes the agency's own account with its people.
func (m *maker) agency() fakehub.Account {
	a := fakehub.Account{HubID: m.desired.Agency.HubID, Name: m.desired.Agency.Name}
	if a.HubID == 0 {
		a.HubID = 1 // nobody said; no client has it
	}
	m.world.Agency = a.HubID
	if len(m.world.EmailDomains) == 1 {
		a.Domain = m.world.EmailDomains[0]
	}
	for _, p := range m.people() {
		u := m.user(p.Email, p.Name)
		u.Contractor = p.Kind == engine.Contractor || p.Kind == engine.UnknownKind && !m.isOurs(p.Email)
		u.SuperAdmin = p.Roles&engine.RoleSuperAdmin != 0
		u.ManagesPartnerEmployees = p.Roles&engine.RoleManagePartnerEmployees != 0
		u.Deactivated = p.Status == engine.PersonDeactivated
		a.Users = append(a.Users, u)
	}
	owner := ""
	for _, u := range a.Users {
		if u.SuperAdmin && owner == "" {
			owner = u.Email
		}
	}
	a.Keys = []fakehub.Key{m.key(owner)}
	return a
}

// people lists whoever works for the agency: declared people as they are declared,
// and others as they are recorded. Those who have left are not there.
func (m *maker) people() []engine.Person {
	declared := map[string]bool{}
	var list []engine.Person
	for _, p := range m.desired.People {
		declared[p.Email] = true
		list = append(list, p)
	}
	for _, p := range m.access.People {
		if !declared[p.Email] {
			list = append(list, p)
		}
	}
	list = slices.DeleteFunc(list, func(p engine.Person) bool { return p.Status == engine.PersonLeft })
	slices.SortFunc(list, func(a, b engine.Person) int { return cmp.Compare(a.Email, b.Email) })
	return list
}

// key is a key with all scopes.
func (m *maker) key(owner string) fakehub.Key {
	return fakehub.Key{Key: m.options.NewKey(), Owner: owner, Scopes: fakehub.Scopes()}
}

// accountName is what people see of an account.
func accountName(c *engine.Client) string {
	if c.Name != "" {
		return c.Name
	}
	return fmt.Sprintf("Account %d", c.HubID)
}
