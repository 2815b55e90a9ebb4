package fakehub

import (
	"cmp"
	"fmt"
	"net/url"
	"slices"
	"strconv"
)

// The pages of the Client Access Manager that begin with people of the agency.

// teamMember is somebody of the agency, wherever they are a user.
type teamMember struct {
	email, name string
	contractor  bool
	clients     int // in how many they are
}

func (p *teamMember) label() string { return labelOf(&User{Email: p.email, FirstName: p.name}) }

// team lists everybody of the agency by e-mail: the users of its own account, and
// users of clients who are linked to it or have an address of it.
func (v *visit) team() []*teamMember {
	found := map[string]*teamMember{}
	agency := v.h.world.agency()
	for i := range v.h.world.Accounts {
		a := &v.h.world.Accounts[i]
		for j := range a.Users {
			u := &a.Users[j]
			if !v.h.isOurs(a, u.Email) {
				continue
			}
			p := found[u.Email]
			if p == nil {
				p = &teamMember{email: u.Email, name: u.name(), contractor: !v.h.hasOurDomain(u.Email)}
				if own := agency.user(u.Email); own != nil {
					p.contractor = own.Contractor
				}
				found[u.Email] = p
			}
			if a != agency {
				p.clients++
			}
		}
	}
	list := make([]*teamMember, 0, len(found))
	for _, p := range found {
		list = append(list, p)
	}
	slices.SortFunc(list, func(a, b *teamMember) int { return cmp.Compare(a.email, b.email) })
	return list
}

// teamRow is one of the team in a list.
type teamRow struct {
	Email, Name, URL string
	Contractor       bool
	Clients          string
}

func (v *visit) peoplePage(tab, what string, contractors bool) *page {
	body := struct {
		What   string
		People []teamRow
	}{What: what}
	for _, p := range v.team() {
		if contractors && !p.contractor {
			continue
		}
		body.People = append(body.People, teamRow{p.email, p.name, personPath(p.email), p.contractor, counted(p.clients, "client", "clients")})
	}
	return v.managerPage(tab, tab, "people", body)
}

func personPath(email string) string { return "/cam/people/" + url.PathEscape(email) }

// employees lists all who are linked, contractors too: they are removed there.
func (v *visit) employees() (*page, error) { return v.peoplePage("Employees", "Employee", false), nil }

func (v *visit) contractors() (*page, error) {
	return v.peoplePage("Contractors", "Contractor", true), nil
}

// person is whom of the agency the path names, with name and address.
func (v *visit) person() (string, error) {
	for _, p := range v.team() {
		if p.email == v.email() {
			return p.label(), nil
		}
	}
	return "", refuse("nobody of yours is %s", v.email())
}

// chooseBody is what a page shows on which clients are ticked.
type chooseBody struct {
	Method, Action, Text, Legend, Button string
	Rows                                 []reviewRow
}

// choosePage lets somebody tick clients of a person; row says which, and what
// the person owns there.
func (v *visit) choosePage(title string, body chooseBody, has func(a *Account, u *User) bool) (*page, error) {
	person, err := v.person()
	if err != nil {
		return nil, err
	}
	body.Legend = "Clients of " + person
	for i := range v.h.world.Accounts {
		a := &v.h.world.Accounts[i]
		u := a.user(v.email())
		if a.HubID == v.h.world.Agency || !has(a, u) {
			continue
		}
		row := reviewRow{Value: strconv.FormatInt(a.HubID, 10), Text: fmt.Sprintf("%s (%d)", a.Name, a.HubID)}
		if u != nil {
			row.Owns = owned(u)
		}
		body.Rows = append(body.Rows, row)
	}
	return v.managerPage("Employees", title, "choose", body), nil
}

func (v *visit) askRemove() (*page, error) {
	body := chooseBody{Method: "get", Action: personPath(v.email()) + "/remove/review", Button: "Next"}
	return v.choosePage("Remove employee from clients", body, func(_ *Account, u *User) bool { return u != nil })
}

func (v *visit) reviewRemove() (*page, error) {
	person, err := v.person()
	if err != nil {
		return nil, err
	}
	body := reviewBody{Action: personPath(v.email()) + "/remove", Name: "client", Button: "Done", Text: person + " loses their access to these clients."}
	for _, hubID := range v.hubIDs() {
		a := v.h.world.account(hubID)
		if a == nil {
			return nil, refuse("there is no account %d", hubID)
		}
		row := reviewRow{Value: strconv.FormatInt(hubID, 10), Text: fmt.Sprintf("%s (%d)", a.Name, hubID)}
		if u := a.user(v.email()); u != nil {
			row.Owns = owned(u)
		}
		body.Rows = append(body.Rows, row)
	}
	if len(body.Rows) == 0 {
		return nil, refuse("choose at least one client")
	}
	return v.managerPage("Employees", "Review", "review", body), nil
}

func (v *visit) removeFromClients() (*page, string, error) {
	err := v.manage(v.hubIDs(), func(c *change, a *Account) error { return c.removeOurs(a, v.actor, v.email()) })
	return nil, "/cam/employees", err
}

func (v *visit) askDeactivate() (*page, error) {
	body := chooseBody{Method: "post", Button: "Deactivate", Text: "Whoever is deactivated cannot log in, and keeps what they have for the day on which they are reactivated."}
	return v.choosePage("Deactivate employee", body, func(_ *Account, u *User) bool { return u != nil && !u.Deactivated })
}

func (v *visit) deactivateIn() (*page, string, error) {
	err := v.manage(v.hubIDs(), func(c *change, a *Account) error { return c.deactivate(a, v.actor, v.email()) })
	return nil, "/cam/employees", err
}

func (v *visit) askReactivate() (*page, error) {
	body := chooseBody{Method: "post", Button: "Reactivate"}
	return v.choosePage("Reactivate employee", body, func(_ *Account, u *User) bool { return u != nil && u.Deactivated })
}

func (v *visit) reactivateIn() (*page, string, error) {
	err := v.manage(v.hubIDs(), func(c *change, a *Account) error { return c.reactivate(a, v.actor, v.email()) })
	return nil, "/cam/employees", err
}
