package engine_test

import (
	"testing"

	"accredit/engine"
)

// triples walks all (current, desired, actor) of n permissions with so many
// levels each (docs/reliability.md, T1).
func triples(n, levels int, f func(cur, des, act engine.Rights)) {
	vectors := allRights(n, levels)
	for _, cur := range vectors {
		for _, des := range vectors {
			for _, act := range vectors {
				f(cur, des, act)
			}
		}
	}
}

func allRights(n, levels int) []engine.Rights {
	vectors := []engine.Rights{""}
	for range n {
		var longer []engine.Rights
		for _, v := range vectors {
			for l := range levels {
				longer = append(longer, v+engine.Rights([]byte{byte(l)}))
			}
		}
		vectors = longer
	}
	return vectors
}

// The laws of R1, on every triple of the small worlds.
func TestReachLaws(t *testing.T) {
	for _, world := range []struct{ n, levels int }{{6, 2}, {3, 4}} {
		full := engine.Rights("")
		for range world.n {
			full += engine.Rights([]byte{byte(world.levels - 1)})
		}
		tried := 0
		triples(world.n, world.levels, func(cur, des, act engine.Rights) {
			tried++
			after := engine.Reach(cur, des, act)
			for i := range world.n {
				c, d, a, r := cur.Level(i), des.Level(i), act.Level(i), after.Level(i)
				want := min(d, a)
				if c > a {
					want = c
				}
				if r != want {
					t.Fatalf("reach(%d, %d, %d) = %d, want %d", c, d, a, r, want)
				}
				if c > a && r != c {
					t.Fatalf("touched what the actor lacks: %q %q %q", cur, des, act)
				}
			}
			if again := engine.Reach(after, des, act); again != after {
				t.Fatalf("not idempotent: %q %q %q", cur, des, act)
			}
			if got := engine.Reach(cur, des, full); got != des {
				t.Fatalf("a full actor does not get what is wanted: %q %q: %q", cur, des, got)
			}
			if got := engine.Reach(cur, des, zeros(world.n)); !got.Equal(cur) {
				t.Fatalf("an empty actor changed %q to %q", cur, got)
			}
		})
		if tried != 262144 {
			t.Errorf("tried %d triples, want 262,144", tried)
		}
	}
}

func zeros(n int) engine.Rights { return engine.Rights(make([]byte, n)) }

// Two actors in any order equal one with the join of their rights, and with
// more rights the result is never farther from what is wanted.
func TestReachOfTwo(t *testing.T) {
	for _, world := range []struct{ n, levels, tried int }{{5, 2, 1 << 20}, {2, 4, 1 << 16}} {
		tried := 0
		vectors := allRights(world.n, world.levels)
		triples(world.n, world.levels, func(cur, des, a engine.Rights) {
			one := engine.Reach(cur, des, a)
			for _, b := range vectors {
				tried++
				both := engine.Reach(cur, des, a.Join(b))
				if got := engine.Reach(one, des, b); got != both {
					t.Fatalf("%q to %q by %q, then %q: %q, together %q", cur, des, a, b, got, both)
				}
				for i := range world.n {
					if distance(both, des, i) > distance(one, des, i) {
						t.Fatalf("%q to %q: more rights led farther away", cur, des)
					}
				}
			}
		})
		if tried != world.tried {
			t.Errorf("tried %d, want %d", tried, world.tried)
		}
	}
}

func distance(a, b engine.Rights, i int) int {
	d := int(a.Level(i)) - int(b.Level(i))
	return max(d, -d)
}

func TestLattice(t *testing.T) {
	triples(3, 4, func(a, b, c engine.Rights) {
		switch {
		case !a.Join(b).Equal(b.Join(a)), !a.Meet(b).Equal(b.Meet(a)):
			t.Fatalf("join or meet of %q and %q depends on the order", a, b)
		case !a.AtMost(a.Join(b)), !a.Meet(b).AtMost(a):
			t.Fatalf("join or meet of %q and %q is not a bound", a, b)
		case a.AtMost(c) && b.AtMost(c) && !a.Join(b).AtMost(c):
			t.Fatalf("join of %q and %q is not the least bound", a, b)
		case !a.Meet(b).Join(a.Minus(b)).Equal(a):
			t.Fatalf("meet and difference of %q and %q do not give %q", a, b, a)
		}
	})
}
