package main

import (
	"flag"
	"os"
	"path/filepath"
	"testing"

	"accredit/cmd/accredit/internal/cli"

	"github.com/rogpeppe/go-internal/testscript"
)

var update = flag.Bool("update", false, "rewrite the expected outputs")

func TestMain(m *testing.M) {
	beProgram(cli.Main)
	testscript.Main(m, map[string]func(){"accredit": func() { os.Exit(cli.Main()) }})
}

// Each script is a session with the real program, named after the command and
// the aspect that it shows.
func TestScripts(t *testing.T) {
	examples, err := filepath.Abs("../../examples")
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		UpdateScripts:       *update,
		RequireExplicitExec: true,
		Setup: func(env *testscript.Env) error {
			env.Setenv("EXAMPLES", examples)
			env.Setenv("NOW", "2026-11-21T09:00:00Z")
			env.Setenv("ACCREDIT_USER", "tester@northwind.example")
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"exits": exits, "utf16": utf16File},
	})
}
