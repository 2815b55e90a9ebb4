package edit

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"accredit/config"
	"accredit/config/internal/guard"
	"accredit/engine"
	"accredit/engine/mine"

	"pgregory.net/rapid"
)

// plainLabel makes labels as the program does, near enough.
func plainLabel(s string) string {
	return "x" + strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			return r
		}
		return '_'
	}, engine.LowerASCII(s))
}

// drawRecorded draws what may be recorded and can be declared.
func drawRecorded(t *rapid.T) *engine.Access {
	contents := engine.Levels{{Permission: "crm.contacts.edit", Level: "all"}, {Permission: "crm.export", Level: "on"}, {Permission: "own.thing.view", Level: "team"}}
	a := &engine.Access{Sets: []engine.RecordedSet{{Name: "known", Levels: contents}, {Name: "theirs", Unknown: true}}}
	for i := range rapid.IntRange(1, 7).Draw(t, "people") {
		p := engine.Person{Kind: engine.Employee, Email: fmt.Sprintf("p%d@northwind.example", i), Name: rapid.SampledFrom([]string{"A", "Ünïc ${x}", `Quo"te\`, "%{if}"}).Draw(t, "name")}
		if rapid.Bool().Draw(t, "labels") {
			p.Labels = map[string]string{"pod": "x y", "a.b": "1"}
			p.FormerEmails = []string{fmt.Sprintf("old%d@northwind.example", i)}
			p.Roles = engine.RoleSuperAdmin
		}
		a.People = append(a.People, p)
	}
	for i := range rapid.IntRange(1, 5).Draw(t, "clients") {
		a.Clients = append(a.Clients, drawRecordedClient(t, a, i))
	}
	return a
}

func drawRecordedClient(t *rapid.T, a *engine.Access, i int) engine.RecordedClient {
	c := engine.RecordedClient{Client: engine.Client{
		HubID: int64(i + 1), Name: rapid.SampledFrom([]string{"Acme", "ACME", "B & Söhne", "営業"}).Draw(t, "client"), AccountType: "standard",
		Mode: rapid.SampledFrom([]engine.Mode{engine.Observe, engine.Enforce}).Draw(t, "mode"),
	}}
	if rapid.Bool().Draw(t, "more") {
		c.Domain, c.SuperAdmins, c.ManagedMRR, c.AccountType = "acme.example", []string{"owner@acme.example"}, 12.25, "sandbox"
		c.Links = []engine.Link{{Admin: a.People[0].Email, ApprovedBy: "owner@acme.example", ApprovedOn: engine.DateOf(today) - 9}, {Admin: "gone@northwind.example"}}
	}
	for person := range a.People {
		kind := rapid.SampledFrom([]string{"", "", "theirs", "theirs", "known", "known", "adjusted", "raised", "own level", "view_only", "partner_admin", "billing", "super_admin"}).Draw(t, "holds")
		if kind == "" {
			continue
		}
		g := engine.RecordedGrant{Person: int32(person), Rights: recordedRights(a, kind), RecordedOn: engine.DateOf(today)}
		if rapid.IntRange(0, 9).Draw(t, "off") == 0 {
			g.Status = engine.Deactivated
		}
		if rapid.IntRange(0, 5).Draw(t, "details") == 0 {
			g.Details = &engine.Details{Teams: []string{"APAC", "EMEA"}, Reason: "SOW-118: \"x\"\n${y}"}
			g.Expires = engine.DateOf(today) + 5
		}
		c.Grants = append(c.Grants, g)
	}
	return c
}

func recordedRights(a *engine.Access, kind string) *engine.RecordedRights {
	level := func(permission, level string) engine.Levels {
		return engine.Levels{{Permission: permission, Level: level}}
	}
	switch kind {
	case "theirs":
		return engine.NewRecordedRights(kind, true, nil, nil)
	case "adjusted":
		return engine.NewRecordedRights("known", false, a.Sets[0].Levels, append(level("crm.export", "off"), level("reports.access", "on")...))
	case "raised":
		return engine.NewRecordedRights("known", false, a.Sets[0].Levels, append(level("own.thing.view", "all"), level("reports.access", "on")...))
	case "own level":
		return engine.NewRecordedRights("known", false, a.Sets[0].Levels, level("crm.contacts.edit", "own"))
	case "billing":
		return engine.NewRecordedRights(engine.SetPartnerAdmin, false, nil, level("account.modify_billing", "on"))
	case "known":
		return engine.NewRecordedRights("known", false, a.Sets[0].Levels, nil)
	}
	return engine.NewRecordedRights(kind, false, nil, nil)
}

// Whatever is recorded, the configuration that is written for it declares
// exactly that: a plan is empty, although every client is enforced.
func TestConfigureIsExact(t *testing.T) {
	root := t.TempDir()
	n := 0
	rapid.Check(t, func(t *rapid.T) {
		a := mine.Sets(drawRecorded(t))
		n++
		dir := filepath.Join(root, fmt.Sprint(n))
		agency := engine.Agency{Name: "Northwind", HubID: 1000001, EmailDomains: []string{"northwind.example"}, Mode: engine.Observe}
		proposal := mine.Propose(a, engine.DateOf(today))
		for _, f := range Configure(a, proposal, Configured{Agency: agency, Label: plainLabel, Descriptions: map[string]string{"theirs": "As HubSpot \"calls\" it"}}) {
			path := filepath.Join(dir, filepath.FromSlash(f.Name))
			if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, f.Content, 0o600); err != nil {
				t.Fatal(err)
			}
			if again, ds := Format(f.Name, f.Content); ds.HasErrors() || string(again) != string(f.Content) {
				t.Fatalf("%s is not formatted: %v\n%s", f.Name, ds, f.Content)
			}
		}
		r, err := config.Load(dir, config.Options{Now: today})
		if err != nil || r.Desired == nil {
			t.Fatalf("%v %v", err, r.Diagnostics)
		}
		for _, mode := range []engine.Mode{engine.Observe, engine.Enforce} {
			b := *a
			b.Clients = slices.Clone(a.Clients)
			for i := range b.Clients {
				if mode == engine.Enforce {
					b.Clients[i].Mode, r.Desired.Clients[i].Mode = mode, mode
				}
			}
			plan, err := engine.MakePlan(r.Desired, &b, engine.Options{})
			if err != nil {
				t.Fatal(err)
			}
			for i := range plan.Steps {
				s := &plan.Steps[i]
				t.Errorf("%s: a step is left: %v of person %d in client %d, %+v", mode, s.Action, s.Person, s.Client, s.More().Fields)
			}
			if len(plan.Kept)+len(plan.Waiting) > 0 {
				t.Errorf("%s: kept %+v, waiting %+v", mode, plan.Kept, plan.Waiting)
			}
		}
	})
}

// Many people are written into several files, each within the bounds of one.
func TestConfigureSplitsFiles(t *testing.T) {
	a := &engine.Access{}
	for i := range 8_000 {
		a.People = append(a.People, engine.Person{Kind: engine.Contractor, Email: fmt.Sprintf("p%05d@freelance.example", i), Name: "Somebody"})
	}
	files := Configure(a, &engine.Proposal{}, Configured{Label: plainLabel})
	if len(files) != 4 || files[0].Name != "agency.hcl" || files[1].Name != "people.hcl" || files[3].Name != "people_3.hcl" {
		t.Errorf("%d files", len(files))
	}
	for _, f := range files {
		if len(f.Content) > guard.MaxFileBytes {
			t.Errorf("%s has %d bytes", f.Name, len(f.Content))
		}
	}
}
