package config

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"accredit/engine"
)

// permissionSet is a permission set with what was written in it, kept so that
// Result.Explain can say where a permission comes from.
type permissionSet struct {
	engine.PermissionSet
	in      *instance
	index   int32
	choices []written
	extends []*permissionSet
	except  []choice
}

// written is a choice with its position.
type written struct {
	choice
	pos engine.Pos
}

// declareBuiltins enters the built-in sets, so that references find them.
// It runs before any file is entered.
func (l *loader) declareBuiltins() {
	for _, name := range []string{engine.SetPartnerAdmin, engine.SetSuperAdmin, engine.SetViewOnly} {
		l.registry.enter(&declaration{kind: setKind, label: name})
	}
}

// resolveSets resolves all permission sets against the catalogue.
func (l *loader) resolveSets() {
	l.setsByName = map[string]*permissionSet{}
	for _, set := range engine.BuiltinSets(l.catalogue) {
		in := l.registry.named[setKind][set.Name]
		instances, _ := l.instancesOf(in)
		s := &permissionSet{PermissionSet: set, in: instances[0]}
		instances[0].set, instances[0].state = s, done
		l.sets = append(l.sets, s)
	}
	for _, in := range l.instances(setKind) {
		if in.decl.block != nil {
			l.setOf(in)
		}
	}
	slices.SortFunc(l.sets, func(a, b *permissionSet) int { return strings.Compare(a.Name, b.Name) })
	for i, s := range l.sets {
		s.index = int32(i)
		s.Rights = l.rights.Intern(s.Rights)
		l.setsByName[s.Name] = s
	}
	l.claimHubspotNames()
}

// setOf resolves a set, and before it those that it extends.
func (l *loader) setOf(in *instance) (*permissionSet, bool) {
	if l.enter(&in.state, in.address, in.decl.at()) {
		s, ok := l.readSet(in)
		in.set = s
		l.sets = append(l.sets, s)
		l.leave(&in.state, ok)
	}
	return in.set, in.state == done
}

func (l *loader) readSet(in *instance) (*permissionSet, bool) {
	b := in.decl.block
	r := reader{l: l, b: b, name: in.address}
	s := &permissionSet{in: in}
	s.Name, s.Pos = in.decl.label, l.pos(b)
	s.Description, _ = r.text("description")
	s.HubspotName = r.hubspotName()
	if s.Unknown = r.truth("unknown"); s.Unknown {
		for _, name := range []string{"permissions", "extends", "except"} {
			if t := b.arg(name); t != nil {
				r.report(t.at, "Unknown contents", "Remove it, or unknown = true.",
					"The contents of %s are not known, so it takes no %s.", in.address, name)
			}
		}
		s.Definition = "unknown"
		return s, !r.failed
	}
	base, ok := l.readExtends(s, &r)
	for _, c := range r.levels("permissions") {
		s.choices = append(s.choices, written{c, l.place(c.at).Pos()})
	}
	s.except = r.permissionNames("except")
	s.Definition = definitionOf(s)
	s.Rights = l.assemble(s, base, &r)
	if c, name := sparedBy(s.except, s.Rights, l.catalogue); c != nil {
		l.warn(c.at, "Wildcard spares a permission", fmt.Sprintf("Name it as well, if it is to go: %q.", name),
			"No wildcard stands for %s, so that %q leaves it in %s.", name, c.pattern, in.address)
	}
	if ok && !r.failed {
		l.warnOfClosedTabs(s)
	}
	return s, ok && !r.failed
}

// readExtends resolves the sets that s extends and joins their rights.
func (l *loader) readExtends(s *permissionSet, r *reader) (base engine.Rights, ok bool) {
	t := r.b.arg("extends")
	if t == nil || l.isAbsent(t, nil) {
		return "", true
	}
	complete := true
	ok = l.references(t, nil, setKinds, func(found target, at span) {
		if !l.isKind(found, at, setKinds) {
			complete = false
			return
		}
		other, ok := l.setOf(found.in)
		if !ok {
			complete = false
			return
		}
		if other.Unknown {
			r.report(at, "Unknown contents", "", "The contents of %s are not known, so that it cannot be extended.", other.in.address)
			return
		}
		s.extends = append(s.extends, other)
		base = base.Join(other.Rights)
	})
	return base, ok && complete
}

// assemble joins the levels written with those of the extended sets, and
// takes away the exceptions.
func (l *loader) assemble(s *permissionSet, base engine.Rights, r *reader) engine.Rights {
	choices := make([]choice, len(s.choices))
	for i := range s.choices {
		choices[i] = s.choices[i].choice
	}
	rights := make([]byte, l.catalogue.Len())
	tied := map[[2]string]bool{}
	for i, p := range l.catalogue.All() {
		level := base.Level(i)
		best, tie := choose(choices, p)
		if tie != nil && !tied[[2]string{best.pattern, tie.pattern}] {
			tied[[2]string{best.pattern, tie.pattern}] = true
			r.report(tie.at, "Wildcards disagree", "Name the permission itself, or make one of the two longer.",
				"%q and %q both match %s with different levels, and neither is more exact.", best.pattern, tie.pattern, p.Name)
			l.relate(best.at, "the other pattern")
		}
		if best != nil {
			own := best.wanted.as(p.Kind)
			if !best.wild && own < level {
				r.report(best.at, "Level below that of extends", fmt.Sprintf("except = [%q] takes it away altogether; for a lower level, extend a smaller set.", p.Name),
					"%s is %s here, but the set that is extended has %s. The higher level counts, so this line has no effect.",
					p.Name, p.Kind.Name(own), p.Kind.Name(level))
			}
			level = max(level, own)
		}
		if l.isExcepted(s, p.Name) {
			level = 0
		}
		if p.Name == engine.PermissionSuperAdmin && level > 0 {
			l.onlyBuiltin(s, r)
		}
		rights[i] = byte(level)
	}
	return engine.Rights(rights)
}

func (l *loader) isExcepted(s *permissionSet, name string) bool {
	for i := range s.except {
		if s.except[i].matches(name) {
			return true
		}
	}
	return false
}

// onlyBuiltin reports a set that would give account.super_admin.
func (l *loader) onlyBuiltin(s *permissionSet, r *reader) {
	at := s.in.decl.at()
	for i := range s.choices {
		if s.choices[i].pattern == engine.PermissionSuperAdmin {
			at = s.choices[i].at
		}
	}
	r.report(at, "Super admin by another name", "Use permission_set.super_admin, or add except = [\"account.super_admin\"].",
		"%s would give account.super_admin, which comes only with the built-in set super_admin.", s.in.address)
}

// definitionOf digests what was written, before wildcards are expanded: the
// order of lines and the names of the sets it extends do not matter.
func definitionOf(s *permissionSet) string {
	var lines []string
	for i := range s.choices {
		lines = append(lines, "permission "+s.choices[i].pattern+" "+s.choices[i].wanted.String())
	}
	for i := range s.except {
		lines = append(lines, "except "+s.except[i].pattern)
	}
	for _, other := range s.extends {
		lines = append(lines, "extends "+other.Definition)
	}
	slices.Sort(lines)
	return shortDigest(strings.Join(slices.Compact(lines), "\n"))
}

// shortDigest names a text by the first 16 hexadecimal digits of its SHA-256.
func shortDigest(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:8])
}
