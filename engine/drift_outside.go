package engine

import "slices"

// What somebody did outside accredit: observed against recorded.

// outside compares what was seen of everybody in an account with what is
// recorded.
func (f *driftFinder) outside(acc *accountDrift) {
	defer f.perhapsSame(acc, len(f.out.Items))
	for _, person := range acc.people {
		w := acc.pairs[person]
		if w.observed == nil && !f.tellsOf(acc, person) || f.sameSeen(acc.how, w.recorded, w.observed) {
			continue
		}
		if f.isAdoption(acc, w, person) {
			continue
		}
		acc.reported[person] = true
		it := DriftItem{
			Client: acc.client, HubID: acc.hubID, Person: person, Email: f.out.People[person].Email,
			Class:    f.classify(w.recorded, w.observed, w.declared != nil, f.isOver(w.lapsed)),
			Declared: w.declared, Recorded: w.recorded, Observed: w.observed, Seen: true, ByName: acc.how.Names || acc.how.NoSets,
			AsDeclared: f.sameSeen(acc.how, w.declared, w.observed), Pos: w.pos,
		}
		f.journal(acc, w, &it)
		it.Permissions = f.permissions(&it, acc.how)
		it.Digest = f.digest("grant", acc.hubID, it.Email, w.recorded, w.observed)
		f.out.Items = append(f.out.Items, it)
	}
}

// tellsOf reports whether it is known that somebody who was not seen is not there.
func (f *driftFinder) tellsOf(acc *accountDrift, person int32) bool {
	p := &f.out.People[person]
	return acc.how.TellsOf(append([]string{p.Email}, p.FormerEmails...)...)
}

// isOver reports whether a declared period has ended, not only not begun.
func (f *driftFinder) isOver(l *Lapsed) bool {
	return l != nil && l.Period.To != 0 && l.Period.To < f.day
}

// isAdoption reports whether what was seen is only what the client's approval
// of an access link made, which the next plan adopts: a fact that is known.
func (f *driftFinder) isAdoption(acc *accountDrift, w *threeWay, person int32) bool {
	if !f.sameSeen(acc.how, w.declared, w.observed) {
		return false
	}
	return slices.ContainsFunc(f.plan.Steps, func(st Step) bool {
		return st.Action == ActionAdopt && st.Client == acc.client && st.Person != Nobody && f.plan.People[st.Person].Email == f.out.People[person].Email
	})
}

// classify names the difference between what was there and what is there.
func (f *driftFinder) classify(was, is *Grant, declared, over bool) DriftClass {
	cat := f.d.Catalogue
	wasSuper, isSuper := cat.IsSuperAdmin(was.Given()), cat.IsSuperAdmin(is.Given())
	switch {
	case isSuper && !wasSuper:
		return DriftSuperAdminAppeared
	case wasSuper && !isSuper:
		return DriftSuperAdminVanished
	case is == nil:
		return DriftMissing
	case was == nil && over:
		return DriftLapsed
	case was == nil && !declared:
		return DriftUnknownPerson
	}
	return DriftChanged
}

// sameSeen reports whether what was seen is what should be there, as far as
// the source tells.
func (f *driftFinder) sameSeen(how *Observed, is, seen *Grant) bool {
	if is == nil || seen == nil {
		return is == seen
	}
	if how.Status && !f.sameStatus(is, seen) || how.Teams && !sameTeamsSeen(how, is, seen) {
		return false
	}
	return sameRightsSeen(f.d.Catalogue, how, is, seen)
}

// sameStatus reports whether two grants are in the same state. That somebody has
// not accepted yet, or has by now, matters only where it makes an admin.
func (f *driftFinder) sameStatus(a, b *Grant) bool {
	cat := f.d.Catalogue
	admins := cat.IsSuperAdmin(a.Given()) || cat.IsPartnerAdmin(a.Given()) || cat.IsSuperAdmin(b.Given()) || cat.IsPartnerAdmin(b.Given())
	if admins {
		return a.Status == b.Status
	}
	return a.Status.Wanted() == b.Status.Wanted()
}

// sameTeamsSeen compares teams, as far as the source tells them apart.
func sameTeamsSeen(how *Observed, is, seen *Grant) bool {
	if how.Names {
		return SameInCell(is.More().Teams, seen.More().Teams)
	}
	return slices.Equal(is.More().Teams, seen.More().Teams)
}

// filledIn is what was seen, with what its source cannot tell as recorded.
func (f *driftFinder) filledIn(how *Observed, recorded, seen *Grant) *Grant {
	if recorded == nil || seen == nil {
		return seen
	}
	return with(seen, func(g *Grant) {
		if !how.Status {
			g.Status = recorded.Status
		}
		if !how.Teams || sameTeamsSeen(how, recorded, seen) {
			d := *g.More()
			d.Teams = recorded.More().Teams
			g.Details = &d
		}
		if sameRightsSeen(f.d.Catalogue, how, recorded, seen) {
			g.Set, g.Rights, g.Unknown = recorded.Set, recorded.Rights, recorded.Unknown
		}
	})
}

// sameRightsSeen compares what two grants give. Two that are known are equal
// by what they give, whatever their sets are called; else the names tell. A
// source that knows names only cannot see what was adjusted, but it knows the
// admins, who are what they are by rights.
func sameRightsSeen(c *Catalogue, how *Observed, is, seen *Grant) bool {
	if is.Set == seen.Set && (how.Names || how.NoSets || is.Unknown || seen.Unknown) || how.hides(c, is, seen) {
		return true
	}
	if !is.Unknown && !seen.Unknown && is.Rights.Equal(seen.Rights) {
		return true
	}
	if !how.Names && !how.NoSets {
		return false
	}
	wasSuper, isSuper := c.IsSuperAdmin(is.Rights), c.IsSuperAdmin(seen.Rights)
	wasPartner, isPartner := c.IsPartnerAdmin(is.Rights), c.IsPartnerAdmin(seen.Rights)
	admins := wasSuper || isSuper || wasPartner || isPartner
	if admins || how.NoSets {
		return wasSuper == isSuper && wasPartner == isPartner
	}
	return false
}

// permissions lists where the three differ, permission by permission. Where
// somebody comes or goes there is nothing to compare.
func (f *driftFinder) permissions(it *DriftItem, how *Observed) []DriftPermission {
	now := it.Observed
	if !it.Seen {
		now = it.Recorded
	}
	was := it.Recorded
	if !it.Seen || was == nil {
		was = it.Declared
	}
	if was == nil || now == nil || was.Unknown || now.Unknown || how != nil && (how.Names || how.NoSets) {
		return nil
	}
	var list []DriftPermission
	for i := range f.d.Catalogue.Len() {
		if was.Rights.Level(i) == now.Rights.Level(i) {
			continue
		}
		p := f.d.Catalogue.At(i)
		level := func(g *Grant) string {
			if g == nil || g.Unknown {
				return ""
			}
			return p.Kind.Name(g.Rights.Level(i))
		}
		list = append(list, DriftPermission{p.Name, level(it.Declared), level(it.Recorded), level(it.Observed)})
	}
	return list
}

// ownSuperAdmins compares the client's own super admins that were seen, or
// that an import recorded, with those that were known before.
func (f *driftFinder) ownSuperAdmins(i int32, c *clientPlan, in *RecordedClient, how *Observed) {
	known, seen, whole, looked := f.knownOwn(c, in, how)
	var declared []string
	if c.desired != nil {
		declared = c.desired.SuperAdmins
	}
	report := func(email string, class DriftClass, was, is string) {
		it := DriftItem{
			Client: i, HubID: c.hubID, Person: Nobody, Email: email, Class: class, Seen: looked,
			AsDeclared: class == DriftSuperAdminVanished && !slices.Contains(declared, email),
			Digest:     f.digestText("own super admin", c.hubID, email, was, is),
		}
		if c.desired != nil {
			it.Pos = c.desired.Pos
		}
		f.out.Items = append(f.out.Items, it)
	}
	for _, email := range seen {
		if !slices.Contains(known, email) && !slices.Contains(declared, email) {
			report(email, DriftSuperAdminAppeared, "", "super admin")
		}
	}
	for _, email := range known {
		if whole && !slices.Contains(seen, email) {
			report(email, DriftSuperAdminVanished, "super admin", "")
		}
	}
}

// knownOwn gives the client's own super admins as they were known before and
// as they are, whether the latter are all of them, and whether somebody looked.
// What an import recorded and nobody declared since counts as not known before.
func (f *driftFinder) knownOwn(c *clientPlan, in *RecordedClient, how *Observed) (known, seen []string, whole, looked bool) {
	now, imported := c.ownSuperAdmins()
	known = now
	if c.recorded != nil && !imported {
		known = c.recorded.SuperAdmins
	}
	if imported {
		known = c.desired.SuperAdmins
	}
	seen = known
	if imported {
		seen = now
	}
	if in != nil && how.SuperAdmins && !how.Later.SuperAdmins {
		return known, in.SuperAdmins, how.Whole, true
	}
	return known, seen, true, false
}
