package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"accredit/engine"
	"accredit/engine/hubspot"
	"accredit/engine/hubspot/live"
	"accredit/engine/join"
	"accredit/engine/render"
)

// liveAccounts are the connected accounts of a configuration.
type liveAccounts struct {
	client *live.Client
	keys   *live.Keys
	list   []connected // by hub id
}

// connected is a client with a connection.
type connected struct {
	hubID int64
	label string
	owner string // e-mail
	c     *engine.DesiredClient
}

// connect prepares the way to the accounts that are connected. Nothing is asked of
// anybody yet.
func (a *app) connect(dir string, d *engine.Desired, parallel int) (*liveAccounts, error) {
	// The clock of the command goes on from its moment, which --now may have set.
	began := time.Now()
	clock := func() time.Time { return d.AsOf.Add(time.Since(began)) }
	client, err := live.New(live.Options{BaseURL: a.env(live.EnvBaseURL), Agency: d.Agency.HubID, Parallel: parallel, Now: clock, Dial: a.dial})
	if err != nil {
		return nil, fmt.Errorf("%s: %w", live.EnvBaseURL, err)
	}
	lookup := func(name string) (string, bool) { value := a.env(name); return value, value != "" }
	l := &liveAccounts{client: client, keys: live.NewKeys(lookup, dir)}
	for i := range d.Clients {
		if c := &d.Clients[i]; c.Connection != nil {
			l.list = append(l.list, connected{hubID: c.HubID, label: c.Label(), owner: d.People[c.Connection.Owner].Email, c: c})
		}
	}
	slices.SortFunc(l.list, func(x, y connected) int { return cmp.Compare(x.hubID, y.hubID) })
	return l, nil
}

// find is the connection of a client; nil: it has none.
func (l *liveAccounts) find(hubID int64) *connected {
	i, ok := slices.BinarySearchFunc(l.list, hubID, func(c connected, id int64) int { return cmp.Compare(c.hubID, id) })
	if !ok {
		return nil
	}
	return &l.list[i]
}

// choose narrows to clients that were named; none: all.
func (l *liveAccounts) choose(words []string, d *engine.Desired, access *engine.Access) ([]connected, error) {
	if len(l.list) == 0 {
		return nil, withHint(errors.New("no client has a connection"), "Write a connection block into the clients whose key you have: docs/accounts.md.")
	}
	if len(words) == 0 {
		return l.list, nil
	}
	var list []connected
	for _, word := range words {
		hubID, err := chooseClient(word, d, access)
		if err != nil {
			return nil, err
		}
		c := l.find(hubID)
		if c == nil {
			return nil, withHint(fmt.Errorf("client %s has no connection", word), "Write a connection block into it: docs/accounts.md.")
		}
		if !slices.ContainsFunc(list, func(x connected) bool { return x.hubID == hubID }) {
			list = append(list, *c)
		}
	}
	return list, nil
}

// open finds the key of an account.
func (l *liveAccounts) open(ctx context.Context, c *connected) (*live.Account, error) {
	key, err := l.keys.Of(ctx, c.hubID)
	if err != nil {
		return nil, err
	}
	return l.client.Account(c.hubID, key), nil
}

// thereOf lists the e-mails of whoever is declared or recorded in a client.
func thereOf(d *engine.Desired, access *engine.Access, c *engine.DesiredClient) []string {
	var list []string
	add := func(p *engine.Person) { list = append(append(list, p.Email), p.FormerEmails...) }
	for i := range c.Grants {
		add(&d.People[c.Grants[i].Person])
	}
	list = append(list, c.SuperAdmins...)
	if is := access.Client(c.HubID); is != nil {
		for i := range is.Grants {
			add(&access.People[is.Grants[i].Person])
		}
		for i := range is.Gone {
			add(&access.People[is.Gone[i].Person])
		}
		list = append(list, is.SuperAdmins...)
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// lookLive reads accounts, and makes of them what exports become. All of them were
// looked at when the command began, and not later: nobody knows what was recorded in
// between.
func (a *app) lookLive(ctx context.Context, l *liveAccounts, chosen []connected, d *engine.Desired, access *engine.Access) (*engine.Observation, *hubspot.Export, error) {
	seen, export := live.NewObservation(a.readLive(ctx, l, chosen, d, access), shownOptions(d, access))
	for i := range seen.Accounts {
		if seen.Accounts[i].At.After(d.AsOf) {
			seen.Accounts[i].At = d.AsOf
		}
	}
	for i := range export.Accounts {
		if export.Accounts[i].At.After(d.AsOf) {
			export.Accounts[i].At = d.AsOf
		}
	}
	return seen, export, ctx.Err()
}

// readLive reads accounts, and says how far it has come. Those without a key are not
// asked, and are listed as not read.
func (a *app) readLive(ctx context.Context, l *liveAccounts, chosen []connected, d *engine.Desired, access *engine.Access) []live.Observed {
	var targets []live.Target
	var list []live.Observed
	for i := range chosen {
		account, err := l.open(ctx, &chosen[i])
		if err != nil {
			list = append(list, live.Observed{HubID: chosen[i].hubID, Err: err})
			continue
		}
		targets = append(targets, live.Target{Account: account, People: thereOf(d, access, chosen[i].c)})
	}
	work := a.progress("accounts read")
	done := 0
	list = append(list, l.client.ObserveAll(ctx, targets, func(live.Observed) {
		done++
		work.step(done, len(targets))
	})...)
	work.end()
	slices.SortFunc(list, func(x, y live.Observed) int { return cmp.Compare(x.HubID, y.HubID) })
	return list
}

func shownOptions(d *engine.Desired, access *engine.Access) hubspot.Options {
	return hubspot.Options{
		EmailDomains: d.Agency.EmailDomains, People: slices.Concat(d.People, access.People), AgencyHubID: d.Agency.HubID,
		Sets: knownSets(d, access), SetNames: setNamesOf(d), Teams: teamsOf(d, access), SkipBad: true,
	}
}

// observeLive adds what connected accounts show.
func (a *app) observeLive(ctx context.Context, o *engine.Observation, from *lookAt, d *engine.Desired, access *engine.Access) error {
	l, err := a.connect(from.dir, d, 0)
	if err != nil {
		return err
	}
	chosen, err := l.choose(from.clients, d, access)
	if err != nil {
		return err
	}
	if chosen, err = a.recall(o, from, chosen, d, access); err != nil {
		return err
	}
	seen, export, err := a.lookLive(ctx, l, chosen, d, access)
	if err != nil {
		return err
	}
	if from.maxAge > 0 {
		a.keepSeen(from.dir, seen, d)
	}
	if !a.flags.quiet {
		for _, note := range slices.Concat(export.Skipped, export.Notes) {
			fmt.Fprintln(a.err, "Warning: "+render.Terminal(note.String()))
		}
	}
	o.Unread = append(o.Unread, seen.Unread...)
	return join.AddObserved(o, seen.Access, seen.Accounts)
}

// eachAtOnce does something for each index, several at once, and calls done after
// each, one at a time.
func eachAtOnce(n, parallel int, do func(int), done func()) {
	free := make(chan struct{}, parallel)
	var group sync.WaitGroup
	var mu sync.Mutex
	for i := range n {
		free <- struct{}{}
		group.Go(func() {
			defer func() { <-free }()
			do(i)
			mu.Lock()
			defer mu.Unlock()
			done()
		})
	}
	group.Wait()
}

// lookedAt writes when an account was looked at.
func lookedAt(at time.Time) string { return at.UTC().Format(time.RFC3339Nano) }
