package enginetest

// Absent is the state of somebody without a grant.
const Absent = -1

// Brute is one client as brute force sees it: a few people, rights as bits. It
// answers by trying every part of every change in every order by every actor
// (docs/rules.md R4, "Space of plans").
type Brute struct {
	Super, Partner uint   // the bits of account.super_admin and partner.admin
	Everything     int    // rights of the set super_admin
	PartnerRights  int    // rights of the set partner_admin
	RoleHolder     []bool // by person
	Own            int    // known super admins among the client's own people

	seen  []uint32 // by state of everybody: the number of the question that led there
	asked uint32
}

// Possible reports whether some order of legal parts leads from now to want.
func (b *Brute) Possible(now, want []int) bool {
	b.ask(len(now))
	var walk func(state []int) bool
	walk = func(state []int) bool {
		key := b.key(state)
		if b.seen[key] == b.asked {
			return false
		}
		b.seen[key] = b.asked
		done := true
		for i := range state {
			done = done && state[i] == want[i]
		}
		if done {
			return true
		}
		for t := range state {
			from := state[t]
			for _, to := range b.next(now[t], want[t], from) {
				if !b.legal(state, t, to, want[t]) {
					continue
				}
				state[t] = to
				found := walk(state)
				state[t] = from
				if found {
					return true
				}
			}
		}
		return false
	}
	return walk(append([]int(nil), now...))
}

// ask begins another question, to which no state is known to lead yet.
func (b *Brute) ask(people int) {
	states := 1
	for range people {
		states *= b.states()
	}
	if len(b.seen) != states {
		b.seen, b.asked = make([]uint32, states), 0
	}
	b.asked++
}

// states is how many somebody may be in, Absent included.
func (b *Brute) states() int { return b.Everything + 2 }

// key numbers the states of everybody.
func (b *Brute) key(state []int) int {
	key := 0
	for _, s := range state {
		key = key*b.states() + s + 1
	}
	return key
}

func (b *Brute) isSuper(s int) bool { return s != Absent && s>>b.Super&1 == 1 }

func (b *Brute) isAdmin(s int) bool { return s != Absent && (s>>b.Super&1 == 1 || s>>b.Partner&1 == 1) }

// next lists the states that one part could bring somebody to: every
// permission between what it was and what is wanted, super admin only whole,
// or down by way of partner admin.
func (b *Brute) next(now, want, from int) []int {
	switch {
	case want == Absent:
		if from == Absent {
			return nil
		}
		return []int{Absent}
	case b.isSuper(want):
		if b.isSuper(from) {
			return nil
		}
		return []int{want}
	case b.isSuper(from):
		if want == b.PartnerRights {
			return []int{b.PartnerRights}
		}
		return []int{b.PartnerRights, want}
	}
	if now == Absent || b.isSuper(now) && from == Absent {
		now = 0
	}
	low, high := now&want, now|want
	if b.isSuper(now) {
		low, high = want&b.PartnerRights, want|b.PartnerRights
	}
	var list []int
	free := high &^ low
	for part := free; ; part = (part - 1) & free {
		if to := low | part; to != from {
			list = append(list, to)
		}
		if part == 0 {
			return list
		}
	}
}

// legal reports whether somebody may bring person t to the state now.
func (b *Brute) legal(state []int, t, to, want int) bool {
	from := state[t]
	if b.isSuper(from) && !b.isSuper(to) {
		left := b.Own
		for i, s := range state {
			if i != t && b.isSuper(s) {
				left++
			}
		}
		if left == 0 {
			return false
		}
	}
	for a, own := range state {
		switch {
		case to == Absent: // remove
			if b.manages(a, own) || a != t && (b.isSuper(own) || b.isAdmin(own) && !b.isSuper(from)) {
				return true
			}
		case b.isSuper(from) && to == b.PartnerRights && !b.isSuper(want): // migrate
			if a == t && b.manages(a, own) || a != t && (b.isSuper(own) || b.isAdmin(own) && b.manages(a, own)) {
				return true
			}
		case a != t && b.isAdmin(own) && b.changed(from, to)&^own == 0:
			return true
		}
	}
	return false
}

// manages reports whether person a can use the Client Access Manager: a role
// holder, or where there is none, any admin.
func (b *Brute) manages(a, own int) bool {
	for _, is := range b.RoleHolder {
		if is {
			return b.RoleHolder[a]
		}
	}
	return b.isAdmin(own)
}

// changed is the permissions that a part gives or takes.
func (b *Brute) changed(from, to int) int {
	if from == Absent {
		from = 0
	}
	return from ^ to
}
