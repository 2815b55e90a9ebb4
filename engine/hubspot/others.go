package hubspot

import (
	"cmp"
	"slices"

	"accredit/engine"
)

// Other is somebody who is not ours, and not recorded in some account. Who is
// in several accounts is hardly a client's own.
type Other struct {
	Email    string
	Accounts int // in which they are
}

// other is the same while accounts are looked at.
type other struct {
	accounts int
	dropped  bool // somewhere, not being a super admin there
}

// meet notes a user who is not ours.
func (x *assembly) meet(u *user) {
	o := x.met[u.email]
	if o == nil {
		o = &other{}
		x.met[u.email] = o
	}
	o.accounts++
	o.dropped = o.dropped || !u.isOwner()
}

// isOwner reports whether a user of another domain is recorded as one of the
// client's own super admins.
func (u *user) isOwner() bool {
	return u.superAdmin && u.status == engine.Active
}

// others lists whom the result does not have though they are in several
// accounts, by e-mail, and counts the rest.
func (x *assembly) others() {
	for email, o := range x.met {
		switch {
		case !o.dropped:
		case o.accounts > 1:
			x.Others = append(x.Others, Other{email, o.accounts})
		default:
			x.OthersOnce++
		}
	}
	slices.SortFunc(x.Others, func(a, b Other) int { return cmp.Compare(a.Email, b.Email) })
}

// saysMore reports whether the column of single permissions has something that
// is not read.
func (r *cells) saysMore() bool {
	return slices.ContainsFunc(r.permissions(), func(name string) bool {
		key := wordKey(name)
		return key != "" && !superAdminWords[key] && !partnerWords[key]
	})
}
