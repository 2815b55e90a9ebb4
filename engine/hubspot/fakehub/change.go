package fakehub

import (
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"time"
)

// change is one change of the world: all of it, or nothing.
type change struct {
	h     *Hub
	world *World
	cat   *catalogue
	now   time.Time
	// inManager says that it is made in the Client Access Manager, and not in the
	// settings of the account.
	inManager bool

	before  map[int64]Account // the accounts that were touched, as they were
	userIDs map[string]string
}

// change calls do, keeps the world on disk and writes down who changed. Where do
// or the disk refuses, the world is as it was. The lock is held.
func (h *Hub) change(e *Entry, do func(*change) error) error {
	c := &change{h: h, world: h.world, cat: h.cat, now: h.now().UTC(), before: map[int64]Account{}, userIDs: maps.Clone(h.world.UserIDs)}
	err := do(c)
	var changes []Change
	changed := false
	if err == nil {
		changes, changed = c.differences(), c.changed()
		if changed && h.path != "" {
			err = h.world.Save(h.path)
		}
	}
	if err != nil {
		c.undo()
		return err
	}
	e.Changes, e.Changed = append(e.Changes, changes...), e.Changed || changed
	c.lag()
	return nil
}

// actor returns what somebody is in an account, where the change is made.
func (c *change) actor(a *Account, email string) actor {
	who := c.h.actorIn(a, email)
	who.manages = who.manages && c.inManager
	return who
}

// mayEdit refuses whoever may not add people to an account or change what they
// may do: in the Client Access Manager that takes a partner admin of the account,
// in its settings one of the two admins.
func (c *change) mayEdit(a *Account, who actor) error {
	switch {
	case c.inManager && !who.partner:
		return refuse("in the Client Access Manager only a partner admin of %s can do that", a.Name)
	case !who.admin:
		return refuse("only a partner admin or super admin of %s can do that", a.Name)
	}
	return nil
}

// account returns an account to change. Lists and maps within a user or a set are
// replaced and never written to.
func (c *change) account(hubID int64) (*Account, error) {
	a := c.world.account(hubID)
	if a == nil {
		return nil, &refusal{"there is no account " + fmt.Sprint(hubID)}
	}
	if _, ok := c.before[hubID]; !ok {
		was := *a
		was.Users, was.PermissionSets, was.Security = slices.Clone(a.Users), slices.Clone(a.PermissionSets), slices.Clone(a.Security)
		c.before[hubID] = was
	}
	return a, nil
}

func (c *change) undo() {
	for hubID, was := range c.before {
		*c.world.account(hubID) = was
	}
	c.world.UserIDs = c.userIDs
}

// changed reports whether anything is another than before.
func (c *change) changed() bool {
	for hubID, was := range c.before {
		if !reflect.DeepEqual(was, *c.world.account(hubID)) {
			return true
		}
	}
	return !maps.Equal(c.userIDs, c.world.UserIDs)
}

// differences lists who is another than before, by hub id and e-mail.
func (c *change) differences() []Change {
	var list []Change
	for _, hubID := range slices.Sorted(maps.Keys(c.before)) {
		was, is := c.before[hubID], c.world.account(hubID)
		emails := map[string]bool{}
		for _, u := range slices.Concat(was.Users, is.Users) {
			emails[u.Email] = true
		}
		for _, email := range sortedKeys(emails) {
			before, after := c.cat.whole(&was, was.user(email)), c.cat.whole(is, is.user(email))
			if !reflect.DeepEqual(before, after) {
				list = append(list, Change{HubID: hubID, Email: email, Before: before, After: after})
			}
		}
	}
	return list
}

// lag makes the lists of changed accounts lag behind.
func (c *change) lag() {
	b := &c.world.Behaviour
	for hubID, was := range c.before {
		is := c.world.account(hubID)
		if reflect.DeepEqual(was.Users, is.Users) {
			continue
		}
		l := c.h.liveOf(is)
		l.list.hold(was.Users, b.Lag)
		l.crm.hold(was.Users, b.CRMLag)
	}
}

// hold makes a view show what was for so many reads. A view that lags already
// goes on showing the older one.
func (v *view) hold(was []User, reads int) {
	if reads == 0 {
		return
	}
	if v.left == 0 {
		v.users = was
	}
	v.left = reads
}

// read returns what the view shows now. All pages of one read show the same.
func (v *view) read(now []User, first bool) []User {
	if first {
		v.old = v.left > 0
		v.left = max(0, v.left-1)
	}
	if v.old {
		return v.users
	}
	return now
}

// refusal is an answer of HubSpot: it does not do that.
type refusal struct{ text string }

func (r *refusal) Error() string { return r.text }

func refuse(format string, args ...any) error { return &refusal{fmt.Sprintf(format, args...)} }

func isRefusal(err error) bool {
	var r *refusal
	return errors.As(err, &r)
}
