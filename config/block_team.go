package config

import (
	"cmp"
	"slices"

	"github.com/zclconf/go-cty/cty"
)

// team is an agency pod: its members, those of teams in it included.
type team struct {
	in      *instance
	index   int32     // in the list of teams
	members []*person // by e-mail, unique
	inside  []*team   // teams in it, at any depth
	reached []member  // the members once more, as access blocks have them
	value   cty.Value
}

// asMembers gives the members as reached through the team. The list is shared.
func (t *team) asMembers() []member {
	if t.reached == nil {
		t.reached = make([]member, len(t.members))
		for i, p := range t.members {
			t.reached[i] = member{p.index, t.index}
		}
	}
	return t.reached
}

// teamOf resolves a team. A team that contains itself is a cycle.
func (l *loader) teamOf(in *instance) (*team, bool) {
	if l.enter(&in.state, in.address, in.decl.at()) {
		ok := l.readTeam(in)
		l.leave(&in.state, ok)
	}
	return in.team, in.state == done
}

func (l *loader) readTeam(in *instance) bool {
	t := &team{in: in}
	members := in.decl.block.arg("members")
	if members == nil {
		return false // reported
	}
	complete := true
	if !isList(members) {
		if v, ok := l.value(members, nil); !ok || !isListValue(v) {
			if ok {
				l.report(members.at, "Wrong type", "Put it into brackets: [ ... ].", "members takes a list, not %s.", typePhrase(v))
			}
			return false
		}
	}
	ok := l.references(members, nil, memberKinds, func(found target, at span) {
		if !l.isKind(found, at, memberKinds) {
			complete = false
			return
		}
		if found.kind() != teamKind {
			p, ok := l.personOf(found.in)
			if complete = complete && ok; ok {
				t.members = append(t.members, p)
			}
			return
		}
		inner, ok := l.teamOf(found.in)
		if complete = complete && ok; ok {
			t.members = append(t.members, inner.members...)
			t.inside = append(append(t.inside, inner), inner.inside...)
		}
	})
	in.team = t
	t.arrange()
	return ok && complete
}

// arrange sorts the members by e-mail, which is the order of their indexes,
// and leaves out repetitions.
func (t *team) arrange() {
	slices.SortFunc(t.members, byEmail)
	t.members = slices.Compact(t.members)
}

func byEmail(a, b *person) int { return cmp.Compare(a.Email, b.Email) }

func (l *loader) teamValue(in *instance) (cty.Value, bool) {
	t, ok := l.teamOf(in)
	if !ok {
		return cty.DynamicVal, false
	}
	if t.value == cty.NilVal {
		members := cty.ListValEmpty(personType)
		if len(t.members) > 0 {
			values := make([]cty.Value, len(t.members))
			for i, p := range t.members {
				values[i] = p.cty()
			}
			members = cty.ListVal(values)
		}
		t.value = cty.ObjectVal(map[string]cty.Value{"address": cty.StringVal(in.address), "members": members})
	}
	return t.value, true
}

func isList(t *term) bool { return t.kind == termList }

func isListValue(v cty.Value) bool {
	ty := v.Type()
	return !v.IsNull() && (ty.IsTupleType() || ty.IsListType() || ty.IsSetType())
}
