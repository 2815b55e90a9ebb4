package revise

import (
	"cmp"
	"maps"
	"slices"

	"accredit/engine"
)

// Import lists what recording an observed access writes, as fact: no rule is
// applied. The clients in observed replace those in a, one by one; people and
// sets are merged. day is the day of the observation.
//
// A client in observed that is Applied is declared as it is observed, and its
// address is recorded.
//
// A grant of a client that a plan was applied to and that is not as recorded
// is marked as changed outside, so that the next plan can call it drift; so is
// that of somebody who became super admin in a client that was recorded before.
func Import(a, observed *engine.Access, day engine.Date) *engine.Changes {
	im := &importer{a: a, in: observed, day: day, out: &engine.Changes{}, clients: make(map[int64]*engine.RecordedClient, len(a.Clients))}
	for i := range a.Clients {
		im.clients[a.Clients[i].HubID] = &a.Clients[i]
	}
	if a.Agency.HubID == 0 && observed.Agency.HubID != 0 {
		im.out.Agency, im.out.HubID = observed.Agency.Name, observed.Agency.HubID
	}
	if observed.Catalogue != "" && a.Catalogue == "" {
		im.out.Catalogue = observed.Catalogue
	}
	im.sets()
	im.people()
	for i := range observed.Clients {
		im.client(&observed.Clients[i])
	}
	return im.out
}

type importer struct {
	a, in   *engine.Access
	day     engine.Date
	out     *engine.Changes
	clients map[int64]*engine.RecordedClient // of a
}

func (im *importer) sets() {
	known := map[string]*engine.RecordedSet{}
	for i := range im.a.Sets {
		known[im.a.Sets[i].Name] = &im.a.Sets[i]
	}
	for i := range im.in.Sets {
		set := im.in.Sets[i]
		was := known[set.Name]
		if was != nil && (set.Definition == "" || was.Definition == set.Definition) && was.Unknown == set.Unknown && slices.Equal(was.Levels, set.Levels) {
			continue
		}
		im.out.Sets = append(im.out.Sets, engine.SetChange{Before: was, After: &set})
	}
}

func (im *importer) people() {
	known := map[string]*engine.Person{}
	for i := range im.a.People {
		known[im.a.People[i].Email] = &im.a.People[i]
	}
	for i := range im.in.People {
		person := im.in.People[i]
		was := known[person.Email]
		if was != nil {
			person = engine.MergePerson(was, &person)
			if equalPeople(was, &person) {
				continue
			}
		}
		im.out.People = append(im.out.People, engine.PersonChange{Before: was, After: &person})
	}
}

func equalPeople(a, b *engine.Person) bool {
	return a.Address == b.Address && a.Kind == b.Kind && a.Name == b.Name && a.Status == b.Status && a.Roles == b.Roles && a.UserID == b.UserID && a.Protected == b.Protected &&
		slices.Equal(a.FormerEmails, b.FormerEmails) && maps.Equal(a.Labels, b.Labels)
}

func (im *importer) client(in *engine.RecordedClient) {
	was := im.clients[in.HubID]
	is := *in
	is.Grants, is.Gone = nil, nil
	if was != nil {
		if !in.Applied {
			is.Address, is.Applied, is.DeclaredSuperAdmins = was.Address, was.Applied, was.DeclaredSuperAdmins
		}
		if is.Name == "" {
			is.Name = was.Name
		}
		is.Execution, is.Begins = cmp.Or(in.Execution, was.Execution), was.Begins // no observation tells them
	}
	if was == nil || !sameClientRow(was, &is) {
		im.out.Clients = append(im.out.Clients, engine.ClientChange{Before: was, After: &is})
	}
	im.grants(was, in)
}

func sameClientRow(a, b *engine.RecordedClient) bool {
	return a.Address == b.Address && a.Applied == b.Applied && slices.Equal(a.DeclaredSuperAdmins, b.DeclaredSuperAdmins) &&
		a.Name == b.Name && a.Domain == b.Domain && a.AccountType == b.AccountType && a.Mode == b.Mode && a.Execution == b.Execution && slices.Equal(a.Begins, b.Begins) &&
		slices.Equal(a.SuperAdmins, b.SuperAdmins) && a.ManagedMRR == b.ManagedMRR && maps.Equal(a.Labels, b.Labels) &&
		engine.EqualLinks(a.Links, b.Links) && a.LastActivity == b.LastActivity && a.EndsOn == b.EndsOn
}

// grants replaces the people of one client.
func (im *importer) grants(was, in *engine.RecordedClient) {
	recorded := map[string]*engine.RecordedGrant{}
	gone := map[string]*engine.Origin{}
	if was != nil {
		for i := range was.Grants {
			recorded[im.a.People[was.Grants[i].Person].Email] = &was.Grants[i]
		}
		for _, g := range was.Gone {
			gone[im.a.People[g.Person].Email] = g.Origin
		}
	}
	seen := map[string]bool{}
	for i := range in.Grants {
		g := in.Grants[i]
		email := im.in.People[g.Person].Email
		seen[email] = true
		before := recorded[email]
		if before != nil && sameObserved(before, &g) {
			continue
		}
		g.RecordedOn = im.day
		g.Origin = nil
		if marksOutside(was, before, &g) {
			g.Origin = observedOrigin(before, gone[email])
		}
		im.out.Grants = append(im.out.Grants, engine.GrantChange{HubID: in.HubID, Email: email, Before: before, After: &g})
	}
	if was == nil {
		return
	}
	for i := range was.Grants {
		g := &was.Grants[i]
		email := im.a.People[g.Person].Email
		if seen[email] {
			continue
		}
		gone := engine.GrantChange{HubID: in.HubID, Email: email, Before: g, GoneOn: im.day}
		if marksOutside(was, g, nil) {
			gone.GoneOrigin = observedOrigin(g, nil)
		}
		im.out.Grants = append(im.out.Grants, gone)
	}
}

// marksOutside reports whether what was seen is marked as changed outside: in a
// client that a plan was applied to; and wherever the client was recorded before,
// somebody who has become super admin since, whom no later import makes forgotten.
func marksOutside(client *engine.RecordedClient, before, seen *engine.RecordedGrant) bool {
	switch {
	case client == nil:
		return false
	case client.Applied:
		return true
	}
	return isSuperAdmin(seen) && !isSuperAdmin(before) || before != nil && before.Origin != nil && before.Origin.Observed
}

// isSuperAdmin reports whether a grant, perhaps an invitation, has the one set
// that makes super admins.
func isSuperAdmin(g *engine.RecordedGrant) bool {
	return g != nil && g.Status != engine.Deactivated && g.Rights.Set == engine.SetSuperAdmin
}

// observedOrigin keeps what was wished, marked as changed since. Of what was
// removed by accredit nobody wished anything when it appeared again.
func observedOrigin(before *engine.RecordedGrant, gone *engine.Origin) *engine.Origin {
	o := engine.Origin{Observed: true}
	switch {
	case before != nil && before.Origin != nil:
		o = *before.Origin
	case before == nil && gone != nil && gone.Observed:
		o = *gone
	}
	o.Observed = true
	return &o
}

func sameObserved(a, b *engine.RecordedGrant) bool {
	x, y := engine.DetailsOf(a.Details), engine.DetailsOf(b.Details)
	return a.Rights.Set == b.Rights.Set && a.Rights.Unknown == b.Rights.Unknown && slices.Equal(a.Rights.Levels, b.Rights.Levels) &&
		a.Status == b.Status && a.Seat == b.Seat && a.Unlinked == b.Unlinked && a.Starts == b.Starts && a.Expires == b.Expires &&
		slices.Equal(x.Teams, y.Teams) && x.Reason == y.Reason && x.AssetsKnown == y.AssetsKnown && slices.Equal(x.Assets, y.Assets)
}
