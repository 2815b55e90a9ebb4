package engine

import (
	"slices"
	"strconv"
	"strings"
)

// Records of facts that touch nobody (docs/rules.md, "Steps"): values of people and
// clients that differ from the recorded ones. What state does not hold yet is
// written by the next apply without a step.

// recordClient adds the client's record, and notes whether its row is to be
// written at all.
func (c *clientPlan) recordClient() {
	if c.desired == nil {
		return
	}
	if c.recorded == nil {
		c.facts = true
		return
	}
	fields := c.clientFields()
	if len(fields) > 0 {
		c.steps = append([]Step{{Person: Nobody, Actor: Nobody, Action: ActionRecord, Cause: CauseConfig, Details: RecordDetails(fields), Pos: c.desired.Pos}}, c.steps...)
		for i := range c.steps {
			c.steps[i].Seq = int32(i + 1)
		}
	}
	c.warnNoneNamed()
	was, is := &c.recorded.Client, &c.desired.Client
	c.facts = len(fields) > 0 || was.Address != is.Address || was.Name != is.Name || !c.recorded.Applied ||
		was.AccountType != is.AccountType || was.LastActivity == 0 && is.LastActivity != 0 || !slices.Equal(c.recorded.DeclaredSuperAdmins, is.SuperAdmins) ||
		!EqualLinks(was.Links, c.links())
}

// clientFields lists the values of a client that differ from the recorded ones.
func (c *clientPlan) clientFields() []Field {
	was, is := &c.recorded.Client, &c.desired.Client
	var fields []Field
	add := func(name, before, after string) {
		if before != after {
			fields = append(fields, Field{name, before, after})
		}
	}
	if was.Name != "" {
		add("name", was.Name, is.Name)
	}
	add("domain", was.Domain, is.Domain)
	if was.AccountType != "" {
		add("account_type", was.AccountType, is.AccountType)
	}
	add("mode", was.Mode.String(), is.Mode.String())
	add("execution", was.Execution.String(), is.Execution.String())
	known, _ := c.ownSuperAdmins()
	add("super_admins", strings.Join(was.SuperAdmins, ", "), strings.Join(known, ", "))
	if was.ManagedMRR != is.ManagedMRR {
		add("managed_mrr", FormatAmount(was.ManagedMRR), FormatAmount(is.ManagedMRR))
	}
	add("labels", LabelText(was.Labels), LabelText(is.Labels))
	for i := range is.Links {
		c.linkFields(&is.Links[i], add)
	}
	return fields
}

// linkFields compares a declared link's dates with the recorded ones. An
// approval that was not recorded yet is news, not a difference: adopting it
// says so.
func (c *clientPlan) linkFields(l *Link, add func(name, before, after string)) {
	at := indexLink(c.recorded.Links, *l)
	if at < 0 {
		at = c.correctedLink(l)
	}
	if at < 0 {
		return
	}
	rec, name := &c.recorded.Links[at], "access_link "+l.Admin+" "
	if rec.ApprovedOn != 0 && l.ApprovedOn != 0 {
		add(name+"approved_on", rec.ApprovedOn.String(), l.ApprovedOn.String())
		if rec.ApprovedBy != "" && l.ApprovedBy != "" {
			add(name+"approved_by", rec.ApprovedBy, l.ApprovedBy)
		}
	}
	add(name+"ended_on", rec.EndedOn.String(), l.EndedOn.String())
}

// EqualLinks reports whether two lists say the same of the same links, wherever
// they were declared.
func EqualLinks(a, b []Link) bool {
	return slices.EqualFunc(a, b, func(x, y Link) bool {
		return x.Admin == y.Admin && x.ApprovedBy == y.ApprovedBy && x.ApprovedOn == y.ApprovedOn && x.EndedOn == y.EndedOn
	})
}

// FormatAmount writes an amount of money without trailing zeros.
func FormatAmount(amount float64) string { return strconv.FormatFloat(amount, 'f', -1, 64) }

// recordPeople lists the records of people, by e-mail, and the people whose
// rows are to be written.
func (p *planner) recordPeople() (steps []Step, write []int32) {
	for at := range p.roster.people {
		i := int32(at)
		if pos, ok := p.forget.people[i]; ok {
			steps = append(steps, Step{Client: Nobody, Person: i, Actor: Nobody, Action: ActionForget, Cause: CauseConfig, Pos: pos})
			continue
		}
		if !p.roster.declared[i] {
			continue
		}
		is := &p.roster.people[i]
		if p.roster.recorded[i] == Nobody {
			write = append(write, i)
			continue
		}
		was := &p.a.People[p.roster.recorded[i]]
		fields := PersonFields(was, is)
		for _, at := range p.roster.merged[i] {
			fields = append(fields, Field{"email", p.a.People[at].Email, is.Email})
		}
		if len(fields) > 0 {
			cause := CauseConfig
			if was.Email != is.Email || len(p.roster.merged[i]) > 0 {
				cause = CauseRename
			}
			steps = append(steps, Step{Client: Nobody, Person: i, Actor: Nobody, Action: ActionRecord, Effect: MoveEffect(fields),
				Cause: cause, Details: RecordDetails(fields), Pos: is.Pos})
		}
		if len(fields) > 0 || was.Address != is.Address || is.Protected && !was.Protected || was.Name == "" || was.Kind == UnknownKind {
			write = append(write, i)
		}
	}
	for i := range steps {
		steps[i].Seq = int32(i + 1)
	}
	return steps, write
}

// MoveEffect is the effect of a record of a person: none, but where access
// moves to an address of another domain. Whoever reads that mail can do
// something that they could not (docs/rules.md R11), and nobody can check that it
// is the same person.
func MoveEffect(fields []Field) Effect {
	for _, f := range fields {
		if f.Name != "email" {
			continue
		}
		_, before, _ := strings.Cut(f.Before, "@")
		if _, after, _ := strings.Cut(f.After, "@"); before != after {
			return Both
		}
	}
	return EffectNone
}

// warnMoved says where access moves to an address of another domain.
func (v *review) warnMoved(records []Step) {
	for i := range records {
		st := &records[i]
		if st.Effect == EffectNone {
			continue
		}
		for _, f := range st.More().Fields {
			if f.Name == "email" && MoveEffect([]Field{f}) != EffectNone {
				v.plan.Warnings = append(v.plan.Warnings, Finding{
					Rule: ruleRename, Severity: Warning, Client: Nobody, Person: st.Person, Pos: st.Pos,
					Message: "The access of " + f.Before + " becomes that of " + f.After + ", an address of another domain.",
					Hint:    "Make sure that it is the same person: whoever reads mail at that address gets the access.",
				})
			}
		}
	}
}

// warnApart says why somebody under a former e-mail is not recorded as moved.
func (v *review) warnApart() {
	for i := range v.p.d.People {
		person := v.p.roster.ofDesired[i]
		for _, former := range v.p.d.People[i].FormerEmails {
			at := v.p.roster.find(former)
			if at == Nobody || at == person || v.p.roster.declared[at] || v.p.roster.apart[v.p.roster.recorded[at]] == 0 {
				continue
			}
			v.plan.Warnings = append(v.plan.Warnings, Finding{
				Rule: ruleRename, Severity: Warning, Client: Nobody, Person: person, Pos: v.p.d.People[i].Pos,
				Message: former + " and " + v.p.d.People[i].Email + " both have access in a client. They are two users there, and this plan removes " + former + ".",
				Hint:    "Remove that user first. What is left moves by former_emails.",
			})
		}
	}
}

// looksRenamed warns where somebody new stands at the address of somebody
// recorded who has no block any more: perhaps the same person with another
// e-mail.
func (v *review) looksRenamed() {
	for at := range v.p.roster.people {
		old, ok := v.p.readdressed[int32(at)]
		if !ok {
			continue
		}
		person, before := &v.p.roster.people[at], v.p.roster.people[old].Email
		v.plan.Warnings = append(v.plan.Warnings, Finding{
			Rule: ruleRename, Severity: Warning, Client: Nobody, Person: int32(at), Pos: person.Pos,
			Message: person.Address + " was " + before + " before. As it stands they are two people, and " + before + " loses all access.",
			Hint:    "If it is the same person, add former_emails = [\"" + before + "\"].",
		})
	}
}

// findReaddressed finds the people who are new at the address of somebody
// recorded without a block, and whom: a former e-mail may be missing, or the
// e-mail mistyped.
func (r *roster) findReaddressed() map[int32]int32 {
	gone := map[string]int32{}
	for i := range r.people {
		if person := &r.people[i]; !r.declared[i] && person.Address != "" && person.Status == PersonActive {
			gone[person.Address] = int32(i)
		}
	}
	var found map[int32]int32
	for i := range r.people {
		if old, ok := gone[r.people[i].Address]; ok && r.declared[i] && r.recorded[i] == Nobody {
			if found == nil {
				found = map[int32]int32{}
			}
			found[int32(i)] = old
		}
	}
	return found
}

// ruleRename names warnings about people who look renamed. It is no rule that
// can be broken.
const ruleRename = "rename"
