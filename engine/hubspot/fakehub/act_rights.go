package fakehub

import (
	"maps"
	"slices"
)

// Changing what somebody may do who is in an account.

// assign gives a user another permission set. From super admin to partner admin
// it is a migration, which gives exactly what partner admins have.
func (c *change) assign(a *Account, by, email, choice string) error {
	u, err := c.target(a, email)
	if err != nil {
		return err
	}
	who, want := c.actor(a, by), *u
	if err := a.choose(&want, choice); err != nil {
		return err
	}
	if err := c.mayEdit(a, who); err != nil {
		return err
	}
	migrates := isSuper(u) && want.PartnerAdmin && (who.super || c.inManager)
	switch {
	case by == email:
		return refuse("nobody can change their own permissions")
	case u.Deactivated:
		return refuse("%s is deactivated: reactivate them first", email)
	case isSuper(u) != isSuper(&want) && !who.super && !migrates:
		return refuse("only a super admin can give or take super admin")
	}
	if !migrates && !want.SuperAdmin {
		c.clamp(a, u, &want, who)
	}
	return c.became(a, u, want, by)
}

// became puts a changed user in place.
func (c *change) became(a *Account, u *User, want User, by string) error {
	switch {
	case u.SuperAdmin && !want.SuperAdmin:
		c.note(a, "REMOVE_ADMIN_USER", u.Email, by)
	case !u.SuperAdmin && want.SuperAdmin:
		c.note(a, "ADD_ADMIN_USER", u.Email, by)
	}
	*u = want
	return c.keepsSuperAdmin(a)
}

// adjust sets single permissions of a user, by name; those that are not named
// stay. An empty level is that of the permission set.
func (c *change) adjust(a *Account, by, email string, levels map[string]string) error {
	u, err := c.target(a, email)
	if err != nil {
		return err
	}
	who := c.actor(a, by)
	switch {
	case by == email:
		return refuse("nobody can change their own permissions")
	case !who.admin || isSuper(u) && !who.super:
		return refuse("%s cannot change the permissions of %s in %s", by, email, a.Name)
	case u.Deactivated:
		return refuse("%s is deactivated: reactivate them first", email)
	case u.SuperAdmin:
		return refuse("a super admin has every permission")
	}
	want := *u
	want.Individual = maps.Clone(u.Individual)
	if want.Individual == nil {
		want.Individual = map[string]string{}
	}
	for name, level := range levels {
		switch {
		case name == permissionSuperAdmin || !slices.Contains(append(levelNames[c.cat.kinds[name]], ""), level) || c.cat.kinds[name] == "":
			return refuse("%s cannot be %q", name, level)
		case level == "":
			delete(want.Individual, name)
		default:
			want.Individual[name] = level
		}
	}
	c.clamp(a, u, &want, who)
	return c.became(a, u, want, by)
}

// setTeams sets the teams of a user, by id.
func (c *change) setTeams(a *Account, by, email, primary string, secondary []string) error {
	u, err := c.target(a, email)
	if err != nil {
		return err
	}
	who := c.actor(a, by)
	if by == email || !who.admin || isSuper(u) && !who.super {
		return refuse("%s cannot change the teams of %s in %s", by, email, a.Name)
	}
	for _, id := range append([]string{primary}, secondary...) {
		if id != "" && a.team(id) == nil {
			return refuse("there is no team %s in %s", id, a.Name)
		}
	}
	u.PrimaryTeamID, u.SecondaryTeamIDs = primary, slices.DeleteFunc(slices.Clone(secondary), func(id string) bool { return id == primary })
	return nil
}

// migrate makes the actor, who is super admin in an account, partner admin there.
func (c *change) migrate(a *Account, by string, keepBilling bool) error {
	u, err := c.target(a, by)
	if err != nil {
		return err
	}
	who := c.actor(a, by)
	if !who.super || !who.manages {
		return refuse("only a super admin of %s who can use the Client Access Manager can change to partner admin", a.Name)
	}
	want := *u
	if err := a.choose(&want, choicePartnerAdmin); err != nil {
		return err
	}
	if keepBilling {
		want.Individual = map[string]string{permissionBilling: "on"}
	}
	return c.became(a, u, want, by)
}
