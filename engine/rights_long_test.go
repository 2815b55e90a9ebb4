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
