package render

import (
	"bytes"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"accredit/engine"
	"accredit/engine/revise"

	"pgregory.net/rapid"
)

// hostileState puts a string wherever a state holds something from outside.
func hostileState(s string) *engine.Access {
	a, _ := sampleDiff()
	a.Agency.Name, a.Catalogue = s, s
	for i := range a.People {
		a.People[i].Email, a.People[i].Name = s, s
	}
	for i := range a.Clients {
		a.Clients[i].Name = s
		for j := range a.Clients[i].Grants {
			g := &a.Clients[i].Grants[j]
			g.Details = &engine.Details{Reason: s}
			g.Rights = &engine.RecordedRights{Set: s, Levels: engine.Levels{{Permission: s, Level: "on"}}}
		}
	}
	return a
}

// sampleDiff is a state and a plan made from it: Bob comes to Acme, Dan goes,
// Eve gets another end, and the contents of a set change.
func sampleDiff() (*engine.Access, *engine.Plan) {
	levels := engine.Levels{{Permission: "crm.contacts.edit", Level: "own"}, {Permission: "crm.export", Level: "on"}}
	manager := engine.Levels{{Permission: "reports.access", Level: "on"}}
	a := &engine.Access{
		Lineage: "l", Serial: 12, Catalogue: engine.BuiltinCatalogue().Version,
		Sets: []engine.RecordedSet{{Name: "junior", Levels: levels}, {Name: "manager", Levels: manager}},
		People: []engine.Person{
			{Email: "bob@northwind.example", Kind: engine.Employee, Name: "Bob Ray"},
			{Email: "dan@freelance.example", Kind: engine.Contractor, Status: engine.PersonLeft},
			{Email: "eve@northwind.example"},
			{Email: "maria@northwind.example", Roles: engine.RoleSuperAdmin},
		},
	}
	a.Agency.Name, a.Agency.HubID = "Northwind Growth", 1000001
	junior := engine.NewRecordedRights("junior", false, levels, engine.Levels{{Permission: "crm.export", Level: "off"}})
	grant := func(person int32, r *engine.RecordedRights) engine.RecordedGrant {
		return engine.RecordedGrant{Person: person, Rights: r}
	}
	partner := engine.NewRecordedRights("partner_admin", false, nil, nil)
	a.Clients = []engine.RecordedClient{
		{Client: engine.Client{Address: "client.acme", Name: "Acme Corp", HubID: 7},
			Grants: []engine.RecordedGrant{grant(dan, junior), grant(eve, junior), grant(maria, partner)}},
		{Client: engine.Client{Address: "client.globex", Name: "Globex", HubID: 8}, EndsOn: 740000},
		{Client: engine.Client{Name: "Hooli", HubID: 9}, Grants: []engine.RecordedGrant{
			{Person: bob, Rights: engine.NewRecordedRights("manager", false, manager, nil), Status: engine.Deactivated, Unlinked: true, Starts: 739000},
			grant(maria, engine.NewRecordedRights("their_own", true, nil, nil))}},
	}
	return a, planFor(a)
}

func planFor(a *engine.Access) *engine.Plan {
	c := engine.BuiltinCatalogue()
	p := &engine.Plan{
		AsOf: time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC), Catalogue: c, Lineage: a.Lineage, Serial: a.Serial,
		Agency: a.Agency.Name, AgencyHubID: a.Agency.HubID, People: a.People,
		Clients: []engine.PlanClient{{Client: a.Clients[0].Client}, {Client: engine.Client{Address: "client.new", Name: "New", HubID: 10}}},
	}
	manager := rights(engine.PermissionLevel{Permission: "crm.export", Level: "on"}, engine.PermissionLevel{Permission: "reports.access", Level: "on"})
	junior := rights(engine.PermissionLevel{Permission: "crm.contacts.edit", Level: "own"})
	p.Sets = []engine.PermissionSet{{Name: "junior", Rights: junior}, {Name: "manager", Rights: manager}}
	p.Facts = engine.Facts{Clients: []int32{1}, Sets: []engine.RecordedSet{a.Sets[0], {Name: "manager", Levels: engine.LevelsOf(c, manager)}}}
	was := &engine.Grant{Person: eve, Set: "junior", Rights: junior}
	p.Steps = []engine.Step{
		{Client: 0, Seq: 1, Person: bob, Actor: maria, Action: engine.ActionAdd, After: &engine.Grant{Person: bob, Set: "manager", Rights: manager, Details: &engine.Details{Reason: "SOW-118"}}},
		{Client: 0, Seq: 2, Person: dan, Actor: maria, Action: engine.ActionRemove, Before: &engine.Grant{Person: dan, Set: "junior", Rights: junior}},
		{Client: 0, Seq: 3, Person: eve, Actor: engine.Nobody, Action: engine.ActionRecord, Before: was, After: &engine.Grant{Person: eve, Set: "junior", Rights: junior, Expires: 739981}},
	}
	return p
}

func TestAccessDiffGolden(t *testing.T) {
	a, p := sampleDiff()
	golden(t, "access.diff", func(w io.Writer) error { return AccessDiff(w, a, p, applied(t, a, p)) })
	p.Steps, p.Facts, p.Clients = nil, engine.Facts{}, p.Clients[:1]
	golden(t, "access_empty.diff", func(w io.Writer) error { return AccessDiff(w, a, p, applied(t, a, p)) })
}

func applied(tb testing.TB, a *engine.Access, p *engine.Plan) *engine.Changes {
	tb.Helper()
	changes, err := revise.Applied(a, p, nil)
	if err != nil {
		tb.Fatal(err)
	}
	return changes
}

func TestStateGolden(t *testing.T) {
	a, _ := sampleDiff()
	golden(t, "state_80.txt", func(w io.Writer) error { return Text{Width: 80}.State(w, a, 739941) })
	golden(t, "state_40.txt", func(w io.Writer) error { return Text{Width: 40}.State(w, a, 739941) })
}

func TestTableGolden(t *testing.T) {
	rows := [][]string{
		{"client.acme", "Acme Corporation of the Northern Hemisphere", "886618329", "managed"},
		{"client.北京", "公司", "7"},
	}
	header := []string{"CLIENT", "NAME", "HUB ID", "RELATIONSHIP"}
	for name, width := range map[string]int{"table.txt": 0, "table_40.txt": 40} {
		golden(t, name, func(w io.Writer) error { return Table(w, header, rows, TableOptions{Width: width, Right: []int{2}}) })
	}
}

// TestTableKeepsNames: at no width a hub id, date or e-mail is broken, and
// what is left out is said.
func TestTableKeepsNames(t *testing.T) {
	header := []string{"HUB ID", "CLIENT", "PERSON", "DAY", "MANAGED MRR"}
	row := []string{"886618329", "Acme Corporation of the Northern Hemisphere", "maria.of.the.long.name@northwind.example", "2026-11-21", "1200"}
	for width := 10; width < 140; width++ {
		var b strings.Builder
		if err := Table(&b, header, [][]string{row}, TableOptions{Width: width, Optional: []int{4}}); err != nil {
			t.Fatal(err)
		}
		for _, i := range []int{0, 2, 3} {
			if !strings.Contains(b.String(), row[i]) {
				t.Fatalf("width %d breaks %s:\n%s", width, row[i], b.String())
			}
		}
		if shown := strings.Contains(b.String(), "1200"); shown == strings.Contains(b.String(), "Left out") {
			t.Fatalf("width %d: shown %t:\n%s", width, shown, b.String())
		}
	}
}

// TestUnifiedPatches: patch(1), where there is one, makes the second text of
// the first; so does the naive reader of hunks below.
func TestUnifiedPatches(t *testing.T) {
	line := rapid.SampledFrom([]string{"a\n", "b\n", "c\n", "d\n", "\n", "@@ -1 +1 @@\n", "--- x\n"})
	rapid.Check(t, func(t *rapid.T) {
		from := strings.Join(rapid.SliceOfN(line, 0, 40).Draw(t, "from"), "") + rapid.SampledFrom([]string{"", "end"}).Draw(t, "end")
		to := strings.Join(rapid.SliceOfN(line, 0, 40).Draw(t, "to"), "") + rapid.SampledFrom([]string{"", "end"}).Draw(t, "end")
		var b bytes.Buffer
		if err := Unified(&b, "a/x.hcl", "b/x.hcl", from, to); err != nil {
			t.Fatal(err)
		}
		if from == to {
			if b.Len() > 0 {
				t.Fatalf("equal texts differ:\n%s", b.String())
			}
			return
		}
		patched(t, from, to, b.Bytes())
	})
}

func patched(t *rapid.T, from, to string, diff []byte) {
	patch, err := exec.LookPath("patch")
	if err != nil {
		patch, err = exec.LookPath("git")
	}
	if err != nil {
		t.Skip("neither patch nor git is there")
	}
	dir, err := os.MkdirTemp("", "patch")
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "x.hcl")
	if err := os.WriteFile(path, []byte(from), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(patch, "-p1", "--fuzz=0", "--silent")
	if filepath.Base(patch) == "git" {
		cmd = exec.Command(patch, "apply", "--unidiff-zero", "-")
	}
	cmd.Dir, cmd.Stdin = dir, bytes.NewReader(diff)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s\n%s", err, out, diff)
	}
	if got, _ := os.ReadFile(path); string(got) != to {
		t.Fatalf("patched to %q, want %q\n%s", got, to, diff)
	}
}

// TestUnifiedFast: two large texts without a common line are no trouble, as no
// line is searched for that the other text has not.
func TestUnifiedFast(t *testing.T) {
	var from, to strings.Builder
	for i := range 60_000 {
		from.WriteString(strings.Repeat(" ", i%7) + "a" + strings.Repeat("x", i%50) + string(rune('a'+i%26)) + "\n")
		to.WriteString("b" + strings.Repeat("y", i%50) + string(rune('a'+i%26)) + "\n")
	}
	ids := map[string]rune{}
	a, b := number(splitLines(from.String()), ids), number(splitLines(to.String()), ids)
	if search, _ := shared(a, b); len(search) > 0 {
		t.Fatalf("%d lines that the other text has not are searched for in it", len(search))
	}
	if err := Unified(io.Discard, "a", "b", from.String(), to.String()); err != nil {
		t.Fatal(err)
	}
}

func BenchmarkAccessDiff(b *testing.B) {
	a, p := sampleDiff()
	client := a.Clients[2]
	for i := range 30_000 {
		client.HubID = int64(100 + i)
		a.Clients = append(a.Clients, client)
	}
	p.Facts.Sets = nil
	for b.Loop() {
		if err := AccessDiff(io.Discard, a, p, applied(b, a, p)); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkPlan100000(b *testing.B) {
	p := samplePlan()
	steps := p.Steps[3:6]
	p.Steps = nil
	for i := range 100_000 {
		p.Steps = append(p.Steps, steps[i%3])
	}
	b.ReportAllocs()
	for b.Loop() {
		if err := (Text{Width: 80}).Plan(io.Discard, p); err != nil {
			b.Fatal(err)
		}
	}
}
