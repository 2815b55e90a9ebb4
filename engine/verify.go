package engine

import (
	"fmt"
	"runtime"
	"slices"
	"sync"
)

// VerifyError says which step of a plan may not be made.
type VerifyError struct {
	Client string // label; empty for the plan as a whole
	Seq    int32
	Reason string
}

// Error returns a sentence with the step.
func (e *VerifyError) Error() string {
	if e.Client == "" {
		return "the plan does not hold: " + e.Reason
	}
	return fmt.Sprintf("the plan does not hold: step %d of %s: %s", e.Seq, e.Client, e.Reason)
}

// Verify replays a plan step by step on the access that it was made from and
// checks each step against the rules. It knows nothing of how the plan was
// found, and shares with the planner only the formulas of the rules
// themselves (rules.md, "Apply").
func Verify(a *Access, p *Plan) error {
	if a.Lineage != p.Lineage || a.Serial != p.Serial {
		return &VerifyError{Reason: fmt.Sprintf("it was made from serial %d of state %q, this is serial %d of %q", p.Serial, p.Lineage, a.Serial, a.Lineage)}
	}
	if a.Agency.HubID != 0 && a.Agency.HubID != p.AgencyHubID {
		return &VerifyError{Reason: fmt.Sprintf("it is of the agency with hub id %d, the state of %d", p.AgencyHubID, a.Agency.HubID)}
	}
	v := newVerifier(a, p)
	if err := v.whole(); err != nil {
		return err
	}
	skipped := map[int32]bool{}
	for _, s := range p.Skipped {
		skipped[s.Client] = true
	}
	for i := range p.Violations {
		if f := &p.Violations[i]; f.Blocks() && (f.Client == Nobody || !skipped[f.Client]) {
			return &VerifyError{Reason: "rule " + f.Rule + " is broken: " + f.Message}
		}
	}
	if err := v.clients(skipped); err != nil {
		return err
	}
	if v.effect != p.Effect {
		return &VerifyError{Reason: "its effect is " + v.effect.String() + ", and it says " + p.Effect.String()}
	}
	return nil
}

type verifier struct {
	a        *Access
	p        *Plan
	people   map[string]int32 // recorded or present e-mail → index in the plan
	admins   map[string]Rights
	recorded map[int64]*RecordedClient
	rename   map[string]string
	persons  map[string]*Person   // recorded, by e-mail
	were     map[string][]*Person // recorded, by the e-mail that the plan lists them with
	written  map[int32]bool       // people of the plan's facts
	writes   map[int32]bool       // clients of the plan's facts
	effect   Effect               // of the clients replayed

	// of the client at hand
	c     *PlanClient
	now   map[int32]*Grant
	first map[int32]*Grant // what those whom a step was about had before it
	own   int
	name  string
}

func newVerifier(a *Access, p *Plan) *verifier {
	v := &verifier{a: a, p: p, people: map[string]int32{}, admins: map[string]Rights{}, recorded: map[int64]*RecordedClient{}, rename: map[string]string{}}
	for i := range p.People {
		v.people[p.People[i].Email] = int32(i)
	}
	for i := range p.Steps {
		for _, f := range p.Steps[i].More().Fields {
			if p.Steps[i].Client == Nobody && f.Name == "email" {
				v.people[f.Before] = p.Steps[i].Person
			}
		}
	}
	for _, set := range BuiltinSets(p.Catalogue) {
		v.admins[set.Name] = set.Rights
	}
	for _, r := range p.Facts.Renames {
		v.rename[r.From] = r.To
	}
	v.persons, v.written, v.writes = make(map[string]*Person, len(a.People)), map[int32]bool{}, map[int32]bool{}
	v.were = make(map[string][]*Person, len(a.People))
	for i := range a.People {
		was := &a.People[i]
		v.persons[was.Email] = was
		if at, ok := v.people[was.Email]; ok {
			is := p.People[at].Email
			v.were[is] = append(v.were[is], was)
		}
	}
	for _, i := range p.Facts.People {
		v.written[i] = true
	}
	for _, i := range p.Facts.Clients {
		v.writes[i] = true
	}
	for i := range a.Clients {
		v.recorded[a.Clients[i].HubID] = &a.Clients[i]
	}
	return v
}

// clients replays the steps of every client. Clients are independent, so parts
// of them are replayed at the same time; what is said is the first thing that
// is wrong.
func (v *verifier) clients(skipped map[int32]bool) error {
	parts := clientParts(v.p.Steps, runtime.GOMAXPROCS(0))
	effects, faults := make([]Effect, len(parts)), make([]error, len(parts))
	var group sync.WaitGroup
	for i, steps := range parts {
		own := *v
		group.Go(func() {
			faults[i] = own.replay(steps, skipped)
			effects[i] = own.effect
		})
	}
	group.Wait()
	for i := range parts {
		if faults[i] != nil {
			return faults[i]
		}
		v.effect |= effects[i]
	}
	return nil
}

// clientParts cuts steps into at most n parts of about the same length, each
// up to the end of its last client.
func clientParts(steps []Step, n int) [][]Step {
	var parts [][]Step
	for ; len(steps) > 0; n-- {
		to := (len(steps)-1)/n + 1
		for to < len(steps) && steps[to].Client == steps[to-1].Client {
			to++
		}
		parts, steps = append(parts, steps[:to]), steps[to:]
	}
	return parts
}

// replay replays clients one after the other.
func (v *verifier) replay(steps []Step, skipped map[int32]bool) error {
	for from := 0; from < len(steps); {
		to := from
		for to < len(steps) && steps[to].Client == steps[from].Client {
			to++
		}
		if client := steps[from].Client; client != Nobody {
			if skipped[client] {
				return &VerifyError{Client: v.p.Clients[client].Label(), Seq: 1, Reason: "the client is left out as blocked"}
			}
			if err := v.client(&v.p.Clients[client], steps[from:to]); err != nil {
				return err
			}
		}
		from = to
	}
	return nil
}

// client replays the steps of one client.
func (v *verifier) client(c *PlanClient, steps []Step) error {
	v.c, v.name = c, c.Label()
	v.now, v.first, v.own = emptied(v.now), emptied(v.first), len(c.SuperAdmins)
	if rec := v.recorded[c.HubID]; rec != nil {
		if c.Pos.IsZero() {
			v.own = len(rec.SuperAdmins)
		} else {
			known, _ := knownSuperAdmins(c.SuperAdmins, rec)
			v.own = len(known)
		}
		for i := range rec.Grants {
			person, ok := v.people[v.a.People[rec.Grants[i].Person].Email]
			if !ok { // nobody that the plan speaks of; they count all the same
				person = int32(len(v.p.People) + i)
			}
			v.now[person] = v.today(&rec.Grants[i], person)
		}
	}
	for i := range steps {
		st := &steps[i]
		if st.Person == Nobody {
			if reason := v.ofClient(c, steps, i); reason != "" {
				return &VerifyError{Client: v.name, Seq: st.Seq, Reason: reason}
			}
			continue
		}
		if reason := v.step(st); reason != "" {
			return &VerifyError{Client: v.name, Seq: st.Seq, Reason: reason}
		}
		if _, seen := v.first[st.Person]; !seen {
			v.first[st.Person] = st.Before
		}
		if v.now[st.Person] = st.After; st.After == nil {
			delete(v.now, st.Person)
		}
	}
	for person, before := range v.first {
		v.effect |= EffectOf(before, v.now[person])
	}
	return nil
}

// today reads a recorded grant against the plan's catalogue.
func (v *verifier) today(rec *RecordedGrant, person int32) *Grant {
	var base Rights
	if readToday(rec.Rights.Set) {
		base = v.admins[rec.Rights.Set]
	}
	rights, _ := rec.Rights.Levels.Over(v.p.Catalogue, base)
	set := rec.Rights.Set
	if to, ok := v.rename[set]; ok {
		set = to
	}
	return &Grant{Person: person, Set: set, Rights: rights, Unknown: rec.Rights.Unknown, Status: rec.Status, Unlinked: rec.Unlinked, Starts: rec.Starts, Expires: rec.Expires}
}

// step gives the reason why a step may not be made now, or nothing.
func (v *verifier) step(st *Step) string {
	_, again := v.first[st.Person]
	switch {
	case !startsFrom(v.now[st.Person], st.Before):
		return "the grant is not what the step starts from"
	case st.Effect != EffectOf(st.Before, st.After):
		return "its effect is not " + st.Effect.String()
	case !v.shape(st):
		return "what it leaves is not what " + st.Action.String() + " does"
	case !v.c.Mode.allows(st):
		return "the client's mode is " + v.c.Mode.String()
	case st.Action == ActionAdopt && (again || !v.adoptable(v.c, st.Person)):
		return "no access link of " + v.p.People[st.Person].Email + " was approved since they were last recorded there"
	case v.losesLastSuper(st):
		return "the client would have no known super admin"
	case st.Action == ActionAdopt || st.Action == ActionRecord:
		if st.Actor != Nobody {
			return "a fact has no actor"
		}
		return ""
	case st.Actor == Nobody:
		return "nobody is named who makes it"
	}
	return v.actor(st)
}

// startsFrom reports whether a step begins with the grant as it is, in all
// that the rules and its effect look at.
func startsFrom(now, before *Grant) bool {
	if now == nil || before == nil {
		return now == before
	}
	return now.Set == before.Set && now.Status == before.Status && now.Rights.Equal(before.Rights) &&
		now.Unknown == before.Unknown && now.Unlinked == before.Unlinked && now.Starts == before.Starts && now.Expires == before.Expires
}

// shape reports whether before and after fit the action.
func (v *verifier) shape(st *Step) bool {
	b, a := st.Before, st.After
	switch st.Action {
	case ActionAdd:
		return b == nil && a != nil && a.Status == Active
	case ActionRemove:
		return b != nil && a == nil
	case ActionAdopt:
		return a != nil && a.Status == Active && a.Rights.Equal(v.admins[SetPartnerAdmin]) && !v.super(b)
	}
	if b == nil || a == nil {
		return false
	}
	same := b.Rights.Equal(a.Rights)
	switch st.Action {
	case ActionLink:
		return b.Unlinked && !a.Unlinked && same && b.Status == a.Status
	case ActionDeactivate:
		return same && b.Status != Deactivated && a.Status == Deactivated
	case ActionReactivate:
		return same && b.Status == Deactivated && a.Status == Active
	case ActionRecord:
		return b.Status == a.Status && same && b.Unknown == a.Unknown
	case ActionMigrate:
		return v.super(b) && v.p.Catalogue.IsPartnerAdmin(a.Effective()) &&
			v.p.Catalogue.WithBilling(a.Rights, v.admins[SetPartnerAdmin]).Equal(v.admins[SetPartnerAdmin])
	case ActionChange:
		return b.Status == a.Status && a.Status != Deactivated
	}
	return false
}

func (v *verifier) super(g *Grant) bool { return v.p.Catalogue.IsSuperAdmin(g.Effective()) }

// givesSuper reports whether a grant makes a super admin, now or once an
// invitation is accepted.
func (v *verifier) givesSuper(g *Grant) bool { return v.p.Catalogue.IsSuperAdmin(g.Given()) }

func (v *verifier) losesLastSuper(st *Step) bool {
	if !v.super(st.Before) || v.super(st.After) {
		return false
	}
	left := v.own
	for person, g := range v.now {
		if person != st.Person && v.super(g) {
			left++
		}
	}
	return left == 0
}

// actor gives the reason why the actor may not make the step, or nothing.
func (v *verifier) actor(st *Step) string {
	who := &v.p.People[st.Actor]
	own := v.now[st.Actor]
	super := v.super(own)
	admin := super || v.p.Catalogue.IsPartnerAdmin(own.Effective())
	roleHolder := v.roles(who) != 0
	manager := roleHolder && (st.Action == ActionRemove || st.Action == ActionDeactivate || st.Action == ActionMigrate && st.Actor == st.Person ||
		v.p.Catalogue.IsPartnerAdmin(own.Effective()))
	self := st.Actor == st.Person
	removes := st.Action == ActionRemove || st.Action == ActionDeactivate
	switch {
	case manager != (st.Via == ViaClientAccessManager):
		return who.Email + " does not act through what the step says"
	case !v.there(who):
		return who.Email + " does not work with the agency any more"
	case self && (st.Action != ActionMigrate || !super) && (!removes || !roleHolder):
		return who.Email + " would change their own grant"
	case self:
		return ""
	case !admin && (!removes || !roleHolder):
		return who.Email + " may not act there at that moment"
	case removes, st.Action == ActionReactivate, st.Action == ActionLink, st.Action == ActionMigrate:
		return ""
	case v.givesSuper(st.Before) != v.givesSuper(st.After) && !super:
		return who.Email + " is not super admin there at that moment"
	case st.Before != nil && st.Before.Unknown || st.After.Unknown: // cannot tell
		return ""
	case !canBring(st.Before.Given(), st.After.Given(), own.Effective()):
		return who.Email + " does not hold what the step gives or takes"
	}
	return ""
}

// roles are those that the configuration gives a person, and of people without
// a block those that state has.
func (v *verifier) roles(who *Person) Roles {
	if v.written[v.people[who.Email]] {
		return who.Roles
	}
	roles := who.Roles
	for _, was := range v.were[who.Email] {
		roles |= was.Roles
	}
	return roles
}

// there reports whether a person still works with the agency, in the
// configuration or, before they go, in state.
func (v *verifier) there(who *Person) bool {
	return who.Status == PersonActive ||
		slices.ContainsFunc(v.were[who.Email], func(was *Person) bool { return was.Status == PersonActive })
}

// is reports whether a recorded person, perhaps under a former e-mail, is who.
func (v *verifier) is(recorded, who *Person) bool {
	i, ok := v.people[recorded.Email]
	return ok && v.p.People[i].Email == who.Email
}
