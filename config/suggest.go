package config

import (
	"fmt"
	"iter"
	"strings"

	"github.com/agext/levenshtein"
)

// maxSuggested is the longest name for which another one is looked for. It
// bounds the cost of a comparison, and a longer name is no typing error.
const maxSuggested = 64

// maxCompared is how many names are looked at in search of those that were
// meant: enough for some fifty mistakes among 28,000 people, and for thousands
// in a configuration of usual size. What is wrong after that is reported
// without a suggestion. Names are counted, not seconds, so that every machine
// suggests the same.
const maxCompared = 1_400_000

// adviser suggests names in place of those that there are not, within
// maxCompared. The zero value is ready; it is for one goroutine.
type adviser struct {
	compared int
	answers  map[[2]string]string // by list and name: what was found before
}

// didYouMean asks whether the closest known name was meant; nothing where none
// is close.
func (a *adviser) didYouMean(name string, known iter.Seq[string]) string {
	if meant := a.suggest(name, known); meant != "" {
		return fmt.Sprintf("Did you mean %q?", meant)
	}
	return ""
}

// didYouMeanIn does the same for a list that stays as it is, by whose name the
// answer is remembered.
func (a *adviser) didYouMeanIn(list, name string, known iter.Seq[string]) string {
	key := [2]string{list, name}
	if hint, ok := a.answers[key]; ok {
		return hint
	}
	if a.compared >= maxCompared {
		return ""
	}
	hint := a.didYouMean(name, known)
	if a.answers == nil {
		a.answers = map[[2]string]string{}
	}
	a.answers[key] = hint
	return hint
}

// suggest returns the known name that was most likely meant, or nothing. Of
// equally close ones it is the first by name, whatever the order of known.
func (a *adviser) suggest(name string, known iter.Seq[string]) string {
	if name == "" || len(name) > maxSuggested || a.compared >= maxCompared {
		return ""
	}
	folded := strings.ToLower(name)
	best, bound := "", mistypings(len(name))
	for candidate := range known {
		a.compared++
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

// Closest returns the known name that was most likely meant by a word that is
// none of them, or nothing where none is close.
func Closest(word string, known iter.Seq[string]) string {
	return new(adviser).suggest(word, known)
}
