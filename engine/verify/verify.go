package verify

import (
	"fmt"
	"maps"
	"runtime"
	"slices"

	"accredit/engine"
)

// Error says which step of a plan may not be made, and why.
type Error struct {
	Client string // label; empty for the plan as a whole
	Seq    int32
	Reason string
}

// Error returns the reason in a sentence, with the step.
func (e *Error) Error() string {
	if e.Client == "" {
		return "the plan was checked again and refused: " + e.Reason
	}
	return fmt.Sprintf("the plan was checked again and refused: step %d of %s: %s", e.Seq, e.Client, e.Reason)
}

// Plan replays a plan step by step on the access that it was made from, and
// checks each step against the rules. It knows nothing of how the plan was
// found, and shares with the planner only the formulas of the rules
// themselves (docs/rules.md, "Apply"). The error, if there is one, is an *Error.
func Plan(a *engine.Access, p *engine.Plan) error {
	if a.Lineage != p.Lineage || a.Serial != p.Serial {
		return &Error{Reason: fmt.Sprintf("it was made from serial %d of state %q, this is serial %d of %q", p.Serial, p.Lineage, a.Serial, a.Lineage)}
	}
	if a.Agency.HubID != 0 && a.Agency.HubID != p.AgencyHubID {
		return &Error{Reason: fmt.Sprintf("it is a plan for the agency with hub id %d, and this is the state of the agency with hub id %d", p.AgencyHubID, a.Agency.HubID)}
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
		if f := &p.Violations[i]; f.Blocks() && (f.Client == engine.Nobody || !skipped[f.Client]) {
			return &Error{Reason: "it breaks the rule " + f.Rule + ": " + f.Message}
		}
	}
	if err := v.clients(skipped); err != nil {
		return err
	}
	if err := v.guardrails(); err != nil {
		return err
	}
	for i := range p.Scheduled {
		if s := &p.Scheduled[i]; !s.Approved && s.Refused == "" {
			v.effect |= s.Effect
		}
	}
	if v.effect != p.Effect {
		return &Error{Reason: "its effect is " + v.effect.String() + ", but it says " + p.Effect.String()}
	}
	return nil
}

type verifier struct {
	a        *engine.Access
	p        *engine.Plan
	people   map[string]int32 // recorded or present e-mail → index in the plan
	admins   map[string]engine.Rights
	recorded map[int64]*engine.RecordedClient
	rename   map[string]string
	persons  map[string]*engine.Person   // recorded, by e-mail
	were     map[string][]*engine.Person // recorded, by the e-mail that the plan lists them with
	written  map[int32]bool              // people of the plan's facts
	writes   map[int32]bool              // clients of the plan's facts
	said     map[int32]bool              // people of whom a record says what changes
	anyRoles bool                        // somebody has a role in the partner account
	effect   engine.Effect               // of the clients replayed
	taken    []taken                     // in the clients replayed
	active   int                         // how many more active grants they have after it

	// of the client at hand
	c     *engine.PlanClient
	now   map[int32]*engine.Grant
	first map[int32]*engine.Grant // what those whom a step was about had before it
	own   int
	name  string
}

func newVerifier(a *engine.Access, p *engine.Plan) *verifier {
	v := &verifier{a: a, p: p, people: map[string]int32{}, admins: map[string]engine.Rights{}, recorded: map[int64]*engine.RecordedClient{}, rename: map[string]string{}}
	for i := range p.People {
		v.people[p.People[i].Email] = int32(i)
	}
	for i := range p.Steps {
		for _, f := range p.Steps[i].More().Fields {
			if p.Steps[i].Client == engine.Nobody && f.Name == "email" {
				v.people[f.Before] = p.Steps[i].Person
			}
		}
	}
	for _, set := range engine.BuiltinSets(p.Catalogue) {
		v.admins[set.Name] = set.Rights
	}
	for _, r := range p.Facts.Renames {
		v.rename[r.From] = r.To
	}
	v.persons, v.written, v.writes = make(map[string]*engine.Person, len(a.People)), map[int32]bool{}, map[int32]bool{}
	v.were = make(map[string][]*engine.Person, len(a.People))
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
	v.findRoles()
	return v
}

// clients replays the steps of every client. Clients are independent, so parts
// of them are replayed at the same time; what is said is the first thing that
// is wrong.
func (v *verifier) clients(skipped map[int32]bool) error {
	parts := clientParts(v.p.Steps, runtime.GOMAXPROCS(0))
	replayed, faults := make([]*verifier, len(parts)), make([]error, len(parts))
	var group engine.Parallel
	for i, steps := range parts {
		own := *v
		group.Go(func() {
			faults[i] = own.replay(steps, skipped)
			replayed[i] = &own
		})
	}
	group.Wait()
	for i := range parts {
		if faults[i] != nil {
			return faults[i]
		}
		v.effect |= replayed[i].effect
		v.taken = append(v.taken, replayed[i].taken...)
		v.active += replayed[i].active
	}
	return nil
}

// clientParts cuts steps into at most n parts of about the same length, each
// up to the end of its last client.
func clientParts(steps []engine.Step, n int) [][]engine.Step {
	var parts [][]engine.Step
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
func (v *verifier) replay(steps []engine.Step, skipped map[int32]bool) error {
	for from := 0; from < len(steps); {
		to := from
		for to < len(steps) && steps[to].Client == steps[from].Client {
			to++
		}
		if client := steps[from].Client; client != engine.Nobody {
			if skipped[client] {
				return &Error{Client: v.p.Clients[client].Label(), Seq: 1, Reason: "the client is left out as blocked, and the plan has steps there"}
			}
			if err := v.client(&v.p.Clients[client], steps[from:to]); err != nil {
				return err
			}
		}
		from = to
	}
	return nil
}

// begin begins with what is recorded of a client.
func (v *verifier) begin(c *engine.PlanClient) {
	v.c, v.name = c, c.Label()
	v.now, v.first, v.own = map[int32]*engine.Grant{}, map[int32]*engine.Grant{}, len(c.SuperAdmins)
	if rec := v.recorded[c.HubID]; rec != nil {
		v.now = make(map[int32]*engine.Grant, len(rec.Grants))
		if c.Pos.IsZero() {
			v.own = len(rec.SuperAdmins)
		} else {
			known, _ := engine.KnownSuperAdmins(c.SuperAdmins, rec)
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
}

// put notes what a step leaves.
func (v *verifier) put(st *engine.Step) {
	if _, seen := v.first[st.Person]; !seen {
		v.first[st.Person] = st.Before
	}
	if v.now[st.Person] = st.After; st.After == nil {
		delete(v.now, st.Person)
	}
}

// client replays the steps of one client.
func (v *verifier) client(c *engine.PlanClient, steps []engine.Step) error {
	v.begin(c)
	before := v.count()
	for i := range steps {
		st := &steps[i]
		if st.Person == engine.Nobody {
			if reason := v.ofClient(c, steps, i); reason != "" {
				return &Error{Client: v.name, Seq: st.Seq, Reason: reason}
			}
			continue
		}
		if reason := v.step(st); reason != "" {
			return &Error{Client: v.name, Seq: st.Seq, Reason: reason}
		}
		v.put(st)
	}
	for _, person := range slices.Sorted(maps.Keys(v.first)) {
		before := v.first[person]
		if v.isApproved(c, steps, person) {
			continue // when it was approved it counted
		}
		v.effect |= engine.EffectOf(before, v.now[person])
		v.take(person, before)
	}
	if reason := v.bounds(before); reason != "" {
		return &Error{Client: v.name, Seq: steps[len(steps)-1].Seq, Reason: reason}
	}
	return nil
}

// today reads a recorded grant against the plan's catalogue.
func (v *verifier) today(rec *engine.RecordedGrant, person int32) *engine.Grant {
	var base engine.Rights
	if engine.FollowsCatalogue(rec.Rights.Set) {
		base = v.admins[rec.Rights.Set]
	}
	rights, _ := rec.Rights.Levels.Over(v.p.Catalogue, base)
	set := rec.Rights.Set
	if to, ok := v.rename[set]; ok {
		set = to
	}
	return &engine.Grant{Person: person, Set: set, Rights: rights, Unknown: rec.Rights.Unknown, Status: rec.Status, Unlinked: rec.Unlinked, Starts: rec.Starts, Expires: rec.Expires}
}

// step gives the reason why a step may not be made now, or nothing.
func (v *verifier) step(st *engine.Step) string {
	_, again := v.first[st.Person]
	switch {
	case !startsFrom(v.now[st.Person], st.Before):
		return "the recorded access is not what the step starts from"
	case st.Effect != engine.EffectOf(st.Before, st.After):
		return "its effect is not " + st.Effect.String() + ", as it says"
	case !v.shape(st):
		return "the access after it is not what " + st.Action.String() + " brings about"
	case !allows(v.c.Mode, st):
		return "the mode of the client is " + v.c.Mode.String() + ", which does not allow it"
	case st.Action == engine.ActionAdopt && (again || !v.adoptable(v.c, st.Person)):
		return "no access link of " + v.p.People[st.Person].Email + " was approved since they were last recorded there"
	case v.losesLastSuper(st):
		return "the client would have no super admin that we know"
	case st.Action == engine.ActionAdopt || st.Action == engine.ActionRecord:
		if st.Actor != engine.Nobody {
			return "it only records something, and names somebody who makes it"
		}
		return ""
	case st.Actor == engine.Nobody:
		return "it names nobody who makes it"
	}
	return v.actor(st)
}

// startsFrom reports whether a step begins with the grant as it is, in all
// that the rules and its effect look at.
func startsFrom(now, before *engine.Grant) bool {
	if now == nil || before == nil {
		return now == before
	}
	return now.Set == before.Set && now.Status == before.Status && now.Rights.Equal(before.Rights) &&
		now.Unknown == before.Unknown && now.Unlinked == before.Unlinked && now.Starts == before.Starts && now.Expires == before.Expires
}

// shape reports whether before and after fit the action.
func (v *verifier) shape(st *engine.Step) bool {
	b, a := st.Before, st.After
	switch st.Action {
	case engine.ActionAdd:
		return b == nil && a != nil && a.Status == engine.Active
	case engine.ActionRemove:
		return b != nil && a == nil
	case engine.ActionAdopt:
		return a != nil && a.Status == engine.Active && a.Rights.Equal(v.admins[engine.SetPartnerAdmin]) && !v.super(b)
	}
	if b == nil || a == nil {
		return false
	}
	same := b.Rights.Equal(a.Rights)
	switch st.Action {
	case engine.ActionLink:
		return b.Unlinked && !a.Unlinked && same && b.Status == a.Status
	case engine.ActionDeactivate:
		return same && b.Status != engine.Deactivated && a.Status == engine.Deactivated
	case engine.ActionReactivate:
		return same && b.Status == engine.Deactivated && a.Status == engine.Active
	case engine.ActionRecord:
		return b.Status == a.Status && same && b.Unknown == a.Unknown
	case engine.ActionMigrate:
		return v.super(b) && v.p.Catalogue.IsPartnerAdmin(a.Effective()) &&
			v.p.Catalogue.WithBilling(a.Rights, v.admins[engine.SetPartnerAdmin]).Equal(v.admins[engine.SetPartnerAdmin])
	case engine.ActionChange:
		return b.Status == a.Status && a.Status != engine.Deactivated
	}
	return false
}

func (v *verifier) super(g *engine.Grant) bool { return v.p.Catalogue.IsSuperAdmin(g.Effective()) }

// givesSuper reports whether a grant makes a super admin, now or once an
// invitation is accepted.
func (v *verifier) givesSuper(g *engine.Grant) bool { return v.p.Catalogue.IsSuperAdmin(g.Given()) }

func (v *verifier) losesLastSuper(st *engine.Step) bool {
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

// there reports whether a person still works with the agency, in the
// configuration or, before they go, in state.
func (v *verifier) there(who *engine.Person) bool {
	return who.Status == engine.PersonActive ||
		slices.ContainsFunc(v.were[who.Email], func(was *engine.Person) bool { return was.Status == engine.PersonActive })
}

// is reports whether a recorded person, perhaps under a former e-mail, is who.
func (v *verifier) is(recorded, who *engine.Person) bool {
	i, ok := v.people[recorded.Email]
	return ok && v.p.People[i].Email == who.Email
}
