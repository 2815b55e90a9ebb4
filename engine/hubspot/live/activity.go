package live

import (
	"context"
	"encoding/json"
	"net/url"
	"slices"
	"strconv"
	"time"

	"accredit/engine"
)

// LoginDays is how far back HubSpot tells logins [doc]: who is not among them may
// have logged in before.
const LoginDays = 90

// activitySize is how many entries a page of activity has at most [spec].
const activitySize = 200

// Login is the last time that somebody logged in.
type Login struct {
	Email, UserID string
	At            time.Time
}

// Logins tells of everybody who logged in in the last 90 days when they last did,
// by e-mail. Tries that failed do not count. An error that IsUntold reports says
// that the key may not read it, or that the account has no such list.
func (a *Account) Logins(ctx context.Context) ([]Login, error) {
	if err := a.identified(ctx); err != nil {
		return nil, err
	}
	l, err := a.list(ctx, "account-info", get("/account-info/%s/activity/login", nil, activitySize))
	if err != nil {
		return nil, err
	}
	last := map[string]Login{}
	for _, row := range l.rows {
		var in struct {
			UserID    text   `json:"userId"`
			Email     text   `json:"email"`
			At        moment `json:"loginAt"`
			Succeeded *bool  `json:"loginSucceeded"`
		}
		if err := json.Unmarshal(row, &in); err != nil || in.At.IsZero() || in.Succeeded == nil || !*in.Succeeded {
			continue // one try that cannot be read says nothing, and takes nothing away
		}
		email, err := engine.ParseEmail(string(in.Email))
		if err == nil && in.At.After(last[email].At) {
			last[email] = Login{email, string(in.UserID), in.At.Time}
		}
	}
	var list []Login
	for _, login := range last {
		list = append(list, login)
	}
	slices.SortFunc(list, func(x, y Login) int { return compareText(x.Email, y.Email) })
	return list, nil
}

// Event is something that the account's security activity tells.
type Event struct {
	Type   string // such as REMOVE_USER
	UserID string // whom or what it was done to, as far as HubSpot says
	Object string
	By     string // e-mail of who did it; empty: it is not said
	At     time.Time
}

// Events tells the security activity since a moment, the oldest first. There is no
// event for a permission set that changed. They are evidence, and no authority.
func (a *Account) Events(ctx context.Context, since time.Time) ([]Event, error) {
	if err := a.identified(ctx); err != nil {
		return nil, err
	}
	query := url.Values{"fromTimestamp": {strconv.FormatInt(since.UnixMilli(), 10)}}
	l, err := a.list(ctx, "account-info", get("/account-info/%s/activity/security", query, activitySize))
	if err != nil {
		return nil, err
	}
	var list []Event
	for _, row := range l.rows {
		var in struct {
			Type   text   `json:"type"`
			UserID text   `json:"userId"`
			Object text   `json:"objectId"`
			By     text   `json:"actingUser"`
			At     moment `json:"createdAt"`
		}
		if err := json.Unmarshal(row, &in); err != nil || in.At.IsZero() || in.At.Before(since) {
			continue
		}
		secret := a.key.reveal()
		list = append(list, Event{clean(string(in.Type), secret), clean(string(in.UserID), secret), clean(string(in.Object), secret), clean(string(in.By), secret), in.At.Time})
	}
	slices.SortStableFunc(list, func(x, y Event) int { return x.At.Compare(y.At) })
	return list, nil
}

// IsUntold reports whether an error says that a key may not read something, or that
// the account does not have it: it is unknown, and not a failure.
func IsUntold(err error) bool {
	answer, ends := asked(err)
	return ends == nil && (answer.Can == Cannot || answer.Can == NoneThere)
}

func compareText(x, y string) int {
	switch {
	case x < y:
		return -1
	case x > y:
		return 1
	}
	return 0
}
