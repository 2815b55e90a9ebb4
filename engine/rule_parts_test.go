package engine_test

import (
	"slices"
	"strings"
	"testing"

	"accredit/engine"
	"accredit/engine/enginetest"
)

// halves is a client in which nobody can make cat's change whole: ann may give
// what is wanted, ben may take what is there.
func halves(run bool) *enginetest.World {
	w := enginetest.New(nil).Set("gives", "partner.admin=on", "crm.deals.view=all").Set("takes", "partner.admin=on", "crm.contacts.view=all").
		Set("old", "crm.contacts.view=all").Set("new", "crm.deals.view=all")
	for _, name := range []string{"ann", "ben", "cat"} {
		w.Person(name)
	}
	c := w.Client(7).Both("ann", "gives").Both("ben", "takes").Was("cat", "old").Want("cat", "new")
	if run {
		c.Declared(func(d *engine.DesiredClient) { d.Execution = engine.ExecuteRun })
	}
	return w
}

// Where steps are carried out one by one, a plan warns of what is held between the
// parts of a change, and error policies say no to it.
func TestBetweenParts(t *testing.T) {
	both := engine.Policy{Name: "not both", Subject: engine.SubjectGrant, Check: func(s *engine.Subject) engine.Verdict {
		level := func(name string) engine.Level {
			i, _ := s.Catalogue.Index(name)
			return s.Grant.Effective().Level(i)
		}
		return engine.Verdict{Pass: level("crm.contacts.view") == 0 || level("crm.deals.view") == 0, Message: "contacts or deals"}
	}}
	for _, run := range []bool{false, true} {
		for _, severity := range []engine.Severity{engine.Error, engine.Warning} {
			w := halves(run)
			policy := both
			policy.Severity = severity
			w.Desired().Policies = []engine.Policy{policy}
			p := w.Plan(engine.Options{})
			if lines := enginetest.Lines(p); strings.Count(strings.Join(lines, "\n"), " change cat ") != 2 {
				t.Fatalf("run %v: the change is made in %q", run, lines)
			}
			warned := slices.ContainsFunc(p.Warnings, func(f engine.Finding) bool {
				return f.Rule == engine.RuleOrder && strings.Contains(f.Message, "between them they hold more than what is wanted (crm.contacts.view all)")
			})
			if warned != run {
				t.Errorf("run %v: warnings %+v", run, p.Warnings)
			}
			if refused := slices.Equal(enginetest.Rules(p.Violations), []string{"policy:not both"}); refused != (run && severity == engine.Error) {
				t.Errorf("run %v, severity %v: violations %+v", run, severity, p.Violations)
			}
		}
	}
}
