package engine

import (
	"fmt"
	"slices"
	"strings"
)

// The ways out of a violation (docs/rules.md R4, "Why not"). Each one offered was
// tried: the client was planned with it, and the violation was gone.

// wayOut is a change of the client that might help, and how to say it.
type wayOut struct {
	say func(trial *clientPlan) string
	try func(*clientPair)
}

// plainly says the same whatever the trial came to.
func plainly(text string) func(*clientPlan) string { return func(*clientPlan) string { return text } }

// mostOffered is for how many violations of one client ways out are tried:
// each try plans the client again.
const mostOffered = 8

// offerWaysOut completes the hints of the client's violations.
func (c *clientPlan) offerWaysOut(b *clientPair) {
	if c.p.trial {
		return
	}
	left := mostOffered
	for i := range c.violations {
		f := &c.violations[i]
		if f.Person == Nobody || !hasWaysOut(f.Rule) {
			continue
		}
		if left--; left < 0 {
			return
		}
		var offers []string
		for _, way := range c.waysOut(f, b) {
			if trial := c.helps(way, b, f); trial != nil {
				offers = append(offers, ways(way.say(trial)))
			}
		}
		if c.p.as != Nobody && f.Rule != RuleLastSuperAdmin {
			offers = append(offers, "Let others act: plan without --as.")
		}
		f.offer(offers)
	}
}

// whoCould begins the hint that names who holds what is missing.
const whoCould = "Who could: "

// offer puts ways out that were tried into the hint of a violation. They stand
// in place of those that were not, but for those that are always there.
func (f *Finding) offer(offers []string) {
	if len(offers) == 0 {
		return
	}
	stay := strings.Split(f.Hint, "\n")
	switch {
	case f.Rule == RuleActor:
	case f.Rule == RuleLastSuperAdmin:
		stay = []string{makeAnotherSuper}
	case !strings.HasPrefix(f.Hint, whoCould):
		stay = nil
	}
	if f.Rule == RuleSubset {
		f.Hint = moreWays(append(stay, offers...)...)
		return
	}
	stay = slices.DeleteFunc(stay, func(way string) bool { return slices.Contains(offers, way) })
	f.Hint = moreWays(append(offers, stay...)...)
}

func hasWaysOut(rule string) bool {
	switch rule {
	case RuleSubset, RuleActor, RuleOrder, RuleLastSuperAdmin:
		return true
	}
	return false
}

// helps plans the client with the way out and returns that plan if the
// violation is gone and no other has come, else nil.
func (c *clientPlan) helps(way wayOut, b *clientPair, f *Finding) *clientPlan {
	trial := *c.p
	trial.trial = true
	changed := clientPair{hubID: b.hubID}
	if b.desired != nil {
		d := *b.desired
		changed.desired = &d
	}
	if b.recorded != nil {
		r := *b.recorded
		r.Grants = slices.Clone(r.Grants)
		changed.recorded = &r
	}
	way.try(&changed)
	after := trial.planClient(&changed, newResolver(&trial))
	gone := !slices.ContainsFunc(after.violations, func(g Finding) bool { return g.Rule == f.Rule && g.Person == f.Person })
	if !gone || len(after.violations) >= len(c.violations) {
		return nil
	}
	return after
}

// waysOut lists what could be tried, the cheapest first.
func (c *clientPlan) waysOut(f *Finding, b *clientPair) []wayOut {
	var ways []wayOut
	if f.Rule == RuleLastSuperAdmin {
		return []wayOut{{
			plainly(listTheirOwn),
			func(b *clientPair) {
				if b.desired != nil {
					b.desired.SuperAdmins = append(slices.Clone(b.desired.SuperAdmins), "owner@client.invalid")
				} else {
					b.recorded.SuperAdmins = append(slices.Clone(b.recorded.SuperAdmins), "owner@client.invalid")
				}
			},
		}}
	}
	if f.Rule == RuleSubset {
		ways = append(ways, c.lendWays(f.Person)...)
	}
	ways = append(ways, c.ownSuperWay(f.Person)...)
	if f.Rule == RuleSubset || f.Rule == RuleOrder {
		ways = append(ways, c.clampWay(f.Person)...)
	}
	return ways
}

// lendWays let an admin of the client be given what is missing first; by
// whom, the client's own super admins know.
func (c *clientPlan) lendWays(person int32) []wayOut {
	if c.recorded == nil {
		return nil
	}
	missing := c.missing(person)
	if missing.IsEmpty() || c.p.d.Catalogue.IsSuperAdmin(missing) {
		return nil
	}
	own, _ := c.ownSuperAdmins()
	by := "Let a super admin of the client"
	if len(own) > 0 {
		by = "Let the client's super admin " + own[0]
	}
	r := newResolver(c.p)
	for i := range c.recorded.Grants {
		g := r.grant(&c.recorded.Grants[i])
		if g.Person == person || !c.p.d.Catalogue.IsPartnerAdmin(g.Effective()) || c.p.roster.leaving(g.Person) {
			continue
		}
		at := i
		raised := g.Rights.Join(missing)
		return []wayOut{{
			plainly(fmt.Sprintf("%s give %s %s in %s first.", by, c.email(g.Person), c.levelsText(missing), c.name())),
			func(b *clientPair) {
				rec := &RecordedRights{Set: b.recorded.Grants[at].Rights.Set}
				if FollowsCatalogue(rec.Set) {
					rec.Levels = DeviationsOf(c.p.d.Catalogue, raised, c.p.sets[rec.Set].Rights)
				} else {
					rec.Levels = LevelsOf(c.p.d.Catalogue, raised)
				}
				b.recorded.Grants[at].Rights = rec
				c.lendWish(b, g.Person, raised)
			},
		}}
	}
	return nil
}

// lendWish keeps the admin at what they were lent, for the trial.
func (c *clientPlan) lendWish(b *clientPair, person int32, rights Rights) {
	if b.desired == nil {
		return
	}
	b.desired.Grants = slices.Clone(b.desired.Grants)
	for i := range b.desired.Grants {
		if c.p.roster.ofDesired[b.desired.Grants[i].Person] == person {
			b.desired.Grants[i].Rights = b.desired.Grants[i].Rights.Join(rights)
		}
	}
}

// missing is what nobody who acts holds of what the person's change needs.
func (c *clientPlan) missing(person int32) Rights {
	now, want := c.recordedRightsOf(person), c.wantedRightsOf(person)
	need := want.Minus(now).Join(now.Minus(want))
	var held Rights
	r := newResolver(c.p)
	for i := range c.recorded.Grants {
		if g := r.grant(&c.recorded.Grants[i]); g.Person != person && (c.p.d.Catalogue.IsPartnerAdmin(g.Effective()) || c.p.d.Catalogue.IsSuperAdmin(g.Effective())) {
			held = held.Join(g.Effective())
		}
	}
	return need.Minus(held)
}

func (c *clientPlan) recordedRightsOf(person int32) Rights {
	r := newResolver(c.p)
	for i := range c.recorded.Grants {
		if g := r.grant(&c.recorded.Grants[i]); g.Person == person {
			return g.Effective()
		}
	}
	return ""
}

func (c *clientPlan) wantedRightsOf(person int32) Rights {
	if c.desired != nil {
		for i := range c.desired.Grants {
			if g := &c.desired.Grants[i]; c.p.roster.ofDesired[g.Person] == person {
				return g.Effective()
			}
		}
	}
	return ""
}

// levelText writes a toggle by its name alone, a scope with its level.
func levelText(l PermissionLevel) string {
	if kind, ok := KindOfLevel(l.Level); ok && kind == Scope {
		return l.Permission + " (" + l.Level + ")"
	}
	return l.Permission
}

// levelsText writes rights as "crm.export, crm.deals.edit (all)", shortened.
func (c *clientPlan) levelsText(r Rights) string {
	levels := LevelsOf(c.p.d.Catalogue, r)
	var parts []string
	const shown = 4
	for _, l := range levels[:min(len(levels), shown)] {
		parts = append(parts, levelText(l))
	}
	text := strings.Join(parts, ", ")
	if n := len(levels) - shown; n > 0 {
		text += fmt.Sprintf(" and %d more", n)
	}
	return text
}

// ownSuperWay asks the client's own super admin to make the change: then it is
// there when the plan is made.
func (c *clientPlan) ownSuperWay(person int32) []wayOut {
	own, _ := c.ownSuperAdmins()
	if len(own) == 0 || c.recorded == nil {
		return nil
	}
	return []wayOut{{
		plainly(askTheirs(own[0])),
		func(b *clientPair) {
			b.recorded.Grants = slices.DeleteFunc(b.recorded.Grants, func(g RecordedGrant) bool { return c.p.roster.ofAccess[g.Person] == person })
			if b.desired != nil {
				b.desired.Grants = slices.DeleteFunc(slices.Clone(b.desired.Grants), func(g Grant) bool { return c.p.roster.ofDesired[g.Person] == person })
			}
		},
	}}
}

// clampWay plans what can be reached and leaves the rest.
func (c *clientPlan) clampWay(person int32) []wayOut {
	if c.desired == nil || c.subset == Clamp {
		return nil
	}
	return []wayOut{{
		func(trial *clientPlan) string {
			switch n := trial.heldOf(person); n {
			case 0:
				return "Use subset_rule = \"clamp\" here."
			case 1:
				return "Use subset_rule = \"clamp\" here: 1 permission stays as it is."
			default:
				return fmt.Sprintf("Use subset_rule = \"clamp\" here: %d permissions stay as they are.", n)
			}
		},
		func(b *clientPair) { b.desired.SubsetRule = Clamp },
	}}
}

// heldOf counts the permissions of a person that the plan holds back.
func (c *clientPlan) heldOf(person int32) int { return c.held[person] }
