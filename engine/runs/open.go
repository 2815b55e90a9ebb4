package runs

import (
	"fmt"
	"slices"

	"accredit/engine"
	"accredit/engine/verify"
)

// Opened says what opening a run came to.
type Opened struct {
	Changes  *engine.Changes // the parts; to be joined to those of the facts
	Run      int64           // zero: no step had to be opened
	Steps    int             // opened under a new number
	Replaced []Replaced
}

// Replaced says what became of the open part that stood in a client before.
type Replaced struct {
	Run                    int64
	HubID                  int64
	Client                 string
	Stay, FallAway, AreNew int
}

// Facts returns the plan without the steps that a run carries out: what applying
// writes at once. Those are the steps of clients whose execution is record;
// elsewhere records of people, clients and sets, what is forgotten, what an
// access link made, and records of a grant that no step of that person stands
// before (docs/runs.md, "Runs").
func Facts(p *engine.Plan) *engine.Plan {
	if !slices.ContainsFunc(p.Clients, func(c engine.PlanClient) bool { return c.Execution == engine.ExecuteRun }) {
		return p
	}
	facts := *p
	facts.Steps = nil
	later := map[int32]bool{} // clients with a step that is made later
	type place struct{ client, person int32 }
	moving := map[place]bool{}
	for i := range p.Steps {
		st := &p.Steps[i]
		at := place{st.Client, st.Person}
		switch {
		case st.Client == engine.Nobody || p.Clients[st.Client].Execution == engine.ExecuteRecord:
			facts.Steps = append(facts.Steps, *st)
		case st.IsTask():
			later[st.Client], moving[at] = true, true
		case !moving[at]:
			facts.Steps = append(facts.Steps, *st)
		}
	}
	facts.Relationships = slices.DeleteFunc(slices.Clone(p.Relationships), func(r engine.RelationshipChange) bool { return later[r.Client] })
	return &facts
}

// Tasks counts the steps that a run carries out.
func Tasks(p *engine.Plan) int {
	n := 0
	for i := range p.Steps {
		if st := &p.Steps[i]; st.Client != engine.Nobody && p.Clients[st.Client].Execution == engine.ExecuteRun && st.IsTask() {
			n++
		}
	}
	return n
}

// Open opens a run for the steps that Facts leaves out. Of run the number is
// set. What is recorded, and the plan, are those that were verified.
func Open(a *engine.Access, p *engine.Plan, run engine.Run) (*Opened, error) {
	o := &opening{a: a, p: p, run: run, base: verify.NewBase(a, p), out: &Opened{Changes: &engine.Changes{}}}
	o.run.Number = a.LastRun + 1
	for from := 0; from < len(p.Steps); {
		to := from + 1
		for to < len(p.Steps) && p.Steps[to].Client == p.Steps[from].Client {
			to++
		}
		if client := p.Steps[from].Client; client != engine.Nobody && p.Clients[client].Execution == engine.ExecuteRun {
			if err := o.part(&p.Clients[client], p.Steps[from:to]); err != nil {
				return nil, err
			}
		}
		from = to
	}
	for _, s := range p.Skipped {
		o.withdraw(&p.Clients[s.Client])
	}
	if err := o.closeRest(); err != nil {
		return nil, err
	}
	return o.out, nil
}

// ByAPI counts the open steps of its parts that HubSpot's API is to make.
func (o *Opened) ByAPI() int {
	n := 0
	for _, c := range o.Changes.Parts {
		for i := range c.After.Steps {
			if s := &c.After.Steps[i]; s.IsPending() && byAPI(s) {
				n++
			}
		}
	}
	return n
}

type opening struct {
	a   *engine.Access
	p   *engine.Plan
	run engine.Run
	seq int32
	out *Opened

	base *verify.Base
}

// part opens the part of one client.
func (o *opening) part(c *engine.PlanClient, steps []engine.Step) error {
	part := &engine.RunPart{Run: o.run, HubID: c.HubID, SubsetRule: c.SubsetRule}
	open := o.a.Part(c.HubID)
	if open != nil && open.Out() != nil {
		return &verify.Error{Client: c.Label(), Reason: "a request to HubSpot is out for " + open.Out().ID()}
	}
	replaced := Replaced{HubID: c.HubID, Client: c.Label()}
	begin := o.base.Replay(c)
	end := begin.Clone()
	for i := range steps {
		st := &steps[i]
		if st.Person == engine.Nobody {
			continue
		}
		if !st.IsTask() {
			if end.Set(st.Person, st.After); !o.record(part, st) {
				begin.Set(st.Person, st.After)
			}
			continue
		}
		if reason := end.Make(st); reason != "" {
			return &verify.Error{Client: c.Label(), Seq: st.Seq, Reason: reason}
		}
		step := o.step(st)
		if same := sameStep(open, step); same != nil {
			keep(step, same)
			replaced.Stay++
		} else {
			o.seq++
			step.Run, step.Seq = o.run.Number, o.seq
			step.Mark = engine.MarkOf(o.a.Lineage, o.run.At, c.HubID, step)
			replaced.AreNew++
		}
		part.Steps = append(part.Steps, *step)
	}
	if err := o.keepOthers(part, open, end); err != nil {
		return err
	}
	if len(part.Steps) == 0 {
		return nil
	}
	part.Admins = end.Bounds()
	part.Sets = o.sets(part)
	on := &ground{a: o.a, part: part, catalogue: o.p.Catalogue, people: o.p.People, replay: begin, day: engine.DateOf(o.run.At), now: o.run.At}
	o.oneActor(on, part)
	on.setDue(part)
	if open != nil {
		closed := closePart(open, part, o.run, fmt.Sprintf("replaced by run %d", o.run.Number))
		for i := range closed.Steps {
			if closed.Steps[i].State == engine.StepCanceled && open.Find(closed.Steps[i].Run, closed.Steps[i].Seq).IsPending() {
				replaced.FallAway++
			}
		}
		replaced.Run = open.Number
		o.out.Replaced = append(o.out.Replaced, replaced)
		o.out.Changes.Parts = append(o.out.Changes.Parts, engine.RunPartChange{Before: open, After: closed})
	}
	o.out.Run = o.run.Number
	o.out.Steps += replaced.AreNew
	o.out.Changes.Parts = append(o.out.Changes.Parts, engine.RunPartChange{After: part})
	return nil
}

// closeRest closes the parts of which nothing is wanted any more: no step is left
// there, or the client or the person is no longer managed.
func (o *opening) closeRest() error {
	taken := map[int64]bool{}
	for _, c := range o.out.Changes.Parts {
		taken[c.After.HubID] = true
	}
	none, forgotten := map[int64]bool{}, map[string]bool{}
	for _, r := range o.p.Replaces {
		none[o.p.Clients[r.Client].HubID] = true
	}
	for i := range o.p.Steps {
		switch st := &o.p.Steps[i]; {
		case st.Action != engine.ActionForget:
		case st.Client != engine.Nobody:
			none[o.p.Clients[st.Client].HubID] = true
		default:
			forgotten[o.p.People[st.Person].Email] = true
		}
	}
	for i := range o.a.Parts {
		open := &o.a.Parts[i]
		if taken[open.HubID] {
			continue
		}
		is := open.Clone()
		if len(o.p.OnlyPeople) > 0 && none[open.HubID] {
			end := o.base.Replay(&o.p.Clients[o.clientOf(open.HubID)])
			if _, fallen := o.others(open, end, o.stands); len(fallen) > 0 {
				return o.refuseFallen(open, fallen)
			}
			is.Admins = end.Bounds()
		}
		changed := 0
		for j := range is.Steps {
			s := &is.Steps[j]
			because := "no longer wanted"
			if forgotten[s.Email] {
				because = "no longer managed"
			}
			if s.State == engine.StepOpen && (none[open.HubID] && o.stands(s) || forgotten[s.Email]) {
				settle(s, engine.StepCanceled, engine.StepEvent{At: o.run.At, By: o.run.By, Because: because})
				changed++
			}
		}
		if changed > 0 {
			o.out.Changes.Parts = append(o.out.Changes.Parts, engine.RunPartChange{Before: open, After: is})
			o.out.Replaced = append(o.out.Replaced, Replaced{Run: open.Number, HubID: open.HubID, Client: o.a.ClientLabel(open.HubID), FallAway: changed})
		}
	}
	return nil
}

// stands reports whether the plan speaks of the person of a step.
func (o *opening) stands(s *engine.RunStep) bool {
	return len(o.p.OnlyPeople) == 0 || o.isSpokenOf(s.Email)
}

func (o *opening) clientOf(hubID int64) int32 {
	return int32(slices.IndexFunc(o.p.Clients, func(x engine.PlanClient) bool { return x.HubID == hubID }))
}

// record keeps what is recorded with the step of that person before it; else it
// is a fact that is written at once, and false is returned.
func (o *opening) record(part *engine.RunPart, st *engine.Step) bool {
	email := o.p.People[st.Person].Email
	for i := len(part.Steps) - 1; i >= 0; i-- {
		if part.Steps[i].Email == email {
			part.Steps[i].Record = o.p.Catalogue.Record(st.After, engine.DateOf(o.p.AsOf))
			return true
		}
	}
	return false
}

func (o *opening) step(st *engine.Step) *engine.RunStep {
	day := engine.DateOf(o.p.AsOf)
	s := &engine.RunStep{
		Action: st.Action, Effect: st.Effect, Cause: st.Cause, Via: st.Via, Email: o.p.People[st.Person].Email,
		Before: o.p.Catalogue.Record(st.Before, day), After: o.p.Catalogue.Record(st.After, day),
	}
	if st.Actor != engine.Nobody {
		who := &o.p.People[st.Actor]
		s.Actor = who.Email
		if o.goes(st.Actor) {
			s.Leaving, s.LeavingRoles = true, who.Roles
			if !o.isSaid(st.Actor) {
				s.LeavingRoles |= o.recordedRoles(who)
			}
		}
	}
	if wanted := st.More().Wanted; wanted != "" {
		s.Wanted = engine.LevelsOf(o.p.Catalogue, wanted)
	}
	return s
}

// goes reports whether the plan records that somebody has left.
func (o *opening) goes(person int32) bool {
	return slices.Contains(o.p.Facts.People, person) && o.p.People[person].Status != engine.PersonActive
}

// isSaid reports whether a record says what changes of somebody: then their roles
// are those that it leaves.
func (o *opening) isSaid(person int32) bool {
	return slices.ContainsFunc(o.p.Steps, func(st engine.Step) bool {
		return st.Client == engine.Nobody && st.Person == person && st.Action == engine.ActionRecord
	})
}

func (o *opening) recordedRoles(who *engine.Person) engine.Roles {
	var roles engine.Roles
	for i := range o.a.People {
		if was := &o.a.People[i]; was.Email == who.Email || slices.Contains(who.FormerEmails, was.Email) {
			roles |= was.Roles
		}
	}
	return roles
}

// sets are the contents of the permission sets that the steps name, as approved.
func (o *opening) sets(part *engine.RunPart) []engine.RecordedSet {
	names := map[string]bool{}
	for i := range part.Steps {
		for _, g := range []*engine.RecordedGrant{part.Steps[i].Before, part.Steps[i].After} {
			if g != nil && !engine.IsBuiltinSet(g.Rights.Set) {
				names[g.Rights.Set] = true
			}
		}
	}
	var sets []engine.RecordedSet
	for i := range o.p.Sets {
		if s := &o.p.Sets[i]; names[s.Name] {
			is := engine.RecordedSet{Name: s.Name, Unknown: s.Unknown, Definition: s.Definition}
			if !s.Unknown {
				is.Levels = engine.LevelsOf(o.p.Catalogue, s.Rights)
			}
			sets = append(sets, is)
		}
	}
	return sets
}

// keepOthers keeps the open steps of people whom a narrowed plan does not speak
// of, where they still hold after its steps. What could be made and cannot any more
// is a violation of the plan (Beside), and an error here.
func (o *opening) keepOthers(part, open *engine.RunPart, end *verify.Replay) error {
	if open == nil || len(o.p.OnlyPeople) == 0 {
		return nil
	}
	kept, fallen := o.others(open, end, func(s *engine.RunStep) bool { return o.isSpokenOf(s.Email) || part.Find(s.Run, s.Seq) != nil })
	for _, s := range kept {
		part.Steps = append(part.Steps, *s)
	}
	return o.refuseFallen(open, fallen)
}

// planStep is a step of a run as a step of the plan.
func (o *opening) planStep(s *engine.RunStep) engine.Step {
	find := func(email string) int32 {
		return int32(slices.IndexFunc(o.p.People, func(p engine.Person) bool { return p.Email == email || slices.Contains(p.FormerEmails, email) }))
	}
	person := find(s.Email)
	return engine.Step{
		Person: person, Actor: find(s.Actor), Action: s.Action, Effect: s.Effect, Cause: s.Cause, Via: s.Via,
		Before: o.p.Catalogue.Grant(s.Before, person), After: o.p.Catalogue.Grant(s.After, person),
	}
}

// withdraw cancels what expands in a client that was left out as blocked, and is
// open there: it is not wanted now as it was approved.
func (o *opening) withdraw(c *engine.PlanClient) {
	open := o.a.Part(c.HubID)
	if open == nil {
		return
	}
	is := open.Clone()
	changed := false
	for i := range is.Steps {
		if s := &is.Steps[i]; s.State == engine.StepOpen && s.Effect&engine.Expands != 0 {
			settle(s, engine.StepCanceled, engine.StepEvent{At: o.run.At, By: o.run.By, Because: "no longer wanted; " + c.Label() + " is blocked"})
			changed = true
		}
	}
	if changed {
		o.out.Changes.Parts = append(o.out.Changes.Parts, engine.RunPartChange{Before: open, After: is})
	}
}

// sameStep finds the open step that is the same: action, person, before and
// after, whatever its order and actor. It is taken once.
func sameStep(open *engine.RunPart, step *engine.RunStep) *engine.RunStep {
	if open == nil {
		return nil
	}
	for i := range open.Steps {
		if s := &open.Steps[i]; s.IsPending() && engine.SameRunStep(s, step) {
			return s
		}
	}
	return nil
}

// keep gives a step the id under which it is known, and what was said of it.
func keep(step, same *engine.RunStep) {
	step.Run, step.Seq, step.Mark, step.Events, step.State, step.Due = same.Run, same.Seq, same.Mark, same.Events, same.State, same.Due
}

// closePart is the part that another takes over from: the steps that it keeps are
// gone from here, the other open and failed ones are canceled.
func closePart(open, next *engine.RunPart, run engine.Run, because string) *engine.RunPart {
	is := *open
	is.Steps = nil
	for _, s := range open.Steps {
		if s.IsPending() && next.Find(s.Run, s.Seq) != nil {
			continue
		}
		if s.IsPending() || s.State == engine.StepFailed {
			settle(&s, engine.StepCanceled, engine.StepEvent{At: run.At, By: run.By, Because: because})
		}
		is.Steps = append(is.Steps, s)
	}
	return &is
}

// settle gives a step a state, with the event that says so.
func settle(s *engine.RunStep, to engine.StepState, e engine.StepEvent) {
	e.Kind = to.String()
	s.State = to
	s.Events = append(slices.Clone(s.Events), e)
}
