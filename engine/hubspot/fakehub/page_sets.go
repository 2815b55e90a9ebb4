package fakehub

import (
	"net/url"
	"slices"
)

// The permission sets of an account: Settings > Users & Teams > Permission sets.

// setRow is a permission set in the list.
type setRow struct {
	Name, URL string
	Users     int
}

func setsPath(a *Account) string { return accountPath(a) + "/permission-sets" }

func setPath(a *Account, id string) string { return setsPath(a) + "/" + url.PathEscape(id) }

func (v *visit) permissionSets() (*page, error) {
	a, err := v.client()
	if err != nil {
		return nil, err
	}
	body := struct {
		Users string
		Sets  []setRow
	}{Users: usersPath(a)}
	for _, s := range a.PermissionSets {
		row := setRow{Name: s.Name, URL: setPath(a, s.ID)}
		for i := range a.Users {
			if slices.Contains(a.Users[i].RoleIDs, s.ID) {
				row.Users++
			}
		}
		body.Sets = append(body.Sets, row)
	}
	return settingsPage(a, "Permission sets", "permissionsets", body), nil
}

func (v *visit) permissionSet() (*page, error) {
	a, err := v.client()
	if err != nil {
		return nil, err
	}
	s := a.set(v.r.PathValue("set"))
	if s == nil {
		return nil, refuse("there is no such permission set in %s", a.Name)
	}
	return settingsPage(a, s.Name, "permissionset", v.h.cat.levels(v.h.cat.read(s.Contents), nil, false)), nil
}

func (v *visit) savePermissionSet() (*page, string, error) {
	a, err := v.settle(func(c *change, a *Account) error {
		return c.editSet(a, v.actor, v.r.PathValue("set"), v.formLevels())
	})
	if err != nil {
		return nil, "", err
	}
	return nil, setsPath(a), nil
}
