package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// built is the program, in a folder of its own, which TestMain removes.
var built struct {
	once sync.Once
	dir  string
	err  error
}

// build builds the program once for tests that run it outside scripts.
func build(t *testing.T) string {
	t.Helper()
	built.once.Do(func() {
		if built.dir, built.err = os.MkdirTemp("", "accredit-built-"); built.err != nil {
			return
		}
		if out, err := exec.Command("go", "build", "-o", built.dir, ".").CombinedOutput(); err != nil {
			built.err = fmt.Errorf("%w\n%s", err, out)
		}
	})
	if built.err != nil {
		t.Fatal(built.err)
	}
	return filepath.Join(built.dir, "accredit")
}

func removeBuilt() {
	if built.dir != "" {
		_ = os.RemoveAll(built.dir) // a temporary folder: nothing to lose
	}
}

// golden compares with a file, or writes it with -update.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", "golden", name)
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s is not as expected; run with -update and look at the difference\n%s", name, got)
	}
}

// run runs the program and returns what it prints and its exit code.
func run(t *testing.T, bin string, args ...string) (stdout, stderr []byte, code int) {
	t.Helper()
	cmd := exec.Command(bin, args...)
	cmd.Env = append(os.Environ(), "ACCREDIT_USER=tester", "ACCREDIT_STATE=", "NO_COLOR=1")
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Run(); err != nil && cmd.ProcessState == nil {
		t.Fatal(err)
	}
	return out.Bytes(), errs.Bytes(), cmd.ProcessState.ExitCode()
}

const exampleNow = "2026-11-21T09:00:00Z"

// Each example's plan is a golden file, and after applying it nothing is left
// to do.
func TestExamples(t *testing.T) {
	bin := build(t)
	for _, name := range []string{"minimal", "agency"} {
		t.Run(name, func(t *testing.T) {
			dir, db := filepath.Join("../../examples", name), filepath.Join(t.TempDir(), "accredit.db")
			common := []string{"--now", exampleNow, "--state", db}
			out, stderr, code := run(t, bin, append([]string{"plan", dir}, common...)...)
			if code != 0 {
				t.Fatalf("exit %d\n%s%s", code, out, stderr)
			}
			golden(t, name+".plan.txt", out)
			if out, _, _ = run(t, bin, append([]string{"plan", dir, "--json"}, common...)...); name == "minimal" {
				golden(t, name+".plan.json", out)
			}
			if out, _, _ = run(t, bin, append([]string{"plan", dir, "--format", "markdown"}, common...)...); name == "agency" {
				golden(t, name+".plan.md", out)
			}
			if _, stderr, code := run(t, bin, append([]string{"apply", dir, "--auto-approve"}, common...)...); code != 0 {
				t.Fatalf("exit %d\n%s", code, stderr)
			}
			if out, _, code := run(t, bin, append([]string{"plan", dir, "--detailed-exitcode"}, common...)...); code != 0 {
				t.Errorf("after apply plan exits %d\n%s", code, out)
			}
		})
	}
}

// The README of examples/broken shows every message; -update rewrites it.
func TestBrokenExample(t *testing.T) {
	bin := build(t)
	dir, db := "../../examples/broken", filepath.Join(t.TempDir(), "accredit.db")
	_, mistakes, code := run(t, bin, "validate", filepath.Join(dir, "mistakes"), "--now", exampleNow)
	if code != 1 {
		t.Errorf("validate exits %d, want 1", code)
	}
	if _, stderr, code := run(t, bin, "import", filepath.Join(dir, "rules", "state.json"), "--state", db, "--auto-approve", "--now", "2026-11-20T09:00:00Z"); code != 0 {
		t.Fatalf("import exits %d\n%s", code, stderr)
	}
	plan, _, code := run(t, bin, "plan", filepath.Join(dir, "rules"), "--state", db, "--now", exampleNow)
	if code != 3 {
		t.Errorf("plan exits %d, want 3", code)
	}
	comment, _, _ := run(t, bin, "plan", filepath.Join(dir, "rules"), "--state", db, "--now", exampleNow, "--format", "markdown")
	golden(t, "broken.plan.md", comment)
	as, _, code := run(t, bin, "plan", filepath.Join(dir, "rules"), "--state", db, "--now", exampleNow, "--as", "maria@northwind.example", "--client", "keep_billing")
	if code != 3 {
		t.Errorf("plan --as exits %d, want 3", code)
	}
	for _, rule := range []string{"subset", "last-super-admin", "actor", "order", "mode", "max-removals", "min-partner-admins",
		"max-super-admins", "protected", "empty-source", "policy:contractors_have_an_end", "test:eve exports nothing"} {
		if !strings.Contains(string(plan), "! "+rule) {
			t.Errorf("the plan breaks no rule %s", rule)
		}
	}
	if !strings.Contains(string(as), "! keep-billing") {
		t.Error("the plan with --as breaks no rule keep-billing")
	}
	want := "<!-- messages -->\n\n### What validate says\n\n```text\n" + string(mistakes) + "```\n\n### What plan says\n\n```text\n" +
		violations(plan) + violations(as) + "```\n"
	path := filepath.Join(dir, "README.md")
	readme, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	before, _, _ := strings.Cut(string(readme), "<!-- messages -->")
	if *update {
		if err := os.WriteFile(path, []byte(before+want), 0o644); err != nil {
			t.Fatal(err)
		}
	} else if before+want != string(readme) {
		t.Error("the messages in examples/broken/README.md are not those of the program; run with -update and look at the difference")
	}
}

// violations cuts the violations out of a plan.
func violations(plan []byte) string {
	var b strings.Builder
	in := false
	for line := range strings.Lines(string(plan)) {
		if strings.HasPrefix(line, "! ") {
			in = true
		} else if !strings.HasPrefix(line, "    ") {
			in = false
		}
		if in {
			b.WriteString(line)
		}
	}
	return b.String()
}
