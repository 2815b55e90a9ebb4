package render

import (
	"strings"

	"accredit/engine"
)

// ruleText says in a line what a rule wants, and in a few what to do, for
// whoever meets it in a report without the rest. What is only ever a warning
// or a mistake stands in no table.
func ruleText(name string) (short, help string) {
	if r, found := engine.FindRule(name); found {
		if r.IsPrefix() {
			return r.Short + " " + strings.TrimPrefix(name, r.Name), r.Help
		}
		return r.Short, r.Help
	}
	short = strings.ReplaceAll(name, "-", " ")
	first, rest := cut(Terminal(short), 1)
	return strings.ToUpper(first) + rest, "The message says what was found and where."
}
