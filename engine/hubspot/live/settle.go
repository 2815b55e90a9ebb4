package live

import (
	"fmt"
	"slices"
	"time"

	"accredit/engine"
)

// When an added user counts as not added: absent twice, with a pause between, and
// neither of the two soon after the request left.
const (
	absentAfter = 2 * time.Minute
	absentPause = 30 * time.Second
)

// Settle says what came of a request whose answer is not known, from what the
// account showed since, the latest look last (docs/accounts.md, "Crash, rivals, and
// the request that must not repeat"). It is a function of plain data. There is at
// least one look, and the request left at sent.
func Settle(s *engine.RunStep, t Terms, sent time.Time, looks []Look) Answer {
	l := &looks[len(looks)-1]
	if l.User != nil {
		if other := (&deciding{s, t, *l}).isSamePerson(); other != nil {
			return Answer{Outcome: Refused, At: l.At, Why: other.Why}
		}
	}
	if shown, ok := l.shows(s.After, s.Before); ok && s.After != nil || s.After == nil && l.User == nil {
		return Answer{Outcome: Made, At: l.At, Evidence: engine.EvidenceSeen, Seen: shown, UserID: l.userID()}
	}
	switch {
	case s.Before == nil && l.User == nil:
		return settleAbsent(sent, looks)
	case s.Before != nil && l.User != nil && l.isBefore(s):
		return Answer{Outcome: NotMade, At: l.At, Why: "the account shows what was there before"}
	}
	return Answer{Outcome: Refused, At: l.At, Why: "the account shows " + l.text()}
}

// isBefore reports whether the account shows what a step begins with.
func (l *Look) isBefore(s *engine.RunStep) bool {
	if s.Action == engine.ActionRemove {
		untold := s.Before.Rights.Unknown || s.Before.Rights.Set == engine.SetPartnerAdmin
		return l.set() == s.Before.Rights.Set || untold && !l.User.SuperAdmin
	}
	if l.set() != s.Before.Rights.Set {
		return false
	}
	return !touchesTeams(s.Before, s.After) || l.TeamsWhy == "" && l.hasTeams(s.Before)
}

// settleAbsent settles that somebody was to be added and is not there: HubSpot may
// still be at it.
func settleAbsent(sent time.Time, looks []Look) Answer {
	due := sent.Add(absentAfter)
	first := slices.IndexFunc(looks, func(l Look) bool { return !l.At.Before(due) })
	last := looks[len(looks)-1].At
	if first < 0 {
		return Answer{Outcome: NotKnown, At: last, Why: "nobody is there yet", Later: due}
	}
	if again := looks[first].At.Add(absentPause); last.Before(again) {
		return Answer{Outcome: NotKnown, At: last, Why: "nobody is there yet", Later: again}
	}
	for i := first; i < len(looks); i++ {
		if looks[i].User != nil { // came and went: somebody is at work there
			return Answer{Outcome: NotKnown, At: last, Why: "somebody was there, and is not any more", Later: last.Add(absentPause)}
		}
	}
	return Answer{Outcome: NotMade, At: last, Why: fmt.Sprintf("nobody is there, %s after the request left", last.Sub(sent).Round(time.Second))}
}

// Confirm says what an answered request brought, from what the account shows after
// it. It is a function of plain data.
func Confirm(r *Request, l Look) Answer {
	if what := r.surprise(&l); what != "" {
		return surprise(&l, what)
	}
	if l.User != nil {
		if other := (&deciding{r.Step, r.Terms, l}).isSamePerson(); other != nil {
			return surprise(&l, other.Why)
		}
	}
	shown, ok := l.shows(r.Step.After, r.Step.Before)
	if !ok {
		return surprise(&l, "that is not what was asked for")
	}
	return Answer{Outcome: Made, At: l.At, Evidence: engine.EvidenceSeen, Seen: shown, UserID: l.userID()}
}

// userID is HubSpot's id of who is there; empty: nobody is.
func (l *Look) userID() string {
	if l.User == nil {
		return ""
	}
	return l.User.ID
}

// surprise says which field of a user is not as it should be after a change: what
// was sent has to be there, and the rest as before.
func (r *Request) surprise(l *Look) string {
	was, is := r.Before.User, l.User
	if r.Step.Action != engine.ActionChange || was == nil || is == nil {
		return ""
	}
	secondary := append([]string{}, r.Body.SecondaryTeams...)
	switch {
	case is.ID != was.ID, is.Email != was.Email:
		return "it is another user"
	case is.SuperAdmin != was.SuperAdmin:
		return "super admin changed"
	case !slices.Equal(is.RoleIDs, []string{r.Body.RoleID}):
		return "the permission sets are others than the one that was sent"
	case is.PrimaryTeam != r.Body.PrimaryTeam, !slices.Equal(withoutPrimary(is), secondary):
		return "the teams are others than those that were sent"
	case is.FirstName != was.FirstName, is.LastName != was.LastName:
		return "the name changed"
	case was.TellsSeats && is.TellsSeats && !slices.Equal(is.Seats, was.Seats):
		return "the seats changed"
	}
	return ""
}

// withoutPrimary lists the secondary teams: HubSpot may list the primary one there,
// too.
func withoutPrimary(u *User) []string {
	list := []string{}
	for _, id := range u.SecondaryTeams {
		if id != u.PrimaryTeam {
			list = append(list, id)
		}
	}
	return list
}
