package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// walk is a block of commands in a page, and what stands right below it: what the
// last of them printed.
var walk = regexp.MustCompile("(?ms)^```sh\n(.*?)^```\n(?:\n```text\n.*?^```\n)?")

// mark is the part of a task's id that is of one state only.
var mark = regexp.MustCompile(`(\d+\.\d+)-[0-9a-f]{4}\b`)

// Every command in the walk through examples/handover runs, in one shell and in a
// copy of the example, and what the last one of each block prints stands below it;
// -update rewrites that.
func TestHandoverWalk(t *testing.T) {
	page := filepath.Join("..", "..", "examples", "handover", "README.md")
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(filepath.Dir(page))); err != nil {
		t.Fatal(err)
	}
	var script strings.Builder
	blocks := walk.FindAllSubmatch(text, -1)
	for i, block := range blocks {
		lines := strings.Split(strings.TrimSpace(string(block[1])), "\n")
		for _, line := range lines[:len(lines)-1] {
			fmt.Fprintf(&script, "%s > /dev/null\n", line)
		}
		fmt.Fprintf(&script, "%s > out.%d\n", redirected(lines[len(lines)-1]), i)
	}
	cmd := exec.Command("sh", "-ex", "-c", script.String())
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "PATH="+filepath.Dir(build(t))+":"+os.Getenv("PATH"), "ACCREDIT_STATE=", "NO_COLOR=1")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	at := -1
	is := walk.ReplaceAllFunc(text, func(block []byte) []byte {
		at++
		printed, err := os.ReadFile(filepath.Join(dir, fmt.Sprintf("out.%d", at)))
		if err != nil {
			t.Fatal(err)
		}
		want := "```sh\n" + string(blocks[at][1]) + "```\n"
		if len(printed) > 0 {
			want += "\n```text\n" + string(bytes.TrimRight(printed, "\n")) + "\n```\n"
		}
		return []byte(want)
	})
	unmarked := func(text []byte) []byte { return mark.ReplaceAll(text, []byte("$1-")) }
	switch {
	case bytes.Equal(unmarked(is), unmarked(text)):
	case *update:
		if err := os.WriteFile(page, is, 0o644); err != nil {
			t.Fatal(err)
		}
	default:
		t.Errorf("the page does not show what its commands print; run with -update and look at the difference\n%s", is)
	}
	if len(blocks) < 10 {
		t.Errorf("ran %d blocks", len(blocks))
	}
}

// redirected is a command whose output goes into a file already, followed by one
// that prints nothing.
func redirected(line string) string {
	if strings.Contains(line, " > ") {
		return line + "\n:"
	}
	return line
}
