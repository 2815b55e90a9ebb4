package render

import (
	"fmt"
	"strings"

	"accredit/engine"
)

// waysOut returns the ways out of a finding, a line each, numbered where there
// are several. They are safe to print on one line of a terminal.
func waysOut(f *engine.Finding) []string {
	if f.Hint == "" {
		return nil
	}
	list := strings.Split(f.Hint, "\n")
	for i := range list {
		list[i] = Terminal(list[i])
		if len(list) > 1 {
			list[i] = fmt.Sprintf("%d. %s", i+1, list[i])
		}
	}
	return list
}

// WaysOut writes the ways out of a finding on one line.
func WaysOut(f *engine.Finding) string { return strings.Join(waysOut(f), " ") }
