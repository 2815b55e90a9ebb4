package runs_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"accredit/engine"
	"accredit/engine/enginetest"
	"accredit/engine/runs"
)

// A step is proved by what it changes and what the source tells, all of it.
func TestProve(t *testing.T) {
	off := func(g *engine.RecordedGrant) { g.Status = engine.Deactivated }
	invited := func(g *engine.RecordedGrant) { g.Status = engine.Invited }
	teams := func(names ...string) func(*engine.RecordedGrant) {
		return func(g *engine.RecordedGrant) { g.Details = &engine.Details{Teams: names} }
	}
	namesOnly := func(a *enginetest.Account) *enginetest.Account {
		a.How.Names, a.How.Status, a.How.Teams = true, false, false
		return a
	}
	for name, test := range map[string]struct {
		from, to string // sets that bob moves between; empty: not there
		change   func(*engine.RunStep)
		others   string // a set that ann has
		sight    func(*enginetest.Account)
		want     string // what proves it, else why not
	}{
		"added":                   {to: "junior", sight: func(a *enginetest.Account) { a.Saw("bob", "junior") }, want: "member, set, status"},
		"added, by name":          {to: "junior", sight: func(a *enginetest.Account) { namesOnly(a).Saw("bob", "junior") }, want: "member, set"},
		"added with another set":  {to: "junior", sight: func(a *enginetest.Account) { a.Saw("bob", "senior") }, want: runs.WhyNotDone},
		"added, and switched off": {to: "junior", sight: func(a *enginetest.Account) { a.Saw("bob", "junior", off) }, want: runs.WhyNotDone},
		"not there":               {to: "junior", sight: func(a *enginetest.Account) { a.Gone("bob") }, want: runs.WhyNotDone},
		"not there, rows lost":    {to: "junior", sight: func(a *enginetest.Account) { a.Gone("bob"); a.How.Whole = false }, want: "not every row of look could be read"},
		"removed":                 {from: "junior", sight: func(a *enginetest.Account) { a.Gone("bob") }, want: "member"},
		"removed, rows lost":      {from: "junior", sight: func(a *enginetest.Account) { a.Gone("bob"); a.How.Whole = false }, want: "not every row of look could be read"},
		"still there":             {from: "junior", sight: func(a *enginetest.Account) { a.Saw("bob", "junior") }, want: runs.WhyNotDone},
		"moved":                   {from: "junior", to: "senior", sight: func(a *enginetest.Account) { namesOnly(a).Saw("bob", "senior") }, want: "set"},
		"not moved":               {from: "junior", to: "senior", sight: func(a *enginetest.Account) { namesOnly(a).Saw("bob", "junior") }, want: runs.WhyNotDone},
		"no names":                {from: "junior", to: "senior", sight: func(a *enginetest.Account) { a.How.NoSets = true; a.Saw("bob", "senior") }, want: runs.WhyUnseen},
		"no names, added":         {to: "senior", sight: func(a *enginetest.Account) { a.How.NoSets = true; a.Saw("bob", "senior") }, want: "member, status"},
		"no names, an admin":      {from: "junior", to: "partner_admin", sight: func(a *enginetest.Account) { a.How.NoSets = true; a.Saw("bob", "partner_admin") }, want: "set"},
		"no names, no admin":      {from: "junior", to: "partner_admin", sight: func(a *enginetest.Account) { a.How.NoSets = true; a.Saw("bob", "junior") }, want: runs.WhyNotDone},
		"super admin is not told": {from: "super_admin", to: "junior", sight: func(a *enginetest.Account) { a.How.SuperAdmins = false; a.Saw("bob", "junior") }, want: runs.WhyUnseen},
		"contents of a set":       {from: "junior", to: "junior", change: otherRights, sight: func(a *enginetest.Account) { a.Saw("bob", "junior") }, want: runs.WhyUnseen},
		"what an edit wants":      {from: "senior", to: "junior", others: "junior", change: otherRights, sight: func(a *enginetest.Account) { a.Saw("bob", "junior") }, want: runs.WhyContents},
		"what others have":        {from: "senior", to: "junior", others: "junior", sight: func(a *enginetest.Account) { a.Saw("bob", "junior") }, want: "set"},
		"linked":                  {from: "junior", to: "junior", change: func(s *engine.RunStep) { s.Before.Unlinked = true }, sight: func(a *enginetest.Account) { a.Saw("bob", "junior") }, want: runs.WhyUnseen},
		"switched off":            {from: "junior", to: "junior", change: func(s *engine.RunStep) { off(s.After) }, sight: func(a *enginetest.Account) { a.Saw("bob", "junior", off) }, want: "status"},
		"switched off, not told":  {from: "junior", to: "junior", change: func(s *engine.RunStep) { off(s.After) }, sight: func(a *enginetest.Account) { a.How.Status = false; a.Saw("bob", "junior", off) }, want: runs.WhyUnseen},
		"moved, and not off":      {from: "junior", to: "senior", change: func(s *engine.RunStep) { off(s.After) }, sight: func(a *enginetest.Account) { a.Saw("bob", "senior") }, want: runs.WhyNotDone},
		"added, and invited":      {to: "junior", sight: func(a *enginetest.Account) { a.Saw("bob", "junior", invited) }, want: "member, set"},
		"moved, still invited":    {from: "junior", to: "senior", change: func(s *engine.RunStep) { invited(s.Before) }, sight: func(a *enginetest.Account) { a.Saw("bob", "senior", invited) }, want: "set"},
		"wanted active, invited":  {from: "junior", to: "junior", change: func(s *engine.RunStep) { invited(s.Before) }, sight: func(a *enginetest.Account) { a.Saw("bob", "junior", invited) }, want: runs.WhyUnseen},
		"switched on, invited":    {from: "junior", to: "junior", change: func(s *engine.RunStep) { off(s.Before) }, sight: func(a *enginetest.Account) { a.Saw("bob", "junior", invited) }, want: runs.WhyNotDone},
		"teams":                   {from: "junior", to: "junior", change: func(s *engine.RunStep) { teams("A", "B")(s.After) }, sight: func(a *enginetest.Account) { a.Saw("bob", "junior", teams("A", "B")) }, want: "teams"},
		"teams of a cell": {from: "junior", to: "junior", change: func(s *engine.RunStep) { teams("A, B")(s.Before); teams("A", "B")(s.After) },
			sight: func(a *enginetest.Account) { a.How.Names = true; a.Saw("bob", "junior", teams("A, B")) }, want: runs.WhyUnseen},
		"undated": {to: "junior", sight: func(a *enginetest.Account) { a.How.At = time.Time{}; a.Saw("bob", "junior") }, want: runs.WhyUndated},
		"when it was approved": {to: "junior", sight: func(a *enginetest.Account) {
			a.How.At = enginetest.Now.Add(999 * time.Microsecond)
			a.Saw("bob", "junior")
		}, want: runs.WhyOlder},
		"a millisecond later": {to: "junior", sight: func(a *enginetest.Account) { a.How.At = enginetest.Now.Add(time.Millisecond); a.Saw("bob", "junior") }, want: "member, set, status"},
		"before what was recorded": {to: "junior", sight: func(a *enginetest.Account) {
			a.How.Later = engine.Later{Records: 1, People: []string{enginetest.Email("bob")}}
			a.Saw("bob", "junior")
		}, want: runs.WhyOlder},
		"failed, and not done": {to: "junior", change: func(s *engine.RunStep) { s.State = engine.StepFailed }, sight: func(a *enginetest.Account) { a.Gone("bob") }, want: ""},
		"failed, and done":     {to: "junior", change: func(s *engine.RunStep) { s.State = engine.StepFailed }, sight: func(a *enginetest.Account) { a.Saw("bob", "junior") }, want: "member, set, status"},
	} {
		t.Run(name, func(t *testing.T) {
			w := driftlessWorld()
			if test.from != "" {
				w.Client(7).Was("bob", test.from)
			}
			if test.others != "" {
				w.Client(7).Was("ann", test.others)
			}
			sight := w.Look()
			account := sight.At(7)
			account.How.Source, account.How.At = "look", enginetest.Now.Add(time.Hour)
			test.sight(account)
			step := engine.RunStep{Run: 1, Seq: 1, Email: enginetest.Email("bob"), Before: grantOf(w, test.from), After: grantOf(w, test.to)}
			if test.change != nil {
				test.change(&step)
			}
			part := &engine.RunPart{Run: engine.Run{Number: 1, At: enginetest.Now}, HubID: 7, Steps: []engine.RunStep{step}}
			got := ""
			for _, p := range runs.Prove(w.Access(), []*engine.RunPart{part}, sight.Observation(), nil) {
				got = p.Why + strings.Join(p.Shown, ", ")
			}
			if got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

// A person who was renamed in the configuration only is the same person: their
// old address being gone proves no removal.
func TestProveRenamed(t *testing.T) {
	w := driftlessWorld()
	w.Client(7).Was("bob", "junior")
	sight := w.Look()
	account := sight.At(7)
	account.How.At = enginetest.Now.Add(time.Hour)
	account.Gone("bob").Saw("robert", "junior")
	step := engine.RunStep{Run: 1, Seq: 1, Email: enginetest.Email("bob"), Before: grantOf(w, "junior")}
	part := &engine.RunPart{Run: engine.Run{Number: 1, At: enginetest.Now}, HubID: 7, Steps: []engine.RunStep{step}}
	declared := []engine.Person{{Email: enginetest.Email("robert"), FormerEmails: []string{enginetest.Email("bob")}}}
	proofs := runs.Prove(w.Access(), []*engine.RunPart{part}, sight.Observation(), declared)
	if len(proofs) != 1 || proofs[0].Why != runs.WhyNotDone {
		t.Errorf("%+v", proofs)
	}
}

// What was told rises where it was seen later; what was seen, and what nothing
// is known of, stays.
func TestRaise(t *testing.T) {
	for kind, want := range map[engine.EvidenceKind]string{
		engine.NoEvidence: "", engine.EvidenceTold: "member, set, status", engine.EvidenceAnswered: "member, set, status", engine.EvidenceSeen: "",
	} {
		w := driftlessWorld()
		w.Client(7).Was("bob", "junior", func(g *engine.RecordedGrant) { g.Evidence = &engine.Evidence{Kind: kind, At: enginetest.Now} })
		sight := w.Look()
		account := sight.At(7)
		account.How.At = enginetest.Now.Add(time.Hour)
		got := ""
		for _, g := range runs.Raise(w.Access(), nil, sight.Observation(), []int64{7}, nil) {
			got += strings.Join(g.After.Evidence.ToldOf, ", ")
		}
		if got != want {
			t.Errorf("%q: got %q, want %q", kind, got, want)
		}
		account.How.At = enginetest.Now
		if len(runs.Raise(w.Access(), nil, sight.Observation(), []int64{7}, nil)) > 0 {
			t.Errorf("%q: raised by what was seen before", kind)
		}
	}
}

func otherRights(s *engine.RunStep) {
	is := *s.After.Rights
	is.Levels = append(slices.Clone(is.Levels), engine.PermissionLevel{Permission: "zzz", Level: "all"})
	s.After.Rights = &is
}

func driftlessWorld() *enginetest.World {
	w := enginetest.New(nil)
	w.Set("junior", "crm.contacts.view=all").Set("senior", "crm.contacts.view=all", "crm.contacts.edit=all")
	w.Person("ann").Person("bob")
	w.Client(7)
	return w
}

// grantOf is access as a step of a run has it.
func grantOf(w *enginetest.World, set string) *engine.RecordedGrant {
	if set == "" {
		return nil
	}
	made := driftlessWorld()
	made.Client(7).Was("bob", set)
	g := made.Access().Clients[0].Grants[0]
	g.Person = engine.Nobody
	return &g
}
