package engine

import (
	"slices"
	"strings"
)

// Names of the built-in permission sets.
const (
	SetSuperAdmin   = "super_admin"
	SetPartnerAdmin = "partner_admin"
	SetViewOnly     = "view_only"
)

// NoSet is the set of people to whom an account gives no permission set: their
// permissions may be picked by hand.
const NoSet = "no_permission_set"

// PermissionSet is a named choice of levels, resolved against a catalogue.
type PermissionSet struct {
	Name        string
	HubspotName string // what accounts call it; empty: its own name
	Description string
	Rights      Rights
	Unknown     bool   // its contents are not known; Rights is empty
	Builtin     bool   // comes with the program
	Definition  string // digest of what was written, before wildcards were expanded
	Pos         Pos
}

// InHubspot returns what accounts call the set.
func (s *PermissionSet) InHubspot() string {
	if s.HubspotName != "" {
		return s.HubspotName
	}
	return s.Name
}

// FoldName returns the name of a set as it is compared with those in HubSpot:
// letter case does not matter, and spaces, "-" and "_" stand for one another.
// Every other difference makes another set.
func FoldName(name string) string {
	return strings.Map(func(r rune) rune {
		if r == ' ' || r == '-' {
			return '_'
		}
		return r
	}, strings.ToLower(strings.Join(strings.Fields(name), " ")))
}

// BuiltinSets returns super_admin, partner_admin and view_only, by name,
// against catalogue c.
func BuiltinSets(c *Catalogue) []PermissionSet {
	notPartner := []string{PermissionSuperAdmin, PermissionModifyBilling, PermissionSCIM, PermissionDataCenterMigration}
	pick := func(want func(name string) bool) Rights {
		b := make([]byte, c.Len())
		for i, p := range c.All() {
			if want(p.Name) {
				b[i] = byte(p.Kind.Top())
			}
		}
		return Rights(b)
	}
	set := func(name, description string, want func(string) bool) PermissionSet {
		return PermissionSet{Name: name, Description: description, Rights: pick(want), Builtin: true, Definition: "builtin:" + name}
	}
	return []PermissionSet{
		set(SetPartnerAdmin, "Everything but super admin, billing, SCIM and data center migration.",
			func(name string) bool { return !slices.Contains(notPartner, name) }),
		set(SetSuperAdmin, "Everything.", func(string) bool { return true }),
		set(SetViewOnly, "Every permission to view, at its highest level.",
			func(name string) bool { return strings.HasSuffix(name, ".view") }),
	}
}

// IsBuiltinSet reports whether the name belongs to a built-in set.
func IsBuiltinSet(name string) bool {
	return name == SetSuperAdmin || name == SetPartnerAdmin || name == SetViewOnly
}

// FollowsCatalogue reports whether a recorded set of that name is read against
// today's catalogue: its holders hold a new permission at once (docs/rules.md R12).
// It is exported for the packages that read recorded sets beside the planner,
// engine/verify first of all.
func FollowsCatalogue(name string) bool { return name == SetSuperAdmin || name == SetPartnerAdmin }
