package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"accredit/config/edit"
	"accredit/engine"
)

const languagePage = "../../docs/language.md"

// fencedExample is a block of code with what it is, and the name of its file
// or "fragment".
var fencedExample = regexp.MustCompile("(?ms)^```(hcl|csv)(?: ([\\w.]+))?\n(.*?)^```$")

// The examples of the page together are one configuration without a mistake or
// a warning, laid out as fmt would do it, with an example of every block.
// Fragments are only parsed.
func TestLanguagePageExamples(t *testing.T) {
	dir := t.TempDir()
	var examples strings.Builder
	for _, found := range fencedExample.FindAllStringSubmatch(readPage(t), -1) {
		kind, name, text := found[1], found[2], found[3]
		if kind == "hcl" {
			checkFormat(t, text, name != "fragment")
		}
		switch name {
		case "fragment":
		case "":
			examples.WriteString(text)
		default:
			writePage(t, filepath.Join(dir, name), text)
		}
	}
	writePage(t, filepath.Join(dir, "page.hcl"), examples.String())
	for _, block := range []string{"agency", "employee", "contractor", "team", "permission_set", "permission", "client", "access", "policy", "test", "removed", "variable", "locals"} {
		if !regexp.MustCompile("(?m)^" + block + " ").MatchString(examples.String()) {
			t.Errorf("the page has no example of %s", block)
		}
	}
	stdout, stderr, code := run(t, build(t), "validate", dir, "--now", exampleNow)
	if code != 0 || len(stderr) > 0 {
		t.Errorf("validate exits %d\n%s%s", code, stdout, stderr)
	}
}

// checkFormat parses HCL and, where it is whole, compares it with its format.
func checkFormat(t *testing.T, text string, whole bool) {
	t.Helper()
	formatted, diags := edit.Format("page.hcl", []byte(text))
	if diags.HasErrors() {
		t.Errorf("%v\n%s", diags, text)
		return
	}
	if whole && string(formatted) != text {
		t.Errorf("accredit fmt would write this as\n%s\nand not\n%s", formatted, text)
	}
}

// Every rule has its heading in the chapter "When a plan says no", and is said
// to be overridable exactly where it is.
func TestLanguagePageRules(t *testing.T) {
	_, chapter, found := strings.Cut(readPage(t), "\n## When a plan says no\n")
	if !found {
		t.Fatal("the page has no chapter \"When a plan says no\"")
	}
	chapter, _, _ = strings.Cut(chapter, "\n## ")
	overridable := map[bool]string{true: "| yes, ", false: "| no |"}
	for _, r := range engine.Rules() {
		rule := r.Name
		if r.IsPrefix() {
			rule += "NAME"
		}
		if !strings.Contains(chapter, "\n### `"+rule+"`\n") {
			t.Errorf("the chapter has no heading for the rule %s", rule)
		}
		row := regexp.MustCompile("(?m)^\\|.*\\[`" + rule + "`\\].*$").FindString(chapter)
		if !strings.Contains(row, overridable[engine.Overridable(rule)]) {
			t.Errorf("the table of what can be overridden is wrong about %s: %q", rule, row)
		}
	}
}

// Every link inside the page leads to a heading.
func TestLanguagePageLinks(t *testing.T) {
	page := readPage(t)
	anchors := map[string]bool{}
	for _, heading := range regexp.MustCompile(`(?m)^##+ (.*)$`).FindAllStringSubmatch(page, -1) {
		plain := regexp.MustCompile("[^a-z0-9 _-]").ReplaceAllString(strings.ToLower(heading[1]), "")
		anchor := strings.ReplaceAll(plain, " ", "-")
		if anchors[anchor] {
			t.Errorf("two headings are #%s", anchor)
		}
		anchors[anchor] = true
	}
	for _, link := range regexp.MustCompile(`\]\(#([^)]+)\)`).FindAllStringSubmatch(page, -1) {
		if !anchors[link[1]] {
			t.Errorf("no heading is #%s", link[1])
		}
	}
}

func readPage(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile(languagePage)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func writePage(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}
