package fakehub

import (
	"fmt"
	"slices"
)

// Behaviour are the switches for what nobody could confirm of HubSpot, and for
// what it does seldom. The zero value is the gentlest HubSpot. Each can be set
// in the world and, while the fake runs, at /_faults.
type Behaviour struct {
	// Versions are the versions of the user API that there are; none is 2026-09
	// and 2026-03.
	Versions []string `json:"versions,omitempty"`
	// Page is the greatest number of rows in a page of a list, whatever limit a
	// request asks for; 0 is 100.
	Page int `json:"page,omitempty"`
	// LastPage says what the last page of a list of users in 2026-09 has:
	// "paging" (also empty), an object without a cursor, or "none".
	LastPage string `json:"last-page,omitempty"`
	// Cut ends lists of users in 2026-03 after so many rows, and CutPaged those
	// in 2026-09 as if it were the end; 0 does not.
	Cut      int `json:"cut,omitempty"`
	CutPaged int `json:"cut-paged,omitempty"`
	// Order of a list of users: "stable" (also empty), or "shifting": the rows of
	// each page after the first stand one place further on, so that one is missed.
	Order string `json:"order,omitempty"`
	// Lag is for how many reads after a write the list of users is as before.
	Lag int `json:"lag,omitempty"`
	// CRMLag is the same of a search for CRM users.
	CRMLag int `json:"crm-lag,omitempty"`
	// Listed says what the user API shows of deactivated users: "yes" (also
	// empty), "no" (a read by id knows them, the list does not) or "never".
	Listed string `json:"deactivated,omitempty"`

	// Duplicate is the answer to a POST of somebody who is there: "409" (also
	// empty), "400", "200" with the user as they are, or "reset", which is 201
	// and gives them the set of the request.
	Duplicate string `json:"duplicate,omitempty"`
	// After is the answer to a POST of a user after it was done: empty for a true
	// one, "reset", "hang", or a status such as "502".
	After string `json:"after,omitempty"`
	// Put says what a PUT does: "replace" (also empty) takes away set and teams
	// that it leaves out, "replace-seats" seats as well; "merge" leaves them;
	// "add-role" leaves them, and gives the set beside those that are there.
	Put string `json:"put,omitempty"`
	// Delete says what a DELETE does: "remove" (also empty) refuses super admins,
	// "super-admins" does not, but for the last; "nothing" answers 204.
	Delete string `json:"delete,omitempty"`
	// Seats is how many POSTs after a DELETE are refused for want of a seat.
	Seats int `json:"seats,omitempty"`
	// NewUsers are "active" (also empty) or "invited": the API cannot change these
	// until they accept.
	NewUsers string `json:"new-users,omitempty"`
	// APIPartner says whether a user whom the API adds, and whose domain is the
	// agency's, is linked and gets the Partner Seat: "yes" (also empty) or "no".
	APIPartner string `json:"api-partner,omitempty"`
	// SettingsLink says who is linked when they are added in the settings of an
	// account: "known" (also empty), everybody of the agency, or "domain", only
	// those with an address of it.
	SettingsLink string `json:"settings-link,omitempty"`
	// PartnerRole says whether partner admin is a role of the API: "no" (also
	// empty), or "yes", which lists it and lets it be given.
	PartnerRole string `json:"partner-role,omitempty"`
	// Keys are "free" (also empty), or "bound": they give only sets whose contents
	// whoever made the key holds.
	Keys string `json:"keys,omitempty"`

	// Scopes says how a 403 names what is missing: "named" (also empty) or "wrong".
	Scopes string `json:"scopes,omitempty"`
	// RateLimit is "on" (also empty) or "off".
	RateLimit string `json:"rate-limit,omitempty"`
	// HubIDProperty is the property of partner clients that has the hub id; empty
	// is none.
	HubIDProperty string `json:"hub-id-property,omitempty"`
	// Export is "full" (also empty), or "documented": without the columns that no
	// page of HubSpot names.
	Export string `json:"export,omitempty"`
}

// choice is a switch with the values that it has.
type choice struct {
	name, value string
	values      []string
}

func (b *Behaviour) choices() []choice {
	return []choice{
		{"last-page", b.LastPage, []string{"paging", "none"}},
		{"order", b.Order, []string{"stable", "shifting"}},
		{"deactivated", b.Listed, []string{"yes", "no", "never"}},
		{"duplicate", b.Duplicate, []string{"409", "400", "200", "reset"}},
		{"after", b.After, []string{"reset", "hang", "500", "502", "503", "504", "408", "423", "429", "477"}},
		{"put", b.Put, []string{"replace", "replace-seats", "merge", "add-role"}},
		{"delete", b.Delete, []string{"remove", "super-admins", "nothing"}},
		{"new-users", b.NewUsers, []string{"active", "invited"}},
		{"api-partner", b.APIPartner, []string{"yes", "no"}},
		{"settings-link", b.SettingsLink, []string{"known", "domain"}},
		{"partner-role", b.PartnerRole, []string{"no", "yes"}},
		{"keys", b.Keys, []string{"free", "bound"}},
		{"scopes", b.Scopes, []string{"named", "wrong"}},
		{"rate-limit", b.RateLimit, []string{"on", "off"}},
		{"export", b.Export, []string{"full", "documented"}},
	}
}

// check reports the first switch that has no such value, and its name.
func (b *Behaviour) check() (field string, err error) {
	for _, c := range b.choices() {
		if c.value != "" && !slices.Contains(c.values, c.value) {
			return c.name, fmt.Errorf("%q is not one of %s", c.value, orList(c.values))
		}
	}
	for _, version := range b.Versions {
		if !slices.Contains(versions, version) {
			return "versions", fmt.Errorf("%q is not one of %s", version, orList(versions))
		}
	}
	for _, n := range []struct {
		name  string
		value int
	}{{"page", b.Page}, {"cut", b.Cut}, {"cut-paged", b.CutPaged}, {"lag", b.Lag}, {"crm-lag", b.CRMLag}, {"seats", b.Seats}} {
		if n.value < 0 {
			return n.name, fmt.Errorf("%d is below 0", n.value)
		}
	}
	return "", nil
}

// versions of HubSpot's API that the fake knows.
var versions = []string{"2026-09", "2026-03", "v3"}

// hasVersion reports whether there is that version of the user API.
func (b *Behaviour) hasVersion(version string) bool {
	if len(b.Versions) == 0 {
		return version == "2026-09" || version == "2026-03"
	}
	return slices.Contains(b.Versions, version)
}

// page is how many rows a page has at most.
func (b *Behaviour) page() int {
	if b.Page == 0 {
		return 100
	}
	return b.Page
}

func orList(values []string) string {
	text := ""
	for i, v := range values {
		switch {
		case i == 0:
		case i == len(values)-1:
			text += " or "
		default:
			text += ", "
		}
		text += fmt.Sprintf("%q", v)
	}
	return text
}
