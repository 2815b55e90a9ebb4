package config

import "accredit/engine"

// never is a day that does not come.
const never engine.Date = 1 << 30

// dormant is after how many days without activity plans speak of it (docs/rules.md
// R6).
const dormant = 46

// unchangedUntil is the first day after today on which a client may mean
// something else, or a plan that looks so many days ahead may have something to
// say of its dates.
func unchangedUntil(today, ahead engine.Date, c *client, blocks []*accessBlock) engine.Date {
	until := never
	note := func(date engine.Date) {
		if date != 0 && date+1 >= today {
			until = min(until, max(today+1, date-ahead-1))
		}
	}
	for i := range c.links {
		note(c.links[i].ApprovedOn)
		note(c.links[i].EndedOn)
	}
	if c.LastActivity != 0 && c.LastActivity+dormant > today {
		until = min(until, c.LastActivity+dormant)
	}
	for _, b := range blocks {
		note(b.period.From)
		note(b.period.To)
	}
	return until
}
