package fakehub

import (
	"slices"
	"strings"
)

// actor is who acts, in one account.
type actor struct {
	email   string
	rights  rights // that they may use there
	super   bool   // super admin there
	partner bool   // partner admin there
	admin   bool   // one of the two
	manages bool   // may use the Client Access Manager for that account
}

// actorIn returns what somebody is in an account.
func (h *Hub) actorIn(a *Account, email string) actor {
	u := a.user(email)
	who := actor{email: email, rights: h.cat.effective(a, u)}
	who.super = who.rights[permissionSuperAdmin] > 0
	who.partner = !who.super && who.rights[permissionPartnerAdmin] > 0
	who.admin = who.super || who.partner
	who.manages = h.hasRole(email) || who.admin && h.nobodyHasRoles() && h.isOurs(a, email)
	return who
}

// hasRole reports whether somebody has a role in the agency's own account that
// lets them use the Client Access Manager.
func (h *Hub) hasRole(email string) bool {
	u := h.world.agency().user(email)
	return u != nil && hasRole(u)
}

func hasRole(u *User) bool {
	return !u.Deactivated && !u.Invited && (u.SuperAdmin || u.ManagesPartnerEmployees)
}

// nobodyHasRoles reports whether nobody does: then whoever is admin in an account
// may use it there.
func (h *Hub) nobodyHasRoles() bool {
	agency := h.world.agency()
	return !slices.ContainsFunc(agency.Users, func(u User) bool { return hasRole(&u) })
}

// isOurs reports whether somebody works for the agency.
func (h *Hub) isOurs(a *Account, email string) bool {
	if isApp(email) {
		return false
	}
	u := a.user(email)
	return u != nil && u.Linked || h.hasOurDomain(email) || h.world.agency().user(email) != nil
}

// isLinked reports whether somebody is linked to the agency in any account.
func (h *Hub) isLinked(email string) bool {
	return slices.ContainsFunc(h.world.Accounts, func(a Account) bool {
		u := a.user(email)
		return u != nil && u.Linked
	})
}

// hasOurDomain reports whether an address is at exactly one of the agency's
// domains.
func (h *Hub) hasOurDomain(email string) bool {
	_, domain, _ := strings.Cut(email, "@")
	return slices.Contains(h.world.EmailDomains, domain)
}

// isApp reports whether a user is no person but an app.
func isApp(email string) bool { return strings.Contains(email, "@appserviceaccount.") }

// isSuper reports whether a user is a super admin, or will be when they are
// active again.
func isSuper(u *User) bool { return u != nil && u.SuperAdmin }

// actsAsSuper reports whether a user is a super admin who may act.
func actsAsSuper(u *User) bool { return isSuper(u) && !u.Deactivated && !u.Invited }

// superAdmins counts the super admins of an account who may act.
func superAdmins(a *Account) int {
	n := 0
	for i := range a.Users {
		if actsAsSuper(&a.Users[i]) {
			n++
		}
	}
	return n
}

// keepsSuperAdmin refuses a change that left an account without a super admin.
func (c *change) keepsSuperAdmin(a *Account) error {
	was := c.before[a.HubID]
	if superAdmins(&was) > 0 && superAdmins(a) == 0 {
		return refuse("%s needs at least one super admin", a.Name)
	}
	return nil
}
