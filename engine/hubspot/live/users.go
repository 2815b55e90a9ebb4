package live

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"accredit/engine"
)

// User is a user as the API shows them, with ids in place of names.
type User struct {
	ID, Email, FirstName, LastName string
	SuperAdmin                     bool
	RoleIDs                        []string
	PrimaryTeam                    string
	SecondaryTeams                 []string
	Seats                          []string
	TellsSeats                     bool
}

// IsApp reports whether the user is an app, and nobody: those have addresses of
// their own kind [code: onyx].
func (u *User) IsApp() bool {
	_, domain, _ := strings.Cut(u.Email, "@")
	return strings.HasPrefix(domain, "appserviceaccount.")
}

// teamIDs lists the teams, each once.
func (u *User) teamIDs() []string {
	list := slices.Clone(u.SecondaryTeams)
	if u.PrimaryTeam != "" {
		list = append(list, u.PrimaryTeam)
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// userJSON is PublicUser of HubSpot's API.
type userJSON struct {
	ID             text    `json:"id"`
	Email          text    `json:"email"`
	FirstName      text    `json:"firstName"`
	LastName       text    `json:"lastName"`
	RoleID         text    `json:"roleId"`
	RoleIDs        *[]text `json:"roleIds"`
	SuperAdmin     *bool   `json:"superAdmin"`
	PrimaryTeam    text    `json:"primaryTeamId"`
	SecondaryTeams []text  `json:"secondaryTeamIds"`
	Seats          *[]text `json:"seatNames"`
}

// UnmarshalJSON refuses a user without what HubSpot says that it always tells: to
// take an absent superAdmin for false would be to guess.
func (u *User) UnmarshalJSON(data []byte) error {
	var in *userJSON
	if err := json.Unmarshal(data, &in); err != nil {
		return err
	}
	if in == nil || in.ID == "" || in.RoleIDs == nil || in.SuperAdmin == nil {
		return errors.New("a user without id, roleIds or superAdmin")
	}
	email, err := engine.ParseEmail(string(in.Email))
	if err != nil {
		return err
	}
	*u = User{
		ID: string(in.ID), Email: email, FirstName: string(in.FirstName), LastName: string(in.LastName), SuperAdmin: *in.SuperAdmin,
		RoleIDs: ids(*in.RoleIDs), PrimaryTeam: string(in.PrimaryTeam), SecondaryTeams: ids(in.SecondaryTeams),
	}
	if in.RoleID != "" && !slices.Contains(u.RoleIDs, string(in.RoleID)) {
		u.RoleIDs = append(u.RoleIDs, string(in.RoleID))
		slices.Sort(u.RoleIDs)
	}
	if in.Seats != nil {
		u.TellsSeats, u.Seats = true, ids(*in.Seats)
	}
	return nil
}

// ids lists what is not empty, sorted, each once.
func ids(list []text) []string {
	var out []string
	for _, id := range list {
		if id != "" {
			out = append(out, string(id))
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// users is the list of users of an account.
type users struct {
	list  []User
	bad   int  // rows that are no user
	whole bool // nobody can have been left out, as HubSpot says it
}

// readUsers makes users of a list. A row that cannot be understood may be anybody.
func readUsers(l *listing, version string) *users {
	out := &users{}
	for _, row := range l.rows {
		var u User
		if err := json.Unmarshal(row, &u); err != nil {
			out.bad++
			continue
		}
		out.list = append(out.list, u)
	}
	out.whole = out.bad == 0 && l.paged && version == pagesTo
	return out
}

// users reads the list of users.
func (a *Account) users(ctx context.Context) (*users, error) {
	l, err := a.list(ctx, usersArea, get("/settings/users/%s", nil, pageSize))
	if err != nil {
		return nil, err
	}
	return readUsers(l, a.versionOf(usersArea)), nil
}

func (a *Account) versionOf(area string) string {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.version[area]
}

// one reads a user by id or by e-mail; nil: HubSpot says that there is nobody.
func (a *Account) one(ctx context.Context, by, is string) (*User, error) {
	if a.versionOf(usersArea) == "" { // a path of another version would answer 404, too
		if err := a.dated(ctx, usersArea, get("/settings/users/%s", nil, 1)(""), nil); err != nil {
			return nil, err
		}
	}
	path := "/settings/users/" + a.versionOf(usersArea) + "/" + url.PathEscape(is)
	var u User
	err := a.do(ctx, call{method: http.MethodGet, path: path, query: url.Values{"idProperty": {by}}}, &u)
	var p *Problem
	switch {
	case err == nil:
		a.mu.Lock()
		a.shows = true
		a.mu.Unlock()
		return &u, nil
	case errors.As(err, &p) && p.Status == http.StatusNotFound && !p.foreign:
		return nil, nil
	}
	return nil, err
}

const (
	byEmail = "EMAIL"
	byID    = "USER_ID"
)

// Read reads a person by e-mail, and by their id where it is known and nobody is
// there by e-mail. nil: nobody is there. That is believed only where the same read
// found somebody else who is there: a path that is not there answers 404, too.
func (a *Account) Read(ctx context.Context, email, id string) (*User, time.Time, error) {
	if err := a.identified(ctx); err != nil {
		return nil, time.Time{}, err
	}
	at := a.c.now()
	u, err := a.one(ctx, byEmail, email)
	if err == nil && u == nil && id != "" {
		u, err = a.one(ctx, byID, id)
	}
	if err == nil && u == nil {
		err = a.proveReading(ctx, email)
	}
	return u, at, err
}

// proveReading reads one of those who are listed, unless somebody was found before.
func (a *Account) proveReading(ctx context.Context, missed string) error {
	a.mu.Lock()
	shows := a.shows
	a.mu.Unlock()
	if shows {
		return nil
	}
	l, err := a.users(ctx)
	if err != nil {
		return err
	}
	slices.SortStableFunc(l.list, func(x, y User) int { return compareTrueFirst(x.SuperAdmin, y.SuperAdmin) })
	for _, u := range l.list[:min(3, len(l.list))] {
		if found, err := a.one(ctx, byEmail, u.Email); err != nil || found != nil {
			return err
		}
	}
	return fmt.Errorf("HubSpot does not find %s, and does not find those whom it lists either: nothing is known", missed)
}

func compareTrueFirst(x, y bool) int {
	switch {
	case x == y:
		return 0
	case x:
		return -1
	}
	return 1
}
