package recorded

import (
	"fmt"
	"maps"
	"slices"

	"accredit/engine"
	"accredit/engine/hubspot/fakehub"
)

// sets makes the permission sets of an account, by the name that accredit has for
// them: all that are declared or recorded, but for the two admins, which are none.
func (m *maker) sets(c *client) map[string]*fakehub.PermissionSet {
	shown, contents := map[string]string{}, map[string]map[string]string{}
	for i := range m.desired.Sets {
		s := &m.desired.Sets[i]
		shown[s.Name], contents[s.Name] = s.InHubspot(), levels(engine.LevelsOf(m.desired.Catalogue, s.Rights))
	}
	for _, s := range m.access.Sets {
		if shown[s.Name] == "" {
			shown[s.Name] = s.Name
		}
		contents[s.Name] = levels(s.Levels)
	}
	if c.recorded != nil {
		for name, common := range m.commonLevels(c.recorded.Grants, contents) {
			contents[name] = common
			if shown[name] == "" {
				shown[name] = name
			}
		}
	}
	if c.desired != nil {
		maps.Copy(shown, c.desired.SetNames)
	}
	made := map[string]*fakehub.PermissionSet{}
	for _, name := range slices.Sorted(maps.Keys(shown)) {
		if name != engine.SetSuperAdmin && name != engine.SetPartnerAdmin {
			id := m.fresh(fmt.Sprintf("%d set %s", c.client().HubID, name))
			made[name] = &fakehub.PermissionSet{ID: id, Name: shown[name], Contents: contents[name]}
		}
	}
	return made
}

// commonLevels are the contents of sets as most of those have them who have the
// set in an account: the set was not edited there yet, where it is declared
// otherwise. Of equally many it is the contents that the set has elsewhere.
func (m *maker) commonLevels(grants []engine.RecordedGrant, elsewhere map[string]map[string]string) map[string]map[string]string {
	counts := map[string]int{}
	best := map[string]int{}
	common := map[string]map[string]string{}
	for i := range grants {
		r := grants[i].Rights
		if r.Unknown {
			if common[r.Set] == nil {
				common[r.Set] = elsewhere[r.Set]
			}
			continue
		}
		its := levels(r.Levels)
		key := r.Set + "\x00" + fmt.Sprint(its) // a map is printed in the order of its keys
		counts[key] += 2
		n := counts[key]
		if maps.Equal(its, elsewhere[r.Set]) {
			n++
		}
		if n > best[r.Set] {
			best[r.Set], common[r.Set] = n, its
		}
	}
	return common
}

// levels writes levels by name.
func levels(list engine.Levels) map[string]string {
	if len(list) == 0 {
		return nil
	}
	made := map[string]string{}
	for _, l := range list {
		made[l.Permission] = l.Level
	}
	return made
}

// deviations are the levels that differ from those of a set.
func (m *maker) deviations(contents, has map[string]string) map[string]string {
	var list map[string]string
	for _, names := range []map[string]string{contents, has} {
		for name := range names {
			level := has[name]
			if level == "" {
				level = m.lowest(name)
			}
			if level == contents[name] || contents[name] == "" && level == m.lowest(name) {
				continue
			}
			if list == nil {
				list = map[string]string{}
			}
			list[name] = level
		}
	}
	return list
}

// lowest is the lowest level of a permission.
func (m *maker) lowest(name string) string {
	if i, ok := m.desired.Catalogue.Index(name); ok {
		return m.desired.Catalogue.At(i).Kind.Name(0)
	}
	return "off"
}
