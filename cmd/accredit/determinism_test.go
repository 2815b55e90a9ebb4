package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// The same inputs give the same bytes in every locale, time zone and
// directory, and on any number of cores (docs/reliability.md, T20).
func TestSameBytes(t *testing.T) {
	examples, err := filepath.Abs("../../examples")
	if err != nil {
		t.Fatal(err)
	}
	state := filepath.Join(t.TempDir(), "accredit.db")
	run := func(environment []string, args ...string) []byte {
		cmd := exec.Command(os.Args[0], append(args, "--state", state, "--now", "2026-11-21T09:00:00Z")...)
		cmd.Env = append(append(os.Environ(), programVariable+"=1", "ACCREDIT_USER=tester"), environment...)
		var stdout, stderr bytes.Buffer
		cmd.Stdout, cmd.Stderr = &stdout, &stderr
		if err := cmd.Run(); err != nil {
			t.Fatalf("%v: %v\n%s", args, err, stderr.String())
		}
		return stdout.Bytes()
	}
	environments := [][]string{
		{"LC_ALL=C", "GOMAXPROCS=1"},
		{"LC_ALL=tr_TR.UTF-8", "LANG=tr_TR.UTF-8", "GOMAXPROCS=2", "TZ=Asia/Tokyo"},
		{"LC_ALL=sv_SE.UTF-8", "LANG=sv_SE.UTF-8", "GOMAXPROCS=4", "TZ=America/St_Johns"},
	}
	same := func(args ...string) {
		t.Helper()
		want := run(nil, args...)
		for _, environment := range environments {
			if got := run(environment, args...); !bytes.Equal(got, want) {
				t.Errorf("%v: %v differs from the bytes without", environment, args)
			}
		}
	}
	agency, minimal := filepath.Join(examples, "agency"), filepath.Join(examples, "minimal")
	same("plan", agency, "--format", "json")
	same("plan", minimal, "--format", "json")
	run(nil, "apply", agency, "--auto-approve")
	same("show", "--format", "json")
	same("plan", agency, "--format", "json")
	same("list", "clients", "--chdir", agency)

	// A set that many others extend changes: many causes, in one order.
	changed := t.TempDir()
	if err := os.CopyFS(changed, os.DirFS(agency)); err != nil {
		t.Fatal(err)
	}
	sets := filepath.Join(changed, "permission_sets.hcl")
	text, err := os.ReadFile(sets)
	if err != nil {
		t.Fatal(err)
	}
	text = bytes.Replace(text, []byte(`"crm.tasks.edit"                                 = "own"`), []byte(`"crm.tasks.edit"                                 = "all"`), 1)
	if err := os.WriteFile(sets, text, 0o644); err != nil {
		t.Fatal(err)
	}
	if n := bytes.Count(run(nil, "plan", changed), []byte("Cause: permission_set")); n < 3 {
		t.Fatalf("%d causes", n)
	}
	same("plan", changed, "--format", "json")
}
