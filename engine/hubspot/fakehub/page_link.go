package fakehub

import (
	"net/url"
	"strconv"
)

// Linking people to clients, and the client's approval of an access link.

func (v *visit) askLink() (*page, error) {
	body := chooseBody{Method: "post", Button: "Confirm", Text: "Choose the clients."}
	return v.choosePage("Link clients", body, func(_ *Account, u *User) bool { return u == nil || !u.Linked })
}

// linkRow is a client on the page that asks what somebody may do there.
type linkRow struct {
	HubID int64
	Name  string
	Sets  *choices // nil: they are there already
}

// linkClients links somebody to clients where they are users, and makes them users
// of the others, for which it asks for a permission set first.
func (v *visit) linkClients() (*page, string, error) {
	person, err := v.person()
	if err != nil {
		return nil, "", err
	}
	var rows []linkRow
	asks := false
	for _, hubID := range v.hubIDs() {
		a := v.h.world.account(hubID)
		if a == nil {
			return nil, "", refuse("there is no account %d", hubID)
		}
		row := linkRow{HubID: hubID, Name: a.Name}
		if a.user(v.email()) == nil {
			id := "set-" + strconv.FormatInt(hubID, 10)
			sets := v.setChoices(a, id, id, []option{partnerOption}, "")
			row.Sets = &sets
			asks = asks || v.r.PostForm.Get(id) == ""
		}
		rows = append(rows, row)
	}
	if asks {
		body := struct {
			Person  string
			Clients []linkRow
		}{person, rows}
		return v.managerPage("Contractors", "Link clients", "link", body), "", nil
	}
	err = v.manage(v.hubIDs(), func(c *change, a *Account) error {
		if a.user(v.email()) != nil {
			return c.link(a, v.actor, v.email())
		}
		return c.add(a, v.actor, v.email(), v.r.PostForm.Get("set-"+strconv.FormatInt(a.HubID, 10)))
	})
	return nil, "/cam/employees", err
}

func approvalPath(email string) string { return "/access-link/" + url.PathEscape(email) }

func (v *visit) accessLink() (*page, error) {
	person, err := v.person()
	if err != nil {
		return nil, err
	}
	body := struct{ Person, Link, Path string }{person, "http://" + v.r.Host + approvalPath(v.email()), approvalPath(v.email())}
	return v.managerPage("Employees", "Copy access link", "accesslink", body), nil
}

// askApproval is what a client sees who opens an access link.
func (v *visit) askApproval() (*page, error) {
	person, err := v.person()
	if err != nil {
		return nil, err
	}
	body := struct {
		Person   string
		Accounts choices
	}{person, choices{ID: "client", Name: "client"}}
	for _, a := range v.h.world.Accounts {
		if a.HubID != v.h.world.Agency {
			body.Accounts.Options = append(body.Accounts.Options, option{Value: strconv.FormatInt(a.HubID, 10), Text: a.Name})
		}
	}
	crumbs := []crumb{{"Accounts", "/"}, {"Access link", ""}}
	p := &page{Title: "Approve an access link", shape: "approve", Crumbs: crumbs, Body: body}
	for i := range v.h.world.Accounts {
		a := &v.h.world.Accounts[i]
		for j := range a.Users {
			if u := &a.Users[j]; actsAsSuper(u) && a.HubID != v.h.world.Agency && !v.h.isOurs(a, u.Email) {
				v.offer(p, u)
			}
		}
	}
	return p, nil
}

func (v *visit) giveApproval() (*page, string, error) {
	if _, err := v.person(); err != nil {
		return nil, "", err
	}
	hubID := number(v.r.PostForm.Get("client"))
	v.entry.Account = hubID
	err := v.do(false, func(c *change) error {
		return c.each([]int64{hubID}, func(a *Account) error { return c.approve(a, v.actor, v.email()) })
	})
	return nil, "/account/" + strconv.FormatInt(hubID, 10) + "/users", err
}
