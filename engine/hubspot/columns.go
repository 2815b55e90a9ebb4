package hubspot

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
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
	columnLinked
	columnStatus
	columnDeactivated
	columnActive
	columnHubID
	columnDomain
	columnUserID
	columnKind
	columnDate
	columnCount
	columnIgnored // known, and nothing to record
)

// repeatable columns are read together; of every other there may be one.
var repeatable = []column{columnTeams, columnSets, columnPermissions, columnSeat, columnIgnored}

// layout says which cells of a row mean what.
type layout struct {
	at      map[column][]int
	headers []string
	unknown []string // headers that mean nothing here
}

// readLayout maps the columns of a header line. The error names everything that
// is missing or ambiguous, and what was found.
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
	var wrong []string
	for c := range columnIgnored {
		if at := l.at[c]; len(at) > 1 && !slices.Contains(repeatable, c) {
			wrong = append(wrong, fmt.Sprintf("the columns %s and %s mean the same: delete one of them", quote(headers[at[0]]), quote(headers[at[1]])))
		}
	}
	var missing []string
	for _, alternatives := range needed {
		if !slices.ContainsFunc(alternatives, l.has) {
			missing = append(missing, wantedNames[alternatives[0]])
		}
	}
	if len(missing) > 0 {
		wrong = append(wrong, fmt.Sprintf("there is no column %s; found: %s", strings.Join(missing, ", and none "), quoteAll(headers)))
	}
	if len(wrong) == 0 {
		return l, nil
	}
	text := strings.Join(wrong, "; ")
	if len(missing) > 0 && len(l.unknown) > 0 {
		text += ". If these are names in another language, set HubSpot to English and export again, or write the names above into the first line"
	}
	return nil, errors.New(text)
}

// wantedNames say what a missing column is called.
var wantedNames = map[column]string{
	columnEmail: `"Email address"`,
	columnSets:  `"Assigned role", "Permission sets" or "Permissions"`,
	columnHubID: `"Hub ID"`,
	columnKind:  `"kind"`,
	columnDate:  `"date"`,
	columnCount: `"count" or "name"`,
}

// has reports whether there is such a column.
func (l *layout) has(c column) bool { return len(l.at[c]) > 0 }

// columnKey returns a header in lower-case letters and digits.
func columnKey(header string) string {
	return strings.Map(func(r rune) rune {
		if unicode.In(r, unicode.Letter, unicode.Digit, unicode.Mark) {
			return unicode.ToLower(r)
		}
		return -1
	}, norm.NFKC.String(header))
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
