package ahead

import (
	"slices"

	"accredit/engine"
)

// What begins on a later day is judged on that day, in its client, before it is
// approved (docs/runs.md, "What comes later").

// addBegins looks at the first day of everything that the plan would approve,
// however far it is, and files it by that day.
func (l *lookout) addBegins() map[engine.Date][]int {
	begins := map[engine.Date][]int{}
	for i := range l.p.Scheduled {
		s := &l.p.Scheduled[i]
		if s.Approved {
			continue
		}
		begins[s.Starts] = append(begins[s.Starts], i)
		if hubID := l.p.Clients[s.Client].HubID; !slices.Contains(l.days[hubID], s.Starts) {
			l.days[hubID] = append(l.days[hubID], s.Starts)
		}
	}
	return begins
}

// judgeBegins leaves those unapproved that break a rule on their first day. What
// is so today already is not theirs.
func (l *lookout) judgeBegins(begins []int, violations []violation) {
	for _, i := range begins {
		s := &l.p.Scheduled[i]
		hubID, email := l.p.Clients[s.Client].HubID, l.p.People[s.Person].Email
		for _, v := range violations {
			if v.Overridden || l.said[v.key] || v.key.hubID != hubID || v.key.email != "" && v.key.email != email {
				continue
			}
			l.p.RefuseBegin(i, v.Rule, v.Message)
			break
		}
	}
}
