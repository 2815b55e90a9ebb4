package runs

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"accredit/engine"
)

// Claim is what somebody says of steps.
type Claim struct {
	At        time.Time
	Who       string // e-mail or name of who enters it
	By        string // e-mail of who made the steps, where that is somebody else; replaces the actor
	Because   string
	On        string // when it was made, as told; it moves no date
	Source    string // where it comes from: a worksheet, a comment
	Evidence  engine.EvidenceKind
	ToldOf    []string
	Status    *engine.Status // with which somebody was seen; nil: nobody saw it
	AnyActor  bool           // an observation proves it, whoever made it
	AnyReason bool           // what an observation proves is recorded, whether or not it verifies
}

// Why a claim is refused.
var (
	ErrNoTask   = errors.New("there is no such task")
	ErrSettled  = errors.New("it is settled otherwise")
	ErrNotReady = errors.New("it is not ready")
	ErrNotYours = fmt.Errorf("somebody else makes it: %w", ErrNotReady)
)

// Refusal is a claim that is refused, with the steps that it was about.
type Refusal struct {
	ID     string
	Reason string
	Hint   string
	Kind   error // ErrNoTask, ErrSettled, ErrNotReady or ErrNotYours
}

// Error says what is refused, and why.
func (r *Refusal) Error() string { return r.ID + ": " + r.Reason }

// Unwrap returns the kind of refusal.
func (r *Refusal) Unwrap() error { return r.Kind }

// Book is the open parts of a state while claims are worked out. Changes lists
// what they write, all or nothing.
type Book struct {
	a       *engine.Access
	c       *engine.Catalogue
	now     time.Time
	all     []engine.RunPart // closed ones too
	grounds map[int64]*ground
	make    *grounds
	before  map[*engine.RunPart]*engine.RunPart // by the copy that is changed
	parts   []*engine.RunPart                   // changed, in order
	people  []engine.PersonChange
	grants  []engine.GrantChange
	clients map[int64]*engine.RecordedClient // whose relationship changed
	serial  int64                            // of the revision that will be written
}

// NewBook begins with what is recorded. all are the parts of every run.
func NewBook(a *engine.Access, all []engine.RunPart, now time.Time) *Book {
	return &Book{
		a: a, c: engine.CatalogueOf(a), now: now, all: all, grounds: map[int64]*ground{}, make: newGrounds(a, engine.CatalogueOf(a), now),
		before: map[*engine.RunPart]*engine.RunPart{}, clients: map[int64]*engine.RecordedClient{}, serial: a.Serial + 1,
	}
}

// locate finds the part and the step of an id. The part is a copy that may be
// changed.
func (b *Book) locate(id engine.StepID) (*engine.RunPart, *engine.RunStep, error) {
	text := fmt.Sprintf("%d.%d", id.Run, id.Seq)
	for i := range b.all {
		p := b.copyOf(&b.all[i])
		s := p.Find(id.Run, id.Seq)
		if s == nil {
			continue
		}
		if id.Mark != "" && id.Mark != s.Mark {
			return nil, nil, &Refusal{ID: text + "-" + id.Mark, Kind: ErrNoTask,
				Reason: "this is the id of another state's task: here the mark of " + text + " is " + s.Mark,
				Hint:   "Use the worksheet that was made from this state: accredit run show."}
		}
		return p, s, nil
	}
	return nil, nil, &Refusal{ID: text, Kind: ErrNoTask, Reason: "there is no such task", Hint: "accredit task list shows those that are open."}
}

// copyOf is the copy of a part in which claims are noted.
func (b *Book) copyOf(p *engine.RunPart) *engine.RunPart {
	for is, was := range b.before {
		if was == p {
			return is
		}
	}
	is := p.Clone()
	b.before[is] = p
	return is
}

// ground is what the part's steps stand on, after what was claimed so far.
func (b *Book) ground(p *engine.RunPart) *ground {
	g, ok := b.grounds[p.HubID]
	if !ok || g != nil && g.part != p {
		g = b.make.of(p)
		b.grounds[p.HubID] = g
	}
	return g
}

func (b *Book) touch(p *engine.RunPart) {
	if !slices.Contains(b.parts, p) {
		b.parts = append(b.parts, p)
	}
}

// Done claims that steps were made, in whatever order they are given: each is
// recorded when it is ready. What is done already is left. The first error is
// of the step that cannot be.
func (b *Book) Done(ids []engine.StepID, claim Claim) (already []string, err error) {
	type todo struct {
		part *engine.RunPart
		step *engine.RunStep
	}
	var open []todo
	for _, id := range b.whole(ids, claim) {
		p, s, err := b.locate(id)
		if err != nil {
			return nil, err
		}
		switch {
		case s.State == engine.StepDone:
			already = append(already, s.ID())
			continue
		case s.State == engine.StepCanceled, s.State == engine.StepFailed && !p.IsOpen():
			return nil, &Refusal{ID: s.ID(), Kind: ErrSettled, Reason: settledText(s), Hint: lookHint(p)}
		}
		open = append(open, todo{p, s})
	}
	for len(open) > 0 {
		made := false
		for i, t := range open {
			if t.step.State == engine.StepDone { // with another of the same edit
				open = slices.Delete(open, i, i+1)
				made = true
				break
			}
			if refused := b.done(t.part, t.step, claim); refused == nil {
				open = slices.Delete(open, i, i+1)
				made = true
				break
			} else if err == nil || i == 0 {
				err = refused
			}
		}
		if !made {
			return already, err
		}
		err = nil
	}
	return already, nil
}

// authorize refuses a claim of somebody who is neither the actor of the step nor
// says who was. It is attribution, no authentication: what decides is who may
// write the state. word is true for a claim that changes no access.
func (b *Book) authorize(s *engine.RunStep, claim Claim, word bool) error {
	if claim.AnyActor || claim.Who == s.Actor {
		return nil
	}
	holder, anybody := false, false
	for i := range b.a.People {
		p := &b.a.People[i]
		anybody = anybody || p.Roles != 0
		holder = holder || p.Email == claim.Who && p.Roles != 0
	}
	switch {
	case claim.By == "" && (!word || !holder && anybody):
		return &Refusal{ID: s.ID(), Kind: ErrNotYours, Reason: "it is " + s.Actor + "'s, and you are " + claim.Who,
			Hint: "Say who made it: --by PERSON. Who you are is taken from ACCREDIT_USER, else from git's user.email."}
	case claim.By == "" || claim.By == claim.Who || holder || !anybody:
		return nil
	}
	return &Refusal{ID: s.ID(), Kind: ErrNotYours, Reason: claim.Who + " has no role in the partner account, and cannot speak for " + claim.By,
		Hint: "Let " + s.Actor + " claim it, or somebody with roles in the partner account."}
}

// done records one step that is ready.
func (b *Book) done(p *engine.RunPart, s *engine.RunStep, claim Claim) error {
	if refused := b.authorize(s, claim, false); refused != nil {
		return refused
	}
	g := b.ground(p)
	if g == nil {
		return &Refusal{ID: s.ID(), Kind: ErrSettled, Reason: "its client is not recorded any more"}
	}
	if out := p.Out(); out != nil && !claim.AnyReason {
		return &Refusal{ID: s.ID(), Kind: ErrNotReady, Reason: "a request to HubSpot is out for " + out.ID() + " since " + out.SentAt().Format("2006-01-02 15:04"),
			Hint: "accredit run resume looks what came of it."}
	}
	made := []*engine.RunStep{s}
	if !claim.AnyReason {
		made = b.editOf(p, s)
	}
	planned := make([]engine.RunStep, len(made))
	for i, of := range made {
		planned[i] = *of
		if of.State == engine.StepFailed {
			of.State = engine.StepOpen // it worked in the end
		}
		if claim.By != "" {
			of.Actor = claim.By
		}
	}
	is := find(g.look(p), s.Run, s.Seq)
	if is.Ready && len(made) > 1 && len(is.Edit) == 0 {
		is.Ready, is.Blocked = false, "it is one edit with other steps, and they cannot all be made so"
	}
	if !is.Ready && !claim.AnyReason {
		refusal := notReady(is, claim, lookHint(p))
		for i, of := range made {
			*of = planned[i]
		}
		return refusal
	}
	for _, of := range made {
		each := *is
		if each.Step = of; len(made) > 1 { // they are ready one after the other
			each.Via, _ = g.try(g.replay.Clone(), of)
		}
		if each.Via == engine.ViaAPI { // whoever claims it made it by hand
			each.Via = g.byHand(of)
		}
		b.write(g, p, of, &each, claim)
	}
	return nil
}

// notReady says what a step lacks.
func notReady(is *Standing, claim Claim, hint string) error {
	reason := is.Blocked
	switch {
	case len(is.BlockedBy) > 0:
		reason = "it is blocked by " + strings.Join(is.BlockedBy, ", ") + ": " + is.Blocked
	case len(is.WaitsFor) > 0:
		reason = "it waits for " + strings.Join(is.WaitsFor, ", ")
	case claim.By != "" && reason != "":
		reason = "it does not hold with " + claim.By + " as the one who made it: " + reason
	}
	return &Refusal{ID: is.Step.ID(), Kind: ErrNotReady, Reason: reason, Hint: hint}
}

// lookHint is the way out where somebody says that it is done all the same.
func lookHint(p *engine.RunPart) string {
	return fmt.Sprintf("If it is done all the same, an export of the account proves it: accredit run check --observed %d_DATE.csv", p.HubID)
}

func settledText(s *engine.RunStep) string {
	e := s.Settling()
	if e == nil {
		return "it is " + s.State.String()
	}
	text := "it is " + s.State.String() + " since " + e.At.Format("2006-01-02") + " by " + e.By
	if e.Because != "" {
		text += ": " + e.Because
	}
	return text
}

// write notes a step as done, and what that changes.
func (b *Book) write(g *ground, p *engine.RunPart, s *engine.RunStep, is *Standing, claim Claim) {
	person := g.person(s.Email)
	email := g.email(s.Email)
	s.Via = is.Via
	if !claim.AnyActor && claim.By == "" && claim.Who != "" && claim.Who != s.Actor {
		claim.By = s.Actor
	}
	evidence := &engine.Evidence{Kind: claim.Evidence, At: claim.At, By: s.Actor, Source: claim.Source, ToldOf: claim.ToldOf, Step: s.ID()}
	if claim.AnyActor {
		evidence.By = ""
	}
	event := engine.StepEvent{At: claim.At, By: s.Actor, Because: claim.Because, On: claim.On, Evidence: claim.Evidence, Source: claim.Source}
	if claim.AnyActor {
		event.By = claim.Who
	} else if claim.Who != s.Actor {
		event.EnteredBy, evidence.EnteredBy = claim.Who, claim.Who
	}
	info := engine.StepInfo{Action: s.Action, Effect: s.Effect, Cause: s.Cause, Actor: s.Actor, Via: s.Via}
	was := b.recorded(g, person, email)
	change := engine.GrantChange{HubID: p.HubID, Email: email, Step: info, Before: was, After: b.after(was, s.After, evidence, &claim)}
	if change.After == nil {
		change.GoneOn = engine.DateOf(claim.At)
		if was != nil && was.Origin != nil && was.Origin.Observed {
			wished := *was.Origin
			wished.Observed = false
			change.GoneOrigin = &wished
		}
	}
	if change.Before != nil || change.After != nil {
		b.grants = append(b.grants, change)
	}
	if s.Record != nil {
		record := b.after(was, s.Record, evidence, &claim)
		b.grants = append(b.grants, engine.GrantChange{HubID: p.HubID, Email: email, Step: engine.StepInfo{Action: engine.ActionRecord, Cause: s.Cause}, Before: change.After, After: record})
	}
	g.replay.Set(person, b.c.Grant(b.recorded(g, person, email), person))
	settle(s, engine.StepDone, event)
	s.Serial = b.serial
	b.touch(p)
	b.relate(g)
}

// after is what is recorded when a step is done: what was approved, with the
// status that was seen. was is what was recorded before.
func (b *Book) after(was, rec *engine.RecordedGrant, evidence *engine.Evidence, claim *Claim) *engine.RecordedGrant {
	if rec == nil {
		return nil
	}
	is := *stillInvited(was, rec)
	is.Evidence, is.RecordedOn, is.Status = evidence, engine.DateOf(claim.At), statusSeen(is.Status, claim.Status)
	return &is
}

// recorded is what stands of somebody after what was claimed so far.
func (b *Book) recorded(g *ground, person int32, email string) *engine.RecordedGrant {
	for _, c := range slices.Backward(b.grants) {
		if c.HubID == g.client.HubID && c.Email == email {
			return c.After
		}
	}
	for i := range g.client.Grants {
		if g.client.Grants[i].Person == person {
			return &g.client.Grants[i]
		}
	}
	return nil
}

// relate keeps the end of a relationship in which nobody of the agency is left.
func (b *Book) relate(g *ground) {
	is := b.clients[g.client.HubID]
	if is == nil {
		copied := *g.client
		is = &copied
	}
	switch left := g.replay.Grants(); {
	case left > 0:
		is.EndsOn = 0
	case g.client.EndsOn == 0:
		is.EndsOn, _ = engine.RelationshipEnd(g.client.LastActivity, g.day)
	}
	b.clients[g.client.HubID] = is
}

// Fail notes that steps could not be made.
func (b *Book) Fail(ids []engine.StepID, claim Claim) (already []string, err error) {
	for _, id := range b.whole(ids, claim) {
		p, s, err := b.locate(id)
		if err != nil {
			return nil, err
		}
		switch s.State {
		case engine.StepFailed:
			already = append(already, s.ID())
			continue
		case engine.StepOpen:
		default:
			return nil, &Refusal{ID: s.ID(), Kind: ErrSettled, Reason: settledText(s)}
		}
		if refused := b.authorize(s, claim, true); refused != nil {
			return nil, refused
		}
		settle(s, engine.StepFailed, claim.event(s))
		b.touch(p)
	}
	return already, nil
}

// event is the claim as an event of a step.
func (c *Claim) event(s *engine.RunStep) engine.StepEvent {
	e := engine.StepEvent{At: c.At, By: c.Who, Because: c.Because, On: c.On, Source: c.Source}
	if c.By != "" && c.By != c.Who {
		e.By, e.EnteredBy = c.By, c.Who
	}
	return e
}

// Say keeps a claim that was refused: an observation, an undo or a later step
// settles it.
func (b *Book) Say(ids []engine.StepID, what string, claim Claim) {
	for _, id := range ids {
		p, s, err := b.locate(id)
		if err != nil || s.State == engine.StepDone {
			continue
		}
		e := claim.event(s)
		e.Kind, e.Because = engine.EventSaid, strings.TrimSuffix(what+": "+e.Because, ": ")
		s.Events = append(slices.Clone(s.Events), e)
		b.touch(p)
	}
}

// Cancel cancels the open and failed steps of a part.
func (b *Book) Cancel(run, hubID int64, claim Claim) int {
	n := 0
	for i := range b.all {
		if b.all[i].HubID != hubID || !b.all[i].IsOpen() {
			continue
		}
		p := b.copyOf(&b.all[i])
		for j := range p.Steps {
			s := &p.Steps[j]
			if s.Run == run && (s.State == engine.StepOpen || s.State == engine.StepFailed) {
				settle(s, engine.StepCanceled, claim.event(s))
				b.touch(p)
				n++
			}
		}
	}
	return n
}

// Changes lists what the claims write; nil: nothing.
func (b *Book) Changes() *engine.Changes {
	out := &engine.Changes{People: b.people, Grants: b.grants}
	for _, p := range b.parts {
		if g := b.ground(p); g != nil && p.IsOpen() {
			g.setDue(p)
		}
	}
	for _, p := range b.parts {
		out.Parts = append(out.Parts, engine.RunPartChange{Before: b.before[p], After: p})
	}
	for i := range b.a.Clients {
		was := &b.a.Clients[i]
		if is := b.clients[was.HubID]; is != nil && is.EndsOn != was.EndsOn {
			after := *is
			after.Grants, after.Gone = nil, nil
			out.Clients = append(out.Clients, engine.ClientChange{Before: was, After: &after})
		}
	}
	if out.IsEmpty() {
		return nil
	}
	return out
}
