package live

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"accredit/engine"
	"accredit/engine/hubspot"
)

// Look is what an account shows of one person, and what it calls its sets and
// teams. It is plain data: what is decided from it needs no HubSpot.
type Look struct {
	At       time.Time // when the reading began
	User     *User     // nil: nobody is there, by e-mail and by the id that is known
	Roles    []Role    // the account's permission sets; none on a Free account
	Teams    []Team
	TeamsWhy string     // why teams are not told; empty: they are
	Billing  Capability // whether the key may give what needs billing; Unknown: it was not asked
	Sets     func(name string) (set string, known bool)
}

// setIDs lists the permission sets of the account that are a set of ours.
func (l *Look) setIDs(set string) []Role {
	var list []Role
	for _, r := range l.Roles {
		if is, known := l.Sets(r.Name); known && is == set {
			list = append(list, r)
		}
	}
	return list
}

// role finds a permission set by its id; nil: it is not listed.
func (l *Look) role(id string) *Role {
	for i := range l.Roles {
		if l.Roles[i].ID == id {
			return &l.Roles[i]
		}
	}
	return nil
}

// teamID finds a team by its name. Two teams of one name are none.
func (l *Look) teamID(name string) (string, bool) {
	id, found := "", 0
	for _, t := range l.Teams {
		if hubspot.IsTeam(t.Name, name) {
			id = t.ID
			found++
		}
	}
	return id, found == 1
}

// teamNames lists the names of the user's teams, as state has them.
func (l *Look) teamNames() []string {
	var list []string
	for _, id := range l.User.teamIDs() {
		i := slices.IndexFunc(l.Teams, func(t Team) bool { return t.ID == id })
		if i < 0 {
			list = append(list, "team "+id)
			continue
		}
		list = append(list, l.Teams[i].Name)
	}
	slices.Sort(list)
	return list
}

// set is the one set of ours that the user has; empty: they have none, several, or
// one that is not ours.
func (l *Look) set() string {
	if l.User.SuperAdmin {
		return engine.SetSuperAdmin
	}
	if len(l.User.RoleIDs) != 1 {
		return ""
	}
	r := l.role(l.User.RoleIDs[0])
	if r == nil {
		return ""
	}
	set, known := l.Sets(r.Name)
	if len(l.setIDs(set)) != 1 || !known {
		return ""
	}
	return set
}

// shows reports whether the account shows what a grant gives, in what the API can
// tell: that somebody is there, their set and their teams. before is the grant that
// the step began with: teams that it does not touch are not looked at.
func (l *Look) shows(g, before *engine.RecordedGrant) (shown []string, ok bool) {
	if g == nil || l.User == nil {
		return []string{engine.ShowsMember}, g == nil && l.User == nil
	}
	if l.set() != g.Rights.Set {
		return nil, false
	}
	if before == nil {
		shown = append(shown, engine.ShowsMember)
	}
	if before == nil || before.Rights.Set != g.Rights.Set {
		shown = append(shown, engine.ShowsSet)
	}
	if !touchesTeams(before, g) {
		return shown, true
	}
	if l.TeamsWhy != "" || !l.hasTeams(g) {
		return nil, false
	}
	return append(shown, engine.ShowsTeams), true
}

// hasTeams reports whether the user is in the teams of a grant, and no others.
func (l *Look) hasTeams(g *engine.RecordedGrant) bool {
	return engine.SameInCell(engine.DetailsOf(g.Details).Teams, l.teamNames())
}

// touchesTeams reports whether a step changes teams, or gives some.
func touchesTeams(before, after *engine.RecordedGrant) bool {
	var was, is []string
	if before != nil {
		was = engine.DetailsOf(before.Details).Teams
	}
	if after != nil {
		is = engine.DetailsOf(after.Details).Teams
	}
	return !slices.Equal(was, is)
}

// text says what the account shows of the person.
func (l *Look) text() string {
	if l.User == nil {
		return "nobody of that address"
	}
	var names []string
	for _, id := range l.User.RoleIDs {
		if r := l.role(id); r != nil {
			names = append(names, fmt.Sprintf("%q", clean(r.Name, "")))
		} else {
			names = append(names, "the set "+clean(id, ""))
		}
	}
	text := strings.Join(names, " and ")
	switch {
	case l.User.SuperAdmin:
		text = "a super admin"
	case len(names) == 0:
		text = "a user without a permission set"
	}
	if teams := l.teamNames(); l.TeamsWhy == "" && len(teams) > 0 {
		text += ", in " + clean(strings.Join(teams, ", "), "")
	}
	return cut(text)
}
