package engine

import (
	"math/rand/v2"
	"testing"
)

// Rights of any length are compared level by level, however many are compared
// at once, and where one has fewer than the other the rest are the lowest.
func TestLongRightsAreCompared(t *testing.T) {
	rng := rand.New(rand.NewPCG(6, 0))
	atMost, not := 0, 0
	for range 20_000 {
		a, b := make([]byte, rng.IntN(40)), make([]byte, rng.IntN(40))
		for i := range a {
			a[i] = byte(rng.IntN(4))
		}
		for i := range b {
			b[i] = byte(rng.IntN(4))
			if rng.IntN(30) > 0 && i < len(a) {
				b[i] = max(b[i], a[i])
			}
		}
		want := true
		for i := range a {
			if i >= len(b) && a[i] > 0 || i < len(b) && a[i] > b[i] {
				want = false
			}
		}
		if got := Rights(a).AtMost(Rights(b)); got != want {
			t.Fatalf("%v at most %v: %t", a, b, got)
		}
		if want {
			atMost++
		} else {
			not++
		}
	}
	if atMost < 100 || not < 100 {
		t.Errorf("%d at most, %d not: too few of one", atMost, not)
	}
}

// Whether an actor can bring about a change is asked of eight levels at once:
// the answer is the formula's (docs/rules.md R1), permission by permission.
func TestLongRightsAreBrought(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 0))
	can, not := 0, 0
	for range 50_000 {
		cur, des, act := make([]byte, rng.IntN(40)), make([]byte, rng.IntN(40)), make([]byte, rng.IntN(40))
		for i := range cur {
			cur[i] = byte(rng.IntN(4))
		}
		for i := range des {
			if des[i] = byte(rng.IntN(4)); rng.IntN(8) > 0 && i < len(cur) {
				des[i] = cur[i]
			}
		}
		for i := range act {
			if act[i] = byte(rng.IntN(4)); rng.IntN(30) > 0 {
				act[i] = 3
			}
		}
		want := true
		for i := range max(len(cur), len(des)) {
			c, d, a := Rights(cur).Level(i), Rights(des).Level(i), Rights(act).Level(i)
			want = want && (c == d || c <= a && d <= a)
		}
		if got := CanBring(Rights(cur), Rights(des), Rights(act)); got != want {
			t.Fatalf("%v brings %v to %v: %t", act, cur, des, got)
		}
		if want {
			can++
		} else {
			not++
		}
	}
	if can < 1000 || not < 1000 {
		t.Errorf("%d can be brought, %d not: too few of one", can, not)
	}
}
