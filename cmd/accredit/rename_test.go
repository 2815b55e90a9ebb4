package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"accredit/engine/enginetest/suite"
)

// make rename-module changes every import, and nothing is left to be done.
func TestRenameModule(t *testing.T) {
	needs(t, "make", "perl", "git")
	dir := copyOfTree(t)
	in := func(name string, args ...string) string {
		t.Helper()
		cmd := exec.Command(name, args...)
		cmd.Dir, cmd.Env = dir, append(os.Environ(), "GOFLAGS=", "GOWORK=off")
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("%s %v: %v\n%s", name, args, err, out)
		}
		return strings.TrimSpace(string(out))
	}
	const module = "github.com/northwind-growth/accredit"
	in("make", "rename-module", "MODULE="+module)
	if got := in("go", "list", "-m"); got != module {
		t.Errorf("the module is %s", got)
	}
	if got := in("go", "-C", ".ci/publish", "list", "-m"); got != module+"/release" {
		t.Errorf("the module of releases is %s", got)
	}
	if got := in("gofmt", "-l", "."); got != "" {
		t.Errorf("not formatted: %s", got)
	}
	if got := in("go", "list", "-deps", "-test", "-f", `{{with .Error}}{{.}}{{end}}`, "./..."); got != "" {
		t.Errorf("packages that are not found:\n%s", got)
	}
	if got := in("go", "list", "-f", `{{join .Imports "\n"}}`, "./..."); strings.Contains("\n"+got, "\naccredit/") {
		t.Error("a package imports the old module")
	}
	if suite.Exhaustive() {
		in("go", "build", "-o", os.DevNull, "./cmd/accredit")
	}
}

// copyOfTree copies what git knows of the work tree.
func copyOfTree(t *testing.T) string {
	t.Helper()
	cmd := exec.Command("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
	cmd.Dir = "../.."
	out, err := cmd.Output()
	if err != nil {
		t.Skipf("this is no git repository: %v", err)
	}
	dir := t.TempDir()
	for name := range bytes.SplitSeq(bytes.TrimSuffix(out, []byte{0}), []byte{0}) {
		content, err := os.ReadFile(filepath.Join("../..", string(name)))
		if os.IsNotExist(err) {
			continue // it is to be removed
		}
		if err != nil {
			t.Fatal(err)
		}
		to := filepath.Join(dir, string(name))
		if err := os.MkdirAll(filepath.Dir(to), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(to, content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}
