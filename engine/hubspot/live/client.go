package live

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"sync"
	"time"
)

// Options of a client of the API.
type Options struct {
	BaseURL  string           // empty: HubSpot's; else of this machine only
	Agency   int64            // hub id of the agency's own account, whose key no client may have; 0: not known
	Parallel int              // accounts that are read at once; 0: 16
	Now      func() time.Time // nil: time.Now
	Wait     func(context.Context, time.Duration) error

	// Dial reaches a BaseURL of this machine in tests; nil: as everybody does. It is
	// never asked for HubSpot's.
	Dial func(ctx context.Context, network, address string) (net.Conn, error)
}

// defaultParallel is how many accounts are read at once.
const defaultParallel = 16

// Bounds of one call.
const (
	readTime  = 30 * time.Second
	writeTime = 60 * time.Second
	maxBody   = 32 << 20
)

// When to stop altogether: HubSpot wants less than this share of calls to fail, and
// where nobody answers it is down, or we are.
const (
	failShare  = 0.05
	failLeast  = 100 // calls before the share counts
	maxSilence = 20  // accounts in a row without an answer
)

// Client reaches HubSpot. It is safe for several goroutines at once.
type Client struct {
	base     *url.URL
	http     *http.Client
	agency   int64
	parallel int
	now      func() time.Time
	wait     func(context.Context, time.Duration) error

	mu       sync.Mutex
	accounts map[accountKey]*Account
	dead     map[[sha256.Size]byte]error // keys with which nothing more is sent, and why
	calls    int
	failed   int
	silent   map[int64]bool // accounts without an answer since the last answer of any
	stopped  error
}

type accountKey struct {
	hubID int64
	key   [sha256.Size]byte
}

// New makes a client.
func New(o Options) (*Client, error) {
	base, err := parseBase(o.BaseURL)
	if err != nil {
		return nil, err
	}
	c := &Client{
		base: base, agency: o.Agency, parallel: o.Parallel, now: o.Now, wait: o.Wait,
		accounts: map[accountKey]*Account{}, dead: map[[sha256.Size]byte]error{}, silent: map[int64]bool{},
		http: &http.Client{
			Transport:     newTransport(base, o.Dial),
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
	}
	if c.parallel <= 0 {
		c.parallel = defaultParallel
	}
	if c.now == nil {
		c.now = time.Now
	}
	if c.wait == nil {
		c.wait = Sleep
	}
	return c, nil
}

// Account is an account that is reached with a key. The same account and key give
// the same one, so that its pace is kept and what is known of it is not asked twice.
func (c *Client) Account(hubID int64, key Key) *Account {
	c.mu.Lock()
	defer c.mu.Unlock()
	id := accountKey{hubID, key.digest()}
	a := c.accounts[id]
	if a == nil {
		a = newAccount(c, hubID, key)
		c.accounts[id] = a
	}
	return a
}

// Stopped says why nothing more is sent to anybody; nil: it is not so.
func (c *Client) Stopped() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.stopped
}

// mayCall says why a key may not be used; nil: it may.
func (c *Client) mayCall(key Key) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.stopped != nil {
		return c.stopped
	}
	return c.dead[key.digest()]
}

// bury lets nothing more be sent with a key.
func (c *Client) bury(key Key, why error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.dead[key.digest()] == nil {
		c.dead[key.digest()] = why
	}
}

// tally counts a call, and stops everything where too many fail. Nobody answered an
// account only where its last try had no answer.
func (c *Client) tally(hubID int64, err error) {
	var p *Problem
	answered := err == nil || errors.As(err, &p)
	failed := !answered || p != nil && (isPassing(p.Status) || p.Status == http.StatusUnauthorized)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.calls++
	if failed {
		c.failed++
	}
	if answered {
		clear(c.silent)
	} else {
		c.silent[hubID] = true
	}
	switch {
	case c.stopped != nil:
	case len(c.silent) >= maxSilence:
		c.stopped = fmt.Errorf("%w: %d accounts in a row gave no answer", ErrStopped, len(c.silent))
	case c.calls >= failLeast && float64(c.failed) > failShare*float64(c.calls):
		c.stopped = fmt.Errorf("%w: %d of %d calls failed, and HubSpot wants less than %.0f%%", ErrStopped, c.failed, c.calls, failShare*100)
	}
}
