package live

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"sync"
	"time"

	"accredit/engine"
)

// The versions of the API that are asked, the better one first. Version 3 never is:
// it ends in September 2027 [doc: legacy APIs].
var versions = []string{"2026-09", "2026-03"}

// pagesTo is the version that says of every page whether another one follows. Of
// the earlier one lists may be cut without a word [code: baton-hubspot].
const pagesTo = "2026-09"

// Account is one account, reached with one key.
type Account struct {
	c     *Client
	hubID int64
	key   Key

	pace     *pace
	searches *pace // HubSpot allows 4 searches of the CRM a second [doc]; we make one
	removals *pace // one a second

	mu      sync.Mutex
	right   bool              // the key was seen to be of this account, by this process
	zone    *time.Location    // of the account
	resets  time.Time         // until then its calls of the day are used up
	version map[string]string // by area of the API
	shows   bool              // a read of somebody who is there found them
	closed  string            // why nothing more is written here
}

func newAccount(c *Client, hubID int64, key Key) *Account {
	return &Account{
		c: c, hubID: hubID, key: key, zone: time.UTC, version: map[string]string{},
		pace: newPace(c, callsPerSecond, callsAtOnce), searches: newPace(c, 1, 1), removals: newPace(c, 1, 1),
	}
}

// HubID is the account's.
func (a *Account) HubID() int64 { return a.hubID }

// Source is what stands as the source of what the account shows.
func (a *Account) Source() string { return fmt.Sprintf("account %d", a.hubID) }

// mayCall says why no call may be made; nil: one may.
func (a *Account) mayCall() error {
	a.mu.Lock()
	resets := a.resets
	a.mu.Unlock()
	if a.c.now().Before(resets) {
		return fmt.Errorf("%w, until %s", ErrDaily, resets.UTC().Format(time.RFC3339))
	}
	return a.c.mayCall(a.key)
}

// dated makes a read at the newest version that an area of the API has. What is not
// there answers 404, so that the path has to be one that is there in every account.
func (a *Account) dated(ctx context.Context, area string, r call, into any) error {
	a.mu.Lock()
	known := a.version[area]
	a.mu.Unlock()
	path := r.path
	if known != "" {
		r.path = fmt.Sprintf(path, known)
		return a.do(ctx, r, into)
	}
	var err error
	for _, v := range versions {
		r.path = fmt.Sprintf(path, v)
		if err = a.do(ctx, r, into); isStatus(err, http.StatusNotFound) {
			continue
		}
		if err == nil {
			a.mu.Lock()
			a.version[area] = v
			a.mu.Unlock()
		}
		return err
	}
	return err
}

// isStatus reports whether HubSpot answered with a status.
func isStatus(err error, status int) bool {
	var p *Problem
	return errors.As(err, &p) && p.Status == status
}

// details is what an account says of itself.
type details struct {
	PortalID    text `json:"portalId"`
	AccountType text `json:"accountType"`
	TimeZone    text `json:"timeZone"`
}

// identify asks whose account the key is of. If it is another one, nothing more is
// sent with this key by this process.
func (a *Account) identify(ctx context.Context) (*details, error) {
	var is details
	if err := a.dated(ctx, "account-info", call{method: http.MethodGet, path: "/account-info/%s/details"}, &is); err != nil {
		return nil, err
	}
	id, err := engine.ParseHubID(string(is.PortalID))
	switch {
	case err != nil:
		err = fmt.Errorf("%w (it does not say of which one)", ErrWrongPortal)
	case id != a.hubID:
		err = fmt.Errorf("%w (of hub id %s, and not of %d)", ErrWrongPortal, strconv.FormatInt(id, 10), a.hubID)
	case id == a.c.agency:
		err = fmt.Errorf("%w (of the agency's own, which is no client)", ErrWrongPortal)
	}
	if err != nil {
		a.c.bury(a.key, err)
		return &is, err
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.right = true
	if zone, err := time.LoadLocation(string(is.TimeZone)); err == nil {
		a.zone = zone
	}
	return &is, nil
}

// identified identifies the account once in this process: what reads or writes a
// single person begins with it.
func (a *Account) identified(ctx context.Context) error {
	a.mu.Lock()
	right := a.right
	a.mu.Unlock()
	if right {
		return a.mayCall()
	}
	_, err := a.identify(ctx)
	return err
}
