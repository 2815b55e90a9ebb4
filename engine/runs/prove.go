package runs

import (
	"slices"
	"strings"
	"time"

	"accredit/engine"
)

// Verdict is what an observation says of an open step.
type Verdict uint8

// The verdicts. NotLooked: nobody looked at the account. Undated and TooOld
// observations prove nothing. NotTold: what the step changes cannot be seen in
// such a source. NotYet: the account shows what was before. Otherwise: it shows
// something else.
const (
	NotLooked Verdict = iota
	Undated
	TooOld
	NotTold
	NotYet
	Otherwise
	Proved
)

var verdictNames = [...]string{"not_looked", "undated", "too_old", "not_told", "not_yet", "otherwise", "proved"}

// String returns the verdict's name.
func (v Verdict) String() string { return verdictNames[v] }

// Proof is what an observation says of a step, and which attributes showed it.
type Proof struct {
	HubID   int64
	Part    *engine.RunPart
	Step    *engine.RunStep
	Verdict Verdict
	Showed  []string
	Seen    *engine.Observed
	Implied bool // a later step of the same person is proved, and so this one
}

// Prove asks an observation about the open steps of parts (docs/runs.md, "Observations").
// Moments are compared to the millisecond.
func Prove(a *engine.Access, parts []engine.RunPart, o *engine.Observation) []Proof {
	var list []Proof
	for i := range parts {
		p := &parts[i]
		seen, how := o.Account(p.HubID)
		from := len(list)
		for j := range p.Steps {
			s := &p.Steps[j]
			if !s.IsPending() {
				continue
			}
			proof := Proof{HubID: p.HubID, Part: p, Step: s, Seen: how}
			proof.Verdict, proof.Showed = proveStep(a, p, s, seen, how, o.Access)
			list = append(list, proof)
		}
		imply(list[from:])
	}
	return list
}

// imply takes the earlier open steps of somebody as made whose last one is proved.
func imply(list []Proof) {
	for i := len(list) - 1; i >= 0; i-- {
		if list[i].Verdict != Proved {
			continue
		}
		for j := range list[:i] {
			if list[j].Step.Email == list[i].Step.Email && list[j].Verdict != Proved {
				list[j].Verdict, list[j].Implied, list[j].Showed = Proved, true, list[i].Showed
			}
		}
	}
}

func proveStep(a *engine.Access, p *engine.RunPart, s *engine.RunStep, seen *engine.RecordedClient, how *engine.Observed, observed *engine.Access) (Verdict, []string) {
	switch {
	case seen == nil:
		return NotLooked, nil
	case how.At.IsZero():
		return Undated, nil
	case !millis(how.At).After(millis(p.At)), slices.ContainsFunc(how.Later.People, func(email string) bool { return isPerson(a, s.Email, email) }):
		return TooOld, nil
	}
	var is *engine.RecordedGrant
	for i := range seen.Grants {
		if g := &seen.Grants[i]; isPerson(a, s.Email, observed.People[g.Person].Email) {
			is = g
		}
	}
	if is == nil && !how.Whole {
		return NotTold, nil // they may stand in a row that could not be read
	}
	return judge(s, is, how)
}

// isPerson reports whether two e-mails are of one recorded person.
func isPerson(a *engine.Access, email, other string) bool {
	if email == other {
		return true
	}
	for i := range a.People {
		p := &a.People[i]
		has := func(e string) bool { return p.Email == e || slices.Contains(p.FormerEmails, e) }
		if has(email) && has(other) {
			return true
		}
	}
	return false
}

// attribute is something that a source can show of somebody's access.
type attribute struct {
	name   string
	told   bool
	before string // as it was before the step
	after  string
	is     string
}

// judge compares what the source tells with both sides of a step. A step is proved
// by an attribute in which they differ, where all that is told shows what is
// after it.
func judge(s *engine.RunStep, is *engine.RecordedGrant, how *engine.Observed) (Verdict, []string) {
	list := attributes(s, is, how)
	differs, showsBefore, showsAfter := false, true, true
	var showed []string
	for _, at := range list {
		if !at.told {
			continue
		}
		differs = differs || at.before != at.after
		showsBefore = showsBefore && at.is == at.before
		showsAfter = showsAfter && at.is == at.after
		showed = append(showed, at.name)
	}
	switch {
	case !differs:
		return NotTold, nil
	case showsAfter:
		return Proved, showed
	case showsBefore:
		return NotYet, nil
	}
	return Otherwise, nil
}

func attributes(s *engine.RunStep, is *engine.RecordedGrant, how *engine.Observed) []attribute {
	list := []attribute{{engine.ShowsMember, true, member(s.Before), member(s.After), member(is)}}
	if s.After == nil { // of who is gone nothing more can be seen
		return list
	}
	// The name of a set stands for the contents that are recorded of those who
	// have it: a change within one name is not seen.
	list = append(list, attribute{engine.ShowsSet, !how.NoSets || isAdminSet(s.Before) || isAdminSet(s.After), setName(s.Before), setName(s.After), setName(is)})
	list = append(list, attribute{engine.ShowsStatus, how.Status, status(s.Before), status(s.After), status(is)})
	return append(list, attribute{engine.ShowsTeams, how.Teams, teams(s.Before), teams(s.After), teams(is)})
}

func member(g *engine.RecordedGrant) string {
	if g == nil {
		return ""
	}
	return "member"
}

func isAdminSet(g *engine.RecordedGrant) bool {
	return g != nil && engine.FollowsCatalogue(g.Rights.Set)
}

func setName(g *engine.RecordedGrant) string {
	if g == nil {
		return ""
	}
	return g.Rights.Set
}

func status(g *engine.RecordedGrant) string {
	if g == nil {
		return ""
	}
	return g.Status.Wanted().String()
}

func teams(g *engine.RecordedGrant) string {
	if g == nil {
		return ""
	}
	return strings.Join(engine.DetailsOf(g.Details).Teams, "\x00")
}

func millis(t time.Time) time.Time { return t.Truncate(time.Millisecond) }

// Raise lists the grants of which an observation knows more than is recorded: they
// were told, or answered, and are seen now just as they are recorded.
func Raise(a *engine.Access, o *engine.Observation) []engine.GrantChange {
	var list []engine.GrantChange
	for i := range a.Clients {
		c := &a.Clients[i]
		seen, how := o.Account(c.HubID)
		if seen == nil || how.At.IsZero() {
			continue
		}
		for j := range c.Grants {
			if change := raise(a, c, &c.Grants[j], seen, how, o.Access); change != nil {
				list = append(list, *change)
			}
		}
	}
	return list
}

func raise(a *engine.Access, c *engine.RecordedClient, g *engine.RecordedGrant, seen *engine.RecordedClient, how *engine.Observed, observed *engine.Access) *engine.GrantChange {
	email := a.People[g.Person].Email
	if g.Evidence == nil || g.Evidence.Kind == engine.EvidenceSeen || !millis(how.At).After(millis(g.Evidence.At)) ||
		slices.ContainsFunc(how.Later.People, func(e string) bool { return isPerson(a, email, e) }) {
		return nil
	}
	for i := range seen.Grants {
		is := &seen.Grants[i]
		if !isPerson(a, email, observed.People[is.Person].Email) {
			continue
		}
		verdict, showed := judge(&engine.RunStep{After: g}, is, how)
		if verdict != Proved {
			return nil
		}
		after := *g
		evidence := *g.Evidence
		evidence.Kind, evidence.At, evidence.Source, evidence.ToldOf = engine.EvidenceSeen, how.At, how.Source, showed
		after.Evidence = &evidence
		return &engine.GrantChange{HubID: c.HubID, Email: email, Before: g, After: &after}
	}
	return nil
}

// Take records the proved steps, whatever their order and whoever made them, and
// lists what was raised beside. What does not verify afterwards is blocked.
func (b *Book) Take(proofs []Proof, raised []engine.GrantChange, who string) error {
	for i := range proofs {
		x := &proofs[i]
		if x.Verdict != Proved {
			continue
		}
		p, s, err := b.locate(engine.StepID{Run: x.Step.Run, Seq: x.Step.Seq})
		if err != nil {
			return err
		}
		if !s.IsPending() {
			continue // somebody was first
		}
		claim := Claim{At: x.Seen.At, Who: who, Evidence: engine.EvidenceSeen, Source: x.Seen.Source, ToldOf: x.Showed, AnyActor: true, AnyReason: true}
		if err := b.done(p, s, claim); err != nil {
			return err
		}
	}
	touched := map[[2]any]bool{}
	for _, g := range b.grants {
		touched[[2]any{g.HubID, g.Email}] = true
	}
	for _, g := range raised {
		if !touched[[2]any{g.HubID, g.Email}] {
			b.grants = append(b.grants, g)
		}
	}
	return nil
}
