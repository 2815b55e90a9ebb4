package engine

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Unsettled is what somebody said of a step and what was refused: it is not
// recorded, and it may be true.
type Unsettled struct {
	HubID int64
	Step  *RunStep
	Event *StepEvent
}

// UnsettledClaims lists what was said and refused, in the order of the parts and
// steps. It is settled when a step of the same person in that client was done or
// taken back afterwards.
func UnsettledClaims(parts []RunPart) []Unsettled {
	type cell struct {
		hubID int64
		email string
	}
	settled := map[cell]int64{}
	for i := range parts {
		for j := range parts[i].Steps {
			s := &parts[i].Steps[j]
			for _, e := range s.Events {
				if e.Kind == StepDone.String() || e.Kind == EventUndone {
					at := cell{parts[i].HubID, s.Email}
					settled[at] = max(settled[at], e.At.UnixNano())
				}
			}
		}
	}
	var list []Unsettled
	for i := range parts {
		for j := range parts[i].Steps {
			s := &parts[i].Steps[j]
			last := len(s.Events) - 1
			for last >= 0 && s.Events[last].Kind != EventSaid {
				last--
			}
			if last < 0 || settled[cell{parts[i].HubID, s.Email}] >= s.Events[last].At.UnixNano() {
				continue
			}
			list = append(list, Unsettled{parts[i].HubID, s, &s.Events[last]})
		}
	}
	return list
}

// Words says who says what of which step. client is what the client is called.
func (u *Unsettled) Words(client string) string {
	what, _, _ := strings.Cut(u.Event.Because, ":")
	words := fmt.Sprintf("%s said on %s of task %s (%s %s in %s) that it is %s; that is not recorded",
		u.Event.By, DateOf(u.Event.At), u.Step.ID(), u.Step.Action, u.Step.Email, client, cmp.Or(what, "done"))
	if u.Event.EnteredBy != "" {
		words += " (entered by " + u.Event.EnteredBy + ")"
	}
	return words
}

const (
	ruleClaim   = "claim"
	ruleOverdue = "overdue"
	claimHint   = "Look in the account. What it shows is recorded with accredit run check --observed FILE."
)

// maxOverdue is after how many days an overdue task is warned of.
const maxOverdue = 14

// RunFindings warns of what was said and not recorded, and of tasks that are
// overdue for long. Parts are those of every run. Client and Person index the
// access; what is of a client that is not recorded any more is left out.
func RunFindings(a *Access, parts []RunPart, day Date) []Finding {
	var found []Finding
	warn := func(rule string, hubID int64, email, hint string, words func(client string) string) {
		at, ok := slices.BinarySearchFunc(a.Clients, hubID, func(r RecordedClient, hub int64) int { return cmp.Compare(r.HubID, hub) })
		if !ok {
			return
		}
		person := int32(slices.IndexFunc(a.People, func(p Person) bool { return p.Email == email }))
		found = append(found, Finding{Rule: rule, Severity: Warning, Client: int32(at), Person: max(person, Nobody),
			Message: words(RecordedName(&a.Clients[at])), Hint: hint})
	}
	for _, u := range UnsettledClaims(parts) {
		warn(ruleClaim, u.HubID, u.Step.Email, claimHint, u.Words)
	}
	for i := range parts {
		for j := range parts[i].Steps {
			s := &parts[i].Steps[j]
			late := int(day - s.Due)
			if !s.IsPending() || s.Due == 0 || late <= maxOverdue {
				continue
			}
			warn(ruleOverdue, parts[i].HubID, s.Email, "Make it, or say that it could not be made: accredit task show "+s.ID()+".", func(client string) string {
				return fmt.Sprintf("%s: task %s of %s (%s %s) is overdue by %d days", client, s.ID(), s.Actor, s.Action, s.Email, late)
			})
		}
	}
	return found
}

// warnClaims says in a plan what was said of an open part and is not recorded.
func (v *review) warnClaims(client int32, c *clientPlan, part *RunPart) {
	for _, u := range UnsettledClaims([]RunPart{*part}) {
		v.plan.Warnings = append(v.plan.Warnings, Finding{Rule: ruleClaim, Severity: Warning, Client: client,
			Person: v.p.roster.find(u.Step.Email), Message: u.Words(c.name()), Hint: claimHint})
	}
}
