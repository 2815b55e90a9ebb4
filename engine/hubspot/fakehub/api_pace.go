package fakehub

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// perTenSeconds and perDay are how many calls a tier allows an app, and an
// account.
var (
	perTenSeconds = map[string]int{"free": 100, "starter": 100, "professional": 190, "enterprise": 190}
	perDay        = map[string]int{"free": 250_000, "starter": 250_000, "professional": 625_000, "enterprise": 1_000_000}
)

// perSecondSearches is how many searches an account may make in a second.
const perSecondSearches = 4

func (a *Account) dailyLimit() int {
	if a.DailyLimit > 0 {
		return a.DailyLimit
	}
	return perDay[a.tier()]
}

// pace counts a call. It returns the headers about limits, and an answer with a
// status where the call is one too many.
func (c *call) pace() (headers map[string]string, refused answer) {
	l, now := c.h.liveOf(c.account), c.h.now()
	limit, daily := perTenSeconds[c.account.tier()], c.account.dailyLimit()
	l.calls = within(l.calls, now.Add(-10*time.Second))
	l.searches = within(l.searches, now.Add(-time.Second))
	search := strings.HasSuffix(c.r.URL.Path, "/search")
	on := c.h.world.Behaviour.RateLimit != "off"
	switch {
	case on && l.today >= daily:
		refused = c.tooMany("DAILY", "You have reached your daily limit.")
	case on && len(l.calls) >= limit:
		refused = c.tooMany("TEN_SECONDLY_ROLLING", "You have reached your ten_secondly_rolling limit.")
	case on && search && len(l.searches) >= perSecondSearches:
		refused = c.tooMany("SECONDLY", "You have reached your secondly limit.")
	default:
		l.today++
		l.calls = append(l.calls, now)
		if search {
			l.searches = append(l.searches, now)
		}
	}
	return map[string]string{
		"X-HubSpot-RateLimit-Max":                   strconv.Itoa(limit),
		"X-HubSpot-RateLimit-Remaining":             strconv.Itoa(max(0, limit-len(l.calls))),
		"X-HubSpot-RateLimit-Interval-Milliseconds": "10000",
		"X-HubSpot-RateLimit-Daily":                 strconv.Itoa(daily),
		"X-HubSpot-RateLimit-Daily-Remaining":       strconv.Itoa(max(0, daily-l.today)),
	}, refused
}

// within are the moments after another.
func within(list []time.Time, after time.Time) []time.Time {
	return slices.DeleteFunc(list, func(t time.Time) bool { return !t.After(after) })
}

func (c *call) tooMany(policy, message string) answer {
	return answer{
		status: http.StatusTooManyRequests, header: map[string]string{"Retry-After": "1"},
		body: failure{Status: "error", Message: message, ErrorType: "RATE_LIMIT", PolicyName: policy, CorrelationID: c.correlation()},
	}
}
