package render

import (
	"fmt"
	"regexp"
	"strings"

	"accredit/engine"
)

// Bounds of a message: Slack cuts text of 4,000 characters and more.
const (
	slackItems = 20
	slackLimit = 3500
)

// DriftSlack writes a drift report as the text of a Slack message: the totals
// and the first differences that nobody ignores.
func DriftSlack(d *engine.Drift) string {
	var b strings.Builder
	fmt.Fprintf(&b, "*accredit drift*: %s\n%s\n", slackText(shorten(Terminal(d.Agency), 80)), slackText(driftTotals(d)))
	b.WriteString(slackText(shorten("Compared: "+driftCompared(d, Terminal), 400)) + "\n")
	shown, left := 0, 0
	for _, outside := range []bool{true, false} { // what somebody did first
		for i := range d.Items {
			it := &d.Items[i]
			if it.Ignored != nil || it.Class.Outside() != outside {
				continue
			}
			line := slackItem(d, it)
			if shown == slackItems || b.Len()+len(line) > slackLimit {
				left++
				continue
			}
			b.WriteString(line)
			shown++
		}
	}
	if left > 0 {
		fmt.Fprintf(&b, "and %s\n", count(left, "more difference"))
	}
	return b.String()
}

func slackItem(d *engine.Drift, it *engine.DriftItem) string {
	about := []string{}
	if it.Email != "" {
		about = append(about, shorten(Terminal(it.Email), 100))
	}
	if it.Client != engine.Nobody {
		about = append(about, shorten(clientLabel(&d.Clients[it.Client].Client), 100))
	}
	line := driftClass(it.Class) + ": " + strings.Join(about, " in ")
	if it.Person != engine.Nobody && it.Client != engine.Nobody || it.Own() {
		line += " (" + shorten(driftSides(it, driftEscapes{Terminal, Terminal}), 300) + ")"
	}
	return "• " + slackText(line) + "\n"
}

var slackCalls = regexp.MustCompile(`(?i)@(channel|here|everyone)`)

// slackText makes text from outside inert in a Slack message: &, < and > as
// Slack asks for, and no word that calls people.
func slackText(s string) string {
	s = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(s)
	return slackCalls.ReplaceAllString(s, "@\u200b$1")
}
