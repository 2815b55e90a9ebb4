package live

import (
	"context"
	"net/http"
	"strconv"
	"sync"
	"time"
)

// Our own pace in one account. HubSpot allows twice as much (facts of its usage
// guidelines), which leaves the account's own programs their half.
const (
	callsPerSecond = 5
	callsAtOnce    = 10
)

// pace is how fast calls follow each other: a bucket that fills evenly, and from
// which every call takes.
type pace struct {
	now  func() time.Time
	wait func(context.Context, time.Duration) error

	mu     sync.Mutex
	rate   float64 // calls a second
	burst  float64
	tokens float64 // below zero: so many are waited for
	at     time.Time
}

func newPace(c *Client, rate, burst float64) *pace {
	return &pace{now: c.now, wait: c.wait, rate: rate, burst: burst, tokens: burst, at: c.now()}
}

// take waits until a call may leave.
func (p *pace) take(ctx context.Context) error {
	p.mu.Lock()
	p.fill()
	p.tokens--
	var d time.Duration
	if p.tokens < 0 {
		d = time.Duration(-p.tokens / p.rate * float64(time.Second))
	}
	p.mu.Unlock()
	if d == 0 {
		return ctx.Err()
	}
	return p.wait(ctx, d)
}

// fill adds what came in since it was last looked at.
func (p *pace) fill() {
	now := p.now()
	if passed := now.Sub(p.at); passed > 0 {
		p.tokens = min(p.burst, p.tokens+passed.Seconds()*p.rate)
	}
	p.at = now
}

// heed lowers the pace to what the headers of an answer allow. It never raises it.
// What is no number is left alone.
func (p *pace) heed(h http.Header) {
	limit, okLimit := count(h, "X-HubSpot-RateLimit-Max")
	left, okLeft := count(h, "X-HubSpot-RateLimit-Remaining")
	millis, okMillis := count(h, "X-HubSpot-RateLimit-Interval-Milliseconds")
	p.mu.Lock()
	defer p.mu.Unlock()
	p.fill()
	if okLimit && okMillis && limit > 0 && millis > 0 {
		p.rate = min(p.rate, max(limit/(millis/1000), slowest))
		p.burst = min(p.burst, max(limit, 1))
	}
	if okLeft {
		p.tokens = min(p.tokens, left)
	}
}

// slowest bounds how far headers can slow us down: a call in ten seconds.
const slowest = 0.1

// count reads a number of a header.
func count(h http.Header, name string) (float64, bool) {
	n, err := strconv.ParseUint(h.Get(name), 10, 31)
	return float64(n), err == nil
}

// Sleep waits for a time, or until the context ends. It is what Options.Wait is
// outside of tests.
func Sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return ctx.Err()
	case <-ctx.Done():
		return ctx.Err()
	}
}
