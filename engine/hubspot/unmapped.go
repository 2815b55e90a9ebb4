package hubspot

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"accredit/engine"
)

// noteNames says each name of a set that stands for none that is known, as it
// is, once, with the lines that would map it. Where no set is known yet there
// is nothing that it could be.
func (x *assembly) noteNames(read []*account) {
	if !slices.ContainsFunc(slices.Collect(maps.Keys(x.setNames.known)), func(set string) bool { return !engine.IsBuiltinSet(set) }) {
		return
	}
	said := map[string]bool{}
	for _, a := range read {
		for _, email := range slices.Sorted(maps.Keys(a.users)) {
			u := a.users[email]
			if !x.isOurs(email) || u.superAdmin || u.partnerAdmin {
				continue
			}
			for _, s := range u.sets {
				if key := folded(s.name); !s.known && !said[key] {
					said[key] = true
					x.Notes = append(x.Notes, Problem{a.File, u.line, x.mapping(s)})
				}
			}
		}
	}
}

// mapping says what a name that nobody maps stands as, and how to map it.
func (x *assembly) mapping(s heldSet) string {
	if withoutHidden(s.name) != s.name {
		return fmt.Sprintf("no permission set here is called %s in HubSpot, and a configuration cannot have such a name: declare it as permission_set %q", quote(s.name), s.set)
	}
	set := x.like(s.name)
	if set == "" {
		set = "NAME"
	}
	called := strings.NewReplacer("${", "$${", "%{", "%%{").Replace(quote(s.name))
	return fmt.Sprintf("no permission set here is called %s in HubSpot, so it stands as %s. If it is one of yours, add hubspot_name = %[1]s to its permission_set, or permission_set_names = { %[3]s = %[1]s } to the client",
		called, s.set, set)
}
