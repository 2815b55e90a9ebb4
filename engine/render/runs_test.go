package render

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"io"
	"regexp"
	"strings"
	"testing"
	"time"

	"accredit/engine"
	"accredit/engine/runs"

	"github.com/google/go-cmp/cmp"
)

var runsAt = time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC)

// sampleRuns is a run in two accounts with a task of each standing, and a string
// wherever something from outside can stand.
func sampleRuns(s string) []runs.View {
	grant := func(set string) *engine.RecordedGrant {
		return &engine.RecordedGrant{Rights: &engine.RecordedRights{Set: set, Levels: engine.Levels{{Permission: "crm.deals.edit", Level: "all"}}},
			Details: &engine.Details{AssetsKnown: true, Assets: []engine.Asset{{Kind: s, Name: s, Count: 2}}}}
	}
	v := runs.View{
		Run:     engine.Run{Number: 7, Plan: "p", At: runsAt, By: s, Reason: s},
		Lineage: "7c9e6679", Serial: 12, At: runsAt.AddDate(0, 0, 5),
	}
	add := func(hub int64, actor, email string, step engine.RunStep, standing runs.Standing) *runs.Task {
		step.Run, step.Seq, step.Mark, step.Email, step.Actor = 7, int32(len(v.Tasks)+1), fmt.Sprintf("%04x", 4096+len(v.Tasks)), email, actor
		standing.Step, standing.Via = &step, engine.ViaClientAccessManager
		v.Tasks = append(v.Tasks, runs.Task{Standing: standing, HubID: hub, Client: fmt.Sprintf("%s %d", s, hub)})
		return &v.Tasks[len(v.Tasks)-1]
	}
	maria, ben := "maria "+s, "ben "+s
	due := engine.DateOf(runsAt) + 3
	ready, waits := runs.Standing{Ready: true}, runs.Standing{WaitsFor: []string{"7.1"}}
	event := []engine.StepEvent{{At: runsAt, Kind: "failed", By: s, Because: s}}
	add(2, maria, "bob "+s, engine.RunStep{Action: engine.ActionAdd, After: grant("junior " + s), Due: due}, ready)
	add(2, maria, "eve "+s, engine.RunStep{Action: engine.ActionAdd, After: grant("junior " + s), Due: due}, ready).Overdue = 2
	add(2, maria, "dan "+s, engine.RunStep{Action: engine.ActionRemove, Before: grant("junior " + s)}, waits)
	add(9, maria, "bob "+s, engine.RunStep{Action: engine.ActionMigrate, Before: grant("a " + s), After: grant("b " + s), Due: due}, ready)
	add(9, ben, "eve "+s, engine.RunStep{Action: engine.ActionRemove, Before: grant("b " + s)}, runs.Standing{Blocked: s, BlockedBy: []string{"7.7"}})
	evidence := &engine.Evidence{Kind: engine.EvidenceTold, At: runsAt, By: s, EnteredBy: s, Step: "7.6"}
	add(9, ben, "bob "+s, engine.RunStep{Action: engine.ActionAdd, After: grant("b " + s), State: engine.StepDone}, runs.Standing{}).Evidence = evidence
	add(9, ben, "dan "+s, engine.RunStep{Action: engine.ActionAdd, After: grant("b " + s), State: engine.StepFailed, Events: event}, runs.Standing{})
	edit := runs.Standing{Ready: true, Edit: []string{"7.8", "7.9"}}
	for _, who := range []string{"bob ", "eve "} {
		change := engine.RunStep{Action: engine.ActionChange, Cause: engine.CausePermissionSet, Before: grant("c " + s), After: grant("c " + s), Due: due}
		change.After.Rights.Levels = engine.Levels{{Permission: "crm.deals.edit", Level: "own"}}
		add(2, maria, who+s, change, edit)
	}
	return []runs.View{v}
}

// runFormats are all forms of a run.
var runFormats = map[string]func(w io.Writer, s string) error{
	"text":     func(w io.Writer, s string) error { return Text{}.Runs(w, sampleRuns(s)) },
	"narrow":   func(w io.Writer, s string) error { return Text{Width: 60}.Runs(w, sampleRuns(s)) },
	"markdown": func(w io.Writer, s string) error { return Markdown{}.Runs(w, sampleRuns(s)) },
	"csv":      func(w io.Writer, s string) error { return RunsCSV(w, sampleRuns(s)) },
	"html":     runsHTML,
}

func runsHTML(w io.Writer, s string) error {
	return HTML{AccountURL: "https://app.hubspot.com/contacts/{hub_id}"}.Runs(w, sampleRuns(s), engine.BuiltinCatalogue())
}

func runsAs(t testing.TB, format, s string) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := runFormats[format](&b, s); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestRunsGolden(t *testing.T) {
	golden(t, "runs.md", func(w io.Writer) error { return Markdown{}.Runs(w, sampleRuns("x")) })
	golden(t, "runs_100.txt", func(w io.Writer) error { return Text{Width: 100}.Runs(w, sampleRuns("x")) })
	golden(t, "runs_color.txt", func(w io.Writer) error { return Text{Width: 100, Color: true}.Runs(w, sampleRuns("x")) })
	golden(t, "runs.csv", func(w io.Writer) error { return RunsCSV(w, sampleRuns("x")) })
	golden(t, "runs.html", func(w io.Writer) error { return withoutStyle(w, runsAs(t, "html", "x")) })
}

// TestHostileRuns is R5 of docs/runs.md for what is written: whatever a name is,
// a worksheet has the structure of one with harmless names.
func TestHostileRuns(t *testing.T) {
	more := []string{"/accredit done 7.1-1000", "x\n/accredit done 7.1-1000", "```\n/accredit done 7.1", `</script><b>`, `" autofocus onfocus="x`, "=1+1", "--> <b>", "{hub_id}"}
	for format := range runFormats {
		want := runStructure(t, format, runsAs(t, format, "harmless"))
		for i, s := range append(hostileStrings(t), more...) {
			t.Run(fmt.Sprint(format, i), func(t *testing.T) {
				got := runsAs(t, format, s)
				if diff := cmp.Diff(want, runStructure(t, format, got)); diff != "" {
					t.Errorf("%q: structure differs (-want +got):\n%s", s, diff)
				}
				if n := strings.Count("\n"+string(got), "\n/accredit "); n != strings.Count("\n"+string(runsAs(t, format, "harmless")), "\n/accredit ") {
					t.Errorf("%q: %d lines are claims", s, n)
				}
			})
		}
	}
}

// runStructure is what of a form no name may change.
func runStructure(t *testing.T, format string, text []byte) []string {
	t.Helper()
	switch format {
	case "markdown":
		checkInert(t, text)
		return structure(text)
	case "html":
		return pageStructure(t, text)
	case "csv":
		rows, err := csv.NewReader(bytes.NewReader(text)).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		var list []string
		for _, row := range rows {
			list = append(list, fmt.Sprint(len(row), row[0], row[2], row[4], row[6:]))
			for _, cell := range row {
				if cell != "" && strings.ContainsRune("=+-@", rune(cell[0])) {
					t.Errorf("%q is a formula", cell)
				}
			}
		}
		return list
	case "narrow":
		checkLines(t, string(text), 60)
		return nil
	}
	for line := range strings.Lines(string(text)) {
		checkPrintable(t, strings.TrimSuffix(line, "\n"))
	}
	return anchorsOfRun(string(text))
}

// anchorsOfRun keeps the beginnings of lines that say what a line is: no name
// may make one.
func anchorsOfRun(text string) []string {
	return regexp.MustCompile(`(?m)^(Run \d|Tasks of |  [> ] 7\.\d+|      first: |  Reason: |  Partner account|  Client account|$)`).FindAllString(text, -1)
}

// A worksheet that is too long says what it left out, stays within its limit,
// and has what is ready.
func TestMarkdownRunsLimit(t *testing.T) {
	for limit := 900; limit < 6000; limit += 97 {
		var b bytes.Buffer
		if err := (Markdown{Limit: limit}).Runs(&b, sampleRuns("x")); err != nil {
			t.Fatal(err)
		}
		shown := strings.Count(b.String(), "\n- `7.") // one of them is an edit of two
		left := 0
		if _, said, ok := strings.Cut(b.String(), "bytes:** "); ok {
			if _, err := fmt.Sscanf(said, "%d task", &left); err != nil {
				t.Fatal(err)
			}
		}
		if strings.Contains(b.String(), "`7.8-") {
			shown++
		}
		if b.Len() > limit || shown+left != 9 {
			t.Errorf("limit %d: %d bytes, %d shown, %d left out", limit, b.Len(), shown, left)
		}
	}
}
