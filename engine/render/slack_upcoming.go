package render

import (
	"fmt"
	"strings"

	"accredit/engine"
)

// UpcomingSlack writes what comes as the text of a Slack message: the first days
// first, under the lead of whose clients it is.
func UpcomingSlack(agency string, list []engine.Upcoming) string {
	var b strings.Builder
	fmt.Fprintf(&b, "*accredit upcoming*: %s, %s\n", slackText(shorten(Terminal(agency), 80)), count(len(list), "thing"))
	shown := 0
	for _, lead := range leadsOf(list) {
		head := ""
		if lead != "" {
			head = "For " + slackText(shorten(Terminal(lead), 100)) + ":\n"
		}
		for i := range list {
			if list[i].Lead != lead {
				continue
			}
			line := slackUpcoming(&list[i])
			if shown == slackItems || b.Len()+len(head)+len(line) > slackLimit {
				continue
			}
			b.WriteString(head + line)
			head = ""
			shown++
		}
	}
	if left := len(list) - shown; left > 0 {
		fmt.Fprintf(&b, "and %d more\n", left)
	}
	return b.String()
}

// leadsOf lists the leads in the order in which they come.
func leadsOf(list []engine.Upcoming) []string {
	var leads []string
	known := map[string]bool{}
	for i := range list {
		if lead := list[i].Lead; !known[lead] {
			known[lead] = true
			leads = append(leads, lead)
		}
	}
	return leads
}

func slackUpcoming(u *engine.Upcoming) string {
	line := u.Day.String()
	if u.Client != nil {
		line += " " + shorten(clientLabel(u.Client), 100)
	}
	if u.Person != nil {
		line += " " + shorten(Terminal(u.Person.Email), 100)
	}
	return "• " + slackText(line+": "+shorten(Terminal(UpcomingWords(u)), 200)) + "\n"
}
