package main

import (
	"bytes"
	"fmt"
	"go/scanner"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// repository is the root of the project, seen from this package.
const repository = "../.."

// comment is the text of comments that stand together, without their marks.
type comment struct {
	file string
	line int
	text string
}

// comments lists the comments of a file of Go, SQL or a script. Lines that
// stand together are one comment, so that a citation may go over two of them.
func comments(file string, text []byte) []comment {
	switch filepath.Ext(file) {
	case ".go":
		return goComments(file, text)
	case ".sql":
		return lineComments(file, text, "--")
	}
	return lineComments(file, text, "#")
}

func goComments(file string, text []byte) []comment {
	var list []comment
	var s scanner.Scanner
	positions := token.NewFileSet()
	source := positions.AddFile(file, -1, len(text))
	s.Init(source, text, nil, scanner.ScanComments)
	last := -1
	for {
		at, kind, word := s.Scan()
		if kind == token.EOF {
			return list
		}
		if kind != token.COMMENT {
			continue
		}
		line := source.Line(at)
		word = strings.TrimSuffix(strings.TrimLeft(word, "/* "), "*/")
		if line == last+1 {
			list[len(list)-1].text += " " + word
		} else {
			list = append(list, comment{file, line, word})
		}
		last = line + strings.Count(word, "\n")
	}
}

func lineComments(file string, text []byte, mark string) []comment {
	var list []comment
	last, n := -1, 0
	for line := range strings.Lines(string(text)) {
		n++
		word, found := strings.CutPrefix(strings.TrimSpace(line), mark)
		if !found {
			continue
		}
		if word = strings.TrimSpace(word); n == last+1 {
			list[len(list)-1].text += " " + word
		} else {
			list = append(list, comment{file, n, word})
		}
		last = n
	}
	return list
}

// A citation is the path of a page, perhaps with a section: its number, its
// heading in quotes, or both. A number may also stand alone.
var (
	citedPage    = regexp.MustCompile(`([\w./-]*\b[a-z]+\.md)\b(?:,? [RT][0-9]+)?(?:,? "([^"]+)")?`)
	citedSection = regexp.MustCompile(`\b(R[0-9]+|T[0-9]+|[Pp]romise [0-9]+|[Dd]ecision [0-9]+)\b`)
)

// sectionPage is the page on which the sections with such a number stand.
func sectionPage(section string) string {
	switch section[0] {
	case 'R':
		return "docs/rules.md"
	case 'D', 'd':
		return "docs/design.md"
	}
	return "docs/reliability.md"
}

// pages are the pages of the repository, read once.
type pages map[string]string

func (p pages) read(path string) (string, error) {
	if text, ok := p[path]; ok {
		return text, nil
	}
	text, err := os.ReadFile(filepath.Join(repository, path))
	if err != nil {
		return "", err
	}
	p[path] = string(text)
	return p[path], nil
}

// hasNumber reports whether a page has the section with that number: a heading
// ("## R4 ..."), the first cell of a row ("| T18 |", "| promise 8" is
// "| 8 ..."), or an item of a list ("3. ...").
func hasNumber(page, section string) bool {
	word, number, _ := strings.Cut(strings.ToLower(section), " ")
	pattern := fmt.Sprintf(`(?m)^(## %[1]s |\| %[1]s \|)`, regexp.QuoteMeta(section))
	switch word {
	case "promise":
		pattern = fmt.Sprintf(`(?m)^\| %s [A-Z]`, number)
	case "decision":
		pattern = fmt.Sprintf(`(?m)^%s\. `, number)
	}
	return regexp.MustCompile(pattern).MatchString(page)
}

// hasTitle reports whether a page has a heading, or a paragraph that begins in
// bold type, with that title.
func hasTitle(page, title string) bool {
	quoted := regexp.QuoteMeta(title)
	return regexp.MustCompile(`(?m)^(#+ (R[0-9]+ )?` + quoted + `$|\*\*` + quoted + `\.?\*\*)`).MatchString(page)
}

// broken says what is wrong with what a comment cites.
func (p pages) broken(c *comment) []string {
	var wrong []string
	for _, cited := range citedPage.FindAllStringSubmatch(c.text, -1) {
		path, title := cited[1], cited[2]
		page, err := p.read(path)
		switch {
		case err != nil:
			wrong = append(wrong, fmt.Sprintf("there is no page %s in the repository; pages are cited as docs/rules.md", path))
		case title != "" && !hasTitle(page, title):
			wrong = append(wrong, fmt.Sprintf("%s has no section %q", path, title))
		}
	}
	for _, section := range citedSection.FindAllString(c.text, -1) {
		path := sectionPage(section)
		if page, err := p.read(path); err != nil || !hasNumber(page, section) {
			wrong = append(wrong, fmt.Sprintf("%s has no %s", path, section))
		}
	}
	return wrong
}

// Every page and every section that a comment cites stands in the repository.
func TestCitations(t *testing.T) {
	cited := pages{}
	found := 0
	for _, path := range sources(t) {
		text, err := os.ReadFile(filepath.Join(repository, path))
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range comments(path, text) {
			for _, wrong := range cited.broken(&c) {
				t.Errorf("%s:%d: %s", c.file, c.line, wrong)
			}
			found += len(citedPage.FindAllString(c.text, -1))
		}
	}
	if found < 50 {
		t.Errorf("found only %d citations", found)
	}
}

// sources lists the files with comments: Go, SQL, scripts and the Makefile. The
// examples are not among them: they speak of the files of a user.
func sources(t *testing.T) []string {
	t.Helper()
	cmd := exec.Command("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard",
		"*.go", "*.sql", "*.txtar", "*.sh", "Makefile", ".ci/run", ".ci/bugs", ":!examples")
	cmd.Dir = repository
	out, err := cmd.Output()
	if err != nil {
		t.Skipf("this is no git repository: %v", err)
	}
	var list []string
	for _, path := range bytes.Split(out, []byte{0}) {
		if _, err := os.Stat(filepath.Join(repository, string(path))); len(path) > 0 && err == nil {
			list = append(list, string(path))
		}
	}
	return list
}

// What is wrong with a citation is found, and what is right is not.
func TestCitationsAreFound(t *testing.T) {
	p := pages{
		"docs/rules.md":       "# Rules\n\n## Steps\n\n## R4 order: complete\n\n**Why not.** Because.\n",
		"docs/reliability.md": "| promise |\n| 8 Convergent | ... |\n\n| T18 | rows |\n",
		"docs/design.md":      "1. **One.** ...\n2. Two\n",
	}
	for text, want := range map[string]string{
		"// It keeps docs/rules.md R4, \"Why not\".":             "",
		"// The order (docs/rules.md, \"Steps\" and R4).":        "",
		"// (docs/reliability.md\n// promise 8), T18":            "",
		"/* docs/design.md decision 2 */":                        "",
		"// See docs/rules.md R5.":                               "docs/rules.md has no R5",
		"// This is R40.":                                        "docs/rules.md has no R40",
		"// T1 of the catalogue":                                 "docs/reliability.md has no T1",
		"// (docs/reliability.md,\n// promise 18)":               "docs/reliability.md has no promise 18",
		"// as in decision 3":                                    "docs/design.md has no decision 3",
		"// docs/rules.md R4, \"Way\"":                           "docs/rules.md has no section \"Way\"",
		"// docs/rules.md, \"Words\"":                            "docs/rules.md has no section \"Words\"",
		"// what runs.md says":                                   "there is no page runs.md in the repository; pages are cited as docs/rules.md",
		"const s = \"rules.md R5\" // not a citation, but R6 is": "docs/rules.md has no R6",
	} {
		var got []string
		for _, c := range comments("a.go", []byte(text)) {
			got = append(got, p.broken(&c)...)
		}
		if strings.Join(got, "; ") != want {
			t.Errorf("%s\ngives %q, want %q", text, got, want)
		}
	}
	if got := comments("a.sql", []byte("-- R4\n-- and\nSELECT 1;\n  -- R5\n")); len(got) != 2 || got[0].text != "R4 and" || got[1].line != 4 {
		t.Errorf("comments of SQL: %+v", got)
	}
}

// Tests that the tables of docs/reliability.md name, as `package: Test`.
var namedTest = regexp.MustCompile("`([a-z/]+): ((?:Test|Fuzz)\\w+)(?:/(\\w+))?`")

// Every test that docs/reliability.md names exists, with the part that is named
// behind a slash: a script, or a test of the suite of the backends.
func TestReliabilityNamesTests(t *testing.T) {
	p := pages{}
	page, err := p.read("docs/reliability.md")
	if err != nil {
		t.Fatal(err)
	}
	suite, err := p.read("state/statetest/run.go")
	if err != nil {
		t.Fatal(err)
	}
	found := namedTest.FindAllStringSubmatch(page, -1)
	for _, name := range found {
		dir, test, part := filepath.Join(repository, name[1]), name[2], name[3]
		if !declares(t, dir, test) {
			t.Errorf("%s: there is no such test", name[0])
		}
		switch {
		case part == "":
		case test == "TestScripts":
			if _, err := os.Stat(filepath.Join(dir, "testdata/script", part+".txtar")); err != nil {
				t.Errorf("%s: there is no such script", name[0])
			}
		case !strings.Contains(suite, `{"`+part+`", `):
			t.Errorf("%s: the suite of the backends has no %s", name[0], part)
		}
	}
	if len(found) < 60 {
		t.Errorf("the page names only %d tests", len(found))
	}
	for line := range strings.Lines(page) {
		if regexp.MustCompile(`^\| (T[0-9]+ |[0-9]+ [A-Z])`).MatchString(line) && !namedTest.MatchString(line) {
			t.Errorf("no test is named in: %s", line)
		}
	}
}

// declares reports whether a test file of the directory declares the test.
func declares(t *testing.T, dir, test string) bool {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*_test.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(text, []byte("\nfunc "+test+"(")) {
			return true
		}
	}
	return false
}

var namedFile = regexp.MustCompile("`((?:cmd|config|engine|state|examples|docs)/[\\w/.-]+\\.\\w+)`(?: `(\\w+)`)?")

// Every file that a page for newcomers names exists, and declares the function
// that stands beside it.
func TestPagesNameFiles(t *testing.T) {
	p := pages{}
	found := 0
	for _, path := range []string{"docs/architecture.md", "docs/rules.md", "docs/reliability.md", "docs/design.md", "CONTRIBUTING.md", "SECURITY.md"} {
		page, err := p.read(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range namedFile.FindAllStringSubmatch(page, -1) {
			found++
			text, err := p.read(name[1])
			if err != nil {
				t.Errorf("%s: there is no file %s", path, name[1])
				continue
			}
			if function := name[2]; function != "" && !regexp.MustCompile(`(?m)^(func (\([^)]*\) )?|type )`+function+`\b`).MatchString(text) {
				t.Errorf("%s: %s declares no %s", path, name[1], function)
			}
		}
	}
	if found < 40 {
		t.Errorf("the pages name only %d files", found)
	}
}

// Every package has a row in docs/architecture.md.
func TestPackagesAreDescribed(t *testing.T) {
	page, err := pages{}.read("docs/architecture.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, of := range packages(t) {
		name := strings.TrimPrefix(of.ImportPath, "accredit/")
		if !strings.Contains(page, "\n| `"+name+"` | ") {
			t.Errorf("docs/architecture.md has no row for package %s", name)
		}
	}
}
