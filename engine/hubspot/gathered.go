package hubspot

import (
	"slices"
	"strings"
)

// gathered collects what the files say, account by account.
type gathered struct {
	Options
	*setNames
	longTeams map[string]bool   // known teams in whose names a separator stands
	ours      map[string]string // present e-mail of people of the agency, by each that they have or had
	accounts  map[int64]*account
	lost      []string
	empty     []string
	problems  []Problem
	skipped   []Problem
	notes     []Problem
}

// account is one account while its file is read.
type account struct {
	Account
	users map[string]seen // by e-mail
}

// seen is a user and the line of the row that said so.
type seen struct {
	*user
	line int
}

func newGathered(o Options) *gathered {
	b := &gathered{
		Options: o, setNames: newSetNames(o.Sets, o.SetNames), longTeams: map[string]bool{},
		ours: map[string]string{}, accounts: map[int64]*account{},
	}
	for _, team := range o.Teams {
		if strings.ContainsFunc(team, isSeparator) {
			b.longTeams[team] = true
		}
	}
	for _, email := range o.Contractors {
		b.ours[email] = email
	}
	for i := range o.People {
		for _, former := range o.People[i].FormerEmails {
			b.ours[former] = o.People[i].Email
		}
	}
	for i := range o.People {
		b.ours[o.People[i].Email] = o.People[i].Email
	}
	return b
}

// isOurs reports whether an address is one of the agency's.
func (b *gathered) isOurs(email string) bool {
	return b.ours[email] != "" || b.isEmployee(email)
}

// isEmployee reports whether an address has one of the agency's domains.
func (b *gathered) isEmployee(email string) bool {
	_, domain, _ := strings.Cut(email, "@")
	return slices.Contains(b.EmailDomains, domain)
}

// present gives the address under which somebody is recorded: that of today
// where a former one is known.
func (b *gathered) present(email string) string {
	if today := b.ours[email]; today != "" {
		return today
	}
	return email
}
