package fakehub

import (
	"fmt"
	"hash/fnv"
	"maps"
	"slices"
	"strconv"
)

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

// add makes somebody of the agency a user of a client's account, linked.
func (c *change) add(a *Account, by, email, choice string) error {
	who := c.actor(a, by)
	switch {
	case !who.admin:
		return refuse("only a partner admin or super admin of %s can add people there", a.Name)
	case a.user(email) != nil:
		return refuse("%s is in %s already", email, a.Name)
	case choice == choiceSuperAdmin && !who.super:
		return refuse("only a super admin can make somebody a super admin")
	}
	u := c.newUser(email)
	if err := a.choose(&u, choice); err != nil {
		return err
	}
	u.Linked = c.h.isOurs(a, email)
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

// newUser is somebody who comes to an account. Ids and names are the same in all
// accounts.
func (c *change) newUser(email string) User {
	u := User{Email: email}
	for i := range c.world.Accounts {
		if known := c.world.Accounts[i].user(email); known != nil {
			u.ID, u.FirstName, u.LastName = known.ID, known.FirstName, known.LastName
			return u
		}
	}
	u.ID = c.world.UserIDs[email]
	if u.ID == "" {
		u.ID = c.freshID(email)
	}
	return u
}

// freshID is an id that nobody has. It follows from the e-mail, so that the same
// requests give the same world.
func (c *change) freshID(email string) string {
	taken := map[string]bool{}
	for _, id := range c.world.UserIDs {
		taken[id] = true
	}
	for i := range c.world.Accounts {
		for _, u := range c.world.Accounts[i].Users {
			taken[u.ID] = true
		}
	}
	return FreshID(email, taken)
}

// FreshID gives an id of eight digits that follows from a text and is not taken.
func FreshID(text string, taken map[string]bool) string {
	hash := fnv.New32a()
	_, _ = hash.Write([]byte(text)) // it cannot fail
	for n := 10_000_000 + int(hash.Sum32()%80_000_000); ; n++ {
		if id := strconv.Itoa(n); !taken[id] {
			return id
		}
	}
}

// PartnerSeat is the name of the seat that the agency's employees have for
// nothing. What HubSpot calls it is not confirmed.
const PartnerSeat = "Partner Seat"

func (c *change) seatsFor(email string) []string {
	if c.h.hasOurDomain(email) {
		return []string{PartnerSeat}
	}
	return nil
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
	migrates := isSuper(u) && want.PartnerAdmin
	switch {
	case by == email:
		return refuse("nobody can change their own permissions")
	case u.Deactivated:
		return refuse("%s is deactivated: reactivate them first", email)
	case migrates && (who.super || who.admin && who.manages):
	case !who.admin:
		return refuse("only a partner admin or super admin of %s can change permissions there", a.Name)
	case isSuper(u) != isSuper(&want) && !who.super:
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

// mayTakeOff refuses who may neither deactivate nor remove a user.
func (c *change) mayTakeOff(a *Account, by string, u *User) error {
	who := c.actor(a, by)
	switch {
	case who.manages && c.h.isOurs(a, u.Email):
		return nil
	case by == u.Email:
		return refuse("nobody can do that to themself")
	case who.super, who.admin && !isSuper(u):
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
	switch {
	case by == email || !who.admin || isSuper(u) && !who.super:
		return refuse("%s cannot reactivate %s in %s", by, email, a.Name)
	case !u.Deactivated:
		return refuse("%s is active in %s", email, a.Name)
	}
	u.Deactivated = false
	c.note(a, "REACTIVATE_USER", email, by)
	return nil
}

// link links a user who is in an account to the agency.
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
	if !who.super {
		return refuse("only a super admin of %s can approve an access link", a.Name)
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
