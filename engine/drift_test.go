package engine_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"accredit/engine"
	"accredit/engine/enginetest"
	"accredit/engine/revise"

	"github.com/google/go-cmp/cmp"
)

// driftWorld is an agency with one client, where all is well.
func driftWorld() *enginetest.World {
	w := enginetest.New(nil).
		Set("junior", "crm.contacts.view=all").
		Set("senior", "crm.contacts.view=all", "crm.contacts.edit=all").
		Set("reader", "crm.contacts.view=all").
		UnknownSet("theirs").
		Person("ann", "super_admin").Person("bob").Person("eve")
	w.Client(7).Own("owner@acme.example").Both("ann", "partner_admin").Both("bob", "junior")
	return w
}

func drift(t *testing.T, w *enginetest.World, o *engine.Observation) *engine.Drift {
	t.Helper()
	d, err := engine.FindDrift(w.Desired(), w.Access(), o, engine.DriftOptions{})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// driftLines writes each item in one short line.
func driftLines(d *engine.Drift) []string {
	lines := []string{}
	for i := range d.Items {
		it := &d.Items[i]
		var b strings.Builder
		name, _, _ := strings.Cut(it.Email, "@")
		fmt.Fprintf(&b, "%s %s", it.Class, name)
		if it.Recorded != nil || it.Observed != nil || it.Declared != nil {
			fmt.Fprintf(&b, " declared %s recorded %s observed %s", setText(it.Declared), setText(it.Recorded), setText(it.Observed))
		}
		if !it.Seen && it.Class.Outside() {
			b.WriteString(" (by an import)")
		}
		if it.AsDeclared {
			b.WriteString(" as declared")
		}
		if it.Ignored != nil {
			b.WriteString(" ignored")
		}
		lines = append(lines, b.String())
	}
	return lines
}

func setText(g *engine.Grant) string {
	switch {
	case g == nil:
		return "-"
	case g.Status == engine.Deactivated:
		return g.Set + "(off)"
	}
	return g.Set
}

func switchedOff(g *engine.RecordedGrant) { g.Status = engine.Deactivated }

func teams(names ...string) func(*engine.RecordedGrant) {
	return func(g *engine.RecordedGrant) { g.Details = &engine.Details{Teams: names} }
}

// Each class in its smallest worlds, and what is none.
func TestDriftClasses(t *testing.T) {
	namesOnly := func(a *enginetest.Account) { a.How.Names = true }
	for name, test := range map[string]struct {
		world func(*enginetest.World)
		sight func(*enginetest.Account)
		want  []string
	}{
		"all is well":            {want: []string{}},
		"other set":              {sight: func(a *enginetest.Account) { a.Saw("bob", "senior") }, want: []string{"changed_outside bob declared junior recorded junior observed senior"}},
		"equal rights by a name": {sight: func(a *enginetest.Account) { a.Saw("bob", "reader") }, want: []string{}},
		"deactivated":            {sight: func(a *enginetest.Account) { a.Saw("bob", "junior", switchedOff) }, want: []string{"changed_outside bob declared junior recorded junior observed junior(off)"}},
		"teams":                  {sight: func(a *enginetest.Account) { a.Saw("bob", "junior", teams("EMEA")) }, want: []string{"changed_outside bob declared junior recorded junior observed junior"}},
		"teams are not told":     {sight: func(a *enginetest.Account) { a.How.Teams = false; a.Saw("bob", "junior", teams("EMEA")) }, want: []string{}},
		"status is not told":     {sight: func(a *enginetest.Account) { a.How.Status = false; a.Saw("bob", "junior", switchedOff) }, want: []string{}},
		"dates and reasons are not HubSpot's": {sight: func(a *enginetest.Account) {
			a.Saw("bob", "junior", func(g *engine.RecordedGrant) { g.Expires = 1; g.Details = &engine.Details{Reason: "x"} })
		}, want: []string{}},
		"missing":                     {sight: func(a *enginetest.Account) { a.Gone("bob") }, want: []string{"missing bob declared junior recorded junior observed -"}},
		"missing, and rows were lost": {sight: func(a *enginetest.Account) { a.Gone("bob"); a.How.Whole = false }, want: []string{}},
		"missing, and asked for": {sight: func(a *enginetest.Account) {
			a.Gone("bob")
			a.How.Whole, a.How.Absent = false, []string{enginetest.Email("bob")}
		}, want: []string{"missing bob declared junior recorded junior observed -"}},
		"partner admins are not told": {sight: func(a *enginetest.Account) {
			a.How.Names, a.How.NoPartners = true, true
			a.Saw("ann", engine.NoSet)
		}, want: []string{}},
		"not told, and another set": {sight: func(a *enginetest.Account) {
			a.How.Names, a.How.NoPartners = true, true
			a.Saw("ann", "junior").Saw("bob", engine.NoSet)
		}, want: []string{
			"changed_outside ann declared partner_admin recorded partner_admin observed junior",
			"changed_outside bob declared junior recorded junior observed no_permission_set",
		}},
		"known person, not here": {sight: func(a *enginetest.Account) { a.Saw("eve", "junior") }, want: []string{"unknown_person eve declared - recorded - observed junior"}},
		"stranger of our domain": {sight: func(a *enginetest.Account) { a.Saw("zoe", "junior") }, want: []string{"unknown_person zoe declared - recorded - observed junior"}},
		"super admin appeared":   {sight: func(a *enginetest.Account) { a.Saw("bob", "super_admin") }, want: []string{"super_admin_appeared bob declared junior recorded junior observed super_admin"}},
		"unknown super admin":    {sight: func(a *enginetest.Account) { a.Saw("zoe", "super_admin") }, want: []string{"super_admin_appeared zoe declared - recorded - observed super_admin"}},
		"super admin vanished": {
			world: func(w *enginetest.World) { w.Client(7).Both("eve", "super_admin") },
			sight: func(a *enginetest.Account) { a.Saw("eve", "junior") },
			want:  []string{"super_admin_vanished eve declared super_admin recorded super_admin observed junior"},
		},
		"their own super admins": {
			sight: func(a *enginetest.Account) { a.Own("new@acme.example") },
			want:  []string{"super_admin_appeared new", "super_admin_vanished owner"},
		},
		"their super admins are not told": {sight: func(a *enginetest.Account) { a.How.SuperAdmins = false; a.Own() }, want: []string{}},
		"by name the same": {
			sight: func(a *enginetest.Account) { namesOnly(a); a.Saw("bob", "junior") },
			want:  []string{},
		},
		"by name another": {
			sight: func(a *enginetest.Account) { namesOnly(a); a.Saw("bob", "theirs") },
			want:  []string{"changed_outside bob declared junior recorded junior observed theirs"},
		},
		"contents unknown, same name": {
			world: func(w *enginetest.World) { w.Client(7).Both("bob", "theirs") },
			sight: func(a *enginetest.Account) { a.Saw("bob", "theirs") },
			want:  []string{},
		},
		"adjusted, where names tell nothing of it": {
			world: func(w *enginetest.World) {
				w.Client(7).Was("bob", "junior", func(g *engine.RecordedGrant) {
					g.Rights = &engine.RecordedRights{Set: "junior", Levels: engine.Levels{{Permission: "crm.contacts.edit", Level: "all"}}}
				})
			},
			sight: func(a *enginetest.Account) { namesOnly(a); a.Saw("bob", "junior") },
			want:  []string{"not_applied bob declared junior recorded junior observed junior"},
		},
		"no names at all": {
			sight: func(a *enginetest.Account) { a.How.NoSets = true; a.Saw("bob", "theirs") },
			want:  []string{},
		},
		"no names, and an admin": {
			sight: func(a *enginetest.Account) { a.How.NoSets = true; a.Saw("bob", "partner_admin").Saw("ann", "theirs") },
			want: []string{
				"changed_outside ann declared partner_admin recorded partner_admin observed theirs",
				"changed_outside bob declared junior recorded junior observed partner_admin",
			},
		},
		"not applied": {
			world: func(w *enginetest.World) { w.Client(7).Want("eve", "junior") },
			want:  []string{"not_applied eve declared junior recorded - observed -"},
		},
		"made by hand as declared": {
			world: func(w *enginetest.World) { w.Client(7).Want("eve", "junior") },
			sight: func(a *enginetest.Account) { a.Saw("eve", "junior") },
			want:  []string{"changed_outside eve declared junior recorded - observed junior as declared"},
		},
		"not applied, and another by hand": {
			world: func(w *enginetest.World) { w.Client(7).Want("bob", "senior") },
			sight: func(a *enginetest.Account) { a.Saw("bob", "theirs") },
			want: []string{
				"changed_outside bob declared senior recorded junior observed theirs",
				"not_applied bob declared senior recorded junior observed theirs",
			},
		},
		"lapsed, recorded": {world: lapsedWorld, want: []string{"lapsed eve declared - recorded junior observed junior"}},
		"lapsed, gone already": {
			world: lapsedWorld,
			sight: func(a *enginetest.Account) { a.Gone("eve") },
			want:  []string{"missing eve declared - recorded junior observed - as declared"},
		},
		"lapsed, recorded as removed, still there": {
			world: func(w *enginetest.World) {
				lapsedWorld(w)
				w.Client(7).Unwas("eve")
			},
			sight: func(a *enginetest.Account) { a.Saw("eve", "junior") },
			want:  []string{"lapsed eve declared - recorded - observed junior"},
		},
		"adopted by the client's approval": {
			world: func(w *enginetest.World) {
				w.Client(7).Link("eve", "2026-11-20").Want("eve", "partner_admin")
			},
			sight: func(a *enginetest.Account) { a.Saw("eve", "partner_admin") },
			want:  []string{"not_applied eve declared partner_admin recorded - observed partner_admin as declared"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := driftWorld()
			if test.world != nil {
				test.world(w)
			}
			sight := w.Look()
			account := sight.At(7)
			if test.sight != nil {
				test.sight(account)
			}
			if diff := cmp.Diff(test.want, driftLines(drift(t, w, sight.Observation()))); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

func lapsedWorld(w *enginetest.World) {
	w.Client(7).Was("eve", "junior", func(g *engine.RecordedGrant) { g.Expires = engine.DateOf(enginetest.Now) - 1 })
	w.Client(7).Lapsed("eve", "junior", engine.Period{To: engine.DateOf(enginetest.Now) - 1})
}

// What an import found and nobody decided on is drift without an observation.
func TestDriftRecorded(t *testing.T) {
	w := driftWorld()
	changed := func(g *engine.RecordedGrant) {
		o := engine.Origin{Observed: true}
		if g.Origin != nil && g.Rights.Set == "senior" {
			o.Wish = "wish:junior"
		}
		g.Origin = &o
	}
	w.Client(7).Was("bob", "senior", changed).Was("eve", "theirs", changed)
	want := []string{
		"changed_outside bob declared junior recorded senior observed - (by an import)",
		"unknown_person eve declared - recorded theirs observed - (by an import)",
	}
	d := drift(t, w, nil)
	if diff := cmp.Diff(want, driftLines(d)); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if len(d.Unknown) > 0 || d.Looked {
		t.Error("nobody looked, and accounts are called unknown")
	}
}

// An account that nobody could read is unknown, never empty.
func TestDriftUnknown(t *testing.T) {
	w := driftWorld()
	w.Client(8).Both("ann", "partner_admin")
	w.Client(9).Both("ann", "partner_admin")
	sight := w.Look().Unread(8, "line 3 is cut off")
	sight.At(7)
	sight.At(1234).Saw("bob", "junior")
	d := drift(t, w, sight.Observation())
	if len(d.Items) > 0 {
		t.Errorf("an unknown account has drift: %q", driftLines(d))
	}
	want := []engine.UnknownAccount{{Client: 1, Why: "line 3 is cut off", Tried: true}, {Client: 2, Why: "nobody looked at it"}}
	if diff := cmp.Diff(want, d.Unknown); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if d.Observed != 1 || len(d.Unmanaged) != 1 || d.Unmanaged[0].HubID != 1234 {
		t.Errorf("%d accounts observed, unmanaged %v", d.Observed, d.Unmanaged)
	}
}

// A decision to ignore speaks of one difference, until its day has passed.
func TestDriftIgnored(t *testing.T) {
	day := engine.DateOf(enginetest.Now)
	w := driftWorld()
	sight := w.Look()
	sight.At(7).Saw("bob", "senior")
	it := drift(t, w, sight.Observation()).Items[0]
	ignore := func(until engine.Date) {
		a := w.Access()
		changes := revise.Ignore(a, day, []engine.Ignored{{HubID: 7, Email: it.Email, Digest: it.Digest, Until: until, Because: "a reason"}})
		a.Ignored = nil
		for _, c := range changes.Ignored {
			if c.After != nil {
				a.Ignored = append(a.Ignored, *c.After)
			}
		}
	}
	ignore(day)
	if d := drift(t, w, sight.Observation()); d.Found() || d.Items[0].Ignored == nil {
		t.Errorf("not ignored on the last day: %q", driftLines(d))
	}
	w.Client(7).Was("bob", "senior", func(g *engine.RecordedGrant) { g.Origin = &engine.Origin{Observed: true, Wish: "wish:junior"} })
	if d := drift(t, w, nil); d.Found() || len(d.Items) != 1 {
		t.Errorf("recording what was seen made another difference of it: %q", driftLines(d))
	}
	w.Client(7).Was("bob", "junior")
	sight.At(7).Saw("bob", "senior", switchedOff)
	if d := drift(t, w, sight.Observation()); !d.Found() {
		t.Error("another difference is ignored, too")
	}
	sight.At(7).Saw("bob", "senior")
	ignore(day - 1)
	if d := drift(t, w, sight.Observation()); !d.Found() {
		t.Error("it is ignored after its day")
	}
}

// What was done by hand may break a rule: then drift is blocked, unless the
// difference is ignored.
func TestDriftRules(t *testing.T) {
	for name, test := range map[string]struct {
		world func(*enginetest.World)
		sight func(*enginetest.Account)
		want  []string
	}{
		"nothing":             {sight: func(a *enginetest.Account) { a.Saw("bob", "senior") }, want: []string{}},
		"no super admin left": {sight: func(a *enginetest.Account) { a.Own() }, want: []string{engine.RuleLastSuperAdmin}},
		"one of two is left": {
			world: func(w *enginetest.World) { w.Client(7).Both("eve", "super_admin") },
			sight: func(a *enginetest.Account) { a.Own() }, want: []string{},
		},
		"protected is gone": {
			world: func(w *enginetest.World) { w.Desired(); w.Agency().Guardrails.Protected = []int32{1} },
			sight: func(a *enginetest.Account) { a.Gone("bob") }, want: []string{engine.RuleProtected},
		},
		"too many super admins": {
			world: func(w *enginetest.World) { w.Agency().Guardrails.MaxSuperAdmins = 0 },
			sight: func(a *enginetest.Account) { a.Saw("bob", "super_admin") }, want: []string{engine.RuleMaxSuperAdmins},
		},
		"no partner admin": {
			world: func(w *enginetest.World) { w.Agency().Guardrails.MinPartnerAdmins = 1 },
			sight: func(a *enginetest.Account) { a.Saw("ann", "junior") }, want: []string{engine.RuleMinPartnerAdmins},
		},
		"a policy": {
			world: func(w *enginetest.World) {
				w.Desired().Policies = []engine.Policy{{Name: "no_seniors", Check: func(s *engine.Subject) engine.Verdict {
					return engine.Verdict{Pass: s.Grant.Set != "senior", Message: "a senior"}
				}}}
			},
			sight: func(a *enginetest.Account) { a.Saw("bob", "senior") }, want: []string{"policy:no_seniors"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := driftWorld()
			if test.world != nil {
				test.world(w)
			}
			sight := w.Look()
			test.sight(sight.At(7))
			d := drift(t, w, sight.Observation())
			if diff := cmp.Diff(test.want, enginetest.Rules(d.Violations)); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
			if d.Blocked() != (len(test.want) > 0) || !d.Found() {
				t.Errorf("blocked %t, found %t", d.Blocked(), d.Found())
			}
			a := w.Access()
			for _, it := range d.Items {
				a.Ignored = append(a.Ignored, engine.Ignored{HubID: 7, Email: it.Email, Digest: it.Digest, Until: 1 << 30})
			}
			slices.SortFunc(a.Ignored, engine.CompareIgnored)
			if d := drift(t, w, sight.Observation()); d.Blocked() || d.Found() {
				t.Error("ignored, and still there")
			}
		})
	}
}

// Recording what was seen changes what the source tells, and nothing else.
func TestRecordSeen(t *testing.T) {
	w := driftWorld()
	details := &engine.Details{Reason: "SOW-118", Teams: []string{"EMEA"}, AssetsKnown: true, Assets: []engine.Asset{{Kind: "contact", Count: 14}}}
	w.Client(7).Was("bob", "junior", switchedOff, func(g *engine.RecordedGrant) { g.Details, g.Expires, g.Unlinked = details, 740000, true })
	sight := w.Look()
	account := sight.At(7).Saw("bob", "senior")
	account.How.Names, account.How.Status, account.How.Teams = true, false, false
	d := drift(t, w, sight.Observation())
	var items []*engine.DriftItem
	for i := range d.Items {
		items = append(items, &d.Items[i])
	}
	changes := revise.Seen(w.Access(), w.Desired(), items)
	if len(changes.Grants) != 1 || len(changes.Clients)+len(changes.People)+len(changes.Sets) > 0 {
		t.Fatalf("%+v", changes)
	}
	got := changes.Grants[0].After
	if got.Rights.Set != "senior" || got.Status != engine.Deactivated || got.Expires != 740000 || !got.Unlinked || !got.Origin.Observed {
		t.Errorf("%+v", got)
	}
	if diff := cmp.Diff(details, got.Details); diff != "" {
		t.Errorf("details (-before +after)\n%s", diff)
	}
}
