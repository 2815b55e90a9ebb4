package cli

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"accredit/engine/publicmail"
)

// sayShared names the super admins of clients who are hardly a client's own:
// somebody who is one in several accounts, and people of one domain in several
// accounts, who look like an agency. They count as the clients' super admins
// from now on, so that rules rely on them.
func (im *importing) sayShared() {
	people, domains := im.superAdminsOfClients()
	var names []string
	said := map[string]bool{}
	for _, email := range slices.Sorted(maps.Keys(people)) {
		if n := len(people[email]); n > 1 {
			names = append(names, fmt.Sprintf("%s (%d accounts)", email, n))
			_, domain, _ := strings.Cut(email, "@")
			said[domain] = true
		}
	}
	if len(names) > 0 {
		fmt.Fprintf(im.err, "Warning: super admin in several accounts, so hardly the clients' own: %s. Name them with --contractor if they are yours.\n", bounded(names))
	}
	names = nil
	for _, domain := range slices.Sorted(maps.Keys(domains)) {
		if n := len(domains[domain]); n > 1 && !said[domain] && !publicmail.Has(domain) {
			names = append(names, fmt.Sprintf("%s (%d accounts)", domain, n))
		}
	}
	if len(names) > 0 {
		fmt.Fprintf(im.err, "Warning: people of one domain are super admins in several accounts, as those of an agency would be: %s. Add it with --email-domain if it is yours.\n", bounded(names))
	}
}

// superAdminsOfClients finds in which accounts the clients' own super admins
// are, by e-mail and by domain: as in the files, else as recorded.
func (im *importing) superAdminsOfClients() (people, domains map[string]map[int64]bool) {
	lists := map[int64][]string{}
	for i := range im.base.Clients {
		lists[im.base.Clients[i].HubID] = im.base.Clients[i].SuperAdmins
	}
	for i := range im.observed.Clients {
		lists[im.observed.Clients[i].HubID] = im.observed.Clients[i].SuperAdmins
	}
	people, domains = map[string]map[int64]bool{}, map[string]map[int64]bool{}
	note := func(in map[string]map[int64]bool, key string, hubID int64) {
		if in[key] == nil {
			in[key] = map[int64]bool{}
		}
		in[key][hubID] = true
	}
	for hubID, emails := range lists {
		for _, email := range emails {
			_, domain, _ := strings.Cut(email, "@")
			note(people, email, hubID)
			note(domains, domain, hubID)
		}
	}
	return people, domains
}
