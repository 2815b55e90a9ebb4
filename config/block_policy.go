package config

import (
	"slices"
	"strings"

	"accredit/engine"
	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// readPolicies compiles the policy blocks, by name.
func (l *loader) readPolicies() []engine.Policy {
	var list []engine.Policy
	declared := map[string]*block{}
	for _, b := range l.registry.policies {
		if b.label == "" {
			continue
		}
		if other := declared[b.label]; other != nil {
			l.conflict(b.at, other.at, "Duplicate label", "Rename one of the two.", "There are two policy blocks with the label %q.", b.label)
			continue
		}
		declared[b.label] = b
		if p, ok := l.readPolicy(b); ok {
			list = append(list, p)
		}
	}
	slices.SortFunc(list, func(a, b engine.Policy) int { return strings.Compare(a.Name, b.Name) })
	return list
}

func (l *loader) readPolicy(b *block) (engine.Policy, bool) {
	r := &reader{l: l, b: b, name: "policy " + b.label, failed: b.incomplete}
	p := engine.Policy{Name: b.label, Pos: l.pos(b)}
	subject := r.choice("subject", subjectNames[:])
	p.Subject = engine.SubjectKind(slices.Index(subjectNames[:], subject))
	if r.choice("severity", []string{"error", "warning"}) == "warning" {
		p.Severity = engine.Warning
	}
	if r.failed {
		return p, false
	}
	c := &policyCheck{kind: p.Subject}
	ok := l.compile(c, &c.condition, b.arg("condition").more.(hclsyntax.Expression), true)
	ok = l.compile(c, &c.message, b.arg("error_message").more.(hclsyntax.Expression), false) && ok
	p.Check = c.check
	if ok && l.options.Compared {
		p.Definition = l.policyDefinition(c)
	}
	return p, ok
}

// readTests reads the test blocks, by name.
func (l *loader) readTests() []engine.Test {
	var list []engine.Test
	declared := map[string]*block{}
	for _, b := range l.registry.tests {
		if b.label == "" {
			continue
		}
		if other := declared[b.label]; other != nil {
			l.conflict(b.at, other.at, "Duplicate label", "Rename one of the two.", "There are two test blocks with the label %q.", b.label)
			continue
		}
		declared[b.label] = b
		var t engine.Test
		var ok bool
		l.uses.keepTest(b.label, l.gathered(func() { t, ok = l.readTest(b) }))
		if !ok {
			continue
		}
		list = append(list, t)
		if c := l.byHub[t.HubID]; c != nil {
			c.given = append(c.given, testAddress+t.Name)
		}
	}
	slices.SortFunc(list, func(a, b engine.Test) int { return strings.Compare(a.Name, b.Name) })
	return list
}

func (l *loader) readTest(b *block) (engine.Test, bool) {
	r := &reader{l: l, b: b, name: "test " + b.label, failed: b.incomplete}
	t := engine.Test{Name: b.label, Pos: l.pos(b)}
	if at := b.arg("person"); at != nil {
		found, ok := l.reference(at, nil, employeeKind, contractorKind)
		if r.failed = r.failed || !ok || found.in.state != done; !r.failed {
			t.Person = found.in.person.index
		}
	}
	if at := b.arg("client"); at != nil {
		found, ok := l.reference(at, nil, clientKind)
		if ok = ok && found.in.state == done; ok {
			t.HubID = found.in.client.HubID
		}
		r.failed = r.failed || !ok
	}
	t.Allow = r.needs("allow")
	t.Deny = r.needs("deny")
	if len(t.Allow)+len(t.Deny) == 0 && !r.failed {
		r.report(b.at, "Test without a question", "Add allow = [...] or deny = [...].", "The test %q neither allows nor denies anything.", b.label)
	}
	return t, !r.failed
}

// needs reads permissions that a test asks about: of a list any level above
// the lowest, of a map at least that level.
func (r *reader) needs(name string) []engine.Need {
	t := r.b.arg(name)
	if t == nil || r.l.isAbsent(t, nil) {
		return nil
	}
	isMap := t.kind == termObject
	if t.kind == termExpression {
		v, ok := r.l.value(t, nil)
		isMap = ok && (v.Type().IsObjectType() || v.Type().IsMapType())
	}
	var list []engine.Need
	add := func(c choice, level engine.Level) {
		if c.wild {
			r.report(c.at, "Wildcard in a test", "Name the permissions.", "A test asks about single permissions, not %q.", c.pattern)
			return
		}
		i, _ := r.l.catalogue.Index(c.pattern)
		list = append(list, engine.Need{Permission: i, Level: level})
	}
	if !isMap {
		for _, c := range r.permissionNames(name) {
			add(c, 1)
		}
		return list
	}
	for _, c := range r.levels(name) {
		if c.wanted.level == 0 && !c.wild {
			r.report(c.at, "Lowest level in a test", "Ask about a level above it; deny what must not be there.", "Everybody has at least the level %q of %s.", c.wanted, c.pattern)
			continue
		}
		add(c, c.wanted.level)
	}
	return list
}
