package main

import (
	"bytes"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"runtime/debug"
	"strings"
	"sync"
	"testing"

	"accredit/cmd/accredit/internal/cli"
	"accredit/engine/enginetest/suite"

	"github.com/rogpeppe/go-internal/testscript"
)

// To start the program takes longer than most of what the tests have it do,
// and they have it do something a thousand times. So they call it in their own
// process, which starts once. Where the tests try everything they start it.

// call is one call of the program in the process of the tests.
type call struct {
	dir  string            // empty: where the tests are
	env  map[string]string // in place of what the process has
	args []string
}

// here is held by the call that the working directory and the environment of
// the process belong to.
var here sync.Mutex

// run runs the program and returns what it wrote, and its exit code.
func (c call) run(t fataler) (stdout, stderr string, code int) {
	here.Lock()
	defer here.Unlock()
	defer debug.SetGCPercent(debug.SetGCPercent(100)) // the program changes it, as it ends soon
	defer c.enter(t)()
	var out, err bytes.Buffer
	code = cli.Run(strings.NewReader(""), &out, &err, c.args)
	return out.String(), err.String(), code
}

// fataler is a test or a script.
type fataler interface {
	Fatalf(format string, args ...any)
}

// enter makes the process what a program of its own would find, and returns
// what takes that back.
func (c call) enter(t fataler) (leave func()) {
	was := map[string]string{}
	check := func(err error) {
		if err != nil {
			t.Fatalf("%v", err)
		}
	}
	set := func(env map[string]string) {
		for name, value := range env {
			if value == "" {
				check(os.Unsetenv(name))
			} else {
				check(os.Setenv(name, value))
			}
		}
	}
	from, err := os.Getwd()
	check(err)
	env := maps.Clone(c.env)
	if c.dir != "" {
		check(os.Chdir(c.dir))
		env["PWD"] = c.dir
	}
	for name := range env {
		was[name] = os.Getenv(name)
	}
	set(env)
	return func() {
		set(was)
		check(os.Chdir(from))
	}
}

// hereCommand is the command here of scripts: here ARG... is what exec
// accredit ARG... is.
func (s *hereScripts) hereCommand(ts *testscript.TestScript, neg bool, args []string) {
	if code := s.call(ts, args); (code != 0) != neg {
		ts.Fatalf("exit code %d", code)
	}
}

// hereScripts are the scripts that call the program in this process.
type hereScripts struct{ variables []string }

func (s *hereScripts) call(ts *testscript.TestScript, args []string) (code int) {
	c := call{dir: ts.MkAbs("."), env: map[string]string{}, args: args}
	for _, name := range s.variables {
		c.env[name] = ts.Getenv(name)
	}
	stdout, stderr, code := c.run(ts)
	_, errOut := ts.Stdout().Write([]byte(stdout))
	ts.Check(errOut)
	_, errErr := ts.Stderr().Write([]byte(stderr))
	ts.Check(errErr)
	if err := fits(stdout); err != nil {
		ts.Fatalf("accredit %s prints JSON that is not as its schema says: %v", strings.Join(args, " "), err)
	}
	return code
}

var (
	startsProgram = regexp.MustCompile(`^((?:! )?)exec accredit |^(exits [0-9]+ )accredit `)
	setsVariable  = regexp.MustCompile(`(?m)^env ([A-Z_0-9]+)=`)
)

// files returns the scripts, copied with the word here in the place of exec
// accredit. A call in the background, or one that reads what the script feeds
// it, stays a program of its own.
func (s *hereScripts) files(t *testing.T, files []string) []string {
	t.Helper()
	dir := t.TempDir()
	var copies []string
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		script, rest := text, []byte(nil)
		if at := bytes.Index(text, []byte("\n-- ")); at >= 0 {
			script, rest = text[:at], text[at:]
		}
		for _, m := range setsVariable.FindAllSubmatch(script, -1) {
			s.variables = append(s.variables, string(m[1]))
		}
		copied := filepath.Join(dir, filepath.Base(file))
		if err := os.WriteFile(copied, append([]byte(callsHere(string(script))), rest...), 0o600); err != nil {
			t.Fatal(err)
		}
		copies = append(copies, copied)
	}
	return copies
}

func callsHere(script string) string {
	lines := strings.Split(script, "\n")
	fed := false
	for i, line := range lines {
		if !fed && !strings.HasSuffix(line, "&") {
			lines[i] = startsProgram.ReplaceAllString(line, "${1}${2}here ")
		}
		fed = strings.HasPrefix(line, "stdin ") || strings.HasPrefix(line, "ttyin ")
	}
	return strings.Join(lines, "\n")
}

// startsPrograms reports whether the program is started for each call.
func startsPrograms() bool { return suite.Exhaustive() || *update }

// A script calls the program here where nothing else of the line needs a
// program of its own.
func TestCallsHere(t *testing.T) {
	for line, want := range map[string]string{
		"exec accredit plan cfg":               "here plan cfg",
		"! exec accredit plan":                 "! here plan",
		"exits 3 accredit apply cfg":           "exits 3 here apply cfg",
		"exec accredit apply &":                "exec accredit apply &",
		"exec sh -c 'accredit plan'":           "exec sh -c 'accredit plan'",
		"stdin f\nexec accredit fmt -":         "stdin f\nexec accredit fmt -",
		"ttyin -stdin f\nexits 3 accredit fmt": "ttyin -stdin f\nexits 3 accredit fmt",
		"exec git add .\nexec accredit plan":   "exec git add .\nhere plan",
	} {
		if got := callsHere(line); got != want {
			t.Errorf("%q becomes %q, want %q", line, got, want)
		}
	}
}
