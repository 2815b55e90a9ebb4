package recorded

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"accredit/engine"
	"accredit/engine/hubspot/fakehub"
)

// account makes a client's account.
func (m *maker) account(c *client) fakehub.Account {
	of := c.client()
	a := fakehub.Account{HubID: of.HubID, Name: accountName(of), Domain: of.Domain, AccountType: strings.ToUpper(of.AccountType)}
	sets := m.sets(c)
	for _, name := range slices.Sorted(maps.Keys(sets)) {
		a.PermissionSets = append(a.PermissionSets, *sets[name])
	}
	for _, name := range teams(c) {
		a.Teams = append(a.Teams, fakehub.Team{ID: m.fresh(fmt.Sprintf("%d team %s", of.HubID, name)), Name: name})
	}
	if c.recorded != nil {
		for i := range c.recorded.Grants {
			a.Users = append(a.Users, m.granted(&c.recorded.Grants[i], &a, sets))
		}
	}
	if m.options.Links && c.desired != nil {
		m.approved(c.desired, &a)
	}
	m.superAdmins(of, &a)
	a.Keys = []fakehub.Key{m.key(m.owner(c, &a))}
	return a
}

// granted is the user of a recorded grant.
func (m *maker) granted(g *engine.RecordedGrant, a *fakehub.Account, sets map[string]*fakehub.PermissionSet) fakehub.User {
	p := &m.access.People[g.Person]
	u := m.user(p.Email, p.Name)
	u.Linked, u.Deactivated = !g.Unlinked, g.Status == engine.Deactivated
	u.Invited, u.NotOnAnyHub = g.Status == engine.Invited, g.Status == engine.Invited
	if g.Seat == engine.SeatPartner {
		u.SeatNames = []string{fakehub.PartnerSeat}
	}
	switch g.Rights.Set {
	case engine.SetSuperAdmin:
		u.SuperAdmin = true
	case engine.SetPartnerAdmin:
		u.PartnerAdmin, u.Individual = true, levels(g.Rights.Levels)
	default:
		s := sets[g.Rights.Set]
		u.RoleIDs = []string{s.ID}
		if !g.Rights.Unknown {
			u.Individual = m.deviations(s.Contents, levels(g.Rights.Levels))
		}
	}
	details := engine.DetailsOf(g.Details)
	for i, name := range details.Teams {
		id := a.Teams[slices.IndexFunc(a.Teams, func(t fakehub.Team) bool { return t.Name == name })].ID
		if i == 0 {
			u.PrimaryTeamID = id
		} else {
			u.SecondaryTeamIDs = append(u.SecondaryTeamIDs, id)
		}
	}
	for _, asset := range details.Assets {
		u.Assets = append(u.Assets, fakehub.Asset{Kind: asset.Kind, Name: asset.Name, Count: asset.Count})
	}
	return u
}

// approved makes partner admins of those whose access link the client approved.
func (m *maker) approved(c *engine.DesiredClient, a *fakehub.Account) {
	for _, l := range c.Links {
		if l.ApprovedOn == 0 || l.EndedOn != 0 || has(a, l.Admin) {
			continue
		}
		u := m.user(l.Admin, m.nameOf(l.Admin))
		u.PartnerAdmin, u.Linked = true, true
		if m.isOurs(l.Admin) {
			u.SeatNames = []string{fakehub.PartnerSeat}
		}
		a.Users = append(a.Users, u)
	}
}

// superAdmins adds the client's own super admins. Every account has one: where none
// is known it is somebody made up.
func (m *maker) superAdmins(c *engine.Client, a *fakehub.Account) {
	emails := slices.Clone(c.SuperAdmins)
	if len(emails) == 0 && !slices.ContainsFunc(a.Users, func(u fakehub.User) bool { return u.SuperAdmin && !u.Deactivated && !u.Invited }) {
		domain := c.Domain
		if domain == "" || m.isOurs("owner@"+domain) {
			domain = fmt.Sprintf("hub-%d.example", c.HubID)
		}
		emails = []string{"owner@" + strings.ToLower(domain)}
	}
	for _, email := range emails {
		if !has(a, email) {
			u := m.user(email, "")
			u.SuperAdmin = true
			a.Users = append(a.Users, u)
		}
	}
}

// owner is who made the key of an account: the declared owner of its connection,
// else one of our admins there, else whoever is super admin.
func (m *maker) owner(c *client, a *fakehub.Account) string {
	if c.desired != nil && c.desired.Connection != nil {
		return m.desired.People[c.desired.Connection.Owner].Email
	}
	own := ""
	for i := range a.Users {
		u := &a.Users[i]
		switch {
		case u.Deactivated || u.Invited:
		case u.Linked && (u.PartnerAdmin || u.SuperAdmin):
			return u.Email
		case u.SuperAdmin && own == "":
			own = u.Email
		}
	}
	return own
}

func (m *maker) nameOf(email string) string {
	for _, p := range m.desired.People {
		if p.Email == email {
			return p.Name
		}
	}
	return ""
}

func has(a *fakehub.Account, email string) bool {
	return slices.ContainsFunc(a.Users, func(u fakehub.User) bool { return u.Email == email })
}

// teams lists the teams inside an account that somebody is in, or is to be.
func teams(c *client) []string {
	var list []string
	add := func(d *engine.Details) { list = append(list, engine.DetailsOf(d).Teams...) }
	if c.recorded != nil {
		for i := range c.recorded.Grants {
			add(c.recorded.Grants[i].Details)
		}
	}
	if c.desired != nil {
		for i := range c.desired.Grants {
			add(c.desired.Grants[i].Details)
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}
