package enginetest

import (
	"maps"
	"slices"

	"accredit/engine"
)

// Sight is an observation of a world while it is made up: at first every
// account of which it is asked is as recorded.
type Sight struct {
	w        *World
	accounts map[int64]*Account
	unread   []engine.UnreadClient
}

// Account is one observed account.
type Account struct {
	s      *Sight
	How    engine.Observed
	grants map[string]engine.RecordedGrant
	own    []string
}

// Look begins an observation that has no account yet.
func (w *World) Look() *Sight { return &Sight{w: w, accounts: map[int64]*Account{}} }

// At returns an account, on first use as it is recorded.
func (s *Sight) At(hubID int64) *Account {
	if a := s.accounts[hubID]; a != nil {
		return a
	}
	a := &Account{s: s, How: engine.Told("sight"), grants: map[string]engine.RecordedGrant{}}
	if c := s.w.clients[hubID]; c != nil && c.recorded != nil {
		a.grants, a.own = maps.Clone(c.was), slices.Clone(c.recorded.SuperAdmins)
	}
	s.accounts[hubID] = a
	return a
}

// Unread says that an account could not be read.
func (s *Sight) Unread(hubID int64, why string) *Sight {
	s.unread = append(s.unread, engine.UnreadClient{HubID: hubID, Why: why})
	return s
}

// Saw is a grant that was seen.
func (a *Account) Saw(name, set string, f ...func(*engine.RecordedGrant)) *Account {
	g := engine.RecordedGrant{Rights: a.s.w.recordedRights(set)}
	for _, change := range f {
		change(&g)
	}
	a.grants[Email(name)] = g
	return a
}

// Gone is somebody who was not seen.
func (a *Account) Gone(name string) *Account { delete(a.grants, Email(name)); return a }

// Own names the client's own super admins who were seen.
func (a *Account) Own(emails ...string) *Account { a.own = emails; return a }

// Observation writes it down as the engine wants it.
func (s *Sight) Observation() *engine.Observation {
	o := &engine.Observation{Access: &engine.Access{Sets: s.w.access.Sets}, Unread: s.unread}
	emails := map[string]bool{}
	for _, a := range s.accounts {
		for email := range a.grants {
			emails[email] = true
		}
	}
	at := map[string]int32{}
	for i, email := range slices.Sorted(maps.Keys(emails)) {
		at[email] = int32(i)
		o.Access.People = append(o.Access.People, engine.Person{Email: email})
	}
	for _, hubID := range slices.Sorted(maps.Keys(s.accounts)) {
		a := s.accounts[hubID]
		c := engine.RecordedClient{Client: engine.Client{HubID: hubID, SuperAdmins: slices.Sorted(slices.Values(a.own))}}
		for _, email := range sorted(a.grants) {
			g := a.grants[email]
			g.Person = at[email]
			c.Grants = append(c.Grants, g)
		}
		o.Access.Clients = append(o.Access.Clients, c)
		o.Accounts = append(o.Accounts, a.How)
	}
	return o
}

// Unwas takes a recorded grant away.
func (c *Client) Unwas(name string) *Client { delete(c.was, Email(name)); return c }

// Lapsed declares a grant whose period is not today.
func (c *Client) Lapsed(name, set string, period engine.Period) *Client {
	c.w.build()
	c.desired.Lapsed = append(c.desired.Lapsed, engine.Lapsed{Person: index(c.w.desired.People, Email(name)), Period: period, Set: set, Origin: c.w.origin(c.desired.HubID, set), Pos: engine.Pos{File: c.desired.Pos.File, Line: 20, Column: 3}})
	return c
}
