package engine

import (
	"fmt"
	"time"
)

// ruleTime names the warnings about the moment for which a plan is made. It is
// no rule that can be broken.
const ruleTime = "time"

// longPause is how many days may lie between two revisions before a plan asks
// whether its moment is right.
const longPause = 366

// Latest is the latest moment of the recorded revisions; zero: there is none.
// It is that of the last one, unless the moments are out of order.
func (a *Access) Latest() time.Time {
	var latest time.Time
	for _, r := range a.Recent {
		if r.At.After(latest) {
			latest = r.At
		}
	}
	return latest
}

// LongBefore reports whether the latest revision lies so long before a moment that
// the moment may be wrong.
func (a *Access) LongBefore(at time.Time) bool {
	latest := a.Latest()
	return !latest.IsZero() && DateOf(at) > DateOf(latest)+longPause
}

// warnMoment says where a plan is for a moment before the latest revision, or
// so long after it that the clock may be wrong (docs/rules.md, "Apply").
func (v *review) warnMoment() {
	at, latest := v.p.d.AsOf, v.p.a.Latest()
	if latest.IsZero() {
		return
	}
	f := Finding{Rule: ruleTime, Severity: Warning, Client: Nobody, Person: Nobody}
	switch {
	case at.Before(latest):
		f.Message = fmt.Sprintf("This plan is for %s, and the latest revision is of %s: it cannot be applied.", at.Format(time.RFC3339), latest.Format(time.RFC3339))
		f.Hint = ways("Set the clock of this machine.", "Correct --now.")
	case v.p.a.LongBefore(at):
		f.Message = fmt.Sprintf("This plan is for %s, and the latest revision is of %s, more than a year earlier.", at.Format(time.RFC3339), latest.Format(time.RFC3339))
		f.Hint = "Check the clock of this machine, and --now. Once this plan is applied, nothing can be recorded for an earlier moment."
	default:
		return
	}
	v.plan.Warnings = append(v.plan.Warnings, f)
}
