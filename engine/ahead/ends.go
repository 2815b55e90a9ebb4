package ahead

import (
	"slices"

	"accredit/engine"
)

// endsSoon lists the access and the links that end by themselves soon, as
// declared: what is recorded does not matter, so that nothing which somebody
// records meanwhile changes the plan. It is narrowed as the steps are.
func endsSoon(d *engine.Desired, o engine.Options) []engine.Upcoming {
	nothing := &engine.Access{}
	var list []engine.Upcoming
	for _, u := range engine.FindUpcoming(d, nothing, d.Day(), int(d.Agency.Ahead())) {
		ends := u.Kind == engine.UpcomingEnds || u.Kind == engine.UpcomingLinkEnds
		if !ends || len(o.Clients) > 0 && !slices.Contains(o.Clients, u.HubID()) || len(o.People) > 0 && !slices.Contains(o.People, u.Email()) {
			continue
		}
		// Of what it is about, what it is called: a plan is read without the configuration.
		u.Client = &engine.Client{Address: u.Client.Label(), HubID: u.Client.HubID}
		if u.Person != nil {
			u.Person = &engine.Person{Address: u.Person.Label(), Email: u.Person.Email}
		}
		list = append(list, u)
	}
	return list
}
