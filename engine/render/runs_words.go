package render

import (
	"fmt"
	"strings"
	"time"

	"accredit/engine"
)

// What a plan says of runs and of later days, a line each.

// besideLine is a line about a client: after its label.
type besideLine struct {
	client, person int32
	text, place    string
}

// progressLines says what is approved and not done yet.
func progressLines(p *engine.Plan) []besideLine {
	var lines []besideLine
	for _, is := range p.InProgress {
		var by []string
		for from := 0; from < len(is.Steps); {
			to := from + 1
			for to < len(is.Steps) && is.Actors[to] == is.Actors[from] {
				to++
			}
			who := "nobody who is known"
			if actor := is.Actors[from]; actor != engine.Nobody {
				who = Terminal(p.People[actor].Email)
			}
			by = append(by, strings.Join(is.Steps[from:to], ", ")+" by "+who)
			from = to
		}
		text := fmt.Sprintf("%s of run %d%s: %s", count(len(is.Steps), "step"), is.Run, sinceDays(p, is.Since), strings.Join(by, "; "))
		if is.Out != "" {
			text += fmt.Sprintf("; a request is out for %s since %s", is.Out, SinceWords(p.AsOf.Sub(is.OutSince)))
		}
		lines = append(lines, besideLine{is.Client, engine.Nobody, text, ""})
	}
	return lines
}

// SinceWords says how long ago something was, in the largest unit that fits.
func SinceWords(ago time.Duration) string {
	switch {
	case ago < time.Minute:
		return "less than a minute"
	case ago < 2*time.Hour:
		return count(int(ago/time.Minute), "minute")
	case ago < 48*time.Hour:
		return count(int(ago/time.Hour), "hour")
	}
	return count(int(ago/(24*time.Hour)), "day")
}

// sinceDays says for how long something is open on the day of the plan.
func sinceDays(p *engine.Plan, since engine.Date) string {
	days := int(engine.DateOf(p.AsOf) - since)
	if days < 1 {
		return ", opened today"
	}
	return ", open for " + count(days, "day")
}

// replacesLines says which open runs the plan takes over from.
func replacesLines(p *engine.Plan) []besideLine {
	var lines []besideLine
	for _, r := range p.Replaces {
		text := fmt.Sprintf("replaces what is open of run %d: %s", r.Run, ReplacedWords(r.Stay, r.FallAway, r.AreNew))
		lines = append(lines, besideLine{r.Client, engine.Nobody, text, ""})
	}
	return lines
}

// ReplacedWords counts what becomes of the open steps of a run that is replaced.
func ReplacedWords(stay, fallAway, areNew int) string {
	verb := func(n int, one, many string) string {
		if n == 1 {
			return "1 step " + one
		}
		return fmt.Sprintf("%d steps %s", n, many)
	}
	return verb(stay, "stays", "stay") + ", " + verb(fallAway, "falls away", "fall away") + ", " + verb(areNew, "is new", "are new")
}

// endsSoonLines says what ends in the days that a plan looks ahead, a line for
// those in one client that end together.
func endsSoonLines(p *engine.Plan) []endLine {
	today := engine.DateOf(p.AsOf)
	var lines []endLine
	for from := 0; from < len(p.EndsSoon); {
		u := &p.EndsSoon[from]
		to := from + 1
		for to < len(p.EndsSoon) && u.EndsWith(&p.EndsSoon[to]) {
			to++
		}
		text := fmt.Sprintf("%s  %s%s: %s%s", u.Day, clientLabel(u.Client), whoEnds(p.EndsSoon[from:to]), Terminal(UpcomingWords(u)), inDays(int(u.Day-today)))
		lines = append(lines, endLine{text, Terminal(u.Pos.String())})
		from = to
	}
	return lines
}

// endLine is a line about what ends, and the place that says so.
type endLine struct{ text, place string }

// namedTogether is how many people are named where more have the same.
const namedTogether = 5

func whoEnds(list []engine.Upcoming) string {
	var names []string
	for i := range list {
		if i == namedTogether && len(list) > namedTogether+1 {
			return "  " + strings.Join(names, ", ") + fmt.Sprintf(" and %d more", len(list)-i)
		}
		if email := list[i].Email(); email != "" {
			names = append(names, Terminal(email))
		}
	}
	if len(names) == 0 {
		return ""
	}
	return "  " + strings.Join(names, ", ")
}

func inDays(n int) string {
	switch n {
	case 0:
		return " (today is the last day)"
	case 1:
		return " (tomorrow)"
	}
	return fmt.Sprintf(" (in %d days)", n)
}

// scheduledLines says what begins on a later day and is not approved yet.
func scheduledLines(p *engine.Plan) []besideLine {
	var lines []besideLine
	for i := range p.Scheduled {
		s := &p.Scheduled[i]
		period := "from " + s.Starts.String()
		if s.Expires != 0 {
			period += " until " + s.Expires.String()
		}
		email := Terminal(s.Email)
		if s.Person != engine.Nobody {
			email = Terminal(p.People[s.Person].Email)
		}
		text := fmt.Sprintf("+ %s  %s  %s. Effect: %s", email, Terminal(s.Set), period, s.Effect)
		switch {
		case s.Approved:
			text = fmt.Sprintf("- %s  %s: not wanted any more, the approval is dropped", email, period)
		case s.Refused != "":
			text += ". Not approved: " + Terminal(s.Rule) + ": " + Terminal(s.Refused)
		}
		lines = append(lines, besideLine{s.Client, s.Person, text, Terminal(s.Pos.String())})
	}
	return lines
}
