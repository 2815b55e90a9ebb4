package fakehub

// What the Client Access Manager does with one client.

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
