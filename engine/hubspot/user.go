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
	userID       string
	sets         []heldSet
	superAdmin   bool
	partnerAdmin bool
	status       engine.Status
	teams        []string
	partnerSeat  bool
	unlinked     bool // to the agency
	saysMore     bool // single permissions, which are not read
}

// heldSet is a permission set of a user: as the account calls it, and which it
// is here.
type heldSet struct {
	name, set string
	known     bool
}

// names lists what the account calls the sets.
func (u *user) names() []string {
	var list []string
	for _, s := range u.sets {
		list = append(list, s.name)
	}
	return list
}

// equal reports whether two rows say the same, as far as it decides anything:
// names are for display.
func (u *user) equal(v *user) bool {
	return u.email == v.email && slices.Equal(u.sets, v.sets) &&
		u.superAdmin == v.superAdmin && u.partnerAdmin == v.partnerAdmin &&
		u.status == v.status && slices.Equal(u.teams, v.teams) && u.partnerSeat == v.partnerSeat && u.unlinked == v.unlinked
}

// cells reads the cells of one row by what their columns mean, and collects
// what is wrong with them.
type cells struct {
	*layout
	row      []string
	hubID    int64
	sets     *setNames
	teams    map[string]bool // known ones in whose names a separator stands
	stranger bool            // nobody of ours: only what makes them a super admin is read
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

// isSeparator reports whether a character may stand between the values of one
// cell.
func isSeparator(c rune) bool { return c == ';' || c == ',' || c == '|' }

// list splits cells that hold several values, at separators and line breaks;
// sorted, each once. A value that is known is not split.
func (r *cells) list(c column, isKnown func(string) bool) []string {
	var list []string
	for _, i := range r.at[c] {
		lines := strings.FieldsFunc(r.row[i], func(c rune) bool { return c == '\n' || c == '\r' })
		for _, line := range lines {
			text, err := cleanJoined(line)
			switch {
			case err == nil:
				list = append(list, split(text, isKnown)...)
			case !r.stranger:
				r.problems = append(r.problems, fmt.Errorf("%s %s: %w", quote(r.headers[i]), quote(line), err))
			}
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// split splits a text at separators, and not within what is known: of several
// values that are known the longest counts.
func split(text string, isKnown func(string) bool) []string {
	var list []string
	for text = strings.TrimSpace(text); text != ""; {
		var ends []int
		for i, c := range text {
			if isSeparator(c) && i <= maxName {
				ends = append(ends, i)
			} else if isSeparator(c) && len(ends) == 0 {
				ends = append(ends, i)
				break
			}
		}
		if len(ends) == 0 || len(text) <= maxName {
			ends = append(ends, len(text))
		}
		end := ends[0]
		for _, e := range slices.Backward(ends[1:]) {
			if isKnown(strings.TrimSpace(text[:e])) {
				end = e
				break
			}
		}
		if part := strings.TrimSpace(text[:end]); part != "" {
			list = append(list, part)
		}
		text = strings.TrimSpace(text[min(end+1, len(text)):])
	}
	return list
}

// isNothing is the answer where no value is known.
func isNothing(string) bool { return false }

// truth reads a cell that says yes or no; empty is no.
func (r *cells) truth(c column) bool {
	switch text := r.text(c); {
	case yesWords[wordKey(text)]:
		return true
	case !noWords[wordKey(text)]:
		r.problems = append(r.problems, fmt.Errorf("%s is %s: write true or false", quote(r.headers[r.at[c][0]]), quote(text)))
	}
	return false
}

// user reads the row of a user. Of people who are not ours only what makes them
// super admins is read: the rest decides nothing.
func (r *cells) user(isOurs func(email string) bool) *user {
	u := &user{}
	var err error
	if u.email, err = engine.ParseEmail(r.text(columnEmail)); err != nil && len(r.problems) == 0 {
		r.problems = append(r.problems, err)
	}
	r.stranger = err == nil && !isOurs(u.email)
	u.name, u.userID = r.name(), r.readUserID()
	r.status(u)
	r.rights(u)
	if r.stranger {
		return u
	}
	u.teams, u.saysMore = r.teamList(), r.saysMore()
	for _, seat := range r.list(columnSeat, isNothing) {
		u.partnerSeat = u.partnerSeat || strings.HasPrefix(columnKey(seat), "partner")
	}
	u.unlinked = r.has(columnLinked) && !r.truth(columnLinked)
	return u
}

// readUserID returns HubSpot's id of the user: digits, or nothing. What a
// spreadsheet made of it is no id, and decides nothing.
func (r *cells) readUserID() string {
	id := r.display(columnUserID)
	if len(id) > 20 || strings.Trim(id, "0123456789") != "" || strings.Trim(id, "0") == "" {
		return ""
	}
	return id
}

// teamList lists the teams. Joiners are left out of their names, as they are
// in a configuration, which cannot have any.
func (r *cells) teamList() []string {
	list := r.list(columnTeams, func(name string) bool { return r.teams[name] })
	for i, name := range list {
		list[i] = withoutHidden(name)
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// display returns the text of the one column that means c, to show it. Whatever
// stands there is no mistake.
func (r *cells) display(c column) string {
	for _, i := range r.at[c] {
		return showable(r.row[i])
	}
	return ""
}

func (r *cells) name() string {
	name := strings.TrimSpace(r.display(columnFirstName) + " " + r.display(columnLastName))
	if whole := r.display(columnName); name == "" && !strings.Contains(whole, "@") {
		name = whole
	}
	return showable(name)
}

// maxName bounds the name of a person, a set or a team, in bytes.
const maxName = 500

// status reads whether the user is active, from whichever column says so.
func (r *cells) status(u *user) {
	off := r.truth(columnDeactivated) || r.has(columnActive) && !r.truth(columnActive)
	text := r.text(columnStatus)
	switch key := wordKey(text); {
	case activeWords[key]:
	case deactivatedWords[key]:
		off = true
	case invitedWords[key]:
		u.status = engine.Invited
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
	isKnown := func(name string) bool { return r.sets.long[folded(name)] }
	for _, name := range r.list(columnSets, isKnown) {
		key := wordKey(name)
		set, known := r.sets.find(r.hubID, name)
		switch {
		case superAdminWords[key] || set == engine.SetSuperAdmin:
			saidSuper = true
		case partnerWords[key] || set == engine.SetPartnerAdmin:
			u.partnerAdmin = true
		case noSetWords[key]:
		default:
			u.sets = append(u.sets, heldSet{name, set, known})
		}
		if len(name) > maxName && !r.stranger {
			r.problems = append(r.problems, fmt.Errorf("the permission set %s is longer than %d bytes", quote(name), maxName))
		}
	}
	for _, name := range r.permissions() {
		saidSuper = saidSuper || superAdminWords[wordKey(name)]
		u.partnerAdmin = u.partnerAdmin || partnerWords[wordKey(name)]
	}
	if saidSuper && !u.superAdmin && r.text(columnSuperAdmin) != "" { // an empty cell says nothing
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
