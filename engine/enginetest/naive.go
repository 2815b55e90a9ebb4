package enginetest

import "slices"

// Naive is a second model of one client, written from the rules alone: levels
// in maps, closures as plain loops. It answers what a plan comes to, and knows
// nothing of steps.
type Naive struct {
	People     []string // by name
	RoleHolder map[string]bool
	Preferred  []string // acting admins, preferred first
	Clamp      bool
	Own        int // known super admins among the client's own people
	Now, Want  map[string]Levels
	Everything Levels // rights of super_admin
	Partner    Levels // rights of partner_admin
}

// Levels are levels by permission, without the lowest.
type Levels map[string]int

// The names that the rules speak of.
const (
	superAdmin   = "account.super_admin"
	partnerAdmin = "partner.admin"
)

func (l Levels) super() bool { return l[superAdmin] > 0 }

func (l Levels) admin() bool { return l[superAdmin] > 0 || l[partnerAdmin] > 0 }

func (l Levels) clone() Levels {
	if l == nil {
		return nil
	}
	c := Levels{}
	for p, v := range l {
		if v > 0 {
			c[p] = v
		}
	}
	return c
}

func same(a, b Levels) bool {
	if (a == nil) != (b == nil) {
		return false
	}
	for p := range union(a, b) {
		if a[p] != b[p] {
			return false
		}
	}
	return true
}

func union(a, b Levels) map[string]bool {
	all := map[string]bool{}
	for p := range a {
		all[p] = true
	}
	for p := range b {
		all[p] = true
	}
	return all
}

func top(a, b Levels) Levels {
	if b == nil {
		return a.clone()
	}
	t := Levels{}
	for p := range union(a, b) {
		t[p] = max(a[p], b[p])
	}
	return t
}

// End works out what everybody ends with and whose change is refused.
func (n *Naive) End() (end map[string]Levels, refused map[string]bool) {
	want := map[string]Levels{}
	for _, who := range n.People {
		if l := n.Want[who].clone(); l != nil {
			want[who] = l
		}
	}
	refused = map[string]bool{}
	if len(n.Now) == 0 {
		return map[string]Levels{}, refused // everybody waits
	}
	for n.refuseOne(want, refused) {
	}
	return want, refused
}

// refuseOne takes something that cannot be brought about out of what is
// wanted, and reports whether there was anything.
func (n *Naive) refuseOne(want map[string]Levels, refused map[string]bool) bool {
	refuse := func(who string) {
		refused[who] = true
		if n.Now[who] == nil {
			delete(want, who)
		} else {
			want[who] = n.Now[who].clone()
		}
	}
	if who := n.lastSuper(want); who != "" {
		refuse(who)
		return true
	}
	up := n.raise(want)
	changed := false
	for _, who := range n.People {
		goal := top(n.Now[who], want[who])
		if want[who] == nil || same(up[who], goal) {
			continue
		}
		changed = true
		switch {
		case !n.Clamp, want[who].super() != n.Now[who].super(), !n.someAdmin(up, who): // nobody acts on them at all
			refuse(who)
		default:
			for p := range want[who] {
				if reached := max(n.Now[who][p], up[who][p]); want[who][p] > reached {
					want[who][p] = reached
				}
			}
		}
	}
	if changed {
		return true
	}
	down := n.lower(want)
	var stuck []string
	for _, who := range n.People {
		if n.Now[who] != nil && !same(down[who], top(n.Now[who], want[who])) {
			stuck = append(stuck, who)
		}
	}
	if len(stuck) == 0 {
		return n.reachMore(want, refused)
	}
	who := n.first(stuck)
	loses := n.Now[who].super() && !want[who].super()
	if !n.Clamp || want[who] == nil || loses && want[who][partnerAdmin] == 0 || loses && !n.canMigrate(down, who) && n.canGive(down, who, want[who]) ||
		!n.someAdmin(n.tops(want), who) {
		refuse(who)
		return true
	}
	if loses {
		n.adjustLess(want[who], down, who)
		return true
	}
	for p, level := range n.Now[who] {
		if level > down[who][p] {
			want[who][p] = level
		}
	}
	return true
}

// reachMore wants again what was held back and somebody could change at the
// end after all.
func (n *Naive) reachMore(want map[string]Levels, refused map[string]bool) bool {
	for _, who := range n.People {
		wish := n.Want[who]
		if !n.Clamp || wish == nil || refused[who] || wish.super() || want[who].super() || same(wish.clone(), want[who].clone()) && want[who] != nil {
			continue
		}
		now := want[who].clone()
		if now == nil {
			now = Levels{}
		}
		for again := true; again; {
			again = false
			for actor, held := range want {
				if actor == who || !held.admin() {
					continue
				}
				for p := range union(wish, now) {
					if now[p] <= held[p] && min(wish[p], held[p]) != now[p] {
						now[p], again = min(wish[p], held[p]), true
					}
				}
			}
		}
		if !same(now.clone(), want[who].clone()) && (want[who] != nil || len(now.clone()) > 0) {
			want[who] = now
			return true
		}
	}
	return false
}

// adjustLess takes back what cannot be adjusted after a migration: what nobody
// can take stays as partner admin has it, and so does what nobody can give.
func (n *Naive) adjustLess(want Levels, down map[string]Levels, who string) {
	stuck := false
	for p, level := range top(n.Partner, want) {
		if level > down[who][p] {
			want[p], stuck = level, true
		}
	}
	if stuck {
		return
	}
	short := false
	for p, level := range want {
		reach := 0
		for actor, held := range down {
			if actor != who && held.admin() {
				reach = max(reach, held[p])
			}
		}
		if limit := max(n.Partner[p], reach); level > limit {
			want[p], short = limit, true
		}
	}
	for p, level := range want {
		if !short && level > n.Partner[p] {
			want[p] = n.Partner[p]
		}
	}
}

func (n *Naive) tops(want map[string]Levels) map[string]Levels {
	tops := map[string]Levels{}
	for _, who := range n.People {
		if l := top(n.Now[who], want[who]); l != nil && (n.Now[who] != nil || want[who] != nil) {
			tops[who] = l
		}
	}
	return tops
}

func (n *Naive) someAdmin(state map[string]Levels, besides string) bool {
	for who, l := range state {
		if who != besides && l.admin() {
			return true
		}
	}
	return false
}

// first is the most preferred of some people, else the first by name.
func (n *Naive) first(people []string) string {
	for _, who := range n.Preferred {
		if slices.Contains(people, who) {
			return who
		}
	}
	return people[0]
}

// lastSuper names whose loss would leave nobody known at the end.
func (n *Naive) lastSuper(want map[string]Levels) string {
	end, losing := n.Own, []string{}
	for _, who := range n.People {
		switch {
		case want[who].super():
			end++
		case n.Now[who].super():
			losing = append(losing, who)
		}
	}
	if end > 0 || len(losing) == 0 {
		return ""
	}
	return n.first(losing)
}

// raise gives until nothing more can be given.
func (n *Naive) raise(want map[string]Levels) map[string]Levels {
	state := map[string]Levels{}
	for who, l := range n.Now {
		state[who] = l.clone()
	}
	for changed := true; changed; {
		changed = false
		for _, target := range n.People {
			goal := want[target]
			if goal == nil {
				continue
			}
			for actor, held := range state {
				if actor == target || !held.admin() {
					continue
				}
				if goal.super() && !state[target].super() {
					if held.super() {
						state[target], changed = goal.clone(), true
					}
					continue
				}
				if state[target] == nil {
					state[target], changed = Levels{}, true
				}
				for p, level := range goal {
					if now := state[target][p]; now < level && now < held[p] {
						state[target][p], changed = min(level, held[p]), true
					}
				}
			}
		}
	}
	return state
}

// lower undoes from the wanted end until nothing more can be undone.
func (n *Naive) lower(want map[string]Levels) map[string]Levels {
	state := map[string]Levels{}
	for who, l := range want {
		state[who] = l.clone()
	}
	supers := func() int {
		count := n.Own
		for _, l := range state {
			if l.super() {
				count++
			}
		}
		return count
	}
	for changed := true; changed; {
		changed = false
		for _, target := range n.People {
			was := n.Now[target]
			if was == nil || same(state[target], top(was, want[target])) {
				continue
			}
			loses := was.super() && !state[target].super()
			if loses && supers() == 0 {
				continue
			}
			if want[target] == nil { // removed whole
				if n.canRemove(state, target, was) {
					state[target], changed = was.clone(), true
				}
				continue
			}
			goal := was
			if loses {
				if n.direct(state, target, want[target]) {
					state[target], changed = was.clone(), true
					continue
				}
				// Down by way of partner admin.
				goal = top(n.Partner, want[target])
				if same(state[target], goal) {
					if n.canMigrate(state, target) && n.canGive(state, target, want[target]) {
						state[target], changed = was.clone(), true
					}
					continue
				}
			}
			for actor, held := range state {
				if actor == target || !held.admin() {
					continue
				}
				for p, level := range goal {
					if now := state[target][p]; now < level && now < held[p] {
						state[target][p], changed = min(level, held[p]), true
					}
				}
			}
		}
	}
	return state
}

// manages reports whether somebody with these levels can use the Client Access
// Manager: a role holder, or where there is none, any admin.
func (n *Naive) manages(who string, l Levels) bool {
	for _, is := range n.RoleHolder {
		if is {
			return n.RoleHolder[who]
		}
	}
	return l.admin()
}

// canRemove reports whether somebody can have removed the target, who had was.
func (n *Naive) canRemove(state map[string]Levels, target string, was Levels) bool {
	for _, who := range n.People {
		held := state[who]
		if who == target {
			held = was
		}
		if n.manages(who, held) || who != target && (held.super() || held.admin() && !was.super()) {
			return true
		}
	}
	return false
}

// canMigrate reports whether somebody can have taken the target, a super admin,
// down to partner admin.
func (n *Naive) canMigrate(state map[string]Levels, target string) bool {
	for _, who := range n.People {
		held := state[who]
		if who == target && n.manages(who, n.Now[target]) || who != target && (held.super() || held.admin() && n.manages(who, held)) {
			return true
		}
	}
	return false
}

// direct reports whether a super admin can have come down whole, by another
// super admin: not to partner admin, which is a migration.
func (n *Naive) direct(state map[string]Levels, target string, want Levels) bool {
	if want[partnerAdmin] > 0 {
		return false
	}
	for actor, held := range state {
		if actor != target && held.super() {
			return true
		}
	}
	return false
}

// canGive reports whether others hold what is wanted beyond partner admin.
func (n *Naive) canGive(state map[string]Levels, target string, want Levels) bool {
	for p, level := range want {
		if level <= n.Partner[p] {
			continue
		}
		given := false
		for actor, held := range state {
			given = given || actor != target && held.admin() && held[p] >= level
		}
		if !given {
			return false
		}
	}
	return true
}
