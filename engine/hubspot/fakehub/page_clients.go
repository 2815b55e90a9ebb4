package fakehub

import (
	"net/url"
	"slices"
	"strconv"
)

// The pages of the Client Access Manager that begin with its clients.

// managerPage is a page of the Client Access Manager.
func (v *visit) managerPage(tab, title, shape string, body any) *page {
	p := &page{Title: title, shape: shape, Body: body}
	for _, name := range []string{"Clients", "Employees", "Contractors"} {
		p.Tabs = append(p.Tabs, tabLink{name, "/cam/" + lower(name), name == tab})
	}
	p.Crumbs = []crumb{{v.h.world.agency().Name, "/"}, {"Partner", "/"}, {"Client Access Manager", "/cam/clients"}, {tab, "/cam/" + lower(tab)}}
	if title != tab {
		p.Crumbs = append(p.Crumbs, crumb{title, ""})
	}
	return p
}

// manage changes something in the Client Access Manager, in some clients: in all,
// or in none.
func (v *visit) manage(hubIDs []int64, do func(c *change, a *Account) error) error {
	return v.do(true, func(c *change) error {
		return c.each(hubIDs, func(a *Account) error {
			switch {
			case a.HubID == v.h.world.Agency:
				return refuse("%s is the partner account, and no client", a.Name)
			case !c.actor(a, v.actor).manages:
				return refuse("%s cannot use the Client Access Manager for %s", v.actor, a.Name)
			}
			return do(c, a)
		})
	})
}

// clientOf is the client that the path names.
func (v *visit) clientOf() (*Account, error) {
	a, err := v.client()
	if err == nil && a.HubID == v.h.world.Agency {
		err = refuse("%s is the partner account, and no client", a.Name)
	}
	return a, err
}

func clientPath(a *Account) string { return "/cam/clients/" + strconv.FormatInt(a.HubID, 10) }

// accessTypes are by what people are in an account, as the list of clients can
// be narrowed.
var accessTypes = []option{{Value: "super-admin", Text: "Super Admin"}, {Value: "partner-admin", Text: "Partner Admin"}, {Value: "set", Text: "Permission set"}}

func accessType(u *User) string {
	switch {
	case u.SuperAdmin:
		return "super-admin"
	case u.PartnerAdmin:
		return "partner-admin"
	}
	return "set"
}

// types are the access types that a request wants to see: all where it names none.
func (v *visit) types() []option {
	list := slices.Clone(accessTypes)
	wanted := v.r.Form["type"]
	for i := range list {
		list[i].Chosen = len(wanted) == 0 || slices.Contains(wanted, list[i].Value)
	}
	return list
}

// ours are the people of the agency in an account who are there in a way that the
// request wants to see.
func (v *visit) ours(a *Account) []*User {
	types := v.types()
	var list []*User
	for i := range a.Users {
		u := &a.Users[i]
		shown := slices.ContainsFunc(types, func(o option) bool { return o.Chosen && o.Value == accessType(u) })
		if shown && v.h.isOurs(a, u.Email) {
			list = append(list, u)
		}
	}
	return list
}

// clientRow is a client in the list.
type clientRow struct {
	HubID                       int64
	Name, Domain, Yours, People string
	CanMigrate                  bool
}

func (v *visit) clients() (*page, error) {
	body := struct {
		Types   []option
		Clients []clientRow
		Query   string
	}{Types: v.types()}
	if query := (url.Values{"type": v.r.Form["type"]}).Encode(); query != "" {
		body.Query = "?" + query
	}
	for i := range v.h.world.Accounts {
		a := &v.h.world.Accounts[i]
		if a.HubID == v.h.world.Agency {
			continue
		}
		row := clientRow{HubID: a.HubID, Name: a.Name, Domain: a.Domain, Yours: "none", People: counted(len(v.ours(a)), "person", "people")}
		if u := a.user(v.actor); u != nil {
			row.Yours = setText(a, u)
			who := v.h.actorIn(a, v.actor)
			row.CanMigrate = who.super && who.manages
		}
		body.Clients = append(body.Clients, row)
	}
	return v.managerPage("Clients", "Clients", "clients", body), nil
}

// personRow is somebody in a list.
type personRow struct {
	Email, Name, Escaped, Set, Status string
	Ticked                            bool
}

func (v *visit) clientDetails() (*page, error) {
	a, err := v.clientOf()
	if err != nil {
		return nil, err
	}
	body := struct {
		HubID   int64
		People  []personRow
		TickAll string
	}{HubID: a.HubID}
	query := url.Values{"type": v.r.Form["type"], "all": {"yes"}}
	body.TickAll = clientPath(a) + "?" + query.Encode()
	for _, u := range v.ours(a) {
		body.People = append(body.People, personRow{u.Email, u.name(), url.PathEscape(u.Email), setText(a, u), statusOf(u), v.r.Form.Get("all") == "yes"})
	}
	return v.managerPage("Clients", a.Name, "details", body), nil
}
