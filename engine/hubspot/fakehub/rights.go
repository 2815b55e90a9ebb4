package fakehub

import (
	"maps"
	"slices"
)

// rights are levels by permission; what is not there is 0, which gives nothing.
type rights map[string]int

// levelNames are the names of levels by kind, the lowest first.
var levelNames = map[string][]string{
	"toggle": {"off", "on"},
	"scope":  {"none", "own", "team", "all"},
}

// Permissions that pages and rules speak of.
const (
	permissionPartnerAdmin = "partner.admin"
	permissionSuperAdmin   = "account.super_admin"
	permissionBilling      = "account.modify_billing"
)

// notPartnerAdmins are the permissions that partner admins do not hold by that.
var notPartnerAdmins = []string{permissionSuperAdmin, permissionBilling, "account.scim", "account.data_center_migration"}

// kindOf is the kind of permission that has a level of that name.
func kindOf(level string) string {
	if slices.Contains(levelNames["scope"], level) {
		return "scope"
	}
	return "toggle"
}

// kinds are all permissions of the world with their kind.
func (w *World) kinds() map[string]string {
	kinds := map[string]string{}
	learn := func(levels map[string]string) {
		for name, level := range levels {
			kinds[name] = kindOf(level)
		}
	}
	for i := range w.Accounts {
		for _, s := range w.Accounts[i].PermissionSets {
			learn(s.Contents)
		}
		for _, u := range w.Accounts[i].Users {
			learn(u.Individual)
		}
	}
	maps.Copy(kinds, w.Permissions)
	for _, name := range append([]string{permissionPartnerAdmin}, notPartnerAdmins...) {
		if kinds[name] == "" {
			kinds[name] = "toggle"
		}
	}
	return kinds
}

// catalogue are the permissions of a world, and the rights of its two admins.
type catalogue struct {
	kinds   map[string]string
	super   rights
	partner rights
}

func (w *World) catalogue() *catalogue {
	c := &catalogue{kinds: w.kinds(), super: rights{}, partner: rights{}}
	for name, kind := range c.kinds {
		c.super[name] = len(levelNames[kind]) - 1
		if !slices.Contains(notPartnerAdmins, name) {
			c.partner[name] = c.super[name]
		}
	}
	return c
}

// read reads levels by name.
func (c *catalogue) read(levels map[string]string) rights {
	r := rights{}
	for name, level := range levels {
		if n := slices.Index(levelNames[c.kinds[name]], level); n > 0 {
			r[name] = n
		}
	}
	return r
}

// level writes a level by name.
func (c *catalogue) level(name string, level int) string { return levelNames[c.kinds[name]][level] }

// write writes the levels above the lowest by name.
func (c *catalogue) write(r rights) map[string]string {
	levels := map[string]string{}
	for name, level := range r {
		if level > 0 {
			levels[name] = c.level(name, level)
		}
	}
	return levels
}

// base are the rights of a user before individual permissions.
func (c *catalogue) base(a *Account, u *User) rights {
	switch {
	case u.SuperAdmin:
		return c.super
	case u.PartnerAdmin:
		return c.partner
	}
	r := rights{}
	for _, id := range u.RoleIDs {
		if s := a.set(id); s != nil {
			for name, level := range c.read(s.Contents) {
				r[name] = max(r[name], level)
			}
		}
	}
	return r
}

// given are the rights of a user, whether they may use them now or not.
func (c *catalogue) given(a *Account, u *User) rights {
	base := c.base(a, u)
	if u.SuperAdmin || len(u.Individual) == 0 {
		return base
	}
	r := maps.Clone(base)
	for name, level := range u.Individual {
		r[name] = max(0, slices.Index(levelNames[c.kinds[name]], level))
	}
	return r
}

// effective are the rights that a user may use now; u may be nil.
func (c *catalogue) effective(a *Account, u *User) rights {
	if u == nil || u.Deactivated || u.Invited {
		return rights{}
	}
	return c.given(a, u)
}

// reach is what becomes of somebody's rights when an actor wants to make them
// des: what the actor does not hold stays as it is, and nothing is said of it.
func (c *catalogue) reach(cur, des, act rights) rights {
	after := rights{}
	for name := range c.kinds {
		switch {
		case cur[name] > act[name]:
			after[name] = cur[name]
		default:
			after[name] = min(des[name], act[name])
		}
	}
	return after
}

// deviations are the levels of r that differ from those of base, by name.
func (c *catalogue) deviations(base, r rights) map[string]string {
	var levels map[string]string
	for name := range c.kinds {
		if r[name] != base[name] {
			if levels == nil {
				levels = map[string]string{}
			}
			levels[name] = c.level(name, r[name])
		}
	}
	return levels
}

// covers reports whether the actor holds all of r.
func covers(act, r rights) bool {
	for name, level := range r {
		if act[name] < level {
			return false
		}
	}
	return true
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
