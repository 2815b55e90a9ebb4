package fakehub

import (
	"net/http"
	"slices"
)

// createUser adds a user, or answers for one who is there.
func (c *call) createUser() answer {
	if !c.has(scopeUsersWrite...) {
		return c.missing(scopeUsersWrite[0])
	}
	w, refused := c.readUser()
	if refused != nil {
		return *refused
	}
	email := lower(text(w.Email))
	switch {
	case !isEmail(email):
		return c.invalid("email %q is no e-mail address", email)
	case w.SendWelcomeEmail == nil:
		return c.invalid("Some required fields were not set: [sendWelcomeEmail]")
	}
	if u := c.account.user(email); u != nil {
		return c.duplicate(u, w)
	}
	if l := c.h.liveOf(c.account); l.seatsTaken > 0 {
		l.seatsTaken--
		return c.nested("UsersError.NO_SEAT_AVAILABLE_FOR_ROLE_COMBINATION", "no seat is available for this combination of roles")
	}
	err := c.h.change(c.entry, func(ch *change) error {
		a, err := ch.account(c.account.HubID)
		if err != nil {
			return err
		}
		a.Users = append(a.Users, c.created(ch, email, w))
		ch.note(a, "ADD_USER", email, c.key.Owner)
		return nil
	})
	if err != nil {
		return c.broken(err)
	}
	return answer{status: http.StatusCreated, body: c.show(c.account.user(email))}
}

// created is the user whom a POST makes.
func (c *call) created(ch *change, email string, w writtenUser) User {
	u := ch.newUser(email)
	if name := text(w.FirstName); name != "" {
		u.FirstName = name
	}
	if name := text(w.LastName); name != "" {
		u.LastName = name
	}
	c.give(&u, text(w.RoleID))
	u.PrimaryTeamID = text(w.PrimaryTeamID)
	if w.SecondaryTeamIDs != nil {
		u.SecondaryTeamIDs = slices.Clone(*w.SecondaryTeamIDs)
	}
	if w.SeatNames != nil && c.version != "2026-03" {
		u.SeatNames = slices.Clone(*w.SeatNames)
	}
	b := &c.h.world.Behaviour
	if b.APIPartner != "no" && c.h.hasOurDomain(email) {
		u.Linked, u.SeatNames = true, ch.seatsFor(email)
	}
	u.Invited, u.NotOnAnyHub = b.NewUsers == "invited", b.NewUsers == "invited"
	return u
}

// duplicate answers a POST of somebody who is there.
func (c *call) duplicate(u *User, w writtenUser) answer {
	switch c.h.world.Behaviour.Duplicate {
	case "200":
		return ok(c.show(u))
	case "400":
		return c.invalid("User already exists")
	case "reset":
		err := c.h.change(c.entry, func(ch *change) error {
			a, err := ch.account(c.account.HubID)
			if err != nil || u.SuperAdmin {
				return err
			}
			u := a.user(u.Email)
			c.give(u, text(w.RoleID))
			return nil
		})
		if err != nil {
			return c.broken(err)
		}
		return answer{status: http.StatusCreated, body: c.show(u)}
	}
	return c.fail(http.StatusConflict, "CONFLICT", "User already exists")
}
