package verify

import (
	"fmt"
	"slices"
	"time"

	"accredit/engine"
)

// The guardrails (docs/rules.md R7) as far as state and steps tell: what a plan says
// of its own violations is not believed. Policies, tests and empty-source look
// at the configuration, and are judged where it is given.

// headcount counts the grants of one client.
type headcount struct{ grants, active, partners, supers int }

func (v *verifier) count() headcount {
	var n headcount
	for _, g := range v.now {
		n.grants++
		switch {
		case g.Status != engine.Active:
			continue
		case v.super(g):
			n.supers++
		case v.p.Catalogue.IsPartnerAdmin(g.Effective()):
			n.partners++
		}
		n.active++
	}
	return n
}

// taken is access that the steps of a client take away from somebody.
type taken struct {
	hubID   int64
	person  int32
	counted bool // for max-removals
}

// take notes what somebody has lost when the client has been replayed.
func (v *verifier) take(person int32, before *engine.Grant) {
	if counted, any := v.loses(before, v.now[person]); any {
		v.taken = append(v.taken, taken{v.c.HubID, person, counted})
	}
}

// loses reports whether somebody loses access or authority, and whether
// max-removals counts it: not a migration, nor an expiry whose date was
// recorded before.
func (v *verifier) loses(before, after *engine.Grant) (counted, any bool) {
	if before == nil {
		return false, false
	}
	if after == nil {
		known := before.Expires != 0 && before.Expires < engine.DateOf(v.p.AsOf)
		return !known, true
	}
	if before.Status != engine.Active {
		return false, false
	}
	partner := func(g *engine.Grant) bool { return v.p.Catalogue.IsPartnerAdmin(g.Effective()) }
	switch {
	case after.Status == engine.Deactivated,
		partner(before) && !partner(after) && !v.super(after),
		v.super(before) && !v.super(after) && !partner(after),
		!before.Effective().IsEmpty() && after.Effective().IsEmpty() && !after.Unknown:
		return true, true
	}
	return false, v.super(before) && !v.super(after)
}

// overridden reports whether the plan overrides a rule. History records it.
func (v *verifier) overridden(rule string) bool { return slices.Contains(v.p.Overrides, rule) }

// bounds gives the reason why the client's admins may not be as the steps leave
// them, or nothing. A client that broke a bound before may stay so.
func (v *verifier) bounds(before headcount) string {
	after, limits := v.count(), &v.p.Limits
	v.active += after.active - before.active
	switch {
	case after.grants > 0 && after.partners < limits.MinPartnerAdmins && after.partners < before.partners && !v.overridden(engine.RuleMinPartnerAdmins):
		return fmt.Sprintf("it breaks the rule %s: partner admins left %d, min_partner_admins %d", engine.RuleMinPartnerAdmins, after.partners, limits.MinPartnerAdmins)
	case after.supers > limits.MaxSuperAdmins && after.supers > before.supers && !v.overridden(engine.RuleMaxSuperAdmins):
		return fmt.Sprintf("it breaks the rule %s: super admins of the agency %d, max_super_admins %d", engine.RuleMaxSuperAdmins, after.supers, limits.MaxSuperAdmins)
	}
	return ""
}

// guardrails judges the plan as a whole, when every client has been replayed.
func (v *verifier) guardrails() error {
	for _, check := range []func() string{v.protects, v.counts, v.maxRemovals, v.keepsSomebody} {
		if reason := check(); reason != "" {
			return &Error{Reason: reason}
		}
	}
	return nil
}

func (v *verifier) protects() string {
	if v.overridden(engine.RuleProtected) {
		return ""
	}
	for _, t := range v.taken {
		if who := v.p.People[t.person].Email; slices.Contains(v.p.Limits.Protected, who) {
			return fmt.Sprintf("it breaks the rule %s: %s is protected and would lose access or admin rights in the client with hub id %d", engine.RuleProtected, who, t.hubID)
		}
	}
	return ""
}

// counts: the plan says how many removals it has, which history keeps for the
// plans of the next 24 hours. Approvals excuse at most what they name.
func (v *verifier) counts() string {
	counted := 0
	excused := make([]int, len(v.p.Limits.Approvals))
	for _, t := range v.taken {
		if !t.counted {
			continue
		}
		counted++
		for i := range excused {
			if a := &v.p.Limits.Approvals[i]; excused[i] < a.UpTo && v.names(a, t) {
				excused[i]++
			}
		}
	}
	least := counted
	for _, n := range excused {
		least -= n
	}
	if v.p.Removals < least {
		return fmt.Sprintf("it says that it takes away %d, and its steps take away %d that no approval allows", v.p.Removals, least)
	}
	return ""
}

// names reports whether an approval that still holds is about a removal.
func (v *verifier) names(a *engine.Approval, t taken) bool {
	if a.Expires != 0 && a.Expires < engine.DateOf(v.p.AsOf) {
		return false
	}
	person, known := v.people[a.Email]
	return a.HubID != 0 && a.HubID == t.hubID || a.Email != "" && known && person == t.person
}

// leastRemovals is how many removals every percentage allows.
const leastRemovals = 10

func (v *verifier) maxRemovals() string {
	since := v.p.AsOf.Add(-24 * time.Hour)
	earlier, largest := 0, v.a.Grants()
	for i, r := range v.a.Recent {
		last := i+1 == len(v.a.Recent)
		if r.At.After(since) {
			earlier += r.Removals
		} else if !last && !v.a.Recent[i+1].At.After(since) {
			continue // another followed before the 24 hours began
		}
		largest = max(largest, r.Grants)
	}
	allowed := v.p.Limits.MaxRemovals.Value
	if v.p.Limits.MaxRemovals.Percent {
		allowed = max(leastRemovals, largest*allowed/100)
	}
	if n := v.p.Removals; n > 0 && n+earlier > allowed && !v.overridden(engine.RuleMaxRemovals) {
		return fmt.Sprintf("it breaks the rule %s: it takes away %d, the last 24 hours took away %d, and %d are allowed", engine.RuleMaxRemovals, n, earlier, allowed)
	}
	return ""
}

// keepsSomebody: where only a part of the state was read, others have access.
func (v *verifier) keepsSomebody() string {
	before := 0
	for i := range v.a.Clients {
		for k := range v.a.Clients[i].Grants {
			if v.a.Clients[i].Grants[k].Status == engine.Active {
				before++
			}
		}
	}
	recent := v.a.Recent
	isPart := len(recent) > 0 && recent[len(recent)-1].Grants > v.a.Grants()
	if before > 0 && before+v.active <= 0 && !isPart && !v.overridden(engine.RuleMaxRemovals) {
		return fmt.Sprintf("it breaks the rule %s: the agency would have no active access left", engine.RuleMaxRemovals)
	}
	return ""
}
