package ahead

import (
	"testing"

	"accredit/engine"
	"accredit/engine/enginetest"
)

func day(t *testing.T, s string) engine.Date {
	t.Helper()
	d, err := engine.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// A plan warns when the day on which a rule breaks is 14 days away or less, and
// only of what is not so already.
func TestMakePlan(t *testing.T) {
	for _, test := range []struct {
		name, last string // day of ann's access; enginetest's today is 2026-11-21
		admins     int    // min_partner_admins
		want       []string
	}{
		{"in 14 days", "2026-12-04", 1, []string{engine.RuleMinPartnerAdmins}},
		{"in 15 days", "2026-12-05", 1, nil},
		{"tomorrow", "2026-11-21", 1, []string{engine.RuleMinPartnerAdmins}},
		{"no rule", "2026-12-01", 0, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := enginetest.New(nil)
			w.Person("ann", "super_admin").Person("ben").Set("reader", "crm.contacts.view=all")
			w.Agency().Guardrails.MinPartnerAdmins = test.admins
			last := day(t, test.last)
			w.Client(7).Was("ann", "partner_admin", func(g *engine.RecordedGrant) { g.Expires = last }).
				Want("ann", "partner_admin", func(g *engine.Grant) { g.Expires = last }).Both("ben", "reader")
			p, err := MakePlan(w.Desired(), w.Access(), engine.Options{})
			if err != nil {
				t.Fatal(err)
			}
			if got := enginetest.Rules(p.Warnings); len(got) != len(test.want) || len(got) == 1 && got[0] != test.want[0] {
				t.Errorf("warnings %v, want %v", p.Warnings, test.want)
			}
		})
	}
}
