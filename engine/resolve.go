package engine

import "slices"

// resolver turns recorded grants into what they give against today's
// catalogue. Each worker has one: it remembers the few hundred distinct rights.
type resolver struct {
	p       *planner
	rights  map[*RecordedRights]resolved
	dropped map[string]bool // permissions that left the catalogue
}

type resolved struct {
	set    string
	rights Rights
}

func newResolver(p *planner) *resolver {
	return &resolver{p: p, rights: map[*RecordedRights]resolved{}, dropped: map[string]bool{}}
}

// resolve reads recorded rights. A renamed set bears its new name.
func (r *resolver) resolve(rec *RecordedRights) resolved {
	if known, ok := r.rights[rec]; ok {
		return known
	}
	var base Rights
	if FollowsCatalogue(rec.Set) {
		base = r.p.sets[rec.Set].Rights
	}
	rights, dropped := rec.Levels.Over(r.p.d.Catalogue, base)
	for _, name := range dropped {
		r.dropped[name] = true
	}
	is := resolved{set: rec.Set, rights: rights}
	if to, ok := r.p.renamed[rec.Set]; ok {
		is.set = to
	}
	r.rights[rec] = is
	return is
}

// grant builds the grant that a recorded one is today.
func (r *resolver) grant(rec *RecordedGrant) *Grant {
	is := r.resolve(rec.Rights)
	g := &Grant{
		Person: r.p.roster.ofAccess[rec.Person], Set: is.set, Rights: is.rights, Unknown: rec.Rights.Unknown,
		Status: rec.Status, Seat: rec.Seat, Unlinked: rec.Unlinked, Starts: rec.Starts, Expires: rec.Expires,
		Details: rec.Details, Origin: rec.Origin,
	}
	return g
}

// grantIn is that of a person in a client, with the seat that they have there
// when this plan is applied: an import does not know the agency's domains.
func (r *resolver) grantIn(c *RecordedClient, rec *RecordedGrant) *Grant {
	g := r.grant(rec)
	g.Seat = SeatNow(c, rec, r.p.a.People[rec.Person].Email, r.p.roster.people[g.Person].Email, r.p.d.Agency.EmailDomains)
	return g
}

// SeatNow is the seat of a recorded grant when a plan is applied. It is worked out
// when a configuration is first applied to the client, and anew when the address
// is corrected; else what is recorded counts. It is exported for what writes it
// (engine/revise).
func SeatNow(c *RecordedClient, g *RecordedGrant, email, present string, domains []string) Seat {
	if email != present || !c.Applied && g.Seat == SeatUnknown {
		return SeatFor(present, domains)
	}
	return g.Seat
}

// sameGrant reports whether a recorded grant is just what is wanted, without
// building anything: the case of nearly every grant of nearly every plan.
func (r *resolver) sameGrant(rec *RecordedGrant, want *Grant) bool {
	if rec.Status.Wanted() != want.Status || rec.Expires != want.Expires || rec.Starts != want.Starts ||
		rec.Rights.Unknown != want.Unknown || rec.Unlinked {
		return false
	}
	is := r.resolve(rec.Rights)
	if is.set != want.Set || !want.KeepBilling && is.rights != want.Rights || want.KeepBilling {
		return false
	}
	if rec.Details == nil && want.Details == nil {
		return true
	}
	was, is2 := DetailsOf(rec.Details), want.More()
	return was.Reason == is2.Reason && slices.Equal(was.Teams, is2.Teams)
}

// DetailsOf returns the details, never nil. It is for those of a recorded
// grant; Grant.More does the same for a grant.
func DetailsOf(d *Details) *Details {
	if d == nil {
		return noDetails
	}
	return d
}
