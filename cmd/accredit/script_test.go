package main

import (
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"accredit/cmd/accredit/internal/cli"

	"github.com/rogpeppe/go-internal/testscript"
)

var update = flag.Bool("update", false, "rewrite the expected outputs")

func TestMain(m *testing.M) {
	beProgram(cli.Main)
	testscript.Main(cleaning{m}, map[string]func(){"accredit": func() { os.Exit(cli.Main()) }})
}

// cleaning runs the tests, and removes what they had together.
type cleaning struct{ *testing.M }

func (c cleaning) Run() int {
	defer removeBuilt()
	return c.M.Run()
}

// Each script is a session with the program, named after the command and the
// aspect that it shows. Those named postgres have a server.
func TestScripts(t *testing.T) {
	runScripts(t, scripts(t, func(name string) bool { return !strings.HasPrefix(name, "postgres_") }), func(*testscript.Env) {})
}

// scripts lists the scripts whose names are wanted.
func scripts(t *testing.T, wanted func(name string) bool) []string {
	t.Helper()
	files, err := filepath.Glob("testdata/script/*.txtar")
	if err != nil {
		t.Fatal(err)
	}
	return slices.DeleteFunc(files, func(file string) bool { return !wanted(filepath.Base(file)) })
}

func runScripts(t *testing.T, files []string, setup func(*testscript.Env)) {
	t.Helper()
	calls := &hereScripts{variables: []string{"NOW", "ACCREDIT_USER", "HOME", "TMPDIR"}}
	if !startsPrograms() {
		files = calls.files(t, files)
	}
	examples, err := filepath.Abs("../../examples")
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Files:               files,
		UpdateScripts:       *update,
		RequireExplicitExec: true,
		Setup: func(env *testscript.Env) error {
			env.Setenv("EXAMPLES", examples)
			env.Setenv("NOW", "2026-11-21T09:00:00Z")
			env.Setenv("ACCREDIT_USER", "tester@northwind.example")
			home := filepath.Join(env.WorkDir, ".home") // for the key of the cache
			env.Setenv("HOME", home)
			setup(env)
			return os.Mkdir(home, 0o700)
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"exits": calls.exits, "here": calls.hereCommand, "utf16": utf16File, "hold": hold, "hook": (&hooks{all: map[*testscript.TestScript]*received{}}).run},
	})
}
