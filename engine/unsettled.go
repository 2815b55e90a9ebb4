package engine

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Unsettled is what somebody said of a step and what was refused: it is not
// recorded, and it may be true.
type Unsettled struct {
	HubID int64
	Step  *RunStep
	Event *StepEvent
}

// UnsettledClaims lists what was said and refused, in the order of the parts and
// steps. It is settled when afterwards a step of the same person in that client was
// done or taken back, an observation decided about it, or their access was recorded
// anew. A person is the same under every e-mail that they have or had.
func UnsettledClaims(a *Access, parts []RunPart) []Unsettled {
	c := claims{a: a, settled: map[claimCell]int64{}}
	for i := range parts {
		for j := range parts[i].Steps {
			c.settle(parts[i].HubID, &parts[i].Steps[j])
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
			if last < 0 || c.settled[c.cell(parts[i].HubID, s.Email)] >= s.Events[last].At.UnixNano() || c.isRecorded(parts[i].HubID, s, s.Events[last].At) {
				continue
			}
			list = append(list, Unsettled{parts[i].HubID, s, &s.Events[last]})
		}
	}
	return list
}

// claims finds what settles what was said.
type claims struct {
	a       *Access
	settled map[claimCell]int64 // when, in nanoseconds
}

// claimCell is one person in one client, under their present e-mail.
type claimCell struct {
	hubID int64
	email string
}

func (c *claims) cell(hubID int64, email string) claimCell {
	for i := range c.a.People {
		p := &c.a.People[i]
		if p.Email == email {
			break
		}
		if slices.Contains(p.FormerEmails, email) {
			return claimCell{hubID, p.Email}
		}
	}
	return claimCell{hubID, email}
}

// settle notes when something settled what was said of a person before.
func (c *claims) settle(hubID int64, s *RunStep) {
	for _, e := range s.Events {
		if e.Kind == StepDone.String() || e.Kind == EventUndone || e.Kind == EventSettled {
			at := c.cell(hubID, s.Email)
			c.settled[at] = max(c.settled[at], e.At.UnixNano())
		}
	}
}

// isRecorded reports whether the access of a step's person was recorded after
// something was said of the step, by an import or a decision about drift.
func (c *claims) isRecorded(hubID int64, s *RunStep, said time.Time) bool {
	email := c.cell(hubID, s.Email).email
	for i := range c.a.Clients {
		in := &c.a.Clients[i]
		if in.HubID != hubID {
			continue
		}
		for j := range in.Grants {
			g := &in.Grants[j]
			if c.a.People[g.Person].Email == email && g.Evidence != nil && g.Evidence.At.After(said) {
				return true
			}
		}
		for _, gone := range in.Gone {
			day := DateOf(said)
			if c.a.People[gone.Person].Email == email && (gone.On > day || s.After == nil && gone.On == day) {
				return true
			}
		}
	}
	return false
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
	for _, u := range UnsettledClaims(a, parts) {
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
	for _, u := range UnsettledClaims(v.p.a, []RunPart{*part}) {
		v.plan.Warnings = append(v.plan.Warnings, Finding{Rule: ruleClaim, Severity: Warning, Client: client,
			Person: v.p.roster.find(u.Step.Email), Message: u.Words(c.name()), Hint: claimHint})
	}
}
