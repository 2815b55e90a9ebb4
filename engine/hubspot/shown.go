package hubspot

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"accredit/engine"
)

// Shown is a client account as HubSpot's API shows it, with the names of sets and
// teams in place of their ids.
type Shown struct {
	HubID  int64
	Source string    // stands where an export has the name of its file
	At     time.Time // when the reading began
	Whole  bool      // false: somebody may be there who was not shown

	Sets                               []string // what the account calls its permission sets
	TellsTeams, TellsStatus, TellsSeat bool
	Users                              []ShownUser
}

// ShownUser is one user of it.
type ShownUser struct {
	Email, Name, UserID string
	Sets, Teams, Seats  []string
	SuperAdmin          bool
	Deactivated         bool
}

// ReadShown makes of accounts what ReadExports makes of exports, by the same
// rules: a set is the one that its name stands for. Partner admin is told only where
// the account has a set of that name. What the API left out makes an account
// Partial, and it is in the result nevertheless.
func ReadShown(accounts []Shown, o Options) (*Export, []Problem) {
	o.SkipBad = true
	b := newGathered(o)
	for i := range accounts {
		b.readShown(&accounts[i])
	}
	return b.finish()
}

func (b *gathered) readShown(s *Shown) {
	r := &fileReading{gathered: b, file: s.Source, hubID: s.HubID, at: s.At, accounts: map[int64]*account{}}
	if s.HubID == b.AgencyHubID {
		b.problems = append(b.problems, Problem{File: s.Source, Text: r.agencyAccount().Error()})
		r.giveUp()
		return
	}
	a := r.account(s.HubID)
	a.TellsTeams, a.TellsStatus, a.TellsSeat, a.TellsSuperAdmins = s.TellsTeams, s.TellsStatus, s.TellsSeat, true
	if !s.Whole && a.Reading == Whole {
		a.Reading = Partial
	}
	names := NewNamer(b.Options, s.HubID, s.Sets)
	a.NoPartners = !slices.ContainsFunc(s.Sets, func(name string) bool { set, _ := names.Set(name); return set == engine.SetPartnerAdmin })
	for i := range s.Users {
		u, err := b.shownUser(&s.Users[i], names)
		if err != nil {
			r.badRow(a, 0, err)
			continue
		}
		r.enter(a, u, 0)
	}
	r.close()
}

// shownUser turns a user that the API shows into a row of an export.
func (b *gathered) shownUser(s *ShownUser, names *Namer) (*user, error) {
	email, err := engine.ParseEmail(s.Email)
	if err != nil {
		return nil, err
	}
	u := &user{email: email, name: showable(s.Name), userID: s.UserID, superAdmin: s.SuperAdmin}
	if s.Deactivated {
		u.status = engine.Deactivated
	}
	for _, name := range s.Sets {
		text := withoutHidden(name)
		if len(text) > maxName {
			return nil, fmt.Errorf("%s has the permission set %s, which is longer than %d bytes", email, quote(text), maxName)
		}
		set, known := names.Set(name)
		if set == engine.SetPartnerAdmin {
			u.partnerAdmin = true
			continue
		}
		u.sets = append(u.sets, heldSet{text, set, known})
	}
	slices.SortFunc(u.sets, func(x, y heldSet) int { return strings.Compare(x.set, y.set) })
	for _, team := range s.Teams {
		u.teams = append(u.teams, withoutHidden(team))
	}
	slices.Sort(u.teams)
	u.teams = slices.Compact(u.teams)
	u.partnerSeat = slices.ContainsFunc(s.Seats, func(seat string) bool { return strings.HasPrefix(columnKey(seat), "partner") })
	return u, nil
}

// Namer says which set a permission set of one account is.
type Namer struct {
	names   *setNames
	hubID   int64
	doubled map[string]bool // folded names that two sets of the account share
}

// NewNamer makes the namer of an account that has sets of these names. Of the
// options only the known sets and what accounts call them count.
func NewNamer(o Options, hubID int64, sets []string) *Namer {
	n := &Namer{names: newSetNames(o.Sets, o.SetNames), hubID: hubID, doubled: map[string]bool{}}
	seen := map[string]bool{}
	for _, name := range sets {
		key := folded(name)
		n.doubled[key] = seen[key]
		seen[key] = true
	}
	return n
}

// Set returns the set that a name in the account stands for, and whether it is a
// known one. Two sets of the account that share a name stand for none. A set that is
// called super admin does not make anybody one: HubSpot says that by a field.
func (n *Namer) Set(name string) (set string, known bool) {
	set, known = n.names.find(n.hubID, name)
	key := wordKey(name)
	switch {
	case n.doubled[folded(name)], set == engine.SetSuperAdmin, superAdminWords[key]:
		return digested(slug(name), name), false
	case partnerWords[key]:
		return engine.SetPartnerAdmin, true
	}
	return set, known
}

// IsTeam reports whether two names are of one team, as they are compared.
func IsTeam(a, b string) bool { return withoutHidden(a) == withoutHidden(b) }
