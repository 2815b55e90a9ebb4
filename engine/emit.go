package engine

import (
	"fmt"
	"slices"
	"strings"
)

// emit writes the ordered stages down as steps.
func (c *clientPlan) emit(s *clientState, pairs []*pair, placedStages []placed) {
	c.steps = slices.Grow(c.steps, len(placedStages)+countAdopted(pairs))
	for _, pr := range pairs {
		if pr.link != nil {
			c.step(pr, placed{stage{person: pr.person, action: ActionAdopt, before: pr.was, after: pr.cur}, Nobody}, NoVia)
		}
	}
	walk := s.clone()
	said := map[int32]bool{}
	for _, pl := range placedStages {
		via := NoVia
		if pl.actor != Nobody {
			if via = walk.via(pl.actor, &pl.stage); c.byAPI(walk, pl.actor, &pl.stage) {
				via = ViaAPI
			}
			c.sayActor(walk, &pl, said)
		}
		pr, _ := pairOf(pairs, pl.person)
		c.step(pr, pl, via)
		walk.set(pl.person, pl.after)
	}
	c.warnOwner(walk)
	for _, pr := range pairs {
		if c.isHeldBack(pr) {
			c.heldBack++
			c.countHeld(pr)
			if !slices.ContainsFunc(placedStages, func(pl placed) bool { return pl.person == pr.person }) {
				why, hint := c.whyHeld(s, walk, pr)
				c.warn(RuleSubset, pr.person, why, hint, pr.pos)
			}
		}
	}
}

// whyHeld says why nothing of a wish can be brought about, and what to do.
func (c *clientPlan) whyHeld(begin, end *clientState, pr *pair) (why, hint string) {
	as := c.p.as
	if as == Nobody {
		others := ""
		if begin.isAdmin(begin.grantOf(pr.person)) || end.isAdmin(end.grantOf(pr.person)) {
			others = "other "
		}
		return fmt.Sprintf("%s: no %sadmin of ours there has it.", c.heldText(pr), others), "This follows by itself once one does."
	}
	const others = "Let others act: plan without naming who acts."
	if !begin.isAdmin(begin.grantOf(as)) && !end.isAdmin(end.grantOf(as)) {
		return fmt.Sprintf("%s: %s is no admin there.", c.heldText(pr), c.email(as)), others
	}
	return fmt.Sprintf("%s: %s does not have it there.", c.heldText(pr), c.email(as)), others
}

func countAdopted(pairs []*pair) int {
	n := 0
	for _, pr := range pairs {
		if pr.link != nil {
			n++
		}
	}
	return n
}

// isHeldBack reports whether clamp left something of the wish behind.
func (c *clientPlan) isHeldBack(pr *pair) bool {
	if c.subset != Clamp || pr.wish == nil || pr.wish == pr.want || c.refused(pr.person) {
		return false
	}
	return pr.want == nil || !pr.want.Rights.Equal(pr.wish.Rights)
}

// countHeld counts the permissions that are held back of a wish.
func (c *clientPlan) countHeld(pr *pair) {
	if c.held == nil {
		c.held = map[int32]int{}
	}
	after := pr.wantedRights()
	for i := range max(len(after), len(pr.wish.Rights)) {
		if after.Level(i) != pr.wish.Rights.Level(i) {
			c.held[pr.person]++
		}
	}
}

// heldText says what somebody does not get, and what they keep, of a wish that
// is held back.
func (c *clientPlan) heldText(pr *pair) string {
	after := pr.wantedRights()
	var parts []string
	if more := pr.wish.Rights.Minus(after); !more.IsEmpty() {
		parts = append(parts, "does not get "+c.levelsText(more))
	}
	if less := after.Minus(pr.wish.Rights); !less.IsEmpty() {
		parts = append(parts, "keeps "+c.levelsText(less))
	}
	return c.email(pr.person) + " " + strings.Join(parts, ", and ") + " in " + c.name()
}

func (c *clientPlan) refused(person int32) bool {
	for i := range c.violations {
		if c.violations[i].Person == person {
			return true
		}
	}
	return false
}

func (c *clientPlan) step(pr *pair, pl placed, via Via) {
	st := Step{
		Seq: int32(len(c.steps) + 1), Person: pl.person, Actor: pl.actor, Action: pl.action, Via: via,
		Effect: EffectOf(pl.before, pl.after), Cause: c.cause(pr), Before: pl.before, After: pl.after, Pos: pr.pos,
	}
	if pl.after != nil && c.isHeldBack(pr) && pl.after.Rights.Equal(pr.want.Rights) {
		st.Details = &StepDetails{Wanted: pr.wish.Rights}
	}
	if pl.action == ActionAdopt {
		st.Pos = pr.link.Pos
	}
	c.steps = append(c.steps, st)
}

// sayActor warns, once for each actor, where somebody acts who is leaving, or
// where none of the preferred can.
func (c *clientPlan) sayActor(s *clientState, pl *placed, said map[int32]bool) {
	if said[pl.actor] || c.p.as != Nobody {
		return
	}
	switch {
	case c.p.roster.leaving(pl.actor):
		c.warn(RuleActor, pl.actor, fmt.Sprintf("%s acts in %s before they go: nobody else can.", c.email(pl.actor), c.name()),
			"Apply this before their account is closed.", Pos{})
	case s.passesOver(pl.actor):
		c.warn(RuleActor, pl.actor, fmt.Sprintf("No acting admin of %s can %s %s, so %s does.", c.name(), pl.action, c.email(pl.person), c.email(pl.actor)), "", Pos{})
	default:
		return
	}
	said[pl.actor] = true
}

// warnUnknown says where the contents of a set are not known, so that the
// subset rule cannot be judged (docs/rules.md, "Words").
func (c *clientPlan) warnUnknown(pairs []*pair) {
	for _, pr := range pairs {
		isUnknown := pr.want != nil && (pr.want.Unknown || pr.cur != nil && pr.cur.Unknown)
		if isUnknown && slices.ContainsFunc(c.p.stagesOf(pr, false), func(st stage) bool { return st.action == ActionAdd || st.action == ActionChange }) {
			c.warn(RuleSubset, pr.person, fmt.Sprintf("We cannot tell what can be given to %s in %s, or taken from them: the contents of their permission set are not known.", c.email(pr.person), c.name()), "", pr.pos)
		}
	}
}
