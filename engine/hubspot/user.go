package hubspot

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"accredit/engine"
)

// user is one row of an export.
type user struct {
	email        string
	name         string
	sets         []string // names as they stand there
	superAdmin   bool
	partnerAdmin bool
	status       engine.Status
	invited      bool
	teams        []string
	partnerSeat  bool
	saysMore     bool // single permissions, which are not read
}

// equal reports whether two rows say the same, as far as it is recorded.
func (u *user) equal(v *user) bool {
	return u.email == v.email && u.name == v.name && slices.Equal(u.sets, v.sets) &&
		u.superAdmin == v.superAdmin && u.partnerAdmin == v.partnerAdmin &&
		u.status == v.status && u.invited == v.invited && slices.Equal(u.teams, v.teams) && u.partnerSeat == v.partnerSeat
}

// cells reads the cells of one row by what their columns mean, and collects
// what is wrong with them.
type cells struct {
	*layout
	row      []string
	problems []error
}

// texts gives the texts in the columns that mean c, without empty ones.
func (r *cells) texts(c column) []string {
	var list []string
	for _, i := range r.at[c] {
		text, err := cleanCell(r.row[i])
		if err != nil {
			r.problems = append(r.problems, fmt.Errorf("%s %s: %w", quote(r.headers[i]), quote(r.row[i]), err))
			continue
		}
		if text != "" {
			list = append(list, text)
		}
	}
	return list
}

// text gives the text of the one column that means c.
func (r *cells) text(c column) string {
	if list := r.texts(c); len(list) > 0 {
		return list[0]
	}
	return ""
}

// list splits cells that hold several values, at semicolons, commas, bars and
// line breaks; sorted, each once.
func (r *cells) list(c column) []string {
	var list []string
	for _, i := range r.at[c] {
		lines := strings.FieldsFunc(r.row[i], func(c rune) bool { return c == '\n' || c == '\r' })
		for _, line := range lines {
			text, err := cleanCell(line)
			if err != nil {
				r.problems = append(r.problems, fmt.Errorf("%s %s: %w", quote(r.headers[i]), quote(line), err))
				continue
			}
			for part := range strings.FieldsFuncSeq(text, func(c rune) bool { return c == ';' || c == ',' || c == '|' }) {
				if part = strings.TrimSpace(part); part != "" {
					list = append(list, part)
				}
			}
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// truth reads a cell that says yes or no; empty is no.
func (r *cells) truth(c column) bool {
	switch text := r.text(c); engine.LowerASCII(text) {
	case "true", "yes", "y", "1", "on", "x":
		return true
	case "", "false", "no", "n", "0", "off", "-":
	default:
		r.problems = append(r.problems, fmt.Errorf("%s is %s: write true or false", quote(r.headers[r.at[c][0]]), quote(text)))
	}
	return false
}

// user reads the row of a user.
func (r *cells) user() *user {
	u := &user{name: r.name(), teams: r.list(columnTeams), saysMore: r.saysMore()}
	var err error
	if u.email, err = engine.ParseEmail(r.text(columnEmail)); err != nil && len(r.problems) == 0 {
		r.problems = append(r.problems, err)
	}
	r.status(u)
	r.rights(u)
	for _, seat := range r.list(columnSeat) {
		u.partnerSeat = u.partnerSeat || strings.HasPrefix(foldName(seat), "partner")
	}
	return u
}

func (r *cells) name() string {
	first, last, whole := r.text(columnFirstName), r.text(columnLastName), r.text(columnName)
	name := strings.TrimSpace(first + " " + last)
	if name == "" && !strings.Contains(whole, "@") {
		name = whole
	}
	if len(name) > maxName {
		r.problems = append(r.problems, fmt.Errorf("the name %s is longer than %d bytes", quote(name), maxName))
	}
	return name
}

// maxName bounds the name of a person, a set or a team, in bytes.
const maxName = 500

// status reads whether the user is active, from whichever column says so.
func (r *cells) status(u *user) {
	off := r.truth(columnDeactivated) || r.has(columnActive) && !r.truth(columnActive)
	switch text := r.text(columnStatus); foldName(text) {
	case "", "active", "activated", "enabled", "accepted":
	case "deactivated", "inactive", "disabled", "suspended", "removed":
		off = true
	case "invited", "pending", "invitepending", "invitesent", "pendinginvitation", "invitationpending", "notaccepted":
		u.invited = true
	default:
		r.problems = append(r.problems, fmt.Errorf("%s is %s: write active, invited or deactivated", quote(r.headers[r.at[columnStatus][0]]), quote(text)))
	}
	if off {
		u.status = engine.Deactivated
	}
}

// rights reads what the user may do: the names of their sets, and whether they
// are super or partner admin, which either column may say.
func (r *cells) rights(u *user) {
	u.superAdmin, u.partnerAdmin = r.truth(columnSuperAdmin), r.truth(columnPartnerAdmin)
	saidSuper := false
	for _, name := range r.list(columnSets) {
		switch foldName(name) {
		case "superadmin", "superadministrator":
			saidSuper = true
		case "partneradmin":
			u.partnerAdmin = true
		case "none", "nopermissionset", "norole", "unassigned":
		default:
			if name != "-" {
				u.sets = append(u.sets, name)
			}
		}
		if len(name) > maxName {
			r.problems = append(r.problems, fmt.Errorf("the permission set %s is longer than %d bytes", quote(name), maxName))
		}
	}
	for _, name := range r.permissions() {
		saidSuper = saidSuper || foldName(name) == "superadmin"
		u.partnerAdmin = u.partnerAdmin || foldName(name) == "partneradmin"
	}
	if saidSuper && r.has(columnSuperAdmin) && !u.superAdmin {
		r.problems = append(r.problems, errors.New("one column says super admin and another says no: which is it?"))
	}
	u.superAdmin = u.superAdmin || saidSuper
}

// permissions lists what the column of single permissions names. It may be
// long, and nothing of it but the two admins is understood.
func (r *cells) permissions() []string {
	var list []string
	for _, i := range r.at[columnPermissions] {
		list = append(list, strings.FieldsFunc(r.row[i], func(c rune) bool { return strings.ContainsRune(";,|\r\n", c) })...)
	}
	return list
}

// foldName gives a name in lower-case letters and digits: names that differ
// only in case, spaces and punctuation are one.
func foldName(s string) string { return columnKey(s) }
