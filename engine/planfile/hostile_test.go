package planfile

import (
	"bufio"
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"testing"
	"unicode"
	"unicode/utf8"

	"accredit/engine"
	"accredit/engine/runs"

	"github.com/google/go-cmp/cmp"
)

// hostileStrings reads the names that every form of output must survive.
func hostileStrings(t testing.TB) []string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("..", "render", "testdata", "hostile.txt"))
	if err != nil {
		t.Fatal(err)
	}
	var list []string
	lines := bufio.NewScanner(bytes.NewReader(data))
	for lines.Scan() {
		s, err := strconv.Unquote(lines.Text())
		if err != nil {
			t.Fatalf("%s: %v", lines.Text(), err)
		}
		list = append(list, s)
	}
	if len(list) < 60 {
		t.Fatalf("only %d strings", len(list))
	}
	return list
}

// hostilePlan puts a string wherever a plan holds something from outside.
func hostilePlan(s string) *engine.Plan {
	p := samplePlan()
	p.Agency = s
	for i := range p.People {
		person := &p.People[i]
		person.Name, person.Address, person.FormerEmails, person.Labels = s, s, []string{s}, map[string]string{"label": s}
	}
	for i := range p.Clients {
		c := &p.Clients[i]
		c.Name, c.Address, c.Domain, c.Labels, c.Pos.File = s, s, s, map[string]string{"label": s}, s
	}
	for i := range p.Steps {
		p.Steps[i].Details = &engine.StepDetails{Wanted: p.Steps[i].More().Wanted, Fields: []engine.Field{{Name: s, Before: s, After: s}}}
		if g := p.Steps[i].After; g != nil {
			g.Details = &engine.Details{Reason: s, Teams: []string{s}, AssetsKnown: true, Assets: []engine.Asset{{Kind: s, Name: s}}}
		}
	}
	for _, list := range [][]engine.Finding{p.Violations, p.Warnings} {
		list[0].Rule, list[0].Message, list[0].Hint = s, s, s
	}
	return p
}

var jsonString = regexp.MustCompile(`"(?:[^"\\]|\\.)*"`)

// TestEncodeHostile is T15 for JSON: valid, printable, the same structure as
// with a harmless name, and what is read back is what was meant.
func TestEncodeHostile(t *testing.T) {
	blank := func(data []byte) string { return string(jsonString.ReplaceAll(data, []byte(`""`))) }
	want := blank(encoded(t, hostilePlan("harmless")))
	for _, s := range hostileStrings(t) {
		t.Run(strconv.QuoteToASCII(s)[:min(20, len(strconv.QuoteToASCII(s)))], func(t *testing.T) {
			data := encoded(t, hostilePlan(s))
			if !json.Valid(data) {
				t.Fatal("not JSON")
			}
			checkPrintable(t, data)
			if diff := cmp.Diff(want, blank(data)); diff != "" {
				t.Errorf("the structure differs:\n%s", diff)
			}
			p, _, err := decode(bytes.NewReader(data))
			if err != nil {
				t.Fatal(err)
			}
			if utf8.ValidString(s) && p.Agency != s {
				t.Errorf("read back as %q, want %q", p.Agency, s)
			}
		})
	}
}

func checkPrintable(t *testing.T, data []byte) {
	t.Helper()
	if !utf8.Valid(data) {
		t.Error("not UTF-8")
	}
	for _, r := range string(data) {
		if r != '\n' && (unicode.IsControl(r) || unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp)) {
			t.Errorf("%U is printed as it is", r)
		}
	}
}

func TestEncodeStateHostile(t *testing.T) {
	for _, s := range hostileStrings(t) {
		a := sampleState()
		a.Agency.Name, a.People[0].Name, a.Clients[1].Name = s, s, s
		a.Clients[1].Grants[0].Details = &engine.Details{Reason: s}
		var b bytes.Buffer
		if err := EncodeState(&b, a, 739941); err != nil {
			t.Fatal(err)
		}
		checkPrintable(t, b.Bytes())
		state, err := DecodeState(&b)
		if err != nil {
			t.Fatalf("%q: %v", s, err)
		}
		if got := state.Access.Clients[1].Name; utf8.ValidString(s) && got != s {
			t.Errorf("read back as %q, want %q", got, s)
		}
	}
}

// TestSaveHostile: also what is no UTF-8 can be loaded again once saved.
func TestSaveHostile(t *testing.T) {
	for _, s := range hostileStrings(t) {
		path := filepath.Join(t.TempDir(), "plan")
		if err := Save(path, hostilePlan(s), s); err != nil {
			t.Fatal(err)
		}
		if _, _, err := Load(path); err != nil {
			t.Errorf("%q: %v", s, err)
		}
	}
}

// hostileRun puts a string wherever a run holds something from outside.
func hostileRun(s string) *runs.View {
	grant := &engine.RecordedGrant{Rights: &engine.RecordedRights{Set: s}, Details: &engine.Details{Teams: []string{s}}}
	step := &engine.RunStep{
		Run: 7, Seq: 1, Mark: "3fa9", Action: engine.ActionChange, Email: s, Actor: s, Before: grant, After: grant, State: engine.StepDone,
		Events: []engine.StepEvent{{Kind: s, By: s, EnteredBy: s, Because: s, On: s, Source: s}},
	}
	evidence := &engine.Evidence{Kind: engine.EvidenceTold, By: s, EnteredBy: s, Source: s, ToldOf: []string{s}, Step: s}
	return &runs.View{
		Run: engine.Run{Number: 7, Plan: s, By: s, Reason: s, GitCommit: s}, Lineage: s,
		Tasks: []runs.Task{{Standing: runs.Standing{Step: step, Blocked: s}, HubID: 2, Client: s, Person: &engine.Person{Email: s, Address: s}, Evidence: evidence}},
	}
}

// TestEncodeRunHostile: JSON of a run has the structure of one with harmless
// names.
func TestEncodeRunHostile(t *testing.T) {
	encode := func(s string) []byte {
		var b bytes.Buffer
		if err := EncodeRun(&b, hostileRun(s), engine.BuiltinCatalogue()); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	blank := func(data []byte) string { return string(jsonString.ReplaceAll(data, []byte(`""`))) }
	want := blank(encode("harmless"))
	for _, s := range hostileStrings(t) {
		data := encode(s)
		if !json.Valid(data) {
			t.Errorf("%q: not JSON", s)
		}
		checkPrintable(t, data)
		if diff := cmp.Diff(want, blank(data)); diff != "" {
			t.Errorf("%q: the structure differs:\n%s", s, diff)
		}
	}
}
