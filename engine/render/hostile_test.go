package render

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"accredit/engine"

	"github.com/google/go-cmp/cmp"
)

// hostileStrings reads the names that every form of output must survive.
func hostileStrings(t testing.TB) []string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", "hostile.txt"))
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
		p.People[i].Name, p.People[i].Email, p.People[i].Address = s, s, s
	}
	for i := range p.Clients {
		c := &p.Clients[i]
		c.Name, c.Address, c.Pos = s, "client."+s, engine.Pos{File: s, Line: 1}
		if i%2 == 0 {
			c.Address = "" // only recorded
		}
	}
	for i := range p.Sets {
		p.Sets[i].Name = s
	}
	for i := range p.Steps {
		hostileStep(&p.Steps[i], s)
	}
	for _, list := range [][]engine.Finding{p.Violations, p.Warnings} {
		for i := range list {
			f := &list[i]
			f.Rule, f.Message, f.Hint, f.Pos.File = s, s, strings.ReplaceAll(s, "\n", " "), s // the engine makes a line of each way out
		}
	}
	p.Causes[0].Name, p.Skipped[0].Rules, p.Waiting[0].For = s, []string{s}, s
	p.Waiting = p.Waiting[:1]
	return p
}

func hostileStep(st *engine.Step, s string) {
	st.Pos = engine.Pos{File: s, Line: 1}
	for i := range st.More().Fields {
		st.More().Fields[i] = engine.Field{Name: s, Before: s, After: s}
	}
	for _, g := range []*engine.Grant{st.Before, st.After} {
		if g != nil {
			g.Set = s
			g.Details = &engine.Details{Reason: s, Teams: []string{s}, AssetsKnown: true, Assets: []engine.Asset{{Kind: s, Name: s}}}
		}
	}
}

// renderers are all forms of output, with a string wherever one can stand.
var renderers = map[string]func(w io.Writer, s string, width int) error{
	"plan": func(w io.Writer, s string, width int) error {
		return Text{Width: width}.Plan(w, hostilePlan(s))
	},
	"state": func(w io.Writer, s string, width int) error {
		return Text{Width: width}.State(w, hostileState(s), 739941)
	},
	"history": func(w io.Writer, s string, width int) error {
		return writeEntries(Text{Width: width}.History(w), s)
	},
	"drift": func(w io.Writer, s string, width int) error {
		return Text{Width: width}.Drift(w, hostileDrift(s))
	},
	"table": func(w io.Writer, s string, width int) error {
		return Table(w, []string{"E-MAIL", "NAME", "CLIENTS"}, [][]string{{s, s, "12"}, {"x", s}}, TableOptions{Width: width, Right: []int{2}})
	},
}

// anchors keeps the lines, or their beginnings, that text from outside must
// not be able to make: what begins at a margin of the layout.
var anchors = regexp.MustCompile(`(?m)^(accredit \w+:|Cause:|People$|  ?\d+ [-+~=.!] |Waiting: |Kept: |Relationship |Skipped: |Warning: |! |    hint: |Plan: \d|No changes|Unknown: |Not managed: |Drift: |E-MAIL|revision \d|  hub \d)`)

// TestHostileText is T15 for text: no control byte, no line wider than the
// page, and the same lines as with a harmless name. A table begins its lines
// with what it is given: it says nothing by the way a line begins.
func TestHostileText(t *testing.T) {
	for name, render := range renderers {
		for _, width := range []int{40, 80, 120} {
			want := anchorsOf(t, render, "harmless", width)
			for i, s := range hostileStrings(t) {
				t.Run(fmt.Sprintf("%s/%d/%d", name, width, i), func(t *testing.T) {
					var b bytes.Buffer
					if err := render(&b, s, width); err != nil {
						t.Fatal(err)
					}
					checkLines(t, b.String(), width)
					if diff := cmp.Diff(want, anchorsOf(t, render, s, width)); name != "table" && diff != "" {
						t.Errorf("%q: structure differs (-want +got):\n%s", s, diff)
					}
				})
			}
		}
	}
}

func anchorsOf(t *testing.T, render func(io.Writer, string, int) error, s string, width int) []string {
	t.Helper()
	var b bytes.Buffer
	if err := render(&b, s, width); err != nil {
		t.Fatal(err)
	}
	return anchors.FindAllString(b.String(), -1)
}

func checkLines(t *testing.T, text string, width int) {
	t.Helper()
	if !utf8.ValidString(text) {
		t.Error("not UTF-8")
	}
	for line := range strings.Lines(text) {
		line = strings.TrimSuffix(line, "\n")
		if n := textWidth(line); n > width {
			t.Errorf("%d columns wide: %q", n, line)
		}
		checkPrintable(t, line)
	}
}

func checkPrintable(t *testing.T, line string) {
	t.Helper()
	marks := 0
	for _, r := range line {
		if !unicode.IsPrint(r) {
			t.Errorf("%U is printed: %q", r, line)
		}
		if marks++; !unicode.In(r, unicode.Mn, unicode.Me) {
			marks = 0
		}
		if marks > maxMarks {
			t.Errorf("%d marks on one character: %q", marks, line)
		}
	}
}

// TestHostileOneLine: without a width everything is on the line it belongs to.
func TestHostileOneLine(t *testing.T) {
	for name, render := range renderers {
		var want, got bytes.Buffer
		if err := render(&want, "harmless", 0); err != nil {
			t.Fatal(err)
		}
		for _, s := range hostileStrings(t) {
			got.Reset()
			if err := render(&got, s, 0); err != nil {
				t.Fatal(err)
			}
			if w, g := strings.Count(want.String(), "\n"), strings.Count(got.String(), "\n"); w != g {
				t.Errorf("%s of %q: %d lines, want %d", name, s, g, w)
			}
			for line := range strings.Lines(got.String()) {
				checkPrintable(t, strings.TrimSuffix(line, "\n"))
			}
		}
	}
}

// TestHostileDiff: the listing has one line for each thing, whatever its name.
func TestHostileDiff(t *testing.T) {
	for _, s := range hostileStrings(t) {
		a, p := sampleDiff()
		a.Clients[0].Name, a.Clients[0].Grants[0].Details = s, &engine.Details{Reason: s}
		p.Clients[0].Name = s
		p.Steps[0].After.Details = &engine.Details{Reason: s}
		var b bytes.Buffer
		if err := AccessDiff(&b, a, p, applied(t, a, p)); err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(b.String()) {
			if line = strings.TrimSuffix(line, "\n"); line == "" || !strings.ContainsAny(line[:1], "-+ @") {
				t.Errorf("%q makes the line %q", s, line)
			}
			checkPrintable(t, line)
		}
	}
}

// TestNoColor: without colours no escape is written, whatever the environment.
func TestNoColor(t *testing.T) {
	t.Setenv("FORCE_COLOR", "1")
	t.Setenv("CLICOLOR_FORCE", "1")
	var plain, colored bytes.Buffer
	if err := (Text{}).Plan(&plain, samplePlan()); err != nil {
		t.Fatal(err)
	}
	if err := (Text{Color: true}).Plan(&colored, samplePlan()); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(plain.String(), "\x1b") {
		t.Error("escapes without colour")
	}
	if got := regexp.MustCompile("\x1b\\[[0-9;]*m").ReplaceAllString(colored.String(), ""); got != plain.String() {
		t.Errorf("colours change the text:\n%s", cmp.Diff(plain.String(), got))
	}
}
