package config

import "slices"

// reaching collects whom a list of people and teams reaches, each person once,
// and how: who is named is named; of several teams the innermost counts.
type reaching struct {
	l     *loader
	via   map[int32]int32 // by person
	teams map[*team]bool  // that were looked into
}

func (r *reaching) person(p *person, via int32) {
	if r.via == nil {
		r.via = map[int32]int32{}
	}
	last, known := r.via[p.index]
	if !known || last >= 0 && (via == byName || r.l.isInside(via, last)) {
		r.via[p.index] = via
	}
}

func (r *reaching) team(t *team) {
	if r.teams[t] {
		return
	}
	if r.teams == nil {
		r.teams = map[*team]bool{}
	}
	r.teams[t] = true
	r.l.eachNamed(t, func(p *person) { r.person(p, t.index) })
}

// list returns them sorted by person.
func (r *reaching) list() []member {
	list := make([]member, 0, len(r.via))
	for p, via := range r.via {
		list = append(list, member{p, via})
	}
	slices.SortFunc(list, func(a, b member) int { return int(a.person - b.person) })
	return list
}

// isInside reports whether team a is a better answer than team b to the
// question through which team somebody was reached: the inner one, else the
// one that comes first.
func (l *loader) isInside(a, b int32) bool {
	switch {
	case l.teams[b].within.has(a):
		return true
	case l.teams[a].within.has(b):
		return false
	}
	return l.teams[a].in.address < l.teams[b].in.address
}
