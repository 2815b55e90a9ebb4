package engine

import (
	"cmp"
	"maps"
	"slices"
	"strings"
)

// roster is everybody that a plan can speak of: the declared people and those
// who are only recorded, in one list by e-mail.
type roster struct {
	people   []Person
	declared []bool  // has a block
	recorded []int32 // index into Access.People, Nobody if new
	ofDesired,
	ofAccess []int32 // index into people
	roleHolders []int32
	merged      map[int32][]int32 // recorded people who are somebody under a former e-mail, too
	apart       map[int32]int     // recorded people who are not merged with whom claims their e-mail → clients in which they have access
	byEmail     map[string]int32  // current and former e-mails
}

// newRoster merges the two lists. A recorded person whose e-mail is one of
// somebody's former e-mails is that somebody (docs/rules.md R12), whether they are
// recorded under the new one too or not; but where both have access in one
// client there are two users, and the former is somebody without a block, who
// is removed like anybody.
func newRoster(d *Desired, a *Access) *roster {
	claims := map[string]int{} // e-mail → declared person
	for i := range d.People {
		for _, former := range d.People[i].FormerEmails {
			claims[former] = i
		}
	}
	recordedAs := make(map[string]int32, len(a.People))
	for i := range a.People {
		recordedAs[a.People[i].Email] = int32(i)
	}
	declaredAs := make(map[string]bool, len(d.People))
	for i := range d.People {
		declaredAs[d.People[i].Email] = true
	}

	type entry struct {
		person             Person
		inDesired, inState int32
	}
	entries := make([]entry, 0, len(d.People)+8)
	taken := make([]bool, len(a.People))
	also := map[int32]int32{} // recorded under a former e-mail too → declared person
	apart := apartFrom(d, a, recordedAs, claims)
	isApart := func(at int32) bool { _, ok := apart[at]; return ok }
	for i := range d.People {
		e := entry{d.People[i], int32(i), Nobody}
		if at, ok := recordedAs[e.person.Email]; ok {
			e.inState = at
		} else {
			for _, former := range e.person.FormerEmails {
				if at, ok := recordedAs[former]; ok && claims[former] == i && !taken[at] && !isApart(at) {
					e.inState = at
					break
				}
			}
		}
		if e.inState != Nobody {
			taken[e.inState] = true
		}
		for _, former := range e.person.FormerEmails {
			if at, ok := recordedAs[former]; ok && !taken[at] && !isApart(at) {
				taken[at] = true
				also[at] = int32(i)
			}
		}
		entries = append(entries, e)
	}
	for i := range a.People {
		if !taken[i] {
			entries = append(entries, entry{a.People[i], Nobody, int32(i)})
		}
	}
	slices.SortFunc(entries, func(x, y entry) int { return strings.Compare(x.person.Email, y.person.Email) })

	r := &roster{
		apart:  apart,
		people: make([]Person, len(entries)), declared: make([]bool, len(entries)), recorded: make([]int32, len(entries)),
		ofDesired: make([]int32, len(d.People)), ofAccess: make([]int32, len(a.People)), byEmail: make(map[string]int32, len(entries)),
	}
	for at, e := range entries {
		i := int32(at)
		r.people[i], r.recorded[i], r.declared[i] = e.person, e.inState, e.inDesired != Nobody
		if e.inDesired != Nobody {
			r.ofDesired[e.inDesired] = i
		}
		if e.inState != Nobody {
			r.ofAccess[e.inState] = i
		}
		if e.person.Roles != 0 {
			r.roleHolders = append(r.roleHolders, i)
		}
		for _, former := range e.person.FormerEmails {
			if !declaredAs[former] {
				r.byEmail[former] = i
			}
		}
	}
	for i := range r.people {
		r.byEmail[r.people[i].Email] = int32(i)
	}
	for _, person := range d.Agency.Guardrails.Protected {
		r.people[r.ofDesired[person]].Protected = true
	}
	for at, declared := range also {
		i := r.ofDesired[declared]
		r.ofAccess[at] = i
		if r.merged == nil {
			r.merged = map[int32][]int32{}
		}
		r.merged[i] = append(r.merged[i], at)
	}
	for i := range r.merged {
		slices.Sort(r.merged[i])
	}
	return r
}

// apartFrom finds the recorded people whose e-mail is a former one of somebody
// and who are not merged with them: both have access in one client, or there
// is nothing to merge. Of several addresses of one person the present one
// comes first, then the former ones as declared.
func apartFrom(d *Desired, a *Access, recordedAs map[string]int32, claims map[string]int) map[int32]int {
	several := map[int32]int{} // recorded → declared
	for i := range d.People {
		var recorded []int32
		for _, email := range append([]string{d.People[i].Email}, d.People[i].FormerEmails...) {
			if at, ok := recordedAs[email]; ok && (email == d.People[i].Email || claims[email] == i) {
				recorded = append(recorded, at)
			}
		}
		if len(recorded) > 1 {
			for _, at := range recorded {
				several[at] = i
			}
		}
	}
	if len(several) == 0 {
		return nil
	}
	clients := map[int32][]int64{}
	for i := range a.Clients {
		for j := range a.Clients[i].Grants {
			at := a.Clients[i].Grants[j].Person
			if _, ok := several[at]; ok {
				clients[at] = append(clients[at], a.Clients[i].HubID)
			}
		}
	}
	apart := map[int32]int{}
	for i := range d.People {
		taken, first := map[int64]bool{}, true
		for _, email := range append([]string{d.People[i].Email}, d.People[i].FormerEmails...) {
			at, ok := recordedAs[email]
			if of, is := several[at]; !ok || !is || of != i {
				continue
			}
			if !first && (len(clients[at]) == 0 || slices.ContainsFunc(clients[at], func(hub int64) bool { return taken[hub] })) {
				apart[at] = len(clients[at])
				continue
			}
			first = false
			for _, hub := range clients[at] {
				taken[hub] = true
			}
		}
	}
	return apart
}

// find returns the person with that current or former e-mail, or Nobody.
func (r *roster) find(email string) int32 {
	if i, ok := r.byEmail[email]; ok {
		return i
	}
	return Nobody
}

// RecordedAs returns a function that finds where a person of the configuration
// is recorded: the index into Access.People under their present or a former
// e-mail, or Nobody. It is exported for engine/revise, which writes what was
// seen of people without making a plan.
func RecordedAs(d *Desired, a *Access) func(email string) int32 {
	r := newRoster(d, a)
	return func(email string) int32 {
		if person := r.find(email); person != Nobody {
			return r.recorded[person]
		}
		return Nobody
	}
}

// leaving reports whether a person is on the way out: without a block, left,
// or being deactivated. They act last of all.
func (r *roster) leaving(i int32) bool {
	return !r.declared[i] || r.people[i].Status != PersonActive
}

// mayAct reports whether the person is still there to act: not recorded as
// deactivated or left already.
func (r *roster) mayAct(a *Access, i int32) bool {
	if r.recorded[i] == Nobody {
		return r.people[i].Status == PersonActive
	}
	return a.People[r.recorded[i]].Status == PersonActive || r.people[i].Status == PersonActive
}

// PersonFields lists the values of a person that differ from the recorded
// ones. What state does not hold yet is no difference. It is exported for the
// checker (engine/verify): what is written of a person must be what a step says.
func PersonFields(was, is *Person) []Field {
	if samePerson(was, is) {
		return nil // nearly everybody
	}
	var fields []Field
	add := func(name, before, after string) {
		if before != after {
			fields = append(fields, Field{name, before, after})
		}
	}
	add("email", was.Email, is.Email)
	if was.Name != "" {
		add("name", was.Name, is.Name)
	}
	if was.Kind != UnknownKind {
		add("kind", was.Kind.String(), is.Kind.String())
	}
	add("status", was.Status.String(), is.Status.String())
	add("roles", strings.Join(was.Roles.Names(), ", "), strings.Join(is.Roles.Names(), ", "))
	add("former_emails", strings.Join(slices.Sorted(slices.Values(was.FormerEmails)), ", "),
		strings.Join(slices.Sorted(slices.Values(is.FormerEmails)), ", "))
	if was.Protected { // that somebody is protected from now on, state does not hold yet
		add("protected", "yes", protectedText(is))
	}
	add("labels", LabelText(was.Labels), LabelText(is.Labels))
	return fields
}

func protectedText(p *Person) string {
	if p.Protected {
		return "yes"
	}
	return ""
}

func samePerson(x, y *Person) bool {
	return x.Email == y.Email && x.Name == y.Name && x.Kind == y.Kind && x.Status == y.Status && x.Roles == y.Roles && x.Protected == y.Protected &&
		slices.Equal(x.FormerEmails, y.FormerEmails) && maps.Equal(x.Labels, y.Labels)
}

// LabelText writes labels in one line, by key.
func LabelText(labels map[string]string) string {
	if len(labels) == 0 {
		return ""
	}
	parts := make([]string, 0, len(labels))
	for _, k := range slices.SortedFunc(maps.Keys(labels), cmp.Compare) {
		parts = append(parts, k+"="+labels[k])
	}
	return strings.Join(parts, ", ")
}
