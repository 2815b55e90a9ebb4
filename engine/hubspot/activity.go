package hubspot

import (
	"fmt"

	"accredit/engine"
)

// ReadActivity reads when one of ours was last active in each client account:
// tables with the columns hub id and date. Of several rows of one account the
// latest day counts. A day after today is a problem. All problems are collected.
func ReadActivity(files []File, today engine.Date) (map[int64]engine.Date, []Problem) {
	last := map[int64]engine.Date{}
	var problems []Problem
	for _, f := range files {
		note := func(line int, err error) {
			problems = append(problems, Problem{File: f.Name, Line: line, Text: err.Error()})
		}
		t, err := openTable(f)
		if err != nil {
			note(0, err)
			continue
		}
		l, err := readLayout(t.Header(), activityColumnNames, []column{columnHubID}, []column{columnDate})
		if err == nil {
			err = eachRow(t, note, func(row []string, line int) {
				if err := readActivity(&cells{layout: l, row: row}, today, last); err != nil {
					note(line, err)
				}
			})
		}
		if err != nil {
			note(0, err)
		}
	}
	return last, problems
}

func readActivity(c *cells, today engine.Date, last map[int64]engine.Date) error {
	hubID, err := parseHubID(c.text(columnHubID))
	if err != nil {
		return fmt.Errorf("hub_id %w", err)
	}
	text := c.text(columnDate)
	day, err := engine.ParseDate(text)
	switch {
	case len(c.problems) > 0:
		return c.problems[0]
	case err != nil, day == 0:
		return fmt.Errorf("the date %s is not a day: write it like 2026-11-20", quote(text))
	case day > today:
		return fmt.Errorf("%s has not come yet", day)
	}
	last[hubID] = max(last[hubID], day)
	return nil
}
