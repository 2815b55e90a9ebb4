package engine

import (
	"fmt"
	"slices"
)

// recordedLater takes people whose access was recorded after somebody looked as
// they are recorded: what was seen is too old to say anything of them.
func (f *driftFinder) recordedLater(acc *accountDrift) {
	later := &acc.how.Later
	if later.Records == 0 {
		return
	}
	for person, w := range acc.pairs {
		p := &f.out.People[person]
		if slices.ContainsFunc(later.People, func(email string) bool {
			return email == p.Email || slices.Contains(p.FormerEmails, email)
		}) {
			w.observed = w.recorded
		}
	}
	records := "1 record"
	if later.Records > 1 {
		records = fmt.Sprintf("%d records", later.Records)
	}
	f.out.Warnings = append(f.out.Warnings, Finding{
		Rule: ruleObserved, Severity: Warning, Client: acc.client, Person: Nobody,
		Message: fmt.Sprintf("%s is older than %s of %s: not compared for them", acc.how.Source, records, acc.plan.name()),
		Hint:    "export the users again",
	})
}
