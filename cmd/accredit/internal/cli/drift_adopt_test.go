package cli

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"accredit/config"
	"accredit/config/edit"
	"accredit/engine"
	"accredit/engine/enginetest/suite"
	"accredit/engine/join"
	"accredit/engine/revise"
	"accredit/state"
)

var adoptNow = time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC)

// randomConfiguration writes a small configuration with access of every kind:
// through a team, by name, by label, by link, for one client and for many.
func randomConfiguration(rng *rand.Rand) string {
	pick := func(list ...string) string { return list[rng.IntN(len(list))] }
	set := func() string {
		return pick("permission_set.junior", "permission_set.senior", "permission_set.view_only", "permission_set.theirs", "permission_set.partner_admin")
	}
	var b strings.Builder
	b.WriteString(`# An agency.
agency {
  name          = "Northwind Growth"
  hub_id        = 1000001
  email_domains = ["northwind.example"]
}

permission_set "junior" {
  permissions = { "crm.contacts.view" = "all" } # to look
}

permission_set "senior" {
  permissions = { "crm.contacts.view" = "all", "crm.contacts.edit" = "team", "reports.access" = true }
}

# What they made themselves.
permission_set "theirs" { unknown = true }
`)
	for i := range 5 {
		fmt.Fprintf(&b, "\nemployee \"p%d\" {\n  email = \"p%[1]d@northwind.example\"\n  name = \"P %[1]d\" # person %[1]d\n  labels = { pod = \"%s\" }\n  default_permission_set = permission_set.junior\n}\n", i, pick("a", "b"))
	}
	b.WriteString("\nteam \"pod\" {\n  members = [employee.p0, employee.p1]\n}\n")
	for c := 1; c <= 2; c++ {
		fmt.Fprintf(&b, "\n# Client %d.\nclient \"c%[1]d\" {\n  name = \"Client %[1]d\"\n  hub_id = %[1]d\n  super_admins = [\"owner@c%[1]d.example\"] # theirs\n", c)
		if rng.IntN(2) == 0 {
			fmt.Fprintf(&b, "\n  access_link {\n    admin = employee.p4\n    approved_by = \"owner@c%d.example\"\n    approved_on = \"2026-11-01\"\n  }\n", c)
		}
		if rng.IntN(3) > 0 {
			fmt.Fprintf(&b, "\n  # The pod.\n  access %s{\n    people = %s\n    permission_set = %s\n    reason = \"SOW-%d\"\n  }\n", pick("", `"pod" `), pick("[team.pod]", "[employee.p0, employee.p1]", "[\n      employee.p0, # first\n      employee.p1,\n    ]"), set(), c)
		}
		if rng.IntN(3) > 0 {
			fmt.Fprintf(&b, "\n  access {\n    people = [employee.p2]\n    %s\n  }\n", pick("", "permission_set = "+set(), "permission_set = permission_set.senior\n    remove = [\"reports.access\"]", "expires = \"2027-01-01\"\n    teams = [\"EMEA\"]"))
		}
		b.WriteString("}\n")
	}
	b.WriteString("\nclient \"book\" {\n  for_each = { x = 3, y = 4 }\n  name = \"Client ${each.key}\"\n  hub_id = each.value\n")
	fmt.Fprintf(&b, "\n  access %s{\n    people = [team.pod]\n    permission_set = %s\n  }\n}\n", pick("", `"all" `), set())
	if rng.IntN(2) == 0 {
		fmt.Fprintf(&b, "\n# Everybody looks in.\naccess \"audit\" {\n  clients = %s\n  people = [employee.p3]\n  permission_set = %s\n}\n", pick("clients", "[client.c1]", `[client.c1, client.c2, client.book["x"]]`), set())
	}
	return b.String()
}

// tampered is what somebody saw after others had changed things at random.
func tampered(rng *rand.Rand, a *engine.Access, d *engine.Desired) *engine.Observation {
	seen := &engine.Access{Sets: a.Sets, People: append(slices.Clone(a.People), engine.Person{Email: "zed.new@northwind.example", Name: "Zed ${New}"}, engine.Person{Email: "zoe@elsewhere.example"})}
	names := []string{"junior", "senior", "view_only", "theirs", "super_admin", "partner_admin", "sales_rep"}
	contents := map[string]engine.Levels{}
	for i := range d.Sets {
		contents[d.Sets[i].Name] = engine.LevelsOf(d.Catalogue, d.Sets[i].Rights)
	}
	o := &engine.Observation{}
	var how []engine.Observed
	for i := range a.Clients {
		c := a.Clients[i]
		byName := rng.IntN(2) == 0
		var grants []engine.RecordedGrant
		for person := range seen.People {
			at := slices.IndexFunc(c.Grants, func(g engine.RecordedGrant) bool { return int(g.Person) == person })
			var g *engine.RecordedGrant
			if at >= 0 {
				was := c.Grants[at]
				g = &was
			}
			switch rng.IntN(12) {
			case 0:
				g = nil
			case 1, 2:
				name := names[rng.IntN(len(names))]
				g = &engine.RecordedGrant{Person: int32(person), Rights: engine.NewRecordedRights(name, name == "theirs" || name == "sales_rep", contents[name], nil)}
			case 3:
				if g != nil {
					g.Status = engine.Deactivated
				}
			case 4:
				if g != nil {
					g.Details = &engine.Details{Teams: []string{"APAC", "EMEA \"x\""}}
				}
			case 5:
				if !byName {
					levels := engine.Levels{{Permission: "crm.contacts.view", Level: []string{"own", "team", "all"}[rng.IntN(3)]}, {Permission: "crm.export", Level: "on"}}
					g = &engine.RecordedGrant{Person: int32(person), Rights: engine.NewRecordedRights([]string{"junior", "auditor", "odd name"}[rng.IntN(3)], false, levels, nil)}
				}
			}
			if g != nil {
				grants = append(grants, *g)
			}
		}
		c.Grants = grants
		switch rng.IntN(4) {
		case 0:
			c.SuperAdmins = append(slices.Clone(c.SuperAdmins), "zz@client.example")
		case 1:
			c.SuperAdmins = []string{"new@client.example"}
		}
		seen.Clients = append(seen.Clients, c)
		told := engine.Told("sight")
		told.Names = byName
		how = append(how, told)
	}
	if err := join.AddObserved(o, seen, how); err != nil {
		panic(err)
	}
	return o
}

// Whatever happens to whichever configuration: what is adopted is gone and
// stays gone, plan has no step for it, nothing else changes, what is not
// adopted has a reason, and comments stay.
func TestAdoptRandom(t *testing.T) {
	rounds := suite.Sample(150, 20)
	adopted, refused := 0, map[string]int{}
	for seed := range uint64(rounds) {
		rng := rand.New(rand.NewPCG(seed, 17))
		dir := t.TempDir()
		text := randomConfiguration(rng)
		if formatted, diags := edit.Format("x.hcl", []byte(text)); seed%2 == 0 && !diags.HasErrors() {
			text = string(formatted)
		}
		writeConfiguration(t, dir, text)
		res := loadConfiguration(t, dir, nil)
		if res.Diagnostics.HasErrors() {
			continue // two blocks give the same person something
		}
		first, err := engine.MakePlan(res.Desired, &engine.Access{}, engine.Options{})
		if err != nil {
			t.Fatal(err)
		}
		changes, err := revise.Applied(&engine.Access{}, first, nil)
		if err != nil {
			t.Fatal(err)
		}
		access := recordedAsDeclared(join.WithChanges(&engine.Access{}, changes), res.Desired)
		found := &drifted{dir: dir, res: res, access: access, seen: tampered(rng, access, res.Desired)}
		if found.drift, err = engine.FindDrift(res.Desired, access, found.seen, engine.DriftOptions{}); err != nil {
			t.Fatal(err)
		}
		items := chosen(found.drift, func(it *engine.DriftItem) bool { return it.Class != engine.DriftNotApplied })
		adoption, err := edit.Adopt(dir, config.Options{Now: adoptNow}, items, found.drift.People)
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		if err := provenAdoption(found, adoption); err != nil {
			t.Fatalf("seed %d: %v\n%s", seed, err, adoption.Files[0].Content)
		}
		adopted += len(adoption.Adopted)
		for _, r := range adoption.Refused {
			if r.Why == "" {
				t.Errorf("seed %d: refused without a reason: %+v", seed, r.Item)
			}
			refused[why(r.Why)]++
		}
		checkAdopted(t, seed, found, adoption, text)
	}
	t.Logf("adopted %d, refused %v", adopted, refused)
}

// why is the kind of a reason.
func why(s string) string {
	for _, part := range []string{"by hand", "cannot be declared", "for_each"} {
		if strings.Contains(s, part) {
			return part
		}
	}
	return s
}

func checkAdopted(t *testing.T, seed uint64, found *drifted, adoption *edit.Adoption, text string) {
	t.Helper()
	dir := t.TempDir()
	writeConfiguration(t, dir, text)
	if err := writeAdoption(dir, adoption.Files); err != nil {
		t.Fatal(err)
	}
	written := loadConfiguration(t, dir, nil)
	if written.Diagnostics.HasErrors() {
		t.Fatalf("seed %d: %v", seed, written.Diagnostics[0])
	}
	after := join.WithChanges(found.access, revise.Adopted(found.access, written.Desired, adoption.Adopted))
	plan, err := engine.MakePlan(written.Desired, after, engine.Options{})
	if err != nil {
		t.Fatal(err)
	}
	about := map[string]bool{}
	for _, it := range adoption.Adopted {
		about[fmt.Sprint(it.HubID, it.Email)] = true
	}
	for i := range plan.Steps {
		st := &plan.Steps[i]
		if st.Client != engine.Nobody && st.Person != engine.Nobody && about[fmt.Sprint(plan.Clients[st.Client].HubID, plan.People[st.Person].Email)] {
			t.Fatalf("seed %d: plan still has a step for %s in %d: %s", seed, plan.People[st.Person].Email, plan.Clients[st.Client].HubID, st.Action)
		}
	}
	all := ""
	for _, f := range adoption.Files {
		all += string(f.Content)
	}
	if !strings.Contains(all, "# An agency.") && all != "" && strings.Contains(all, "agency {") {
		t.Fatalf("seed %d: a comment is gone:\n%s", seed, all)
	}
	for line := range strings.Lines(text) {
		if _, comment, ok := strings.Cut(line, "# "); ok && strings.Contains(all, "agency {") && !strings.Contains(all, comment) && !strings.HasPrefix(comment, "The pod") && !strings.HasPrefix(comment, "Everybody") && comment != "first\n" {
			t.Fatalf("seed %d: the comment %q is gone:\n%s", seed, comment, all)
		}
	}
	if formatted, _ := edit.Format("x.hcl", []byte(text)); string(formatted) == text && all != "" {
		for _, f := range adoption.Files {
			if formatted, diags := edit.Format(f.Name, f.Content); diags.HasErrors() || string(formatted) != string(f.Content) {
				t.Fatalf("seed %d: %s is no longer formatted:\n%s", seed, f.Name, f.Content)
			}
		}
	}
}

func writeConfiguration(t *testing.T, dir, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, "main.hcl"), []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func loadConfiguration(t *testing.T, dir string, instead []config.File) *config.Result {
	t.Helper()
	res, err := config.Load(dir, config.Options{Now: adoptNow, Instead: instead})
	if err != nil {
		t.Fatal(err)
	}
	return res
}

// recordedAsDeclared is a state to which all that is declared was applied,
// whether or not a plan could do it.
func recordedAsDeclared(a *engine.Access, d *engine.Desired) *engine.Access {
	var items []*engine.DriftItem
	for i := range d.Clients {
		for j := range d.Clients[i].Grants {
			items = append(items, &engine.DriftItem{HubID: d.Clients[i].HubID, Email: d.People[d.Clients[i].Grants[j].Person].Email})
		}
	}
	out := join.WithChanges(a, revise.Adopted(a, d, items))
	for i := range out.Clients {
		out.Clients[i].Applied = true
	}
	return out
}

// editing edits a file when it is read: while a run asks.
type editing func()

func (e editing) Read(p []byte) (int, error) {
	e()
	return copy(p, "yes\n"), nil
}

// What somebody edits while the run asks is not written over, whether or not
// it stands in a file that would be changed.
func TestAdoptKeepsWhatWasEditedMeanwhile(t *testing.T) {
	for _, edited := range []string{"main.hcl", "other.hcl"} {
		dir := t.TempDir()
		text := "agency {\n  name = \"N\"\n  hub_id = 7\n  email_domains = [\"northwind.example\"]\n}\nclient \"c1\" {\n  name = \"C\"\n  hub_id = 1\n  super_admins = [\"owner@c.example\"]\n}\n"
		writeConfiguration(t, dir, text)
		edit := func() {
			f, err := os.OpenFile(filepath.Join(dir, edited), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
			if err == nil {
				_, err = f.WriteString("# meanwhile\n")
				f.Close()
			}
			if err != nil {
				t.Error(err)
			}
		}
		var out strings.Builder
		a := &app{streams: streams{in: editing(edit), out: &out, err: &out, env: func(string) string { return "" }}}
		a.flags.now = adoptNow.Format(time.RFC3339)
		res := loadConfiguration(t, dir, nil)
		seen := &engine.Access{Clients: []engine.RecordedClient{{Client: engine.Client{HubID: 1, Name: "C", SuperAdmins: []string{"new@c.example"}}}}}
		found := &drifted{dir: dir, res: res, access: &engine.Access{}, seen: &engine.Observation{}}
		if err := join.AddObserved(found.seen, seen, []engine.Observed{engine.Told("sight")}); err != nil {
			t.Fatal(err)
		}
		var err error
		if found.drift, err = engine.FindDrift(res.Desired, found.access, found.seen, engine.DriftOptions{}); err != nil {
			t.Fatal(err)
		}
		err = a.adoptDrift(t.Context(), found, &driftOptions{})
		if code := exitCode(t.Context(), err); code != exitStale {
			t.Errorf("%s: exit %d: %v\n%s", edited, code, err, out.String())
		}
		if now, _ := os.ReadFile(filepath.Join(dir, "main.hcl")); !strings.HasPrefix(string(now), text) {
			t.Errorf("%s: written over:\n%s", edited, now)
		}
	}
}

// What was decided on a report is only recorded in the very state that the
// report was made from.
func TestRecordDriftStale(t *testing.T) {
	dir := t.TempDir()
	writeConfiguration(t, dir, randomConfiguration(rand.New(rand.NewPCG(4, 17))))
	env := map[string]string{"ACCREDIT_USER": "ops@northwind.example"}
	var out strings.Builder
	a := &app{streams: streams{in: strings.NewReader(""), out: &out, err: &out, env: func(name string) string { return env[name] }}}
	a.flags.now = adoptNow.Format(time.RFC3339)
	var found *drifted
	for _, name := range []string{"Northwind", "Northwind Growth"} {
		var err error
		if found, err = a.findDrift(t.Context(), dir, &driftOptions{}); err != nil {
			t.Fatal(err, out.String())
		}
		write := func(*engine.Access) *engine.Changes { return &engine.Changes{Agency: name, HubID: 1000001} }
		if _, err := a.recordDrift(t.Context(), found, state.KindImport, "", write); err != nil {
			t.Fatal(err)
		}
	}
	_, err := a.recordDrift(t.Context(), found, state.KindImport, "", func(*engine.Access) *engine.Changes {
		t.Error("a stale decision is asked for")
		return &engine.Changes{Agency: "Southwind"}
	})
	if code := exitCode(t.Context(), err); code != exitStale || !strings.Contains(err.Error(), "was at serial 1 and is at 2") {
		t.Errorf("exit %d: %v", code, err)
	}
}
