package config

import (
	"fmt"
	"strings"
)

// warnOfClosedTabs warns of rights in a tab whose own access is off: HubSpot
// does not show the tab, and they do nothing. It says so once a tab, at the
// line that gives the first of them; what only extends gives is warned of
// there.
func (l *loader) warnOfClosedTabs(s *permissionSet) {
	warned := map[string]bool{}
	for i := range s.choices {
		c := &s.choices[i]
		tab, _, _ := strings.Cut(c.pattern, ".")
		access := tab + ".access"
		at, known := l.catalogue.Index(access)
		name := l.usefulBehind(s, c, tab)
		if !known || warned[tab] || s.Rights.Level(at) > 0 || name == "" {
			continue
		}
		warned[tab] = true
		l.warn(c.at, "Tab is closed", fmt.Sprintf("Add %q = true.", access),
			"%s allows %s and not %s. HubSpot does not open that tab without it.", s.in.address, name, access)
	}
}

// usefulBehind returns the first permission of a tab that a line gives, if any.
func (l *loader) usefulBehind(s *permissionSet, c *written, tab string) string {
	for i, p := range l.catalogue.All() {
		if s.Rights.Level(i) > 0 && strings.HasPrefix(p.Name, tab+".") && c.matches(p.Name) {
			return p.Name
		}
	}
	return ""
}
