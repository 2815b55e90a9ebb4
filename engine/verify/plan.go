package verify

import (
	"fmt"
	"slices"
	"strings"

	"accredit/engine"
)

// whole checks what a plan says as a whole: overrides, violations, the order
// of its steps, its tables and facts.
func (v *verifier) whole() error {
	for _, check := range []func() string{v.overrides, v.order, v.sets, v.renames, v.facts, v.records, v.merges} {
		if reason := check(); reason != "" {
			return &Error{Reason: reason}
		}
	}
	return nil
}

// overrides: only what may be overridden is, and only where the plan says so.
func (v *verifier) overrides() string {
	for _, rule := range v.p.Overrides {
		if !engine.Overridable(rule) {
			return "rule " + rule + " cannot be overridden"
		}
	}
	for i := range v.p.Violations {
		switch f := &v.p.Violations[i]; {
		case !f.Overridden:
		case !engine.Overridable(f.Rule):
			return "rule " + f.Rule + " cannot be overridden"
		case !slices.ContainsFunc(v.p.Overrides, func(o string) bool {
			all, isAll := strings.CutSuffix(o, "*")
			return o == f.Rule || isAll && (all == engine.RulePolicyPrefix || all == engine.RuleTestPrefix) && strings.HasPrefix(f.Rule, all)
		}):
			return "rule " + f.Rule + " is not among its overrides"
		}
	}
	return ""
}

// order: records of people come first, by e-mail, one each; then the clients
// by hub id, each once; steps count from 1.
func (v *verifier) order() string {
	seq := int32(0)
	for i := range v.p.Steps {
		st := &v.p.Steps[i]
		if i == 0 || v.p.Steps[i-1].Client != st.Client {
			seq = 0
		}
		if i > 0 {
			if reason := v.follows(&v.p.Steps[i-1], st); reason != "" {
				return reason
			}
		}
		if seq++; st.Seq != seq {
			return fmt.Sprintf("step %d of %s is in place %d", st.Seq, v.place(st), seq)
		}
	}
	return ""
}

// follows gives the reason why a step may not stand after another.
func (v *verifier) follows(before, st *engine.Step) string {
	switch {
	case st.Client == engine.Nobody && before.Client != engine.Nobody:
		return "the steps about people must come first"
	case st.Client == engine.Nobody && (before.Person == engine.Nobody || st.Person == engine.Nobody || v.p.People[before.Person].Email >= v.p.People[st.Person].Email):
		return "the steps about people must be in the order of their e-mails, one for each"
	case st.Client == engine.Nobody, before.Client == engine.Nobody, before.Client == st.Client:
		return ""
	case v.p.Clients[before.Client].HubID >= v.p.Clients[st.Client].HubID:
		return "the steps of " + v.place(st) + " come after those of " + v.place(before) + ", which is not the order of hub ids"
	}
	return ""
}

// place is what messages call the client of a step.
func (v *verifier) place(st *engine.Step) string {
	if st.Client == engine.Nobody {
		return "people"
	}
	return v.p.Clients[st.Client].Label()
}

// sets: a built-in permission set is what this catalogue says, and listed where
// a step leaves it: what is written are the deviations from the listed contents.
func (v *verifier) sets() string {
	listed := map[string]bool{}
	for i := range v.p.Sets {
		set := &v.p.Sets[i]
		if rights, ok := v.admins[set.Name]; ok && (!set.Builtin || set.Unknown || !set.Rights.Equal(rights)) || set.Builtin != ok {
			return "the contents of the permission set " + set.Name + " are not those of the catalogue"
		}
		listed[set.Name] = true
	}
	for i := range v.p.Facts.Sets {
		if name := v.p.Facts.Sets[i].Name; engine.IsBuiltinSet(name) {
			return "the permission set " + name + " is built in, and would be written"
		}
	}
	for i := range v.p.Steps {
		if after := v.p.Steps[i].After; after != nil && engine.IsBuiltinSet(after.Set) && !listed[after.Set] {
			return "the permission set " + after.Set + " is not listed"
		}
	}
	return ""
}

// renames: a set that only got another name is recorded, and one is declared
// that is not, with equal rights.
func (v *verifier) renames() string {
	taken := map[string]bool{}
	for _, r := range v.p.Facts.Renames {
		from, to := findSet(v.a.Sets, r.From), findSet(v.p.Facts.Sets, r.To)
		wrong := ""
		switch {
		case engine.IsBuiltinSet(r.From) || engine.IsBuiltinSet(r.To):
			wrong = "a built-in set has no other name"
		case from == nil:
			wrong = "it is not recorded"
		case to == nil:
			wrong = r.To + " is not declared"
		case findSet(v.a.Sets, r.To) != nil:
			wrong = r.To + " is recorded already"
		case findSet(v.p.Facts.Sets, r.From) != nil:
			wrong = "it is still there"
		case taken[r.From+"\n"] || taken[r.To]:
			wrong = "it is listed twice"
		case from.Unknown || to.Unknown:
			wrong = "its contents are not known"
		default:
			was, _ := from.Levels.Over(v.p.Catalogue, "")
			is, _ := to.Levels.Over(v.p.Catalogue, "")
			if !was.Equal(is) {
				wrong = "their rights differ"
			}
		}
		if wrong != "" {
			return fmt.Sprintf("permission set %s cannot be renamed to %s: %s", r.From, r.To, wrong)
		}
		taken[r.From+"\n"], taken[r.To] = true, true
	}
	return ""
}

func findSet(sets []engine.RecordedSet, name string) *engine.RecordedSet {
	for i := range sets {
		if sets[i].Name == name {
			return &sets[i]
		}
	}
	return nil
}
