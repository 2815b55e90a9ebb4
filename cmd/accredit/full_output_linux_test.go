package main

import (
	"bytes"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// Whatever cannot be printed is no success: a full disk under standard output
// ends each command with 1, and nothing is recorded that nobody could read.
func TestFullOutput(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"agency.hcl", "riverbend.hcl"} {
		text, err := os.ReadFile("../../examples/minimal/" + name)
		if err != nil {
			t.Fatal(err)
		}
		if name == "agency.hcl" {
			text = bytes.Replace(text, []byte("hub_id        = 2200417"), []byte("hub_id        = 2200417\n  execution     = \"run\""), 1)
		}
		if err := os.WriteFile(dir+"/"+name, text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	run := func(out *os.File, words string) (int, string) {
		cmd := exec.Command(os.Args[0], append(strings.Fields(words), "--now", "2026-11-21T09:00:00Z")...)
		var said bytes.Buffer
		cmd.Dir, cmd.Stdout, cmd.Stderr = dir, out, &said
		cmd.Env = append(os.Environ(), programVariable+"=1", "ACCREDIT_USER=ada@lighthouse.example")
		_ = cmd.Run() // its exit code is looked at
		return cmd.ProcessState.ExitCode(), said.String()
	}
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Skip("this system has no /dev/full")
	}
	defer full.Close()
	refused := func(list ...string) {
		t.Helper()
		for _, words := range list {
			if code, said := run(full, words); code != 1 || !strings.Contains(said, "no space left") {
				t.Errorf("%s: exit code %d, %q", words, code, said)
			}
		}
	}
	refused("plan", "plan --format json", "plan --format markdown", "plan --format html", "validate", "list clients", "apply --auto-approve")
	if _, err := os.Stat(dir + "/accredit.db"); err == nil {
		t.Error("it was applied, and nobody could read what")
	}
	null, err := os.OpenFile(os.DevNull, os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer null.Close()
	if code, said := run(null, "apply --auto-approve"); code != 0 {
		t.Fatalf("apply: %d, %s", code, said)
	}
	refused("run list", "run show", "run show --format json", "run show --format csv", "run show --format html", "run show --format markdown",
		"task list", "task show 1.1", "history", "show", "report client riverbend")
}
