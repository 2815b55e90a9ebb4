package live

import (
	"math/rand/v2"
	"net/http"
	"strconv"
	"time"
)

// How reads are tried again.
const (
	tries      = 4
	firstPause = 500 * time.Millisecond // doubles
	maxPause   = 60 * time.Second       // more is not waited, whatever Retry-After says
	lockPause  = 2 * time.Second        // at least, where something is locked (423)
)

// Answers of HubSpot, and of what stands before it, that net/http has no name for.
const (
	statusMigrating = 477 // the account is moved to another data centre
	statusDown      = 521
	statusNoRoute   = 523
	statusSlow      = 524
)

// isPassing reports whether the same read may go well a little later.
func isPassing(status int) bool {
	switch status {
	case http.StatusRequestTimeout, http.StatusLocked, http.StatusTooManyRequests, statusMigrating:
		return true
	}
	return status >= 500 && status <= 599 && status != http.StatusNotImplemented
}

// retryAfter reads how long to wait: seconds, or a date. Below zero: nothing is
// said.
func retryAfter(h http.Header, now time.Time) time.Duration {
	said := h.Get("Retry-After")
	if seconds, err := strconv.ParseUint(said, 10, 31); err == nil {
		return time.Duration(seconds) * time.Second
	}
	if at, err := http.ParseTime(said); err == nil {
		return max(0, at.Sub(now))
	}
	return -1
}

// pauseAfter is how long to wait before the next try; ok: it is worth waiting.
// p is nil where nobody answered.
func pauseAfter(try int, p *Problem) (d time.Duration, ok bool) {
	d = firstPause << try
	d = d/2 + rand.N(d/2+1) // many accounts that fail together do not return together
	if p == nil {
		return d, true
	}
	if p.Status == http.StatusLocked {
		d = max(d, lockPause)
	}
	return max(d, p.after), p.after <= maxPause
}
