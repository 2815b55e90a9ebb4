package render

import (
	"accredit/engine"
)

// runWords says whom a step of a run is about, who says what happened to it, and
// why.
func runWords(e *engine.Event) []string {
	r := e.Run
	var parts []string
	for _, p := range []struct{ name, value string }{
		{"", e.Email}, {"by ", r.By}, {"entered by ", r.EnteredBy}, {"because ", r.Because}, {"as told on ", r.On}, {"from ", r.Source},
	} {
		if p.value != "" {
			parts = append(parts, p.name+Terminal(p.value))
		}
	}
	return parts
}

// sharedEvidence says how everything that a revision changed is known, where it
// is known alike: then it is said once.
func sharedEvidence(events []engine.Event) string {
	words := ""
	for i := range events {
		is := EvidenceWords(events[i].Evidence)
		if is == "" {
			continue
		}
		if words != "" && is != words {
			return ""
		}
		words = is
	}
	return words
}

// ownEvidence says how one change is known, where its revision does not say it
// of all.
func ownEvidence(e *engine.Event, shared string) string {
	if shared != "" {
		return ""
	}
	return EvidenceWords(e.Evidence)
}
