package config

import (
	"maps"
	"slices"

	"accredit/engine"

	"github.com/zclconf/go-cty/cty"
)

// maxHubspotName bounds what accounts call a permission set, in bytes.
const maxHubspotName = 500

// hubspotName reads what accounts call a set.
func (r *reader) hubspotName() string {
	name, t := r.text("hubspot_name")
	if name != "" {
		r.boundHubspotName(name, t.at)
	}
	return name
}

func (r *reader) boundHubspotName(name string, at span) {
	if len(name) > maxHubspotName {
		r.report(at, "Name too long", "", "The name of a permission set in HubSpot has at most %d bytes.", maxHubspotName)
	}
}

// claimHubspotNames makes sure that no two sets have one name in HubSpot, where
// letter case, spaces, "-" and "_" make no difference.
func (l *loader) claimHubspotNames() {
	named := map[string]*permissionSet{}
	for _, s := range l.sets {
		name := engine.FoldName(s.InHubspot())
		other := named[name]
		if other == nil {
			named[name] = s
			continue
		}
		at, before := l.setAt(s), l.setAt(other)
		if at == 0 {
			at, before = before, at
		}
		l.report(at, "Two sets of one name", "Say with hubspot_name what HubSpot calls one of them.",
			"HubSpot would call %s and %s the same: letter case, spaces, - and _ make no difference.", other.in.address, s.in.address)
		if before != 0 {
			l.relate(before, "the other one")
		}
	}
}

// setAt is where a set is declared; zero where it is built in.
func (l *loader) setAt(s *permissionSet) span {
	if s.in.decl.block == nil {
		return 0
	}
	return s.in.decl.at()
}

// setNames reads what the account of a client calls sets otherwise.
func (l *loader) setNames(r *reader) map[string]string {
	names, called := map[string]string{}, map[string]string{}
	for set, name := range r.namesOfSets() {
		if other, twice := called[engine.FoldName(name.text)]; twice {
			r.report(name.at.value, "Two sets of one name", "Correct one of them.", "The account cannot call both %s and %s %q.", other, set, name.text)
			continue
		}
		called[engine.FoldName(name.text)], names[set] = set, name.text
	}
	if len(names) == 0 {
		return nil
	}
	return names
}

// namedSet is a name in HubSpot with its place.
type namedSet struct {
	text string
	at   pairPlace
}

// namesOfSets reads permission_set_names, by name of the set.
func (r *reader) namesOfSets() func(yield func(string, namedSet) bool) {
	list := map[string]namedSet{}
	r.pairs("permission_set_names", func(set string, v cty.Value, at pairPlace) {
		if v.IsNull() {
			return
		}
		if r.l.setsByName[set] == nil {
			r.report(at.key, "Unknown permission set", r.l.didYouMean(set, maps.Keys(r.l.setsByName)), "There is no permission_set %q.", set)
			return
		}
		text, ok := plainString(v)
		if !ok {
			r.report(at.value, "Wrong type", "", "The name of a set is text; that of %s is %s.", set, typePhrase(v))
			return
		}
		if text = r.clean(text, &term{at: at.value}, "permission_set_names"); text == "" {
			return
		}
		r.boundHubspotName(text, at.value)
		if builtin := engine.FoldName(text); engine.IsBuiltinSet(builtin) && builtin != set {
			r.report(at.value, "Name of a built-in set", "Correct the name.", "In HubSpot %q is the built-in set %s, in every account.", text, builtin)
		}
		list[set] = namedSet{text, at}
	})
	return func(yield func(string, namedSet) bool) {
		for _, set := range slices.Sorted(maps.Keys(list)) {
			if !yield(set, list[set]) {
				return
			}
		}
	}
}
