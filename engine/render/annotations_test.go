package render

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"sort"
	"strings"
	"testing"

	"accredit/engine"

	"github.com/google/go-cmp/cmp"
	"github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif"
)

// sampleAnnotations have findings of every kind, with and without a place.
func sampleAnnotations() *Annotations {
	list := PlanAnnotations(samplePlan(), "access/agency one")
	list.Place = engine.Pos{File: "agency.hcl", Line: 1, Column: 1}
	list.Findings = append(list.Findings, engine.Finding{Rule: "policy:no exports", Message: "says [no](https://northwind.example) to {0}", Pos: engine.Pos{File: "a:b.hcl", Line: 3}})
	return &list
}

func hostileAnnotations(s string) *Annotations {
	list := PlanAnnotations(hostilePlan(s), s)
	return &list
}

func TestAnnotationsGolden(t *testing.T) {
	golden(t, "plan.sarif", func(w io.Writer) error { return sampleAnnotations().SARIF(w, "0.1.0") })
	golden(t, "plan.github", func(w io.Writer) error { return sampleAnnotations().GitHub(w) })
}

func sarifOf(t testing.TB, a *Annotations) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := a.SARIF(&b, "0.1.0"); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// checkSARIF holds a report against the schema of SARIF 2.1.0.
func checkSARIF(t *testing.T, report []byte) *sarif.Report {
	t.Helper()
	r, err := sarif.FromBytes(report, sarif.WithStrictValidation())
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Validate(); err != nil {
		t.Error(err)
	}
	return r
}

func TestSARIF(t *testing.T) {
	r := checkSARIF(t, sarifOf(t, sampleAnnotations()))
	var got []string
	for _, result := range r.Runs[0].Results {
		at := result.Locations[0].PhysicalLocation
		rule := r.Runs[0].Tool.Driver.Rules[result.RuleIndex]
		if *rule.ID != *result.RuleID || *rule.ShortDescription.Text == "" || *rule.Help.Text == "" {
			t.Errorf("%s is described by %+v", *result.RuleID, rule)
		}
		got = append(got, fmt.Sprintf("%s %s %s:%d %d", result.Level, *result.RuleID, *at.ArtifactLocation.URI, *at.Region.StartLine, len(result.Suppressions)))
	}
	want := []string{
		"error last-super-admin access/agency%20one/clients/hooli.hcl:230 0",
		"note max-removals access/agency%20one/agency.hcl:1 1",
		"warning subset access/agency%20one/clients/acme.hcl:17 0",
		"error policy:no exports access/agency%20one/a:b.hcl:3 0",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	checkSARIF(t, sarifOf(t, &Annotations{Title: "accredit plan", Dir: "."}))
}

// TestHostileSARIF is T15 for SARIF: the same structure as with a harmless
// name, nothing that would be a link or an argument, and every rule its own.
func TestHostileSARIF(t *testing.T) {
	want := shape(t, sarifOf(t, hostileAnnotations("harmless")))
	for i, s := range hostileStrings(t) {
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			report := sarifOf(t, hostileAnnotations(s))
			checkSARIF(t, report)
			if diff := cmp.Diff(want, shape(t, report)); diff != "" {
				t.Errorf("%q (-want +got):\n%s", s, diff)
			}
			var text any
			if err := json.Unmarshal(report, &text); err != nil {
				t.Fatal(err)
			}
			for _, r := range fmt.Sprint(text) {
				if r != '\n' && r != '\r' && string(r) != noRef {
					checkPrintable(t, string(r))
				}
			}
			for line := range strings.Lines(string(report)) {
				if strings.Contains(line, `"text": `) && strings.Contains(line, "](") {
					t.Errorf("%q makes a link: %s", s, line)
				}
			}
		})
	}
}

// shape writes a JSON value without its texts.
func shape(t *testing.T, document []byte) []string {
	t.Helper()
	var v any
	if err := json.Unmarshal(document, &v); err != nil {
		t.Fatal(err)
	}
	var lines []string
	var walk func(path string, v any)
	walk = func(path string, v any) {
		switch v := v.(type) {
		case map[string]any:
			for key, item := range v {
				walk(path+"."+key, item)
			}
		case []any:
			for i, item := range v {
				walk(fmt.Sprintf("%s[%d]", path, i), item)
			}
		default:
			lines = append(lines, fmt.Sprintf("%s %T", path, v))
		}
	}
	walk("", v)
	sort.Strings(lines)
	return lines
}

// runnerCommand reads a line as GitHub's runner does: name, properties and
// message, each unescaped.
func runnerCommand(line string) (name string, properties map[string]string, message string, ok bool) {
	rest, ok := strings.CutPrefix(strings.TrimLeft(line, " \t"), "::")
	if !ok {
		return "", nil, "", false
	}
	head, message, ok := strings.Cut(rest, "::")
	if !ok {
		return "", nil, "", false
	}
	name, list, _ := strings.Cut(head, " ")
	properties = map[string]string{}
	for part := range strings.SplitSeq(list, ",") {
		key, value, _ := strings.Cut(strings.TrimSpace(part), "=")
		properties[key] = strings.NewReplacer("%0D", "\r", "%0A", "\n", "%3A", ":", "%2C", ",", "%25", "%").Replace(value)
	}
	return name, properties, strings.NewReplacer("%0D", "\r", "%0A", "\n", "%25", "%").Replace(message), true
}

func githubOf(t testing.TB, a *Annotations) string {
	t.Helper()
	var b bytes.Buffer
	if err := a.GitHub(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// checkGitHub: a command a line, one for each finding and the summary, which
// the runner reads back as what was meant.
func checkGitHub(t *testing.T, a *Annotations) {
	t.Helper()
	lines := strings.Split(strings.TrimSuffix(githubOf(t, a), "\n"), "\n")
	if len(lines) != 1+len(a.Findings) {
		t.Fatalf("%d lines for %d findings", len(lines), len(a.Findings))
	}
	for i, line := range lines {
		name, properties, message, ok := runnerCommand(line)
		if !ok || strings.ContainsRune(line, '\r') {
			t.Errorf("no command: %q", line)
		}
		if i == 0 {
			if name != "notice" || message != a.Summary {
				t.Errorf("the summary is %q %q", name, message)
			}
			continue
		}
		f := &a.Findings[i-1]
		want, title := f.Severity.String(), Terminal(f.Rule)
		if f.Overridden {
			want, title = "notice", title+" (overridden)"
		}
		if name != want || strings.TrimSpace(properties["title"]) != strings.TrimSpace(title) {
			t.Errorf("%q with title %q, want %q with %q", name, properties["title"], want, title)
		}
		text := Terminal(f.Message)
		if f.Hint != "" {
			text += "\nHint: " + strings.Join(waysOut(f), "\n")
		}
		if message != text {
			t.Errorf("the message is %q, want %q", message, text)
		}
		for key := range properties {
			if !slices.Contains([]string{"file", "line", "col", "title"}, key) {
				t.Errorf("there is a property %q", key)
			}
		}
	}
}

// TestHostileGitHub is T15 for commands to the runner.
func TestHostileGitHub(t *testing.T) {
	checkGitHub(t, sampleAnnotations())
	more := []string{"a%0A::set-output name=x::y", "::add-mask::x", "\n::stop-commands::x\r\n", "x,line=1::::error::", "##[add-mask]x", "%25%0A"}
	for _, s := range append(hostileStrings(t), more...) {
		checkGitHub(t, hostileAnnotations(s))
	}
}

func FuzzGitHub(f *testing.F) {
	for _, s := range hostileStrings(f) {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) { checkGitHub(t, hostileAnnotations(s)) })
}

func FuzzSARIF(f *testing.F) {
	for _, s := range hostileStrings(f) {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) { checkSARIF(t, sarifOf(t, hostileAnnotations(s))) })
}
