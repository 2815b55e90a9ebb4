package config

import (
	"fmt"
	"strings"
	"testing"

	"accredit/engine/enginetest/suite"
)

// Suggestions end, the mistakes go on: many unknown names among many known
// ones look at a bounded number of names, and each is reported.
func TestSuggestionsAreBounded(t *testing.T) {
	const people, mistakes = 28_000, 30_000
	looked := 0
	known := func(yield func(string) bool) {
		for i := range people {
			looked++
			if !yield(fmt.Sprintf("person_%d", i)) {
				return
			}
		}
	}
	var a adviser
	suggested := 0
	for i := range mistakes {
		if a.didYouMeanIn("employee", fmt.Sprintf("persom_%d", i), known) != "" {
			suggested++
		}
	}
	if looked != a.compared || looked > maxCompared+people {
		t.Errorf("%d names looked at, %d counted, want at most %d", looked, a.compared, maxCompared+people)
	}
	if want := maxCompared / people; suggested != want {
		t.Errorf("%d suggestions, want %d", suggested, want)
	}
	if a.didYouMeanIn("employee", "persom_3", known) == "" {
		t.Error("what was suggested once is not suggested again")
	}
}

// The same through Load: the file is as large as one may be.
func TestManyUnknownNames(t *testing.T) {
	people, mistakes := suite.Sample(28_000, 2_000), suite.Sample(22_000, 3_000)
	dir := t.TempDir()
	write(t, dir, "base.hcl", strings.TrimPrefix(base, "-- base.hcl --\n"))
	var b strings.Builder
	for i := range people {
		fmt.Fprintf(&b, "employee \"person_%05d\" {\n  email = \"p%d@northwind.example\"\n  name = \"Person %d\"\n}\n", i, i, i)
		if b.Len() > 400_000 || i == people-1 {
			write(t, dir, fmt.Sprintf("people/%d.hcl", i), b.String())
			b.Reset()
		}
	}
	b.WriteString("team \"x\" {\n  members = [\n")
	for i := range mistakes {
		fmt.Fprintf(&b, "employee.persom_%05d,", i)
		if i%2 == 0 && i < mistakes/2 {
			b.WriteString("\n")
		}
	}
	b.WriteString("]\n}\n")
	write(t, dir, "unknown.hcl", b.String())
	if b.Len() > sourceLimit {
		t.Fatalf("the file has %d bytes", b.Len())
	}
	r, err := Load(dir, Options{Now: today})
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Diagnostics) != mistakes {
		t.Errorf("%d mistakes reported, want %d", len(r.Diagnostics), mistakes)
	}
	suggested := 0
	src := r.Sources["unknown.hcl"]
	for _, d := range r.Diagnostics {
		if d.Hint != "" {
			suggested++
		}
		if text := string(src[d.Subject.Byte:d.Subject.EndByte]); !strings.Contains(d.Detail, strings.TrimPrefix(text, "employee.")) || d.Subject.EndColumn-d.Subject.Column != len(text) {
			t.Fatalf("%s at %q, columns %d to %d", d.Detail, text, d.Subject.Column, d.Subject.EndColumn)
		}
	}
	if want := (maxCompared + people) / people; suggested == 0 || suggested > want+1 && suite.Exhaustive() {
		t.Errorf("%d suggestions, want about %d", suggested, want)
	}
}
