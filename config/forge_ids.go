package config

import (
	"cmp"
	"maps"
	"math/big"
	"slices"
	"strings"

	"accredit/engine"
	"github.com/zclconf/go-cty/cty"
)

// ForgeID is an account of somebody in a forge. It is the account's number: a
// login can be renamed, and taken by somebody else.
type ForgeID struct {
	Forge string // github or gitlab
	ID    int64
	Email string
}

// Forges lists the forges in which a person may have an id.
func Forges() []string { return []string{"github", "gitlab"} }

// forgeID is a ForgeID while the configuration is resolved.
type forgeID struct {
	forge string
	id    int64
	at    span
}

// forgeIDs reads the accounts of a person, by forge.
func (r *reader) forgeIDs(name string) []forgeID {
	var ids []forgeID
	r.pairs(name, func(key string, v cty.Value, at pairPlace) {
		if v.IsNull() || v.Type() == cty.String && v.AsString() == "" {
			return
		}
		if !slices.Contains(Forges(), key) {
			r.report(at.key, "Unknown forge", r.l.didYouMean(key, slices.Values(Forges())), "%s takes %s, not %q.", name, quotedList(Forges()), key)
			return
		}
		n, ok := numberOf(v)
		if !ok {
			r.report(at.value, "Wrong type", "Give the number of the account, not its login.", "%s takes a number for %s, not %s.", name, key, describe(v))
			return
		}
		id, accuracy := n.Int64()
		if accuracy != big.Exact || id < 1 {
			r.report(at.value, "Number out of range", "", "%s takes the number of an account for %s, not %s.", name, key, n.Text('g', 20))
			return
		}
		ids = append(ids, forgeID{key, id, at.value})
	})
	return ids
}

// claimForgeIDs makes sure that every account is one person's, whether or not
// they are active, and keeps those of active people.
func (l *loader) claimForgeIDs() {
	type account struct {
		forge string
		id    int64
	}
	first := map[account]*person{}
	places := map[account]span{}
	known := map[account]ForgeID{}
	for _, p := range l.people {
		for _, f := range p.forgeIDs {
			at := account{f.forge, f.id}
			other := first[at]
			if other == nil {
				first[at], places[at] = p, f.at
				if p.Status == engine.PersonActive {
					known[at] = ForgeID{f.forge, f.id, p.Email}
				}
				continue
			}
			one, two, here, there := other, p, f.at, places[at]
			if here < there {
				one, two, here, there = two, one, there, here
			}
			l.conflict(here, there, "Duplicate forge id", "An account is one person's: correct one of them.",
				"%s and %s both have the id %d of %s.", one.Address, two.Address, f.id, f.forge)
		}
	}
	l.forgeIDs = slices.SortedFunc(maps.Values(known), func(a, b ForgeID) int {
		return cmp.Or(strings.Compare(a.Forge, b.Forge), cmp.Compare(a.ID, b.ID))
	})
}
