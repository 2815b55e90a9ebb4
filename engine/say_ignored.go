package engine

import "fmt"

// ruleIgnored names the warnings about drift that somebody decided to leave as
// it is. It is no rule that can be broken.
const ruleIgnored = "ignored"

// sayIgnored says which differences drift does not report, until when and why:
// a plan follows the configuration there as everywhere.
func (v *review) sayIgnored() {
	for _, ig := range v.p.a.Ignored {
		if ig.Until < v.p.day {
			continue
		}
		f := Finding{Rule: ruleIgnored, Severity: Warning, Client: Nobody, Person: Nobody}
		if ig.HubID != 0 {
			c := v.clientOf(ig.HubID)
			if c == nil {
				continue
			}
			f = v.finding(c, f)
		}
		what := "Drift"
		if ig.Email != "" {
			if f.Person = v.p.roster.find(ig.Email); f.Person == Nobody {
				what = "Drift of " + ig.Email
			}
		}
		f.Message = fmt.Sprintf("%s is ignored until %s (%s on %s: %s). This plan follows the configuration all the same.", what, ig.Until, ig.Who, ig.On, ig.Because)
		v.plan.Warnings = append(v.plan.Warnings, f)
	}
}
