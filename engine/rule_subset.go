package engine

// The subset rule (docs/rules.md R1): an actor can only add or take away what they
// hold. Per permission, with cur what the target has now, des what is wanted
// and act what the actor has at this step:
//
//	after = cur            if cur > act       they cannot touch it
//	after = min(des, act)  otherwise
//
// It binds add and change, and no other action.

// Reach returns the rights that a target has after an actor with rights act
// tried to change cur into des. HubSpot drops the rest silently.
func Reach(cur, des, act Rights) Rights {
	if des.AtMost(act) && cur.AtMost(act) {
		return des
	}
	b := make([]byte, max(len(cur), len(des)))
	for i := range b {
		c, a := cur.Level(i), act.Level(i)
		if c > a {
			b[i] = byte(c)
		} else {
			b[i] = byte(min(des.Level(i), a))
		}
	}
	return Rights(b)
}

// CanBring reports whether an actor with rights act changes cur into des whole.
// Where cur and des agree the actor need not hold anything. It is exported for
// the checker (engine/verify), which judges each step by the same formula.
func CanBring(cur, des, act Rights) bool {
	switch cur {
	case des:
		return true
	case "":
		return des.AtMost(act)
	}
	i := 0
	for n := min(len(cur), len(des), len(act)); i+8 <= n; i += 8 {
		if !eightBrought(cur.eight(i), des.eight(i), act.eight(i)) {
			return false
		}
	}
	for ; i < max(len(cur), len(des)); i++ {
		c, d := cur.Level(i), des.Level(i)
		if c != d && max(c, d) > act.Level(i) {
			return false
		}
	}
	return true
}

// eightBrought is CanBring for eight levels at once.
func eightBrought(cur, des, act uint64) bool {
	if cur == des {
		return true
	}
	const free, rest = 0x8080808080808080, 0x7f7f7f7f7f7f7f7f
	differs := (((cur ^ des) + rest) & free >> 7) * 0xff // all bits of the bytes that do
	return eightAtMost(cur&differs, act) && eightAtMost(des&differs, act)
}
