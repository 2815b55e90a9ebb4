package fakehub

import (
	"maps"
	"slices"
)

// Taking people out, and turning their access off and on.

// mayTakeOff refuses who may neither deactivate nor remove a user.
func (c *change) mayTakeOff(a *Account, by string, u *User) error {
	who := c.actor(a, by)
	switch {
	case who.manages && c.h.isOurs(a, u.Email):
		return nil
	case by == u.Email:
		return refuse("nobody can do that to themself")
	case who.super, who.admin && !actsAsSuper(u):
		return nil
	}
	return refuse("%s cannot deactivate or remove %s in %s", by, u.Email, a.Name)
}

// remove takes a user out of an account.
func (c *change) remove(a *Account, by, email string) error {
	u, err := c.target(a, email)
	if err != nil {
		return err
	}
	if err := c.mayTakeOff(a, by, u); err != nil {
		return err
	}
	return c.take(a, email, by)
}

// removeOurs is remove in the Client Access Manager, which knows nobody else than
// people of the agency.
func (c *change) removeOurs(a *Account, by, email string) error {
	if a.user(email) != nil && !c.h.isOurs(a, email) {
		return refuse("%s is none of yours in %s", email, a.Name)
	}
	return c.remove(a, by, email)
}

// take takes a user out of an account, whoever asks for it.
func (c *change) take(a *Account, email, by string) error {
	u := a.user(email)
	c.world.UserIDs = maps.Clone(c.world.UserIDs)
	if c.world.UserIDs == nil {
		c.world.UserIDs = map[string]string{}
	}
	c.world.UserIDs[email] = u.ID
	c.note(a, "REMOVE_USER", email, by)
	a.Users = slices.DeleteFunc(slices.Clone(a.Users), func(u User) bool { return u.Email == email })
	return c.keepsSuperAdmin(a)
}

// deactivate turns a user's access off.
func (c *change) deactivate(a *Account, by, email string) error {
	u, err := c.target(a, email)
	if err != nil {
		return err
	}
	if err := c.mayTakeOff(a, by, u); err != nil {
		return err
	}
	if u.Deactivated {
		return refuse("%s is deactivated in %s already", email, a.Name)
	}
	u.Deactivated = true
	c.note(a, "DEACTIVATE_USER", email, by)
	return c.keepsSuperAdmin(a)
}

// reactivate turns a user's access on again, with what they had.
func (c *change) reactivate(a *Account, by, email string) error {
	u, err := c.target(a, email)
	if err != nil {
		return err
	}
	who := c.actor(a, by)
	if err := c.mayEdit(a, who); err != nil {
		return err
	}
	switch {
	case by == email || isSuper(u) && !who.super:
		return refuse("%s cannot reactivate %s in %s", by, email, a.Name)
	case !u.Deactivated:
		return refuse("%s is active in %s", email, a.Name)
	}
	u.Deactivated = false
	c.note(a, "REACTIVATE_USER", email, by)
	return nil
}

// link links a user who is in an account to the agency. Nothing says that a super
// admin of the account cannot do it there.
func (c *change) link(a *Account, by, email string) error {
	u, err := c.target(a, email)
	if err != nil {
		return err
	}
	if who := c.actor(a, by); by == email || !who.admin {
		return refuse("only a partner admin or super admin of %s can link people there", a.Name)
	}
	u.Linked = true
	return nil
}
