package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"accredit/engine/enginetest/suite"
)

var fenced = regexp.MustCompile("(?ms)^```(\\w+)\n(.*?)^```$")

// Every command in the README runs, in a copy of the project, and the plan
// that it shows is the one that is printed. The command that runs the tests is
// not run again here: it is what .ci/run calls. In a sample the program is not
// built anew in the copy, which takes longer than all the rest.
func TestReadme(t *testing.T) {
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	readme, err := os.ReadFile(filepath.Join(root, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	ci, err := os.ReadFile(filepath.Join(root, ".ci/run"))
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(root)); err != nil {
		t.Fatal(err)
	}
	last, ran := "", 0
	for _, block := range fenced.FindAllStringSubmatch(string(readme), -1) {
		switch block[1] {
		case "sh":
			for line := range strings.Lines(block[2]) {
				line = strings.TrimSpace(line)
				if line == "go test ./..." {
					if !strings.Contains(string(ci), line) {
						t.Errorf(".ci/run does not call %q", line)
					}
					continue
				}
				ran++
				if strings.HasPrefix(line, "sh examples/connected/") {
					if strings.HasSuffix(line, "/try.sh") {
						tryConnected(t, dir)
					}
					continue
				}
				if !suite.Exhaustive() {
					line = strings.Replace(line, "go build -o accredit ./cmd/accredit", "cp "+build(t)+" accredit", 1)
				}
				cmd := exec.Command("sh", "-c", line)
				cmd.Dir = dir
				var stderr strings.Builder
				cmd.Stderr = &stderr
				out, err := cmd.Output()
				if err != nil {
					t.Fatalf("%s: %v\n%s", line, err, stderr.String())
				}
				last = string(out)
			}
		case "text":
			if block[2] != last {
				t.Errorf("the README shows\n%s\nand the command before it prints\n%s", block[2], last)
			}
		}
	}
	if ran < 4 {
		t.Errorf("ran %d commands of the README", ran)
	}
}
