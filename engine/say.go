package engine

import (
	"cmp"
	"fmt"
	"slices"
)

// ruleRelationship names warnings about the relationship with a client. It is
// no rule that can be broken.
const ruleRelationship = "relationship"

// sayRelationship says in words that a relationship ends, and when.
func (v *review) sayRelationship(c *clientPlan, r *RelationshipChange) {
	if r.After != RelationshipEnding {
		return
	}
	why := fmt.Sprintf("%d days after the last activity.", lapseDays)
	if r.Assumed {
		why = fmt.Sprintf("%d days from now (assumed: the last activity is not known).", lapseDays)
	}
	v.warnClient(r.Client, c, fmt.Sprintf("None of us stays in %s: HubSpot ends the managed relationship on %s, %s", c.name(), r.EndsOn, why),
		"To return, the client must approve a new access link.")
}

// sayNobodyActive warns where a plan leaves nobody active in a client that it
// keeps people in (docs/rules.md R6).
func (v *review) sayNobodyActive(c *clientPlan, i int32) {
	if c.before.active == 0 || c.after.active > 0 || c.after.grants == 0 || len(c.steps) == 0 {
		return
	}
	message := fmt.Sprintf("None of us stays active in %s: HubSpot may end the managed relationship %d days after the last activity.", c.name(), lapseDays)
	if last := c.lastActivity(); last != 0 {
		message = fmt.Sprintf("None of us stays active in %s: HubSpot ends the managed relationship on %s, %d days after the last activity on %s.", c.name(), max(last+lapseDays, c.p.day), lapseDays, last)
	}
	hint := ""
	if c.before.partners == 1 && c.after.partners == 0 {
		hint = "Only a new access link can bring the partner admin back."
	}
	v.warnClient(i, c, message, hint)
}

// sayDormant says when the relationship ends of a client in which nobody of ours
// was active for long.
func (v *review) sayDormant(c *clientPlan, i int32) {
	last := c.lastActivity()
	if last == 0 || c.after.grants == 0 || c.p.day < last+dormantDays || !v.wantsClient(c) {
		return
	}
	format := "the last activity in %s was on %s: without another one HubSpot ends the relationship on %s, %d days later"
	if c.p.day > last+lapseDays {
		format = "the last activity in %s was on %s: HubSpot may have ended the relationship on %s, %d days later"
	}
	v.warnClient(i, c, fmt.Sprintf(format, c.name(), last, last+lapseDays, lapseDays),
		"let one of our people log in there; if somebody did, record it: accredit import --kind activity FILE")
}

func (v *review) warnClient(i int32, c *clientPlan, message, hint string) {
	f := Finding{Rule: ruleRelationship, Severity: Warning, Client: i, Person: Nobody, Message: message, Hint: hint}
	if c.desired != nil {
		f.Pos = c.desired.Pos
	}
	v.plan.Warnings = append(v.plan.Warnings, f)
}

// CountCauses counts the steps that one permission set or team changes, for a
// plan and for a comparison; difference says how a set changed.
func CountCauses(steps []Step, difference func(Cause, string) []PermissionChange) []CauseCount {
	type key struct {
		kind Cause
		name string
	}
	type count struct {
		grants  int
		clients map[int32]bool
	}
	counts := map[key]*count{}
	for i := range steps {
		st := &steps[i]
		k := key{kind: st.Cause}
		switch {
		case st.Client == Nobody || st.Person == Nobody:
			continue
		case st.Cause == CausePermissionSet || st.Cause == CauseCatalogue:
			k.name = st.After.Set
		case st.Cause == CauseTeam && st.After != nil:
			k.name = st.After.From().Team
		case st.Cause == CauseTeam:
			k.name = st.Before.From().Team
		default:
			continue
		}
		if counts[k] == nil {
			counts[k] = &count{clients: map[int32]bool{}}
		}
		counts[k].grants++
		counts[k].clients[st.Client] = true
	}
	list := []CauseCount{}
	for k, n := range counts {
		list = append(list, CauseCount{Kind: k.kind, Name: k.name, Grants: n.grants, Clients: len(n.clients), Permissions: difference(k.kind, k.name)})
	}
	slices.SortFunc(list, CompareCauses)
	return list
}

// CompareCauses is the order in which causes are listed.
func CompareCauses(a, b CauseCount) int {
	return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Name, b.Name))
}

// setDifference says how the contents of a set changed since it was recorded.
func (v *review) setDifference(kind Cause, name string) []PermissionChange {
	rec, set := v.p.state[name], v.p.sets[name]
	if kind == CauseTeam || rec == nil || set == nil {
		return nil
	}
	cat := v.p.d.Catalogue
	was, _ := rec.Levels.Over(cat, "")
	var list []PermissionChange
	for i := range cat.Len() {
		if b, a := was.Level(i), set.Rights.Level(i); a != b {
			p := cat.At(i)
			list = append(list, PermissionChange{Permission: p.Name, Before: p.Kind.Name(b), After: p.Kind.Name(a)})
		}
	}
	return list
}
