package engine

import (
	"fmt"
	"slices"
	"time"
)

// InProgress is a client in which a plan gives just the open steps of a run:
// they are approved, and not listed again (docs/runs.md, "The next plan").
type InProgress struct {
	Client int32
	Run    int64
	Since  Date
	Steps  []string // ids
	Actors []int32  // of each step; Nobody where they are not known any more
	// Out is the id of the step for which a request to HubSpot is out, and OutSince
	// when it left; empty: none is. Nothing is planned there before it is settled.
	Out      string
	OutSince time.Time
}

// Replaced says what becomes of the open part of a run in a client when the plan
// is applied.
type Replaced struct {
	Client                 int32
	Run                    int64
	Stay, FallAway, AreNew int
}

// progress compares what each client would be planned to do with the open steps
// of its run.
func (v *review) progress() {
	if len(v.p.a.Parts) == 0 {
		return
	}
	for at, c := range v.clients {
		part := v.p.a.Part(c.hubID)
		if part == nil || v.isSkipped(c) || !v.wantsClient(c) {
			continue
		}
		v.warnClaims(int32(at), c, part)
		v.progressOf(int32(at), c, part)
	}
}

func (v *review) progressOf(client int32, c *clientPlan, part *RunPart) {
	if c.going != nil {
		v.listProgress(client, part, func(s *RunStep) bool { return s.IsPending() })
		v.refuseLongOut(client, c, part)
		return
	}
	open := map[*RunStep]bool{}
	for i := range part.Steps {
		if s := &part.Steps[i]; s.IsPending() && v.wantsPerson(v.p.roster.find(s.Email)) {
			open[s] = true
		}
	}
	same := make([]*RunStep, len(c.steps)) // by step
	tasks, isForgotten := 0, false
	for i := range c.steps {
		st := &c.steps[i]
		isForgotten = isForgotten || st.Action == ActionForget
		if !st.IsTask() || !v.wantsPerson(st.Person) {
			continue
		}
		tasks++
		for j := range part.Steps {
			if s := &part.Steps[j]; open[s] && c.sameStep(s, st) {
				same[i] = s
				delete(open, s)
				break
			}
		}
	}
	stay := 0
	for _, s := range same {
		if s != nil {
			stay++
		}
	}
	switch {
	case isForgotten:
	case c.execution() == ExecuteRecord:
		c.violate(RuleInProgress, Nobody, fmt.Sprintf("%s has %s of run %d. With execution = \"record\" what people have still to do there would count as done.", c.name(), countOf(openSteps(part), "open step"), part.Number),
			ways(fmt.Sprintf("Finish them: accredit task list --client %s.", c.label()), fmt.Sprintf("Cancel them: accredit run cancel %d --client %s --because TEXT.", part.Number, c.label())), Pos{})
		v.addViolation(client, c)
	case len(open) == 0 && stay == tasks:
		v.goesOn(client, c, part, same)
	default:
		for i, s := range same {
			if s == nil {
				continue
			}
			details := *c.steps[i].More()
			details.ApprovedIn = s.ID()
			c.steps[i].Details = &details
		}
		c.losses = slices.DeleteFunc(c.losses, func(l loss) bool { return c.isApproved(l.person) })
		v.plan.Replaces = append(v.plan.Replaces, Replaced{Client: client, Run: part.Number, Stay: stay, FallAway: len(open), AreNew: tasks - stay})
	}
}

// goesOn leaves out the steps that are open already.
func (v *review) goesOn(client int32, c *clientPlan, part *RunPart, same []*RunStep) {
	var kept []Step
	for i := range c.steps {
		if same[i] == nil {
			kept = append(kept, c.steps[i])
		}
	}
	if !v.listProgress(client, part, func(s *RunStep) bool { return s.IsPending() && slices.Contains(same, s) }) {
		return
	}
	moving := map[int32]bool{}
	for i := range c.steps {
		if same[i] != nil {
			moving[c.steps[i].Person] = true
		}
	}
	// What is recorded with an open step waits for it.
	kept = slices.DeleteFunc(kept, func(st Step) bool { return st.Action == ActionRecord && moving[st.Person] })
	for i := range kept {
		kept[i].Seq = int32(i + 1)
	}
	c.steps, c.relationship = kept, nil
	c.losses = slices.DeleteFunc(c.losses, func(l loss) bool { return moving[l.person] })
}

// listProgress lists the open steps of a client that are in progress, and
// reports whether there are any.
func (v *review) listProgress(client int32, part *RunPart, is func(*RunStep) bool) bool {
	progress := InProgress{Client: client, Run: part.Number, Since: DateOf(part.At)}
	for i := range part.Steps {
		if s := &part.Steps[i]; is(s) {
			progress.Steps = append(progress.Steps, s.ID())
			progress.Actors = append(progress.Actors, v.p.roster.find(s.Actor))
		}
	}
	if len(progress.Steps) == 0 {
		return false
	}
	if out := part.Out(); out != nil {
		progress.Out, progress.OutSince = out.ID(), out.SentAt()
	}
	v.plan.InProgress = append(v.plan.InProgress, progress)
	return true
}

// addViolation adds the latest violation of a client to the plan: those of the
// clients are gathered already.
func (v *review) addViolation(client int32, c *clientPlan) {
	f := c.violations[len(c.violations)-1]
	f.Client = client
	v.plan.Violations = append(v.plan.Violations, f)
}

// outFor is how long a request may be out before nobody may go on as if it were
// just being made.
const outFor = time.Hour

// refuseLongOut refuses a client where a request has been out for long: nobody can
// plan from what nobody knows.
func (v *review) refuseLongOut(client int32, c *clientPlan, part *RunPart) {
	out := part.Out()
	if out == nil || v.p.d.AsOf.Sub(out.SentAt()) < outFor {
		return
	}
	c.violate(RuleInProgress, Nobody, fmt.Sprintf("A request to HubSpot left for task %s in %s on %s, and nobody knows what came of it.", out.ID(), c.name(), out.SentAt().UTC().Format("2006-01-02 15:04")),
		ways(fmt.Sprintf("Let accredit look in the account: accredit run resume %d --client %s.", part.Number, c.label()), "Show it an export of that account: accredit run check --observed FILE."), Pos{})
	v.addViolation(client, c)
}

// freeze plans nothing in a client while a request is out there.
func (c *clientPlan) freeze(pairs []*pair, part *RunPart) {
	for _, pr := range pairs {
		if pr.was != nil {
			c.end = append(c.end, pr.was)
		}
	}
	c.after, c.going = c.before, part
}

// leadsThere reports whether the open steps of the client's run, in their order,
// lead from what is recorded to just what is wanted. Then nothing is planned
// there: whether they can be made is asked of each one when it is its turn.
func (c *clientPlan) leadsThere(pairs []*pair) bool {
	part := c.p.a.Part(c.hubID)
	if part == nil || c.execution() == ExecuteRecord {
		return false
	}
	catalogue := c.p.d.Catalogue
	ends := map[int32]*RecordedGrant{}
	for i := range part.Steps {
		s := &part.Steps[i]
		if !s.IsPending() {
			continue
		}
		person := c.p.roster.find(s.Email)
		pr, added := pairOf(pairs, person)
		before, begun := ends[person]
		if !begun {
			before = catalogue.Record(pr.cur, 0)
		}
		if person == Nobody || added && s.Before != nil || !SameRecorded(s.Before, before) {
			return false
		}
		if ends[person] = s.After; s.Record != nil {
			ends[person] = s.Record
		}
	}
	met := 0
	for _, pr := range pairs {
		end, moves := ends[pr.person]
		switch {
		case pr.link != nil:
			return false
		case moves:
			if met++; !meets(end, catalogue.Record(pr.want, 0)) && !c.heldBackInRun(part, pr) {
				return false
			}
		case len(c.p.stagesOf(pr, false)) > 0:
			return false
		}
	}
	if met != len(ends) || len(ends) == 0 {
		return false
	}
	c.going = part
	return true
}

// meets reports whether what open steps lead to is what is wanted. Whether the
// user is linked follows when the run is over, and of who is deactivated nothing
// else is changed.
func meets(end, want *RecordedGrant) bool {
	if end == nil || want == nil {
		return end == want
	}
	if want.Status == Deactivated {
		return end.Status == Deactivated
	}
	is := *end
	is.Unlinked = want.Unlinked
	return SameRecorded(&is, want)
}

// heldBackInRun reports whether somebody's open steps lead as far as clamp let
// them when they were approved, and what was wanted then is wanted now. What is
// held back follows when the run is over.
func (c *clientPlan) heldBackInRun(part *RunPart, pr *pair) bool {
	if c.subset != Clamp || pr.want == nil {
		return false
	}
	for i := len(part.Steps) - 1; i >= 0; i-- {
		if s := &part.Steps[i]; s.IsPending() && c.p.roster.find(s.Email) == pr.person {
			return s.After != nil && s.After.Rights.Set == pr.want.Set && s.After.Status.Wanted() == pr.want.Status.Wanted() &&
				slices.Equal(s.Wanted, LevelsOf(c.p.d.Catalogue, pr.want.Rights))
		}
	}
	return false
}

// sameStep reports whether a step of the plan is an open step of a run.
func (c *clientPlan) sameStep(s *RunStep, st *Step) bool {
	if s.Action != st.Action || c.p.roster.find(s.Email) != st.Person {
		return false
	}
	catalogue := c.p.d.Catalogue
	return SameRecorded(s.Before, catalogue.Record(st.Before, 0)) && SameRecorded(s.After, catalogue.Record(st.After, 0))
}

// isApproved reports whether everything that the plan does to somebody in the
// client is approved already: by an open run, or as a begin of today.
func (c *clientPlan) isApproved(person int32) bool {
	any, last := false, -1
	for i := range c.steps {
		if st := &c.steps[i]; st.Person == person && st.IsTask() {
			if any, last = true, i; st.More().ApprovedIn == "" {
				return c.beganApproved(person)
			}
		}
	}
	return any && last >= 0
}

// execution is what the configuration says of the client, else what is recorded.
func (c *clientPlan) execution() Execution {
	if c.desired != nil {
		return c.desired.Execution
	}
	return c.recorded.Execution
}

// IsTask reports whether somebody does something in an account; the other steps
// are facts.
func (s *Step) IsTask() bool {
	switch s.Action {
	case ActionAdopt, ActionRecord, ActionForget, NoAction:
		return false
	}
	return true
}

func openSteps(part *RunPart) int {
	n := 0
	for i := range part.Steps {
		if part.Steps[i].IsPending() {
			n++
		}
	}
	return n
}

func countOf(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
