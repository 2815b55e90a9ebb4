package hubspot

import (
	"fmt"
	"slices"
	"strings"
)

// column is what a column of an export means.
type column uint8

const (
	columnEmail column = iota
	columnFirstName
	columnLastName
	columnName
	columnTeams
	columnSets
	columnPermissions
	columnSuperAdmin
	columnPartnerAdmin
	columnSeat
	columnStatus
	columnDeactivated
	columnActive
	columnHubID
	columnDomain
	columnIgnored // known, and nothing to record
)

// columnNames are the headers of an export in letters and digits only, so that
// case, spaces, underscores and hyphens do not matter.
var columnNames = map[string]column{
	"email": columnEmail, "emailaddress": columnEmail, "useremail": columnEmail, "useremailaddress": columnEmail,
	"firstname": columnFirstName, "givenname": columnFirstName,
	"lastname": columnLastName, "surname": columnLastName, "familyname": columnLastName,
	"name": columnName, "fullname": columnName, "username": columnName,
	"team": columnTeams, "teams": columnTeams, "assignedteam": columnTeams, "assignedteams": columnTeams,
	"primaryteam": columnTeams, "mainteam": columnTeams, "additionalteams": columnTeams, "secondaryteams": columnTeams, "extrateams": columnTeams,
	"role": columnSets, "roles": columnSets, "assignedrole": columnSets, "assignedroles": columnSets,
	"permissionset": columnSets, "permissionsets": columnSets, "assignedpermissionset": columnSets, "assignedpermissionsets": columnSets,
	"permission": columnPermissions, "permissions": columnPermissions,
	"superadmin": columnSuperAdmin, "issuperadmin": columnSuperAdmin,
	"partneradmin": columnPartnerAdmin, "ispartneradmin": columnPartnerAdmin,
	"seat": columnSeat, "seats": columnSeat, "assignedseat": columnSeat, "assignedseats": columnSeat, "seattype": columnSeat,
	"status": columnStatus, "userstatus": columnStatus,
	"deactivated": columnDeactivated, "isdeactivated": columnDeactivated, "active": columnActive, "isactive": columnActive,
	"hubid": columnHubID, "portalid": columnHubID, "accountid": columnHubID, "hubspotaccountid": columnHubID, "hubspotid": columnHubID,
	"userid": columnIgnored, "id": columnIgnored, "lastlogindate": columnIgnored, "lastlogin": columnIgnored, "lastactivedate": columnIgnored,
}

// clientColumnNames are the headers of a list of clients.
var clientColumnNames = map[string]column{
	"hubid": columnHubID, "portalid": columnHubID, "accountid": columnHubID, "hubspotaccountid": columnHubID, "hubspotid": columnHubID, "id": columnHubID,
	"name": columnName, "client": columnName, "clientname": columnName, "accountname": columnName, "company": columnName, "companyname": columnName,
	"domain": columnDomain, "clientdomain": columnDomain, "clientdomainname": columnDomain, "companydomain": columnDomain,
	"companydomainname": columnDomain, "website": columnDomain,
}

// repeatable columns are read together; of every other there may be one.
var repeatable = []column{columnTeams, columnSets, columnPermissions, columnSeat, columnIgnored}

// layout says which cells of a row mean what.
type layout struct {
	at      map[column][]int
	headers []string
	unknown []string // headers that mean nothing here
}

// readLayout maps the columns of a header line. The error names what is
// missing or ambiguous, and what was found.
func readLayout(headers []string, names map[string]column, needed ...[]column) (*layout, error) {
	l := &layout{at: map[column][]int{}, headers: headers}
	for i, header := range headers {
		c, known := names[columnKey(header)]
		switch {
		case !known && strings.TrimSpace(header) != "":
			l.unknown = append(l.unknown, header)
		case known:
			l.at[c] = append(l.at[c], i)
		}
	}
	for c := range columnIgnored {
		if at := l.at[c]; len(at) > 1 && !slices.Contains(repeatable, c) {
			return nil, fmt.Errorf("the columns %s and %s mean the same: delete one of them", quote(headers[at[0]]), quote(headers[at[1]]))
		}
	}
	for _, alternatives := range needed {
		if !slices.ContainsFunc(alternatives, l.has) {
			return nil, fmt.Errorf("there is no column %s; found: %s", wantedNames[alternatives[0]], quoteAll(headers))
		}
	}
	return l, nil
}

// wantedNames say what a missing column is called.
var wantedNames = map[column]string{
	columnEmail: `"Email address"`,
	columnSets:  `"Assigned role", "Permission sets" or "Permissions"`,
	columnHubID: `"Hub ID"`,
}

// has reports whether there is such a column.
func (l *layout) has(c column) bool { return len(l.at[c]) > 0 }

// columnKey gives a header in lower-case letters and digits.
func columnKey(header string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'A' && r <= 'Z':
			return r + 'a' - 'A'
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9', r >= 0x80 && !isHidden(r):
			return r
		}
		return -1
	}, header)
}

// quoteAll lists headers, the first of them where there are many.
func quoteAll(headers []string) string {
	const limit = 30
	var list []string
	for i, header := range headers {
		if i == limit {
			list = append(list, fmt.Sprintf("and %d more", len(headers)-limit))
			break
		}
		list = append(list, quote(header))
	}
	return strings.Join(list, ", ")
}
