package render

import (
	"fmt"
	"strings"

	"accredit/engine"
)

// fewNamed is how many clients a warning about several of them names.
const fewNamed = 3

// groupedWarnings gives the warnings of a plan as people read them: what is
// said of several clients in the same words is said once, with how many they
// are and the names of the first.
func groupedWarnings(p *engine.Plan) []engine.Finding {
	type key struct{ rule, words, hint string }
	keyOf := func(f *engine.Finding) (key, bool) {
		words, ok := saidOfClient(p, f)
		return key{f.Rule, words, f.Hint}, ok
	}
	same := map[key][]string{}
	for i := range p.Warnings {
		if k, ok := keyOf(&p.Warnings[i]); ok {
			same[k] = append(same[k], p.Clients[p.Warnings[i].Client].Label())
		}
	}
	list := make([]engine.Finding, 0, len(p.Warnings))
	for i := range p.Warnings {
		f := p.Warnings[i]
		k, ok := keyOf(&f)
		clients := same[k]
		switch {
		case !ok || len(clients) == 1:
			list = append(list, f)
		case len(clients) > 1:
			names := strings.Join(clients[:min(len(clients), fewNamed)], ", ")
			if more := len(clients) - fewNamed; more > 0 {
				names += fmt.Sprintf(" and %d more", more)
			}
			list = append(list, engine.Finding{Rule: f.Rule, Severity: f.Severity, Client: engine.Nobody, Person: engine.Nobody,
				Message: fmt.Sprintf("%d clients (%s): each%s", len(clients), names, k.words), Hint: f.Hint})
			same[k] = nil // said
		}
	}
	return list
}

// saidOfClient gives the words after the client's name of a finding that
// begins with it and is of no person.
func saidOfClient(p *engine.Plan, f *engine.Finding) (string, bool) {
	if f.Client == engine.Nobody || f.Person != engine.Nobody {
		return "", false
	}
	c := &p.Clients[f.Client]
	for _, name := range []string{c.Name, c.Label()} {
		if words, ok := strings.CutPrefix(f.Message, name+" "); ok && name != "" {
			return " " + words, true
		}
	}
	return "", false
}
