package config

import (
	"slices"
	"strings"

	"accredit/engine"
	"github.com/zclconf/go-cty/cty"
)

// accessBlock is one access block, or one instance of it, resolved.
type accessBlock struct {
	address  string
	at       span
	pos      engine.Pos
	home     *client   // nil outside a client
	label    string    // inside a client; may be empty
	in       *instance // outside a client
	clients  []int32   // outside a client: sorted
	members  []member  // sorted, except left out
	set      *permissionSet
	copyFrom *person
	period   engine.Period
	status   engine.Status
	unlinked bool // a fact to begin with: where nothing is recorded, the user is there and not linked
	details  *engine.Details
	more     *adjustment // nil for most
	shapes   []shape
}

// member is a person whom a block reaches, and how: named, by a label, or
// through a team, whose index that is.
type member struct{ person, via int32 }

const (
	byName  int32 = -1
	byLabel int32 = -2
)

// adjustment is what few access blocks have.
type adjustment struct {
	add, remove []choice
	keepBilling bool
	overrides   []target
}

// readAccess reads an access block inside or outside a client.
func (l *loader) readAccess(b *block, e *each, a *accessBlock) bool {
	r := &reader{l: l, b: b, each: e, name: a.address, failed: b.incomplete}
	a.at, a.pos, a.label = b.at, l.pos(b), b.label
	if a.home == nil {
		// Whom it reaches is asked of each client; how that was found does not matter.
		l.gathered(func() { a.clients = r.clients("clients") })
	}
	a.members = r.members()
	r.readSet(a)
	r.readPeriod(a)
	if status := r.choiceOf("status", "active", "deactivated"); status == "deactivated" {
		a.status = engine.Deactivated
	}
	a.unlinked = r.given("linked") != nil && !r.truth("linked")
	a.details = r.details()
	a.more = r.adjustment(a)
	return !r.failed
}

func (r *reader) choiceOf(name string, words ...string) string {
	if r.b.arg(name) == nil {
		return words[0]
	}
	return r.choice(name, words)
}

// readSet reads permission_set or copy_from.
func (r *reader) readSet(a *accessBlock) {
	t, from := r.given("permission_set"), r.given("copy_from")
	if t != nil && from != nil {
		r.report(from.at, "Set and copy", "Keep one of the two.", "copy_from stands in place of permission_set; %s has both.", r.name)
		return
	}
	if t != nil {
		found, ok := r.l.reference(t, r.each, setKind)
		r.failed = r.failed || !ok
		if ok {
			a.set = found.in.set
			r.failed = r.failed || a.set == nil
		}
	}
	if from != nil {
		found, ok := r.l.reference(from, r.each, employeeKind, contractorKind)
		r.failed = r.failed || !ok || found.in.state != done
		if !r.failed {
			a.copyFrom = found.in.person
		}
	}
}

// given returns an argument that is neither omitted nor null nor "".
func (r *reader) given(name string) *term {
	t := r.b.arg(name)
	if t == nil || r.l.isAbsent(t, r.each) {
		return nil
	}
	return t
}

func (r *reader) readPeriod(a *accessBlock) {
	a.period.From, _ = r.date("starts")
	var at *term
	a.period.To, at = r.date("expires")
	switch {
	case a.period.To == 0:
	case a.period.To < a.period.From:
		r.report(at.at, "Ends before it begins", "Correct one of the two dates.", "Access that starts on %s cannot expire on %s.", a.period.From, a.period.To)
	case a.period.To < r.l.today:
		r.l.warn(a.at, "Expired access block", "Delete it, or give it a later date.", "The access of %s ended on %s: the block has no effect any more.", a.address, a.period.To)
	}
}

// details reads what is written beside the rights. Equal details are shared.
func (r *reader) details() *engine.Details {
	if r.b.arg("teams") == nil && r.b.arg("reason") == nil {
		return nil
	}
	d := engine.Details{}
	r.texts("teams", func(s string, _ span) { d.Teams = append(d.Teams, s) })
	slices.Sort(d.Teams)
	d.Teams = slices.Compact(d.Teams)
	d.Reason, _ = r.text("reason")
	if len(d.Teams) == 0 && d.Reason == "" {
		return nil
	}
	key := d.Reason + "\x00" + strings.Join(d.Teams, "\x00")
	if known := r.l.details[key]; known != nil {
		return known
	}
	r.l.details[key] = &d
	return &d
}

// adjustment reads add, remove, keep_billing and overrides.
func (r *reader) adjustment(a *accessBlock) *adjustment {
	if !r.b.hasAny("add", "remove", "keep_billing", "overrides") {
		return nil
	}
	m := &adjustment{add: r.levels("add"), remove: r.permissionNames("remove"), keepBilling: r.truth("keep_billing")}
	for i := range m.add {
		if m.add[i].pattern == engine.PermissionSuperAdmin {
			r.report(m.add[i].at, "Super admin by another name", "Use permission_set = permission_set.super_admin.",
				"account.super_admin comes only with the built-in set super_admin.")
		}
		for j := range m.remove {
			if m.add[i].pattern == m.remove[j].pattern {
				r.report(m.remove[j].at, "Added and removed", "Keep one of the two.", "%q stands in both add and remove.", m.add[i].pattern)
				r.l.relate(m.add[i].at, "added here")
			}
		}
	}
	if t := r.given("overrides"); t != nil {
		ok := r.l.references(t, r.each, overridableKinds, func(found target, at span) {
			if !r.l.isKind(found, at, overridableKinds) {
				r.failed = true
				return
			}
			if found.access == "" && found.in == a.in && a.in != nil || found.access != "" && a.home != nil && found.in == a.home.in && found.access == a.label {
				r.report(at, "Overrides itself", "Name the block that this one takes precedence over.", "%s names itself in overrides.", a.address)
				return
			}
			m.overrides = append(m.overrides, found)
		})
		r.failed = r.failed || !ok
	}
	if len(m.add)+len(m.remove)+len(m.overrides) == 0 && !m.keepBilling {
		return nil
	}
	return m
}

// members reads people without except.
func (r *reader) members() []member {
	list, shared := r.reached("people")
	t := r.given("except")
	if t == nil {
		return list
	}
	out, _ := r.reached("except")
	if len(out) == 0 {
		return list
	}
	if shared {
		list = slices.Clone(list)
	}
	return slices.DeleteFunc(list, func(m member) bool {
		_, found := slices.BinarySearchFunc(out, m.person, func(o member, p int32) int { return int(o.person - p) })
		return found
	})
}

// reached reads a list of people and teams, or labels, as sorted members.
// Shared lists must not be changed.
func (r *reader) reached(name string) (list []member, shared bool) {
	t := r.b.arg(name)
	if t == nil {
		return nil, false
	}
	if labels, ok := r.selector(t, name); ok {
		return r.l.peopleWith(labels, func() {
			r.l.warn(t.at, "Nobody has these labels", "", "%s selects by labels, and nobody who works here has them.", name)
		}), true
	}
	if who := r.solePerson(t); who != nil {
		return r.l.alone(who), true
	}
	if only := soleTeam(t); only != nil {
		if found, ok := r.l.find(only, r.each); ok && found.in != nil && found.in.state == done && found.in.team != nil {
			return r.l.asMembers(found.in.team), true
		}
	}
	reached := reaching{l: r.l}
	r.each1(t, name, memberKinds, func(found target, at span) {
		if !r.l.isKind(found, at, memberKinds) {
			r.failed = true
			return
		}
		switch in := found.in; {
		case found.kind() == teamKind && in.team != nil:
			reached.team(in.team)
		case found.kind() != teamKind && in.state == done:
			reached.person(in.person, byName)
		default:
			r.failed = true // reported there
		}
	})
	return reached.list(), false
}

// solePerson gives the one person of a list that is nothing but a reference to
// them: most lists of a book with a block for each grant. Anything less plain
// is nil.
func (r *reader) solePerson(t *term) *person {
	if t.kind != termList || len(t.list) != 1 {
		return nil
	}
	only := &t.list[0]
	if only.kind != termReference || only.more != nil || only.root != employeeKind && only.root != contractorKind {
		return nil
	}
	d := r.l.registry.named[only.root][only.text]
	if d == nil || d.forEach != nil || len(d.instances) != 1 || d.instances[0].state != done {
		return nil
	}
	r.l.useInstance(d.instances[0])
	return d.instances[0].person
}

// alone gives a person as the members of a block. The list is shared.
func (l *loader) alone(p *person) []member {
	if l.singles == nil {
		l.singles = make([]member, len(l.people))
		for i := range l.people {
			l.singles[i] = member{int32(i), byName}
		}
	}
	return l.singles[p.index : p.index+1 : p.index+1]
}

// soleTeam returns the one reference of a list that is nothing but a team.
func soleTeam(t *term) *term {
	if t.kind != termList {
		return nil
	}
	list := t.list
	if len(list) != 1 || list[0].kind != termReference || list[0].root != teamKind {
		return nil
	}
	return &list[0]
}

// each1 resolves the references of an argument that takes a list.
func (r *reader) each1(t *term, name string, want []kind, f func(target, span)) {
	if t.kind == termList {
		r.failed = !r.l.references(t, r.each, want, f) || r.failed
		return
	}
	v, ok := r.l.value(t, r.each)
	switch {
	case !ok:
		r.failed = true
	case v.IsNull() || v.Type() == cty.String && v.AsString() == "":
		if r.b.schema.isRequired(name) {
			r.missing(name, t)
		}
	case !isListValue(v):
		r.report(t.at, "Wrong type", "Put it into brackets: [ ... ].", "%s takes a list, not %s.", name, typePhrase(v))
	default:
		r.failed = !r.l.targetsIn(v, t.at, want, f) || r.failed
	}
}

// selector reads labels in place of a list.
func (r *reader) selector(t *term, name string) (map[string]string, bool) {
	if t.kind != termObject {
		if t.kind == termList || t.kind == termReference || t.kind == termLookup || t.kind == termNull {
			return nil, false
		}
		v, ok := r.l.value(t, r.each)
		if !ok || v.IsNull() || !v.Type().IsObjectType() && !v.Type().IsMapType() || isFixedType(v.Type()) {
			return nil, false
		}
	}
	before := r.failed
	labels := r.labels(name)
	if count := r.l.selectorSize(t, r.each); r.failed == before && (count == 0 || len(labels) < count) {
		r.report(t.at, "Empty selector", "Give every label a value; for everything write "+name+" = "+name+".",
			"%s selects by labels, and a label without a value would select everything.", name)
	}
	return labels, true
}

func isFixedType(ty cty.Type) bool {
	return ty.Equals(personType) || ty.Equals(clientType) || ty.Equals(teamType) || ty.Equals(addressType)
}

// selectorSize counts the labels of a selector as written.
func (l *loader) selectorSize(t *term, e *each) int {
	if t.kind == termObject {
		return len(t.more.([]entry))
	}
	v, _ := l.value(t, e)
	return v.LengthInt()
}

// hasLabels reports whether all wanted labels are there.
func hasLabels(have, want map[string]string) bool {
	for key, value := range want {
		if got, ok := have[key]; !ok || got != value {
			return false
		}
	}
	return true
}

// selectorKey names a selector, so that its answer is found again.
func selectorKey(labels map[string]string) string {
	var b strings.Builder
	for _, key := range sortedKeys(labels) {
		b.WriteString(key + "\x00" + labels[key] + "\x00")
	}
	return b.String()
}

func (l *loader) peopleWith(labels map[string]string, none func()) []member {
	l.use(usePeople, "")
	key := selectorKey(labels)
	list, known := l.selectedPeople[key]
	if !known {
		for _, p := range l.people {
			if !p.hasLeft() && hasLabels(p.Labels, labels) {
				list = append(list, member{p.index, byLabel})
			}
		}
		l.selectedPeople[key] = list
	}
	if len(list) == 0 {
		none()
	}
	return list
}

// clients reads a list of clients, or labels, as sorted indexes.
func (r *reader) clients(name string) []int32 {
	t := r.b.arg(name)
	if t == nil {
		return nil
	}
	if labels, ok := r.selector(t, name); ok {
		r.l.asksOfClients()
		key := selectorKey(labels)
		list, known := r.l.selectedClients[key]
		if !known {
			for _, c := range r.l.clients {
				if hasLabels(c.Labels, labels) {
					list = append(list, c.index)
				}
			}
			r.l.selectedClients[key] = list
		}
		if len(list) == 0 {
			r.l.warn(t.at, "No client has these labels", "", "%s selects by labels, and no client has them.", name)
		}
		return list
	}
	var list []int32
	r.each1(t, name, clientKinds, func(found target, at span) {
		if !r.l.isKind(found, at, clientKinds) || found.in.state != done {
			r.failed = true
			return
		}
		list = append(list, found.in.client.index)
	})
	slices.Sort(list)
	return slices.Compact(list)
}
