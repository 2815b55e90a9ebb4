package hubspot

import (
	"maps"
	"slices"
	"strings"

	"accredit/engine"
)

// perhapsOurs keeps the people of other domains who have the user id or the
// name of somebody of ours. Everybody else is nobody's business.
func (x *assembly) perhapsOurs(read []*account) {
	ids, names := map[string]bool{}, map[string]bool{}
	for _, people := range [][]engine.Person{x.People, x.Access.People} {
		for i := range people {
			ids[people[i].UserID], names[strings.ToLower(people[i].Name)] = true, true
		}
	}
	delete(ids, "")
	delete(names, "")
	x.PerhapsOurs = map[int64][]engine.Person{}
	for _, a := range read {
		for _, email := range slices.Sorted(maps.Keys(a.users)) {
			if u := a.users[email]; !x.isOurs(email) && (ids[u.userID] || names[strings.ToLower(u.name)]) {
				x.PerhapsOurs[a.HubID] = append(x.PerhapsOurs[a.HubID], engine.Person{Email: email, Name: u.name, UserID: u.userID})
			}
		}
	}
}
