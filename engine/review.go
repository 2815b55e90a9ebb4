package engine

import (
	"cmp"
	"slices"
)

// review judges a plan as a whole: the guardrails, policies and tests.
type review struct {
	p            *planner
	plan         *Plan
	clients      []*clientPlan
	room         *stepSpace
	before       tally
	usedForEmpty []bool             // by approval
	blocked      map[int32][]string // rules by client, filled by skipBlocked
	left         []int32            // people without a block who are gone after this plan
}

func (v *review) guardrails() *Guardrails { return &v.p.d.Agency.Guardrails }

// guardrailsPos is the guardrails block, else the agency's.
func (v *review) guardrailsPos() Pos {
	if pos := v.guardrails().Pos; !pos.IsZero() {
		return pos
	}
	return v.p.d.Agency.Pos
}

// run applies every rule of the table and files what it finds.
func (v *review) run() {
	v.usedForEmpty = make([]bool, len(v.guardrails().Approvals))
	for _, last := range []bool{false, true} {
		v.findBlocked()
		for _, r := range Rules() {
			if r.plan != nil && r.last == last {
				v.file(r.plan(v))
			}
		}
	}
}

func (v *review) file(found []Finding) {
	for _, f := range found {
		if f.Severity == Warning {
			v.plan.Warnings = append(v.plan.Warnings, f)
			continue
		}
		f.Overridden = v.p.overridden(f.Rule)
		v.plan.Violations = append(v.plan.Violations, f)
	}
}

// eachClient asks about every client and completes what is found.
func (v *review) eachClient(ask func(*clientPlan) *Finding) []Finding {
	var found []Finding
	for _, c := range v.clients {
		if f := ask(c); f != nil {
			f.Person = Nobody
			found = append(found, v.finding(c, *f))
		}
	}
	return found
}

// asBefore makes a finding a warning where the plan did not make it worse;
// else the hint says how to override it.
func (f *Finding) asBefore(noWorse bool) *Finding {
	if noWorse {
		f.Severity = Warning
	} else {
		f.Hint = moreWays(f.Hint, use(f.Rule))
	}
	return f
}

// finding completes a finding about a client.
func (v *review) finding(c *clientPlan, f Finding) Finding {
	f.Client = v.clientIndex(c)
	if f.Pos.IsZero() && c.desired != nil {
		f.Pos = c.desired.Pos
	}
	return f
}

func (v *review) clientIndex(c *clientPlan) int32 {
	i, ok := slices.BinarySearchFunc(v.plan.Clients, c.hubID, func(pc PlanClient, hub int64) int { return cmp.Compare(pc.HubID, hub) })
	if !ok {
		return Nobody
	}
	return int32(i)
}

// findBlocked notes the clients that violations found so far keep from being
// applied, and the rules that do.
func (v *review) findBlocked() {
	v.blocked = map[int32][]string{}
	for i := range v.plan.Violations {
		f := &v.plan.Violations[i]
		if f.Client != Nobody && f.Blocks() && !slices.Contains(v.blocked[f.Client], f.Rule) {
			v.blocked[f.Client] = append(v.blocked[f.Client], f.Rule)
		}
	}
}

// isSkipped reports whether --skip-blocked leaves the client out.
func (v *review) isSkipped(c *clientPlan) bool {
	return v.p.o.SkipBlocked && len(v.blocked[v.clientIndex(c)]) > 0
}
