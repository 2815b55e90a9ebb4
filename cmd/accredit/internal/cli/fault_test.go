package cli

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// faulty is a stream that has a fault.
type faulty struct{}

func (faulty) Write([]byte) (int, error) {
	var list []string
	return len(list[len(os.Args)]), nil
}

// faultyAnswer has one, where somebody is asked.
type faultyAnswer struct{}

func (faultyAnswer) Read([]byte) (int, error) { return faulty{}.Write(nil) }

// A panic is no answer: it never ends with 2, which says that there are
// changes. What is said has what to report and none of what was given.
func TestFault(t *testing.T) {
	dir := t.TempDir()
	config := "agency {\n  name = \"Northwind Growth\"\n  hub_id = 1000001\n  email_domains = [\"northwind.example\"]\n}\nemployee \"maria\" {\n  email = \"maria@northwind.example\"\n  name = \"Maria Olsen\"\n}\n"
	if err := os.WriteFile(filepath.Join(dir, "a.hcl"), []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("TMPDIR", t.TempDir())
	var stderr bytes.Buffer
	env := func(string) string { return "" }
	args := []string{"plan", dir, "--state", filepath.Join(dir, "hunter2.db"), "-detailed-exitcode"}
	code := run(t.Context(), streams{in: strings.NewReader(""), out: faulty{}, err: &stderr, env: env}, &leftovers{}, args)
	if code != exitError {
		t.Errorf("exit code %d", code)
	}
	text := stderr.String()
	for _, want := range []string{"accredit has a fault", "not a mistake of yours", "report", "accredit " + programVersion, "command: accredit plan --detailed-exitcode --state\n",
		"index out of range", "cli.faulty.Write(...)", "fault_test.go:"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not in:\n%s", want, text)
		}
	}
	for _, never := range []string{"hunter2", dir, "maria", "0xc0"} {
		if strings.Contains(strings.ReplaceAll(text, "No state at "+filepath.Join(dir, "hunter2.db"), ""), never) {
			t.Errorf("%q is in:\n%s", never, text)
		}
	}
}

// A panic in a goroutine is said in the same way.
func TestFaultInGoroutine(t *testing.T) {
	a := &app{streams: streams{in: faultyAnswer{}, err: &bytes.Buffer{}}}
	if err := a.ask(t.Context(), "?"); err == nil || !strings.Contains(err.Error(), "index out of range") {
		t.Errorf("the error is %v", err)
	}
}

// What somebody panicked with may hold anything, and only its type is said.
func TestFaultText(t *testing.T) {
	if text := faultText("maria@northwind.example"); strings.Contains(text, "maria") || !strings.Contains(text, "string") {
		t.Errorf("it says %q", text)
	}
}
