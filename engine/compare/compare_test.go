package compare_test

import (
	"fmt"
	"testing"

	"accredit/engine"
	"accredit/engine/compare"
	"accredit/engine/enginetest"

	"github.com/google/go-cmp/cmp"
)

// days makes a change of a grant's dates.
func days(t *testing.T, starts, expires string) func(*engine.Grant) {
	t.Helper()
	from, err := engine.ParseDate(starts)
	if err != nil {
		t.Fatal(err)
	}
	to, err := engine.ParseDate(expires)
	if err != nil {
		t.Fatal(err)
	}
	return func(g *engine.Grant) { g.Starts, g.Expires = from, to }
}

func comparedWorld() *enginetest.World {
	return enginetest.New(nil).Person("ann").Person("bob").Person("cat").
		Set("reader", "crm.contacts.view=all").Set("editor", "crm.contacts.view=all", "crm.contacts.edit=all").
		Set("exporter", "crm.export=on")
}

// differences writes each difference of a grant in a line.
func differences(c *engine.Comparison) []string {
	lines := []string{}
	for i := range c.Steps {
		st := &c.Steps[i]
		if st.Client == engine.Nobody || st.Person == engine.Nobody {
			continue
		}
		name := func(g *engine.Grant) string {
			if g == nil {
				return "-"
			}
			return fmt.Sprintf("%s[%s..%s]", g.Set, g.Starts, g.Expires)
		}
		lines = append(lines, fmt.Sprintf("%s %s %s>%s %s", st.Action, c.People[st.Person].Name, name(st.Before), name(st.After), st.Effect))
	}
	return lines
}

func TestGrants(t *testing.T) {
	for _, test := range []struct {
		name          string
		before, after func(c *enginetest.Client)
		want          []string
		effect        engine.Effect
	}{
		{"same", func(c *enginetest.Client) { c.Want("bob", "reader") }, func(c *enginetest.Client) { c.Want("bob", "reader") }, []string{}, engine.EffectNone},
		{"add", func(c *enginetest.Client) {}, func(c *enginetest.Client) { c.Want("bob", "reader") }, []string{"add bob ->reader[..] expands"}, engine.Expands},
		{"remove", func(c *enginetest.Client) { c.Want("bob", "reader") }, func(c *enginetest.Client) {}, []string{"remove bob reader[..]>- reduces"}, engine.Reduces},
		{"raise", func(c *enginetest.Client) { c.Want("bob", "reader") }, func(c *enginetest.Client) { c.Want("bob", "editor") }, []string{"change bob reader[..]>editor[..] expands"}, engine.Expands},
		{"swap", func(c *enginetest.Client) { c.Want("bob", "exporter") }, func(c *enginetest.Client) { c.Want("bob", "editor") }, []string{"change bob exporter[..]>editor[..] both"}, engine.Both},
		{"end", func(c *enginetest.Client) { c.Want("bob", "reader") }, func(c *enginetest.Client) { c.Want("bob", "reader", days(t, "", "2026-12-31")) },
			[]string{"record bob reader[..]>reader[..2026-12-31] reduces"}, engine.Reduces},
		{"later end", func(c *enginetest.Client) { c.Want("bob", "reader", days(t, "", "2026-12-31")) }, func(c *enginetest.Client) { c.Want("bob", "reader", days(t, "", "2027-01-31")) },
			[]string{"record bob reader[..2026-12-31]>reader[..2027-01-31] expands"}, engine.Expands},
		{"earlier start, both past", func(c *enginetest.Client) { c.Want("bob", "reader", days(t, "2026-02-01", "")) }, func(c *enginetest.Client) { c.Want("bob", "reader", days(t, "2026-01-01", "")) },
			[]string{"record bob reader[2026-02-01..]>reader[2026-01-01..] expands"}, engine.Expands},
		{"raised and ended", func(c *enginetest.Client) { c.Want("bob", "reader") }, func(c *enginetest.Client) { c.Want("bob", "editor", days(t, "", "2026-12-31")) },
			[]string{"change bob reader[..]>editor[..2026-12-31] both"}, engine.Both},
		{"reason", func(c *enginetest.Client) { c.Want("bob", "reader") },
			func(c *enginetest.Client) {
				c.Want("bob", "reader", func(g *engine.Grant) { g.Details = &engine.Details{Reason: "SOW-1"} })
			},
			[]string{"record bob reader[..]>reader[..] none"}, engine.EffectNone},
		{"off", func(c *enginetest.Client) { c.Want("bob", "reader") },
			func(c *enginetest.Client) {
				c.Want("bob", "reader", func(g *engine.Grant) { g.Status = engine.Deactivated })
			},
			[]string{"deactivate bob reader[..]>reader[..] reduces"}, engine.Reduces},
	} {
		t.Run(test.name, func(t *testing.T) {
			before, after := comparedWorld(), comparedWorld()
			test.before(before.Client(7))
			test.after(after.Client(7))
			c := compare.Configurations(before.Desired(), after.Desired())
			if diff := cmp.Diff(test.want, differences(c)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if c.Effect != test.effect {
				t.Errorf("effect %s, want %s", c.Effect, test.effect)
			}
		})
	}
}

// What begins on a later day counts, and so does what only then comes out from
// under another block: else access could be given by asking for tomorrow.
func TestLaterDaysAreSeen(t *testing.T) {
	schedule := func(w *enginetest.World, spans ...[3]string) *engine.Desired {
		w.Client(7)
		d := w.Desired()
		for _, s := range spans {
			g := engine.Grant{Person: 1, Set: s[0], Origin: &engine.Origin{Block: s[0]}}
			for _, set := range d.Sets {
				if set.Name == s[0] {
					g.Rights = set.Rights
				}
			}
			days(t, s[1], s[2])(&g)
			d.Clients[0].Schedule = append(d.Clients[0].Schedule, g)
		}
		return d
	}
	tomorrow := schedule(comparedWorld(), [3]string{"editor", "2026-11-22", ""})
	c := compare.Configurations(comparedWorld().Desired(), tomorrow)
	if got := differences(c); c.Effect != engine.Expands || len(got) != 1 || got[0] != "add bob ->editor[2026-11-22..] expands" {
		t.Errorf("tomorrow: %s, %q", c.Effect, got)
	}
	now := comparedWorld()
	now.Client(7).Want("bob", "editor")
	c = compare.Configurations(tomorrow, now.Desired())
	if got := differences(c); c.Effect != engine.Expands || len(got) != 1 || got[0] != "record bob editor[2026-11-22..]>editor[..] expands" {
		t.Errorf("begins earlier: %s, %q", c.Effect, got)
	}
	c = compare.Configurations(
		schedule(comparedWorld(), [3]string{"editor", "", "2026-11-30"}, [3]string{"reader", "2026-12-01", ""}),
		schedule(comparedWorld(), [3]string{"editor", "", "2026-11-30"}, [3]string{"exporter", "2026-12-01", ""}))
	if got := differences(c); c.Effect != engine.Both || len(got) != 1 || got[0] != "change bob reader[2026-12-01..]>exporter[2026-12-01..] both" {
		t.Errorf("hidden below another: %s, %q", c.Effect, got)
	}
}

func TestASetIsSaidOnce(t *testing.T) {
	world := func(set string, levels ...string) *engine.Desired {
		w := enginetest.New(nil).Person("ann").Person("bob").Set(set, levels...)
		for hub := int64(1); hub <= 3; hub++ {
			w.Client(hub).Want("bob", set)
		}
		return w.Desired()
	}
	c := compare.Configurations(world("reader", "crm.contacts.view=all"), world("reader", "crm.contacts.view=all", "crm.export=on"))
	want := []engine.CauseCount{{Kind: engine.CausePermissionSet, Name: "reader", Grants: 3, Clients: 3,
		Permissions: []engine.PermissionChange{{Permission: "crm.export", Before: "off", After: "on"}}}}
	if diff := cmp.Diff(want, c.Causes); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	// Only another name: nothing differs.
	c = compare.Configurations(world("reader", "crm.contacts.view=all"), world("viewer", "crm.contacts.view=all"))
	if c.HasDifferences() {
		t.Errorf("a renamed set: %+v", c)
	}
}

// Rights are read against both catalogues: a permission that only one side
// knows is no difference for those who hold everything.
// A permission that is declared with another kind is another permission, to
// whoever has it in either direction.
func TestAnotherKind(t *testing.T) {
	world := func(kind engine.Kind, level string) *engine.Desired {
		cat, err := engine.BuiltinCatalogue().With([]engine.Permission{{Name: "crm.aaa_orders.edit", Kind: kind, Custom: true}})
		if err != nil {
			t.Fatal(err)
		}
		w := enginetest.New(cat).Person("ann").Person("bob").Set("orders", "crm.aaa_orders.edit="+level)
		w.Client(7).Want("ann", "partner_admin").Want("bob", "orders")
		return w.Desired()
	}
	scope, toggle := world(engine.Scope, "all"), world(engine.Toggle, "on")
	changes := func(before, after *engine.Desired) string {
		c := compare.Configurations(before, after)
		if c.Effect != engine.Both {
			t.Errorf("the effect is %s", c.Effect)
		}
		return fmt.Sprint(c.Causes[0].Permissions)
	}
	if got := changes(scope, toggle); got != "[{crm.aaa_orders.edit off on } {crm.aaa_orders.edit (scope) all none }]" {
		t.Error(got)
	}
	if got := changes(toggle, scope); got != "[{crm.aaa_orders.edit none all } {crm.aaa_orders.edit (toggle) on off }]" {
		t.Error(got)
	}
}

func TestCatalogues(t *testing.T) {
	more, err := engine.BuiltinCatalogue().With([]engine.Permission{{Name: "crm.aaa_orders.edit", Kind: engine.Scope, Custom: true}})
	if err != nil {
		t.Fatal(err)
	}
	world := func(cat *engine.Catalogue, level string) *engine.Desired {
		w := enginetest.New(cat).Person("ann").Person("bob").Set("reader", "crm.contacts.view=all")
		if level != "" {
			w.Set("orders", "crm.aaa_orders.edit="+level)
			w.Client(7).Want("bob", "orders")
		} else {
			w.Client(7).Want("bob", "reader")
		}
		w.Client(7).Want("ann", "partner_admin")
		return w.Desired()
	}
	if c := compare.Configurations(world(nil, ""), world(more, "")); c.Effect != engine.EffectNone || len(c.Steps) != 0 || len(c.Rules) != 1 {
		t.Errorf("only the catalogue: %+v", c.Steps)
	}
	if c := compare.Configurations(world(more, "own"), world(nil, "")); c.Effect != engine.Both {
		t.Errorf("the permission goes: %s", c.Effect)
	}
}

func TestRules(t *testing.T) {
	before, after := comparedWorld(), comparedWorld()
	before.Client(7)
	after.Client(7).Declared(func(d *engine.DesiredClient) { d.Mode = engine.Observe })
	after.Agency().Guardrails.MaxSuperAdmins = 5
	after.Desired().Policies = []engine.Policy{{Name: "p", Definition: "1"}}
	c := compare.Configurations(before.Desired(), after.Desired())
	if c.Effect != engine.EffectNone || !c.ChangesRules() || len(c.Rules) != 2 || len(c.Steps) != 1 || c.Steps[0].More().Fields[0].Name != "mode" {
		t.Errorf("%+v %+v", c.Rules, c.Steps)
	}
	// A client that is no longer managed loses nobody.
	left := comparedWorld()
	left.Desired().Removed = []engine.Removed{{HubID: 7}}
	before.Client(7).Want("bob", "reader")
	c = compare.Configurations(before.Desired(), left.Desired())
	if c.Effect != engine.EffectNone || len(c.Steps) != 1 || c.Steps[0].Action != engine.ActionForget {
		t.Errorf("removed block: %s %+v", c.Effect, c.Steps)
	}
}

// A new e-mail with the old one among the former ones is the same person.
func TestRename(t *testing.T) {
	before, after := comparedWorld(), comparedWorld()
	before.Client(7).Want("bob", "reader")
	after.Client(7).Want("bob", "reader")
	d := after.Desired()
	for i := range d.People {
		if d.People[i].Name == "bob" {
			d.People[i].Email, d.People[i].FormerEmails = "bobby@northwind.example", []string{"bob@northwind.example"}
		}
	}
	c := compare.Configurations(before.Desired(), d)
	if c.Effect != engine.EffectNone || len(c.Steps) != 1 || c.Steps[0].Client != engine.Nobody {
		t.Errorf("%s %+v", c.Effect, c.Steps)
	}
}
