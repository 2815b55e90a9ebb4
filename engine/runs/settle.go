package runs

import (
	"time"

	"accredit/engine"
)

// Settle adds to changes that come from elsewhere, such as an import or drift that
// was adopted, what they mean for open steps: what they record as a step's after
// makes that step done, with the evidence that they bring, and steps of a client
// that is forgotten are canceled. Changes of runs themselves stay as they are.
func Settle(a *engine.Access, changes *engine.Changes, at time.Time, who string) {
	if changes == nil || len(changes.Parts) > 0 || len(a.Parts) == 0 {
		return
	}
	for i := range a.Parts {
		open := &a.Parts[i]
		is := open.Clone()
		changed := false
		for _, c := range changes.Clients {
			if c.After == nil && c.Before.HubID == open.HubID {
				changed = cancelAll(is, at, who) || changed
			}
		}
		for j := range changes.Grants {
			if g := &changes.Grants[j]; g.HubID == open.HubID && !isEvidenceOnly(g) {
				changed = settleGrant(a, is, g, at, who, a.Serial+1) || changed
			}
		}
		if changed {
			changes.Parts = append(changes.Parts, engine.RunPartChange{Before: open, After: is})
		}
	}
}

// isEvidenceOnly reports whether a change says nothing but how access is known.
func isEvidenceOnly(g *engine.GrantChange) bool {
	return g.Before != nil && g.After != nil && engine.SameRecorded(g.Before, g.After)
}

func cancelAll(p *engine.RunPart, at time.Time, who string) bool {
	changed := false
	for i := range p.Steps {
		if s := &p.Steps[i]; s.IsPending() || s.State == engine.StepFailed {
			settle(s, engine.StepCanceled, engine.StepEvent{At: at, By: who, Because: "no longer managed"})
			changed = true
		}
	}
	return changed
}

// settleGrant makes the open steps of somebody done up to the last one whose after
// is what was recorded.
func settleGrant(a *engine.Access, p *engine.RunPart, g *engine.GrantChange, at time.Time, who string, serial int64) bool {
	var mine []*engine.RunStep
	last := -1
	for i := range p.Steps {
		s := &p.Steps[i]
		if !s.IsPending() || !isPerson(a, s.Email, g.Email) {
			continue
		}
		mine = append(mine, s)
		if engine.SameRecorded(s.After, g.After) {
			last = len(mine) - 1
		}
	}
	for _, s := range mine[:last+1] {
		e := engine.StepEvent{At: at, By: who, Because: "recorded otherwise", Evidence: engine.EvidenceTold}
		if g.After != nil && g.After.Evidence != nil {
			e.Evidence, e.Source = g.After.Evidence.Kind, g.After.Evidence.Source
		}
		settle(s, engine.StepDone, e)
		s.Serial = serial
	}
	if last >= 0 && g.After != nil && g.After.Evidence != nil {
		evidence := *g.After.Evidence
		evidence.Step = mine[last].ID()
		after := *g.After
		after.Evidence = &evidence
		g.After = &after
	}
	return last >= 0
}
