package live

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"accredit/engine/hubspot"
)

// Reading is what an account showed.
type Reading struct {
	Shown    hubspot.Shown
	TellsSet bool     // which sets people have, unless the account has none
	Absent   []string // whom HubSpot says not to be there, of those who were asked for, sorted
	Apps     int      // apps that are listed as users
	Notes    []string // what it does not tell, and why
}

// Observe reads who is in the account. people are e-mails of whoever is declared or
// recorded there: those whom the list lacks are read one by one. An account that
// could not be read is an error, and nothing is known of it.
func (a *Account) Observe(ctx context.Context, people []string) (*Reading, error) {
	o := &observing{Account: a, out: &Reading{Shown: hubspot.Shown{HubID: a.hubID, Source: a.Source(), At: a.c.now()}}, byID: map[string]*User{}}
	for _, step := range []func(context.Context) error{o.who, o.sets, o.teams, o.status} {
		if err := step(ctx); err != nil {
			return nil, err
		}
	}
	if err := o.lacking(ctx, people); err != nil {
		return nil, err
	}
	o.finish()
	return o.out, nil
}

// observing is one reading while it goes on.
type observing struct {
	*Account
	out   *Reading
	list  []*User
	byID  map[string]*User
	whole bool

	roleNames map[string]string // by id; nil: not told
	teamNames map[string]string
	off       map[string]string // ids of deactivated users; nil: not told
	secret    string
}

// who reads the list of users.
func (o *observing) who(ctx context.Context) error {
	o.secret = o.key.reveal()
	if _, err := o.identify(ctx); err != nil {
		return err
	}
	list, err := o.users(ctx)
	if err != nil {
		return err
	}
	o.whole = list.whole
	if list.bad > 0 {
		o.note("%d rows of the list of users could not be understood", list.bad)
	}
	for i := range list.list {
		o.add(&list.list[i])
	}
	return nil
}

// add takes a user over, unless it is an app. Two rows of one user that do not say
// the same are both kept, so that the contradiction is found where exports are read.
func (o *observing) add(u *User) {
	if u.IsApp() {
		o.out.Apps++
		return
	}
	o.byID[u.ID] = u
	o.list = append(o.list, u)
}

func (o *observing) note(format string, args ...any) {
	o.out.Notes = append(o.out.Notes, fmt.Sprintf(format, args...))
}

// untold notes that the key may not read something, or that it was not answered.
// What ends every reading of the account is an error.
func (o *observing) untold(what string, err error) error {
	answer, err := asked(err)
	if err == nil && answer.Can != Can {
		o.note("not told: %s (%s)", what, answer.Why)
	}
	return err
}

func (o *observing) sets(ctx context.Context) error {
	roles, has, err := o.roles(ctx)
	if err != nil {
		return o.untold("permission sets", err)
	}
	o.out.TellsSet = true
	o.roleNames = map[string]string{}
	for _, r := range roles {
		o.roleNames[r.ID] = r.Name
		o.out.Shown.Sets = append(o.out.Shown.Sets, r.Name)
	}
	if !has {
		o.note("the account has no permission sets")
	}
	return nil
}

func (o *observing) teams(ctx context.Context) error {
	teams, err := o.Account.teams(ctx)
	if err != nil {
		return o.untold("teams", err)
	}
	o.out.Shown.TellsTeams = true
	o.teamNames = map[string]string{}
	for _, t := range teams {
		o.teamNames[t.ID] = t.Name
	}
	return nil
}

func (o *observing) status(ctx context.Context) error {
	off, err := o.deactivated(ctx)
	if err != nil {
		return o.untold("who is deactivated", err)
	}
	o.off, o.out.Shown.TellsStatus = off, true
	return nil
}

// lacking reads those who are not listed. Of whom HubSpot says that they are not
// there, and whom the search has as deactivated, nothing is known.
func (o *observing) lacking(ctx context.Context, people []string) error {
	listed := map[string]bool{}
	for _, u := range o.list {
		listed[u.Email] = true
	}
	off := map[string]bool{}
	for _, email := range o.off {
		off[lower(email)] = true
	}
	people = slices.Clone(people)
	slices.Sort(people)
	for _, email := range slices.Compact(people) {
		if listed[email] {
			continue
		}
		u, _, err := o.Read(ctx, email, "")
		switch {
		case err != nil:
			if p := (*Problem)(nil); errors.As(err, &p) && p.Status == http.StatusBadRequest {
				o.whole = false
				o.note("%s could not be asked for: %s", email, err)
				continue
			}
			return err
		case u == nil && off[email]:
			o.whole = false
			o.note("%s is deactivated, and more is not shown", email)
		case u == nil:
			o.out.Absent = append(o.out.Absent, email)
		case o.byID[u.ID] == nil: // one who is listed under another address is there already
			o.add(u)
		}
	}
	return nil
}

// finish puts names in place of ids.
func (o *observing) finish() {
	o.out.Shown.Whole = o.whole
	o.out.Shown.TellsSeat = len(o.list) > 0
	for _, u := range o.list {
		o.out.Shown.TellsSeat = o.out.Shown.TellsSeat && u.TellsSeats
		if !named(u.teamIDs(), o.teamNames) && o.out.Shown.TellsTeams {
			o.out.Shown.TellsTeams = false
			o.note("not told: teams (somebody is in one that is not listed)")
		}
		if o.roleNames != nil && !named(u.RoleIDs, o.roleNames) {
			o.note("%s has a permission set that is not listed", u.Email)
		}
	}
	for _, u := range o.list {
		o.out.Shown.Users = append(o.out.Shown.Users, o.shown(u))
	}
	slices.SortStableFunc(o.out.Shown.Users, func(x, y hubspot.ShownUser) int { return cmp.Compare(x.Email, y.Email) })
}

func (o *observing) shown(u *User) hubspot.ShownUser {
	_, off := o.off[u.ID]
	s := hubspot.ShownUser{
		Email: u.Email, UserID: u.ID, Name: strings.TrimSpace(u.FirstName + " " + u.LastName), SuperAdmin: u.SuperAdmin, Deactivated: off,
	}
	if o.out.TellsSet {
		s.Sets = namesOf(u.RoleIDs, o.roleNames, "HubSpot role ")
	}
	if o.out.Shown.TellsTeams {
		s.Teams = namesOf(u.teamIDs(), o.teamNames, "")
	}
	if o.out.Shown.TellsSeat {
		s.Seats = u.Seats
	}
	return s
}

// named reports whether all ids have a name.
func named(ids []string, names map[string]string) bool {
	return !slices.ContainsFunc(ids, func(id string) bool { return names[id] == "" })
}

// namesOf lists the names of ids. What has none is called by its id.
func namesOf(ids []string, names map[string]string, unnamed string) []string {
	var list []string
	for _, id := range ids {
		list = append(list, cmp.Or(names[id], unnamed+id))
	}
	return list
}

func contains(list []string, is string) bool { return slices.Contains(list, is) }
