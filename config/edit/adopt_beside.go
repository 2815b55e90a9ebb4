package edit

import (
	"cmp"
	"fmt"
	"slices"

	"accredit/engine"
)

// changedBeside names a grant, lapsed access or super admin that an edit
// changed beside the one it is about; empty where there is none.
func changedBeside(before, after *engine.Desired, it *engine.DriftItem) string {
	if len(before.Clients) != len(after.Clients) {
		return "which clients there are"
	}
	for i := range before.Clients {
		b := beside{before: before, after: after, was: &before.Clients[i], is: &after.Clients[i]}
		if b.was.HubID != b.is.HubID {
			return "which clients there are"
		}
		if b.was.HubID == it.HubID {
			b.except = it.Email
		}
		if email := b.changed(); email != "" {
			return fmt.Sprintf("the access of %s in %s", email, b.is.Address)
		}
	}
	return ""
}

// beside is one client before and after an edit that is about one person.
type beside struct {
	before, after *engine.Desired
	was, is       *engine.DesiredClient
	except        string // e-mail of that person
}

// changed gives the e-mail of somebody else who has something else.
func (b *beside) changed() string {
	grant := func(x, y *engine.Grant) bool {
		return x.Set == y.Set && x.Rights == y.Rights && x.Unknown == y.Unknown && x.Status == y.Status && x.Starts == y.Starts && x.Expires == y.Expires &&
			x.KeepBilling == y.KeepBilling && slices.Equal(x.More().Teams, y.More().Teams) && x.More().Reason == y.More().Reason
	}
	lapsed := func(x, y *engine.Lapsed) bool { return x.Set == y.Set && x.Period == y.Period }
	return cmp.Or(
		otherThan(b, b.was.Grants, b.is.Grants, func(d *engine.Desired, g *engine.Grant) string { return d.People[g.Person].Email }, grant),
		otherThan(b, b.was.Lapsed, b.is.Lapsed, func(d *engine.Desired, l *engine.Lapsed) string { return d.People[l.Person].Email }, lapsed),
		otherThan(b, b.was.SuperAdmins, b.is.SuperAdmins, func(_ *engine.Desired, s *string) string { return *s }, func(*string, *string) bool { return true }),
	)
}

// otherThan finds the first difference between two lists that are sorted by
// e-mail, that of the person apart.
func otherThan[T any](b *beside, was, is []T, email func(*engine.Desired, *T) string, equal func(x, y *T) bool) string {
	i, j := 0, 0
	for i < len(was) || j < len(is) {
		x, y := "", ""
		if i < len(was) {
			x = email(b.before, &was[i])
		}
		if j < len(is) {
			y = email(b.after, &is[j])
		}
		switch {
		case x != "" && x == b.except:
			i++
		case y != "" && y == b.except:
			j++
		case x != y:
			return cmp.Or(x, y)
		case !equal(&was[i], &is[j]):
			return x
		default:
			i, j = i+1, j+1
		}
	}
	return ""
}
