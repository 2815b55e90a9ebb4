package runs

import (
	"accredit/engine"
)

// Upcoming lists the tasks of open runs that become overdue from today on, at
// most so many days ahead, or are so already, and those whose approval lapses
// (docs/runs.md, "Runs"). The client is the one that is recorded.
func Upcoming(list []View, a *engine.Access, today engine.Date, days int) []engine.Upcoming {
	last := today + engine.Date(days)
	var found []engine.Upcoming
	for i := range list {
		for j := range list[i].Tasks {
			t := &list[i].Tasks[j]
			if !t.Step.IsPending() {
				continue
			}
			u := engine.Upcoming{Person: t.Person, What: t.Step.ID(), Lead: t.Step.Actor, Reason: t.words()}
			if rec := a.Client(t.HubID); rec != nil {
				u.Client = &rec.Client
			}
			if t.Step.Due != 0 && t.Step.Due <= last {
				u.Kind, u.Day = engine.UpcomingTaskOverdue, t.Step.Due
				found = append(found, u)
			}
			lapses := engine.DateOf(t.Part.At) + expandsFor
			if t.Step.Effect&engine.Expands != 0 && lapses >= today && lapses <= last {
				u.Kind, u.Day = engine.UpcomingApprovalExpires, lapses
				found = append(found, u)
			}
		}
	}
	return found
}

// words says what is to be done.
func (t *Task) words() string {
	words := t.Step.Action.String()
	if t.Step.After != nil {
		words += " " + t.Step.After.Rights.Set
	}
	return words
}
