package engine

import "fmt"

// oneOrMany says how many there are, as "1 person has" or "2 people have": one
// for a single one, else the number before many.
func oneOrMany(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// countOrNo writes "no partner admin", "1 partner admin" or "2 partner admins".
func countOrNo(n int, noun string) string {
	if n == 0 {
		return "no " + noun
	}
	return oneOrMany(n, "1 "+noun, noun+"s")
}
