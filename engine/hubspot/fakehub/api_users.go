package fakehub

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
)

// publicUser is a user as the API shows them.
type publicUser struct {
	ID               string   `json:"id"`
	Email            string   `json:"email"`
	FirstName        string   `json:"firstName,omitempty"`
	LastName         string   `json:"lastName,omitempty"`
	RoleID           string   `json:"roleId,omitempty"`
	RoleIDs          []string `json:"roleIds"`
	PrimaryTeamID    string   `json:"primaryTeamId,omitempty"`
	SecondaryTeamIDs []string `json:"secondaryTeamIds,omitempty"`
	SeatNames        []string `json:"seatNames,omitempty"` // from 2026-09 on
	SendWelcomeEmail bool     `json:"sendWelcomeEmail"`    // always false when read
	SuperAdmin       bool     `json:"superAdmin"`
}

// show is a user as the API shows them in the version of the call, and notes that
// the answer held them.
func (c *call) show(u *User) publicUser {
	c.entry.Shown = append(c.entry.Shown, seen(c.account, u))
	p := publicUser{
		ID: u.ID, Email: u.Email, FirstName: u.FirstName, LastName: u.LastName, RoleIDs: c.roleIDs(u),
		PrimaryTeamID: u.PrimaryTeamID, SecondaryTeamIDs: u.SecondaryTeamIDs, SuperAdmin: u.SuperAdmin,
	}
	if len(p.RoleIDs) > 0 {
		p.RoleID = p.RoleIDs[0]
	}
	if c.version != "2026-03" {
		p.SeatNames = u.SeatNames
	}
	return p
}

// paging leads to the next page; without Next it is the last one.
type paging struct {
	Next *nextPage `json:"next,omitempty"`
}

type nextPage struct {
	After string `json:"after"`
	Link  string `json:"link,omitempty"`
}

type results[T any] struct {
	Results []T     `json:"results"`
	Paging  *paging `json:"paging,omitempty"`
}

// users serves /settings/users/{version}.
func (c *call) users() answer {
	if !c.h.world.Behaviour.hasVersion(c.version) {
		return c.noPath()
	}
	switch {
	case len(c.rest) == 0 && c.r.Method == http.MethodGet:
		return c.listUsers()
	case len(c.rest) == 0 && c.r.Method == http.MethodPost:
		return c.createUser()
	case len(c.rest) == 0:
		return c.wrongMethod()
	case len(c.rest) > 1:
		return c.noPath()
	}
	switch c.rest[0] {
	case "roles", "teams", "seats":
		if c.r.Method != http.MethodGet {
			return c.wrongMethod()
		}
	}
	switch c.rest[0] {
	case "roles":
		return c.roles()
	case "teams":
		return c.teamList()
	case "seats":
		return c.seats()
	}
	return c.oneUser()
}

// limit reads how many rows a request wants, and from which on.
func (c *call) limit(greatest int) (limit, from int, refused *answer) {
	limit = greatest
	if text := c.query.Get("limit"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 || n > greatest {
			a := c.invalid("limit is %q, and goes from 1 to %d", text, greatest)
			return 0, 0, &a
		}
		limit = n
	}
	if text := c.query.Get("after"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 0 {
			a := c.invalid("after is %q, which no page named", text)
			return 0, 0, &a
		}
		from = n
	}
	return limit, from, nil
}

// listUsers is a page of the list of users.
func (c *call) listUsers() answer {
	if !c.has(scopeUsersRead...) {
		return c.missing(scopeUsersRead[0])
	}
	limit, from, refused := c.limit(100)
	if refused != nil {
		return *refused
	}
	b := &c.h.world.Behaviour
	limit = min(limit, b.page())
	rows := c.listed(c.h.liveOf(c.account).list.read(c.account.Users, from == 0))
	cut := b.Cut
	if c.version != "2026-03" {
		cut = b.CutPaged
	}
	if cut > 0 {
		rows = rows[:min(cut, len(rows))]
	}
	at := from
	if b.Order == "shifting" && from > 0 {
		at++
	}
	page := results[publicUser]{Results: []publicUser{}}
	for i := at; i < min(at+limit, len(rows)); i++ {
		page.Results = append(page.Results, c.show(&rows[i]))
	}
	if c.version != "2026-03" {
		page.Paging = c.next(from+limit, len(rows), b.LastPage != "none")
	}
	return ok(page)
}

// next leads to the page that begins with a row, where there is one.
func (c *call) next(row, rows int, always bool) *paging {
	switch {
	case row < rows:
		query := url.Values{}
		for name, values := range c.query {
			query[name] = values
		}
		query.Set("after", strconv.Itoa(row))
		return &paging{&nextPage{After: strconv.Itoa(row), Link: "https://api.hubapi.com" + c.r.URL.EscapedPath() + "?" + query.Encode()}}
	case always:
		return &paging{}
	}
	return nil
}

// listed are those users whom a list has.
func (c *call) listed(users []User) []User {
	hidden := c.h.world.Behaviour.Listed
	return slices.DeleteFunc(slices.Clone(users), func(u User) bool {
		return u.Unlisted || u.Deactivated && (hidden == "no" || hidden == "never")
	})
}

// oneUser serves one user, by id or e-mail.
func (c *call) oneUser() answer {
	scopes := scopeUsersRead
	if c.r.Method != http.MethodGet {
		scopes = scopeUsersWrite
	}
	if !c.has(scopes...) {
		return c.missing(scopes[0])
	}
	u, refused := c.find()
	if refused != nil {
		return *refused
	}
	if u != nil && u.Deactivated && c.h.world.Behaviour.Listed == "never" {
		u = nil
	}
	switch c.r.Method {
	case http.MethodGet:
		if u == nil {
			c.entry.Absent = c.rest[0]
			return c.notFound("User %s not found", c.rest[0])
		}
		return ok(c.show(u))
	case http.MethodPut:
		return c.updateUser(u)
	case http.MethodDelete:
		return c.deleteUser(u)
	}
	return c.wrongMethod()
}

// find finds the user whom the path names. The last part was unescaped once.
func (c *call) find() (*User, *answer) {
	switch property := c.query.Get("idProperty"); property {
	case "", "USER_ID":
		return c.account.userByID(c.rest[0]), nil
	case "EMAIL":
		return c.account.user(lower(c.rest[0])), nil
	default:
		a := c.invalid("idProperty is %q: use USER_ID or EMAIL", property)
		return nil, &a
	}
}

func atoi(text string) int {
	n, err := strconv.Atoi(text)
	if err != nil {
		panic(fmt.Sprintf("fakehub: %q was checked to be a number", text))
	}
	return n
}
