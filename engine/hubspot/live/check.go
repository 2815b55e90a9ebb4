package live

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"time"
)

// Capability says whether a key can do something.
type Capability uint8

// Unknown is the zero value: nobody could find out.
const (
	Unknown Capability = iota
	Can
	Cannot
	NoneThere // the account has no such thing
)

var capabilityNames = [...]string{"unknown", "can", "cannot", "none there"}

// String returns the name.
func (c Capability) String() string { return capabilityNames[c] }

// MarshalText is for JSON.
func (c Capability) MarshalText() ([]byte, error) { return []byte(c.String()), nil }

// Answered is what one question of a check brought.
type Answered struct {
	Can Capability `json:"can"`
	Why string     `json:"why,omitempty"` // where it cannot, or it is not known
}

// Checked is what a key can do in an account, at a moment. It is a hint for
// messages, and never what a plan is made from.
type Checked struct {
	HubID       int64     `json:"hub_id"`
	At          time.Time `json:"at"`
	PortalID    string    `json:"portal_id"` // as the account says
	AccountType string    `json:"account_type,omitempty"`
	Version     string    `json:"version"` // of the API of users
	Users       Answered  `json:"users"`
	Listed      int       `json:"listed"`      // users, apps left out
	WholeList   bool      `json:"whole_list"`  // HubSpot says that the list is whole
	Sets        Answered  `json:"sets"`        // NoneThere on a Free account
	Roles       []Role    `json:"roles"`       // the permission sets
	Teams       Answered  `json:"teams"`       // of the account
	TeamList    []Team    `json:"team_list"`   //
	Seats       Answered  `json:"seats"`       // asked only where billing may be written
	SeatList    []Seat    `json:"seat_list"`   //
	Deactivated Answered  `json:"deactivated"` // whether status is told
	Activity    Answered  `json:"activity"`    // logins and security events
	Owner       Answered  `json:"owner"`       // whether the owner of the key is there
	SuperAdmin  bool      `json:"super_admin"` // the owner is super admin there
	OwnerSets   []string  `json:"owner_sets"`  // names of sets that the owner has there
}

// Check asks what the key can do. Nothing is written to find out what may be
// written. The error says that the account was not reached or is another one; what
// the key may not do is in the result.
func (a *Account) Check(ctx context.Context, owner string) (*Checked, error) {
	out := &Checked{HubID: a.hubID, At: a.c.now()}
	is, err := a.identify(ctx)
	if is != nil {
		out.PortalID, out.AccountType = clean(string(is.PortalID), a.key.reveal()), clean(string(is.AccountType), a.key.reveal())
	}
	if err != nil {
		return out, err
	}
	list, err := a.users(ctx)
	if out.Users, err = asked(err); err != nil {
		return out, err
	}
	out.Version = a.versionOf(usersArea)
	if list != nil {
		out.WholeList = list.whole
		for i := range list.list {
			if !list.list[i].IsApp() {
				out.Listed++
			}
		}
	}
	for _, ask := range []func(context.Context, *Checked) error{a.checkSets, a.checkTeams, a.checkSeats, a.checkDeactivated, a.checkActivity} {
		if err := ask(ctx, out); err != nil {
			return out, err
		}
	}
	return out, a.checkOwner(ctx, out, owner)
}

// asked makes an answer of the error of a question. An error that is left ends the
// check: nothing else would be answered either.
func asked(err error) (Answered, error) {
	var p *Problem
	switch {
	case err == nil:
		return Answered{Can: Can}, nil
	case errors.Is(err, ErrUnauthorized), errors.Is(err, ErrDaily), errors.Is(err, ErrStopped), errors.Is(err, context.Canceled):
		return Answered{Why: err.Error()}, err
	case errors.As(err, &p) && p.Status == http.StatusForbidden:
		return Answered{Cannot, err.Error()}, nil
	case errors.As(err, &p) && p.Status == http.StatusNotFound:
		return Answered{NoneThere, err.Error()}, nil
	}
	return Answered{Why: err.Error()}, nil
}

func (a *Account) checkSets(ctx context.Context, out *Checked) (err error) {
	var has bool
	out.Roles, has, err = a.roles(ctx)
	if out.Sets, err = asked(err); err == nil && out.Sets.Can == Can && !has {
		out.Sets = Answered{NoneThere, "the account has no permission sets"}
	}
	return err
}

func (a *Account) checkTeams(ctx context.Context, out *Checked) (err error) {
	out.TeamList, err = a.teams(ctx)
	out.Teams, err = asked(err)
	return err
}

func (a *Account) checkSeats(ctx context.Context, out *Checked) (err error) {
	if out.Version != pagesTo {
		out.Seats = Answered{Unknown, "version " + out.Version + " does not tell seats"}
		return nil
	}
	out.SeatList, err = a.seats(ctx)
	out.Seats, err = asked(err)
	return err
}

func (a *Account) checkDeactivated(ctx context.Context, out *Checked) error {
	_, err := a.deactivated(ctx)
	out.Deactivated, err = asked(err)
	return err
}

func (a *Account) checkActivity(ctx context.Context, out *Checked) error {
	err := a.dated(ctx, "account-info", call{method: http.MethodGet, path: "/account-info/%s/activity/login", query: url.Values{"limit": {"1"}}}, nil)
	out.Activity, err = asked(err)
	return err
}

func (a *Account) checkOwner(ctx context.Context, out *Checked, owner string) error {
	if owner == "" {
		return nil
	}
	u, _, err := a.Read(ctx, owner, "")
	if out.Owner, err = asked(err); err != nil || out.Owner.Can != Can {
		return err
	}
	if u == nil {
		out.Owner = Answered{NoneThere, owner + " is not there"}
		return nil
	}
	out.SuperAdmin = u.SuperAdmin
	for _, r := range out.Roles {
		if contains(u.RoleIDs, r.ID) {
			out.OwnerSets = append(out.OwnerSets, clean(r.Name, a.key.reveal()))
		}
	}
	return nil
}
