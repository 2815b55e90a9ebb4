package verify

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"accredit/engine"
)

// facts: who and what is written differs from what is recorded only in what a
// record in the plan says.
func (v *verifier) facts() string {
	said := map[int32][]engine.Field{} // of people
	for i := range v.p.Steps {
		if st := &v.p.Steps[i]; st.Client == engine.Nobody && st.Person != engine.Nobody {
			said[st.Person] = st.More().Fields
		}
	}
	if len(v.written) != len(v.p.Facts.People) {
		return "one person would be written twice"
	}
	for _, i := range v.p.Facts.People {
		if reason := v.personFact(&v.p.People[i], said[i]); reason != "" {
			return reason
		}
	}
	return v.clientFacts()
}

// personFact compares a person who is written with the recorded one.
func (v *verifier) personFact(is *engine.Person, said []engine.Field) string {
	was := v.persons[is.Email]
	for i := range said {
		if was == nil && said[i].Name == "email" {
			was = v.persons[said[i].Before]
		}
	}
	if was == nil {
		if len(said) > 0 {
			return is.Email + " is not recorded, but a step says that something about them changes"
		}
		return ""
	}
	isEmail := func(f engine.Field) bool { return f.Name == "email" }
	differs := slices.DeleteFunc(engine.PersonFields(was, is), isEmail)
	if slices.Equal(differs, slices.DeleteFunc(slices.Clone(said), isEmail)) {
		return ""
	}
	// Who has no block and no access any more is marked as left, without a step.
	if len(said) == 0 && is.Status == engine.PersonLeft && is.Roles == 0 &&
		!slices.ContainsFunc(differs, func(f engine.Field) bool { return f.Name != "status" && f.Name != "roles" }) {
		return ""
	}
	return "what would be written of " + is.Email + " is not what the step about them says"
}

// clientFacts: the mode and the super admins of a recorded client, on which the
// rules rest, are the recorded ones or those that its record says. A plan
// narrowed to people leaves the record of a client out.
func (v *verifier) clientFacts() string {
	if v.p.Narrowed {
		return ""
	}
	said := map[int32][]engine.Field{}
	speaks := maps.Clone(v.writes)
	for i := range v.p.Steps {
		st := &v.p.Steps[i]
		if speaks[st.Client] = true; st.Client != engine.Nobody && st.Person == engine.Nobody {
			said[st.Client] = st.More().Fields
		}
	}
	for i := range v.p.Clients {
		c := &v.p.Clients[i]
		rec := v.recorded[c.HubID]
		if rec == nil || !speaks[int32(i)] {
			continue
		}
		known := rec.SuperAdmins
		if !c.Pos.IsZero() {
			known, _ = engine.KnownSuperAdmins(c.SuperAdmins, rec)
		}
		for _, f := range []engine.Field{
			{Name: "mode", Before: rec.Mode.String(), After: c.Mode.String()},
			{Name: "execution", Before: rec.Execution.String(), After: c.Execution.String()},
			{Name: "super_admins", Before: strings.Join(rec.SuperAdmins, ", "), After: strings.Join(known, ", ")},
		} {
			if f.Before != f.After && !slices.Contains(said[int32(i)], f) {
				return fmt.Sprintf("%s of %s differs from what is recorded, and no step says so", f.Name, c.Label())
			}
		}
	}
	return ""
}

// records: what stands for people, without a client, are records that touch
// nobody, and the forgetting of people without a block.
func (v *verifier) records() string {
	taken := map[string]bool{} // e-mails of the people listed, and former ones
	for i := range v.p.People {
		taken[v.p.People[i].Email] = true
	}
	for i := range v.p.Steps {
		st := &v.p.Steps[i]
		if st.Client != engine.Nobody {
			break
		}
		if st.Person == engine.Nobody {
			return "a step names neither a client nor a person"
		}
		if reason := v.recordOf(st, taken); reason != "" {
			return "the step about " + v.p.People[st.Person].Email + ": " + reason
		}
		v.effect |= st.Effect
	}
	return ""
}

func (v *verifier) recordOf(st *engine.Step, taken map[string]bool) string {
	who := &v.p.People[st.Person]
	written := v.written[st.Person]
	switch {
	case !isFactAlone(st):
		return "it may only record something, and does more"
	case st.Action == engine.ActionForget && (written || v.persons[who.Email] == nil):
		return "only a recorded person who is not declared can be forgotten"
	case st.Action == engine.ActionForget && slices.ContainsFunc(v.p.Steps, func(s engine.Step) bool { return s.Client != engine.Nobody && s.Person == st.Person }):
		return "somebody who is forgotten is changed, too"
	case st.Action == engine.ActionForget && len(st.More().Fields) > 0, st.Action == engine.ActionRecord && len(st.More().Fields) == 0:
		return "what it says of them does not fit what is recorded"
	case st.Action == engine.ActionForget:
		return ""
	case st.Action != engine.ActionRecord:
		return "the action " + st.Action.String() + " needs a client"
	case !written:
		return "what it says is not what would be written"
	}
	for _, f := range st.More().Fields {
		if f.Name != "email" {
			continue // personFact compares them
		}
		switch {
		case f.After != who.Email, !slices.Contains(who.FormerEmails, f.Before):
			return f.Before + " is not one of their former_emails"
		case v.persons[f.Before] == nil:
			return f.Before + " is not recorded"
		case taken[f.Before]:
			return f.Before + " is somebody else"
		}
		taken[f.Before] = true
	}
	return ""
}

// isFactAlone reports whether a step has nothing but words.
func isFactAlone(st *engine.Step) bool {
	return st.Actor == engine.Nobody && st.Via == engine.NoVia && st.Effect == engine.MoveEffect(st.More().Fields) && st.Before == nil && st.After == nil && st.More().Wanted == ""
}

// merges: where somebody is recorded under two e-mails, what is recorded under
// the present one stands; that may not cost a client its last super admin.
func (v *verifier) merges() string {
	now := map[string]string{}
	for i := range v.p.Steps {
		for _, f := range v.p.Steps[i].More().Fields {
			if v.p.Steps[i].Client == engine.Nobody && f.Name == "email" && v.persons[f.After] != nil {
				now[f.Before] = f.After
			}
		}
	}
	if len(now) == 0 {
		return ""
	}
	for i := range v.a.Clients {
		if c := &v.a.Clients[i]; v.mergeTakesLastSuper(c, now) {
			return "a change of e-mail would leave " + c.Label() + " without a super admin that we know"
		}
	}
	return ""
}

func (v *verifier) mergeTakesLastSuper(c *engine.RecordedClient, now map[string]string) bool {
	own := c.SuperAdmins
	for i := range v.p.Clients {
		if p := &v.p.Clients[i]; p.HubID == c.HubID && !p.Pos.IsZero() {
			own, _ = engine.KnownSuperAdmins(p.SuperAdmins, c)
		}
	}
	present := map[string]bool{}
	for i := range c.Grants {
		present[v.a.People[c.Grants[i].Person].Email] = true
	}
	before, after := len(own), len(own)
	for i := range c.Grants {
		g := &c.Grants[i]
		if !v.super(v.today(g, g.Person)) {
			continue
		}
		before++
		if to, merged := now[v.a.People[g.Person].Email]; !merged || !present[to] {
			after++
		}
	}
	return before > 0 && after == 0
}
