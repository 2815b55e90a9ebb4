package config

import (
	"accredit/engine"
)

// Origin is one line that gives a permission to a set: where it stands, in
// which set, and what it says.
type Origin struct {
	Set     string     // the set that has the line: the one asked about, or one it extends
	Pattern string     // as written: a permission or a wildcard; empty for a built-in set
	Level   string     // that the line gives
	Pos     engine.Pos // zero for a built-in set
}

// Explain says where a set's level of a permission comes from: every line, in
// the set or in those it extends, that gives exactly that level, nearest
// first. It is empty where the set does not give the permission.
func (r *Result) Explain(set, permission string) []Origin {
	s := r.sets[set]
	if s == nil {
		return nil
	}
	i, ok := r.catalogue.Index(permission)
	if !ok || s.Rights.Level(i) == 0 {
		return nil
	}
	return originsOf(s, r.catalogue.At(i), i, s.Rights.Level(i), map[*permissionSet]bool{})
}

func originsOf(s *permissionSet, p engine.Permission, i int, level engine.Level, seen map[*permissionSet]bool) []Origin {
	if seen[s] || s.Rights.Level(i) != level {
		return nil
	}
	seen[s] = true
	if s.Builtin {
		return []Origin{{Set: s.Name, Level: p.Kind.Name(level)}}
	}
	var list []Origin
	choices := make([]choice, len(s.choices))
	for i := range s.choices {
		choices[i] = s.choices[i].choice
	}
	if best, _ := choose(choices, p); best != nil && best.wanted.as(p.Kind) == level {
		for i := range s.choices {
			if s.choices[i].pattern == best.pattern {
				list = append(list, Origin{Set: s.Name, Pattern: best.pattern, Level: p.Kind.Name(level), Pos: s.choices[i].pos})
			}
		}
	}
	for _, other := range s.extends {
		list = append(list, originsOf(other, p, i, level, seen)...)
	}
	return list
}
