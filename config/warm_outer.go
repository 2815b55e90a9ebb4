package config

import (
	"slices"
	"sort"
	"strings"
)

// outer is what stands outside the clients in files that were parsed again:
// what stood there before, perhaps on another line, and people and teams who
// have joined.
type outer struct {
	moved  map[int]*block    // people of the memory, by number
	teams  map[string]*block // teams, by label, those that have joined included
	rest   []*block
	joined []*block // people
	formed []*block // teams that are new

	newcomers []*person // who joined, by e-mail
	ahead     []int     // of each, how many people of the memory come before
}

// compareOuter tells what stood outside the clients of the files that were
// parsed from what has joined. False: something is gone, was changed, or may
// matter to clients that do not name it.
func (w *warmer) compareOuter(parsed []parsedFile) bool {
	w.moved, w.teams = map[int]*block{}, map[string]*block{}
	for i := range parsed {
		if !w.reread[i] {
			continue
		}
		was := ""
		if before := w.before[i]; before >= 0 {
			was = w.m.file(int(before)).outer
		}
		for _, b := range parsed[i].blocks {
			switch {
			case b.schema == clientSchema:
			case strings.HasPrefix(was, string(b.text[:])):
				was = was[len(b.text):]
				w.stays(b)
			case !w.joins(b):
				return false
			}
		}
		if was != "" {
			return false
		}
	}
	return len(w.joined)+len(w.formed) == 0 || !w.m.crowd
}

// stays enters a block that is what it was, where it stands now.
func (w *warmer) stays(b *block) {
	switch k := kindOf(b.schema.name); k {
	case employeeKind, contractorKind:
		w.moved[w.m.personCalled(k, b.label)] = b
	case teamKind:
		w.teams[b.label] = b
	default:
		w.rest = append(w.rest, b)
	}
}

// joins enters somebody new, or a new team. False: it is something else, or
// the label is taken.
func (w *warmer) joins(b *block) bool {
	switch k := kindOf(b.schema.name); k {
	case employeeKind, contractorKind:
		w.joined = append(w.joined, b)
		return w.m.personCalled(k, b.label) < 0
	case teamKind:
		_, taken := w.m.team(b.label)
		_, twice := w.teams[b.label]
		w.teams[b.label] = b
		w.formed = append(w.formed, b)
		return b.label != "" && !taken && !twice
	}
	return false
}

// welcome reads everybody who has joined, and the new teams, whoever names
// them: there may be a mistake in them. Who looks like somebody else, or has had
// another address, is a matter for a look at everything.
func (w *warmer) welcome() {
	l := w.l
	for _, b := range w.joined {
		p := w.declarePerson(b)
		if p == nil || len(p.FormerEmails) > 0 || w.m.isTaken(&p.Person) {
			l.doubt = true
			return
		}
		w.newcomers = append(w.newcomers, p)
	}
	slices.SortFunc(w.newcomers, byEmail)
	for i, p := range w.newcomers {
		l.doubt = l.doubt || l.byEmail[p.Email] != nil // two have it
		at := w.m.people.search(func(r shelfReader) bool { return r.text() < p.Email })
		w.ahead = append(w.ahead, at)
		w.enter(p, at+i)
	}
	for _, email := range l.options.Joined {
		if !slices.ContainsFunc(w.newcomers, func(p *person) bool { return p.Email == email }) {
			l.doubt = true // recorded since, and not by what has joined here
		}
	}
	for _, b := range w.formed {
		if l.registry.named[teamKind][b.label] == nil {
			w.team(b)
		}
	}
}

// index is the number among all people, by e-mail, of somebody with a number
// in the memory.
func (w *warmer) index(at int) int {
	return at + sort.Search(len(w.ahead), func(i int) bool { return w.ahead[i] > at })
}
