package revise

import (
	"slices"

	"accredit/engine"
)

// What is written of one item: as it was seen, or as it is declared by now.

func (r *driftRecorder) seen(it *engine.DriftItem) {
	c := r.client(it.HubID)
	if it.Own() {
		recordOwn(c, it)
		return
	}
	before, gone, address := r.recorded(c, it.Email)
	var after *engine.RecordedGrant
	if it.Observed != nil {
		after = r.over(before, it)
	}
	change := engine.GrantChange{HubID: c.After.HubID, Email: address, Before: before, After: after}
	outside := marksOutside(c.Before, before, after)
	switch {
	case after == nil && outside:
		change.GoneOn, change.GoneOrigin = r.day, observedOrigin(before, nil)
	case after == nil:
		change.GoneOn = r.day
	case outside:
		after.Origin = observedOrigin(before, gone)
	}
	r.out.Grants = append(r.out.Grants, change)
}

// over is the grant as seen, with what HubSpot does not know as recorded.
func (r *driftRecorder) over(before *engine.RecordedGrant, it *engine.DriftItem) *engine.RecordedGrant {
	seen := it.Observed
	after := engine.RecordedGrant{Person: engine.Nobody, Seat: seen.Seat, Unlinked: seen.Unlinked, Starts: seen.Starts, Expires: seen.Expires, Details: seen.Details}
	if before != nil {
		after = *before
		after.Origin = nil
		after.Details = withTeams(before.Details, seen.More().Teams)
	}
	after.Status, after.RecordedOn = seen.Status, r.day
	if was := it.Recorded; before == nil || was == nil || was.Unknown != seen.Unknown || was.Set != seen.Set || !was.Rights.Equal(seen.Rights) {
		after.Rights = r.rightsOf(seen)
	}
	r.addSet(after.Rights)
	return &after
}

func withTeams(details *engine.Details, teams []string) *engine.Details {
	d := *engine.DetailsOf(details)
	d.Teams = teams
	if len(d.Teams) == 0 && d.Reason == "" && !d.AssetsKnown {
		return nil
	}
	return &d
}

// recordOwn records one of the client's own super admins.
func recordOwn(c *engine.ClientChange, it *engine.DriftItem) {
	if it.Class == engine.DriftSuperAdminAppeared {
		if !slices.Contains(c.After.SuperAdmins, it.Email) {
			c.After.SuperAdmins = append(c.After.SuperAdmins, it.Email)
			slices.Sort(c.After.SuperAdmins)
		}
		return
	}
	c.After.SuperAdmins = slices.DeleteFunc(c.After.SuperAdmins, func(email string) bool { return email == it.Email })
}

func (r *driftRecorder) adopted(it *engine.DriftItem) {
	c := r.client(it.HubID)
	declared := r.declaredClient(c.After.HubID)
	if it.Own() {
		recordOwn(c, it)
		if declared != nil {
			c.After.DeclaredSuperAdmins = declared.SuperAdmins
		}
		return
	}
	endLinks(c, declared, it.Email)
	before, _, address := r.recorded(c, it.Email)
	change := engine.GrantChange{HubID: c.After.HubID, Email: address, Before: before}
	if g := r.grantOf(declared, it.Email); g != nil {
		after := engine.RecordedGrant{
			Person: engine.Nobody, Rights: r.rightsOf(g), Status: g.Status, Seat: g.Seat, Starts: g.Starts, Expires: g.Expires,
			RecordedOn: r.day, Details: g.Details, Origin: g.Origin,
		}
		if before != nil {
			after.Unlinked, after.Seat, after.Evidence = before.Unlinked, before.Seat, before.Evidence
			after.Details = withAssets(g.Details, before.Details)
		}
		if now := it.Now(); now != nil && now.Status == engine.Invited && after.Status == engine.Active {
			after.Status = engine.Invited
		}
		r.addSet(after.Rights)
		change.After = &after
	} else {
		change.GoneOn = r.day
	}
	if before != nil || change.After != nil {
		r.out.Grants = append(r.out.Grants, change)
	}
}

// endLinks records the end that adopting somebody's absence gave their link.
func endLinks(c *engine.ClientChange, declared *engine.DesiredClient, email string) {
	if declared == nil {
		return
	}
	for i := range c.After.Links {
		l := &c.After.Links[i]
		for _, d := range declared.Links {
			if l.Admin == email && d.Admin == email && d.ApprovedOn == l.ApprovedOn {
				l.EndedOn = d.EndedOn
			}
		}
	}
}

// withAssets keeps what is known of somebody's assets.
func withAssets(declared, before *engine.Details) *engine.Details {
	was := engine.DetailsOf(before)
	if !was.AssetsKnown {
		return declared
	}
	d := *engine.DetailsOf(declared)
	d.AssetsKnown, d.Assets = true, was.Assets
	return &d
}

func (r *driftRecorder) grantOf(c *engine.DesiredClient, email string) *engine.Grant {
	if c == nil {
		return nil
	}
	for i := range c.Grants {
		if r.d.People[c.Grants[i].Person].Email == email {
			return &c.Grants[i]
		}
	}
	return nil
}
