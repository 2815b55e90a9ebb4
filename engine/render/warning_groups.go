package render

import (
	"fmt"
	"strings"

	"accredit/engine"
)

// fewNamed is how many clients a warning about several of them names.
const fewNamed = 3

// groupedWarnings gives the warnings of a plan as people read them.
func groupedWarnings(p *engine.Plan) []engine.Finding {
	return saidOnce(p.Warnings, func(f *engine.Finding) (client, words string) { return saidOfClient(p, f) })
}

// Recorded gives what the rules say of recorded access as people read it.
func Recorded(list []engine.Finding, a *engine.Access) []engine.Finding {
	return saidOnce(list, func(f *engine.Finding) (client, words string) {
		name := engine.RecordedName(&a.Clients[f.Client])
		words, ok := strings.CutPrefix(f.Message, name+": ")
		if !ok {
			return "", ""
		}
		return name, words
	})
}

// saidOnce says once what is said of several clients, and of no person, in the
// same words, with how many they are and the names of the first. saidOf tells
// which client a finding names and what it says of them; no words: it stands for
// itself.
func saidOnce(findings []engine.Finding, saidOf func(*engine.Finding) (client, words string)) []engine.Finding {
	type key struct{ rule, words, hint string }
	same, keys := map[key][]string{}, make([]key, len(findings))
	for i := range findings {
		f := &findings[i]
		if f.Client == engine.Nobody || f.Person != engine.Nobody {
			continue
		}
		if client, words := saidOf(f); words != "" {
			keys[i] = key{f.Rule, words, f.Hint}
			same[keys[i]] = append(same[keys[i]], client)
		}
	}
	list := make([]engine.Finding, 0, len(findings))
	for i, f := range findings {
		k := keys[i]
		clients := same[k]
		switch {
		case k.words == "" || len(clients) == 1:
			list = append(list, f)
		case len(clients) > 1:
			names := strings.Join(clients[:min(len(clients), fewNamed)], ", ")
			if more := len(clients) - fewNamed; more > 0 {
				names += fmt.Sprintf(" and %d more", more)
			}
			list = append(list, engine.Finding{Rule: f.Rule, Severity: f.Severity, Client: engine.Nobody, Person: engine.Nobody,
				Message: fmt.Sprintf("%d clients (%s): %s", len(clients), names, k.words), Hint: f.Hint})
			same[k] = nil // said
		}
	}
	return list
}

// saidOfClient tells of which client a finding is that begins with their name,
// and what it says of each such client.
func saidOfClient(p *engine.Plan, f *engine.Finding) (client, words string) {
	c := &p.Clients[f.Client]
	for _, name := range []string{c.Name, c.Label()} {
		if words, ok := strings.CutPrefix(f.Message, name+" "); ok && name != "" {
			return c.Label(), "each " + words
		}
	}
	return "", ""
}
