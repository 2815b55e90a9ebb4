package engine

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// SamePerson is somebody known who is gone, and somebody else who came, who are
// perhaps one: HubSpot lets people change their own address.
type SamePerson struct {
	Was, Is string // e-mails
	UserID  string // HubSpot's, of both; empty: only the name is the same
	Name    string // of both; empty: only the user id is the same
}

// PerhapsSame finds those who came in place of somebody who is gone: with the
// same user id, or else with a name that nobody else of them has. It suggests,
// and identifies nobody.
func PerhapsSame(gone, came []Person) []SamePerson {
	var list []SamePerson
	taken := map[string]bool{}
	match := func(same func(a, b *Person) bool) {
		for i := range gone {
			var found []*Person
			for j := range came {
				if same(&gone[i], &came[j]) && !taken[came[j].Email] && gone[i].Email != came[j].Email {
					found = append(found, &came[j])
				}
			}
			if len(found) == 1 && !taken[gone[i].Email] {
				taken[gone[i].Email], taken[found[0].Email] = true, true
				list = append(list, sameAs(&gone[i], found[0]))
			}
		}
	}
	match(func(a, b *Person) bool { return a.UserID != "" && a.UserID == b.UserID })
	match(func(a, b *Person) bool {
		contradicts := a.UserID != "" && b.UserID != "" // two users of one name
		return !contradicts && a.Name != "" && strings.EqualFold(a.Name, b.Name)
	})
	slices.SortFunc(list, func(a, b SamePerson) int { return cmp.Or(strings.Compare(a.Was, b.Was), strings.Compare(a.Is, b.Is)) })
	return list
}

func sameAs(was, is *Person) SamePerson {
	s := SamePerson{Was: was.Email, Is: is.Email}
	if was.UserID == is.UserID {
		s.UserID = was.UserID
	}
	if strings.EqualFold(was.Name, is.Name) {
		s.Name = was.Name
	}
	return s
}

// Why says what the two have in common.
func (s SamePerson) Why() string {
	if s.UserID != "" {
		return "HubSpot's user id " + s.UserID
	}
	return "the name " + s.Name
}

// Hint is the way out.
func (s SamePerson) Hint() string {
	return fmt.Sprintf("If so, write email = %q and former_emails = [%q] for them.", s.Is, s.Was)
}

// MovedDomain are people who are perhaps the same at another domain.
type MovedDomain struct {
	From, To string
	People   []SamePerson
}

// fewMoved is up to how many people who moved to a domain are named one by one.
const fewMoved = 3

// MovedDomains takes out of a list those of whom so many moved from one domain
// to another that the domain itself has changed, and returns the rest.
func MovedDomains(list []SamePerson) (rest []SamePerson, moved []MovedDomain) {
	type move struct{ from, to string }
	count := map[move][]SamePerson{}
	of := func(s SamePerson) move {
		_, from, _ := strings.Cut(s.Was, "@")
		_, to, _ := strings.Cut(s.Is, "@")
		return move{from, to}
	}
	for _, s := range list {
		count[of(s)] = append(count[of(s)], s)
	}
	for _, s := range list {
		m := of(s)
		switch people := count[m]; {
		case m.from == m.to || len(people) <= fewMoved:
			rest = append(rest, s)
		case people[0] == s:
			moved = append(moved, MovedDomain{m.from, m.to, people})
		}
	}
	return rest, moved
}

// Message says it in a sentence.
func (m MovedDomain) Message() string {
	return fmt.Sprintf("%d people are perhaps the same at %s as before at %s (%s and %s, by %s, and so on).",
		len(m.People), m.To, m.From, m.People[0].Was, m.People[0].Is, m.People[0].Why())
}

// Hint is the way out.
func (m MovedDomain) Hint() string {
	return fmt.Sprintf("If your domain has changed, add %q to email_domains, and write for each of them the new email, and the old one in former_emails.", m.To)
}
