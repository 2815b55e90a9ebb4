package cli

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"accredit/config"
	"accredit/engine"
)

// candidate is somebody or something that a word on the command line may mean.
type candidate struct {
	address string
	key     string   // e-mail or hub id
	names   []string // what it also goes by
}

// label is the last part of an address: bob of employee.bob.
func label(address string) string {
	_, after, _ := strings.Cut(address, ".")
	return after
}

// choose finds the one candidate that a word means.
func choose(what, word string, list []candidate) (string, error) {
	found := map[string]candidate{}
	if strings.Contains(word, "@") {
		if email, err := config.ParseEmail(word); err == nil {
			word = email
		}
	}
	domain, notDomain := engine.ParseDomain(word)
	for _, c := range list {
		if c.key == word || c.address == word || label(c.address) == word || slices.Contains(c.names, word) || notDomain == nil && slices.Contains(c.names, domain) {
			found[c.key] = c
		}
	}
	switch len(found) {
	case 1:
		for key := range found {
			return key, nil
		}
	case 0:
		return "", notFound(what, word, list)
	}
	var names []string
	for _, c := range found {
		names = append(names, strings.TrimSpace(c.address+" ("+c.key+")"))
	}
	slices.Sort(names)
	return "", withHint(fmt.Errorf("%s %q can mean several: %s", what, word, strings.Join(names, ", ")), "Give the e-mail, hub id or address.")
}

func notFound(what, word string, list []candidate) error {
	err := fmt.Errorf("there is no %s %q", what, word)
	if _, number := strconv.Atoi(word); number == nil {
		list = nil // a hub id like it is another client's
	}
	var close []string
	for _, c := range list {
		for _, name := range append([]string{c.key, c.address, label(c.address)}, c.names...) {
			if name != "" && (strings.Contains(name, word) || strings.Contains(word, name)) {
				close = append(close, name)
			}
		}
	}
	if len(close) > 0 {
		slices.SortFunc(close, func(x, y string) int { return cmp.Or(cmp.Compare(len(x), len(y)), cmp.Compare(x, y)) })
		return withHint(err, "Did you mean %q?", close[0])
	}
	var names []string
	for _, c := range list {
		for _, name := range append([]string{c.key, c.address, label(c.address)}, c.names...) {
			if name != "" {
				names = append(names, name)
			}
		}
	}
	if meant := closest(word, names); meant != "" {
		return withHint(err, "Did you mean %q?", meant)
	}
	return withHint(err, "See %q.", "accredit list "+map[string]string{"person": "employees", "client": "clients"}[what])
}

// peopleOf lists everybody declared or recorded. Either may be nil.
func peopleOf(d *engine.Desired, a *engine.Access) []candidate {
	var list []candidate
	add := func(people []engine.Person) {
		for i := range people {
			p := &people[i]
			list = append(list, candidate{p.Address, p.Email, p.FormerEmails})
		}
	}
	if d != nil {
		add(d.People)
	}
	if a != nil {
		add(a.People)
	}
	return list
}

// clientsOf lists every client declared or recorded. Either may be nil.
func clientsOf(d *engine.Desired, a *engine.Access) []candidate {
	var list []candidate
	add := func(c *engine.Client) {
		list = append(list, candidate{c.Address, strconv.FormatInt(c.HubID, 10), []string{c.Domain}})
	}
	if d != nil {
		for i := range d.Clients {
			add(&d.Clients[i].Client)
		}
	}
	if a != nil {
		for i := range a.Clients {
			add(&a.Clients[i].Client)
		}
	}
	return list
}

func choosePerson(word string, d *engine.Desired, a *engine.Access) (string, error) {
	return choose("person", word, peopleOf(d, a))
}

func chooseClient(word string, d *engine.Desired, a *engine.Access) (int64, error) {
	key, err := choose("client", word, clientsOf(d, a))
	if err != nil {
		return 0, err
	}
	return strconv.ParseInt(key, 10, 64)
}
