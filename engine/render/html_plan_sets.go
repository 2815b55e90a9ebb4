package render

import (
	"fmt"
	"slices"
	"strings"

	"accredit/engine"
)

// setHues is how many colours the style has for permission sets; beyond them
// they repeat, and the letters tell the sets apart.
const setHues = 12

// setStyle names the class that colours a permission set, the nth of those
// that the agency declares. The built-in ones always look the same.
func setStyle(name string, unknown bool, n int) string {
	switch {
	case unknown:
		return "s-unknown"
	case name == engine.SetSuperAdmin:
		return "s-super"
	case name == engine.SetPartnerAdmin:
		return "s-partner"
	case name == engine.SetViewOnly:
		return "s-view"
	}
	return fmt.Sprintf("s%d", n%setHues)
}

// shortNames gives each permission set a label of two or three letters, so
// that colour is not all that tells them apart. The labels are distinct; the
// built-in sets have theirs first.
func shortNames(names []string) []string {
	short := make([]string, len(names))
	taken := map[string]bool{}
	count := map[string]int{}
	for _, builtin := range []bool{true, false} {
		for i, name := range names {
			if engine.IsBuiltinSet(name) != builtin {
				continue
			}
			options := shortOptions(name)
			free := slices.IndexFunc(options, func(s string) bool { return !taken[s] })
			if free >= 0 {
				short[i] = options[free]
			} else {
				short[i] = numbered(options[0][:1], taken, count)
			}
			taken[short[i]] = true
		}
	}
	return short
}

// shortOptions are labels for a name, the best first: the initials, then the
// beginning.
func shortOptions(name string) []string {
	words := strings.FieldsFunc(strings.ToUpper(name), func(r rune) bool {
		return (r < 'A' || r > 'Z') && (r < '0' || r > '9')
	})
	if len(words) == 0 {
		return []string{"S"}
	}
	var options []string
	if len(words) > 1 {
		initials := ""
		for _, w := range words[:min(3, len(words))] {
			initials += w[:1]
		}
		options = append(options, initials)
	}
	all := strings.Join(words, "")
	for n := 2; n <= min(3, len(all)); n++ {
		options = append(options, all[:n])
	}
	return append(options, all[:1])
}

// numbered is the first free label of a letter and a number.
func numbered(letter string, taken map[string]bool, count map[string]int) string {
	for {
		count[letter]++
		if s := fmt.Sprintf("%s%d", letter, count[letter]); !taken[s] {
			return s
		}
	}
}
