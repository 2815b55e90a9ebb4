package engine

import (
	"cmp"
	"slices"
)

// Scheduled is access that begins on a later day and that this plan would
// approve, or the approval of one that is not wanted any more (docs/runs.md,
// "What comes later").
type Scheduled struct {
	Client, Person  int32
	Set             string
	Starts, Expires Date
	Effect          Effect
	Approved        bool   // an approval that is dropped: its begin is gone
	Refused         string // why the begin stays unapproved; empty: it does not
	Rule            string // that refuses it
	Email           string // of the approval, where the person is not known
	Pos             Pos
}

// schedule lists the begins of later days that are not approved yet, and the
// approvals whose begin is gone.
func (v *review) schedule() {
	for at, c := range v.clients {
		if c.desired == nil || !v.wantsClient(c) || v.isSkipped(c) {
			continue
		}
		if len(c.desired.Schedule) > 0 || c.recorded != nil && len(c.recorded.Begins) > 0 {
			v.scheduleOf(int32(at), c)
		}
	}
}

func (v *review) scheduleOf(client int32, c *clientPlan) {
	var was, kept []BeginApproval
	if c.recorded != nil {
		was = c.recorded.Begins
	}
	begins := c.comingBegins()
	found := map[BeginApproval]bool{}
	for _, g := range begins {
		email := v.p.roster.people[g.Person].Email
		is := ApprovalOf(v.p.d.Catalogue, email, g)
		if found[is] = true; !v.wantsPerson(g.Person) {
			if slices.Contains(was, is) {
				kept = append(kept, is)
			}
			continue
		}
		kept = append(kept, is)
		if slices.Contains(was, is) {
			continue
		}
		v.plan.Scheduled = append(v.plan.Scheduled, Scheduled{
			Client: client, Person: g.Person, Set: g.Set, Starts: g.Starts, Expires: g.Expires, Effect: c.effectOfBegin(g), Email: email, Pos: g.Pos,
		})
	}
	gone := false
	for _, is := range was {
		if found[is] || is.Starts <= v.p.day {
			continue
		}
		person := v.p.roster.find(is.Email)
		if !v.wantsPerson(person) {
			kept = append(kept, is)
			continue
		}
		gone = true
		v.plan.Scheduled = append(v.plan.Scheduled, Scheduled{Client: client, Person: person, Starts: is.Starts, Expires: is.Expires, Approved: true, Email: is.Email, Pos: c.desired.Pos})
	}
	slices.SortFunc(kept, CompareBeginApprovals)
	v.plan.Clients[client].Begins = kept
	news := slices.ContainsFunc(kept, func(is BeginApproval) bool { return !slices.Contains(was, is) })
	c.facts = c.facts || gone || news
}

// comingBegins lists what begins after today in a client that is ruled: not what
// waits for an access link, nor what is only observed.
func (c *clientPlan) comingBegins() []*Grant {
	if c.mode == Observe || c.after.grants == 0 && c.before.grants == 0 {
		return nil
	}
	var list []*Grant
	for i := range c.desired.Schedule {
		g := &c.desired.Schedule[i]
		if g.Starts <= c.p.day {
			continue
		}
		is := *g
		is.Person = c.p.roster.ofDesired[g.Person]
		list = append(list, &is)
	}
	slices.SortStableFunc(list, func(a, b *Grant) int {
		return cmp.Or(cmp.Compare(a.Starts, b.Starts), cmp.Compare(a.Person, b.Person))
	})
	return list
}

// effectOfBegin compares what somebody has on the first day with what they have
// on the day before.
func (c *clientPlan) effectOfBegin(g *Grant) Effect {
	var before *Grant
	scheduled := false
	for i := range c.desired.Schedule {
		s := &c.desired.Schedule[i]
		if c.p.roster.ofDesired[s.Person] != g.Person {
			continue
		}
		scheduled = true
		if (s.Starts == 0 || s.Starts < g.Starts) && s.Expires == g.Starts-1 {
			before = s
		}
	}
	if !scheduled {
		return EffectOf(nil, g)
	}
	return EffectOfRights(before, g)
}

// beganApproved reports whether what the plan gives somebody is what was
// approved as a begin, whose first day has come.
func (c *clientPlan) beganApproved(person int32) bool {
	if c.recorded == nil || len(c.recorded.Begins) == 0 {
		return false
	}
	for i := len(c.steps) - 1; i >= 0; i-- {
		if st := &c.steps[i]; st.Person == person && st.After != nil {
			return c.recorded.BeganApproved(ApprovalOf(c.p.d.Catalogue, c.p.roster.people[person].Email, st.After), c.p.day)
		}
	}
	return false
}

// RefuseBegin leaves a begin unapproved, because of a rule that it breaks on its
// first day. It blocks no step.
func (p *Plan) RefuseBegin(i int, rule, why string) {
	s := &p.Scheduled[i]
	s.Rule, s.Refused = rule, why
	c := &p.Clients[s.Client]
	c.Begins = slices.DeleteFunc(slices.Clone(c.Begins), func(b BeginApproval) bool {
		return b.Email == s.Email && b.Starts == s.Starts && b.Expires == s.Expires
	})
	p.Effect = EffectNone
	for i := range p.Scheduled {
		if x := &p.Scheduled[i]; !x.Approved && x.Refused == "" {
			p.Effect |= x.Effect
		}
	}
	p.Effect |= p.stepsEffect
}

// RefusesBegin reports whether a begin stays unapproved.
func (p *Plan) RefusesBegin() bool {
	return slices.ContainsFunc(p.Scheduled, func(s Scheduled) bool { return s.Refused != "" })
}
