package fakehub

import "fmt"

// What people do on the pages. Each function refuses what HubSpot is said to
// refuse, and otherwise does as much of it as the actor can, without a word about
// the rest.

// Choices of a permission set beside those of the account: the two admins and
// none.
const (
	choiceSuperAdmin   = "super-admin"
	choicePartnerAdmin = "partner-admin"
	choiceNone         = "none"
)

// choose makes a user have what a dialog names: a set of the account by id, or
// one of the choices. Individual permissions are gone.
func (a *Account) choose(u *User, choice string) error {
	u.SuperAdmin, u.PartnerAdmin, u.RoleIDs, u.Individual = false, false, nil, nil
	switch {
	case choice == choiceSuperAdmin:
		u.SuperAdmin = true
	case choice == choicePartnerAdmin:
		u.PartnerAdmin = true
	case choice == choiceNone:
	case a.set(choice) != nil:
		u.RoleIDs = []string{choice}
	default:
		return refuse("choose a permission set of %s", a.Name)
	}
	return nil
}

// clamp makes a wanted user what the actor can bring about.
func (c *change) clamp(a *Account, was, want *User, who actor) {
	cur := rights{}
	if was != nil {
		cur = c.cat.given(a, was)
	}
	after := c.cat.reach(cur, c.cat.given(a, want), who.rights)
	want.Individual = c.cat.deviations(c.cat.base(a, want), after)
}

// add makes somebody a user of an account.
func (c *change) add(a *Account, by, email, choice string) error {
	who := c.actor(a, by)
	if err := c.mayEdit(a, who); err != nil {
		return err
	}
	switch {
	case !isEmail(email):
		return refuse("%q is no e-mail address", email)
	case c.inManager && !c.h.isOurs(a, email) && !c.h.isLinked(email):
		return refuse("%s is none of yours", email)
	case a.user(email) != nil:
		return refuse("%s is in %s already", email, a.Name)
	case choice == choiceSuperAdmin && !who.super:
		return refuse("only a super admin can make somebody a super admin")
	}
	u := c.newUser(email)
	if err := a.choose(&u, choice); err != nil {
		return err
	}
	u.Linked = c.linksNewUser(a, email)
	u.SeatNames = c.seatsFor(email)
	if !u.SuperAdmin {
		c.clamp(a, nil, &u, who)
	}
	a.Users = append(a.Users, u)
	c.note(a, "ADD_USER", email, by)
	if u.SuperAdmin {
		c.note(a, "ADD_ADMIN_USER", email, by)
	}
	return nil
}

// linksNewUser reports whether somebody who is added is linked to the agency by
// that. In an account's settings only the domain may do it (Behaviour.SettingsLink).
func (c *change) linksNewUser(a *Account, email string) bool {
	switch {
	case c.inManager:
		return true
	case c.world.Behaviour.SettingsLink == "domain":
		return c.h.hasOurDomain(email)
	}
	return c.h.isOurs(a, email)
}

// note writes down what HubSpot's security activity would have.
func (c *change) note(a *Account, kind, email, by string) {
	a.Security = append(a.Security, SecurityEvent{Type: kind, Email: email, Acting: by, At: c.now})
}

// target finds the user whom an actor wants to change.
func (c *change) target(a *Account, email string) (*User, error) {
	u := a.user(email)
	if u == nil {
		return nil, refuse("%s is not in %s", email, a.Name)
	}
	return u, nil
}

// each does something in several accounts, all or nothing.
func (c *change) each(hubIDs []int64, do func(a *Account) error) error {
	if len(hubIDs) == 0 {
		return refuse("choose at least one")
	}
	for _, hubID := range hubIDs {
		a, err := c.account(hubID)
		if err != nil {
			return err
		}
		if err := do(a); err != nil {
			return fmt.Errorf("nothing was done: %w", err)
		}
	}
	return nil
}
