package config

import (
	"cmp"
	"slices"

	"github.com/zclconf/go-cty/cty"
)

// team is an agency pod: whom it names, and the teams in it. Teams can hold the
// same teams by many ways, so that what is in a team is never written out but
// walked, each team once; what is kept a team is a set.
type team struct {
	in      *instance
	index   int32     // in the list of teams
	named   []*person // by e-mail, unique
	holds   []*team   // the teams that it names, unique
	within  teamSet   // the teams in it, at any depth
	walk    int32     // the last walk that came here
	reached []member  // the members, as access blocks have them
	value   cty.Value
}

// teamSet is a set of teams by their index.
type teamSet []uint64

func (s teamSet) has(index int32) bool {
	word := int(index / 64)
	return word < len(s) && s[word]&(1<<(index%64)) != 0
}

func (s *teamSet) add(index int32) {
	for len(*s) <= int(index/64) {
		*s = append(*s, 0)
	}
	(*s)[index/64] |= 1 << (index % 64)
}

func (s *teamSet) addAll(other teamSet) {
	for len(*s) < len(other) {
		*s = append(*s, 0)
	}
	for i, word := range other {
		(*s)[i] |= word
	}
}

// eachNamed calls f for whoever is named by the team or by one in it. Somebody
// whom several of them name comes several times.
func (l *loader) eachNamed(t *team, f func(*person)) {
	l.walks++
	l.walkTeam(t, f)
}

func (l *loader) walkTeam(t *team, f func(*person)) {
	if t.walk == l.walks {
		return
	}
	t.walk = l.walks
	for _, p := range t.named {
		f(p)
	}
	for _, inner := range t.holds {
		l.walkTeam(inner, f)
	}
}

// membersOf returns the members of a team by e-mail, each once.
func (l *loader) membersOf(t *team) []*person {
	var list []*person
	l.eachNamed(t, func(p *person) { list = append(list, p) })
	return arranged(list)
}

// asMembers returns the members as reached through the team. The list is
// shared.
func (l *loader) asMembers(t *team) []member {
	if t.reached == nil {
		list := l.membersOf(t)
		t.reached = make([]member, len(list))
		for i, p := range list {
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
	inside := map[*team]bool{}
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
				t.named = append(t.named, p)
			}
			return
		}
		inner, ok := l.teamOf(found.in)
		if complete = complete && ok; ok && !inside[inner] {
			inside[inner] = true
			t.holds = append(t.holds, inner)
			t.within.add(inner.index)
			t.within.addAll(inner.within)
		}
	})
	t.named = arranged(t.named)
	in.team, t.index = t, int32(len(l.teams))
	l.teams = append(l.teams, t)
	return ok && complete
}

// arranged sorts people by e-mail, which is the order of their indexes, and
// leaves out repetitions.
func arranged(list []*person) []*person {
	slices.SortFunc(list, byEmail)
	return slices.Compact(list)
}

func byEmail(a, b *person) int { return cmp.Compare(a.Email, b.Email) }

func (l *loader) teamValue(in *instance) (cty.Value, bool) {
	t, ok := l.teamOf(in)
	if !ok {
		return cty.DynamicVal, false
	}
	if t.value == cty.NilVal {
		members := cty.ListValEmpty(personType)
		if list := l.membersOf(t); len(list) > 0 {
			values := make([]cty.Value, len(list))
			for i, p := range list {
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
