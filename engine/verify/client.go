package verify

import (
	"slices"

	"accredit/engine"
)

// ofClient gives the reason why a step that is about a client itself may not
// stand there, or nothing.
func (v *verifier) ofClient(c *engine.PlanClient, steps []engine.Step, i int) string {
	st := &steps[i]
	switch {
	case !isFactAlone(st):
		return "it may only record something, and does more"
	case i > 0:
		return "the record of a client must be the first of its steps"
	case st.Action == engine.ActionRecord && len(st.More().Fields) > 0:
		if v.writes[st.Client] {
			return ""
		}
		return "what it says is not what would be written"
	case st.Action != engine.ActionForget || len(st.More().Fields) > 0:
		return "a client cannot have the action " + st.Action.String()
	case len(steps) > 1 || !c.Pos.IsZero() || v.recorded[c.HubID] == nil || v.writes[st.Client]:
		return "only a recorded client that is neither declared nor changed can be forgotten"
	}
	return ""
}

// allows reports whether a client's mode allows the step (docs/rules.md R10).
// What a set that is not known gives cannot be told: coming, it takes nothing.
func allows(m engine.Mode, st *engine.Step) bool {
	switch {
	case m == engine.Enforce, st.Action == engine.ActionAdopt:
		return true
	case m == engine.Observe:
		return st.Action == engine.ActionRecord
	case st.Action == engine.ActionRemove, st.Action == engine.ActionDeactivate, st.Action == engine.ActionMigrate:
		return false
	}
	return st.Before == nil || st.Effect&engine.Reduces == 0
}

// adoptable reports whether an approved link of the person makes the adoption:
// it counts on the day of the plan, and nothing recorded of them in that client
// is as late as the approval (docs/rules.md R6).
func (v *verifier) adoptable(c *engine.PlanClient, person int32) bool {
	who, day := &v.p.People[person], engine.DateOf(v.p.AsOf)
	links := c.Links
	var last engine.Date
	if rec := v.recorded[c.HubID]; rec != nil {
		links = slices.Concat(links, rec.Links)
		for i := range rec.Grants {
			if v.is(&v.a.People[rec.Grants[i].Person], who) {
				last = max(last, rec.Grants[i].RecordedOn)
			}
		}
		for _, gone := range rec.Gone {
			if v.is(&v.a.People[gone.Person], who) {
				last = max(last, gone.On)
			}
		}
	}
	return slices.ContainsFunc(links, func(l engine.Link) bool {
		return (l.Admin == who.Email || slices.Contains(who.FormerEmails, l.Admin)) &&
			l.ApprovedOn > last && l.ApprovedOn <= day && (l.EndedOn == 0 || day < l.EndedOn)
	})
}
