package config

import (
	"fmt"
	"strings"

	"github.com/agext/levenshtein"
)

// maxSuggested is the longest name for which another one is looked for. It
// bounds the cost of a comparison, and a longer name is no typing error.
const maxSuggested = 64

// suggest returns the known name that was most likely meant, or nothing. Of
// equally close ones it is the first by name, whatever the order of known.
func suggest(name string, known []string) string {
	if name == "" || len(name) > maxSuggested {
		return ""
	}
	folded := strings.ToLower(name)
	best, bound := "", mistypings(len(name))
	for _, candidate := range known {
		if candidate == name || abs(len(candidate)-len(name)) > bound {
			continue
		}
		// MaxCost would be quicker, and makes the library panic for some words.
		distance := levenshtein.Distance(folded, strings.ToLower(candidate), nil)
		if distance < bound || distance == bound && (best == "" || candidate < best) {
			best, bound = candidate, distance
		}
	}
	return best
}

// mistypings is how many letters may be wrong in a name of that length; two
// letters in the wrong order count as two.
func mistypings(length int) int {
	switch {
	case length < 3:
		return 1
	case length < 8:
		return 2
	}
	return 3
}

func abs(n int) int { return max(n, -n) }

// didYouMean asks whether the closest known name was meant; nothing where none
// is close.
func didYouMean(name string, known []string) string {
	if meant := suggest(name, known); meant != "" {
		return fmt.Sprintf("Did you mean %q?", meant)
	}
	return ""
}
