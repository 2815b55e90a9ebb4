package engine

import (
	"fmt"
	"iter"
	"slices"
	"strings"
)

// What somebody holds between the parts of one change (docs/rules.md R4). A plan
// that is recorded at once has no between; where its steps are carried out one by
// one it may last for days.

// checkParts warns of what is held between the parts of a change.
func checkParts(v *review) []Finding {
	var found []Finding
	for _, c := range v.clients {
		for st, last := range c.betweenParts() {
			more := c.beyond(st.After, last.After)
			if len(more) == 0 {
				continue
			}
			found = append(found, v.finding(c, Finding{
				Rule: RuleOrder, Severity: Warning, Person: st.Person, Pos: st.Pos,
				Message: fmt.Sprintf("The change of %s in %s is made in parts: between them they hold more than what is wanted (%s).", c.email(st.Person), c.name(), strings.Join(more, ", ")),
				Hint:    "Carry its parts out soon after each other, or let somebody act who can make it whole.",
			}))
		}
	}
	return found
}

// betweenParts are the parts of changes after which another part of the same change
// comes, with the last of its parts, where people or the API carry steps out.
func (c *clientPlan) betweenParts() iter.Seq2[*Step, *Step] {
	return func(yield func(*Step, *Step) bool) {
		if c.execution() != ExecuteRun {
			return
		}
		last := map[int32]*Step{}
		for i := range c.steps {
			if st := &c.steps[i]; st.Person != Nobody && st.IsTask() {
				last[st.Person] = st
			}
		}
		for i := range c.steps {
			st := &c.steps[i]
			if st.Person == Nobody || !st.IsTask() || st.After == nil || last[st.Person] == st {
				continue
			}
			if !yield(st, last[st.Person]) {
				return
			}
		}
	}
}

// maxBeyond is how many permissions a warning names.
const maxBeyond = 5

// beyond names the permissions that one grant has at a higher level than another.
func (c *clientPlan) beyond(is, wanted *Grant) []string {
	cat := c.p.d.Catalogue
	has, should := is.Effective(), wanted.Given()
	var list []string
	for i := range cat.Len() {
		if has.Level(i) > should.Level(i) {
			list = append(list, cat.At(i).Name+" "+cat.At(i).Kind.Name(has.Level(i)))
		}
	}
	if n := len(list) - maxBeyond; n > 0 {
		list = append(list[:maxBeyond], fmt.Sprintf("and %d more", n))
	}
	return list
}

// partPolicy puts what is held between the parts of changes to a policy: it is no
// better for lasting a few days only.
func (v *review) partPolicy(p *Policy, c *clientPlan, atEnd []Finding) []Finding {
	var found []Finding
	if p.Severity != Error {
		return nil
	}
	for st := range c.betweenParts() {
		if slices.ContainsFunc(atEnd, func(f Finding) bool { return f.Person == st.Person && f.Client == v.clientIndex(c) }) {
			continue // it is said already
		}
		f := ask(p, &Subject{Kind: SubjectGrant, Catalogue: v.p.d.Catalogue, Person: &v.p.roster.people[st.Person], Client: c.subject(), Grant: st.After}, c.mode)
		if f == nil {
			continue
		}
		if was := c.grantBefore(st.After); was != nil && EffectOf(was, st.After) == EffectNone {
			continue
		}
		f.Person, f.Message = st.Person, strings.TrimSpace(f.Message+" (Between the parts of one change.)")
		if !st.Pos.IsZero() {
			f.Pos = st.Pos
		}
		found = append(found, v.finding(c, *f))
	}
	return found
}
