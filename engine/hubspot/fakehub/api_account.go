package fakehub

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// accountInfo serves /account-info/{version}.
func (c *call) accountInfo() answer {
	if c.r.Method != http.MethodGet {
		return c.wrongMethod()
	}
	switch strings.Join(c.rest, "/") {
	case "details":
		return c.details()
	case "activity/login":
		return c.logins()
	case "activity/security":
		return c.security()
	case "api-usage/daily/private-apps":
		return c.usage()
	}
	return c.noPath()
}

// details tells whose account the key is of. Any key may ask.
func (c *call) details() answer {
	kind, zone := c.account.AccountType, c.account.TimeZone
	if kind == "" {
		kind = "STANDARD"
	}
	if zone == "" {
		zone = "UTC"
	}
	return ok(map[string]any{
		"portalId": c.account.HubID, "accountType": kind, "timeZone": zone, "companyCurrency": "EUR",
		"additionalCurrencies": []string{}, "utcOffset": "+00:00", "utcOffsetMilliseconds": 0,
		"uiDomain": "app.hubspot.com", "dataHostingLocation": "eu1",
	})
}

// publicLogin is a try to log in as the API shows it.
type publicLogin struct {
	ID             string    `json:"id"`
	UserID         int64     `json:"userId"`
	Email          string    `json:"email"`
	LoginAt        time.Time `json:"loginAt"`
	LoginSucceeded bool      `json:"loginSucceeded"`
	IPAddress      string    `json:"ipAddress,omitempty"`
	Location       string    `json:"location,omitempty"`
}

// reach of the two lists of activity: how long ago an entry of logins may be, and
// how many entries a page has at most.
const (
	loginDays    = 90
	activityPage = 200
)

// mayReadActivity refuses a key without the scope, and accounts that do not have
// the lists.
func (c *call) mayReadActivity() *answer {
	var a answer
	switch {
	case !c.has(scopeSecurity):
		a = c.missing(scopeSecurity)
	case c.account.tier() == "free":
		a = c.fail(http.StatusForbidden, "FORBIDDEN", "this account doesn't have access to account activity")
	default:
		return nil
	}
	return &a
}

// idOf is the id that somebody has or had, or nothing.
func (c *call) idOf(email string) string {
	if u := c.account.user(email); u != nil {
		return u.ID
	}
	return c.h.world.UserIDs[email]
}

func (c *call) logins() answer {
	if refused := c.mayReadActivity(); refused != nil {
		return *refused
	}
	var list []publicLogin
	oldest := c.h.now().AddDate(0, 0, -loginDays)
	for i, l := range c.account.Logins {
		id := c.idOf(l.Email)
		if wanted := c.query.Get("userId"); l.At.Before(oldest) || wanted != "" && wanted != id {
			continue
		}
		list = append(list, publicLogin{strconv.Itoa(i + 1), number(id), l.Email, l.At, !l.Failed, l.IPAddress, l.Location})
	}
	slices.SortStableFunc(list, func(a, b publicLogin) int { return b.LoginAt.Compare(a.LoginAt) })
	return pageOf(c, list)
}

// publicEvent is an entry of the security activity as the API shows it.
type publicEvent struct {
	ID         string    `json:"id"`
	Type       string    `json:"type"`
	UserID     int64     `json:"userId"`
	ActingUser string    `json:"actingUser"`
	ObjectID   string    `json:"objectId"`
	CreatedAt  time.Time `json:"createdAt"`
}

func (c *call) security() answer {
	if refused := c.mayReadActivity(); refused != nil {
		return *refused
	}
	from, until := number(c.query.Get("fromTimestamp")), number(c.query.Get("toTimestamp"))
	var list []publicEvent
	for i, e := range c.account.Security {
		id, at := c.idOf(e.Email), e.At.UnixMilli()
		if wanted := c.query.Get("userId"); wanted != "" && wanted != id || at < from || until > 0 && at > until {
			continue
		}
		list = append(list, publicEvent{strconv.Itoa(i + 1), e.Type, number(id), e.Acting, id, e.At})
	}
	slices.SortStableFunc(list, func(a, b publicEvent) int { return b.CreatedAt.Compare(a.CreatedAt) })
	return pageOf(c, list)
}

// pageOf is the page of a list that a request asks for.
func pageOf[T any](c *call, list []T) answer {
	limit, from, refused := c.limit(activityPage)
	if refused != nil {
		return *refused
	}
	if most := c.h.world.Behaviour.Page; most > 0 {
		limit = min(limit, most)
	}
	page := results[T]{Results: []T{}, Paging: c.next(from+limit, len(list), false)}
	if from < len(list) {
		page.Results = list[from:min(from+limit, len(list))]
	}
	return ok(page)
}

// location is the time zone of an account.
func (a *Account) location() *time.Location {
	zone, err := time.LoadLocation(a.TimeZone)
	if err != nil {
		return time.UTC // it is none that this machine knows
	}
	return zone
}

// usage is how much of the day's calls is used up.
func (c *call) usage() answer {
	now := c.h.now().In(c.account.location())
	midnight := time.Date(now.Year(), now.Month(), now.Day()+1, 0, 0, 0, 0, now.Location())
	return ok(map[string]any{"results": []map[string]any{{
		"name": "private-apps-api-calls-daily", "usageLimit": c.account.dailyLimit(), "currentUsage": c.h.liveOf(c.account).today,
		"collectedAt": now.UTC(), "fetchStatus": "SUCCESS", "resetsAt": midnight.UTC(),
	}}})
}

// number reads digits; anything else is 0.
func number(text string) int64 {
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return 0
	}
	return n
}
