package fakehub

import (
	"net/http"
	"slices"
)

// publicSet is a permission set as the API shows it: without its contents.
type publicSet struct {
	ID                   string `json:"id"`
	Name                 string `json:"name"`
	RequiresBillingWrite bool   `json:"requiresBillingWrite"`
}

func (c *call) roles() answer {
	switch {
	case !c.has(scopeUsersRead...):
		return c.missing(scopeUsersRead[0])
	case c.account.tier() == "free":
		return c.invalid("account doesn't have access to roles")
	}
	page := results[publicSet]{Results: []publicSet{}}
	if c.partnerIsRole() {
		page.Results = append(page.Results, publicSet{ID: partnerRoleID, Name: "Partner Admin"})
	}
	for _, s := range c.account.PermissionSets {
		page.Results = append(page.Results, publicSet{s.ID, s.Name, s.RequiresBillingWrite})
	}
	return ok(page)
}

// partnerRoleID is the id of partner admin where that is a role.
const partnerRoleID = "990000001"

// partnerIsRole reports whether the API shows partner admin as a role.
func (c *call) partnerIsRole() bool { return c.h.world.Behaviour.PartnerRole == "yes" }

// roleIDs are the roles of a user as the API shows them.
func (c *call) roleIDs(u *User) []string {
	ids := append([]string{}, u.RoleIDs...)
	if u.PartnerAdmin && c.partnerIsRole() {
		ids = append(ids, partnerRoleID)
	}
	return ids
}

// give gives a user one role, in place of what they have.
func (c *call) give(u *User, id string) {
	u.RoleIDs, u.PartnerAdmin, u.Individual = nil, false, nil
	switch {
	case id == partnerRoleID && c.partnerIsRole():
		u.PartnerAdmin = true
	case id != "":
		u.RoleIDs = []string{id}
	}
}

// publicSeat is a seat as the API shows it.
type publicSeat struct {
	Name           string `json:"name"`
	Description    string `json:"description"`
	RemainingSeats int    `json:"remainingSeats"`
}

func (c *call) seats() answer {
	switch {
	case c.version == "2026-03":
		return c.noPath()
	case !c.has(scopeBilling):
		return c.missing(scopeBilling)
	}
	page := results[publicSeat]{Results: []publicSeat{}}
	for _, s := range c.account.Seats {
		page.Results = append(page.Results, publicSeat{s.Name, s.Description, s.Remaining})
	}
	return ok(page)
}

// publicTeam is a team as the API shows it.
type publicTeam struct {
	ID               string   `json:"id"`
	Name             string   `json:"name"`
	UserIDs          []string `json:"userIds"`
	SecondaryUserIDs []string `json:"secondaryUserIds"`
}

func (c *call) publicTeam(t *Team) publicTeam {
	p := publicTeam{t.ID, t.Name, []string{}, []string{}}
	for _, u := range c.account.Users {
		if u.PrimaryTeamID == t.ID {
			p.UserIDs = append(p.UserIDs, u.ID)
		}
		if slices.Contains(u.SecondaryTeamIDs, t.ID) {
			p.SecondaryUserIDs = append(p.SecondaryUserIDs, u.ID)
		}
	}
	return p
}

func (c *call) teamList() answer {
	if !c.has(scopeTeams) {
		return c.missing(scopeTeams)
	}
	page := results[publicTeam]{Results: []publicTeam{}}
	for i := range c.account.Teams {
		page.Results = append(page.Results, c.publicTeam(&c.account.Teams[i]))
	}
	return ok(page)
}

// teams serves /settings/teams/{version}.
func (c *call) teams() answer {
	switch {
	case len(c.rest) > 1:
		return c.noPath()
	case c.r.Method != http.MethodGet:
		return c.wrongMethod()
	case len(c.rest) == 0 || !c.has(scopeTeams):
		return c.teamList()
	}
	t := c.account.team(c.rest[0])
	if t == nil {
		return c.notFound("Team %s not found", c.rest[0])
	}
	return ok(c.publicTeam(t))
}
