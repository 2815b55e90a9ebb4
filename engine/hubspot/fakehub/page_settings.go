package fakehub

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// The pages of an account's own settings: Settings > Users & Teams.

func accountPath(a *Account) string { return "/account/" + strconv.FormatInt(a.HubID, 10) }

func usersPath(a *Account) string { return accountPath(a) + "/users" }

func userPath(a *Account, email string) string { return usersPath(a) + "/" + url.PathEscape(email) }

// settingsPage is a page of an account's settings.
func settingsPage(a *Account, title, shape string, body any) *page {
	crumbs := []crumb{{a.Name, "/"}, {"Settings", "/"}, {"Users & Teams", usersPath(a)}}
	if title != "Users & Teams" {
		crumbs = append(crumbs, crumb{title, ""})
	}
	return &page{Title: title, shape: shape, Crumbs: crumbs, Body: body}
}

// settle changes something in the settings of the account that the path names.
func (v *visit) settle(do func(c *change, a *Account) error) (*Account, error) {
	a, err := v.client()
	if err != nil {
		return nil, err
	}
	return a, v.do(false, func(c *change) error {
		a, err := c.account(a.HubID)
		if err != nil {
			return err
		}
		return do(c, a)
	})
}

// userRow is a user in the list of an account.
type userRow struct{ Email, Name, Escaped, Set, Teams, Seat, Status string }

func (v *visit) users() (*page, error) {
	a, err := v.client()
	if err != nil {
		return nil, err
	}
	body := struct {
		HubID  int64
		People []userRow
	}{HubID: a.HubID}
	for i := range a.Users {
		u := &a.Users[i]
		if isApp(u.Email) {
			continue
		}
		name := u.name()
		if name == "" {
			name = u.Email
		}
		body.People = append(body.People, userRow{u.Email, name, url.PathEscape(u.Email), setText(a, u), strings.Join(teamNames(a, u), ", "), strings.Join(u.SeatNames, ", "), statusOf(u)})
	}
	return settingsPage(a, "Users & Teams", "users", body), nil
}

// userBody is what the page of a user shows.
type userBody struct {
	Email, Status, Set, Seat, URL string
	Deactivated, Invited          bool
	Sets                          choices
	Teams                         *teamChoices
	Levels                        []levelRow
}

// teamChoices are the teams of an account, as a user's main team and as the others.
type teamChoices struct{ Primary, Secondary []option }

func teamsOf(a *Account, u *User) *teamChoices {
	c := &teamChoices{}
	for _, t := range a.Teams {
		c.Primary = append(c.Primary, option{t.ID, t.Name, t.ID == u.PrimaryTeamID})
		c.Secondary = append(c.Secondary, option{t.ID, t.Name, slices.Contains(u.SecondaryTeamIDs, t.ID)})
	}
	return c
}

// levelRow is a permission with the levels that it can have.
type levelRow struct {
	Name    string
	Options []option
}

func (v *visit) user() (*page, error) {
	a, err := v.client()
	if err != nil {
		return nil, err
	}
	u := a.user(v.email())
	if u == nil {
		return nil, refuse("%s is not in %s", v.email(), a.Name)
	}
	body := userBody{
		Email: u.Email, Status: statusOf(u), Set: setText(a, u), Seat: strings.Join(u.SeatNames, ", "), URL: userPath(a, u.Email),
		Deactivated: u.Deactivated, Invited: u.Invited,
		Sets:  v.setChoices(a, "set", "set", []option{superOption, partnerOption, noneOption}, choiceOf(u)),
		Teams: teamsOf(a, u),
	}
	if !u.SuperAdmin {
		base := v.h.cat.base(a, u)
		body.Levels = v.h.cat.levels(base, u.Individual, true)
	}
	title := u.name()
	if title == "" {
		title = u.Email
	}
	return settingsPage(a, title, "user", body), nil
}

// levels are all permissions with the levels that somebody can choose. Where
// fromSet, one of the choices is the level that the permission set gives.
func (c *catalogue) levels(base rights, own map[string]string, fromSet bool) []levelRow {
	var rows []levelRow
	for _, name := range sortedKeys(c.kinds) {
		if name == permissionSuperAdmin {
			continue // it comes with the choice of that name alone
		}
		row := levelRow{Name: name}
		now := own[name]
		if fromSet {
			row.Options = append(row.Options, option{"", "as the set: " + c.level(name, base[name]), now == ""})
		} else {
			now = c.level(name, base[name])
		}
		for _, level := range levelNames[c.kinds[name]] {
			row.Options = append(row.Options, option{level, level, level == now})
		}
		rows = append(rows, row)
	}
	return rows
}

// formLevels are the levels that a form names, by permission. Those that it does
// not name stay as they are.
func (v *visit) formLevels() map[string]string {
	levels := map[string]string{}
	for field, values := range v.r.PostForm {
		if name, ok := strings.CutPrefix(field, "p-"); ok && len(values) > 0 {
			levels[name] = values[0]
		}
	}
	return levels
}

// changeUser changes the user whom the path names, and leads back to their page.
func (v *visit) changeUser(do func(c *change, a *Account) error) (*page, string, error) {
	a, err := v.settle(do)
	if err != nil {
		return nil, "", err
	}
	return nil, userPath(a, v.email()), nil
}

func (v *visit) setUser() (*page, string, error) {
	return v.changeUser(func(c *change, a *Account) error {
		return c.assign(a, v.actor, v.email(), v.r.PostForm.Get("set"))
	})
}

func (v *visit) setUserTeams() (*page, string, error) {
	return v.changeUser(func(c *change, a *Account) error {
		return c.setTeams(a, v.actor, v.email(), v.r.PostForm.Get("primary"), v.r.PostForm["secondary"])
	})
}

func (v *visit) setUserLevels() (*page, string, error) {
	return v.changeUser(func(c *change, a *Account) error { return c.adjust(a, v.actor, v.email(), v.formLevels()) })
}

func (v *visit) acceptInvitation() (*page, string, error) {
	return v.changeUser(func(c *change, a *Account) error { return c.accept(a, v.actor, v.email()) })
}

func (v *visit) deactivateUser() (*page, string, error) {
	return v.changeUser(func(c *change, a *Account) error { return c.deactivate(a, v.actor, v.email()) })
}

func (v *visit) reactivateUser() (*page, string, error) {
	return v.changeUser(func(c *change, a *Account) error { return c.reactivate(a, v.actor, v.email()) })
}

func (v *visit) removeUser() (*page, string, error) {
	a, err := v.settle(func(c *change, a *Account) error { return c.remove(a, v.actor, v.email()) })
	if err != nil {
		return nil, "", err
	}
	return nil, usersPath(a), nil
}

func (v *visit) askNewUser() (*page, error) {
	a, err := v.client()
	if err != nil {
		return nil, err
	}
	body := struct {
		Sets  choices
		Teams *teamChoices // nil: the account has none
	}{Sets: v.setChoices(a, "set", "set", []option{superOption, partnerOption, noneOption}, "")}
	if len(a.Teams) > 0 {
		body.Teams = teamsOf(a, &User{})
	}
	return settingsPage(a, "Create user", "newuser", body), nil
}

func (v *visit) createUser() (*page, string, error) {
	email := lower(strings.TrimSpace(v.r.PostForm.Get("email")))
	a, err := v.settle(func(c *change, a *Account) error {
		if err := c.add(a, v.actor, email, v.r.PostForm.Get("set")); err != nil {
			return err
		}
		return c.setTeams(a, v.actor, email, v.r.PostForm.Get("primary"), v.r.PostForm["secondary"])
	})
	if err != nil {
		return nil, "", err
	}
	return nil, userPath(a, email), nil
}
