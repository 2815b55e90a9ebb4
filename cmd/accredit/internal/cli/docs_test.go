package cli

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/spf13/pflag"
)

var (
	fencedShell = regexp.MustCompile("(?ms)^```sh\n(.*?)^```$")
	inline      = regexp.MustCompile("`(accredit [^`]+)`")
)

// TestDocs: every command that a page for users names exists, with each of
// its flags.
func TestDocs(t *testing.T) {
	pages, err := filepath.Glob("../../../../docs/*.md")
	if err != nil || len(pages) == 0 {
		t.Fatalf("%v, %v", pages, err)
	}
	for _, page := range append(pages, "../../../../README.md", "../../../../examples/ci/README.md") {
		text, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		var lines []string
		for _, block := range fencedShell.FindAllStringSubmatch(string(text), -1) {
			lines = append(lines, strings.Split(block[1], "\n")...)
		}
		for _, found := range inline.FindAllStringSubmatch(string(text), -1) {
			lines = append(lines, found[1])
		}
		n := 0
		for _, line := range lines {
			if args := strings.Fields(line); len(args) > 1 && args[0] == "accredit" && args[1] != "help" {
				n++
				checkCommand(t, filepath.Base(page), line, args[1:])
			}
		}
		t.Logf("%s: %d commands", page, n)
	}
}

func checkCommand(t *testing.T, page, line string, args []string) {
	t.Helper()
	root := newRoot(&app{})
	cmd, rest, err := root.Find(args)
	if err != nil || cmd == root {
		t.Errorf("%s: %q: %v", page, line, err)
		return
	}
	for _, arg := range rest {
		name, isFlag := strings.CutPrefix(arg, "--")
		if !isFlag {
			continue
		}
		name, _, _ = strings.Cut(name, "=")
		var flag *pflag.Flag
		for _, set := range []*pflag.FlagSet{cmd.Flags(), cmd.InheritedFlags(), root.PersistentFlags()} {
			if f := set.Lookup(name); f != nil {
				flag = f
			}
		}
		if flag == nil {
			t.Errorf("%s: %q: %s has no --%s", page, line, cmd.CommandPath(), name)
		}
	}
}

// TestDocsRecovery: what to do about each kind of problem stands there.
func TestDocsRecovery(t *testing.T) {
	text, err := os.ReadFile("../../../../docs/operations.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, where := range []string{"mode", "file", "rows", "content", "grants", "gone", "origins", "agency", "revisions", "changes", "rights", "changed_people", "checkpoints", "key"} {
		if !strings.Contains(string(text), "`"+where+"`") {
			t.Errorf("docs/operations.md says nothing of %q", where)
		}
	}
}
