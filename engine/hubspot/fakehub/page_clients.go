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
	HubID               int64
	Name, Domain, Yours string
	People              int
	CanMigrate          bool
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
		row := clientRow{HubID: a.HubID, Name: a.Name, Domain: a.Domain, Yours: "none", People: len(v.ours(a))}
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

func (v *visit) askAdd() (*page, error) {
	a, err := v.clientOf()
	if err != nil {
		return nil, err
	}
	body := struct {
		People []option
		Sets   choices
	}{Sets: v.setChoices(a, "set", "set", []option{partnerOption}, "")}
	for _, p := range v.team() {
		if !p.contractor && a.user(p.email) == nil {
			body.People = append(body.People, option{Value: p.email, Text: p.label()})
		}
	}
	p := v.managerPage("Clients", "Add employees to "+a.Name, "add", body)
	return p, nil
}

func (v *visit) addEmployees() (*page, string, error) {
	a, err := v.clientOf()
	if err != nil {
		return nil, "", err
	}
	err = v.manage([]int64{a.HubID}, func(c *change, a *Account) error {
		people := v.r.PostForm["person"]
		if len(people) == 0 {
			return refuse("choose at least one person")
		}
		for _, email := range people {
			if err := c.add(a, v.actor, lower(email), v.r.PostForm.Get("set")); err != nil {
				return err
			}
		}
		return nil
	})
	return nil, clientPath(a), err
}

func (v *visit) askMigrate() (*page, error) {
	a, err := v.clientOf()
	if err != nil {
		return nil, err
	}
	return v.managerPage("Clients", "Change to Partner Admin", "migrate", a.Name), nil
}

func (v *visit) migrateSelf() (*page, string, error) {
	a, err := v.clientOf()
	if err != nil {
		return nil, "", err
	}
	err = v.manage([]int64{a.HubID}, func(c *change, a *Account) error {
		return c.migrate(a, v.actor, v.r.PostForm.Get("keep") == "yes")
	})
	return nil, "/cam/clients", err
}

func (v *visit) askSet() (*page, error) {
	a, err := v.clientOf()
	if err != nil {
		return nil, err
	}
	u := a.user(v.email())
	if u == nil {
		return nil, refuse("%s is not in %s", v.email(), a.Name)
	}
	body := struct {
		Person, Now string
		Sets        choices
	}{labelOf(u), setText(a, u), v.setChoices(a, "set", "set", []option{partnerOption}, choiceOf(u))}
	return v.managerPage("Clients", "Change permission set in "+a.Name, "set", body), nil
}

func (v *visit) changeSet() (*page, string, error) {
	a, err := v.clientOf()
	if err != nil {
		return nil, "", err
	}
	err = v.manage([]int64{a.HubID}, func(c *change, a *Account) error {
		return c.assign(a, v.actor, v.email(), v.r.PostForm.Get("set"))
	})
	return nil, clientPath(a), err
}

// reviewBody is what a page shows before something is done that cannot be taken
// back.
type reviewBody struct {
	Action, Text, Name, Button string
	Rows                       []reviewRow
}

type reviewRow struct {
	Value, Text string
	Owns        []string
}

func (v *visit) reviewRemoveMany() (*page, error) {
	a, err := v.clientOf()
	if err != nil {
		return nil, err
	}
	body := reviewBody{Action: clientPath(a) + "/remove", Name: "person", Button: "Confirm removal", Text: "These people lose their access to " + a.Name + "."}
	for _, email := range v.r.Form["person"] {
		if u := a.user(email); u != nil {
			body.Rows = append(body.Rows, reviewRow{email, labelOf(u), owned(u)})
		}
	}
	if len(body.Rows) == 0 {
		return nil, refuse("choose at least one person")
	}
	return v.managerPage("Clients", "Review", "review", body), nil
}

func (v *visit) removeMany() (*page, string, error) {
	a, err := v.clientOf()
	if err != nil {
		return nil, "", err
	}
	err = v.manage([]int64{a.HubID}, func(c *change, a *Account) error {
		people := v.r.PostForm["person"]
		if len(people) == 0 {
			return refuse("choose at least one person")
		}
		for _, email := range people {
			if err := c.removeOurs(a, v.actor, email); err != nil {
				return err
			}
		}
		return nil
	})
	return nil, clientPath(a), err
}
