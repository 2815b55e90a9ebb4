package hubspot

import (
	"cmp"
	"maps"
	"slices"

	"accredit/engine"
)

// Over gives the observed access with what an export cannot say as it is
// recorded, so that the two can be compared and the one can replace the other:
//
//   - of a client: everything but who has access and, where the export tells,
//     who is super admin; name and domain where the export has none;
//   - of a person: everything that is recorded of them;
//   - of a grant: reason, dates and assets; teams, status, seat and link where
//     there is no such column; and the rights, where the set has the same name:
//     an export does not show adjustments;
//   - in an account that is Partial: the grants of people who are not in it.
//
// Accounts that were not read are not in the result, as they are not in Access.
func (e *Export) Over(recorded *engine.Access) *engine.Access {
	o := &overlay{export: e, recorded: recorded, people: map[string]engine.Person{}}
	out := *e.Access
	out.Sets = overSets(recorded.Sets, e.Access.Sets)
	for _, list := range [][]engine.Person{e.Access.People, recorded.People} {
		for i := range list {
			p := list[i]
			p.UserID = cmp.Or(o.people[p.Email].UserID, p.UserID) // what was seen counts
			o.people[p.Email] = p
		}
	}
	clients := map[int64]*engine.RecordedClient{}
	for i := range recorded.Clients {
		clients[recorded.Clients[i].HubID] = &recorded.Clients[i]
	}
	var merged []emailed
	for i := range e.Access.Clients {
		merged = append(merged, o.client(&e.Access.Clients[i], clients[e.Access.Clients[i].HubID]))
	}
	out.People, out.Clients = o.finish(merged)
	return &out
}

type overlay struct {
	export   *Export
	recorded *engine.Access
	people   map[string]engine.Person
}

// emailed is a client with its grants by e-mail, before people have indexes.
type emailed struct {
	client engine.RecordedClient
	grants map[string]engine.RecordedGrant
}

func (o *overlay) client(seen, was *engine.RecordedClient) emailed {
	account := o.export.Account(seen.HubID)
	out := emailed{client: *seen, grants: map[string]engine.RecordedGrant{}}
	for _, g := range seen.Grants {
		out.grants[o.export.Access.People[g.Person].Email] = g
	}
	if was == nil {
		return out
	}
	out.client = *was
	out.client.Gone = nil // people have other numbers here
	if seen.Name != "" {
		out.client.Name = seen.Name
	}
	if seen.Domain != "" {
		out.client.Domain = seen.Domain
	}
	switch {
	case account.Reading == Partial: // one of the rows that were left out may be theirs
		out.client.SuperAdmins = slices.Compact(slices.Sorted(slices.Values(slices.Concat(was.SuperAdmins, seen.SuperAdmins))))
	case account.TellsSuperAdmins || len(seen.SuperAdmins) > 0:
		out.client.SuperAdmins = seen.SuperAdmins
	}
	for i := range was.Grants {
		email := o.recorded.People[was.Grants[i].Person].Email
		g, there := out.grants[email]
		switch {
		case there:
			out.grants[email] = overGrant(g, &was.Grants[i], account)
		case account.Reading == Partial:
			out.grants[email] = was.Grants[i]
		}
	}
	return out
}

// overGrant gives an observed grant with what it does not say as recorded.
func overGrant(g engine.RecordedGrant, was *engine.RecordedGrant, account *Account) engine.RecordedGrant {
	out := *was
	isHidden := account.NoPartners && g.Rights.Set == NoSet && was.Rights.Set == engine.SetPartnerAdmin
	if g.Rights.Set != was.Rights.Set && !isHidden {
		out.Rights = g.Rights
	}
	if account.TellsStatus {
		out.Status = g.Status
	}
	if account.TellsSeat {
		out.Seat = g.Seat
	}
	if account.TellsLinked {
		out.Unlinked = g.Unlinked
	}
	if account.TellsTeams && !engine.SameInCell(teamsOf(was.Details), teamsOf(g.Details)) {
		out.Details = withTeams(was.Details, g.Details)
	}
	return out
}

func teamsOf(d *engine.Details) []string {
	if d == nil {
		return nil
	}
	return d.Teams
}

// withTeams gives the details was with the teams of seen. Either may be nil.
func withTeams(was, seen *engine.Details) *engine.Details {
	var out engine.Details
	if was != nil {
		out = *was
	}
	out.Teams = nil
	if seen != nil {
		out.Teams = seen.Teams
	}
	if len(out.Teams) == 0 && out.Reason == "" && !out.AssetsKnown {
		return nil
	}
	return &out
}

// overSets lists the sets that were seen, as recorded where they are.
func overSets(recorded, seen []engine.RecordedSet) []engine.RecordedSet {
	out := slices.Clone(seen)
	known := setsByName(recorded)
	for i := range out {
		if set := known[out[i].Name]; set != nil {
			out[i] = *set
		}
	}
	return out
}

// finish numbers the people whom a grant names.
func (o *overlay) finish(merged []emailed) ([]engine.Person, []engine.RecordedClient) {
	index := map[string]int32{}
	for i := range merged {
		for email := range merged[i].grants {
			index[email] = 0
		}
	}
	var people []engine.Person
	for i, email := range slices.Sorted(maps.Keys(index)) {
		index[email] = int32(i)
		people = append(people, o.people[email])
	}
	var clients []engine.RecordedClient
	for _, m := range merged {
		m.client.Grants = nil
		for email, g := range m.grants {
			g.Person = index[email]
			m.client.Grants = append(m.client.Grants, g)
		}
		slices.SortFunc(m.client.Grants, func(a, b engine.RecordedGrant) int { return cmp.Compare(a.Person, b.Person) })
		clients = append(clients, m.client)
	}
	return people, clients
}
