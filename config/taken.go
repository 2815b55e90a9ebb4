package config

import (
	"crypto/sha256"
	"slices"
	"sort"
	"strings"

	"accredit/config/internal/lookalike"
	"accredit/engine"
)

// What somebody new may not be without a look at everything: an address that
// is mentioned somewhere, a name or address that looks like one, the address of
// a block of somebody who is recorded and has none any more. The cache has
// digests of all of these, sorted; a match, even by chance, has everything read.

// takenSize is the size of a digest. A chance match costs time only.
const takenSize = 8

type takenKind string

const (
	takenName  takenKind = "name" // skeleton of a person's name
	takenEmail takenKind = "mail" // skeleton of an address
	takenPlace takenKind = "at"   // address of the block of somebody who is only recorded
)

func takenDigest(k takenKind, text string) string {
	sum := sha256.Sum256([]byte(string(k) + " " + text))
	return string(sum[:takenSize])
}

// takenBy lists what a person's name and address take.
func takenBy(name, email string) []string {
	return []string{
		takenDigest(takenName, lookalike.Item{Kind: "person", Text: name}.Skeleton()),
		takenAddress(email),
	}
}

func takenAddress(email string) string {
	return takenDigest(takenEmail, lookalike.Item{Kind: "e-mail", Text: email}.Skeleton())
}

// noteTaken writes them.
func (n *Notes) noteTaken(w *shelfWriter, left *engine.Settlement) {
	var list []string
	seen := map[string]bool{}
	mail := func(email string) {
		if !seen[email] {
			seen[email] = true
			list = append(list, takenAddress(email))
		}
	}
	for i := range n.desired.People {
		list = append(list, takenBy(n.desired.People[i].Name, n.desired.People[i].Email)...)
		seen[n.desired.People[i].Email] = true
		for _, former := range n.desired.People[i].FormerEmails {
			mail(former)
		}
	}
	for i := range n.desired.Clients {
		c := &n.desired.Clients[i]
		for _, email := range c.SuperAdmins {
			mail(email)
		}
		for j := range c.Links {
			mail(c.Links[j].Admin)
			mail(c.Links[j].ApprovedBy)
		}
	}
	for _, email := range left.Strangers {
		mail(email)
	}
	for i := range left.Unblocked {
		mail(left.Unblocked[i].Email)
		list = append(list, takenDigest(takenPlace, left.Unblocked[i].Address))
	}
	slices.Sort(list)
	w.text(strings.Join(slices.Compact(list), ""))
}

// isTaken reports whether somebody new would be what is taken already.
func (m *memory) isTaken(p *engine.Person) bool {
	for _, digest := range append(takenBy(p.Name, p.Email), takenDigest(takenPlace, p.Address)) {
		n := len(m.taken) / takenSize
		at := sort.Search(n, func(i int) bool { return m.taken[takenSize*i:takenSize*(i+1)] >= digest })
		if at < n && m.taken[takenSize*at:takenSize*(at+1)] == digest {
			return true
		}
	}
	return false
}
