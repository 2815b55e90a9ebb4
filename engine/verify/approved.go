package verify

import "accredit/engine"

// isApproved reports whether all that the steps do to somebody was approved
// before: as open steps of a run, or as a begin whose first day has come.
func (v *verifier) isApproved(c *engine.PlanClient, steps []engine.Step, person int32) bool {
	part, all, last := v.a.Part(c.HubID), true, -1
	for i := range steps {
		st := &steps[i]
		if st.Person != person || !st.IsTask() {
			continue
		}
		last = i
		all = all && part != nil && v.isOpenStep(part, st)
	}
	if last < 0 {
		return false
	}
	rec := v.recorded[c.HubID]
	if all || rec == nil || steps[last].After == nil {
		return all
	}
	return rec.BeganApproved(engine.ApprovalOf(v.p.Catalogue, v.p.People[person].Email, steps[last].After), engine.DateOf(v.p.AsOf))
}

func (v *verifier) isOpenStep(part *engine.RunPart, st *engine.Step) bool {
	for i := range part.Steps {
		s := &part.Steps[i]
		if at, known := v.people[s.Email]; s.IsPending() && s.Action == st.Action && known && v.p.People[at].Email == v.p.People[st.Person].Email &&
			engine.SameRecorded(s.Before, v.p.Catalogue.Record(st.Before, 0)) && engine.SameRecorded(s.After, v.p.Catalogue.Record(st.After, 0)) {
			return true
		}
	}
	return false
}
