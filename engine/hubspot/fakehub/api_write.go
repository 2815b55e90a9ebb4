package fakehub

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
)

// writtenUser is the body of a POST or PUT. A field that is not there is nil.
type writtenUser struct {
	Email            *string   `json:"email"`
	FirstName        *string   `json:"firstName"`
	LastName         *string   `json:"lastName"`
	RoleID           *string   `json:"roleId"`
	PrimaryTeamID    *string   `json:"primaryTeamId"`
	SecondaryTeamIDs *[]string `json:"secondaryTeamIds"`
	SeatNames        *[]string `json:"seatNames"`
	SendWelcomeEmail *bool     `json:"sendWelcomeEmail"`
}

func lower(s string) string { return strings.ToLower(s) }

func text(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

// readUser reads the body, and refuses what the account does not have and the key
// may not give.
func (c *call) readUser() (w writtenUser, refused *answer) {
	if err := json.Unmarshal(c.body, &w); err != nil {
		a := c.invalid("Invalid input JSON: %v", err)
		return w, &a
	}
	if a := c.mayGive(text(w.RoleID)); a != nil {
		return w, a
	}
	teams := []string{text(w.PrimaryTeamID)}
	if w.SecondaryTeamIDs != nil {
		teams = append(teams, *w.SecondaryTeamIDs...)
	}
	for _, id := range teams {
		if id != "" && c.account.team(id) == nil {
			a := c.invalid("there is no team %s", id)
			return w, &a
		}
	}
	return w, nil
}

// mayGive refuses a permission set that there is not, or that the key may not
// give.
func (c *call) mayGive(id string) *answer {
	var a answer
	s := c.account.set(id)
	switch {
	case id == "", id == partnerRoleID && c.partnerIsRole():
		return nil
	case c.account.tier() == "free" || s == nil:
		a = c.invalid("there is no role %s", id)
	case s.RequiresBillingWrite && !c.has(scopeBilling):
		a = c.missing(scopeBilling)
	case c.h.world.Behaviour.Keys == "bound" && !covers(c.h.actorIn(c.account, c.key.Owner).rights, c.h.cat.read(s.Contents)):
		a = c.fail(http.StatusForbidden, "FORBIDDEN", "the user who made this key cannot give the role %s", id)
	default:
		return nil
	}
	return &a
}

// updateUser replaces what can be written of a user.
func (c *call) updateUser(u *User) answer {
	if u == nil {
		return c.notFound("User %s not found", c.rest[0])
	}
	w, refused := c.readUser()
	if refused != nil {
		return *refused
	}
	switch {
	case u.NotOnAnyHub:
		return c.nested("USER_NOT_ON_ANY_HUBS", "user is not on any hubs")
	case u.SuperAdmin:
		return c.invalid("Super admin users cannot be updated")
	}
	want := *u
	c.written(&want, w)
	for _, id := range u.RoleIDs { // taking such a set away needs the scope, too
		if s := c.account.set(id); s.RequiresBillingWrite && !slices.Contains(want.RoleIDs, id) && !c.has(scopeBilling) {
			return c.missing(scopeBilling)
		}
	}
	err := c.h.change(c.entry, func(ch *change) error {
		a, err := ch.account(c.account.HubID)
		if err != nil {
			return err
		}
		*a.user(want.Email) = want
		return nil
	})
	if err != nil {
		return c.broken(err)
	}
	return ok(c.show(u))
}

// written makes a user what a PUT says, by Behaviour.Put.
func (c *call) written(u *User, w writtenUser) {
	put := c.h.world.Behaviour.Put
	replaces := put == "" || strings.HasPrefix(put, "replace")
	if name := text(w.FirstName); name != "" {
		u.FirstName = name
	}
	if name := text(w.LastName); name != "" {
		u.LastName = name
	}
	if w.RoleID != nil || replaces {
		c.writeRole(u, text(w.RoleID), put == "add-role")
	}
	if w.PrimaryTeamID != nil || replaces {
		u.PrimaryTeamID = text(w.PrimaryTeamID)
	}
	switch {
	case w.SecondaryTeamIDs != nil:
		u.SecondaryTeamIDs = slices.Clone(*w.SecondaryTeamIDs)
	case replaces:
		u.SecondaryTeamIDs = nil
	}
	switch {
	case c.version == "2026-03":
	case w.SeatNames != nil:
		u.SeatNames = slices.Clone(*w.SeatNames)
	case put == "replace-seats":
		u.SeatNames = nil
	}
}

// writeRole gives a permission set in place of the others, or beside them. What
// was picked by hand is gone then.
func (c *call) writeRole(u *User, id string, beside bool) {
	switch {
	case id == partnerRoleID && beside && c.partnerIsRole():
		u.PartnerAdmin = true
	case id != "" && beside && !slices.Contains(u.RoleIDs, id):
		u.RoleIDs = append(slices.Clone(u.RoleIDs), id)
	case id != "" && beside:
	case id != "":
		c.give(u, id)
	default:
		u.RoleIDs = nil
		u.PartnerAdmin = u.PartnerAdmin && !c.partnerIsRole()
	}
}

// deleteUser removes a user. Whoever is not there is no error.
func (c *call) deleteUser(u *User) answer {
	how := c.h.world.Behaviour.Delete
	switch {
	case u == nil || how == "nothing":
		return answer{status: http.StatusNoContent}
	case u.SuperAdmin && how != "super-admins":
		return c.invalid("Super admin users cannot be removed")
	}
	err := c.h.change(c.entry, func(ch *change) error {
		a, err := ch.account(c.account.HubID)
		if err != nil {
			return err
		}
		return ch.take(a, u.Email, c.key.Owner)
	})
	if err != nil {
		return c.broken(err)
	}
	c.h.liveOf(c.account).seatsTaken = c.h.world.Behaviour.Seats
	return answer{status: http.StatusNoContent}
}

// broken is what a failed change answers: a refusal, or the disk.
func (c *call) broken(err error) answer {
	if isRefusal(err) {
		return c.invalid("%v", err)
	}
	return c.fail(http.StatusInternalServerError, "INTERNAL_ERROR", "the world could not be kept: %v", err)
}
