package fakehub

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// check reports the first thing in a world that cannot be, and its field.
func (w *World) check() (field string, err error) {
	if field, err := w.Behaviour.check(); err != nil {
		return "behaviour." + field, err
	}
	for name, kind := range w.Permissions {
		if kind != "toggle" && kind != "scope" {
			return "permissions." + name, fmt.Errorf("%q is not \"toggle\" or \"scope\"", kind)
		}
	}
	c := &worldCheck{world: w, hubs: map[int64]bool{}, keys: map[string]bool{}, ids: map[string]string{}, emails: map[string]string{}}
	for email, id := range w.UserIDs {
		if err := c.identity(email, id); err != nil {
			return "userIds." + email, err
		}
	}
	for i := range w.Accounts {
		if field, err := c.account(&w.Accounts[i]); err != nil {
			return fmt.Sprintf("accounts[%d].%s", i, field), err
		}
	}
	if w.agency() == nil {
		return "agency", fmt.Errorf("there is no account %d", w.Agency)
	}
	return "", nil
}

// worldCheck remembers what there may be only once.
type worldCheck struct {
	world  *World
	hubs   map[int64]bool
	keys   map[string]bool
	ids    map[string]string // e-mail by id
	emails map[string]string // id by e-mail
}

func (c *worldCheck) account(a *Account) (field string, err error) {
	switch {
	case a.HubID <= 0:
		return "hubId", errors.New("a hub id is a number above 0")
	case c.hubs[a.HubID]:
		return "hubId", fmt.Errorf("account %d stands there twice", a.HubID)
	case !slices.Contains(tiers, a.tier()):
		return "tier", fmt.Errorf("%q is not one of %s", a.Tier, orList(tiers))
	case a.DailyLimit < 0:
		return "dailyLimit", fmt.Errorf("%d is below 0", a.DailyLimit)
	}
	c.hubs[a.HubID] = true
	for i, k := range a.Keys {
		if k.Key == "" || c.keys[k.Key] {
			return fmt.Sprintf("keys[%d].key", i), errors.New("it is empty, or another key is the same")
		}
		c.keys[k.Key] = true
	}
	if field, err := c.lists(a); err != nil {
		return field, err
	}
	once := map[string]bool{}
	for i := range a.Users {
		u := &a.Users[i]
		if once[u.Email] {
			return fmt.Sprintf("users[%d].email", i), fmt.Errorf("%s stands there twice", u.Email)
		}
		once[u.Email] = true
		if field, err := c.user(a, u); err != nil {
			return fmt.Sprintf("users[%d].%s", i, field), err
		}
	}
	return "", nil
}

// lists checks what users of an account refer to.
func (c *worldCheck) lists(a *Account) (field string, err error) {
	once := map[string]bool{}
	for i, s := range a.PermissionSets {
		at := fmt.Sprintf("permissionSets[%d].", i)
		if s.ID == "" || once[s.ID] {
			return at + "id", errors.New("it is empty, or another set has it")
		}
		once[s.ID] = true
		if s.Name == "" {
			return at + "name", errors.New("a permission set has a name")
		}
		if name, err := c.world.checkLevels(s.Contents); err != nil {
			return at + "contents." + name, err
		}
	}
	once = map[string]bool{}
	for i, t := range a.Teams {
		if t.ID == "" || once[t.ID] {
			return fmt.Sprintf("teams[%d].id", i), errors.New("it is empty, or another team has it")
		}
		once[t.ID] = true
	}
	return "", nil
}

func (c *worldCheck) user(a *Account, u *User) (field string, err error) {
	if err := c.identity(u.Email, u.ID); err != nil {
		return "email", err
	}
	for i, id := range u.RoleIDs {
		if a.set(id) == nil || slices.Contains(u.RoleIDs[:i], id) {
			return fmt.Sprintf("roleIds[%d]", i), fmt.Errorf("there is no permission set %q in the account, or it stands there twice", id)
		}
	}
	if u.PrimaryTeamID != "" && a.team(u.PrimaryTeamID) == nil {
		return "primaryTeamId", fmt.Errorf("there is no team %q in the account", u.PrimaryTeamID)
	}
	for i, id := range u.SecondaryTeamIDs {
		if a.team(id) == nil {
			return fmt.Sprintf("secondaryTeamIds[%d]", i), fmt.Errorf("there is no team %q in the account", id)
		}
	}
	if name, err := c.world.checkLevels(u.Individual); err != nil {
		return "individual." + name, err
	}
	return "", nil
}

// identity checks that an e-mail is one, and that it and the id belong together
// in all accounts.
func (c *worldCheck) identity(email, id string) error {
	switch {
	case !isEmail(email):
		return fmt.Errorf("%q is no e-mail address in lower case", email)
	case id == "" || strings.Trim(id, "0123456789") != "":
		return fmt.Errorf("%s has the id %q: it is made of digits", email, id)
	case c.ids[id] != "" && c.ids[id] != email:
		return fmt.Errorf("%s and %s have the same id %s", c.ids[id], email, id)
	case c.emails[email] != "" && c.emails[email] != id:
		return fmt.Errorf("%s has the ids %s and %s: a person has one in all accounts", email, c.emails[email], id)
	}
	c.ids[id], c.emails[email] = email, id
	return nil
}

// isEmail reports whether a text is an e-mail address in lower case, as far as that
// matters here.
func isEmail(text string) bool {
	name, domain, _ := strings.Cut(text, "@")
	odd := func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) || r == utf8.RuneError }
	return name != "" && domain != "" && !strings.Contains(domain, "@") && text == lower(text) && !strings.ContainsFunc(text, odd)
}

// checkLevels reports the first permission that has no such level.
func (w *World) checkLevels(levels map[string]string) (name string, err error) {
	for _, name := range sortedKeys(levels) {
		kind := w.Permissions[name]
		if kind == "" {
			kind = kindOf(levels[name])
		}
		if !slices.Contains(levelNames[kind], levels[name]) {
			return name, fmt.Errorf("%q is no level of it", levels[name])
		}
	}
	return "", nil
}

var tiers = []string{"free", "starter", "professional", "enterprise"}
