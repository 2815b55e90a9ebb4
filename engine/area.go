package engine

import "strings"

// Area is a tab of HubSpot's permissions, the first part of a permission's name.
type Area struct {
	Tab  string // crm
	Name string // in words that a client understands
}

// Areas lists the areas in the order of HubSpot's tabs (docs/language.md,
// "Levels and permission names").
func Areas() []Area {
	return []Area{
		{"crm", "CRM: contacts, companies, deals and other records"},
		{"marketing", "Marketing: campaigns, email, ads and website"},
		{"sales", "Sales: selling tools, forecasts, quotes and payments"},
		{"service", "Service: customer service tools"},
		{"reports", "Reports: dashboards, goals and data quality"},
		{"account", "Account: users, billing and settings"},
		{"partner", "Partner program: acting for the agency in this account"},
	}
}

// AreaOf finds the index of a permission's area in Areas, or their number for
// one of no area.
func AreaOf(permission string) int {
	tab, _, _ := strings.Cut(permission, ".")
	for i, area := range Areas() {
		if area.Tab == tab {
			return i
		}
	}
	return len(Areas())
}

// Reach says in words how far a level of a kind reaches; the lowest gives
// nothing and has no word.
func (k Kind) Reach(l Level) string {
	switch {
	case l == 0:
		return ""
	case k == Toggle:
		return "in general"
	case l == Own:
		return "their own"
	case l == Team:
		return "their own and their team's"
	}
	return "everybody's"
}
