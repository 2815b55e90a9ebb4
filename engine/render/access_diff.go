package render

import (
	"bufio"
	"cmp"
	"io"
	"maps"
	"slices"

	"accredit/engine"
)

// AccessDiff writes what applying the plan changes as a unified diff of the
// access listing: permission sets, then a line for each client and for each
// grant in it. Nothing is written where nothing changes, and clients that the
// plan does not touch are passed over without being listed. The changes are
// those of the plan, made from this access.
func AccessDiff(w io.Writer, a *engine.Access, p *engine.Plan, changes *engine.Changes) error {
	out := bufio.NewWriterSize(w, 64<<10)
	d := newAccessDiff(out, a, changes)
	d.permissionSets()
	d.clients(p)
	d.end()
	return out.Flush()
}

// accessDiff compares the listing of a state with the one after changes.
type accessDiff struct {
	*hunks
	access *engine.Access
	before map[string]*engine.RecordedSet
	after  map[string]*engine.RecordedSet

	had, has *engine.DeviationLister // before and after

	redefined map[string]bool   // sets of which either side has another content
	emails    map[string]string // of people, where it changes
	clientsBy map[int64]*engine.ClientChange
	grants    map[int64][]*engine.GrantChange
}

func newAccessDiff(out *bufio.Writer, a *engine.Access, c *engine.Changes) *accessDiff {
	d := &accessDiff{
		hunks: newHunks(out, "access before", "access after"), access: a,
		before: map[string]*engine.RecordedSet{}, after: map[string]*engine.RecordedSet{},
		redefined: map[string]bool{}, emails: map[string]string{},
		clientsBy: map[int64]*engine.ClientChange{}, grants: map[int64][]*engine.GrantChange{},
	}
	d.had, d.has = engine.NewDeviationLister(d.before), engine.NewDeviationLister(d.after)
	for i := range a.Sets {
		d.before[a.Sets[i].Name], d.after[a.Sets[i].Name] = &a.Sets[i], &a.Sets[i]
	}
	for _, s := range c.Sets {
		if s.Before != nil {
			delete(d.after, s.Before.Name)
			d.redefined[s.Before.Name] = true
		}
		if s.After != nil {
			d.after[s.After.Name] = s.After
		}
	}
	for _, p := range c.People {
		if p.Before != nil && p.After != nil && p.Before.Email != p.After.Email {
			d.emails[p.Before.Email] = p.After.Email
		}
	}
	for i := range c.Clients {
		d.clientsBy[hubID(&c.Clients[i])] = &c.Clients[i]
	}
	for i := range c.Grants {
		g := &c.Grants[i]
		d.grants[g.HubID] = append(d.grants[g.HubID], g)
	}
	return d
}

func hubID(c *engine.ClientChange) int64 {
	if c.Before != nil {
		return c.Before.HubID
	}
	return c.After.HubID
}

// permissionSets compares the definitions.
func (d *accessDiff) permissionSets() {
	d.compare(setLines(d.before), setLines(d.after))
}

// clients compares those in state and those that the changes add, by hub id.
func (d *accessDiff) clients(p *engine.Plan) {
	labels := make(map[int64]*engine.Client, len(d.clientsBy))
	for i := range p.Clients {
		labels[p.Clients[i].HubID] = &p.Clients[i].Client
	}
	added := d.added()
	for i := range d.access.Clients {
		c := &d.access.Clients[i]
		for len(added) > 0 && added[0].HubID < c.HubID {
			d.client(nil, added[0].HubID, &added[0].Client)
			added = added[1:]
		}
		label := labels[c.HubID] // a new label changes nothing
		if label == nil {
			label = &c.Client
		}
		d.client(c, c.HubID, label)
	}
	for _, c := range added {
		d.client(nil, c.HubID, &c.Client)
	}
}

// added lists the clients that state does not have yet, by hub id.
func (d *accessDiff) added() []*engine.RecordedClient {
	var list []*engine.RecordedClient
	for _, c := range d.clientsBy {
		if c.Before == nil {
			list = append(list, c.After)
		}
	}
	slices.SortFunc(list, func(x, y *engine.RecordedClient) int { return cmp.Compare(x.HubID, y.HubID) })
	return list
}

// client compares one client; c is nil where it is new.
func (d *accessDiff) client(c *engine.RecordedClient, hubID int64, label *engine.Client) {
	key := clientKey(label)
	if c != nil && !d.touched(c) {
		d.equal(1+len(c.Grants), func(i int) string {
			if i == 0 {
				return clientLine(key, &c.Client)
			}
			return d.line(key, d.email(&c.Grants[i-1]), &c.Grants[i-1], d.had)
		})
		return
	}
	var before []string
	if c != nil {
		before = append(before, clientLine(key, &c.Client))
		for i := range c.Grants {
			before = append(before, d.line(key, d.email(&c.Grants[i]), &c.Grants[i], d.had))
		}
	}
	d.compare(before, d.linesAfter(c, hubID, key))
}

func (d *accessDiff) email(g *engine.RecordedGrant) string { return d.access.People[g.Person].Email }

func (d *accessDiff) line(key, email string, g *engine.RecordedGrant, deviations *engine.DeviationLister) string {
	l := recorded(email, g, deviations)
	return l.line(key)
}

// touched reports whether the changes may alter a line of the client.
func (d *accessDiff) touched(c *engine.RecordedClient) bool {
	if d.clientsBy[c.HubID] != nil || len(d.grants[c.HubID]) > 0 {
		return true
	}
	if len(d.redefined)+len(d.emails) == 0 {
		return false
	}
	for i := range c.Grants {
		if d.redefined[c.Grants[i].Rights.Set] || d.emails[d.email(&c.Grants[i])] != "" {
			return true
		}
	}
	return false
}

func (d *accessDiff) linesAfter(c *engine.RecordedClient, hubID int64, key string) []string {
	var head *engine.Client
	grants := map[string]*engine.RecordedGrant{}
	if c != nil {
		head = &c.Client
		for i := range c.Grants {
			email := d.email(&c.Grants[i])
			if now, ok := d.emails[email]; ok {
				email = now
			}
			grants[email] = &c.Grants[i]
		}
	}
	if change := d.clientsBy[hubID]; change != nil {
		if change.After == nil {
			return nil
		}
		head = &change.After.Client
	}
	for _, change := range d.grants[hubID] {
		if change.After == nil {
			delete(grants, change.Email)
		} else {
			grants[change.Email] = change.After
		}
	}
	lines := []string{clientLine(key, head)}
	for _, email := range slices.Sorted(maps.Keys(grants)) {
		lines = append(lines, d.line(key, email, grants[email], d.has))
	}
	return lines
}
