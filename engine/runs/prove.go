package runs

import (
	"cmp"
	"slices"
	"time"

	"accredit/engine"
)

// Proof says what an observation shows of one step that is not done.
type Proof struct {
	HubID  int64
	Step   *engine.RunStep
	Shown  []string       // the attributes that prove it; empty: it is not proved
	Status *engine.Status // that was seen; nil: the source does not tell it, or nobody is there
	Why    string         // why it is not proved
	Source string
	At     time.Time // when somebody looked; zero: not known
}

// Proved reports whether the step was seen as done.
func (p *Proof) Proved() bool { return len(p.Shown) > 0 }

// Why a step is not proved.
const (
	WhyUndated   = "when somebody looked is not known: it proves nothing"
	WhyOlder     = "somebody looked before it was approved, or before what it begins with was recorded"
	WhyUnseen    = "cannot be seen in HubSpot: say it with task done"
	WhyNotDone   = "not done, as far as the account shows"
	WhyContents  = "a name of a set does not show what they may do there: say it with task done"
	WhySomeoneIs = "somebody is there who may be the same person under another address"
)

// Prove compares the open steps of parts with what was observed
// (docs/runs.md, "Observations"). declared are people whose former e-mails count beside
// those that are recorded. An account that nobody looked at has no proofs.
func Prove(a *engine.Access, parts []*engine.RunPart, o *engine.Observation, declared []engine.Person) []Proof {
	var list []Proof
	for _, part := range parts {
		in, how := o.Account(part.HubID)
		if in == nil {
			continue
		}
		s := newSight(a, o, in, how, declared)
		for i := range part.Steps {
			step := &part.Steps[i]
			if !step.IsPending() && step.State != engine.StepFailed {
				continue
			}
			proof := Proof{HubID: part.HubID, Step: step, Source: how.Source, At: how.At}
			if proof.Why = s.tooEarly(part, step); proof.Why == "" {
				proof.Shown, proof.Why = s.prove(step)
				proof.Status = s.status(step.Email)
			}
			if step.IsPending() || proof.Proved() {
				list = append(list, proof)
			}
		}
	}
	return list
}

// sight is one account as somebody saw it.
type sight struct {
	a        *engine.Access
	o        *engine.Observation
	client   *engine.RecordedClient // as recorded; nil: it is not
	in       *engine.RecordedClient
	how      *engine.Observed
	declared []engine.Person
}

func newSight(a *engine.Access, o *engine.Observation, in *engine.RecordedClient, how *engine.Observed, declared []engine.Person) *sight {
	s := &sight{a: a, o: o, in: in, how: how, declared: declared}
	for i := range a.Clients {
		if a.Clients[i].HubID == in.HubID {
			s.client = &a.Clients[i]
		}
	}
	return s
}

// isLater compares moments to the millisecond.
func isLater(at, than time.Time) bool {
	return at.Truncate(time.Millisecond).After(than.Truncate(time.Millisecond))
}

// tooEarly says why nothing can be proved of a step, or returns nothing.
func (s *sight) tooEarly(part *engine.RunPart, step *engine.RunStep) string {
	if s.how.At.IsZero() {
		return WhyUndated
	}
	emails := s.emails(step.Email)
	older := !isLater(s.how.At, part.At) || slices.ContainsFunc(s.how.Later.People, func(email string) bool { return slices.Contains(emails, email) })
	if is := s.recorded(emails); is != nil && is.Evidence != nil {
		older = older || !isLater(s.how.At, is.Evidence.At)
	}
	if older {
		return WhyOlder
	}
	return ""
}

// emails lists all e-mails that somebody has or had.
func (s *sight) emails(of string) []string {
	list := []string{of}
	for _, people := range [][]engine.Person{s.a.People, s.declared, s.a.People} {
		for i := range people {
			p := &people[i]
			all := append([]string{p.Email}, p.FormerEmails...)
			if slices.ContainsFunc(all, func(email string) bool { return slices.Contains(list, email) }) {
				list = append(list, all...)
			}
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// recorded is the access that is recorded of somebody there.
func (s *sight) recorded(emails []string) *engine.RecordedGrant {
	if s.client == nil {
		return nil
	}
	for i := range s.client.Grants {
		if g := &s.client.Grants[i]; slices.Contains(emails, s.a.People[g.Person].Email) {
			return g
		}
	}
	return nil
}

// seen is the access that somebody was seen with. Where two rows are the same
// person, it is unclear which of them counts.
func (s *sight) seen(emails []string) (g *engine.RecordedGrant, twice bool) {
	for i := range s.in.Grants {
		p := &s.o.Access.People[s.in.Grants[i].Person]
		all := append([]string{p.Email}, p.FormerEmails...)
		if slices.ContainsFunc(all, func(email string) bool { return slices.Contains(emails, email) }) {
			twice = g != nil
			g = &s.in.Grants[i]
		}
	}
	return g, twice
}

// prove returns the attributes that prove a step, or why none does.
func (s *sight) prove(step *engine.RunStep) (shown []string, why string) {
	emails := s.emails(step.Email)
	seen, twice := s.seen(emails)
	switch {
	case twice:
		return nil, WhySomeoneIs
	case step.After == nil && seen != nil, step.After != nil && seen == nil && s.how.TellsOf(emails...):
		return nil, WhyNotDone
	case step.After == nil && !s.how.TellsOf(emails...), step.After != nil && seen == nil:
		return nil, "not every row of " + s.how.Source + " could be read"
	case step.After == nil && s.isAnother(emails):
		return nil, WhySomeoneIs
	case step.After == nil && step.Before == nil:
		return nil, WhyUnseen
	case step.After == nil:
		return []string{engine.ShowsMember}, ""
	}
	if step.Before == nil {
		shown = append(shown, engine.ShowsMember)
	}
	for _, attribute := range s.attributes(step.Before, step.After, seen) {
		switch {
		case !attribute.differs || !attribute.told:
		case !attribute.shows:
			return nil, WhyNotDone
		default:
			shown = append(shown, attribute.name)
		}
	}
	switch {
	case len(shown) == 0:
		return nil, WhyUnseen
	case (step.Before == nil || slices.Contains(shown, engine.ShowsSet)) && s.otherContents(step.After, emails):
		return nil, WhyContents
	}
	return shown, ""
}

// attribute is one of what a source can tell of somebody.
type attribute struct {
	name                 string
	differs, told, shows bool
}

// attributes compares what a step changes with what was seen. A set is its name:
// what is in it cannot be seen. An attribute differs only where what compares it
// with what was seen tells before and after apart: otherwise what shows the one
// shows the other. Who was added and has not accepted the invitation yet is there,
// with what they will have, and nothing is shown of their being active.
func (s *sight) attributes(before, after, seen *engine.RecordedGrant) []attribute {
	was := cmp.Or(before, &engine.RecordedGrant{Rights: &engine.RecordedRights{}})
	status := before == nil || was.Status.Wanted() != after.Status.Wanted()
	invited := before == nil && seen.Status != after.Status && seen.Status.Wanted() == after.Status.Wanted()
	seat := before != nil && was.Seat != after.Seat && was.Seat != engine.SeatUnknown && after.Seat != engine.SeatUnknown
	return []attribute{
		{engine.ShowsSet, was.Rights.Set != after.Rights.Set, s.tellsSet(was, after, seen), seen.Rights.Set == after.Rights.Set},
		{engine.ShowsStatus, status, s.how.Status && !invited, seen.Status == after.Status},
		{engine.ShowsTeams, !s.sameTeams(was, after), s.how.Teams, s.sameTeams(after, seen)},
		{engine.ShowsSeat, seat, seen.Seat != engine.SeatUnknown, seen.Seat == after.Seat},
	}
}

// status is that with which somebody was seen; nil: nobody knows it.
func (s *sight) status(email string) *engine.Status {
	seen, twice := s.seen(s.emails(email))
	if seen == nil || twice || !s.how.Status {
		return nil
	}
	return &seen.Status
}

// tellsSet reports whether the source tells which set somebody has. One without
// names of sets knows the two built-in admins; one without super admins does
// not say who is one, and tells only of a set that is not the wanted one; and one that
// shows partner admins as somebody else does not tell them.
func (s *sight) tellsSet(was, after, seen *engine.RecordedGrant) bool {
	if s.how.NoPartners && seen.Rights.Set == engine.NoSet && (was.Rights.Set == engine.SetPartnerAdmin || after.Rights.Set == engine.SetPartnerAdmin) {
		return false
	}
	named := !s.how.NoSets || isAdminSet(seen.Rights.Set) || isAdminSet(after.Rights.Set)
	super := was.Rights.Set == engine.SetSuperAdmin || after.Rights.Set == engine.SetSuperAdmin
	if super && !s.how.SuperAdmins && seen.Rights.Set != engine.SetSuperAdmin {
		return named && after.Rights.Set != engine.SetSuperAdmin && seen.Rights.Set != after.Rights.Set
	}
	return named
}

func isAdminSet(name string) bool {
	return name == engine.SetSuperAdmin || name == engine.SetPartnerAdmin
}

func teamsOf(g *engine.RecordedGrant) []string {
	if g.Details == nil {
		return nil
	}
	return g.Details.Teams
}

func (s *sight) sameTeams(is, seen *engine.RecordedGrant) bool {
	if s.how.Names {
		return engine.SameInCell(teamsOf(is), teamsOf(seen))
	}
	return slices.Equal(teamsOf(is), teamsOf(seen))
}

// otherContents reports whether the set of that name is recorded there with other
// contents only: a name stands for those, not for what an open edit wants.
func (s *sight) otherContents(g *engine.RecordedGrant, emails []string) bool {
	others := false
	if s.client == nil {
		return false
	}
	for i := range s.client.Grants {
		is := &s.client.Grants[i]
		if is.Rights.Set != g.Rights.Set || slices.Contains(emails, s.a.People[is.Person].Email) {
			continue
		}
		if slices.Equal(is.Rights.Levels, g.Rights.Levels) {
			return false
		}
		others = true
	}
	return others
}

// isAnother reports whether somebody is there who may be the person under another
// address.
func (s *sight) isAnother(emails []string) bool {
	var gone []engine.Person
	for _, people := range [][]engine.Person{s.a.People, s.declared} {
		for i := range people {
			if slices.Contains(emails, people[i].Email) {
				gone = append(gone, people[i])
			}
		}
	}
	came := slices.Clone(s.how.Others)
	for i := range s.in.Grants {
		p := s.o.Access.People[s.in.Grants[i].Person]
		if s.recorded(s.emails(p.Email)) == nil {
			came = append(came, p)
		}
	}
	return len(engine.PerhapsSame(gone, came)) > 0
}

// Raise lists the grants of an account that somebody told or that HubSpot
// answered, and that were seen since as they are recorded; and those of people who
// were invited and were seen to have accepted. all are the parts of every run: they
// say what the last step there changed.
func Raise(a *engine.Access, all []engine.RunPart, o *engine.Observation, hubIDs []int64, declared []engine.Person) []engine.GrantChange {
	var list []engine.GrantChange
	for i := range a.Clients {
		c := &a.Clients[i]
		in, how := o.Account(c.HubID)
		if in == nil || how.At.IsZero() || !slices.Contains(hubIDs, c.HubID) {
			continue
		}
		s := newSight(a, o, in, how, declared)
		for j := range c.Grants {
			g := &c.Grants[j]
			if shown := s.raises(g, all); len(shown) > 0 {
				after := *g
				after.Status = statusSeen(g.Status, s.status(a.People[g.Person].Email))
				after.Evidence = &engine.Evidence{Kind: engine.EvidenceSeen, At: how.At, Source: how.Source, ToldOf: shown, Step: g.Evidence.Step}
				list = append(list, engine.GrantChange{HubID: c.HubID, Email: a.People[g.Person].Email, Before: g, After: &after})
			}
		}
	}
	return list
}

// raises returns what was seen of a grant whose evidence may rise.
func (s *sight) raises(g *engine.RecordedGrant, all []engine.RunPart) []string {
	e := g.Evidence
	if e == nil || e.Kind == engine.EvidenceSeen && !s.accepted(g) || e.Kind == engine.NoEvidence || !isLater(s.how.At, e.At) {
		return nil
	}
	emails := s.emails(s.a.People[g.Person].Email)
	if slices.ContainsFunc(s.how.Later.People, func(email string) bool { return slices.Contains(emails, email) }) {
		return nil
	}
	if slices.Contains(e.ToldOf, engine.TellsContents) {
		return nil
	}
	last := engine.RunStep{Email: s.a.People[g.Person].Email, After: g}
	if e.Step != "" {
		step := stepOf(all, s.in.HubID, e.Step)
		if step == nil {
			return nil
		}
		last.Before = step.Before
	}
	shown, _ := s.prove(&last)
	if last.Before == nil && !slices.Contains(shown, engine.ShowsSet) {
		return nil
	}
	if len(shown) > 0 && s.accepted(g) {
		shown = append(shown, engine.ShowsStatus)
	}
	return shown
}

// accepted reports whether somebody who is recorded as invited was seen as active.
func (s *sight) accepted(g *engine.RecordedGrant) bool {
	is := s.status(s.a.People[g.Person].Email)
	return g.Status == engine.Invited && is != nil && *is == engine.Active
}

func stepOf(all []engine.RunPart, hubID int64, id string) *engine.RunStep {
	for i := range all {
		for j := range all[i].Steps {
			if s := &all[i].Steps[j]; all[i].HubID == hubID && s.ID() == id {
				return s
			}
		}
	}
	return nil
}

// Seen records what proofs show: each as of the moment of its observation,
// whether or not the step verifies.
func (b *Book) Seen(proofs []Proof, who string) error {
	for i := range proofs {
		p := &proofs[i]
		if !p.Proved() {
			continue
		}
		claim := Claim{At: p.At, Who: who, Source: p.Source, Evidence: engine.EvidenceSeen, ToldOf: p.Shown, Status: p.Status, AnyActor: true, AnyReason: true}
		if _, err := b.Done([]engine.StepID{{Run: p.Step.Run, Seq: p.Step.Seq}}, claim); err != nil {
			return err
		}
	}
	return nil
}

// Blocked lists the open steps of the changed parts that were not blocked and
// are now.
func (b *Book) Blocked() []Standing {
	var list []Standing
	for _, p := range b.parts {
		g := b.ground(p)
		if g == nil {
			continue
		}
		before := b.make.look(b.before[p])
		for i, is := range g.look(p) {
			if is.Blocked != "" && before[i].Blocked == "" {
				list = append(list, is)
			}
		}
	}
	return list
}
