package engine

import (
	"cmp"
	"fmt"
	"slices"
)

// clientPlan is the plan of one client while it is being made.
type clientPlan struct {
	p        *planner
	hubID    int64
	desired  *DesiredClient  // nil: no block
	recorded *RecordedClient // nil: new
	mode     Mode
	subset   SubsetRule
	own      int // the client's own known super admins

	steps        []Step // Client is filled in when the plan is put together
	waiting      []Waiting
	kept         []Kept
	violations   []Finding
	warnings     []Finding
	heldBack     int
	held         map[int32]int // permissions held back, by person
	relationship *RelationshipChange
	going        *RunPart // its open steps lead to what is wanted
	facts        bool     // the client's own row has something to write

	before, after tally
	losses        []loss
	begin         []*Grant // what is recorded, by person; not kept where nothing differs
	end           []*Grant // what everybody has after the plan, by person; waiting ones as given
	quiet         bool     // nothing differs: end is what is recorded

	blockNames, recordedNames map[string]bool
}

// tally counts the grants of a client at one moment.
type tally struct{ grants, active, partners, supers int }

func (t *tally) add(c *Catalogue, g *Grant) {
	if g == nil {
		return
	}
	t.grants++
	if g.Status != Active {
		return
	}
	t.active++
	switch rights := g.Effective(); {
	case c.IsSuperAdmin(rights):
		t.supers++
	case c.IsPartnerAdmin(rights):
		t.partners++
	}
}

// openClient begins the plan of one client: what rules there.
func (p *planner) openClient(b *clientPair) *clientPlan {
	c := &clientPlan{p: p, hubID: b.hubID, desired: b.desired, recorded: b.recorded, steps: b.steps}
	c.mode, c.subset = p.d.Agency.Mode, p.d.Agency.SubsetRule
	switch {
	case b.desired != nil:
		c.mode, c.subset = b.desired.Mode, b.desired.SubsetRule
	case b.recorded != nil:
		c.mode = b.recorded.Mode
	}
	return c
}

// planClient plans one client alone.
func (p *planner) planClient(b *clientPair, r *resolver) *clientPlan {
	c := p.openClient(b)
	own, observed := c.ownSuperAdmins()
	c.own = len(own)

	out := p.a.Part(b.hubID)
	if out != nil && out.Out() == nil {
		out = nil
	}
	if pos, ok := p.forget.clients[b.hubID]; ok && b.desired == nil && out == nil {
		c.forget(pos)
		return c
	}
	if out == nil && c.isQuiet(r) {
		c.recordClient()
		return c
	}
	pairs := c.differences(r)
	pairs = c.dropForgotten(pairs)
	for _, pr := range pairs {
		c.before.add(p.d.Catalogue, pr.was)
		if pr.was != nil {
			c.begin = append(c.begin, pr.was)
		}
	}
	switch {
	case out != nil:
		c.freeze(pairs, out)
		return c
	case c.refuseByMode(pairs):
		return c
	}
	if observed && len(c.desired.SuperAdmins) > 0 {
		c.warn(RuleLastSuperAdmin, Nobody, "The super admins seen in "+c.name()+" are others than the configuration says. What was seen counts.",
			"Bring super_admins of the client up to date.", c.desired.Pos)
	}
	c.plan(pairs)
	c.recordClient()
	c.offerWaysOut(b)
	return c
}

// isQuiet reports whether every grant is just what is wanted and no link is
// waiting to be adopted. Then nothing is built for the client.
func (c *clientPlan) isQuiet(r *resolver) bool {
	if c.desired == nil || c.recorded == nil || len(c.desired.Grants) != len(c.recorded.Grants) {
		return c.desired == nil && len(c.recorded.Grants) == 0
	}
	for i := range c.recorded.Grants {
		rec, want := &c.recorded.Grants[i], &c.desired.Grants[i]
		if c.p.roster.ofAccess[rec.Person] != c.p.roster.ofDesired[want.Person] || !r.sameGrant(rec, want) {
			return false
		}
	}
	links := c.links()
	for i := range links {
		if c.counts(&links[i]) && c.recordedOn(c.p.roster.find(links[i].Admin)) < links[i].ApprovedOn {
			return false
		}
	}
	for i := range c.recorded.Grants {
		c.before.addRecorded(c.p.d.Catalogue, &c.recorded.Grants[i], r)
	}
	c.after, c.quiet = c.before, true
	return true
}

func (t *tally) addRecorded(c *Catalogue, g *RecordedGrant, r *resolver) {
	t.grants++
	if g.Status != Active {
		return
	}
	t.active++
	if g.Rights.Unknown {
		return
	}
	switch is := r.resolve(g.Rights); {
	case c.IsSuperAdmin(is.rights):
		t.supers++
	case c.IsPartnerAdmin(is.rights):
		t.partners++
	}
}

// dropForgotten leaves out the grants of people who are no longer managed.
func (c *clientPlan) dropForgotten(pairs []*pair) []*pair {
	if len(c.p.forget.people) == 0 {
		return pairs
	}
	return slices.DeleteFunc(pairs, func(pr *pair) bool {
		_, forgotten := c.p.forget.people[pr.person]
		return forgotten
	})
}

// forget drops a client from state and touches nobody.
func (c *clientPlan) forget(pos Pos) {
	if c.recorded == nil {
		return
	}
	c.steps = append(c.steps, Step{Seq: 1, Person: Nobody, Actor: Nobody, Action: ActionForget, Cause: CauseConfig, Pos: pos})
}

// refuseByMode refuses to remove the people of a deleted block whose recorded
// mode does not let the configuration rule.
func (c *clientPlan) refuseByMode(pairs []*pair) bool {
	if c.desired != nil || c.mode == Enforce || len(pairs) == 0 {
		return false
	}
	missing, hint := "its block is gone", "Put the block back.\nTo stop managing the client and touch nobody, write "+removedHint(c.hubID)+"."
	if !c.recorded.Applied { // it was only imported
		missing = "no block declares " + c.name()
		hint = ways(fmt.Sprintf("Declare it in a client block with hub_id = %d and mode = \"%s\".", c.hubID, c.mode), "Leave it out with "+removedHint(c.hubID)+".")
	}
	c.violate(RuleMode, Nobody, fmt.Sprintf("accredit removes nobody in %s: %s, and its mode is %s.", c.name(), missing, c.mode), hint, Pos{})
	for _, pr := range pairs {
		c.end = append(c.end, pr.was)
	}
	c.after = c.before
	return true
}

// plan finds the steps for the pairs that differ.
func (c *clientPlan) plan(pairs []*pair) {
	for _, pr := range pairs {
		if pr.lapsed = c.lapsedOf(pr.person); pr.lapsed != nil && pr.want == nil && pr.pos.IsZero() {
			pr.pos = pr.lapsed.Pos
		}
	}
	pairs = c.adopt(c.wantApproved(pairs))
	c.warnPerhapsSame(pairs)
	managed := false
	for _, pr := range pairs {
		managed = managed || pr.cur != nil
	}
	for _, pr := range pairs {
		c.placeOf(pr)
		c.applyMode(pr)
		if pr.cur == nil && pr.want != nil && pr.want.Status == Deactivated {
			pr.want = nil // who is deactivated gets no new grant
		}
		pr.wish = pr.want
	}
	if !managed {
		c.wait(pairs)
	}
	if c.leadsThere(pairs) {
		c.finish(pairs)
		c.losses, c.relationship = nil, nil
		return
	}
	c.warnUnknown(pairs)
	c.resolveConflicts(pairs)
	c.finish(pairs)
}

// placeOf finds the place that a removal is explained by.
func (c *clientPlan) placeOf(pr *pair) {
	if !pr.pos.IsZero() {
		return
	}
	person := &c.p.roster.people[pr.person]
	switch {
	case pr.link != nil:
		pr.pos = pr.link.Pos
	case person.Status == PersonLeft && c.p.roster.declared[pr.person]:
		pr.pos = person.Pos
	case c.desired != nil:
		pr.pos = c.desired.Pos
	}
}

// wait sets additions aside until the client has approved an access link.
func (c *clientPlan) wait(pairs []*pair) {
	for _, pr := range pairs {
		if pr.want != nil && pr.want.Status == Active {
			c.waiting = append(c.waiting, Waiting{Person: pr.person, Set: pr.want.Set, For: "access_link", Pos: pr.pos})
			c.end = append(c.end, pr.want)
		}
		pr.want, pr.wish = nil, nil // what waits is not held back
	}
}

// finish turns what was decided into steps and counts what it comes to.
func (c *clientPlan) finish(pairs []*pair) {
	catalogue := c.p.d.Catalogue
	for _, pr := range pairs {
		c.after.add(catalogue, pr.want)
		if pr.want != nil {
			c.end = append(c.end, pr.want)
		}
		c.lose(pr)
	}
	slices.SortStableFunc(c.end, func(a, b *Grant) int { return cmp.Compare(a.Person, b.Person) })
	c.relate(c.before.grants, c.after.grants)
}

// label is the client's address, or its name where only recorded.
func (c *clientPlan) label() string {
	if c.desired != nil {
		return c.desired.Label()
	}
	return c.recorded.Label()
}

// name is how messages call the client.
func (c *clientPlan) name() string {
	if c.desired != nil {
		return c.desired.Name
	}
	if c.recorded.Name != "" {
		return c.recorded.Name
	}
	return c.recorded.Label()
}

func (c *clientPlan) violate(rule string, person int32, message, hint string, pos Pos) {
	if pos.IsZero() && c.desired != nil {
		pos = c.desired.Pos
	}
	c.violations = append(c.violations, Finding{Rule: rule, Person: person, Message: message, Hint: hint, Pos: pos, Overridden: c.p.overridden(rule)})
}

func (c *clientPlan) warn(rule string, person int32, message, hint string, pos Pos) {
	c.warnings = append(c.warnings, Finding{Rule: rule, Severity: Warning, Person: person, Message: message, Hint: hint, Pos: pos})
}
