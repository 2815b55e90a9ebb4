package fakehub

import (
	"maps"
	"slices"
)

// What belongs to an account itself, and what its own people do.

// editSet changes the contents of a permission set, and so what all have who have
// it.
func (c *change) editSet(a *Account, by, id string, levels map[string]string) error {
	who, s, u := c.actor(a, by), a.set(id), a.user(by)
	switch {
	case s == nil:
		return refuse("there is no such permission set in %s", a.Name)
	case !who.admin:
		return refuse("only a partner admin or super admin of %s can edit permission sets", a.Name)
	case slices.Contains(u.RoleIDs, id):
		return refuse("nobody can change their own permissions, and %s has this set", by)
	}
	was := c.cat.read(s.Contents)
	want := maps.Clone(was)
	for name, level := range levels {
		n := slices.Index(levelNames[c.cat.kinds[name]], level)
		if n < 0 || name == permissionSuperAdmin {
			return refuse("%s cannot be %q", name, level)
		}
		want[name] = n
	}
	s.Contents = c.cat.write(c.cat.reach(was, want, who.rights))
	return nil
}

// approve is what a client's super admin does with an access link: whom it is of
// becomes partner admin.
func (c *change) approve(a *Account, by, email string) error {
	who := c.actor(a, by)
	switch {
	case a.HubID == c.world.Agency:
		return refuse("%s is the partner account, and no client", a.Name)
	case !who.super || c.h.isOurs(a, by):
		return refuse("only a super admin of the client %s can approve an access link", a.Name)
	}
	u := a.user(email)
	if u == nil {
		added := c.newUser(email)
		added.Linked, added.SeatNames, added.PartnerAdmin = true, c.seatsFor(email), true
		a.Users = append(a.Users, added)
		c.note(a, "ADD_USER", email, by)
		return nil
	}
	want := *u
	want.Linked, want.Deactivated, want.Invited = true, false, false
	if !u.SuperAdmin {
		if err := a.choose(&want, choicePartnerAdmin); err != nil {
			return err
		}
	}
	return c.became(a, u, want, by)
}

// accept is what somebody does who is invited.
func (c *change) accept(a *Account, by, email string) error {
	u, err := c.target(a, email)
	if err != nil {
		return err
	}
	if by != email {
		return refuse("only %s can accept their invitation", email)
	}
	u.Invited, u.NotOnAnyHub, u.LastLogin = false, false, c.now
	a.Logins = append(slices.Clone(a.Logins), Login{Email: email, At: c.now})
	return nil
}
