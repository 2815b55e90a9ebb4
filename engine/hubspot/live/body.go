package live

import (
	"slices"
	"strings"

	"accredit/engine"
)

// Body is what is sent of a user. Of a change everything stands in it that HubSpot
// is said to take away where it is left out: set and teams. Names do not: HubSpot
// refuses them for somebody who never logged in [live].
type Body struct {
	Email          string   `json:"email,omitempty"`
	Welcome        *bool    `json:"sendWelcomeEmail,omitempty"`
	RoleID         string   `json:"roleId,omitempty"`
	PrimaryTeam    string   `json:"primaryTeamId,omitempty"`
	SecondaryTeams []string `json:"secondaryTeamIds,omitzero"` // empty and not nil: none
}

func (d *deciding) body(b *Body) *Decision {
	if d.s.Action == engine.ActionAdd {
		_, domain, _ := strings.Cut(d.s.Email, "@")
		if !slices.Contains(d.t.EmailDomains, domain) {
			return hand("%s has no address of the agency's domains: a user whom the API adds would not be linked", d.s.Email)
		}
		b.Email, b.Welcome = d.s.Email, &d.t.WelcomeEmail
	}
	if refused := d.role(b); refused != nil {
		return refused
	}
	return d.teams(b)
}

// role finds the permission set to give.
func (d *deciding) role(b *Body) *Decision {
	g := d.s.After
	switch {
	case g == nil || g.Status != engine.Active:
		return hand("the API cannot make anybody anything but active")
	case g.Rights.Set == engine.SetSuperAdmin || g.Rights.Set == engine.SetPartnerAdmin:
		return hand("the API does not make admins")
	}
	found := d.l.setIDs(g.Rights.Set)
	switch {
	case len(found) == 0:
		return hand("the account has no permission set that is %s", g.Rights.Set)
	case len(found) > 1:
		return hand("the account has several permission sets that are %s", g.Rights.Set)
	}
	billing := found[0].RequiresBillingWrite
	if d.l.User != nil && len(d.l.User.RoleIDs) == 1 && d.l.User.RoleIDs[0] != found[0].ID {
		was := d.l.role(d.l.User.RoleIDs[0])
		billing = billing || was == nil || was.RequiresBillingWrite
	}
	if billing && d.l.Billing != Can {
		return hand("the permission set needs settings.billing.write, which the key is not known to have")
	}
	b.RoleID = found[0].ID
	return nil
}

// teams finds the teams to give: those that are wanted, or those that are there.
// The primary team stays where it may; else the first by name becomes it.
func (d *deciding) teams(b *Body) *Decision {
	if d.s.Action == engine.ActionChange && !touchesTeams(d.s.Before, d.s.After) {
		b.setTeams(d.l.User.PrimaryTeam, d.l.User.SecondaryTeams)
		return nil
	}
	wanted := engine.DetailsOf(d.s.After.Details).Teams
	switch {
	case len(wanted) == 0 && d.s.Action == engine.ActionAdd:
		return nil
	case len(wanted) == 0:
		return hand("whether the API can take the last team away is not known")
	case d.l.TeamsWhy != "":
		return hand("the teams of the account are not told: %s", d.l.TeamsWhy)
	}
	var list []string
	for _, name := range wanted {
		id, ok := d.l.teamID(name)
		if !ok {
			return hand("the account has no team %q, or several", name)
		}
		list = append(list, id)
	}
	primary := list[0]
	if u := d.l.User; u != nil && slices.Contains(list, u.PrimaryTeam) {
		primary = u.PrimaryTeam
	}
	b.setTeams(primary, list)
	return nil
}

// setTeams says both fields of teams. Nobody is in any: neither is said. The list is
// said where it is empty, too, since what is left out may be kept.
func (b *Body) setTeams(primary string, all []string) {
	if primary == "" && len(all) == 0 {
		return
	}
	b.PrimaryTeam, b.SecondaryTeams = primary, []string{}
	for _, id := range all {
		if id != primary {
			b.SecondaryTeams = append(b.SecondaryTeams, id)
		}
	}
	slices.Sort(b.SecondaryTeams)
}
