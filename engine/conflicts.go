package engine

import (
	"fmt"
	"slices"
	"strings"
)

// resolveConflicts finds the steps for the pairs of a client. What cannot be brought
// about is a violation under the strict rule, and under clamp lowered to what
// can; then the rest is ordered again, until nothing is stuck.
func (c *clientPlan) resolveConflicts(pairs []*pair) {
	s := c.newClientState(pairs)
	for rounds := 0; ; rounds++ {
		if c.refuseLastSuper(s, pairs) || c.refuseKeepBilling(pairs) {
			continue
		}
		last := rounds > c.mostRounds(pairs)
		if last {
			c.refuseAll(pairs)
		}
		steps, stuck := order(s, c.tasks(pairs))
		if stuck == nil && !last && c.reachMore(s, pairs, steps) {
			continue
		}
		if stuck == nil {
			c.emit(s, pairs, steps)
			return
		}
		c.unblock(stuck, pairs)
	}
}

// reachMore looks, when all steps are done, for something held back that
// somebody could change then after all, and wants it again: else the next plan
// would, and plans would not converge.
func (c *clientPlan) reachMore(s *clientState, pairs []*pair, steps []placed) bool {
	if c.subset != Clamp {
		return false
	}
	var end *clientState
	for _, pr := range pairs {
		if pr.wish == nil || pr.wish.Unknown || pr.wish.Status == Deactivated || c.p.d.Catalogue.IsSuperAdmin(pr.wish.Rights) || !c.isHeldBack(pr) ||
			pr.want != nil && (pr.want.Status == Deactivated || c.p.d.Catalogue.IsSuperAdmin(pr.want.Rights)) {
			continue
		}
		if end == nil {
			end = s.clone()
			for i := range steps {
				end.set(steps[i].person, steps[i].after)
			}
		}
		st := &stage{person: pr.person, action: ActionChange, before: pr.want, after: pr.wish}
		if pr.want == nil {
			st.action = ActionAdd
		}
		reached := st.before.Given()
		end.eachActor(st, func(a int32) bool {
			if end.mayAct(a, st) {
				reached = Reach(reached, pr.wish.Rights, end.grantOf(a).Effective())
			}
			return true
		})
		if !reached.Equal(st.before.Given()) {
			pr.want = with(pr.wish, func(g *Grant) { g.Rights = reached })
			return true
		}
	}
	return false
}

// refuseAll refuses whatever differs: the last resort of a bounded loop.
func (c *clientPlan) refuseAll(pairs []*pair) {
	for _, pr := range pairs {
		if len(c.p.stagesOf(pr, pr.byMigration)) > 0 {
			c.refuse(pr, RuleOrder, fmt.Sprintf("No order of steps was found that changes %s in %s.", c.email(pr.person), c.name()), "Change fewer people at once.")
		}
	}
}

// mostRounds bounds settle: each round refuses somebody's change, or moves at
// least one permission of it for good.
func (c *clientPlan) mostRounds(pairs []*pair) int {
	return len(pairs) * (c.p.d.Catalogue.Len() + 3)
}

func (c *clientPlan) tasks(pairs []*pair) []*task {
	tasks, room, stages := make([]*task, 0, len(pairs)), make([]task, len(pairs)), make([]stage, 0, len(pairs))
	for i, pr := range pairs {
		from := len(stages)
		if stages = c.p.appendStages(stages, pr, pr.byMigration); len(stages) > from {
			room[i] = task{pr, stages[from:len(stages):len(stages)]}
			tasks = append(tasks, &room[i])
		}
	}
	return tasks
}

// newClientState sets the state of the client: what everybody has before any step, and
// who might act.
func (c *clientPlan) newClientState(pairs []*pair) *clientState {
	s := &clientState{p: c.p, ownSupers: c.own, people: make([]int32, 0, len(pairs)), grants: make([]*Grant, 0, len(pairs))}
	for _, pr := range pairs {
		s.people = append(s.people, pr.person)
		s.grants = append(s.grants, pr.cur)
	}
	prefer := func(list []int32) {
		for _, a := range list {
			if person := c.p.roster.ofDesired[a]; !slices.Contains(s.preferred, person) {
				s.preferred = append(s.preferred, person)
			}
		}
	}
	if c.desired != nil {
		if k := c.desired.Connection; k != nil && len(k.Write) > 0 {
			prefer([]int32{k.Owner})
		}
		prefer(c.desired.ActingAdmins)
	}
	prefer(c.p.d.Agency.ActingAdmins)
	s.others = slices.Clone(c.p.roster.roleHolders)
	for _, pr := range pairs {
		if s.isAdmin(pr.cur) || s.isAdmin(pr.want) || pr.cur != nil && pr.cur.Status != Active && s.isAdmin(with(pr.cur, activate)) {
			s.others = append(s.others, pr.person)
		}
	}
	slices.Sort(s.others)
	s.others = slices.Compact(s.others)
	return s
}

func activate(g *Grant) { g.Status = Active }

// refuse leaves a grant as it is: its change is a violation, no step.
func (c *clientPlan) refuse(pr *pair, rule, message, hint string) {
	c.violate(rule, pr.person, message, hint, pr.pos)
	pr.want = pr.cur
}

// refuseLastSuper refuses the loss that would leave the client without a known
// super admin at the end; the most preferred actor among them stays.
func (c *clientPlan) refuseLastSuper(s *clientState, pairs []*pair) bool {
	losing := c.lastSupers(pairs)
	if len(losing) == 0 {
		return false
	}
	pr := c.mostPreferred(s, losing)
	c.refuse(pr, RuleLastSuperAdmin, c.lastSuperText(pr.person, len(losing) == 1), ways(listTheirOwn, makeAnotherSuper))
	return true
}

// refuseKeepBilling refuses a migration that keeps billing and that the person
// cannot make themself.
func (c *clientPlan) refuseKeepBilling(pairs []*pair) bool {
	refused := false
	for _, pr := range pairs {
		if pr.want == nil || !pr.want.KeepBilling {
			continue
		}
		for _, st := range c.p.stagesOf(pr, pr.byMigration) {
			if st.keepsBilling && (c.p.as != Nobody && c.p.as != pr.person || !c.migratesThemself(pr.person)) {
				c.refuse(pr, RuleKeepBilling,
					fmt.Sprintf("%s can keep billing in %s only by migrating themself.", c.email(pr.person), c.name()),
					ways(c.migrateThemselfWay(pr.person), "Remove keep_billing."))
				refused = true
				break
			}
		}
	}
	return refused
}

// migratesThemself reports whether somebody who is super admin can take the way
// through the Client Access Manager down to partner admin.
func (c *clientPlan) migratesThemself(person int32) bool {
	r := c.p.roster
	return r.mayAct(c.p.a, person) && (r.people[person].Roles != 0 || len(r.roleHolders) == 0)
}

func (c *clientPlan) mostPreferred(s *clientState, pairs []*pair) *pair {
	for _, a := range s.preferred {
		for _, pr := range pairs {
			if pr.person == a {
				return pr
			}
		}
	}
	return pairs[0]
}

func (c *clientPlan) email(person int32) string { return c.p.roster.people[person].Email }

// unblock takes what is stuck out of the way: refused, or held back. Each call
// takes at least one thing, so that settle ends.
func (c *clientPlan) unblock(o *ordering, pairs []*pair) {
	if !o.risen() {
		for _, ch := range o.chains {
			if len(ch.stages) > 0 && ch.stages[0].direction() != Reduces {
				pr, _ := pairOf(pairs, ch.stages[0].person)
				c.unblockRaise(o.clientState, pr, &ch.stages[0])
			}
		}
		return
	}
	if c.tryMigration(o, pairs) {
		return
	}
	var lowering []*pair
	last := map[*pair]stage{}
	for _, ch := range o.chains {
		n := len(ch.stages)
		if n == 0 {
			continue
		}
		st := ch.stages[n-1]
		pr, _ := pairOf(pairs, st.person)
		last[pr] = st
		lowering = append(lowering, pr)
	}
	pr := c.mostPreferred(o.clientState, lowering)
	st := last[pr]
	c.unblockLowering(o, pr, &st)
}

// tryMigration takes super admins whom no super admin can change down by way
// of partner admin, before anything is refused because of them.
func (c *clientPlan) tryMigration(o *ordering, pairs []*pair) bool {
	any := false
	for _, ch := range o.chains {
		n := len(ch.stages)
		if n == 0 {
			continue
		}
		st := &ch.stages[n-1]
		if pr, _ := pairOf(pairs, st.person); st.action == ActionChange && !pr.byMigration && o.clientState.isSuper(st.before) && !o.clientState.isSuper(st.after) {
			pr.byMigration, any = true, true
		}
	}
	return any
}

// unblockRaise deals with a stage that gives and that nobody can complete.
func (c *clientPlan) unblockRaise(s *clientState, pr *pair, st *stage) {
	switch {
	case !st.bound(), !c.someoneActs(s, st):
		c.refuse(pr, RuleActor, c.nobodyActs(pr, st), c.actorHint(pr, st))
	case c.subset == Strict, s.isSuper(st.before) != s.isSuper(pr.want), pr.want.Unknown, st.before != nil && st.before.Unknown:
		c.refuseSubset(s, pr, "give "+c.email(pr.person)+" all that is wanted", c.notGiven(s, pr))
	default:
		c.holdBack(pr, s.grantOf(pr.person))
	}
}

// unblockLowering deals with a stage that takes and that nobody could make,
// even last of all. What follows the loss of super admin is not clamped: it is
// whole or a violation.
func (c *clientPlan) unblockLowering(o *ordering, pr *pair, st *stage) {
	end := o.clientState
	losesSuper := end.isSuper(st.before) && !end.isSuper(st.after)
	able := o.top.able(st)
	switch {
	case losesSuper && end.superAdmins() == 0:
		c.refuse(pr, RuleLastSuperAdmin, c.lastSuperText(pr.person, false), ways(listTheirOwn, makeAnotherSuper))
	case st.bound() && !c.someoneActs(o.top, st):
		c.refuse(pr, RuleActor, c.nobodyActs(pr, st), c.actorHint(pr, st))
	case st.bound() && c.subset == Clamp && c.clampable(end, pr):
		if st.direction()&Expands != 0 {
			c.holdAdjustments(end, pr, st)
		} else {
			c.keepBack(pr, st.before.Given(), end.grantOf(pr.person).Given())
		}
	case len(able) > 0:
		c.refuse(pr, RuleOrder, fmt.Sprintf("No order of steps works in %s: only %s can %s %s, and the plan takes from them what that needs.",
			c.name(), c.emails(able), st.action, c.email(pr.person)),
			ways("Let one of them keep it for now.", "Give it to somebody else first."))
	case !st.bound(), !c.someoneActs(end, st):
		c.refuse(pr, RuleActor, c.nobodyActs(pr, st), c.actorHint(pr, st))
	default:
		what := "take from " + c.email(pr.person) + " all that is to go"
		if st.direction()&Expands != 0 {
			what = "give " + c.email(pr.person) + " all that is wanted"
		}
		c.refuseSubset(end, pr, what, c.notTaken(end, pr, st))
	}
}

// clampable reports whether the pair's change may come about in part: not the
// loss of super admin itself, but what is adjusted after a migration.
func (c *clientPlan) clampable(s *clientState, pr *pair) bool {
	return !c.p.d.Catalogue.IsSuperAdmin(pr.cur.Rights) || s.isPartner(pr.want)
}

// holdAdjustments holds back what nobody can give after a migration: what
// nobody there holds, or all of it where nobody holds all.
func (c *clientPlan) holdAdjustments(end *clientState, pr *pair, st *stage) {
	var held Rights
	for i, g := range end.grants {
		if end.people[i] != pr.person && end.isAdmin(g) {
			held = held.Join(g.Effective())
		}
	}
	before := st.before.Given()
	reachable := pr.want.Rights.Meet(before.Join(held))
	if reachable.Equal(pr.want.Rights) {
		reachable = pr.want.Rights.Meet(before)
	}
	pr.want = with(pr.want, func(g *Grant) { g.Rights = reachable })
}

// unreached is one permission that cannot be brought to what is wanted.
type unreached struct {
	permission    int
	wanted, stays Level
}

// notGiven lists what nobody can give.
func (c *clientPlan) notGiven(s *clientState, pr *pair) []unreached {
	cat := c.p.d.Catalogue
	wish, has := pr.want.Given(), s.grantOf(pr.person).Given()
	if cat.IsSuperAdmin(wish) && !cat.IsSuperAdmin(has) { // never in part: the rest follows
		return []unreached{{cat.superAdmin, On, Off}}
	}
	return whereAbove(wish, has, wish, has)
}

// whereAbove lists the permissions of high that are above low, with the levels
// that wanted and stays have there.
func whereAbove(high, low, wanted, stays Rights) []unreached {
	var list []unreached
	for i := range len(high) {
		if high.Level(i) > low.Level(i) {
			list = append(list, unreached{i, wanted.Level(i), stays.Level(i)})
		}
	}
	return list
}

// notTaken lists what nobody can take, or give after a migration.
func (c *clientPlan) notTaken(end *clientState, pr *pair, st *stage) []unreached {
	if st.direction()&Expands != 0 {
		return whereAbove(st.after.Rights, st.before.Rights, st.after.Rights, st.before.Rights)
	}
	now := st.before.Given()
	return whereAbove(now, end.grantOf(pr.person).Given(), pr.want.Given(), now)
}

// able lists everybody who could make the stage at this moment.
func (s *clientState) able(st *stage) []int32 {
	var list []int32
	s.eachActor(st, func(a int32) bool {
		if s.canDo(a, st) {
			list = append(list, a)
		}
		return true
	})
	slices.Sort(list)
	return slices.Compact(list)
}

func (c *clientPlan) emails(people []int32) string {
	var names []string
	for _, person := range people {
		names = append(names, c.email(person))
	}
	return strings.Join(names, ", ")
}

// someoneActs reports whether anybody may act on the stage at all, whatever
// they hold.
func (c *clientPlan) someoneActs(s *clientState, st *stage) bool {
	found := false
	plain := *st
	if st.bound() { // holding too little is the subset rule's business
		plain.action, plain.before, plain.after = ActionReactivate, nil, nil
	}
	s.eachActor(&plain, func(a int32) bool {
		found = s.mayAct(a, &plain)
		return !found
	})
	return found
}

// holdBack lowers what is wanted to what can be reached (clamp). Somebody new
// is added all the same: HubSpot drops silently what whoever adds them lacks.
func (c *clientPlan) holdBack(pr *pair, reached *Grant) {
	now, got := pr.cur.Given(), reached.Given()
	pr.want = with(pr.want, func(g *Grant) {
		g.Rights = pr.want.Rights.Meet(now.Join(got)) // what is to go down still does
	})
	c.keepName(pr)
}

// keepName leaves the set's name as it is where nothing of the change can be
// brought about: a wish is never stored.
func (c *clientPlan) keepName(pr *pair) {
	if pr.cur != nil && pr.want != nil && pr.cur.Rights.Equal(pr.want.Rights) && pr.cur.Status == pr.want.Status {
		pr.want = with(pr.want, func(g *Grant) { g.Set = pr.cur.Set; g.askedBy(pr.cur) })
	}
}

// keepBack raises what is wanted by what nobody can take away (clamp).
func (c *clientPlan) keepBack(pr *pair, now, lowered Rights) {
	pr.want = with(pr.want, func(g *Grant) {
		for i := range len(now) {
			if now.Level(i) > lowered.Level(i) {
				g.Rights = g.Rights.With(i, now.Level(i))
			}
		}
	})
	c.keepName(pr)
}

// refuseSubset says what nobody can do, names each permission, and who could
// unblock it.
func (c *clientPlan) refuseSubset(s *clientState, pr *pair, what string, list []unreached) {
	var names []string
	for _, u := range list {
		perm := c.p.d.Catalogue.At(u.permission)
		names = append(names, fmt.Sprintf("%s (wanted %s, reachable %s)", perm.Name, perm.Kind.Name(u.wanted), perm.Kind.Name(u.stays)))
	}
	message := fmt.Sprintf("No admin of ours in %s can %s: %s.", c.name(), what, strings.Join(names, ", "))
	if c.p.as != Nobody {
		message = fmt.Sprintf("%s cannot %s in %s: %s.", c.email(c.p.as), what, c.name(), strings.Join(names, ", "))
	}
	c.refuse(pr, RuleSubset, message, c.whoCould(s, pr, list))
}

// whoCould names who could unblock it: active admins who hold all of it, then
// the client's own super admins.
func (c *clientPlan) whoCould(s *clientState, pr *pair, list []unreached) string {
	var holders []string
	for i, person := range s.people {
		holds := person != pr.person && s.isAdmin(s.grants[i])
		for _, u := range list {
			holds = holds && s.grants[i].Effective().Level(u.permission) >= max(u.wanted, u.stays)
		}
		if holds {
			holders = append(holders, c.email(person))
		}
	}
	own, _ := c.ownSuperAdmins()
	holders = append(holders, own...)
	if len(holders) == 0 {
		return "Nobody we know there holds it. Ask a super admin of the client."
	}
	return whoCould + strings.Join(holders, ", ") + "."
}
