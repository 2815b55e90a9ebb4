package render

import (
	"bufio"
	"fmt"
	"io"
	"strings"
)

// GitHub writes commands to GitHub's runner: a notice with the summary, an
// error for each violation, a warning for each warning, a notice for what was
// overridden. The runner shows ten of each kind for a step.
func (a *Annotations) GitHub(w io.Writer) error {
	b := bufio.NewWriter(w)
	command(b, "notice", "title="+githubProperty(a.Title), a.Summary)
	for i := range a.Findings {
		f := &a.Findings[i]
		name, title, message := severity(f), f.Rule, Terminal(f.Message)
		if f.Overridden {
			name, title = "notice", title+" (overridden)"
		}
		if f.Hint != "" {
			message += "\nHint: " + strings.Join(waysOut(f), "\n")
		}
		properties := "title=" + githubProperty(title)
		if file, pos := a.place(f); !pos.IsZero() {
			at := fmt.Sprintf("file=%s,line=%d,", githubProperty(file), max(1, pos.Line))
			if pos.Column > 0 {
				at += fmt.Sprintf("col=%d,", pos.Column)
			}
			properties = at + properties
		}
		command(b, name, properties, message)
	}
	return b.Flush()
}

func command(b *bufio.Writer, name, properties, message string) {
	fmt.Fprintf(b, "::%s %s::%s\n", name, properties, githubEscapes.Replace(message))
}

// githubEscapes and githubPropertyEscapes are what the runner undoes, in a
// message and in a property. What is not escaped there ends the command.
var (
	githubEscapes         = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	githubPropertyEscapes = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
)

func githubProperty(s string) string { return githubPropertyEscapes.Replace(Terminal(s)) }
