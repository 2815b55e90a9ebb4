// Package suite says how much the tests try. It holds no test, and only tests
// may ask it.
package suite

import "os"

// Variable is the environment variable that makes the tests try everything,
// where it is 1. Nothing else reads it.
const Variable = "ACCREDIT_ALL"

// Exhaustive reports whether the tests try everything. Otherwise they try a
// sample, which is the same in every run.
func Exhaustive() bool { return os.Getenv(Variable) == "1" }

// Sample returns all where the tests try everything, and else fast.
func Sample[T any](all, fast T) T {
	if Exhaustive() {
		return all
	}
	return fast
}

// Every returns how far apart the cases lie that are tried: 1 where the tests
// try everything, and else fast.
func Every(fast int) int { return Sample(1, fast) }
